"""What is to be seen of one monitor, and what was asked of the decoder for it."""

from dataclasses import dataclass, field
from enum import StrEnum

from PySide6.QtGui import QImage

from recorder.errors import UserFacingError
from studio.content.session_content import PictureIndex, SessionContent
from studio.review.covers import PictureOnScreen
from studio.review.picture_service import PictureService
from studio.review.placement import picture_place
from studio.review.requests import NotShown, PictureRequest, Shown
from studio.ui.models.images import image_of


class PictureState(StrEnum):
    """What there is to see."""

    LOADING = "loading"
    SHOWN = "shown"
    NONE_YET = "none_yet"
    NOT_RECORDED = "not_recorded"
    UNREADABLE = "unreadable"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, eq=False)
class PlayerPicture:
    """A picture of a monitor.

    Attributes:
        index: Its number in the monitor's ``PictureIndex``.
        on_screen: Whose it is, and when it was where.
        image: In the size that was asked for; of a monitor with an odd side, one pixel longer than it.
    """

    index: int
    on_screen: PictureOnScreen
    image: QImage = field(repr=False)


class Sight:
    """Looks at one monitor at a time. Lives on the interface's thread.

    Args:
        service: Decodes.
        content: What the session holds.

    Attributes:
        content: As above; ``None`` once it is closed.
        monitor_ids: All monitors, in order.
        monitor_id: The one that is looked at.
        size: In which size pictures come; their own where ``None``.
        picture: What is seen; while the right one is decoded, the one before it.
        is_unreadable: Nothing of the session can be decoded.
    """

    def __init__(self, service: PictureService, content: SessionContent) -> None:
        self.content: SessionContent | None = content
        self.monitor_ids = _monitors(content)
        self.monitor_id = _first_monitor(content, self.monitor_ids)
        self.size: tuple[int, int] | None = None
        self.picture: PlayerPicture | None = None
        self.is_unreadable = False
        self._service = service
        self._asked: PictureRequest | None = None
        self._failed_index: int | None = None

    @property
    def pictures(self) -> PictureIndex | None:
        """When the monitor's pictures were taken; ``None`` where there are none."""
        return None if self.content is None else self.content.pictures.get(self.monitor_id)

    def index_at(self, at_ns: int) -> int:
        """The picture of a time; -1 where there is none."""
        return -1 if self.pictures is None else self.pictures.index_at(at_ns)

    def state(self, at_ns: int) -> PictureState:
        """Whether there is a picture at a time, and why not."""
        if self.content is None:
            return PictureState.CLOSED
        if self.is_unreadable:
            return PictureState.UNREADABLE
        if self.pictures is None:
            return PictureState.NOT_RECORDED
        index = self.index_at(at_ns)
        if index < 0:
            return PictureState.NONE_YET
        if index == self._failed_index:
            return PictureState.UNREADABLE
        return PictureState.SHOWN if self.picture is not None else PictureState.LOADING

    def show_monitor(self, monitor_id: int) -> None:
        """Look at another monitor; nothing of it is seen yet.

        Raises:
            ValueError: There is none of that number.
        """
        if monitor_id not in self.monitor_ids:
            raise ValueError("no such monitor")
        self.monitor_id = monitor_id
        self.picture = self._asked = self._failed_index = None

    def look(self, at_ns: int, *, direction: int, is_scrubbing: bool = False) -> bool:
        """Ask for the picture of a time, unless it is asked for already.

        Returns:
            Whether what was seen is seen no longer, since there is nothing at that time.
        """
        index = self.index_at(at_ns)
        if index < 0 or self.is_unreadable:
            was_seen, self.picture, self._asked = self.picture is not None, None, None
            return was_seen
        request = PictureRequest(
            self.monitor_id, index, self.size, is_scrubbing=is_scrubbing, direction=direction
        )
        if self._asked is None or not _is_same(self._asked, request):
            self._asked = request
            self._service.show(request)
        return False

    def take(self, shown: Shown) -> bool:
        """See a picture that came; whether anybody still looks at its monitor."""
        if self.content is None or self.pictures is None or shown.request.monitor_id != self.monitor_id:
            return False
        if self._asked is None:
            return False
        time_shown = self.pictures.shown(shown.index, self.content.ended_ns)
        place = picture_place(self.content.monitors, self.monitor_id, time_shown.start_ns, shown.full_size)
        on_screen = PictureOnScreen(self.monitor_id, time_shown, place)
        self._failed_index = None
        self.picture = PlayerPicture(shown.index, on_screen, image_of(shown.pixels))
        return True

    def give_up(self, news: NotShown) -> UserFacingError | None:
        """See nothing, for a reason that the person is told; ``None`` where nobody looks at it any more.

        Raises:
            Exception: The reason is a bug.
        """
        if not isinstance(news.error, UserFacingError):
            raise news.error
        if news.request is None:
            self.is_unreadable = True
        elif news.request.monitor_id != self.monitor_id or not isinstance(news.request, PictureRequest):
            return None
        else:
            self._failed_index = news.request.index
        self.picture = None
        return news.error

    def close(self) -> None:
        """Let go of everything."""
        self.content = self.picture = self._asked = None


def _is_same(asked: PictureRequest, wanted: PictureRequest) -> bool:
    """Whether what was asked for gives what is wanted; a scrub that comes to rest is asked for again."""
    if (asked.monitor_id, asked.index, asked.size) != (wanted.monitor_id, wanted.index, wanted.size):
        return False
    return wanted.is_scrubbing or not asked.is_scrubbing


def _monitors(content: SessionContent) -> tuple[int, ...]:
    """Those with pictures; where the screen was not recorded, those that there were."""
    known = {monitor.id for stretch in content.monitors for monitor in stretch.monitors}
    return tuple(sorted(content.pictures)) or tuple(sorted(known)) or (0,)


def _first_monitor(content: SessionContent, monitor_ids: tuple[int, ...]) -> int:
    primary = [monitor.id for monitor in content.monitors_at(0) if monitor.is_primary]
    return next((number for number in primary if number in monitor_ids), monitor_ids[0])
