"""The places at the side of the window, the way back, and the lock."""

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from studio.ui.icons import icon
from studio.ui.models.places import Place
from studio.ui.theme import GRID, TARGET
from studio.ui.words import later, tr

_WIDTH: Final = 176
_ICON: Final = QSize(20, 20)
_NAMES: Final[Mapping[Place, str]] = MappingProxyType(
    {
        Place.TASKS: later("Tasks"),
        Place.LIBRARY: later("Library"),
        Place.RECEIVED: later("Received"),
        Place.SETTINGS: later("Settings"),
    }
)
_ICONS: Final[Mapping[Place, str]] = MappingProxyType(
    {
        Place.TASKS: "tasks",
        Place.LIBRARY: "library",
        Place.RECEIVED: "received",
        Place.SETTINGS: "settings",
    }
)


class Sidebar(QFrame):
    """One button for each place that is offered; the one where the person is stays pressed."""

    place_chosen = Signal(object)
    lock_pressed = Signal()
    back_pressed = Signal()
    forward_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "sidebar")
        self.setMinimumWidth(_WIDTH)
        self._back = _flat_button()
        self._forward = _flat_button()
        self._lock = _wide_button()
        self._buttons = {place: _wide_button() for place in Place}
        self._offered: tuple[Place, ...] = tuple(Place)
        self._group = QButtonGroup(self)
        way = QHBoxLayout()
        way.setSpacing(GRID // 2)
        way.addWidget(self._back)
        way.addWidget(self._forward)
        way.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GRID, GRID * 2, GRID, GRID * 2)
        layout.setSpacing(GRID // 2)
        layout.addLayout(way)
        layout.addSpacing(GRID)
        for button in self._buttons.values():
            button.setCheckable(True)
            self._group.addButton(button)
            layout.addWidget(button)
        layout.addStretch(1)
        layout.addWidget(self._lock)
        self._group.buttonClicked.connect(self._on_clicked)
        self._lock.clicked.connect(self.lock_pressed)
        self._back.clicked.connect(self.back_pressed)
        self._forward.clicked.connect(self.forward_pressed)
        self.reword()
        self.redress()

    def show_stop(self, place: Place, *, can_go_back: bool, can_go_forward: bool) -> None:
        """Mark where the person is."""
        self._buttons[place].setChecked(True)
        self._back.setEnabled(can_go_back)
        self._forward.setEnabled(can_go_forward)

    def offer(self, places: Collection[Place]) -> None:
        """Show only these places, in the order that they always have."""
        self._offered = tuple(place for place in Place if place in places)
        for place, button in self._buttons.items():
            button.setVisible(place in self._offered)
        self.reword()

    def place_number(self, number: int) -> Place | None:
        """The place that is so far down, from 1, if there are as many."""
        return self._offered[number - 1] if 0 < number <= len(self._offered) else None

    def reword(self) -> None:
        """Say everything in the language that is spoken now."""
        self.setAccessibleName(tr("Places"))
        for place, button in self._buttons.items():
            name = tr(_NAMES[place])
            button.setText(name)
            button.setAccessibleName(name)
        for number, place in enumerate(self._offered, 1):
            tip = tr("Go to {place} (Ctrl+{number})", place=tr(_NAMES[place]), number=number)
            self._buttons[place].setToolTip(tip)
        self._lock.setText(tr("Lock"))
        self._lock.setAccessibleName(tr("Lock"))
        self._lock.setToolTip(tr("Lock the vault (Ctrl+L)"))
        for button, name in ((self._back, tr("Back")), (self._forward, tr("Forward"))):
            button.setAccessibleName(name)
        self._back.setToolTip(tr("Go back (Alt+Left)"))
        self._forward.setToolTip(tr("Go forward (Alt+Right)"))

    def redress(self) -> None:
        """Draw the pictures in the colours that are in force now."""
        for place, button in self._buttons.items():
            button.setIcon(icon(_ICONS[place]))
        self._lock.setIcon(icon("lock"))
        self._back.setIcon(icon("back"))
        self._forward.setIcon(icon("forward"))

    def _on_clicked(self, button: QToolButton) -> None:
        self.place_chosen.emit(next(place for place, each in self._buttons.items() if each is button))


def _wide_button() -> QToolButton:
    button = QToolButton()
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setIconSize(_ICON)
    button.setMinimumHeight(TARGET + GRID)
    button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button


def _flat_button() -> QToolButton:
    button = QToolButton()
    button.setIconSize(_ICON)
    button.setMinimumSize(TARGET, TARGET)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button
