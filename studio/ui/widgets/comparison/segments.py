"""Buttons of which one is down, side by side; the arrows go from one to the next."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Generic, TypeVar, cast

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSlider, QWidget

from studio.ui.theme import TARGET

ChoiceT = TypeVar("ChoiceT", bound=StrEnum)
_MOVES = {
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
}


class _Chosen(QObject):
    chosen = Signal(object)


class Segments(QWidget, Generic[ChoiceT]):
    """One of a few choices.

    Args:
        name: Of what is chosen, for who cannot see it.
        choices: Their words and tooltips.
    """

    def __init__(
        self, name: str, choices: Mapping[ChoiceT, tuple[str, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._tells = _Chosen(self)
        self.chosen = self._tells.chosen
        """Tells the choice, when a person chose."""
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self._buttons: dict[ChoiceT, QPushButton] = {}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for choice, (words, tip) in choices.items():
            button = _Segment(words, self)
            button.setCheckable(True)
            button.setMinimumHeight(TARGET)
            button.setToolTip(tip)
            button.setObjectName(choice.value)
            self._group.addButton(button)
            self._buttons[choice] = button
            layout.addWidget(button)
        self._round_ends()
        self._group.buttonClicked.connect(self._on_clicked)

    def _round_ends(self) -> None:
        """What belongs together has no corners between its parts; the app's one sheet draws them so."""
        buttons = list(self._buttons.values())
        for place, button in enumerate(buttons):
            is_last = place == len(buttons) - 1
            button.setProperty("segment", "last" if is_last and place else "middle" if place else "first")

    def button(self, value: str) -> QPushButton:
        """The button of a choice, by the choice's value."""
        return next(button for choice, button in self._buttons.items() if choice.value == value)

    def choose(self, choice: ChoiceT) -> None:
        """Press a button without telling anybody."""
        self._buttons[choice].setChecked(True)

    def allow(self, choices: tuple[ChoiceT, ...]) -> None:
        """Let only these be chosen."""
        for choice, button in self._buttons.items():
            button.setEnabled(choice in choices)

    def _on_clicked(self, clicked: QPushButton) -> None:
        self.chosen.emit(next(choice for choice, button in self._buttons.items() if button is clicked))


class _Segment(QPushButton):
    def event(self, event: QEvent) -> bool:
        """Keep the arrows from being taken as shortcuts."""
        return keeps_moves(event) or super().event(event)


class SteadySlider(QSlider):
    """A slider that keeps its arrows where they are shortcuts elsewhere."""

    def event(self, event: QEvent) -> bool:
        """As above."""
        return keeps_moves(event) or super().event(event)


def keeps_moves(event: QEvent) -> bool:
    """Whether an event asks if a key that moves is wanted here; it is told so."""
    if event.type() is QEvent.Type.ShortcutOverride:
        key = cast("QKeyEvent", event)
        if key.key() in _MOVES and not key.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            event.accept()
            return True
    return False
