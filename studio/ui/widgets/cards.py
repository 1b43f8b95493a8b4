"""A card of a page of settings: its title, its fields in line, its buttons in a row."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from studio.ui.theme import GRID
from studio.ui.widgets.text import field_label, words


def card(title: str, frame: QFrame | None = None) -> tuple[QFrame, QVBoxLayout]:
    """A card and the layout to put things into.

    Args:
        title: In a few words.
        frame: What becomes the card; a new one, if none is given.
    """
    held = QFrame() if frame is None else frame
    held.setProperty("role", "card")
    layout = QVBoxLayout(held)
    layout.setContentsMargins(GRID * 3, GRID * 2, GRID * 3, GRID * 3)
    layout.setSpacing(GRID + 4)
    layout.addWidget(words(title, role="heading"))
    return held, layout


def form() -> QFormLayout:
    """Fields below each other, their names at the left."""
    made = QFormLayout()
    made.setHorizontalSpacing(GRID * 2)
    made.setVerticalSpacing(GRID)
    made.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    made.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
    made.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
    return made


def add_field(to: QFormLayout, name: str, field: QWidget) -> None:
    """A field and its name, with ``&`` before the letter that goes to it."""
    field.setAccessibleName(name.replace("&", ""))
    to.addRow(field_label(name, field), field)


def button_row(*buttons: QPushButton) -> QHBoxLayout:
    """Buttons from the left, as wide as they need."""
    row = QHBoxLayout()
    row.setSpacing(GRID)
    for button in buttons:
        row.addWidget(button)
    row.addStretch(1)
    return row
