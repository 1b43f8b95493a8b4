"""What the names of keys mean: which are modifiers, which type text, what to call them.

The names are those of ``events.KeyPressed``. Left and right modifiers are one here: what a person held was
Ctrl, and which of the two is in the events.
"""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Modifier(StrEnum):
    """A key that changes what others mean while it is held."""

    CTRL = "ctrl"
    ALT = "alt"
    ALT_GR = "alt_gr"
    SHIFT = "shift"
    SUPER = "super"


_MODIFIERS: Final = {
    "ctrl": Modifier.CTRL,
    "control": Modifier.CTRL,
    "alt": Modifier.ALT,
    "option": Modifier.ALT,
    "alt_gr": Modifier.ALT_GR,
    "iso_level3_shift": Modifier.ALT_GR,
    "mode_switch": Modifier.ALT_GR,
    "shift": Modifier.SHIFT,
    "super": Modifier.SUPER,
    "cmd": Modifier.SUPER,
    # On X11 Meta is what Alt sends together with Shift.
    "meta": Modifier.ALT,
    "win": Modifier.SUPER,
}
_LABELS: Final = {
    "alt_gr": "AltGr",
    "iso_level3_shift": "AltGr",
    "num_lock": "Num Lock",
    "caps_lock": "Caps Lock",
}

CAPS_LOCK: Final = "caps_lock"
BACKSPACE: Final = "backspace"
COMPOSE_KEYS: Final = frozenset({"compose", "multi_key"})


def modifier_of(name: str) -> Modifier | None:
    """The modifier that a key is, whichever side it is on; ``None`` for any other key."""
    return _MODIFIERS.get(name) or _MODIFIERS.get(name.removesuffix("_l").removesuffix("_r"))


def is_text(char: str | None) -> bool:
    """Whether a key's character is something a person would read; Enter, Tab and Ctrl+C type controls."""
    return bool(char) and all(unicodedata.category(each)[0] != "C" for each in char or "")


def key_label(name: str) -> str:
    """A key's name as a person would write it, such as ``Page Up``, ``Num 4`` or ``F9``."""
    if name in _LABELS:
        return _LABELS[name]
    modifier = modifier_of(name)
    if modifier is not None:
        return modifier.value.title()
    return name.replace("_", " ").title() if name.isascii() else name


_SPOKEN_ORDER: Final = (Modifier.CTRL, Modifier.ALT_GR, Modifier.ALT, Modifier.SHIFT, Modifier.SUPER)


@dataclass(frozen=True, slots=True)
class Chord:
    """A key with exactly these modifiers held, such as Ctrl+Shift+F9.

    Attributes:
        key: A canonical key name.
        modifiers: Left and right are the same.
    """

    key: str
    modifiers: frozenset[Modifier]

    def __str__(self) -> str:
        held = [key_label(modifier) for modifier in _SPOKEN_ORDER if modifier in self.modifiers]
        return "+".join([*held, key_label(self.key)])
