"""What a key means: from its code and the modifiers in force to a name, a character and a keysym.

Follows the core protocol's rules (X Window System Protocol, chapter 5, "Keyboards") with the columns in the
order in which the XKB extension answers a core request: levels 1-2 of group 1, levels 1-2 of group 2, levels
3-4 of group 1, levels 3-4 of group 2, then groups 3 and 4 with four levels each (XKB protocol, 17.1.1).

The name of a key is that of its first level, so that ``a`` stays ``a`` under Shift and Ctrl. While Ctrl, Alt
or Super is held and the group in force types no ASCII letter there, the name is taken from the first group
that does, as toolkits do for their shortcuts. Enter, Tab and Backspace have a name and no character.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from Xlib import X

from recorder.devices.x11 import keysyms

NO_SYMBOL: Final = 0
_GROUPS: Final = 4
_SHIFT_LOCK: Final = 0xFFE6
_CAPS_LOCK: Final = 0xFFE5
_NUM_LOCK: Final = 0xFF7F
_LEVEL_3: Final = frozenset({0xFE03, 0xFF7E})
_CHORD_KEYS: Final = frozenset({0xFFE7, 0xFFE8, 0xFFE9, 0xFFEA, 0xFFEB, 0xFFEC, 0xFFED, 0xFFEE})
# Group 1 keeps its four levels in columns 0, 1, 4, 5 and group 2 in 2, 3, 6, 7.
_COLUMNS: Final = ((0, 1, 4, 5), (2, 3, 6, 7), (8, 9, 10, 11), (12, 13, 14, 15))


@dataclass(frozen=True, slots=True)
class KeyMeaning:
    """What one key event means."""

    name: str
    char: str | None
    keysym: int | None


@dataclass(frozen=True, slots=True)
class Modifiers:
    """Which bits of an event's state mean what, on this keyboard.

    Attributes:
        num_lock: The bit of NumLock, 0 when the keyboard has none.
        level_3: The bits that choose levels 3 and 4 (AltGr).
        chord: The bits of Alt, Meta and Super, under which a key types nothing.
        shift_lock: Whether the lock bit means Shift Lock rather than Caps Lock.
    """

    num_lock: int
    level_3: int
    chord: int
    shift_lock: bool

    @classmethod
    def from_mapping(
        cls, mapping: Sequence[Sequence[int]], symbols: Mapping[int, Sequence[int]]
    ) -> "Modifiers":
        """Read them from the eight rows of key codes that the server answers."""
        num_lock = level_3 = chord = 0
        shift_lock = False
        for row, codes in enumerate(mapping):
            held = {symbol for code in codes if code for symbol in symbols.get(code, ())}
            if row == X.LockMapIndex:
                shift_lock = _SHIFT_LOCK in held and _CAPS_LOCK not in held
            if row < X.Mod1MapIndex:
                continue
            if held & _LEVEL_3:
                level_3 |= 1 << row
            elif _NUM_LOCK in held:
                num_lock |= 1 << row
            elif held & _CHORD_KEYS:
                chord |= 1 << row
        return cls(num_lock=num_lock, level_3=level_3, chord=chord, shift_lock=shift_lock)


@dataclass(frozen=True, slots=True)
class Keymap:
    """The keyboard as the server describes it.

    Attributes:
        symbols: The keysyms of each key code, in the server's columns.
        modifiers: The meaning of the state's bits.
    """

    symbols: Mapping[int, tuple[int, ...]]
    modifiers: Modifiers

    def meaning(self, keycode: int, state: int) -> KeyMeaning:
        """What the key means while the modifiers of ``state`` are in force."""
        row = self.symbols.get(keycode, ())
        group = _levels(row, (state >> 13) & 3) or _levels(row, 0)
        if not group:
            return KeyMeaning(f"keycode_{keycode}", None, None)
        is_chord = bool(state & (X.ControlMask | self.modifiers.chord))
        keysym = self._chosen(group, state)
        name = keysyms.name_of(_base(row, group) if is_chord else group[0])
        if keysyms.is_keypad(group[0]) or (len(group) > 1 and keysyms.is_keypad(group[1])):
            name = keysyms.name_of(group[0])
        char = None if is_chord or keysyms.is_dead(keysym) else keysyms.char_of(keysym)
        return KeyMeaning(name, char, keysym)

    def _chosen(self, group: Sequence[int], state: int) -> int:
        shift = bool(state & X.ShiftMask)
        lock = bool(state & X.LockMask)
        high = bool(state & self.modifiers.level_3)
        pair = group[2:4] if high and any(group[2:4]) else group[:2]
        first = pair[0]
        second = pair[1] if len(pair) > 1 and pair[1] != NO_SYMBOL else first
        if state & self.modifiers.num_lock and keysyms.is_keypad(second):
            return first if shift else second
        if lock and self.modifiers.shift_lock:
            shift = True
        upper, lower = keysyms.upper_and_lower(first)
        if second == first and upper != lower:
            first, second = lower, upper
        chosen = second if shift else first
        if lock and not self.modifiers.shift_lock:
            upper, lower = keysyms.upper_and_lower(chosen)
            return lower if shift and chosen == upper else upper
        return chosen


def _levels(row: Sequence[int], group: int) -> tuple[int, ...]:
    """Up to four keysyms of one group; empty where the key has nothing there."""
    columns = _COLUMNS[group % _GROUPS]
    levels = tuple(row[column] if column < len(row) else NO_SYMBOL for column in columns)
    return levels if levels[0] != NO_SYMBOL or levels[1] != NO_SYMBOL else ()


def _base(row: Sequence[int], group: Sequence[int]) -> int:
    """The first level of the group in force, or of the first group that types ASCII there."""
    if (keysyms.char_of(group[0]) or "a").isascii():
        return group[0]
    for number in range(_GROUPS):
        levels = _levels(row, number)
        if levels and (keysyms.char_of(levels[0]) or "é").isascii():
            return levels[0]
    return group[0]
