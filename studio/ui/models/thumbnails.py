"""Small pictures of key frames, kept in memory within a bound."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from PySide6.QtGui import QImage

from recorder.episode.edits import Edits
from studio.content.session_content import SessionContent
from studio.review.covers import PictureOnScreen, boxes_on_picture
from studio.review.picture_cache import ByteCache
from studio.review.picture_service import PictureService
from studio.review.requests import ThumbnailRequest, ThumbnailShown
from studio.ui.models.images import image_of, painted_over

THUMBNAIL_BYTES: Final = 32 << 20
"""A thousand thumbnails of 128 by 72 pixels take 36 MB."""
_STEP_PX: Final = 16


@dataclass(frozen=True, slots=True)
class ThumbnailArrival:
    """A thumbnail is there now.

    Attributes:
        monitor_id: Of which monitor.
        at_ns: When its picture was taken.
    """

    monitor_id: int
    at_ns: int


class Thumbnails:
    """Asks for thumbnails and keeps them. Lives on the interface's thread.

    Attributes:
        content: What the session holds; ``None`` once it is closed.
        edits: What is taken out.
        is_preview: Whether it is painted over.
    """

    def __init__(self, service: PictureService, content: SessionContent) -> None:
        self.edits = Edits()
        self.is_preview = False
        self._service = service
        self.content: SessionContent | None = content
        self._keys = {
            number: np.flatnonzero(pictures.is_key) for number, pictures in content.pictures.items()
        }
        self._images: ByteCache[ThumbnailRequest, QImage] = ByteCache(THUMBNAIL_BYTES)
        self._unreadable: set[ThumbnailRequest] = set()

    def get(self, monitor_id: int, at_ns: int, width: int) -> QImage | None:
        """The last key frame before a time, if it is there; else it is asked for."""
        request = self._request(monitor_id, at_ns, width)
        if request is None or request in self._unreadable:
            return None
        image = self._images.get(request)
        if image is None:
            self._service.show_thumbnail(request)
            return None
        return self._previewed(request, image) if self.is_preview else image

    def put(self, shown: ThumbnailShown) -> ThumbnailArrival:
        """Keep one that came."""
        image = image_of(shown.pixels)
        self._images.put(shown.request, image, image.sizeInBytes())
        return ThumbnailArrival(shown.request.monitor_id, self._at_ns(shown.request))

    def give_up(self, request: ThumbnailRequest) -> None:
        """Do not ask again for one that does not decode."""
        self._unreadable.add(request)

    def drop_waiting(self) -> None:
        """Nobody wants those any more that have not come."""
        self._service.drop_thumbnails()

    def clear(self) -> None:
        """Let go of everything."""
        self._images.clear()
        self.content = None

    def _request(self, monitor_id: int, at_ns: int, width: int) -> ThumbnailRequest | None:
        if self.content is None or monitor_id not in self.content.pictures:
            return None
        pictures = self.content.pictures[monitor_id]
        index = pictures.index_at(at_ns)
        found = int(np.searchsorted(self._keys[monitor_id], index, side="right")) - 1
        if index < 0 or found < 0:
            return None
        key = int(self._keys[monitor_id][found])
        monitor = self.content.monitor(monitor_id, int(pictures.at_ns[key]))
        if monitor is None or monitor.rect.is_empty:
            return None
        # Few widths, so that a timeline that is resized finds what it had.
        across = max(_STEP_PX, -(-width // _STEP_PX) * _STEP_PX)
        down = max(2, round(across * monitor.rect.height / monitor.rect.width))
        return ThumbnailRequest(monitor_id, key, (across, down))

    def _at_ns(self, request: ThumbnailRequest) -> int:
        if self.content is None:
            return 0
        return int(self.content.pictures[request.monitor_id].at_ns[request.index])

    def _previewed(self, request: ThumbnailRequest, image: QImage) -> QImage:
        if self.content is None:
            return image
        ended_ns = self.content.ended_ns
        shown = self.content.pictures[request.monitor_id].shown(request.index, ended_ns)
        monitor = self.content.monitor(request.monitor_id, shown.start_ns)
        if monitor is None:
            return image
        picture = PictureOnScreen(request.monitor_id, shown, monitor.rect)
        boxes = boxes_on_picture(self.edits, picture, shown.start_ns, ended_ns)
        covered = tuple(rect for box in boxes for rect in box.covered)
        return painted_over(image, covered, monitor.rect) if covered else image
