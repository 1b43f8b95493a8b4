import pytest
from Xlib import X

from recorder.devices.x11.keymap import Keymap, KeyMeaning, Modifiers

SHIFT, LOCK, CTRL, ALT, NUM, LEVEL_3 = X.ShiftMask, X.LockMask, X.ControlMask, 1 << 3, 1 << 4, 1 << 7
GROUP_2 = 1 << 13

A, DIGIT_1, KEYPAD_4, KEYPAD_ADD, E_EURO, DEAD, ENTER, CYRILLIC, ONE_CASE = range(10, 19)
SYMBOLS = {
    A: (0x61, 0x41, 0x61, 0x41),
    DIGIT_1: (0x31, 0x21),
    KEYPAD_4: (0xFF96, 0xFFB4),
    KEYPAD_ADD: (0xFFAB, 0xFFAB),
    E_EURO: (0x65, 0x45, 0x65, 0x45, 0x20AC, 0),
    DEAD: (0xFE51, 0xFE50),
    ENTER: (0xFF0D,),
    CYRILLIC: (0x63, 0x43, 0x6D3, 0x6F3),
    ONE_CASE: (0x71,),
}
KEYMAP = Keymap(SYMBOLS, Modifiers(num_lock=NUM, level_3=LEVEL_3, chord=ALT, shift_lock=False))


@pytest.mark.parametrize(
    ("keycode", "state", "name", "char"),
    [
        (A, 0, "a", "a"),
        (A, SHIFT, "a", "A"),
        (A, LOCK, "a", "A"),
        (A, LOCK | SHIFT, "a", "a"),
        (A, CTRL, "a", None),
        (A, CTRL | SHIFT, "a", None),
        (A, ALT, "a", None),
        (A, NUM, "a", "a"),
        (DIGIT_1, SHIFT, "1", "!"),
        (DIGIT_1, LOCK, "1", "1"),
        (KEYPAD_4, 0, "num_4", None),
        (KEYPAD_4, NUM, "num_4", "4"),
        (KEYPAD_4, NUM | SHIFT, "num_4", None),
        (KEYPAD_4, SHIFT, "num_4", "4"),
        (KEYPAD_ADD, 0, "num_add", "+"),
        (E_EURO, LEVEL_3, "e", "€"),
        (DEAD, 0, "key_fe51", None),
        (ENTER, 0, "enter", None),
        (ONE_CASE, SHIFT, "q", "Q"),
        (CYRILLIC, GROUP_2, "с", "с"),  # noqa: RUF001 - a Cyrillic letter, on purpose
        (CYRILLIC, GROUP_2 | SHIFT, "с", "С"),  # noqa: RUF001 - as above
        (CYRILLIC, GROUP_2 | CTRL, "c", None),
    ],
)
def test_a_key_means_what_the_modifiers_make_of_it(
    keycode: int, state: int, name: str, char: str | None
) -> None:
    meaning = KEYMAP.meaning(keycode, state)
    assert (meaning.name, meaning.char) == (name, char)


def test_a_key_nobody_described_has_its_code_and_nothing_invented() -> None:
    assert KEYMAP.meaning(99, 0) == KeyMeaning("keycode_99", None, None)


def test_the_keysym_is_that_of_the_level_in_force() -> None:
    assert KEYMAP.meaning(A, SHIFT).keysym == 0x41
    assert KEYMAP.meaning(KEYPAD_4, NUM).keysym == 0xFFB4


def test_modifiers_are_read_from_the_keys_that_hold_them() -> None:
    symbols = {1: (0xFF7F,), 2: (0xFE03,), 3: (0xFFE9, 0xFFE7), 4: (0xFFEB,), 5: (0xFFE6,)}
    rows = [[], [5], [], [3], [1], [], [4], [2]]
    assert Modifiers.from_mapping(rows, symbols) == Modifiers(
        num_lock=1 << 4, level_3=1 << 7, chord=1 << 3 | 1 << 6, shift_lock=True
    )


def test_shift_lock_shifts_digits_too() -> None:
    keymap = Keymap(SYMBOLS, Modifiers(num_lock=NUM, level_3=0, chord=ALT, shift_lock=True))
    assert keymap.meaning(DIGIT_1, LOCK).char == "!"
