"""Words on a page. Always plain text: a stranger's ``<img>`` or link is shown as the letters that it is."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QSizePolicy, QWidget

from recorder.wording import clean


def words(text: str, *, role: str = "", parent: QWidget | None = None) -> QLabel:
    """A label that wraps.

    Args:
        text: What it says.
        role: How it is dressed: ``title``, ``heading``, ``quiet``, ``notice``, ``mono``, or plain.
        parent: Of the label.
    """
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setText(text)
    if role:
        label.setProperty("role", role)
    policy = label.sizePolicy()
    policy.setHorizontalPolicy(QSizePolicy.Policy.Preferred)
    policy.setVerticalPolicy(QSizePolicy.Policy.Minimum)
    label.setSizePolicy(policy)
    return label


def field_label(name: str, field: QWidget) -> QLabel:
    """A field's name, in line with the field.

    Args:
        name: With ``&`` before the letter that goes to the field.
        field: What gets the focus. Its accessible name is given to the line within it too, if it has one:
            that is what a screen reader comes to.
    """
    label = QLabel(name)
    label.setBuddy(field)
    label.setMinimumHeight(field.sizeHint().height())
    for line in field.findChildren(QLineEdit):
        if not line.accessibleName():
            line.setAccessibleName(field.accessibleName())
    return label


def strangers_words(text: str, *, role: str = "", parent: QWidget | None = None) -> QLabel:
    """As ``words``, for what came with a study: nothing in it can hide or reorder other words."""
    label = words(clean(text.strip(), breaks=True), role=role, parent=parent)
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    label.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return label
