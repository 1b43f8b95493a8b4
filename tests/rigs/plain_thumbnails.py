"""A source of thumbnails that has plain pictures, or is told when to have them."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QImage


class PlainThumbnails(QObject):
    """Pictures of one colour.

    Attributes:
        has_them: Whether pictures are there.
        asked: What was asked for: monitor, time, width.
    """

    thumbnail_arrived = Signal()

    def __init__(self, colour: str = "#20a060", *, has_them: bool = True) -> None:
        super().__init__()
        self.has_them = has_them
        self.asked: list[tuple[int, int, int]] = []
        self._image = QImage(32, 18, QImage.Format.Format_RGB32)
        self._image.fill(QColor(colour))

    def thumbnail(self, monitor_id: int, at_ns: int, width: int) -> QImage | None:
        self.asked.append((monitor_id, at_ns, width))
        return self._image if self.has_them else None

    def arrive(self) -> None:
        """All that was asked for is there now."""
        self.has_them = True
        self.thumbnail_arrived.emit()
