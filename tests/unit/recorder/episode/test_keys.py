import pytest

from recorder.episode.keys import Modifier, is_text, key_label, modifier_of


@pytest.mark.parametrize(
    ("name", "modifier"),
    [
        ("ctrl_l", Modifier.CTRL),
        ("ctrl", Modifier.CTRL),
        ("alt_gr", Modifier.ALT_GR),
        ("alt_r", Modifier.ALT),
        ("cmd_r", Modifier.SUPER),
        ("shift", Modifier.SHIFT),
        ("l", None),
        ("", None),
        ("caps_lock", None),
    ],
)
def test_a_modifier_is_known_on_either_side(name: str, modifier: Modifier | None) -> None:
    assert modifier_of(name) is modifier


@pytest.mark.parametrize("char", ["a", " ", "\u00a0", "é", "e\u0301", "你"])
def test_what_a_person_reads_is_text(char: str) -> None:
    assert is_text(char)


@pytest.mark.parametrize("char", [None, "", "\x03", "\r", "\t", "\x7f", "a\n"])
def test_controls_are_no_text(char: str | None) -> None:
    assert not is_text(char)


@pytest.mark.parametrize(
    ("name", "label"), [("ctrl_r", "Ctrl"), ("alt_gr", "AltGr"), ("page_up", "Page Up"), ("f9", "F9")]
)
def test_a_key_is_called_what_is_printed_on_it(name: str, label: str) -> None:
    assert key_label(name) == label
