"""Neither the recorder's hotkeys nor the terminal that runs it are in a recording."""

import json

import pytest

from recorder.episode.events import ContextChanged, HiddenReason, KeyPressed, KeyReleased
from studio.demo.person import Person
from tests.rigs.recording import RecordingRig, shows, study_text, typed, wait_for

OWN, SHOWN = "#e000e0", "#00c8c8"
IN_SCROLLBACK = "Velvetronk"


def test_the_terminal_that_runs_it_is_in_no_picture_event_or_name(rig: RecordingRig) -> None:
    rig.consent(study_text(allowed_apps=["xterm", "Allowed"]))
    person = Person(rig.desktop.environment(), pace=15)
    rig.desktop.start(rig.bare_window("--class", "Allowed", "--title", "shown", "--colour", SHOWN))
    rig.desktop.start(["xterm", "-title", "other", "-geometry", "50x8+40+600", "-e", "sh"])
    person.wait_for_window("^other$")
    output, errors = rig.folder / "own.out", rig.folder / "own.err"
    script = 'trap : INT; echo "$0"; out=$1; err=$2; shift 2; "$@" >"$out" 2>"$err"; echo done >>"$err"'
    command = ["sh", "-c", script, IN_SCROLLBACK, str(output), str(errors), *rig.record_command()]
    own_place = ["-title", f"own {IN_SCROLLBACK}", "-bg", OWN, "-geometry", "60x12+900+200"]
    rig.desktop.start(["xterm", *own_place, "-e", *command], folder=rig.folder, environment=rig.environment())
    own = person.wait_for_window(IN_SCROLLBACK).rect
    wait_for("the recording", lambda: errors.exists() and "● Recording" in errors.read_text())
    person.look(10)
    person.click(own.x + 30, own.y + 30)
    person.look(6)
    person.type("seventhly")
    other = person.wait_for_window("^other$").rect
    person.click(other.x + 30, other.y + 30)
    person.look(12)
    person.type("known")
    person.look(6)
    person.click(own.x + 30, own.y + 30)
    person.look(6)
    person.press("ctrl+c")
    wait_for("the end", lambda: "done" in errors.read_text())
    session = json.loads(output.read_text())["session"]
    events = rig.events(session)
    assert typed(events) == "known"
    keys = [event.name for event in events if isinstance(event, KeyPressed | KeyReleased)]
    assert not {"ctrl_l", "c", "s", "v"}.intersection(keys)
    assert IN_SCROLLBACK not in repr(events)
    hidden = {e.window.hidden for e in events if isinstance(e, ContextChanged) and e.window is not None}
    assert HiddenReason.OWN_WINDOW in hidden
    pictures = list(rig.pictures(session))
    assert any(shows(picture.pixels, SHOWN) for picture in pictures)
    assert not [picture.at_ns for picture in pictures if shows(picture.pixels, OWN)]


@pytest.mark.parametrize("held_long", [False, True])
def test_its_hotkeys_are_not_in_it_however_they_are_struck(rig: RecordingRig, *, held_long: bool) -> None:
    rig.consent(study_text(allowed_apps=["xterm"]))
    person = Person(rig.desktop.environment(), pace=15)
    rig.desktop.start(["xterm", "-title", "other", "-e", "cat"])
    window = person.wait_for_window("^other$").rect
    recording = rig.record()
    person.click(window.x + 30, window.y + 30)
    person.look(12)
    person.type("words")
    person.look(6)
    pause = "0.4" if held_long else "0.01"

    def strike(key: str) -> None:
        rig.xdotool(
            *("keydown", "ctrl", "sleep", pause, "keydown", "shift", "sleep", pause, "key", key),
            *("sleep", pause, "keyup", "shift", "sleep", pause, "keyup", "ctrl"),
        )

    strike("F9")
    recording.wait_until_told("▮▮")
    strike("F9")
    recording.wait_until_told("● Recording", times=2)
    person.look(12)
    person.type("more")
    person.look(8)
    strike("F12")
    events = rig.events(recording.ended()["session"])
    assert typed(events) == "wordsmore"
    names = {event.name for event in events if isinstance(event, KeyPressed | KeyReleased)}
    assert names == set("wordsmore")
