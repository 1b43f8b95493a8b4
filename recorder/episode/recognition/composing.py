"""Puts accents on letters, as dead keys and Compose do.

The input method's own table is not in the events, so only what Unicode itself says of an accent and a letter
is composed; whatever else is left as it was typed. Input methods for other scripts are not followed.
"""

import unicodedata
from typing import Final

# What X11 calls the dead keys, their keysyms (both from X11/keysymdef.h), and the combining character that
# Unicode has for each. A key is named after its first level, so the keysym says more than the name.
_DEAD_KEYS: Final = (
    ("dead_grave", 0xFE50, "\u0300"),
    ("dead_acute", 0xFE51, "\u0301"),
    ("dead_circumflex", 0xFE52, "\u0302"),
    ("dead_tilde", 0xFE53, "\u0303"),
    ("dead_macron", 0xFE54, "\u0304"),
    ("dead_breve", 0xFE55, "\u0306"),
    ("dead_abovedot", 0xFE56, "\u0307"),
    ("dead_diaeresis", 0xFE57, "\u0308"),
    ("dead_abovering", 0xFE58, "\u030a"),
    ("dead_doubleacute", 0xFE59, "\u030b"),
    ("dead_caron", 0xFE5A, "\u030c"),
    ("dead_cedilla", 0xFE5B, "\u0327"),
    ("dead_ogonek", 0xFE5C, "\u0328"),
    ("dead_belowdot", 0xFE60, "\u0323"),
    ("dead_hook", 0xFE61, "\u0309"),
    ("dead_horn", 0xFE62, "\u031b"),
    ("dead_belowcomma", 0xFE6E, "\u0326"),
)
_BY_KEYSYM: Final = {keysym: accent for _, keysym, accent in _DEAD_KEYS}
_BY_NAME: Final = {name: accent for name, _, accent in _DEAD_KEYS}
# What stands for an accent after Compose, and where it stands alone.
_STANDING: Final = {
    "`": "\u0300",
    "'": "\u0301",
    "\u00b4": "\u0301",
    "^": "\u0302",
    "~": "\u0303",
    '"': "\u0308",
    "\u00a8": "\u0308",
    "\u00b0": "\u030a",
    ",": "\u0327",
    "\u00b8": "\u0327",
}
_ALONE: Final = {
    "\u0300": "`",
    "\u0301": "\u00b4",
    "\u0302": "^",
    "\u0303": "~",
    "\u0308": "\u00a8",
    "\u030a": "\u00b0",
    "\u0327": "\u00b8",
}
_COMPOSE_LENGTH: Final = 2


def dead_accent(name: str, char: str | None, vk: int | None) -> str | None:
    """The combining character a dead key waits to put on a letter; ``None`` for any other key."""
    if char and len(char) == 1 and unicodedata.combining(char):
        return char
    if char:
        return None
    # No other system has virtual keys of this height.
    return _BY_KEYSYM.get(vk or 0) or _BY_NAME.get(name)


class Composer:
    """Takes dead keys, Compose and characters, and gives what they come to."""

    def __init__(self) -> None:
        self._accent: str | None = None
        self._sequence: str | None = None

    @property
    def is_waiting(self) -> bool:
        """Whether a key was typed that has shown nothing yet."""
        return self._accent is not None or self._sequence is not None

    def cancel(self) -> None:
        """Forget what is waiting."""
        self._accent = self._sequence = None

    def dead(self, accent: str) -> str:
        """Take a dead key; a second one shows the first."""
        before = "" if self._accent is None else _alone(self._accent)
        if self._accent == accent:
            self._accent = None
        else:
            self._accent = accent
        return before

    def compose(self) -> None:
        """Take the Compose key."""
        self.cancel()
        self._sequence = ""

    def char(self, char: str) -> str:
        """Take a character; what appears now, which may be nothing yet."""
        if self._sequence is not None:
            self._sequence += char
            if len(self._sequence) < _COMPOSE_LENGTH:
                return ""
            first, second = self._sequence[0], self._sequence[1:]
            self.cancel()
            return _pair(first, second) or _pair(second, first) or first + second
        if self._accent is None:
            return char
        accent, self._accent = self._accent, None
        if accent in unicodedata.normalize("NFD", char):
            return char
        if char == " ":
            return _alone(accent)
        return _on(accent, char) or _alone(accent) + char


def _pair(accent: str, letter: str) -> str | None:
    combining = _STANDING.get(accent)
    return None if combining is None else _on(combining, letter)


def _on(accent: str, letter: str) -> str | None:
    composed = unicodedata.normalize("NFC", letter + accent)
    return composed if len(composed) == 1 else None


def _alone(accent: str) -> str:
    return _ALONE.get(accent, accent)
