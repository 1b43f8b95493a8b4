"""A quiet line in place: what happened, what was kept, what to do; with at most one button."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QToolButton, QWidget

from recorder.errors import UserFacingError
from studio.ui.icons import icon
from studio.ui.theme import GRID
from studio.ui.words import tr, tr_said


class Notice(QFrame):
    """Hidden until there is something to say. Says it to screen readers as well."""

    button_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "notice")
        self._words = QLabel()
        self._words.setWordWrap(True)
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setFixedWidth(GRID * 20)
        self._button = QPushButton()
        self._close = QToolButton()
        self._close.setIcon(icon("close"))
        self._close.setProperty("role", "flat")
        self._close.setToolTip(tr("Dismiss"))
        self._close.setAccessibleName(tr("Dismiss"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(GRID * 2, GRID // 2, GRID, GRID // 2)
        layout.setSpacing(GRID * 2)
        layout.addWidget(self._words, 1)
        layout.addWidget(self._progress)
        layout.addWidget(self._button)
        layout.addWidget(self._close)
        self._button.clicked.connect(self.button_pressed)
        self._close.clicked.connect(self.hide)
        self.hide()

    def say(self, words: str, *, button: str = "") -> None:
        """Show some words, and a button if it has a name."""
        self._words.setText(words)
        self._words.setAccessibleName(words)
        self._progress.hide()
        self._button.setText(button)
        self._button.setVisible(bool(button))
        self._close.show()
        self.show()

    def say_error(self, error: BaseException) -> None:
        """Show what a person can mend; anything else is a bug and is raised."""
        if not isinstance(error, UserFacingError):
            raise error
        self.say(" ".join(tr_said(part) for part in (error.happened, error.kept, error.mend) if part))

    def say_progress(self, words: str, done: int, total: int, *, button: str = "") -> None:
        """Show how far something is; of an unknown total, that it goes on."""
        self.say(words, button=button)
        self._close.hide()
        self._progress.setRange(0, total)
        self._progress.setValue(done)
        self._progress.show()
