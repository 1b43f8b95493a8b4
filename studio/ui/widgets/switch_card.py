"""A card of the settings with one switch, and what it is for."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from studio.ui.widgets.cards import card
from studio.ui.widgets.switch import Switch
from studio.ui.widgets.text import words


class SwitchCard(QFrame):
    """One switch.

    Args:
        title: What it is about.
        name: What is switched on.
        why: What that is for, and what comes of it.
        is_on: Whether it is on.
        parent: Owns this.

    Attributes:
        switch: It.
    """

    def __init__(
        self, title: str, name: str, why: str, *, is_on: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        _, layout = card(title, self)
        self.switch = Switch(name)
        self.switch.setChecked(is_on)
        row = QHBoxLayout()
        row.addWidget(words(name), 1)
        row.addWidget(self.switch)
        layout.addLayout(row)
        layout.addWidget(words(why, role="quiet"))
