import pytest

from recorder.episode.keys import Chord, Modifier
from recorder.recording.hotkeys import HotkeyError, chords_of, parse_chord
from recorder.recording.messages import Hotkeys
from recorder.session import Command


def test_the_usual_chords_command_everything_that_must_work_from_anywhere() -> None:
    chords = chords_of(Hotkeys())
    assert set(chords.values()) == {
        Command.TOGGLE_PAUSE,
        Command.OFF_THE_RECORD,
        Command.STOP,
        Command.PANIC,
    }
    assert chords[Chord("f12", frozenset({Modifier.CTRL, Modifier.SHIFT}))] is Command.STOP


def test_case_order_and_spaces_do_not_matter() -> None:
    wanted = Chord("f9", frozenset({Modifier.CTRL, Modifier.SHIFT}))
    assert parse_chord("ctrl+shift+f9") == parse_chord(" Shift+CTRL+F9 ") == wanted


@pytest.mark.parametrize(
    "text",
    [
        "",
        "+",
        "f9",
        "ctrl+f9",
        "ctrl+ctrl+f9",
        "ctrl+shift",
        "ctrl+shift+",
        "ctrl+magic+f9",
        "f9+ctrl+shift",
    ],
)
def test_what_is_struck_by_accident_or_is_no_chord_is_refused(text: str) -> None:
    with pytest.raises(HotkeyError) as refused:
        parse_chord(text)
    assert refused.value.mend


def test_one_chord_cannot_stand_for_two_commands() -> None:
    with pytest.raises(HotkeyError):
        chords_of(Hotkeys(stop="shift+ctrl+f9"))
