"""What a study's authors wrote, visibly set apart from what the app says."""

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from studio.ui.theme import GRID
from studio.ui.widgets.text import strangers_words


class AuthorsWords(QFrame):
    """Behind a bar, on a ground of its own; paragraphs as they were written.

    Args:
        text: Theirs.
        name: Whose words these are, for screen readers.
    """

    def __init__(self, text: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "theirs")
        self.setAccessibleName(name)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GRID * 2, GRID + 2, GRID * 2, GRID + 2)
        layout.addWidget(strangers_words(text))
