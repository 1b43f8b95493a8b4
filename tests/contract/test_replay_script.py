"""A script of a plan does, on a real desktop with a real pyautogui, exactly what was done."""

import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from Xlib import X

from recorder.devices.x11.connection import Connection
from recorder.devices.x11.input import X11Input
from recorder.episode.events import InputEvent
from recorder.episode.screen import Monitor, Rect
from recorder.recording.clock import MonotonicClock
from replay.displays.private import PrivateDesktop
from replay.plan.script import script_of
from tests.rigs.recording import wait_for
from tests.unit.replay.plan.planned import begun, planned

# All of ASCII, letters that no keyboard here has, and one outside of the basic plane.
TEXT = "".join(map(chr, range(32, 127))) + "é漢😀ß"


# Types, selects with keys and mouse, copies, pastes, goes about, repeats a key, and saves.
WORK = """
    mousemove 700 300 sleep 0.3 click 1 sleep 0.3
    type --args 1 --delay 25 "Dear Friends, <all> of you!"
    key Return type --args 1 --delay 25 "tea cake" sleep 0.2
    key --delay 40 shift+Home sleep 0.1 key ctrl+c sleep 0.2 key End key space key ctrl+v sleep 0.2
    key --delay 30 --repeat 5 Left sleep 0.1 key BackSpace type --args 1 --delay 25 "K" sleep 0.2
    mousemove 400 300 sleep 0.3 click --repeat 2 --delay 60 1 sleep 0.3
    keydown ctrl sleep 0.3 key Home sleep 0.2 key Right sleep 0.2 keyup ctrl type --args 1 --delay 25 "est"
    sleep 0.3 key ctrl+s sleep 0.5
"""


def editor_on(desktop: PrivateDesktop, letter: Path) -> None:
    letter.write_bytes(b"")
    desktop.start(["mousepad", str(letter)])
    wait_for("the editor", lambda: bool(desktop.windows()))


def run_script(desktop: PrivateDesktop, script: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(script)],
        env=desktop.environment(),
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr


def whole(desktop: PrivateDesktop) -> Monitor:
    return Monitor(0, "whole", Rect(0, 0, desktop.screen.width, desktop.screen.height), 1.0, is_primary=True)


@pytest.mark.alone
def test_a_script_of_a_plan_types_edits_and_saves(desktop: PrivateDesktop, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    editor_on(desktop, letter)

    person = begun(whole(desktop)).after(1_500)
    person.click(desktop.screen.width // 2, desktop.screen.height // 2).after(500)
    person.write(TEXT + "xy", gap_ms=15).after(300)
    person.press("shift_l").after(20).tap("left").after(80).release("shift_l").after(50).tap("delete").after(
        50
    )
    person.tap("backspace").after(300).press("ctrl_l").after(20).tap("s", "\x13").release("ctrl_l")
    script = tmp_path / "again.py"
    script.write_text(script_of(planned(tmp_path, person)))
    run_script(desktop, script)

    wait_for("the saved letter", lambda: letter.read_text() != "")
    assert letter.read_text().rstrip("\n") == TEXT


@pytest.mark.parametrize(
    ("way", "words"),
    [
        ("a corner", "Stopped: the pointer is in a corner of the screen.\n"),
        ("Ctrl+C", "Stopped.\n"),
    ],
)
def test_a_script_that_is_stopped_says_so_and_lets_go(
    way: str, words: str, desktop: PrivateDesktop, tmp_path: Path
) -> None:
    person = begun(whole(desktop)).after(100).move(300, 300).press("ctrl_l").after(100).down(300, 300)
    for number in range(300):
        person.after(100).move(310 + number, 310 + number % 9 * 20)
    script = tmp_path / "again.py"
    script.write_text(script_of(planned(tmp_path, person.up(310, 310).release("ctrl_l"))))
    running = subprocess.Popen(
        [sys.executable, str(script)], env=desktop.environment(), stderr=subprocess.PIPE, text=True
    )
    connection = Connection(desktop.display)

    def pressed() -> tuple[bool, int]:
        mask = connection.root.query_pointer().mask & (X.Button1Mask | X.ControlMask)
        return any(connection.display.query_keymap()), mask

    def has_ended() -> bool:
        # Again and again: it may be between looking where the pointer is, and moving it.
        if way == "a corner":
            connection.root.warp_pointer(0, 0)
            connection.round_trip()
        return running.poll() is not None

    try:
        wait_for("what it holds", lambda: pressed() == (True, X.Button1Mask | X.ControlMask))
        if way == "Ctrl+C":
            running.send_signal(signal.SIGINT)
        wait_for("its end", has_ended)
        assert pressed() == (False, 0)
        assert running.communicate(timeout=5)[1] == words
    finally:
        connection.close()
        running.kill()
        running.wait()


@pytest.mark.alone
def test_what_was_recorded_from_real_devices_comes_to_the_same_bytes(
    desktop: PrivateDesktop, tmp_path: Path
) -> None:
    first, second = tmp_path / "first" / "letter.txt", tmp_path / "second" / "letter.txt"
    for letter in (first, second):
        letter.parent.mkdir()
    editor_on(desktop, first)
    events: list[InputEvent] = []
    source = X11Input(MonotonicClock(time.monotonic_ns()), on_gone=lambda _: None)
    source.start(events.append)
    try:
        subprocess.run(["xdotool", "sleep", "1", *shlex.split(WORK)], env=desktop.environment(), check=True)
        wait_for("the saved letter", lambda: first.read_text() != "")
    finally:
        source.stop()
    desktop.close_programs()

    person = begun(whole(desktop))
    for event in events:
        person.add(event)
    script = tmp_path / "again.py"
    script.write_text(script_of(planned(tmp_path, person)))
    editor_on(desktop, second)
    run_script(desktop, script)

    wait_for("the letter saved again", lambda: second.read_text() != "")
    assert second.read_bytes() == first.read_bytes()
    assert b"Dear Friends, <all> of you!" in first.read_bytes().replace(b"est", b"", 1)
