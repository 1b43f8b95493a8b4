"""One line of the checklist: a sign and words, which say the same."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from studio.submission.checklist import CheckState
from studio.ui.icons import icon
from studio.ui.theme import GRID, theme
from studio.ui.widgets.text import words
from studio.ui.words import later, tr

_ICON_PX: Final = 20
_SIGNS: Final[Mapping[CheckState, str]] = MappingProxyType(
    {CheckState.DONE: "good", CheckState.OPEN: "open-check", CheckState.FAILED: "missing"}
)
_SAID: Final[Mapping[CheckState, str]] = MappingProxyType(
    {
        CheckState.DONE: later("In order: {words}"),
        CheckState.OPEN: later("Still to do: {words}"),
        CheckState.FAILED: later("Not in order: {words}"),
    }
)


class CheckRow(QWidget):
    """A tick in a ring, an empty ring, or a cross in a ring; a screen reader is told in words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = CheckState.OPEN
        self._sign = QLabel()
        self._sign.setTextFormat(Qt.TextFormat.PlainText)
        self._sign.setFixedSize(_ICON_PX, _ICON_PX)
        self._words = words("")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._words, 1, Qt.AlignmentFlag.AlignVCenter)

    @property
    def state(self) -> CheckState:
        """What is shown."""
        return self._state

    def show_check(self, state: CheckState, said: str) -> None:
        """Show this."""
        if (state, said) == (self._state, self._words.text()):
            return
        self._state = state
        self._words.setText(said)
        self._words.setAccessibleName(tr(_SAID[state], words=said))
        self._draw()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the sign anew in other colours."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._draw()

    def _draw(self) -> None:
        colours = theme()
        colour = colours.good if self._state is CheckState.DONE else colours.notice
        self._sign.setPixmap(icon(_SIGNS[self._state], colour).pixmap(QSize(_ICON_PX, _ICON_PX)))
