"""Stopping and pausing always work, at once, from anywhere, and leave a whole session."""

import os
import signal
import subprocess
import threading
import time
from dataclasses import replace

import psutil
import pytest

from recorder.episode.ending import EndReason
from recorder.episode.events import KeyPressed, KeyReleased, Mark, MarkKind, NumberedEvent, PointerMoved
from recorder.episode.frames import Packet
from recorder.episode.time import NS_PER_MS, NS_PER_SECOND
from recorder.recording.writer import Writer
from recorder.vault.session_header import SessionHeader, SessionSummary, new_session_id
from recorder.vault.session_writer import SessionWriter
from recorder.vault.vault import NewSession
from tests.rigs.recording import RecordingRig, study_text, wait_for
from tests.rigs.sender import sender
from tests.rigs.synthetic import HEADER, SetClock

# A second is the promise; the rest is for a machine that does other things as well.
_AT_ONCE_S = 3.0


@pytest.fixture
def ready(rig: RecordingRig) -> RecordingRig:
    rig.consent(study_text())
    return rig


def press(rig: RecordingRig, chord: str) -> None:
    subprocess.run(["xdotool", "key", chord], env=rig.environment(), check=True)


def after(seconds: float) -> None:
    until = time.monotonic() + seconds
    wait_for("the moment", lambda: time.monotonic() > until, seconds=seconds + 5)


def long_session(new: NewSession, header: SessionHeader, *, events: int, packets: int) -> SessionWriter:
    """A session of many hours, as it lies on the disk just before its end."""
    sink = SessionWriter.create(new.path, new.key, header)
    batches = 100
    for batch in range(batches):
        first = batch * (events // batches)
        sink.append(
            [
                NumberedEvent(seq, PointerMoved(seq * 25 * NS_PER_MS, seq % 1920, seq % 1080))
                for seq in range(first + 1, first + events // batches + 1)
            ],
            [
                Packet(0, (first + index) * 25 * NS_PER_MS, 0, is_key=not index, data=os.urandom(3000))
                for index in range(packets // batches)
            ],
        )
    return sink


@pytest.mark.slow
def test_a_long_session_stops_at_once(ready: RecordingRig) -> None:
    """A million events and ten thousand pictures: some seven hours of work."""
    summaries: list[SessionSummary] = []
    is_filled = threading.Event()
    header = replace(HEADER, session_id=new_session_id())
    with ready.unlocked() as vault:
        new = vault.new_session(header, retention_days=100_000)

        def fill() -> SessionWriter:
            sink = long_session(new, header, events=1_000_000, packets=10_000)
            is_filled.set()
            return sink

        writer: Writer[SessionSummary] = Writer(fill, SetClock(), lambda _: None)
        writer.start()
        assert is_filled.wait(100)
        began = time.monotonic()
        writer.end(lambda sink: summaries.append(sink.finish(25_000 * NS_PER_SECOND, EndReason.STOPPED)))
        vault.finish_session(summaries[0])
        took_s = time.monotonic() - began
        print(f"stopped a session of {summaries[0].file_bytes >> 20} MiB in {took_s:.2f} s")  # noqa: T201 - the report
        assert took_s < _AT_ONCE_S
        with vault.open_session(header.session_id) as reader:
            assert reader.summary() == summaries[0]
    assert (summaries[0].events, summaries[0].packets) == (1_000_000, 10_000)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("whom", ["command", "recorder"])
def test_every_usual_signal_stops_at_once(ready: RecordingRig, number: signal.Signals, whom: str) -> None:
    recording = ready.record()
    pid = recording.process.pid if whom == "command" else recording.child.pid
    began = time.monotonic()
    os.kill(pid, number)
    outline = recording.ended()
    assert time.monotonic() - began < _AT_ONCE_S
    assert outline["reason"] == "stopped"
    assert "Traceback" not in recording.said()


def test_many_signals_at_once_are_one_wish(ready: RecordingRig) -> None:
    recording = ready.record()
    for _ in range(20):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            if recording.process.poll() is None:
                recording.process.send_signal(number)
    assert recording.process.wait(20) in {0, 130, -signal.SIGTERM, -signal.SIGHUP}
    assert "Traceback" not in recording.said()
    ready.run("sessions")
    with ready.unlocked() as vault:
        (row,) = vault.sessions()
    assert row.summary is not None
    assert row.summary.reason is EndReason.STOPPED


def test_ctrl_z_does_not_freeze_the_sign(ready: RecordingRig) -> None:
    recording = ready.record()
    recording.process.send_signal(signal.SIGTSTP)
    after(0.3)
    assert psutil.Process(recording.process.pid).status() != psutil.STATUS_STOPPED
    assert recording.stop()["reason"] == "stopped"


def test_its_own_time_ends_it(ready: RecordingRig) -> None:
    outline = ready.record("--for", "1").ended()
    assert outline["reason"] == "time_is_up"
    assert outline["length_ms"] >= 1000


def test_the_stop_hotkey_works_from_a_window_that_fills_the_screen(ready: RecordingRig) -> None:
    ready.desktop.start(["xterm", "-fullscreen", "-e", "cat"])
    wait_for("the window", ready.desktop.windows)
    recording = ready.record()
    subprocess.run(["xdotool", "mousemove", "500", "500", "click", "1"], env=ready.environment(), check=True)
    began = time.monotonic()
    press(ready, "ctrl+shift+F12")
    outline = recording.ended()
    assert time.monotonic() - began < _AT_ONCE_S
    assert outline["reason"] == "stopped"
    names = [e.name for e in ready.events(outline["session"]) if isinstance(e, KeyPressed | KeyReleased)]
    assert "f12" not in names
    assert "ctrl_l" not in names


def test_a_second_recording_follows_at_once(ready: RecordingRig) -> None:
    sessions = [ready.record("--for", "0.5").ended()["session"] for _ in range(2)]
    assert len(set(sessions)) == 2
    assert ready.run("vault", "check").returncode == 0


def test_a_second_recording_beside_the_first_is_told_so(ready: RecordingRig) -> None:
    recording = ready.record()
    second = ready.run(*ready.record_command()[1:])
    assert second.returncode == 6
    assert "in use" in second.stderr
    assert recording.stop()["reason"] == "stopped"


def test_a_pause_holds_nothing_and_may_be_off_the_record_as_well(ready: RecordingRig) -> None:
    with sender(ready, rate=100):
        recording = ready.record("--off-record-minutes", "0.01")
        after(1.2)
        press(ready, "ctrl+shift+F9")
        recording.wait_until_told("▮▮ Paused")
        after(0.5)
        press(ready, "ctrl+shift+F10")
        after(0.3)
        press(ready, "ctrl+shift+F9")
        recording.wait_until_told("● Recording", times=2)
        after(0.5)
        outline = recording.stop()
    events = ready.events(outline["session"])
    marks = {event.kind: event for event in events if isinstance(event, Mark)}
    assert set(marks) == {MarkKind.PAUSED, MarkKind.OFF_THE_RECORD}
    wiped, paused = marks[MarkKind.OFF_THE_RECORD], marks[MarkKind.PAUSED]
    assert wiped.end_ns == paused.at_ns
    assert wiped.end_ns - wiped.at_ns == round(0.01 * 60 * NS_PER_SECOND)
    times_ns = [event.at_ns for event in events if isinstance(event, PointerMoved)]
    assert not [at_ns for at_ns in times_ns if wiped.at_ns <= at_ns < paused.end_ns]
    assert min(times_ns) < wiped.at_ns
    assert max(times_ns) > paused.end_ns
    pictures_ns = [picture.at_ns for picture in ready.pictures(outline["session"])]
    assert not [at_ns for at_ns in pictures_ns if wiped.at_ns <= at_ns < paused.end_ns]
