"""A quiet line in place: what happened, what was kept, what to do; with at most one button."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QToolButton, QWidget

from recorder.errors import UserFacingError
from studio.ui.icons import icon
from studio.ui.models.failure_words import failure_words
from studio.ui.theme import GRID
from studio.ui.words import tr


class Notice(QFrame):
    """Hidden until there is something to say. Says it to screen readers as well."""

    button_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "notice")
        self._words = QLabel()
        # What is said can hold the words of a stranger's file.
        self._words.setTextFormat(Qt.TextFormat.PlainText)
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

    @property
    def is_progress(self) -> bool:
        """Whether how far something is was said last, and is still in sight."""
        return not self.isHidden() and not self._progress.isHidden()

    def say(self, words: str, *, button: str = "") -> None:
        """Ask to look at something, with a button if it has a name."""
        self._show("notice", words, button)

    def say_done(self, words: str, *, button: str = "") -> None:
        """Tell that something came out well, with a button if it has a name."""
        self._show("done", words, button)

    def say_error(self, error: BaseException) -> None:
        """Show what a person can mend; anything else is a bug and is raised."""
        if not isinstance(error, UserFacingError):
            raise error
        self.say(" ".join(failure_words(error)))

    def say_progress(self, words: str, done: int, total: int, *, button: str = "") -> None:
        """Show how far something is; of an unknown total, that it goes on."""
        self._show("bar", words, button)
        self._close.hide()
        self._progress.setRange(0, total)
        self._progress.setValue(done)
        self._progress.show()

    def take_focus(self) -> None:
        """Give the focus to the button."""
        self._button.setFocus()

    def _show(self, role: str, words: str, button: str) -> None:
        self._dress(role)
        self._words.setText(words)
        self._words.setAccessibleName(words)
        self._progress.hide()
        self._button.setText(button)
        self._button.setVisible(bool(button))
        self._close.show()
        self.show()

    def _dress(self, role: str) -> None:
        """Amber asks to be looked at; that something goes on does not."""
        if self.property("role") != role:
            self.setProperty("role", role)
            self.style().unpolish(self)
            self.style().polish(self)
