"""The first picture of recordings, small: decoded off the interface's thread, kept in memory only.

Only what is asked for is decoded, the newest wish first, and wishes that fell out of sight are dropped: a
list that is scrolled through a thousand rows decodes what it comes to rest on. Everything is forgotten by
``forget``, which locking calls.
"""

from collections import OrderedDict
from collections.abc import Callable
from typing import Final

import numpy as np
from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPixmap

from recorder.errors import UserFacingError
from recorder.vault.session_reader import SessionAccess
from recorder.vault.vault import Vault
from recorder.video.decoder import UndecodablePacketError, decode_last
from studio.ui.jobs import Job, Worker
from studio.ui.models.vault_desk import VaultDesk

THUMBNAIL: Final = QSize(128, 72)
_MOST_WISHES: Final = 24
_MOST_KEPT: Final = 400


class FirstPictures(QObject):
    """Asked for a picture, answers with it or with ``None`` and tells ``came`` later.

    Args:
        desk: Hands out what opens a session.
        scale: Device pixels a pixel.
        opens: What opens the recording of an id; the person's own, unless it is said otherwise.
    """

    came = Signal(str)

    def __init__(
        self,
        desk: VaultDesk,
        scale: float = 1.0,
        parent: QObject | None = None,
        *,
        opens: Callable[[Vault, str], SessionAccess] = Vault.session_access,
    ) -> None:
        super().__init__(parent)
        self._opens = opens
        self._desk = desk
        self._scale = scale
        self._worker = Worker("first-pictures")
        self._kept: OrderedDict[str, QPixmap | None] = OrderedDict()
        self._wishes: list[str] = []
        self._wanted = ""
        self._job: Job[QImage | None] | Job[SessionAccess] | None = None

    def get(self, session_id: str) -> QPixmap | None:
        """The picture, if it is there already; else it is wished for."""
        if session_id in self._kept:
            self._kept.move_to_end(session_id)
            return self._kept[session_id]
        if session_id in self._wishes:
            self._wishes.remove(session_id)
        self._wishes.append(session_id)
        del self._wishes[:-_MOST_WISHES]
        self._next()
        return None

    def drop(self, session_id: str) -> None:
        """Let go of one picture, as when what it is of is gone."""
        self._kept.pop(session_id, None)
        if session_id in self._wishes:
            self._wishes.remove(session_id)
        if self._job is not None and self._wanted == session_id:
            self._job.cancel()
            self._job = None
            self._next()

    @property
    def count(self) -> int:
        """How many pictures are in memory."""
        return sum(picture is not None for picture in self._kept.values())

    def forget(self) -> None:
        """Let go of every picture and every wish."""
        self._wishes.clear()
        self._kept.clear()
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def stop(self) -> None:
        """Forget all, and let the thread end once the picture that is being decoded is done."""
        self.forget()
        self._worker.leave()

    def _next(self) -> None:
        if self._job is not None or not self._wishes:
            return
        wanted = self._wanted = self._wishes.pop()
        self._job = self._desk.ask(
            lambda vault: self._opens(vault, wanted),
            on_done=lambda access: self._on_access(wanted, access),
            on_failed=lambda error: self._on_failed(wanted, error),
        )

    def _on_access(self, wanted: str, access: SessionAccess) -> None:
        size = THUMBNAIL * self._scale
        self._job = self._worker.submit(
            lambda _: first_picture(access, size),
            on_done=lambda image: self._on_picture(wanted, image),
            on_failed=lambda error: self._on_failed(wanted, error),
        )

    def _on_picture(self, wanted: str, image: QImage | None) -> None:
        pixmap = None
        if image is not None:
            pixmap = QPixmap.fromImage(image)
            pixmap.setDevicePixelRatio(self._scale)
        self._keep(wanted, pixmap)

    def _on_failed(self, wanted: str, error: BaseException) -> None:
        if not isinstance(error, UserFacingError):
            self._job = None
            raise error
        self._keep(wanted, None)

    def _keep(self, wanted: str, pixmap: QPixmap | None) -> None:
        self._job = None
        self._kept[wanted] = pixmap
        while len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)
        self.came.emit(wanted)
        self._next()


def first_picture(access: SessionAccess, size: QSize) -> QImage | None:
    """The first key frame of the first monitor, no larger than ``size``; ``None`` if there is none."""
    with access.open() as reader:
        for monitor in reader.monitor_ids():
            times = reader.picture_times(monitor)
            group = reader.gop_at(monitor, times[0][0]) if times else ()
            if not group:
                continue
            try:
                pixels = np.ascontiguousarray(decode_last(group[:1]))
            except UndecodablePacketError:
                return None
            height, width, _ = pixels.shape
            drawn = QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888)
            # Scaling makes a copy: what was decoded whole is let go of here.
            return drawn.scaled(
                size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
    return None
