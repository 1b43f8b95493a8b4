"""Promise 7: whatever the desktop does, a recording ends or goes on cleanly, with all that was there."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from recorder.commands.exit_codes import ExitCode
from recorder.episode.ending import EndReason
from recorder.episode.events import Event, Mark, MarkKind, MonitorsChanged, PointerMoved
from recorder.episode.screen import Rect
from recorder.episode.time import NS_PER_SECOND
from replay.displays.private import PrivateDesktop
from replay.displays.xserver import ScreenFormat
from tests.rigs.recording import RecordingRig, kill, study_text, wait_for
from tests.rigs.sender import index_of, sender


@pytest.fixture
def own(tmp_path: Path) -> Iterator[RecordingRig]:
    """A rig on a desktop that the test may break."""
    with PrivateDesktop(ScreenFormat(1920, 1200)) as desktop:
        rig = RecordingRig(desktop, tmp_path / "rig")
        rig.make_vault()
        rig.consent(study_text())
        yield rig
        rig.close()


def run(rig: RecordingRig, *command: str) -> None:
    subprocess.run(command, env=rig.environment(), check=True, capture_output=True)


def after(seconds: float) -> None:
    until = time.monotonic() + seconds
    wait_for("the moment", lambda: time.monotonic() > until, seconds=seconds + 5)


def all_places(events: list[Event]) -> list[list[Rect]]:
    return [
        [monitor.rect for monitor in event.monitors] for event in events if isinstance(event, MonitorsChanged)
    ]


def xserver_of(rig: RecordingRig) -> int:
    return next(part.pid for part in rig.desktop._parts if "Xvfb" in str(part.args))  # noqa: SLF001 - to break it


def test_an_x_server_that_goes_ends_it_with_a_clear_word(own: RecordingRig) -> None:
    with sender(own, rate=200) as sent:
        recording = own.record()
        after(1.5)
        gone_ns = time.monotonic_ns()
        kill(xserver_of(own))
        assert recording.process.wait(10) == ExitCode.FAILED, recording.said()
        times_ns = sent.times_ns
    said = recording.said()
    assert "Traceback" not in said
    with own.unlocked() as vault:
        (row,) = vault.sessions()
    assert row.summary is not None, said
    assert row.summary.reason is EndReason.SCREEN_GONE
    kept = [index_of(e.x, e.y) for e in own.events(row.session_id) if isinstance(e, PointerMoved)]
    due = [index for index, at_ns in enumerate(times_ns) if at_ns < gone_ns - NS_PER_SECOND]
    assert not set(range(kept[0], due[-1] + 1)) - set(kept)
    assert sum(1 for _ in own.pictures(row.session_id)) >= 1


def test_a_frozen_x_server_does_not_keep_anyone_from_stopping(own: RecordingRig) -> None:
    with sender(own, rate=100):
        recording = own.record()
        after(1.2)
    server = xserver_of(own)
    os.kill(server, signal.SIGSTOP)
    try:
        after(0.3)
        outline = recording.stop()
    finally:
        os.kill(server, signal.SIGCONT)
    assert outline["reason"] in {"stopped", "screen_unreadable"}
    assert [event for event in own.events(outline["session"]) if isinstance(event, PointerMoved)]


def test_another_resolution_is_told_and_seen(own: RecordingRig) -> None:
    with sender(own, rate=50):
        recording = own.record()
        after(0.7)
        timings = ("109", "1280", "1368", "1496", "1712", "1024", "1027", "1034", "1063")
        run(own, "xrandr", "--newmode", "small", *timings)
        run(own, "xrandr", "--addmode", "screen", "small")
        run(own, "xrandr", "--output", "screen", "--mode", "small")
        after(1)
        run(own, "xrandr", "--output", "screen", "--mode", "1920x1200")
        after(1)
        outline = recording.stop()
    places = all_places(own.events(outline["session"]))
    assert [Rect(0, 0, 1920, 1200)] in places
    assert [Rect(0, 0, 1280, 1024)] in places
    assert places[-1] == [Rect(0, 0, 1920, 1200)]
    sizes = {picture.pixels.shape[:2] for picture in own.pictures(outline["session"])}
    assert sizes == {(1200, 1920), (1024, 1280)}


def test_a_monitor_that_is_plugged_in_and_out(own: RecordingRig) -> None:
    recording = own.record()
    with sender(own, rate=50):
        run(own, "xrandr", "--setmonitor", "left", "960/254x1200/318+0+0", "screen")
        run(own, "xrandr", "--setmonitor", "right", "960/254x1200/318+960+0", "none")
        after(1.2)
        run(own, "xrandr", "--delmonitor", "right")
        run(own, "xrandr", "--delmonitor", "left")
        after(1.2)
        outline = recording.stop()
    events = own.events(outline["session"])
    both = [Rect(0, 0, 960, 1200), Rect(960, 0, 960, 1200)]
    assert both in [sorted(places) for places in all_places(events)]
    assert all_places(events)[-1] == [Rect(0, 0, 1920, 1200)]
    sizes = {picture.pixels.shape[:2] for picture in own.pictures(outline["session"])}
    assert (1200, 960) in sizes
    with own.session(outline["session"]) as reader:
        assert len(reader.monitor_ids()) == 2
    assert not [
        event for event in events if isinstance(event, Mark) and event.kind is MarkKind.ENDED_ABRUPTLY
    ]


def test_a_recorder_that_was_held_for_seconds_goes_on_cleanly(own: RecordingRig) -> None:
    """As a debugger, a swapping machine or a suspended one does it."""
    with sender(own, rate=100) as sent:
        recording = own.record()
        after(0.7)
        child = recording.child.pid
        begun = len(sent.times_ns)
        os.kill(child, signal.SIGSTOP)
        after(3)
        os.kill(child, signal.SIGCONT)
        after(1.5)
        until = len(sent.times_ns) - 50
        outline = recording.stop()
    assert outline["reason"] == "stopped"
    moves = [event for event in own.events(outline["session"]) if isinstance(event, PointerMoved)]
    kept = [index_of(move.x, move.y) for move in moves]
    assert not set(range(begun, until)) - set(kept)
    assert [move.at_ns for move in moves] == sorted(move.at_ns for move in moves)
    held = [move.at_ns for move in moves if begun <= index_of(move.x, move.y) < until]
    # The moves of the three seconds keep their own times: they are not heaped up where they were read.
    assert max(later - earlier for earlier, later in pairwise(held)) < NS_PER_SECOND


@pytest.mark.alone
def test_a_locked_screen_pauses_until_the_person_goes_on(own: RecordingRig) -> None:
    with sender(own, rate=100):
        recording = own.record()
        after(0.5)
        run(own, "xset", "s", "activate")
        recording.wait_until_told("Paused: the screen was locked")
        run(own, "xset", "s", "reset")
        after(0.7)
        assert recording.said().count("● Recording") == 1
        run(own, "xdotool", "key", "ctrl+shift+F9")
        recording.wait_until_told("● Recording", times=2)
        outline = recording.stop()
    events = own.events(outline["session"])
    (mark,) = [event for event in events if isinstance(event, Mark)]
    assert mark.kind is MarkKind.SCREEN_LOCKED
    assert mark.end_ns - mark.at_ns > NS_PER_SECOND // 2
    assert not [e for e in events if isinstance(e, PointerMoved) and mark.at_ns < e.at_ns < mark.end_ns]
