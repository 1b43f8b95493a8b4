"""What stands between a replay and the rest of the machine, said in one line; amber where nothing does."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from replay.isolation.bubblewrap import PACKAGE
from replay.isolation.in_force import Isolation
from studio.ui.models.phrase_words import phrase_words
from studio.ui.models.plain_tips import plain_tip
from studio.ui.theme import GRID
from studio.ui.widgets.notice import Notice
from studio.ui.widgets.one_line import OneLine
from studio.ui.words import tr


class WallLine(OneLine):
    """The line where there is a wall; empty where there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(role="quiet", fills=True, least=GRID * 20, parent=parent)

    def show_wall(self, wall: Isolation) -> None:
        """Say what is in force."""
        if not wall.is_walled:
            self.say("")
            return
        self.say(tr("On a private desktop: no network, none of your files, nothing leaves"))
        self.setToolTip(plain_tip(" ".join(map(phrase_words, wall.sentences()))))


class WallNotice(Notice):
    """Says that there is no wall, and what to install; refuses until the person says otherwise.

    Attributes:
        changed: Whether a check is refused where there is no wall.
    """

    changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._needs_wall = True
        self.button_pressed.connect(self._on_pressed)

    def show_wall(self, wall: Isolation, *, needs_wall: bool) -> None:
        """Say it, where there is none."""
        self._needs_wall = needs_wall
        if wall.is_walled:
            self.hide()
            return
        if needs_wall:
            self.say(
                tr(
                    "Nothing can be checked safely here. {reason} Install {package}, on Debian and Ubuntu "
                    "with “sudo apt install {package}”, then come back.",
                    reason=phrase_words(wall.why_not),
                    package=PACKAGE,
                ),
                button=tr("Check without a wall…"),
            )
            return
        self.say(
            tr("No wall: what is replayed can reach your files and the network."),
            button=tr("Refuse again"),
        )

    def _on_pressed(self) -> None:
        self.changed.emit(not self._needs_wall)
