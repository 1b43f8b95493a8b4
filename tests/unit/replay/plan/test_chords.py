from pathlib import Path

import pytest

from recorder.episode.events import KeyPressed
from recorder.episode.keys import Chord, Modifier
from recorder.episode.phrase import english
from recorder.recording.hotkeys import chords_of
from recorder.recording.messages import Hotkeys
from replay.plan.chords import ChordMistypedError, chord_text, read_chord, system_chord, why_refused
from replay.plan.steps import RefusalKind
from tests.unit.recorder.episode.event_script import Script
from tests.unit.replay.plan.planned import all_inputs, begun, brief, planned

SYSTEM = [
    "ctrl+alt+t", "ctrl+alt+l", "ctrl+alt+delete", "ctrl+alt+backspace", "ctrl+alt+f1", "ctrl+alt+f12",
    "alt+f1", "alt+f2", "alt+f3", "super+r", "super+l", "super+t", "super", "ctrl+esc", "ctrl+shift+esc",
    "ctrl+alt+e", "ctrl+alt+shift+delete", "super+shift+s", "ctrl+alt+num_decimal", "alt+print_screen",
    "ctrl+alt_gr+t", "alt_gr+f2",
]  # fmt: skip
HARMLESS = [
    "ctrl+c", "alt+tab", "alt+f4", "ctrl+shift+t", "shift+f10", "ctrl+alt+left", "super+up", "alt+space",
]  # fmt: skip


def pressed(text: str) -> Script:
    *modifiers, key = [{"super": "cmd_l", "alt_gr": "alt_gr"}.get(part, part) for part in text.split("+")]
    held = [name if name.endswith(("_l", "_gr")) else f"{name}_l" for name in modifiers]
    script = begun().after(100)
    for name in held:
        script.press(name).after(10)
    # Held with Ctrl, Alt or Super a key types nothing.
    script.add(KeyPressed(script.now_ns, key, None, None)).after(20).release(key)
    for name in reversed(held):
        script.after(10).release(name)
    return script


@pytest.mark.parametrize("text", SYSTEM)
def test_chords_of_the_desktop_are_refused_by_name(tmp_path: Path, text: str) -> None:
    plan = planned(tmp_path, pressed(text))
    (step,) = plan.refused

    assert step.refusal is not None
    assert step.refusal.kind is RefusalKind.SYSTEM_CHORD
    assert step.refusal.chord == read_chord(text)
    assert all_inputs(plan) == []
    assert english(why_refused(read_chord(text)))


@pytest.mark.parametrize("text", SYSTEM)
def test_a_chord_is_allowed_by_its_name_and_no_other_with_it(tmp_path: Path, text: str) -> None:
    others = [read_chord(other) for other in SYSTEM if other != text]
    assert planned(tmp_path, pressed(text), allowed=others).refused
    plan = planned(tmp_path, pressed(text), allowed=[read_chord(text)])
    assert not plan.refused
    assert plan.steps[0].inputs


@pytest.mark.parametrize("text", HARMLESS)
def test_chords_of_programs_are_pressed(tmp_path: Path, text: str) -> None:
    assert not planned(tmp_path, pressed(text)).refused


def test_assents_own_chords_are_refused() -> None:
    for chord in chords_of(Hotkeys()):
        assert system_chord(chord.modifiers, chord.key) == chord


@pytest.mark.parametrize("key", ["T", "\N{CYRILLIC SMALL LETTER TE}", "\N{GREEK SMALL LETTER TAU}"])
def test_case_and_alphabet_are_no_way_around(tmp_path: Path, key: str) -> None:
    assert planned(tmp_path, pressed(f"ctrl+alt+{key}")).refused


def test_a_chord_put_together_from_a_click_and_a_key_is_seen(tmp_path: Path) -> None:
    script = begun().after(100).press("ctrl_l").press("alt_l").after(50).click(10, 10).after(500)
    script.add(KeyPressed(script.now_ns, "t", None, None)).after(10).release("t").release("alt_l")
    assert [step.number for step in planned(tmp_path, script).refused] == [2]


def test_a_letter_that_claims_to_have_been_typed_is_typed_without_modifiers(tmp_path: Path) -> None:
    script = (
        begun().after(100).press("ctrl_l").press("alt_l").after(50).click(10, 10).after(500).tap("t", "t")
    )
    inputs = brief(all_inputs(planned(tmp_path, script)))
    assert inputs[-3:] == ["-ctrl_l", "-alt_l", "'t'"]


def test_super_held_for_a_drag_is_no_press_of_super(tmp_path: Path) -> None:
    script = begun().after(100).press("cmd_l").after(50).down(10, 10).after(20).move(90, 90).after(20)
    script.up(90, 90).after(20).release("cmd_l")
    assert not planned(tmp_path, script).refused
    assert planned(tmp_path, begun().after(100).tap("super_r")).refused


@pytest.mark.parametrize(
    "text", ["", "+", "ctrl+", "ctrl", "alt+shift", "hyper+a", "ctrl+wat", "a+b", "ctrl+a+b"]
)
def test_what_is_no_chord_is_not_allowed(text: str) -> None:
    with pytest.raises(ChordMistypedError):
        read_chord(text)


def test_chords_are_written_as_they_are_read() -> None:
    chord = Chord("delete", frozenset({Modifier.ALT, Modifier.CTRL}))
    assert chord_text(chord) == "ctrl+alt+delete"
    assert read_chord(" CTRL + Alt+Delete ") == chord
    assert read_chord("super_l") == read_chord("win") == Chord("super", frozenset())
