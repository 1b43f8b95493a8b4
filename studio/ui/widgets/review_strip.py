"""What readers said of a recording, in full: text that others wrote, to be read and selected."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QVBoxLayout, QWidget

from studio.submission.reviews import ShownReview
from studio.ui.models.review_words import review_words
from studio.ui.theme import GRID
from studio.ui.widgets.text import words
from studio.ui.words import tr

_MOST_LINES: Final = 7
_MOST_SHOWN: Final = 20
_BORDERS: Final = 2
"""Pixels, above and below."""


class ReviewStrip(QFrame):
    """Hidden where nobody said anything; as high as what was said, up to some lines."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "theirs")
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setAccessibleName(tr("What readers said"))
        self.text.setTabChangesFocus(True)
        self.text.document().setDocumentMargin(0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GRID * 2, GRID, GRID * 2, GRID)
        layout.setSpacing(GRID // 2)
        layout.addWidget(words(tr("What readers said"), role="quiet"))
        layout.addWidget(self.text)
        self.hide()

    def show_reviews(self, reviews: Sequence[ShownReview]) -> None:
        """Show these."""
        said = "\n\n".join(map(review_words, reviews[:_MOST_SHOWN]))
        if said != self.text.toPlainText():
            self.text.setPlainText(said)
        self.setVisible(bool(reviews))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Fit its height to how the lines break now."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        lines = min(_MOST_LINES, max(1, round(self.text.document().size().height())))
        # What the style puts round it would else be taken from its last line.
        self.text.setFixedHeight(lines * self.text.fontMetrics().lineSpacing() + 2 * GRID + _BORDERS)
