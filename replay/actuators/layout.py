"""Which keys type what on a keyboard as it is: pure, the reverse of ``recorder.devices.x11.keymap``.

pyautogui knows the places of a US keyboard, once, from when it was imported. Here the server's own table is
asked, with the modifiers and locks in force: under Caps Lock ``a`` needs Shift, on a French keyboard ``1``
does, and ``@`` needs AltGr on a German one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from Xlib import X

from recorder.devices.x11 import keysyms
from recorder.devices.x11.keymap import Keymap

# The bits of a key event's state that say which group of the layout is in force (XKB protocol, 2.2.2).
_GROUP_BITS: Final = 0x6000
_SPACE: Final = 0x20
_SHIFT: Final = "shift_l"
_LEVEL_3: Final = "alt_gr"
_ALIASES: Final = {
    "alt": "alt_l",
    "cmd": "cmd_l",
    "control": "ctrl_l",
    "ctrl": "ctrl_l",
    "meta": "meta_l",
    "option": "alt_l",
    "shift": "shift_l",
    "super": "cmd_l",
    "win": "cmd_l",
}


@dataclass(frozen=True, slots=True)
class Stroke:
    """How one character is typed.

    Attributes:
        keycode: The key.
        held: The codes of the modifiers that are pressed around it, in that order.
    """

    keycode: int
    held: tuple[int, ...] = ()


class Layout:
    """One keyboard in one state of its locks and held modifiers.

    Args:
        keymap: The keyboard as the server describes it.
        state: The modifiers, locks and group in force, as in an event's ``state``.
    """

    def __init__(self, keymap: Keymap, state: int) -> None:
        self._keymap = keymap
        self._state = state
        self._names: dict[str, int] = {}
        for keycode in sorted(keymap.symbols, reverse=True):
            # The lowest code wins: the main keyboard's keys lie below those of remote controls.
            self._names[keymap.meaning(keycode, state & _GROUP_BITS).name] = keycode
        self._strokes: dict[str, Stroke] | None = None

    def keycode_of(self, name: str) -> int | None:
        """The key with that canonical name; ``None`` where this keyboard has none."""
        found = self._names.get(name)
        if found is None:
            found = self._names.get(_ALIASES.get(name, ""))
        if found is None and name.startswith("keycode_") and name[8:].isdecimal():
            number = int(name[8:])
            return number if number in self._keymap.symbols else None
        return found

    def stroke_of(self, char: str) -> Stroke | None:
        """How to type a character; ``None`` where no key of this keyboard has it in this state."""
        if self._strokes is None:
            self._strokes = dict(self._all_strokes())
        return self._strokes.get(char)

    @property
    def is_chord(self) -> bool:
        """Whether Ctrl, Alt or Super is down, so that no key types a character."""
        return bool(self._state & (X.ControlMask | self._keymap.modifiers.chord))

    @property
    def is_locked(self) -> bool:
        """Whether Caps Lock is on."""
        return bool(self._state & X.LockMask)

    def _all_strokes(self) -> Iterator[tuple[str, Stroke]]:
        # The plainest way last, so that it is the one that stays.
        for held, state in reversed(tuple(self._ways())):
            for keycode in sorted(self._keymap.symbols, reverse=True):
                meaning = self._keymap.meaning(keycode, state)
                # A numpad key types its digit into a text field, but is a command elsewhere.
                if meaning.char and not keysyms.is_keypad(meaning.keysym or 0):
                    yield meaning.char, Stroke(keycode, held)

    def _ways(self) -> Iterator[tuple[tuple[int, ...], int]]:
        yield (), self._state
        shift, level_3 = self._names.get(_SHIFT), self._names.get(_LEVEL_3)
        add_shift = shift if not self._state & X.ShiftMask else None
        add_level = level_3 if not self._state & self._keymap.modifiers.level_3 else None
        if add_shift is not None:
            yield (add_shift,), self._state | X.ShiftMask
        if add_level is not None:
            # One bit of those that choose the level is enough; a keyboard has one in practice.
            raised = self._state | self._keymap.modifiers.level_3
            yield (add_level,), raised
            if add_shift is not None:
                yield (add_level, add_shift), raised | X.ShiftMask


def symbols_for(char: str) -> tuple[int, int]:
    """The two levels of a key that is to type one character: both cases of a letter, else it twice.

    A key with the same letter twice is taken for one with both cases (core protocol, "Keyboards"), so both
    are asked for. Of the few letters whose cases are no pair (the micro sign, the titlecase Dž) the second
    level is a space, which keeps the first as it is.

    Raises:
        ValueError: No key types that.
    """
    keysym = keysyms.keysym_of_char(char)
    upper, lower = keysyms.upper_and_lower(keysym)
    if upper == lower:
        return keysym, keysym
    has_pair = keysyms.upper_and_lower(upper) == keysyms.upper_and_lower(lower) == (upper, lower)
    return (lower, upper) if has_pair and keysym in {upper, lower} else (keysym, _SPACE)
