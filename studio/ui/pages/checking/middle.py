"""What is seen in the middle of the page: a word, keys that ask, the private desktop, or the comparison."""

from enum import IntEnum
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QPushButton, QStackedWidget, QVBoxLayout, QWidget

from studio.ui.models.check_items import CheckItem, CheckState
from studio.ui.pages.checking.asking import AskingPane
from studio.ui.pages.checking.live import LivePane
from studio.ui.theme import GRID
from studio.ui.widgets.column import READING_WIDTH
from studio.ui.widgets.comparison import ComparisonView
from studio.ui.widgets.text import strangers_words, words
from studio.ui.words import tr

_LATER_MS: Final = 50


class Pane(IntEnum):
    """What is in the middle."""

    WORD = 0
    ASKS = 1
    LIVE = 2
    COMPARISON = 3


class WordPane(QWidget):
    """A heading, a few sentences, and the one next step.

    Attributes:
        pressed: The next step is to be done.
    """

    pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heading = words("", role="heading")
        self._told = strangers_words("")
        self.button = QPushButton()
        self.button.setProperty("role", "primary")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GRID * 4, GRID * 2, GRID * 4, GRID * 2)
        layout.setSpacing(GRID * 2)
        for label in (self._heading, self._told):
            label.setMaximumWidth(READING_WIDTH)
        layout.addStretch(1)
        layout.addWidget(self._heading)
        layout.addWidget(self._told)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addStretch(2)
        self.button.clicked.connect(self.pressed)

    @property
    def has_button(self) -> bool:
        """Whether it offers a next step."""
        return bool(self.button.text())

    @property
    def said(self) -> str:
        """All that it says."""
        return f"{self._heading.text()}\n{self._told.text()}"

    def say(self, heading: str, told: str, button: str = "") -> None:
        """Say this; with a button, if it has a name."""
        self._heading.setText(heading)
        self._told.setText(told)
        self._told.setVisible(bool(told))
        self.button.setText(button)
        self.button.setVisible(bool(button))


class Middle(QStackedWidget):
    """One of the four, by where the chosen check stands.

    Attributes:
        word: The first.
        asking: The second.
        live: The third.
        ignored_requested: An ``IgnoredWish`` of the fourth: to be left out from now on.
        ignored_removed: One that is to be compared again.
    """

    ignored_requested = Signal(object)
    ignored_removed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.word = WordPane()
        self.asking = AskingPane()
        self.live = LivePane()
        self._comparison: ComparisonView | None = None
        for pane in (self.word, self.asking, self.live):
            self.addWidget(pane)
        # Once the rest is seen: making all parts in one would hold the interface up.
        QTimer.singleShot(_LATER_MS, self, self.make_comparison)

    @property
    def has_comparison(self) -> bool:
        """Whether the fourth is made by now."""
        return self._comparison is not None

    @property
    def comparison(self) -> ComparisonView:
        """The fourth."""
        return self._comparison or self.make_comparison()

    def make_comparison(self) -> ComparisonView:
        """Make the fourth, unless it is there."""
        if self._comparison is None:
            self._comparison = ComparisonView()
            self._comparison.ignored_requested.connect(self.ignored_requested)
            self._comparison.ignored_removed.connect(self.ignored_removed)
            frame = QWidget()
            layout = QVBoxLayout(frame)
            layout.setContentsMargins(GRID, 0, GRID, GRID)
            layout.addWidget(self._comparison)
            self.addWidget(frame)
        return self._comparison

    @property
    def pane(self) -> Pane:
        """Which is seen."""
        return Pane(self.currentIndex())

    def show_nothing(self, back: str) -> None:
        """There is nothing to check."""
        self.word.say(
            tr("Nothing to check yet"),
            tr(
                "Choose recordings in the list that you came from. Each is replayed on a private desktop, "
                "and its screen is compared with what was recorded."
            ),
            back,
        )
        self.setCurrentIndex(Pane.WORD)

    def show_opening(self) -> None:
        """What it showed is being read."""
        self.word.say("", tr("Opening what the check showed…"))
        self.setCurrentIndex(Pane.WORD)

    def show_error(self, lines: tuple[str, ...]) -> None:
        """What it showed cannot be read."""
        self.word.say(tr("What the check showed cannot be opened"), "\n".join(lines), tr("Check a&gain"))
        self.setCurrentIndex(Pane.WORD)

    def show_comparison(self) -> None:
        """It is read."""
        self.setCurrentIndex(Pane.COMPARISON)

    def show_word_of(self, item: CheckItem, *, is_going: bool) -> None:
        """What is to be said of one that has no picture to show."""
        match item.state:
            case CheckState.WAITING if is_going:
                self.word.say(tr("Its turn comes"), _how_it_runs())
            case CheckState.WAITING:
                self.word.say(tr("See whether it replays"), _how_it_runs(), tr("&Start"))
            case CheckState.STOPPED if item.is_gone:
                self.word.say(tr("Taken away meanwhile"), "\n".join(item.why))
            case CheckState.STOPPED if not item.why:
                self.word.say(tr("Stopped"), tr("Nothing of this check is kept."), tr("Check a&gain"))
            case _:
                self.word.say(tr("It was not replayed"), "\n".join(item.why), tr("Check a&gain"))
        self.setCurrentIndex(Pane.WORD)

    def show_asking(self, item: CheckItem) -> None:
        """Ask for the keys that it presses."""
        self.asking.show_asked(item.asks)
        self.setCurrentIndex(Pane.ASKS)

    def show_live(self, item: CheckItem, target: tuple[int, int] | None) -> None:
        """Show how far it is."""
        self.live.show_item(item, target)
        self.setCurrentIndex(Pane.LIVE)


def _how_it_runs() -> str:
    return tr(
        "Its task is started on a private desktop that is made for it, and every step is done again there "
        "while you look on or do something else. Your own screen, mouse and keyboard are not touched. It "
        "has no network and sees none of your files, and nothing of it leaves this computer."
    )
