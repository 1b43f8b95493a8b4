"""Where the timeline's small pictures come from."""

from typing import Protocol

from PySide6.QtCore import SignalInstance
from PySide6.QtGui import QImage


class ThumbnailSource(Protocol):
    """Small pictures of the monitors; asked on the interface's thread, answers at once with what there is.

    What was asked for and is not there yet is fetched meanwhile. What was asked for last matters most.
    """

    @property
    def thumbnail_arrived(self) -> SignalInstance:
        """Emitted, with nothing, when pictures that were asked for are there."""

    def thumbnail(self, monitor_id: int, at_ns: int, width: int) -> QImage | None:
        """What a monitor showed at a time, scaled to a width in device pixels.

        Returns:
            ``None`` where it is not there yet, or nothing was shown.
        """
