"""The shape of a page that is read: one column, no wider than the eye likes, scrolled where it is long."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from studio.ui.theme import GRID

READING_WIDTH: Final = 760
"""Pixels; about eighty letters."""


class Column(QScrollArea):
    """A scrolled page; put what it shows into ``body``. What the keyboard gets to scrolls into sight.

    Attributes:
        body: The column's layout.
    """

    def __init__(
        self, *, width: int = READING_WIDTH, margin: int = GRID * 4, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # The keyboard scrolls by what has the focus; the area itself is no stop.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        ground = QWidget()
        ground.setObjectName("column-ground")
        # The scroll area asks for the height at the width there is; a smallest height would leave a gap.
        ground.setMinimumHeight(1)
        held = QWidget()
        held.setMaximumWidth(width)
        self.body = QVBoxLayout(held)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(GRID * 2)
        sides = QHBoxLayout(ground)
        sides.setContentsMargins(margin, margin, margin, margin)
        sides.addStretch(1)
        sides.addWidget(held, 1000)
        sides.addStretch(1)
        self.setWidget(ground)
        self.viewport().setAutoFillBackground(False)
        ground.setAutoFillBackground(False)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus_changed)

    def _on_focus_changed(self, _: QWidget | None, now: QWidget | None) -> None:
        # What is pressed by a hand stays under it: else the button is let go beside it, and nothing happens.
        if QApplication.mouseButtons():
            return
        if now is not None and self.isVisible() and self.isAncestorOf(now):
            self.ensureWidgetVisible(now, 0, GRID * 12)
