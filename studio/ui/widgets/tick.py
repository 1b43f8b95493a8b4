"""A box to tick whose words go on over several lines: the toolkit's own is as wide as they are long."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from studio.ui.theme import GRID
from studio.ui.widgets.text import words


class Tick(QWidget):
    """A click on the words ticks it as well.

    Args:
        said: What is said by the tick, with ``&`` before the letter that sets it.
    """

    toggled = Signal(bool)

    def __init__(self, said: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = QCheckBox()
        self.box.setAccessibleName(said.replace("&", ""))
        self._words = words(said)
        self._words.setBuddy(self.box)
        self._words.installEventFilter(self)
        self.setFocusProxy(self.box)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID // 2)
        layout.addWidget(self.box, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._words, 1, Qt.AlignmentFlag.AlignVCenter)
        self.box.toggled.connect(self.toggled)

    def isChecked(self) -> bool:  # noqa: N802 - as a button has it
        """Whether it is ticked."""
        return self.box.isChecked()

    def setChecked(self, is_checked: bool) -> None:  # noqa: FBT001, N802 - as a button has it
        """Tick it, or take the tick away."""
        self.box.setChecked(is_checked)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Take a click on the words."""
        is_click = watched is self._words and event.type() is QEvent.Type.MouseButtonRelease
        if is_click and isinstance(event, QMouseEvent) and event.button() is Qt.MouseButton.LeftButton:
            self.box.click()
            return True
        return super().eventFilter(watched, event)
