"""Promise 7: a killed recording loses at most its last second, and the next command says what happened."""

import os
import random
import signal
import time
from pathlib import Path

import pytest

from recorder.episode.ending import EndReason
from recorder.episode.events import Event, Mark, MarkKind, PointerMoved
from recorder.episode.time import NS_PER_SECOND
from replay.displays.private import PrivateDesktop
from tests.rigs.processes import is_running
from tests.rigs.recording import Recording, RecordingRig, kill, study_text, wait_for
from tests.rigs.sender import Sent, index_of, sender

_ABRUPTLY = "Its recording ended abruptly. It was closed; all that was written is in it."
_GONE = "It was destroyed, or never began"
_FILED = "It had ended properly"


@pytest.fixture
def ready(rig: RecordingRig) -> RecordingRig:
    rig.consent(study_text())
    return rig


def wait_until(moment_s: float) -> None:
    wait_for("the moment", lambda: time.monotonic() >= moment_s)


def only_session(rig: RecordingRig, known: set[str]) -> str | None:
    """The session that was not known before, if one is there; from now on it is known."""
    with rig.unlocked() as vault:
        new = {row.session_id for row in vault.sessions() if row.summary is not None} - known
    known |= new
    assert len(new) <= 1
    return new.pop() if new else None


def assert_nothing_is_missing(events: list[Event], sent: Sent, killed_ns: int) -> None:
    """Between the first move that was recorded and a second before the kill there is every one."""
    kept = [index_of(event.x, event.y) for event in events if isinstance(event, PointerMoved)]
    times_ns = sent.times_ns
    assert kept == sorted(set(kept))
    due = [index for index, at_ns in enumerate(times_ns) if at_ns < killed_ns - NS_PER_SECOND]
    begun = kept[0] if kept else len(times_ns)
    missing = set(range(begun, (due or [-1])[-1] + 1)) - set(kept)
    assert not missing


def assert_decodes(rig: RecordingRig, session_id: str) -> None:
    assert all(picture.pixels.any() for picture in rig.pictures(session_id))


@pytest.mark.alone
@pytest.mark.slow
@pytest.mark.timeout(400)
def test_kill_at_twenty_random_moments(ready: RecordingRig) -> None:
    chance = random.Random(20260501)
    known: set[str] = set()
    with sender(ready, rate=200) as sent:
        for turn in range(20):
            is_early = turn % 5 == 4
            recording = Recording(ready, ready.record_command()) if is_early else ready.record()
            wait_until(time.monotonic() + chance.uniform(0, 2.2))
            child = None if is_early and not recording.has_child() else recording.child.pid
            killed_ns = time.monotonic_ns()
            if turn % 2 and child is not None:
                kill(child)
                assert recording.process.wait(20) == 3, recording.said()
                said = recording.said()
                assert "The recording ended unexpectedly." in said
            else:
                kill(recording.process.pid, *([child] if child is not None else []))
                recording.process.wait()
                said = ready.run("sessions").stderr
            session = only_session(ready, known)
            if session is None:
                # Nothing was there yet, or it was never begun: that is said, or there was nothing to say.
                assert is_early
                continue
            assert _ABRUPTLY in said
            events = ready.events(session)
            assert [event.kind for event in events if isinstance(event, Mark)] == [MarkKind.ENDED_ABRUPTLY]
            assert_nothing_is_missing(events, sent, killed_ns)
            assert_decodes(ready, session)
    assert len(known) >= 16
    assert ready.run("vault", "check").returncode == 0


def test_a_killed_recording_process_is_told_in_plain_words(ready: RecordingRig) -> None:
    with sender(ready, rate=200) as sent:
        recording = ready.record()
        wait_until(time.monotonic() + 2)
        killed_ns = time.monotonic_ns()
        kill(recording.child.pid)
        assert recording.process.wait(20) == 3
    said = recording.said()
    assert "The recording ended unexpectedly." in said
    assert "All but its last second is in the vault." in said
    assert _ABRUPTLY in said
    assert "Traceback" not in said
    session = only_session(ready, set())
    assert session is not None
    events = ready.events(session)
    assert any(isinstance(event, Mark) and event.kind is MarkKind.ENDED_ABRUPTLY for event in events)
    assert_nothing_is_missing(events, sent, killed_ns)
    shown = ready.run("show", session).stdout
    assert "ended" in shown


def test_a_recording_whose_command_is_killed_ends_by_itself_and_is_complete(ready: RecordingRig) -> None:
    with sender(ready, rate=200) as sent:
        recording = ready.record()
        wait_until(time.monotonic() + 1.5)
        child = recording.child
        killed_ns = time.monotonic_ns()
        kill(recording.process.pid)
        recording.process.wait()
        wait_for("the end of the recording process", lambda: not is_running(child), seconds=20)
    assert _FILED in ready.run("sessions").stderr
    session = only_session(ready, set())
    assert session is not None
    with ready.session(session) as reader:
        assert reader.reason is EndReason.INDICATOR_GONE
    # Complete: not even the last second is missing, but for what was still on its way.
    assert_nothing_is_missing(ready.events(session), sent, killed_ns + NS_PER_SECOND - NS_PER_SECOND // 10)
    assert_decodes(ready, session)


def test_a_command_that_stands_still_is_no_sign(ready: RecordingRig) -> None:
    """A stopped command shows nothing any more: the recording may not go on beside it for long."""
    recording = ready.record()
    child = recording.child
    os.kill(recording.process.pid, signal.SIGSTOP)
    try:
        wait_for("the end of the session", lambda: not is_running(child), seconds=60)
    finally:
        os.kill(recording.process.pid, signal.SIGCONT)
    assert recording.process.wait(20) == 3, recording.said()
    session = only_session(ready, set())
    assert session is not None
    with ready.session(session) as reader:
        assert reader.reason is EndReason.INDICATOR_GONE


def test_the_session_is_there_although_the_disk_was_left_in_the_middle(
    ready: RecordingRig, desktop: PrivateDesktop, tmp_path: Path
) -> None:
    """The log beside the file is all that a crash leaves: opening puts both together, and no log remains."""
    with sender(ready, rate=200):
        recording = ready.record()
        wait_until(time.monotonic() + 1)
        kill(recording.process.pid, recording.child.pid)
        recording.process.wait()
    logs = list((ready.vault_home / "sessions").glob("*-wal"))
    assert logs
    assert ready.run("sessions").returncode == 0
    assert not [log for log in logs if log.exists()]
