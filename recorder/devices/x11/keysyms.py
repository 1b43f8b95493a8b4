"""Keysyms: their characters and their canonical names.

Names are those of pynput (``enter``, ``ctrl_l``, ``page_up``), so that a recording made with pynput on
another platform reads the same; a numpad key is ``num_4``, ``num_add``, ``num_enter`` whatever NumLock says.
The numbers are those of X11/keysymdef.h. Letters outside Latin-1 that predate Unicode keysyms (a high byte of
1 to 13) lie in the order of the ISO 8859 part of that alphabet (KOI8 for Cyrillic), which saves a table of
800 lines.
"""

import unicodedata
from types import MappingProxyType
from typing import Final

_UNICODE_BASE: Final = 0x01000000
_UNICODE_LAST: Final = 0x0110FFFF
_CODE_PAGES: Final = MappingProxyType(
    {
        0x1: "iso8859_2",
        0x2: "iso8859_3",
        0x3: "iso8859_4",
        0x5: "iso8859_6",
        0x6: "koi8_u",
        0x7: "iso8859_7",
        0xC: "iso8859_8",
        0xD: "cp874",
    }
)
_CHARS: Final = MappingProxyType(
    {
        0x07D2: "Σ",
        0x07F2: "\N{GREEK SMALL LETTER SIGMA}",
        0x07F3: "ς",
        0x13BC: "Œ",
        0x13BD: "œ",
        0x13BE: "Ÿ",
        0x20AC: "€",
    }
)
_KEYPAD_CHARS: Final = MappingProxyType(
    {0xFFAA: "*", 0xFFAB: "+", 0xFFAC: ",", 0xFFAD: "-", 0xFFAE: ".", 0xFFAF: "/", 0xFFBD: "="}
    | {0xFFB0 + digit: str(digit) for digit in range(10)}
)
_NAMES: Final = MappingProxyType(
    {
        0x0020: "space",
        0xFE03: "alt_gr",
        0xFE20: "tab",
        0xFF08: "backspace",
        0xFF09: "tab",
        0xFF0D: "enter",
        0xFF13: "pause",
        0xFF14: "scroll_lock",
        0xFF1B: "esc",
        0xFF20: "compose",
        0xFF50: "home",
        0xFF51: "left",
        0xFF52: "up",
        0xFF53: "right",
        0xFF54: "down",
        0xFF55: "page_up",
        0xFF56: "page_down",
        0xFF57: "end",
        0xFF61: "print_screen",
        0xFF63: "insert",
        0xFF67: "menu",
        0xFF7E: "alt_gr",
        0xFF7F: "num_lock",
        0xFFE1: "shift_l",
        0xFFE2: "shift_r",
        0xFFE3: "ctrl_l",
        0xFFE4: "ctrl_r",
        0xFFE5: "caps_lock",
        0xFFE7: "meta_l",
        0xFFE8: "meta_r",
        0xFFE9: "alt_l",
        0xFFEA: "alt_r",
        0xFFEB: "cmd_l",
        0xFFEC: "cmd_r",
        0xFFFF: "delete",
        0x1008FF11: "media_volume_down",
        0x1008FF12: "media_volume_mute",
        0x1008FF13: "media_volume_up",
        0x1008FF14: "media_play_pause",
        0x1008FF16: "media_previous",
        0x1008FF17: "media_next",
    }
    | {0xFFBE + number: f"f{number + 1}" for number in range(24)}
)
# A numpad key carries one of two keysyms, by NumLock; both give the name of what is printed on the key.
_KEYPAD_NAMES: Final = MappingProxyType(
    {
        0xFF80: "num_space",
        0xFF89: "num_tab",
        0xFF8D: "num_enter",
        0xFF95: "num_7",
        0xFF96: "num_4",
        0xFF97: "num_8",
        0xFF98: "num_6",
        0xFF99: "num_2",
        0xFF9A: "num_9",
        0xFF9B: "num_3",
        0xFF9C: "num_1",
        0xFF9D: "num_5",
        0xFF9E: "num_0",
        0xFF9F: "num_decimal",
        0xFFAA: "num_multiply",
        0xFFAB: "num_add",
        0xFFAC: "num_separator",
        0xFFAD: "num_subtract",
        0xFFAE: "num_decimal",
        0xFFAF: "num_divide",
        0xFFBD: "num_equal",
    }
    | {0xFFB0 + digit: f"num_{digit}" for digit in range(10)}
)

# Of the keysyms with one name: Tab, not ISO_Left_Tab; AltGr as it is called today; a numpad key's digit.
_KEYSYMS: Final = MappingProxyType(
    {name: keysym for keysym, name in (_NAMES | _KEYPAD_NAMES).items()} | {"alt_gr": 0xFE03}
)


def is_keypad(keysym: int) -> bool:
    """Whether it belongs to the numpad, where NumLock chooses the level."""
    return 0xFF80 <= keysym <= 0xFFBD  # noqa: PLR2004 - X11/keysymdef.h


def is_dead(keysym: int) -> bool:
    """Whether it types nothing itself but changes the next character."""
    return 0xFE50 <= keysym <= 0xFE93  # noqa: PLR2004 - X11/keysymdef.h


def char_of(keysym: int) -> str | None:
    """The character a keysym stands for; ``None`` for keys that type none."""
    if 0x20 <= keysym <= 0x7E or 0xA0 <= keysym <= 0xFF:  # noqa: PLR2004 - Latin-1 is its own keysym
        return chr(keysym)
    if _UNICODE_BASE + 0x20 <= keysym <= _UNICODE_LAST:
        code = keysym - _UNICODE_BASE
        return None if 0xD800 <= code <= 0xDFFF else chr(code)  # noqa: PLR2004 - surrogates
    known = _CHARS.get(keysym) or _KEYPAD_CHARS.get(keysym)
    if known is not None:
        return known
    page = _CODE_PAGES.get(keysym >> 8)
    low = keysym & 0xFF
    if page is None or low < 0xA1:  # noqa: PLR2004 - the printable half of a code page
        return None
    try:
        return bytes([low]).decode(page)
    except UnicodeDecodeError:
        return None


def name_of(keysym: int) -> str:
    """The canonical name of a key by the keysym of its first level."""
    known = _NAMES.get(keysym) or _KEYPAD_NAMES.get(keysym)
    if known is not None:
        return known
    char = char_of(keysym)
    if char is not None:
        lower = char.lower()
        return lower if len(lower) == 1 else char
    return f"key_{keysym:x}"


def keysym_of_char(char: str) -> int:
    """The keysym that types one character: its own in Latin-1, else its Unicode keysym.

    Raises:
        ValueError: It is no character that a key could type: a control, half of a surrogate pair, or several.
    """
    if len(char) != 1 or unicodedata.category(char) in {"Cc", "Cs"}:
        raise ValueError("no key types that")
    code = ord(char)
    return code if code <= 0xFF else _UNICODE_BASE + code  # noqa: PLR2004 - Latin-1 is its own keysym


def keysym_of_name(name: str) -> int | None:
    """A keysym whose canonical name that is; ``None`` where no key is called so.

    Of a numpad key it is the one that types where NumLock is off as well as on.
    """
    known = _KEYSYMS.get(name)
    if known is not None:
        return known
    if len(name) == 1:
        try:
            return keysym_of_char(name)
        except ValueError:
            return None
    number = name.removeprefix("key_")
    if number == name:
        return None
    try:
        keysym = int(number, 16)
    except ValueError:
        return None
    # What name_of would never say is no name: "key_61" is called "a".
    return keysym if 0 < keysym < 1 << 29 and name_of(keysym) == name else None


def upper_and_lower(keysym: int) -> tuple[int, int]:
    """The keysyms of the two cases of a letter; the keysym twice where it has one case."""
    char = char_of(keysym)
    if char is None:
        return keysym, keysym
    upper, lower = char.upper(), char.lower()
    return (
        _like(upper, keysym) if len(upper) == 1 and upper != char else keysym,
        _like(lower, keysym) if len(lower) == 1 and lower != char else keysym,
    )


def _like(char: str, keysym: int) -> int:
    code = ord(char)
    if code <= 0xFF and (code >= 0xA0 or 0x20 <= code <= 0x7E):  # noqa: PLR2004 - Latin-1 is its own keysym
        return code
    page = _CODE_PAGES.get(keysym >> 8) if keysym < _UNICODE_BASE else None
    if page is not None:
        try:
            return (keysym & ~0xFF) | char.encode(page)[0]
        except UnicodeEncodeError:
            pass
    return _UNICODE_BASE + code
