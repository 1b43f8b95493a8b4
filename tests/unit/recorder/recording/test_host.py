import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from recorder.episode.ending import EndReason
from recorder.errors import UserFacingError
from recorder.recording import child
from recorder.recording.host import RecordingCrashedError, RecordingProcess
from recorder.recording.messages import Begin, Failed, FromRecorder, Order, line_of, read_from_recorder
from recorder.session import Command
from tests.rigs.recording import wait_for
from tests.rigs.synthetic import BEGIN

_CHILD = [sys.executable, "-P", "-m", "recorder.recording.child"]


def speak_to_child(*said: bytes) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(_CHILD, input=b"".join(said), capture_output=True, timeout=30, check=False)


def next_word(recording: RecordingProcess) -> object:
    def hear() -> FromRecorder | None:
        return recording.hear(0.1)

    return wait_for("a word", hear)


def test_a_recorder_whose_host_is_gone_before_the_first_word_ends_in_silence() -> None:
    for said in (b"", line_of(BEGIN)[:-200], b'{"kind":'):
        done = speak_to_child(said)
        assert (done.returncode, done.stdout, done.stderr) == (1, b"", b"")


@pytest.mark.parametrize("line", [b"secret words\n", line_of(Order(Command.STOP)), b"\xff\n"])
def test_a_conversation_that_starts_with_anything_else_is_refused_without_repeating_it(line: bytes) -> None:
    done = speak_to_child(line)
    assert done.returncode == 1
    assert isinstance(read_from_recorder(done.stdout), Failed)
    assert b"secret" not in done.stdout + done.stderr
    assert b"Traceback" not in done.stderr


def test_what_cannot_begin_is_told_in_the_recorders_own_words() -> None:
    with RecordingProcess(BEGIN) as recording, pytest.raises(UserFacingError) as told:
        next_word(recording)
    assert told.value.happened
    assert not isinstance(told.value, RecordingCrashedError)


def test_a_beginning_larger_than_any_pipe_arrives() -> None:
    huge: Begin = msgspec.structs.replace(BEGIN, consent_entries=tuple("x" * 1000 for _ in range(8000)))
    with RecordingProcess(huge) as recording, pytest.raises(UserFacingError) as told:
        next_word(recording)
    assert not isinstance(told.value, RecordingCrashedError)


def test_a_recorder_that_dies_without_a_word_is_told_so() -> None:
    with RecordingProcess(BEGIN) as recording:
        os.kill(recording.pid, signal.SIGKILL)
        with pytest.raises(RecordingCrashedError):
            next_word(recording)


def test_an_order_that_comes_too_late_is_no_error() -> None:
    with RecordingProcess(BEGIN) as recording:
        os.kill(recording.pid, signal.SIGKILL)
        with pytest.raises(RecordingCrashedError):
            next_word(recording)
        recording.order(Command.STOP)
    recording.order(Command.STOP)


def test_leaving_ends_the_recorder_and_its_listener() -> None:
    before = threading.active_count()
    with RecordingProcess(BEGIN) as recording:
        pid = recording.pid
    assert threading.active_count() == before
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_folder_full_of_strangers_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What lies in the current folder is not imported."""
    marker = tmp_path / "ran"
    for name in ("msgspec.py", "recorder.py", "logging.py"):
        (tmp_path / name).write_text(f"open({str(marker)!r}, 'w').close()\n")
    monkeypatch.chdir(tmp_path)
    with RecordingProcess(BEGIN) as recording, pytest.raises(UserFacingError):
        next_word(recording)
    assert not marker.exists()


def test_a_fault_on_any_thread_ends_the_recording_without_telling_what_it_knew(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[object] = []

    class Told:
        tell: Callable[[object], None] = staticmethod(told.append)

    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    child._end_on_a_fault(Told())  # type: ignore[arg-type]  # noqa: SLF001 - the one way to see it

    def fail() -> None:
        raise ValueError("what was typed")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    assert told == [EndReason.CRASHED]
    assert "what was typed" not in "".join(capfd.readouterr())
