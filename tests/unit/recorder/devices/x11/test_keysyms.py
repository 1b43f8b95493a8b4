import pytest
from hypothesis import given
from hypothesis import strategies as st

from recorder.devices.x11.keysyms import char_of, name_of, upper_and_lower


@pytest.mark.parametrize(
    ("keysym", "char"),
    [
        (0x20, " "),
        (0xE9, "é"),
        (0x010020AC, "€"),
        (0x1B1, "ą"),
        (0x6C1, "а"),  # noqa: RUF001 - a Cyrillic letter, on purpose
        (0x7E1, "α"),  # noqa: RUF001 - a Greek letter, on purpose
        (0x7F3, "ς"),
        (0xCE0, "א"),
        (0xFFB7, "7"),
        (0xFF0D, None),
        (0xFFE1, None),
        (0x1008FF12, None),
        (0x0100D800, None),
    ],
)
def test_a_keysym_stands_for_its_character(keysym: int, char: str | None) -> None:
    assert char_of(keysym) == char


@pytest.mark.parametrize(
    ("keysym", "name"),
    [
        (0x61, "a"),
        (0x41, "a"),
        (0xFF0D, "enter"),
        (0xFF8D, "num_enter"),
        (0xFF9F, "num_decimal"),
        (0xFF55, "page_up"),
        (0xFFBE, "f1"),
        (0xFFD5, "f24"),
        (0xFFE3, "ctrl_l"),
        (0x1008FF12, "media_volume_mute"),
        (0x1008FFB1, "key_1008ffb1"),
    ],
)
def test_a_key_has_its_canonical_name(keysym: int, name: str) -> None:
    assert name_of(keysym) == name


@given(st.integers(0, 0x1FFFFFFF))
def test_every_number_has_a_name_and_at_most_one_character(keysym: int) -> None:
    assert name_of(keysym)
    char = char_of(keysym)
    assert char is None or len(char) == 1


@given(st.characters(categories=("Lu", "Ll"), min_codepoint=0x100))
def test_the_two_cases_of_a_letter_belong_together(char: str) -> None:
    upper, lower = upper_and_lower(0x01000000 + ord(char))
    if len(char.upper()) == len(char.lower()) == 1:
        assert (char_of(upper), char_of(lower)) == (char.upper(), char.lower())
