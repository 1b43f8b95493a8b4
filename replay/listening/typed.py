"""From key presses to what a person would read: pure."""

import unicodedata
from typing import Final

from recorder.devices.x11.keymap import Keymap
from recorder.episode.keys import BACKSPACE, modifier_of
from replay.plan.chords import LOCK_KEYS
from replay.plan.limits import MOST_TYPED

NO_TEXT: Final = "\N{REPLACEMENT CHARACTER}"
"""Stands for a key that was pressed among letters and types none, such as an arrow or Ctrl+A."""
MOST_HEARD: Final = MOST_TYPED + 1
"""Characters: one more than any plan types, so that what is longer differs."""

_LINES: Final = {"enter": "\n", "tab": "\t"}


class TypedText:
    """What the keys of one step typed."""

    def __init__(self) -> None:
        self._chars: list[str] = []

    def add(self, keymap: Keymap, keycode: int, state: int) -> None:
        """Take the next key that went down.

        Args:
            keymap: The keyboard as it was then.
            keycode: The key.
            state: The modifiers in force.
        """
        meaning = keymap.meaning(keycode, state)
        if modifier_of(meaning.name) is not None or meaning.name in LOCK_KEYS:
            return
        if meaning.name == BACKSPACE and self._chars:
            self._chars.pop()
        elif len(self._chars) < MOST_HEARD:
            self._chars.append(_shown(meaning.name, meaning.char))

    @property
    def text(self) -> str:
        """What a person would read."""
        return "".join(self._chars)


def _shown(name: str, char: str | None) -> str:
    if char is None or unicodedata.category(char) == "Cc":
        return _LINES.get(name, NO_TEXT)
    return char
