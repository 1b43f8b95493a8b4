"""A recording's hotkeys between Qt's way to write them and ours: ``Ctrl+Shift+F9``, ``ctrl+shift+f9``."""

from typing import Final

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeySequence

from studio.ui.models.key_words import sequence_words

_MODIFIERS: Final = (
    (Qt.KeyboardModifier.ControlModifier, "ctrl"),
    (Qt.KeyboardModifier.AltModifier, "alt"),
    (Qt.KeyboardModifier.MetaModifier, "cmd"),
    (Qt.KeyboardModifier.ShiftModifier, "shift"),
)


def chord_of(keys: QKeySequence) -> str:
    """The first combination of a sequence, as the recorder writes it; empty if there is none."""
    if keys.isEmpty():
        return ""
    pressed: QKeyCombination = keys[0]  # type: ignore[index]
    names = [name for modifier, name in _MODIFIERS if pressed.keyboardModifiers() & modifier]
    key = QKeySequence(pressed.key()).toString(QKeySequence.SequenceFormat.PortableText)
    return "+".join([*names, key.casefold()])


def sequence_of(chord: str) -> QKeySequence:
    """The same the other way."""
    return QKeySequence(chord.replace("cmd", "meta"), QKeySequence.SequenceFormat.PortableText)


def shown_chord(chord: str) -> str:
    """As a person reads it: ``Ctrl+Shift+F9``."""
    return sequence_words(sequence_of(chord))
