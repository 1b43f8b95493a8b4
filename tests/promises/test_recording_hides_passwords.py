"""Where a password is asked for, or where nobody knows what is asked for, no key is known: not one character.

Secrets are digits and the rest are letters, so that a single digit in a session is a leak.
"""

import os
import sys
import termios
from collections.abc import Sequence

import psutil
import pytest

from recorder.episode.events import Event, HiddenReason, KeyPressed, KeyReleased, KeysHidden
from studio.demo.person import Person
from tests.rigs.recording import RecordingRig, study_text, typed, wait_for

pytestmark = pytest.mark.alone

SECRET = "9307518264"  # noqa: S105 - typed by the test
STUDY = study_text(allowed_apps=["xterm", "zenity", "mousepad"])
PROMPTS = {
    "read": "read -s x",
    "getpass": f"{sys.executable} -c 'import getpass; getpass.getpass()'",
    "raw": "stty raw -echo; dd bs=1 count=11 of=/dev/null 2>/dev/null; stty sane",
}


def secret_keys(events: Sequence[Event]) -> list[str]:
    return [
        event.name
        for event in events
        if isinstance(event, KeyPressed | KeyReleased)
        and (event.name.isdigit() or (event.char or "x").isdigit() or chr(event.vk or 120).isdigit())
    ]


def echoes(terminal: int) -> bool:
    line = next(child.terminal() for child in psutil.Process(terminal).children() if child.terminal())
    fd = os.open(str(line), os.O_RDONLY | os.O_NOCTTY)
    try:
        return bool(termios.tcgetattr(fd)[3] & termios.ECHO)
    finally:
        os.close(fd)


@pytest.mark.parametrize(("prompt", "delay_ms"), [("read", 0), ("read", 5), ("getpass", 0), ("raw", 0)])
def test_nothing_typed_at_a_silent_prompt_is_known(rig: RecordingRig, prompt: str, delay_ms: int) -> None:
    rig.consent(STUDY)
    person = Person(rig.desktop.environment(), pace=15)
    script = f"cat; {PROMPTS[prompt]}; cat"
    terminal = rig.desktop.start(["xterm", "-title", "asks", "-e", "bash", "-c", script])
    window = person.wait_for_window("^asks$").rect
    recording = rig.record()
    person.click(window.x + 20, window.y + 20)
    person.look(12)
    person.type("before\n")
    person.look(5)
    person.press("ctrl+d")
    wait_for("the prompt", lambda: not echoes(terminal.pid))
    # The first key at once, Enter right behind the last.
    rig.xdotool("type", "--delay", str(delay_ms), f"{SECRET}\n")
    wait_for("the end of the prompt", lambda: echoes(terminal.pid))
    person.look(12)
    person.type("after")
    person.look(10)
    events = rig.events(recording.stop()["session"])
    assert not secret_keys(events)
    assert typed(events).startswith("before")
    assert typed(events).endswith("after")
    reasons = {event.reason for event in events if isinstance(event, KeysHidden)}
    wanted = HiddenReason.UNKNOWN_FOCUS if prompt == "raw" else HiddenReason.PASSWORD
    assert wanted in reasons


def test_a_password_field_is_told_from_an_entry(rig: RecordingRig) -> None:
    rig.consent(STUDY)
    person = Person(rig.desktop.environment(), pace=15)
    recording = rig.record()
    for title, kind, text, delay_ms in (
        ("Entry one", "--entry", "before", 30),
        ("Slow", "--password", SECRET, 5),
        ("Fast", "--password", SECRET, 0),
        ("Entry two", "--entry", "after", 30),
    ):
        rig.desktop.start(["zenity", kind, "--title", title])
        person.wait_for_window(f"^{title}$")
        if kind == "--entry":
            # Characters of a field are known once its program has said that it is no password's.
            person.look(20)
        rig.xdotool("type", "--delay", str(delay_ms), text)
        person.look(4 if kind == "--entry" else 0)
        rig.xdotool("key", "Return")
        person.wait_until_gone(f"^{title}$")
    events = rig.events(recording.stop()["session"])
    assert not secret_keys(events)
    assert typed(events) == "beforeafter"
    assert HiddenReason.PASSWORD in {event.reason for event in events if isinstance(event, KeysHidden)}


def test_a_program_that_says_nothing_of_its_fields_gives_no_character(rig: RecordingRig) -> None:
    rig.consent(study_text(allowed_apps=["Allowed"]))
    person = Person(rig.desktop.environment(), pace=15)
    rig.desktop.start(rig.bare_window("--class", "Allowed", "--title", "mute"))
    person.wait_for_window("^mute$")
    recording = rig.record()
    person.look(20)
    rig.xdotool("type", "--delay", "20", f"{SECRET}words")
    person.look(12)
    events = rig.events(recording.stop()["session"])
    assert not typed(events)
    assert not secret_keys(events)
    (mark,) = [event for event in events if isinstance(event, KeysHidden)]
    assert mark.reason is HiddenReason.UNKNOWN_FOCUS
