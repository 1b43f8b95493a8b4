"""The app records: a real vault, real programs, a real hand, and a person who changes their mind."""

import hashlib
import json
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from recorder.episode.ending import EndReason
from recorder.episode.events import ContextChanged, Event, HiddenReason, KeyPressed, Mark, MarkKind
from recorder.vault.catalog import SessionState
from replay.displays.private import PrivateDesktop
from replay.displays.programs import Process
from studio.demo.person import Person
from tests.rigs.processes import is_running
from tests.rigs.recording import TASK, RecordingRig, shows, study_text, typed, wait_for
from tests.rigs.recording_app import TITLE

ROOT = Path(__file__).parents[2]
_ONE_COLOUR = 40
# The sign's own colour, and an excluded window's; nothing else on the screen has either.
RED, SECRET = "#c4162a", "#e000e0"


class App:
    """The program under test, and a hand for it."""

    def __init__(self, rig: RecordingRig) -> None:
        self.rig = rig
        self.state_file = rig.folder / "state.json"
        self.output = rig.folder / "app.out"
        sha256 = hashlib.sha256(rig.study.read_bytes()).hexdigest()
        self.process: Process = rig.desktop.start(
            [sys.executable, "-m", "tests.rigs.recording_app", sha256, TASK, str(self.state_file)],
            folder=ROOT,
            environment=rig.environment() | {"PYTHONPATH": str(ROOT)},
            output=self.output,
        )
        self.person = Person(rig.desktop.environment(), pace=15)
        self.wait_for_stage("ready")
        wait_for("the task", lambda: "record_button" in self.state()["buttons"])

    def state(self) -> dict[str, Any]:
        if not self.state_file.exists():
            return {"stage": "", "buttons": {}}
        read: dict[str, Any] = json.loads(self.state_file.read_text(encoding="utf-8"))
        return read

    def wait_for_stage(self, *stages: str) -> dict[str, Any]:
        def look() -> dict[str, Any] | None:
            assert self.process.poll() is None, self.output.read_text()
            state = self.state()
            return state if state["stage"] in stages else None

        return wait_for(f"{stages}", look, seconds=40)

    def press(self, name: str) -> None:
        """Click on a button, where it is on the screen."""
        at = wait_for(name, lambda: self.state()["buttons"].get(name))
        self.person.click(*at)

    def type(self, text: str) -> None:
        """Type, and wait until it is decided that it may be kept."""
        self.person.type(text)
        self.person.look(8)

    def record(self) -> None:
        """From the page to a recording that runs; the person is in the task's terminal then."""
        self.press("record_button")
        self.wait_for_stage("recording")
        self.person.look(6)

    def over(self) -> str:
        state = wait_for("the filing", lambda: (s := self.state())["is_filed"] and s)
        return str(state["session"])

    def child(self) -> psutil.Process:
        (child,) = (
            process
            for process in psutil.Process(self.process.pid).children()
            if "recorder.recording.child" in process.cmdline()
        )
        return child

    def quit(self) -> None:
        """End it in order, so that the vault is free."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(30) == 0, self.output.read_text()


@pytest.fixture
def rig(desktop: PrivateDesktop, tmp_path: Path) -> Iterator[RecordingRig]:
    made = RecordingRig(desktop, tmp_path / "rig")
    made.make_vault()
    made.consent(study_text())
    yield made
    desktop.close_programs()


@pytest.fixture
def app(rig: RecordingRig) -> App:
    return App(rig)


def kinds(events: list[Event]) -> list[MarkKind]:
    return [event.kind for event in events if isinstance(event, Mark)]


def test_a_task_from_record_to_the_library_with_every_way_to_steer_it(app: App) -> None:
    person, rig = app.person, app.rig
    app.press("record_button")
    app.wait_for_stage("countdown")
    app.wait_for_stage("recording")
    person.look(6)
    assert app.state()["is_minimised"]
    assert not app.state()["has_focus"]
    app.type("first")
    # While the bar is clicked, keys go on to the task's program.
    app.press("instructions_button")
    app.type("second")
    app.press("instructions_button")
    rig.xdotool("key", "ctrl+shift+F9")
    app.wait_for_stage("paused")
    app.type("unheard")
    app.press("pause_button")
    app.wait_for_stage("recording")
    person.look(6)
    app.type("third")
    app.press("discard_button")
    wait_for("the question", lambda: app.state()["is_asking"])
    person.look(4)
    app.press("keep_button")
    wait_for("no question", lambda: not app.state()["is_asking"])
    app.press("stop_button")
    app.wait_for_stage("over")
    session = app.over()
    wait_for("the window", lambda: not app.state()["is_minimised"])
    app.quit()
    events = rig.events(session)
    assert typed(events) == "firstsecondthird"
    assert kinds(events) == [MarkKind.PAUSED]
    assert {event.name for event in events if isinstance(event, KeyPressed)} == set("firstsecondthird")
    # The bar was clicked six times, and never had the keyboard.
    assert not any(
        event.window is not None and event.window.hidden is HiddenReason.OWN_WINDOW
        for event in events
        if isinstance(event, ContextChanged)
    )
    with rig.unlocked() as vault:
        (row,) = vault.sessions()
    assert row.state is SessionState.RECORDED


def test_neither_bar_nor_main_window_leave_a_pixel_or_a_key(app: App) -> None:
    app.record()
    app.type("task")
    bar = wait_for("the bar", lambda: app.state()["bar"])
    secret = ("--class", "Secret", "--title", "private letter", "--colour", SECRET)
    app.rig.desktop.start(app.rig.bare_window(*secret))
    wait_for("a word on the bar", lambda: "FrontHidden" in app.state()["problems"])
    app.type("into it")
    app.rig.xdotool("search", "--name", f"^{TITLE}$", "windowactivate")
    wait_for("the main window", lambda: app.state()["has_focus"])
    app.person.look(8)
    # Space would press what has the focus: it must be neither Stop nor Discard.
    app.type("own words")
    app.person.look(10)
    assert app.state()["stage"] == "recording"
    app.rig.xdotool("key", "ctrl+shift+F12")
    app.wait_for_stage("over")
    session = app.over()
    app.quit()
    events = app.rig.events(session)
    assert typed(events) == "task"
    hidden = {e.window.hidden for e in events if isinstance(e, ContextChanged) and e.window is not None}
    assert HiddenReason.OWN_WINDOW in hidden
    assert TITLE not in repr(events)
    pictures = list(app.rig.pictures(session))
    assert len(pictures) > 1
    x, y, width, height = bar
    for picture in pictures:
        assert not shows(picture.pixels, RED), picture.at_ns
        assert not shows(picture.pixels, SECRET), picture.at_ns
        # The corners are cut from the window, but not from what is hidden.
        behind = picture.pixels[y : y + height, x : x + width]
        # Grey all over, but for what compressing does along the edge of the paint.
        assert int(behind.max()) - int(behind.min()) < _ONE_COLOUR, picture.at_ns


def test_off_the_record_and_discard_leave_what_they_should(app: App) -> None:
    app.record()
    app.type("private")
    app.press("off_button")
    app.wait_for_stage("paused")
    wait_for("the sign", lambda: app.state()["off"])
    app.press("pause_button")
    app.wait_for_stage("recording")
    app.person.look(6)
    app.type("kept")
    app.press("stop_button")
    first = app.over()
    app.press("again_button")
    app.record()
    app.press("discard_button")
    app.press("destroy_button")
    app.wait_for_stage("over")
    wait_for("the end", lambda: app.state()["reason"] == EndReason.DESTROYED)
    app.over()
    app.quit()
    assert typed(app.rig.events(first)) == "kept"
    with app.rig.unlocked() as vault:
        assert [row.state for row in vault.sessions()] == [SessionState.RECORDED, SessionState.DESTROYED]
    assert len(list((app.rig.vault_home / "sessions").iterdir())) == 1


def test_a_countdown_that_is_called_off_records_nothing(app: App) -> None:
    app.press("record_button")
    app.wait_for_stage("countdown")
    app.press("cancel_button")
    app.wait_for_stage("ready")
    app.quit()
    with app.rig.unlocked() as vault:
        assert vault.sessions() == ()


def test_a_vault_that_locks_meanwhile_hears_of_it_when_it_is_opened(app: App) -> None:
    app.record()
    app.process.send_signal(signal.SIGUSR1)
    wait_for("the lock", lambda: not app.state()["is_open"])
    app.type("still")
    app.press("stop_button")
    state = app.wait_for_stage("over")
    assert not state["is_filed"]
    app.process.send_signal(signal.SIGUSR2)
    session = app.over()
    app.quit()
    assert typed(app.rig.events(session)) == "still"
    with app.rig.unlocked() as vault:
        (row,) = vault.sessions()
    assert row.state is SessionState.RECORDED


@pytest.mark.parametrize("also_the_recorder", [False, True])
def test_an_app_that_is_killed_loses_nothing(app: App, *, also_the_recorder: bool) -> None:
    app.record()
    app.type("before")
    since = app.state()["recorded_ns"]
    wait_for("a second", lambda: app.state()["recorded_ns"] > since + 1_500_000_000)
    child = app.child()
    app.process.kill()
    if also_the_recorder:
        child.kill()
    app.process.wait(10)
    wait_for("the recorder's end", lambda: not is_running(child))
    with app.rig.unlocked() as vault:
        vault.recover_sessions()
        (row,) = vault.sessions()
    assert row.state is (SessionState.RECOVERED if also_the_recorder else SessionState.RECORDED)
    assert row.summary is not None
    assert row.summary.reason is (EndReason.CRASHED if also_the_recorder else EndReason.INDICATOR_GONE)
    assert typed(app.rig.events(row.session_id)) == "before"


@pytest.mark.slow
def test_an_interface_that_is_held_ends_the_recording(app: App) -> None:
    app.record()
    app.type("seen")
    child = app.child()
    os.kill(app.process.pid, signal.SIGSTOP)
    wait_for("the recorder's end", lambda: not is_running(child), seconds=30)
    os.kill(app.process.pid, signal.SIGCONT)
    app.wait_for_stage("over")
    session = app.over()
    app.quit()
    assert typed(app.rig.events(session)) == "seen"
