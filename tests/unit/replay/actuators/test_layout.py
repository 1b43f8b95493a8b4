import pytest
from Xlib import X

from recorder.devices.x11.keymap import Keymap, Modifiers
from recorder.devices.x11.keysyms import keysym_of_char, keysym_of_name, name_of
from replay.actuators.layout import Layout, Stroke, symbols_for

SHIFT, ALT_GR, CTRL = 50, 108, 37
GERMAN = {
    CTRL: (0xFFE3,),
    SHIFT: (0xFFE1,),
    ALT_GR: (0xFE03,),
    10: (0x31, 0x21),
    24: (0x71, 0x51, 0, 0, 0x40, 0x7D9),  # q Q @ Ω
    29: (0x7A, 0x5A),  # z Z
    47: (0xF6, 0xD6),  # ö Ö
    36: (0xFF0D,),
    90: (0xFF9E, 0xFFB0),  # num_0
    200: (0x7A, 0x5A),  # another z
}
KEYMAP = Keymap(GERMAN, Modifiers(num_lock=16, level_3=128, chord=72, shift_lock=False))


def strokes(chars: str, state: int = 0) -> list[Stroke | None]:
    layout = Layout(KEYMAP, state)
    return [layout.stroke_of(char) for char in chars]


def test_a_character_is_typed_as_plainly_as_the_layout_allows() -> None:
    assert strokes("zZö@") == [Stroke(29), Stroke(29, (SHIFT,)), Stroke(47), Stroke(24, (ALT_GR,))]
    assert strokes("!") == [Stroke(10, (SHIFT,))]
    assert strokes("Ω") == [Stroke(24, (ALT_GR, SHIFT))]


def test_what_the_keyboard_lacks_has_no_stroke() -> None:
    assert strokes("é漢0") == [None, None, None]


def test_under_caps_lock_letters_are_typed_with_the_other_shift() -> None:
    assert strokes("zZ1!", X.LockMask) == [Stroke(29, (SHIFT,)), Stroke(29), Stroke(10), Stroke(10, (SHIFT,))]


def test_a_shift_that_is_held_is_made_use_of() -> None:
    assert strokes("Z!", X.ShiftMask) == [Stroke(29), Stroke(10)]
    assert strokes("z", X.ShiftMask) == [None]


@pytest.mark.parametrize("state", [X.ControlMask, X.Mod1Mask | 8, 64])
def test_nothing_is_typed_while_a_command_is_held(state: int) -> None:
    layout = Layout(KEYMAP, state)
    assert layout.is_chord
    assert layout.stroke_of("z") is None


def test_keys_are_found_by_their_names_in_this_layout() -> None:
    layout = Layout(KEYMAP, X.ShiftMask | X.ControlMask)
    names = ("z", "ö", "enter", "ctrl_l", "ctrl", "shift", "alt_gr", "num_0", "keycode_24")
    assert [layout.keycode_of(name) for name in names] == [29, 47, 36, CTRL, CTRL, SHIFT, ALT_GR, 90, 24]
    assert [layout.keycode_of(name) for name in ("é", "f35", "keycode_7", "keycode_²", "")] == [None] * 5


@pytest.mark.parametrize(
    ("char", "symbols"),
    [
        ("é", (0xE9, 0xC9)),
        ("É", (0xE9, 0xC9)),
        ("ÿ", (0xFF, 0x1000178)),
        ("Я", (0x100044F, 0x100042F)),
        ("漢", (0x1006F22, 0x1006F22)),
        ("😀", (0x101F600, 0x101F600)),
        ("ß", (0xDF, 0xDF)),
        ("ǅ", (0x10001C5, 0x20)),
        ("µ", (0xB5, 0x20)),
    ],
)
def test_a_spare_key_gets_both_cases_of_a_letter_and_types_what_was_asked(
    char: str, symbols: tuple[int, int]
) -> None:
    assert symbols_for(char) == symbols
    lent = Keymap(GERMAN | {97: symbols}, KEYMAP.modifiers)
    stroke = Layout(lent, 0).stroke_of(char)
    assert stroke is not None
    assert stroke.keycode == 97


@pytest.mark.parametrize("bad", ["\x00", "\x1b", "\x7f", "\ud800", "ab", ""])
def test_no_key_types_a_control_or_half_a_pair(bad: str) -> None:
    with pytest.raises(ValueError, match="no key"):
        keysym_of_char(bad)


@pytest.mark.parametrize(
    "name",
    ["tab", "alt_gr", "num_4", "num_decimal", "enter", "space", "é", "漢", "key_fd01", "f24", "print_screen"],
)
def test_the_keysym_of_a_name_has_that_name(name: str) -> None:
    keysym = keysym_of_name(name)
    assert keysym is not None
    assert name_of(keysym) == name


@pytest.mark.parametrize(
    "name", ["key_61", "key_", "key_zz", "key_ffffffffff", "keycode_9", "nonsense", "", "\n"]
)
def test_what_no_key_is_called_has_no_keysym(name: str) -> None:
    assert keysym_of_name(name) is None
