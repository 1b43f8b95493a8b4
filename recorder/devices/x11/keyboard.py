"""Asks an X server for its keyboard."""

from typing import Any

from Xlib import X

from recorder.devices.x11.connection import Connection
from recorder.devices.x11.keymap import Keymap, Modifiers


def read_keymap(connection: Connection) -> Keymap:
    """The whole keyboard as it is now."""
    info = connection.display.display.info
    return _read(connection, {}, info.min_keycode, info.max_keycode - info.min_keycode + 1)


def reread_keymap(connection: Connection, before: Keymap, change: Any) -> Keymap:  # noqa: ANN401 - untyped
    """The keyboard after a ``MappingNotify``, asking only for the keys that it names."""
    if change.request != X.MappingKeyboard:
        return read_keymap(connection)
    return _read(connection, dict(before.symbols), change.first_keycode, change.count)


def _read(connection: Connection, known: dict[int, tuple[int, ...]], first: int, count: int) -> Keymap:
    symbols = dict(known)
    for offset, row in enumerate(connection.display.get_keyboard_mapping(first, count)):
        symbols[first + offset] = tuple(row)
    return Keymap(symbols, Modifiers.from_mapping(connection.display.get_modifier_mapping(), symbols))
