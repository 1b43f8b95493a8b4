"""A field for a passphrase, which can be shown while it is typed."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QWidget

from studio.ui.icons import icon
from studio.ui.theme import GRID
from studio.ui.words import tr


class SecretField(QWidget):
    """Shows dots until the eye is pressed. What was typed is never put on the clipboard by itself.

    Args:
        name: What is asked for.
    """

    edited = Signal()
    entered = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field = QLineEdit()
        self._field.setEchoMode(QLineEdit.EchoMode.Password)
        self._field.setAccessibleName(name)
        self._field.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )
        self._eye = QToolButton()
        self._eye.setCheckable(True)
        self._eye.setProperty("role", "flat")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID // 2)
        layout.addWidget(self._field, 1)
        layout.addWidget(self._eye)
        self.setFocusProxy(self._field)
        self._field.textEdited.connect(self._on_edited)
        self._field.returnPressed.connect(self.entered)
        self._eye.toggled.connect(self._on_toggled)
        self._on_toggled(shown=False)

    @property
    def field(self) -> QLineEdit:
        """The field itself, to be named by a label."""
        return self._field

    def text(self) -> str:
        """What was typed."""
        return self._field.text()

    def clear(self) -> None:
        """Forget what was typed, and hide what comes next."""
        self._field.clear()
        self._eye.setChecked(False)

    def select(self) -> None:
        """Mark all of it, to be typed over."""
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)
        self._field.selectAll()

    def _on_edited(self) -> None:
        self.edited.emit()

    def _on_toggled(self, shown: bool) -> None:  # noqa: FBT001 - Qt's signal
        self._field.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self._eye.setIcon(icon("eye-off" if shown else "eye"))
        name = tr("Hide what is typed") if shown else tr("Show what is typed")
        self._eye.setToolTip(name)
        self._eye.setAccessibleName(name)
