"""The line at the top of a page that was opened from a place: the way back, and what the page is about."""

from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from studio.ui.icons import icon
from studio.ui.theme import GRID, TARGET


class PageHeader(QHBoxLayout):
    """Holds the way back; what the page is about is added by the page.

    Args:
        back: What the way back is called.
        parent: What it is laid out on.

    Attributes:
        back: The button.
    """

    def __init__(self, back: str, parent: QWidget) -> None:
        super().__init__()
        self.back = QToolButton(parent)
        self.back.setIcon(icon("back"))
        self.back.setProperty("role", "flat")
        self.back.setToolTip(back)
        self.back.setAccessibleName(back)
        self.back.setMinimumSize(TARGET, TARGET)
        self.setContentsMargins(GRID, GRID, GRID * 2, GRID)
        self.setSpacing(GRID)
        self.addWidget(self.back)
