"""Which keys may be pressed in a replay, and which chords belong to the desktop.

A recording is someone else's hands on the keyboard. Chords that a desktop takes for itself, whatever program
has the focus, are refused unless a person allows them, each by its name: they open a terminal or a box to
run a command, lock the screen, log out, leave for a text console, or kill the X server. Which chords these
are is every desktop's own setting, so Ctrl+Alt and Super are refused whole, but for moving between workspaces
and windows; what is named below is only told more exactly.

Keys are known by their canonical names. Any other name is refused as well: it could mean anything to what
presses it.
"""

from collections.abc import Mapping
from typing import Final

from recorder.episode.keys import Chord, Modifier, modifier_of
from recorder.episode.phrase import Phrase, later, phrase
from recorder.errors import UserFacingError
from recorder.wording import clean

_CTRL_ALT: Final = frozenset({Modifier.CTRL, Modifier.ALT})
_ALT: Final = frozenset({Modifier.ALT})
_FUNCTION_KEYS: Final = frozenset(f"f{number}" for number in range(1, 25))
_CONSOLES: Final = frozenset(f"f{number}" for number in range(1, 13))
_ARROWS: Final = frozenset({"left", "right", "up", "down"})
_WORKSPACES: Final = _ARROWS | {"page_up", "page_down", "home"}
_NAMED: Final = (
    frozenset(
        {
            "alt",
            "alt_gr",
            "alt_l",
            "alt_r",
            "backspace",
            "caps_lock",
            "cmd",
            "cmd_l",
            "cmd_r",
            "compose",
            "ctrl",
            "ctrl_l",
            "ctrl_r",
            "delete",
            "down",
            "end",
            "enter",
            "esc",
            "home",
            "insert",
            "left",
            "menu",
            "meta_l",
            "meta_r",
            "num_lock",
            "page_down",
            "page_up",
            "pause",
            "print_screen",
            "right",
            "scroll_lock",
            "shift",
            "shift_l",
            "shift_r",
            "space",
            "tab",
            "up",
            "num_add",
            "num_decimal",
            "num_divide",
            "num_enter",
            "num_equal",
            "num_multiply",
            "num_separator",
            "num_space",
            "num_subtract",
            "num_tab",
        }
    )
    | _FUNCTION_KEYS
    | {f"num_{digit}" for digit in range(10)}
)

LOCK_KEYS: Final = frozenset({"caps_lock", "num_lock", "scroll_lock"})
"""Never pressed: text is typed by its characters, and a lock that stays on would outlive the replay."""

_TERMINAL: Final = later("{keys} is refused: it opens a terminal on many desktops.")
_RUN: Final = later("{keys} is refused: it opens a box that runs commands on many desktops.")
_MENU: Final = later("{keys} is refused: it opens the desktop's menu.")
_LOCK: Final = later("{keys} is refused: it locks the screen on many desktops.")
_LOG_OUT: Final = later("{keys} is refused: it logs out or shuts down on many desktops.")
_KILL_X: Final = later("{keys} is refused: it ends the whole desktop at once.")
_CONSOLE: Final = later("{keys} is refused: it leaves the desktop for a text screen.")
_KERNEL: Final = later("{keys} is refused: it commands the system itself.")
_ASSENT: Final = later("{keys} is refused: it commands Assent while it records.")
_DESKTOP: Final = later("{keys} is refused: it belongs to the desktop, not to a program.")

_TOLD: Final[Mapping[tuple[frozenset[Modifier], str], str]] = {
    (_CTRL_ALT, "t"): _TERMINAL,
    (_CTRL_ALT, "l"): _LOCK,
    (_CTRL_ALT, "delete"): _LOG_OUT,
    (_CTRL_ALT, "num_decimal"): _LOG_OUT,
    (_CTRL_ALT, "backspace"): _KILL_X,
    (_ALT, "f1"): _MENU,
    (_ALT, "f2"): _RUN,
    (_ALT, "f3"): _RUN,
    (_ALT, "print_screen"): _KERNEL,
    (frozenset({Modifier.CTRL}), "esc"): _MENU,
    (frozenset({Modifier.CTRL, Modifier.SHIFT}), "esc"): _DESKTOP,
    (frozenset({Modifier.SUPER}), "r"): _RUN,
    (frozenset({Modifier.SUPER}), "l"): _LOCK,
    (frozenset({Modifier.SUPER}), "t"): _TERMINAL,
    (frozenset(), Modifier.SUPER.value): _MENU,
    # The recorder's own, as they come; a person may have others.
    (frozenset({Modifier.CTRL, Modifier.SHIFT}), "f9"): _ASSENT,
    (frozenset({Modifier.CTRL, Modifier.SHIFT}), "f10"): _ASSENT,
    (frozenset({Modifier.CTRL, Modifier.SHIFT}), "f12"): _ASSENT,
    (_CTRL_ALT | {Modifier.SHIFT}, "f12"): _ASSENT,
}


class ChordMistypedError(UserFacingError):
    """What was to be allowed is no chord."""

    def __init__(self, text: str) -> None:
        super().__init__(
            f"“{text}” names no keys that can be allowed.",
            kept="Nothing was replayed.",
            mend="Write the keys joined by +, such as ctrl+alt+t, or super alone.",
        )


def is_known_key(name: str) -> bool:
    """Whether a key's name is one that every keyboard is understood to have, or one printable character."""
    return name in _NAMED or (len(name) == 1 and name.isprintable() and name != " ")


def system_chord(held: frozenset[Modifier], key: str) -> Chord | None:
    """The chord of the desktop's that pressing this key would make; ``None`` where it makes none.

    Args:
        held: The modifiers down by then.
        key: The canonical name of the key that goes down, or ``super`` where it was pressed for itself.
    """
    chord = Chord(key.casefold(), held)
    as_pressed = _as_pressed(held)
    if (as_pressed, chord.key) in _TOLD:
        return chord
    if Modifier.SUPER in as_pressed:
        # The arrows place windows.
        return None if chord.key in _ARROWS else chord
    if as_pressed >= _CTRL_ALT:
        return None if chord.key in _WORKSPACES else chord
    return None


def why_refused(chord: Chord) -> Phrase:
    """Why a chord is refused, in a whole sentence."""
    as_pressed = _as_pressed(chord.modifiers)
    is_console = as_pressed >= _CTRL_ALT and chord.key in _CONSOLES
    text = _TOLD.get((as_pressed, chord.key), _CONSOLE if is_console else _DESKTOP)
    return phrase(text, keys=clean(str(chord)))


def _as_pressed(held: frozenset[Modifier]) -> frozenset[Modifier]:
    """The modifiers as a keyboard without AltGr has them: its key is the right Alt there."""
    return held - {Modifier.ALT_GR} | {Modifier.ALT} if Modifier.ALT_GR in held else held


def read_chord(text: str) -> Chord:
    """Read a chord that a person allows, as ``ctrl+alt+t`` or ``super``.

    Raises:
        ChordMistypedError: It is none, or names a key that no keyboard has.
    """
    *names, key = (part.strip().casefold() for part in text.split("+"))
    modifiers = [modifier_of(name) for name in names]
    if modifier_of(key) is Modifier.SUPER:
        key = Modifier.SUPER.value
    elif not is_known_key(key) or modifier_of(key) is not None:
        raise ChordMistypedError(text)
    held = frozenset(modifier for modifier in modifiers if modifier is not None)
    if len(held) < len(names):
        raise ChordMistypedError(text)
    return Chord(key, held)


def chord_text(chord: Chord) -> str:
    """A chord as ``read_chord`` reads it."""
    held = [modifier.value for modifier in Modifier if modifier in chord.modifiers]
    return "+".join([*held, chord.key])
