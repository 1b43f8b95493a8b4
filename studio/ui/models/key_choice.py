"""Which keys the person chose for the commands of the review page, and which cannot be had.

Kept in the settings by the command's id, in Qt's portable writing, for changed commands alone. No key ever
does two things: what would clash is refused when it is chosen, and what a file says in spite of that is not
used at all, since half of a person's keys could clash with half of ours.
"""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence

from studio.ui.models.commands import COMMANDS, Command, CommandId, commands_with

ChosenKeys = Mapping[str, tuple[str, ...]]
"""Keys by the command's id."""

# What moves the focus, presses buttons and steers the whole window must go on doing so.
_RESERVED: Final = frozenset(
    {
        "Tab", "Shift+Tab", "Backtab", "Return", "Enter", "Ctrl+L", "Ctrl+Q", "Ctrl+1", "Ctrl+2", "Ctrl+3",
        "Ctrl+4", "Alt+Left", "Alt+Right", "Back", "Forward",
    }
)  # fmt: skip
_OF_THE_BEGINNING: Final[Mapping[str, tuple[str, ...]]] = {each.id.value: each.keys for each in COMMANDS}
_FIRST_SIGN, _LAST_SIGN = 0x21, 0x7E


def portable_key(pressed: QKeySequence) -> str:
    """The first combination of a sequence in portable writing; empty where there is none.

    A sign that needs Shift on this keyboard is that sign alone: another keyboard may not need it.
    """
    if pressed.isEmpty():
        return ""
    combination = pressed[0]  # type: ignore[index]
    key, modifiers = combination.key(), combination.keyboardModifiers()
    is_sign = _FIRST_SIGN <= key.value <= _LAST_SIGN and not chr(key.value).isalnum()
    if is_sign:
        modifiers &= ~Qt.KeyboardModifier.ShiftModifier
    return QKeySequence(modifiers.value | key.value).toString(QKeySequence.SequenceFormat.PortableText)


def commands_of(chosen: ChosenKeys) -> Mapping[CommandId, Command]:
    """All commands with the person's keys; with those of the beginning, where the person's cannot be used."""
    commands = commands_with(chosen)
    return commands if _can_be_used(commands) else commands_with({})


def is_reserved(key: str) -> bool:
    """Whether a key steers the whole window or the focus."""
    return key in _RESERVED


def holder_of(chosen: ChosenKeys, command: CommandId, key: str) -> Command | None:
    """The other command that has a key already, if one has."""
    others = (each for each in commands_of(chosen).values() if each.id is not command)
    return next((each for each in others if key in map(_normal, each.keys)), None)


def with_key(chosen: ChosenKeys, command: CommandId, key: str) -> ChosenKeys:
    """With another key for a command, or none where it is empty.

    Raises:
        ValueError: It is reserved, or another command has it.
    """
    if is_reserved(key) or (key and holder_of(chosen, command, key) is not None):
        raise ValueError("no key does two things")
    # What could not be used is not kept beside what can.
    base = chosen if _can_be_used(commands_with(chosen)) else without_keys(chosen)
    changed = {**base, command.value: (key,) if key else ()}
    if key and key == _OF_THE_BEGINNING[command.value][0]:
        del changed[command.value]
    return changed


def without_keys(chosen: ChosenKeys) -> ChosenKeys:
    """As at the beginning; what a later version of the app wrote for commands of its own stays."""
    return {name: keys for name, keys in chosen.items() if name not in _OF_THE_BEGINNING}


def _can_be_used(commands: Mapping[CommandId, Command]) -> bool:
    keys = [_normal(key) for each in commands.values() for key in each.keys]
    return "" not in keys and len(keys) == len(set(keys)) and not any(map(is_reserved, keys))


def _normal(key: str) -> str:
    return portable_key(QKeySequence.fromString(key, QKeySequence.SequenceFormat.PortableText))
