"""Plays a session: where it is, what it shows, and the small pictures beside it.

Lives on the interface's thread. A timer runs only while it plays; standing still costs nothing. Pictures are
decoded on a thread of their own and fetched when that says that there are some.
"""

import time
from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QImage

from recorder.episode.actions import Action
from recorder.episode.edits import Edits
from recorder.episode.time import NS_PER_MS, TimeRange
from recorder.episode.timeline import Timeline
from recorder.vault.session_reader import SessionAccess
from studio.content.session_content import SessionContent
from studio.content.stepping import done_actions, next_action, previous_action
from studio.review.idle import idle_stretches, skipped_stretches
from studio.review.picture_service import PictureService
from studio.review.playback import Playback, playback
from studio.review.requests import NotShown, Shown, ThumbnailRequest, ThumbnailShown
from studio.ui.models.sight import PictureState, PlayerPicture, Sight
from studio.ui.models.thumbnails import Thumbnails

LONGEST_TICK_NS: Final = 250 * NS_PER_MS
"""Time that passes between two ticks beyond this was not spent watching: the machine slept or hung."""
_MS_PER_SECOND: Final = 1000
_SLOWEST_HZ: Final = 30.0
_FASTEST_HZ: Final = 60.0


class Player(QObject):
    """Plays one session.

    Args:
        access: Opens it.
        content: What it holds.
        parent: Owns this.
        now_ns: A clock that never goes back.

    Attributes:
        thumbnails: Small pictures, by time.
    """

    position_changed = Signal(object)
    """Where it is now, in nanoseconds of the session."""
    played = Signal(object)
    """The ``TimeRange`` that was just played through, idle stretches that were left out included."""
    state_changed = Signal()
    """It plays or stands still, at another speed, shows another monitor, other edits, or a preview."""
    picture_changed = Signal()
    """There is another picture, or another reason why there is none."""
    thumbnail_arrived = Signal(object)
    """A ``ThumbnailArrival``."""
    failed = Signal(object)
    """The ``UserFacingError`` that keeps a picture from being shown."""

    _news_came = Signal()

    def __init__(
        self,
        access: SessionAccess,
        content: SessionContent,
        parent: QObject | None = None,
        *,
        now_ns: Callable[[], int] = time.monotonic_ns,
    ) -> None:
        super().__init__(parent)
        self._now_ns = now_ns
        self._edits = Edits()
        self._playback = playback(content.ended_ns, _skipped(content))
        self._ticked_ns = 0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_tick)
        self._news_came.connect(self._on_news, Qt.ConnectionType.QueuedConnection)
        self._service = PictureService(access, content.pictures, self._news_came.emit)
        self._sight = Sight(self._service, content)
        self.thumbnails: Final = Thumbnails(self._service, content)
        self.destroyed.connect(self._service.close)
        self._look()

    @property
    def content(self) -> SessionContent | None:
        """What is played; ``None`` once it is closed."""
        return self._sight.content

    @property
    def position_ns(self) -> int:
        """Where it is, in the session's time."""
        return self._playback.position_ns

    @property
    def is_playing(self) -> bool:
        """Whether it moves."""
        return self._playback.is_playing

    @property
    def speed(self) -> float:
        """How fast it plays, or would; negative backwards."""
        return self._playback.speed

    @property
    def chosen_speed(self) -> float:
        """How fast it plays when it is told to play."""
        return self._playback.chosen_speed

    @property
    def skips_idle(self) -> bool:
        """Whether it leaves out idle stretches."""
        return self._playback.skips_idle

    @property
    def is_preview(self) -> bool:
        """Whether it shows what others will see."""
        return self._playback.is_preview

    @property
    def edits(self) -> Edits:
        """What is taken out."""
        return self._edits

    @property
    def timeline(self) -> Timeline:
        """The session's time without its cuts."""
        return self._playback.left

    @property
    def monitor_id(self) -> int:
        """The monitor that is shown."""
        return self._sight.monitor_id

    @property
    def monitor_ids(self) -> tuple[int, ...]:
        """All monitors, in order."""
        return self._sight.monitor_ids

    @property
    def picture(self) -> PlayerPicture | None:
        """What to show; while the right picture is decoded, the one before it."""
        return self._sight.picture

    @property
    def picture_state(self) -> PictureState:
        """Whether there is a picture, and why not."""
        return self._sight.state(self.position_ns)

    def play(self) -> None:
        """Play forwards at the chosen speed."""
        self._set(self._playback.played())

    def pause(self) -> None:
        """Stand still."""
        self._set(self._playback.paused())

    def toggle(self) -> None:
        """Play or pause."""
        self._set(self._playback.toggled())

    def faster(self) -> None:
        """Play, or play faster."""
        self._set(self._playback.faster())

    def slower(self) -> None:
        """Play slower, then backwards."""
        self._set(self._playback.slower())

    def set_speed(self, speed: float) -> None:
        """Choose a speed.

        Raises:
            ValueError: It is none of ``playback.SPEEDS``.
        """
        self._set(self._playback.at_speed(speed))

    def set_skips_idle(self, skips: bool) -> None:  # noqa: FBT001 - a slot for a button that is checked
        """Leave out idle stretches, or do not."""
        self._set(self._playback.skipping_idle(skips=skips))

    def seek(self, at_ns: int, *, is_scrubbing: bool = False) -> None:
        """Go to a time; on playing if it plays.

        Args:
            at_ns: In the session's time; what is cut out of a preview gives way to what follows.
            is_scrubbing: The person is dragging: any picture near it will do until they rest.
        """
        self._set(self._playback.sought(at_ns), is_scrubbing=is_scrubbing)

    def step(self, pictures: int) -> None:
        """Pause, and go to another picture.

        Args:
            pictures: How many on, or back where negative.
        """
        standing = self._playback.paused()
        taken = self._sight.pictures
        found, way = self._sight.index_at(self.position_ns) + pictures, 1 if pictures > 0 else -1
        if taken is not None and pictures:
            while 0 <= found < len(taken.at_ns) and self._is_passed_over(int(taken.at_ns[found])):
                found += way
            if 0 <= found < len(taken.at_ns):
                standing = standing.sought(int(taken.at_ns[found]))
        self._set(standing)

    def to_next_action(self) -> None:
        """Go to where the next action begins."""
        self._to_action(next_action)

    def to_previous_action(self) -> None:
        """Go to where the action before this time began."""
        self._to_action(previous_action)

    def set_preview(self, is_preview: bool) -> None:  # noqa: FBT001 - a slot for a button that is checked
        """Show what others will see, or everything."""
        self.thumbnails.is_preview = is_preview
        self._set(self._playback.previewed(is_preview=is_preview))

    def set_edits(self, edits: Edits) -> None:
        """Know of these edits from now on."""
        if edits == self._edits or self.content is None:
            return
        self._edits = edits
        self.thumbnails.edits = edits
        self._set(self._playback.with_cuts(cut.range for cut in edits.cuts), is_news=True)

    def show_monitor(self, monitor_id: int) -> None:
        """Show another monitor.

        Raises:
            ValueError: There is none of that number.
        """
        if monitor_id == self.monitor_id:
            return
        self._sight.show_monitor(monitor_id)
        self._look()
        self.state_changed.emit()
        self.picture_changed.emit()

    def next_monitor(self) -> None:
        """Show the next monitor; after the last, the first."""
        ids = self.monitor_ids
        self.show_monitor(ids[(ids.index(self.monitor_id) + 1) % len(ids)])

    def set_content(self, content: SessionContent) -> None:
        """Know more of what the session holds: a later phase of its loading."""
        if self.content is None:
            return
        self._sight.content = content
        self.thumbnails.content = content
        self._set(self._playback.with_idle(_skipped(content)), is_news=True)

    def set_picture_size(self, size: tuple[int, int] | None) -> None:
        """Say how large pictures are shown, so that they come in just that size.

        Args:
            size: Width and height in device pixels; ``None`` for their own.
        """
        if size != self._sight.size:
            self._sight.size = size
            self._look()

    def thumbnail(self, monitor_id: int, at_ns: int, width: int) -> QImage | None:
        """A small picture of a monitor near a time, if it is there; else it is decoded and told of.

        Args:
            monitor_id: Which monitor.
            at_ns: The last key frame before this time is shown.
            width: In device pixels.
        """
        return self.thumbnails.get(monitor_id, at_ns, width)

    def close(self) -> None:
        """Let go of the key, the file, what the session holds and every picture. Waits for one packet."""
        if self.content is None:
            return
        self._timer.stop()
        self._playback = self._playback.paused()
        self._service.close()
        self.thumbnails.clear()
        self._sight.close()
        self.state_changed.emit()
        self.picture_changed.emit()

    def _set(self, wanted: Playback, *, is_scrubbing: bool = False, is_news: bool = False) -> None:
        """Make a state of playing the state, and tell what differs."""
        if self.content is None:
            return
        before, self._playback = self._playback, wanted
        if wanted.is_playing and not self._timer.isActive():
            self._ticked_ns = self._now_ns()
            self._timer.start(_tick_ms())
        elif not wanted.is_playing:
            self._timer.stop()
        self._look(is_scrubbing=is_scrubbing)
        if wanted.position_ns != before.position_ns:
            self.position_changed.emit(wanted.position_ns)
        if is_news or _state_of(wanted) != _state_of(before):
            self.state_changed.emit()

    def _look(self, *, is_scrubbing: bool = False) -> None:
        rate = self._playback.rate
        direction = (rate > 0) - (rate < 0)
        if self._sight.look(self.position_ns, direction=direction, is_scrubbing=is_scrubbing):
            self.picture_changed.emit()

    def _is_passed_over(self, at_ns: int) -> bool:
        return self.is_preview and self.timeline.is_cut(at_ns)

    def _to_action(self, find: Callable[[Sequence[Action], int], Action | None]) -> None:
        if self.content is None:
            return
        actions = done_actions(self.content.actions)
        found = find(actions, self.position_ns)
        while found is not None and self._is_passed_over(found.start_ns):
            found = find(actions, found.start_ns)
        if found is not None:
            self.seek(found.start_ns)

    @Slot()
    def _on_tick(self) -> None:
        now_ns = self._now_ns()
        elapsed_ns = min(max(0, now_ns - self._ticked_ns), LONGEST_TICK_NS)
        self._ticked_ns = now_ns
        before_ns = self.position_ns
        self._set(self._playback.advanced(elapsed_ns))
        self.played.emit(TimeRange(*sorted((before_ns, self.position_ns))))

    @Slot()
    def _on_news(self) -> None:
        for news in self._service.fetch():
            match news:
                case Shown():
                    if self._sight.take(news):
                        self.picture_changed.emit()
                case ThumbnailShown():
                    self.thumbnail_arrived.emit(self.thumbnails.put(news))
                case NotShown():
                    self._give_up(news)

    def _give_up(self, news: NotShown) -> None:
        if isinstance(news.request, ThumbnailRequest):
            self.thumbnails.give_up(news.request)
        error = self._sight.give_up(news)
        if error is not None:
            self.pause()
            self.picture_changed.emit()
            self.failed.emit(error)


def _skipped(content: SessionContent) -> tuple[TimeRange, ...]:
    """What playing may leave out; nothing until all that happened is known."""
    return skipped_stretches(idle_stretches(content)) if content.is_complete else ()


def _state_of(state: Playback) -> tuple[object, ...]:
    return state.rate, state.chosen_speed, state.skips_idle, state.is_preview


def _tick_ms() -> int:
    screen = QGuiApplication.primaryScreen()
    rate = screen.refreshRate() if screen is not None else _FASTEST_HZ
    return round(_MS_PER_SECOND / min(max(_SLOWEST_HZ, rate), _FASTEST_HZ))
