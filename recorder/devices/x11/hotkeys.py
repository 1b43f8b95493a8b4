"""Key chords that only the recorder gets, wherever the keyboard is.

A passive grab on the root window keeps a chord from every application. The grab is made for each combination
of CapsLock, NumLock and ScrollLock, since the server compares all modifier bits. What is recorded is read
from the event stream, which reports grabbed keys as well; the events that the grab itself delivers are thrown
away.
"""

from collections.abc import Iterable, Sequence
from itertools import chain, combinations
from typing import Final

from Xlib import X, error

from recorder.devices.x11.connection import Connection, screen_may_go
from recorder.devices.x11.keyboard import read_keymap
from recorder.devices.x11.keymap import Keymap
from recorder.devices.x11.keysyms import name_of
from recorder.episode.keys import Chord, Modifier

_SCROLL_LOCK: Final = 0xFF14
_MODIFIER_NAMES: Final = {
    Modifier.SHIFT: frozenset({"shift_l", "shift_r"}),
    Modifier.CTRL: frozenset({"ctrl_l", "ctrl_r"}),
    Modifier.ALT: frozenset({"alt_l", "alt_r", "meta_l", "meta_r"}),
    Modifier.ALT_GR: frozenset({"alt_gr"}),
    Modifier.SUPER: frozenset({"cmd_l", "cmd_r"}),
}


class UnknownKeyError(ValueError):
    """This keyboard has no such key or modifier."""


class HotkeyGrab:
    """Holds chords until it is closed; owned by one thread.

    Args:
        chords: What to hold.
        display_name: Such as ``:0``; ``None`` asks the environment.

    Attributes:
        taken: The chords that another program holds already, in the order given; they are not held here.

    Raises:
        NoDisplayError: No X server answers.
        ScreenGoneError: It went away just now.
        UnknownKeyError: The keyboard lacks a key.
    """

    def __init__(self, chords: Iterable[Chord], *, display_name: str | None = None) -> None:
        self._connection = Connection(display_name)
        try:
            with screen_may_go():
                keymap = read_keymap(self._connection)
                self.taken: tuple[Chord, ...] = tuple(
                    chord for chord in chords if not self._grab(chord, keymap)
                )
        except BaseException:
            self._connection.close()
            raise

    def fileno(self) -> int:
        """The socket, to wait on where ``discard`` is called from a loop."""
        return self._connection.fileno()

    def discard(self) -> None:
        """Throw away the key events that the grabs delivered, so that they do not pile up.

        Raises:
            ScreenGoneError: The screen's server is gone.
        """
        with screen_may_go():
            for _ in self._connection.drain():
                pass

    def was_struck(self) -> bool:
        """Throw away the events that have arrived, and say whether a chord was struck among them.

        Raises:
            ScreenGoneError: The screen's server is gone.
        """
        with screen_may_go():
            # A list: all are taken. A changed keyboard is told to everybody, and is no chord.
            return X.KeyPress in [event.type for event in self._connection.drain()]

    def close(self) -> None:
        """Let go of all chords."""
        self._connection.close()

    def _grab(self, chord: Chord, keymap: Keymap) -> bool:
        keycodes = sorted(_keycodes(frozenset({chord.key}), keymap))
        if not keycodes:
            raise UnknownKeyError(f"this keyboard has no key {chord.key!r}")
        mapping = self._connection.display.get_modifier_mapping()
        mask = 0
        for modifier in chord.modifiers:
            mask |= _modifier_bit(modifier, mapping, keymap)
        locks = _lock_combinations(mapping, keymap)
        refused = error.CatchError(error.BadAccess)
        for keycode in keycodes:
            for lock in locks:
                self._connection.root.grab_key(
                    keycode,
                    mask | lock,
                    True,  # noqa: FBT003 - python-xlib's signature
                    X.GrabModeAsync,
                    X.GrabModeAsync,
                    onerror=refused,
                )
        self._connection.round_trip()
        if refused.get_error() is None:
            return True
        for keycode in keycodes:
            for lock in locks:
                self._connection.root.ungrab_key(keycode, mask | lock)
        self._connection.round_trip()
        return False


def keys_of(chord: Chord, connection: Connection) -> tuple[frozenset[int], ...]:
    """The keys that make a chord: it is down while one of each set is, whatever else is down.

    Asked for by whoever looks at the keyboard itself, which a grab by another program does not hide.

    Raises:
        UnknownKeyError: The keyboard lacks a key.
    """
    keymap = read_keymap(connection)
    parts = [frozenset({chord.key}), *(_MODIFIER_NAMES.get(each, frozenset()) for each in chord.modifiers)]
    found = tuple(_keycodes(names, keymap) for names in parts)
    if not all(found):
        raise UnknownKeyError(f"this keyboard cannot strike {chord}")
    return found


def _keycodes(names: frozenset[str], keymap: Keymap) -> frozenset[int]:
    return frozenset(code for code, row in keymap.symbols.items() if any(row) and name_of(row[0]) in names)


def _modifier_bit(modifier: Modifier, mapping: Sequence[Sequence[int]], keymap: Keymap) -> int:
    names = _MODIFIER_NAMES.get(modifier)
    if names is None:
        raise UnknownKeyError(f"there is no modifier {modifier!r}")
    for row, codes in enumerate(mapping):
        held = {name_of(symbol) for code in codes if code for symbol in keymap.symbols.get(code, ())[:1]}
        if held & names:
            return 1 << row
    raise UnknownKeyError(f"this keyboard has no modifier {modifier!r}")


def _lock_combinations(mapping: Sequence[Sequence[int]], keymap: Keymap) -> list[int]:
    scroll_lock = sum(
        1 << row
        for row, codes in enumerate(mapping)
        if any(_SCROLL_LOCK in keymap.symbols.get(code, ()) for code in codes if code)
    )
    bits = [bit for bit in (X.LockMask, keymap.modifiers.num_lock, scroll_lock) if bit]
    sets = chain.from_iterable(combinations(bits, count) for count in range(len(bits) + 1))
    return sorted({sum(chosen) for chosen in sets})
