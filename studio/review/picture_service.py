"""One thread that decodes a session's pictures for whoever looks at it.

In order: the picture that is asked for; while playing, those that come next; thumbnails, the latest wish
first. The thread owns the session's reader, opens it and closes it. What comes back waits in the mailbox, and
only that there is something is told: nothing captured travels through queues that a lock could not empty.
"""

import threading
from collections import deque
from collections.abc import Callable, Mapping
from typing import Final

from recorder.errors import UserFacingError
from recorder.vault.session_reader import SessionAccess
from recorder.video.decoder import DecodedPicture, ScreenConverter, UndecodablePacketError
from studio.content.session_content import PictureIndex
from studio.review.mailbox import Mailbox
from studio.review.requests import (
    News,
    NotShown,
    PictureRequest,
    Shown,
    ThumbnailRequest,
    ThumbnailShown,
    UnreadablePictureError,
)
from studio.review.session_pictures import BACKWARD_PICTURES, CACHE_BYTES, SessionPictures

AHEAD_PICTURES: Final = 3
"""So many are decoded before they are asked for while playing; a group's first costs ten times another."""
QUICK_PACKETS: Final = 12
"""A picture that so many packets lead to is shown at once, without its key frame before it."""


class PictureService:
    """Decodes on a thread of its own. All methods are called on the thread of whoever looks.

    Args:
        access: Opens the session.
        indices: When its pictures were taken, by monitor.
        tell: Called on the service's thread whenever there is something to fetch.
        cache_bytes: How much decoded pictures may hold.
    """

    def __init__(
        self,
        access: SessionAccess,
        indices: Mapping[int, PictureIndex],
        tell: Callable[[], None],
        *,
        cache_bytes: int = CACHE_BYTES,
    ) -> None:
        self._mailbox = Mailbox()
        work = _Work(self._mailbox, access, indices, tell, cache_bytes)
        self._thread = threading.Thread(target=work.run, name="pictures", daemon=True)
        self._thread.start()

    def show(self, request: PictureRequest) -> None:
        """Ask for a picture, instead of the one before."""
        self._mailbox.show(request)

    def show_thumbnail(self, request: ThumbnailRequest) -> None:
        """Ask for a thumbnail, before those asked for earlier."""
        self._mailbox.show_thumbnail(request)

    def drop_thumbnails(self) -> None:
        """Nobody wants the thumbnails any more that have not come yet."""
        self._mailbox.drop_thumbnails()

    def fetch(self) -> tuple[News, ...]:
        """What has come since the last call, in order."""
        return self._mailbox.fetch()

    def close(self) -> None:
        """Let go of the key, the file and every picture. Waits for the packet that is being decoded."""
        self._mailbox.close()
        self._thread.join()


class _Work:
    """What the thread does; everything in it is touched by that thread only."""

    def __init__(
        self,
        mailbox: Mailbox,
        access: SessionAccess,
        indices: Mapping[int, PictureIndex],
        tell: Callable[[], None],
        cache_bytes: int,
    ) -> None:
        self._mailbox = mailbox
        self._access: SessionAccess | None = access
        self._indices = indices
        self._tell = tell
        self._cache_bytes = cache_bytes
        self._converter = ScreenConverter()
        self._ahead: deque[PictureRequest] = deque()
        self._last_shown: tuple[int, int] | None = None

    def run(self) -> None:
        """Do what is asked for until the service is closed."""
        access, self._access = self._access, None
        try:
            assert access is not None  # noqa: S101 - a thread runs once
            reader = access.open()
        except Exception as error:  # noqa: BLE001 - it is told where the pictures were asked for
            self._put(NotShown(None, error))
            return
        pictures = SessionPictures(reader, self._indices, cache_bytes=self._cache_bytes)
        try:
            self._serve(pictures)
        finally:
            pictures.close()

    def _serve(self, pictures: SessionPictures) -> None:
        while True:
            request, goes_on = self._mailbox.next_wish(has_more=bool(self._ahead))
            if not goes_on:
                return
            try:
                match request:
                    case PictureRequest():
                        self._show(pictures, request)
                    case ThumbnailRequest():
                        picture = pictures.key_picture(request.monitor_id, request.index)
                        self._put(ThumbnailShown(request, self._converter.to_bgra(picture, request.size)))
                    case None:
                        self._decode_ahead(pictures)
            except UndecodablePacketError:
                self._put(NotShown(request, UnreadablePictureError()))
            except Exception as error:  # noqa: BLE001 - it is told where the pictures were asked for
                self._put(NotShown(request, error))

    def _show(self, pictures: SessionPictures, request: PictureRequest) -> None:
        self._ahead.clear()
        monitor_id, index = request.monitor_id, request.index
        key = pictures.key_of(monitor_id, index)
        is_near = self._last_shown == (monitor_id, key)
        cost = pictures.cost(monitor_id, index) if request.is_scrubbing else 0
        if cost > QUICK_PACKETS and not is_near:
            self._deliver(request, key, pictures.picture(monitor_id, key))
        elif cost > 2 * QUICK_PACKETS:
            # The group is in sight already, its key frame would be a step back: half of the way shows more.
            halfway = index - cost // 2
            self._deliver(request, halfway, pictures.picture(monitor_id, halfway, is_wanted=self._is_newest))
        picture = pictures.picture(
            monitor_id,
            index,
            is_wanted=lambda: self._mailbox.is_wanted(is_played=bool(request.direction)),
            keep_before=BACKWARD_PICTURES if request.direction < 0 else 0,
        )
        if picture is None:
            return
        self._deliver(request, index, picture)
        self._last_shown = monitor_id, key
        self._plan_ahead(request)

    def _is_newest(self) -> bool:
        return self._mailbox.is_wanted(is_played=False)

    def _deliver(self, request: PictureRequest, index: int, picture: DecodedPicture | None) -> None:
        if picture is not None:
            pixels = self._converter.to_bgra(picture, request.size)
            self._put(Shown(request, index, (picture.width, picture.height), pixels))

    def _plan_ahead(self, request: PictureRequest) -> None:
        step = request.direction
        if not step:
            return
        count = len(self._indices[request.monitor_id].at_ns)
        for index in range(request.index + step, request.index + step * (AHEAD_PICTURES + 1), step):
            if 0 <= index < count:
                self._ahead.append(PictureRequest(request.monitor_id, index, direction=step))

    def _decode_ahead(self, pictures: SessionPictures) -> None:
        if not self._ahead:
            return
        request = self._ahead.popleft()
        try:
            pictures.picture(
                request.monitor_id,
                request.index,
                is_wanted=self._is_newest,
                keep_before=BACKWARD_PICTURES if request.direction < 0 else 0,
            )
        except (UndecodablePacketError, UserFacingError):
            # Nobody asked for it yet; whoever does is told.
            self._ahead.clear()

    def _put(self, news: News) -> None:
        if self._mailbox.put(news):
            self._tell()
