"""The bar above the pictures: which moment, how they lie, how close, and what is drawn over them."""

from typing import Final

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from studio.ui.icons import icon
from studio.ui.theme import GRID, TARGET
from studio.ui.widgets.comparison.commands import COMMANDS, Act
from studio.ui.widgets.comparison.segments import Segments
from studio.ui.widgets.comparison.wishes import Moment, Reach, View
from studio.ui.widgets.text import words
from studio.ui.widgets.wrapping_row import WrappingRow
from studio.ui.words import tr

_ICON_PX: Final = 20
_ICONS: Final = {
    Act.ZOOM_OUT: "zoom_out",
    Act.ZOOM_IN: "zoom_in",
    Act.ZOOM_TO_FIT: "zoom_to_fit",
    Act.ZOOM_CLOSE: "zoom_close",
    Act.ZOOM_PIXELS: "zoom_pixels",
    Act.MARKS: "eye",
    Act.LEAVE_OUT: "box",
}


class ComparisonTools(QWidget):
    """Shows what is chosen, and tells what a person chooses.

    Args:
        actions: What can be done; the buttons do the same.
        parent: Owns this.
    """

    def __init__(self, actions: dict[Act, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        moment = COMMANDS[Act.OTHER_MOMENT].tooltip
        self.moments: Segments[Moment] = Segments(
            tr("Moment"),
            {Moment.BEFORE: (tr("Before"), moment), Moment.AFTER: (tr("After"), moment)},
        )
        self.views: Segments[View] = Segments(
            tr("How the pictures lie"),
            {
                View.SLIDER: (tr("Slider"), COMMANDS[Act.SLIDER].tooltip),
                View.SIDE: (tr("Side by side"), COMMANDS[Act.SIDE].tooltip),
                View.DIFFERENCE: (tr("Difference"), COMMANDS[Act.DIFFERENCE].tooltip),
                View.FLIP: (tr("In turn"), COMMANDS[Act.FLIP].tooltip),
            },
        )
        self._buttons = {act: _button(act, actions[act]) for act in _ICONS}
        looks = QWidget()
        row = QHBoxLayout(looks)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for act, button in self._buttons.items():
            if act is Act.MARKS:
                row.addSpacing(GRID)
            row.addWidget(button)
        layout = WrappingRow(self)
        for part in (self.moments, self.views, looks):
            layout.addWidget(part)
        self._show_icons()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the icons anew in other colours."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._show_icons()

    def _show_icons(self) -> None:
        for act, button in self._buttons.items():
            button.setIcon(icon(_ICONS[act]))


class ReachBar(QWidget):
    """While a box is drawn: at which steps it is left out.

    Attributes:
        cancelled: Nothing is drawn after all.
    """

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.reach = Reach.EVERY_STEP
        self.choices: Segments[Reach] = Segments(
            tr("At which steps it is left out"),
            {
                Reach.EVERY_STEP: (tr("At every step"), tr("Left out wherever the recording is compared")),
                Reach.THIS_STEP: (tr("At this step"), tr("Left out before and after this step alone")),
            },
        )
        self.choices.choose(self.reach)
        cancel = QPushButton(tr("Cancel"))
        cancel.setMinimumHeight(TARGET)
        told: QLabel = words(
            tr("Draw a box around what differs by itself, such as a clock. The next check leaves it out.")
        )
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self.choices)
        row.addWidget(cancel)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID // 2)
        layout.addWidget(told)
        layout.addLayout(row)
        self.choices.chosen.connect(self._on_chosen)
        cancel.clicked.connect(self.cancelled)

    def _on_chosen(self, reach: Reach) -> None:
        self.reach = reach


def _button(act: Act, action: QAction) -> QToolButton:
    button = QToolButton()
    button.setObjectName(act.value)
    button.setProperty("role", "flat")
    button.setIconSize(QSize(_ICON_PX, _ICON_PX))
    button.setMinimumSize(TARGET, TARGET)
    button.setToolTip(COMMANDS[act].tooltip)
    button.setAccessibleName(COMMANDS[act].said)
    button.setCheckable(action.isCheckable())
    button.setChecked(action.isChecked())
    button.clicked.connect(action.trigger)
    action.toggled.connect(button.setChecked)
    return button
