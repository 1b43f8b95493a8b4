"""What is seen in the middle of the page: a word, keys that ask, the private desktop, or the comparison."""

from enum import IntEnum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from studio.ui.models.check_items import CheckItem, CheckState
from studio.ui.pages.checking.asking import AskingPane
from studio.ui.pages.checking.live import LivePane
from studio.ui.theme import GRID
from studio.ui.widgets.column import READING_WIDTH
from studio.ui.widgets.comparison import ComparisonView
from studio.ui.widgets.text import strangers_words, words
from studio.ui.words import tr


class Pane(IntEnum):
    """What is in the middle."""

    WORD = 0
    ASKS = 1
    LIVE = 2
    COMPARISON = 3


class WordPane(QWidget):
    """A heading, a few sentences, and the one next step; beside it another one, if there is one.

    Attributes:
        pressed: The next step is to be done.
        other_pressed: The other one is.
    """

    pressed = Signal()
    other_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heading = words("", role="heading", parent=self)
        self._told = strangers_words("", parent=self)
        self.button = QPushButton(self)
        self.button.setProperty("role", "primary")
        self.other = QPushButton(self)
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        buttons.addWidget(self.button)
        buttons.addWidget(self.other)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GRID * 4, GRID * 2, GRID * 4, GRID * 2)
        layout.setSpacing(GRID * 2)
        for label in (self._heading, self._told):
            label.setMaximumWidth(READING_WIDTH)
        layout.addStretch(1)
        layout.addWidget(self._heading)
        layout.addWidget(self._told)
        layout.addLayout(buttons)
        layout.addStretch(2)
        self.button.clicked.connect(self.pressed)
        self.other.clicked.connect(self.other_pressed)

    @property
    def has_button(self) -> bool:
        """Whether it offers a next step."""
        return bool(self.button.text())

    @property
    def said(self) -> str:
        """All that it says."""
        return f"{self._heading.text()}\n{self._told.text()}"

    def say(self, heading: str, told: str, button: str = "", *, other: str = "") -> None:
        """Say this; with buttons, if they have names."""
        self._heading.setText(heading)
        self._heading.setVisible(bool(heading))
        self._told.setText(told)
        self._told.setVisible(bool(told))
        for each, name in ((self.button, button), (self.other, other)):
            each.setText(name)
            each.setVisible(bool(name))


class Middle(QStackedWidget):
    """One of the four, by where the chosen check stands; each but the first is made when it is needed.

    Attributes:
        word: The first.
        allowed: The ``Chord`` that the person allows, in the second.
        pause_requested: Of the third, as the rest of them: nothing more shall be done for now.
        go_on_requested: It shall go on.
        step_requested: One step shall be done.
        stop_requested: It shall end.
        ignored_requested: An ``IgnoredWish`` of the fourth: to be left out from now on.
        ignored_removed: One that is to be compared again.
    """

    allowed = Signal(object)
    pause_requested = Signal()
    go_on_requested = Signal()
    step_requested = Signal()
    stop_requested = Signal()
    ignored_requested = Signal(object)
    ignored_removed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.word = WordPane(self)
        self._rooms = {Pane.WORD: self.word} | {pane: QWidget(self) for pane in Pane if pane is not Pane.WORD}
        for room in self._rooms.values():
            self.addWidget(room)
        self._asking: AskingPane | None = None
        self._live: LivePane | None = None
        self._comparison: ComparisonView | None = None

    @property
    def asking(self) -> AskingPane:
        """The second."""
        if self._asking is None:
            self._asking = AskingPane(self._rooms[Pane.ASKS])
            self._asking.allowed.connect(self.allowed)
            self._move_in(Pane.ASKS, self._asking)
        return self._asking

    @property
    def live(self) -> LivePane:
        """The third."""
        if self._live is None:
            self._live = live = LivePane(self._rooms[Pane.LIVE])
            live.pause_requested.connect(self.pause_requested)
            live.go_on_requested.connect(self.go_on_requested)
            live.step_requested.connect(self.step_requested)
            live.stop_requested.connect(self.stop_requested)
            self._move_in(Pane.LIVE, live)
        return self._live

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
            self._comparison = ComparisonView(self._rooms[Pane.COMPARISON])
            self._comparison.ignored_requested.connect(self.ignored_requested)
            self._comparison.ignored_removed.connect(self.ignored_removed)
            self._move_in(Pane.COMPARISON, self._comparison).setContentsMargins(GRID, 0, GRID, GRID)
        return self._comparison

    def let_go_of_live(self) -> None:
        """Forget what the desktop showed."""
        if self._live is not None:
            self._live.let_go()

    def let_go(self) -> None:
        """Forget what the desktop showed and which keys were asked for."""
        self.let_go_of_live()
        if self._asking is not None:
            self._asking.show_asked(())

    def _move_in(self, pane: Pane, content: QWidget) -> QVBoxLayout:
        layout = QVBoxLayout(self._rooms[pane])
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(content)
        return layout

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

    def show_word_of(self, item: CheckItem, *, is_going: bool, back: str) -> None:
        """What is to be said of one that has no picture to show.

        Args:
            item: Which.
            is_going: Whether what waits is checked by itself.
            back: What the way back is called, for what is mended there.
        """
        match item.state:
            case CheckState.WAITING if is_going:
                self.word.say(tr("Its turn comes"), _how_it_runs())
            case CheckState.WAITING:
                self.word.say(tr("See whether it replays"), _how_it_runs(), tr("&Start"))
            case CheckState.STOPPED if item.is_gone:
                self.word.say(tr("Taken away meanwhile"), "\n".join(item.why))
            case CheckState.STOPPED if not item.why:
                self.word.say(tr("Stopped"), tr("Nothing of this check is kept."), tr("Check a&gain"))
            case _ if item.is_mended_there:
                self.word.say(tr("It was not replayed"), "\n".join(item.why), back, other=tr("Check a&gain"))
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
