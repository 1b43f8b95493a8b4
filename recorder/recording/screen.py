"""The thread that looks at the screen: what changed, what must be hidden, what becomes a packet.

A picture counts only if the windows were in the same places before and after it was taken: two answers of the
X server with one version between them. Otherwise it is thrown away and taken again, so that a window which
moves or opens at that very moment cannot slip into it.

Whatever goes wrong on this thread ends the recording: one that died in silence would leave a recording with a
still picture and stale hidden places.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from recorder.episode.ending import EndReason
from recorder.episode.events import MarkKind, MonitorsChanged
from recorder.episode.frames import Packet
from recorder.episode.screen import Monitor, Rect
from recorder.episode.time import NS_PER_MS, NS_PER_SECOND
from recorder.ports import Clock, PictureSource, ScreenGoneError, ScreenWatch, UnreadableScreenError
from recorder.privacy import ScreenObservation
from recorder.session import FramesDropped, HiddenAreas
from recorder.video.canvas import Canvas
from recorder.video.encoder import EncoderSettings, PictureEncoder

_NOWHERE: Final = Rect(0, 0, 0, 0)
_ATTEMPTS: Final = 4
# Damage reports have been seen to miss drawing under some compositors: look at everything this often.
_SWEEP_NS: Final = 2 * NS_PER_SECOND
_UNREPORTED_LIMIT: Final = 3
_UNREADABLE_LIMIT: Final = 20
# A lock is not handed to who waits longest: without a rest between late beats a pause might wait for ever.
_REST_NS: Final = 2 * NS_PER_MS
# A screen's server that does not answer for so long is not waited for: stopping must work all the same.
_PATIENCE_S: Final = 2.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ScreenOutlet:
    """Where what is seen goes; called on the screen's thread."""

    packet: Callable[[Packet], None]
    has_room: Callable[[], bool]
    tell: Callable[[HiddenAreas | MonitorsChanged | FramesDropped | EndReason], None]


@dataclass(slots=True)
class _Eye:
    """One monitor: its picture and its encoder."""

    monitor: Monitor
    canvas: Canvas
    encoder: PictureEncoder


@dataclass(slots=True)
class _Missing:
    """Pictures that are being missed now."""

    kind: MarkKind
    since_ns: int
    count: int


class ScreenCapture:
    """Looks at every monitor at a steady beat; only what changed becomes a packet.

    Args:
        watch: Where the windows are.
        open_pictures: Opens a source of pictures; again when the screen's size changes.
        clock: The session's clock.
        outlet: Where what is seen goes.
        takes_pictures: Whether the person granted the screen; if not, only windows are watched.
        frames_per_second: The beat.
        settings: How pictures are compressed.
    """

    def __init__(
        self,
        watch: ScreenWatch,
        open_pictures: Callable[[], PictureSource],
        clock: Clock,
        outlet: ScreenOutlet,
        *,
        takes_pictures: bool,
        frames_per_second: float,
        settings: EncoderSettings | None = None,
    ) -> None:
        self._watch = watch
        self._open_pictures = open_pictures
        self._clock = clock
        self._outlet = outlet
        self._takes_pictures = takes_pictures
        self._period_ns = round(NS_PER_SECOND / frames_per_second)
        self._settings = settings or EncoderSettings()
        self._pictures = open_pictures() if takes_pictures else None
        self._monitors = watch.monitors()
        self._eyes: list[_Eye] = []
        self._next_gop = 0
        self._hidden: tuple[Rect, ...] = ()
        self._told_hidden = HiddenAreas((), are_own=True)
        self._seen_version: int | None = None
        self._damaged = _NOWHERE
        self._swept_ns = 0
        self._unreported = 0
        self._unreadable = 0
        self._missing: _Missing | None = None
        self._must_look_again = False
        self._is_capturing = False
        # Held for a whole beat, so that nothing of it can follow a pause.
        self._beat_lock = threading.Lock()
        self._is_shut = False
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._work, name="screen-capture", daemon=True)

    @property
    def monitors(self) -> tuple[Monitor, ...]:
        """The monitors as last seen."""
        return self._monitors

    def start(self) -> None:
        """Begin to look; nothing is taken before ``resume``."""
        self._look_again()
        self._thread.start()

    def resume(self) -> None:
        """Take pictures from now on, beginning with whole ones."""
        if self._is_shut:
            return
        with self._beat_lock:
            for eye in self._eyes:
                eye.canvas.forget()
                eye.encoder.restart_group()
            self._is_capturing = True

    def pause(self) -> FramesDropped | None:
        """Take no more; when this returns, nothing more comes, and what was taken has been handed over.

        Returns:
            The pictures that were being missed, if any were.
        """
        if not self._beat_lock.acquire(timeout=_PATIENCE_S):
            # Whatever the beat that hangs there still brings is thrown away, and there will be no other.
            self._is_shut, self._is_capturing = True, False
            self._outlet.tell(EndReason.SCREEN_UNREADABLE)
            return None
        try:
            was_capturing, self._is_capturing = self._is_capturing, False
            if was_capturing:
                self._hand_over_last()
            return self._take_missed()
        finally:
            self._beat_lock.release()

    def stop(self) -> None:
        """Stop the thread, if it was started, and let go of the screen."""
        self._stopping.set()
        if self._thread.ident is not None:
            self._thread.join()
        self._close_pictures()
        self._watch.close()

    def _work(self) -> None:
        next_beat_ns = self._clock.now_ns()
        while not self._stopping.wait(max(_REST_NS, next_beat_ns - self._clock.now_ns()) / NS_PER_SECOND):
            with self._beat_lock:
                ended = self._try_beat()
            if ended is not None:
                self._outlet.tell(ended)
                return
            # A late beat does not hurry the next ones.
            next_beat_ns = max(next_beat_ns + self._period_ns, self._clock.now_ns())

    def _try_beat(self) -> EndReason | None:
        try:
            self._beat()
        except ScreenGoneError:
            reason = EndReason.SCREEN_GONE
        except Exception as error:  # noqa: BLE001 - the last handler of this thread: the recording ends with it
            _log.error("the screen could not be followed: %s", type(error).__name__)
            reason = EndReason.CRASHED
        else:
            return None
        self._is_capturing = False
        return reason

    def _beat(self) -> None:
        if self._is_at_rest():
            return
        before = self._observe()
        if self._is_shut or not self._is_capturing or not self._takes_pictures:
            return
        if not self._outlet.has_room():
            self._miss(MarkKind.FRAMES_DROPPED)
            return
        try:
            if self._must_look_again:
                self._look_again()
            self._encode_pending()
            self._take_pictures(before)
            self._unreadable = 0
            self._tell_missed()
        except UnreadableScreenError:
            self._cannot_read()

    def _is_at_rest(self) -> bool:
        """Whether nothing was announced and nothing is owed: on a still desktop this is all that is done."""
        if self._watch.has_news() or self._must_look_again or self._missing is not None:
            return False
        if not self._is_capturing:
            return True
        is_sweep_due = self._clock.now_ns() - self._swept_ns >= _SWEEP_NS
        return not is_sweep_due and not any(
            eye.canvas.pending is not None or not eye.canvas.to_look_at(self._damaged).is_empty
            for eye in self._eyes
        )

    def _observe(self) -> ScreenObservation:
        seen = self._watch.observe()
        self._damaged = self._damaged.hull(seen.damaged)
        if seen.version != self._seen_version:
            self._seen_version = seen.version
            self._check_monitors()
        self._hide(seen)
        return seen

    def _check_monitors(self) -> None:
        monitors = self._watch.monitors()
        if monitors != self._monitors:
            self._monitors = monitors
            self._must_look_again = True
            self._outlet.tell(MonitorsChanged(self._clock.now_ns(), monitors))

    def _hide(self, seen: ScreenObservation) -> None:
        areas = HiddenAreas(seen.hidden, are_own=seen.are_own)
        if areas != self._told_hidden:
            self._hidden, self._told_hidden = seen.hidden, areas
            self._outlet.tell(areas)
        now_ns = self._clock.now_ns()
        for eye in self._eyes:
            if seen.passed:
                # Where a window was only between two looks, its pixels may still lie.
                eye.canvas.hide(seen.hidden + seen.passed, now_ns)
            eye.canvas.hide(seen.hidden, now_ns)

    def _take_pictures(self, before: ScreenObservation) -> None:
        swept = self._clock.now_ns() - self._swept_ns >= _SWEEP_NS
        damaged, self._damaged = self._damaged, _NOWHERE
        reaches_all = swept or self._unreported >= _UNREPORTED_LIMIT
        for eye in self._eyes:
            looked = self._take_picture(eye, before, eye.monitor.rect if reaches_all else damaged, damaged)
            if looked is None:
                self._damaged = self._damaged.hull(damaged)
            else:
                before = looked
        if swept:
            self._swept_ns = self._clock.now_ns()

    def _take_picture(
        self, eye: _Eye, before: ScreenObservation, wanted: Rect, reported: Rect
    ) -> ScreenObservation | None:
        """Take one picture; ``None`` if the windows would not hold still for it."""
        if self._pictures is None:
            return before
        for _ in range(_ATTEMPTS):
            is_owed = not eye.canvas.to_look_at(_NOWHERE).is_empty
            region = eye.canvas.to_look_at(wanted)
            if region.is_empty:
                return before
            at_ns = self._clock.now_ns()
            pixels = self._pictures.grab_region(region)
            after = self._observe()
            if self._must_look_again:
                return None
            if after.version == before.version:
                changed = eye.canvas.absorb(region, pixels, at_ns)
                if changed and not is_owed and reported.is_empty and after.damaged.is_empty:
                    self._unreported += 1
                return after
            before = after
        return None

    def _encode_pending(self) -> None:
        for eye in self._eyes:
            pending = eye.canvas.take_pending()
            if pending is not None and not self._is_shut:
                self._outlet.packet(eye.encoder.encode(eye.canvas.encodable, pending.changed, pending.at_ns))
                self._next_gop = max(self._next_gop, eye.encoder.next_gop)

    def _hand_over_last(self) -> None:
        """Encode what waits, once it is known that nothing in it had to be hidden."""
        try:
            self._observe()
        except ScreenGoneError:
            return
        self._encode_pending()

    def _miss(self, kind: MarkKind) -> None:
        if self._missing is not None and self._missing.kind is not kind:
            self._tell_missed()
        if self._missing is None:
            self._missing = _Missing(kind, self._clock.now_ns(), 0)
        self._missing.count += 1

    def _tell_missed(self) -> None:
        missed = self._take_missed()
        if missed is not None:
            self._outlet.tell(missed)

    def _take_missed(self) -> FramesDropped | None:
        missed, self._missing = self._missing, None
        if missed is None:
            return None
        return FramesDropped(missed.since_ns, self._clock.now_ns(), missed.count, missed.kind)

    def _cannot_read(self) -> None:
        """The screen may just be changing its size; if it stays unreadable, say so and end."""
        self._miss(MarkKind.SCREEN_UNREADABLE)
        self._unreadable += 1
        if self._unreadable >= _UNREADABLE_LIMIT:
            self._is_capturing = False
            self._outlet.tell(EndReason.SCREEN_UNREADABLE)
            return
        self._must_look_again = True

    def _look_again(self) -> None:
        """Begin anew with the monitors as they are."""
        self._must_look_again = False
        if not self._takes_pictures:
            return
        self._close_pictures()
        self._pictures = self._open_pictures()
        self._eyes = [self._open_eye(monitor) for monitor in self._monitors]
        for eye in self._eyes:
            eye.canvas.hide(self._hidden, self._clock.now_ns())

    def _open_eye(self, monitor: Monitor) -> _Eye:
        canvas = Canvas(monitor.rect)
        width, height = canvas.encodable_size
        encoder = PictureEncoder(monitor.id, width, height, first_gop=self._next_gop, settings=self._settings)
        return _Eye(monitor, canvas, encoder)

    def _close_pictures(self) -> None:
        if self._pictures is not None:
            self._pictures.close()
            self._pictures = None
