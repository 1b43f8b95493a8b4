"""Promise 7: a full disk ends a recording with a clear word, and takes nothing that was written before."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from recorder.commands.exit_codes import ExitCode
from recorder.episode.events import NumberedEvent, PointerMoved
from recorder.episode.time import NS_PER_SECOND
from recorder.vault.home import log_path
from recorder.vault.session_reader import SessionReader
from recorder.vault.session_recovery import RecoveryOutcome, recover_session
from recorder.vault.session_writer import SessionWriter
from replay.displays.private import PrivateDesktop
from replay.report.writing import ReportNotWrittenError, read_run, read_runs, write_index, write_run
from replay.verdict import VerdictKind
from tests.rigs.recording import Recording, RecordingRig, study_text, wait_for
from tests.rigs.replay_record import run_of
from tests.rigs.sender import Sent, index_of, sender
from tests.rigs.synthetic import HEADER


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own, in memory, that can be filled; a session reserves 8 MB of it."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=32m,mode=700", "assent-test", str(disk)],
        check=False,
        capture_output=True,
        text=True,
    )
    if mounted.returncode:
        pytest.skip(f"a small disk needs the right to mount one: {mounted.stderr.strip()}")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


@pytest.fixture
def ready(desktop: PrivateDesktop, small_disk: Path, tmp_path: Path) -> Iterator[RecordingRig]:
    """A rig whose vault is on the small disk."""
    rig = RecordingRig(desktop, tmp_path / "rig")
    rig.vault_home = small_disk / "vault"
    rig.make_vault()
    rig.consent(study_text())
    yield rig
    rig.close()


def fill(disk: Path) -> Path:
    """Take all the space that is left."""
    ballast = disk / "ballast"
    with ballast.open("ab", buffering=0) as file:
        for size in (1 << 16, 1 << 12, 1):
            piece = b"x" * size
            with suppress(OSError):  # that is the aim: no space is left
                while file.write(piece):
                    pass
    return ballast


def written(rig: RecordingRig, count: int) -> bool:
    """Whether the recording's log has grown so far."""
    return any(path.stat().st_size > count for path in (rig.vault_home / "sessions").glob("*-wal"))


def assert_all_but_the_last_second(rig: RecordingRig, session: str, sent: Sent, full_ns: int) -> None:
    kept = [index_of(event.x, event.y) for event in rig.events(session) if isinstance(event, PointerMoved)]
    due = [index for index, at_ns in enumerate(sent.times_ns) if at_ns < full_ns - NS_PER_SECOND]
    assert due[-1] > kept[0]
    assert not set(range(kept[0], due[-1] + 1)) - set(kept)


def ended_full(recording: Recording) -> str:
    assert recording.process.wait(30) == ExitCode.DISK, recording.said()
    said = recording.said()
    assert "Traceback" not in said
    return said


def the_session(rig: RecordingRig) -> str:
    with rig.unlocked() as vault:
        rows = [row for row in vault.sessions() if row.summary is not None]
    assert len(rows) == 1
    return rows[0].session_id


def test_a_disk_that_fills_up_ends_the_recording_and_takes_nothing(
    ready: RecordingRig, small_disk: Path
) -> None:
    with sender(ready, rate=200) as sent:
        recording = ready.record()
        wait_for("a good second of it", lambda: written(ready, 60_000))
        until = time.monotonic() + 1.5
        wait_for("the moment", lambda: time.monotonic() > until)
        full_ns = time.monotonic_ns()
        ballast = fill(small_disk)
        said = ended_full(recording)
    words = said + recording.output.read_text(encoding="utf-8")
    assert "disk is full" in words or "disk_full" in words
    ballast.unlink()
    again = ready.run("sessions")
    assert again.returncode == 0, again.stderr
    assert_all_but_the_last_second(ready, the_session(ready), sent, full_ns)
    assert ready.run("vault", "check").returncode == 0
    # And there is room again for the next one.
    assert ready.record("--for", "0.5").ended()["reason"] == "time_is_up"


def test_off_the_record_on_a_full_disk_leaves_nothing_of_it(ready: RecordingRig, small_disk: Path) -> None:
    """Either it is wiped or the whole recording is destroyed: never is it kept because the disk is full."""
    recording = ready.record()
    with sender(ready, rate=200):
        wait_for("a good second of it", lambda: written(ready, 60_000))
        ballast = fill(small_disk)
        subprocess.run(
            ["xdotool", "key", "ctrl+shift+F10"], env=os.environ | ready.desktop.environment(), check=True
        )
        said = ended_full(recording)
    ballast.unlink()
    ready.run("sessions")
    with ready.unlocked() as vault:
        rows = [row for row in vault.sessions() if row.summary is not None]
    for row in rows:
        assert not [event for event in ready.events(row.session_id) if isinstance(event, PointerMoved)], said


def test_a_recording_that_finds_no_space_says_so(ready: RecordingRig, small_disk: Path) -> None:
    ballast = fill(small_disk)
    recording = Recording(ready, ready.record_command())
    assert "disk is full" in ended_full(recording)
    ballast.unlink()
    assert ready.run("vault", "check").returncode == 0
    assert ready.record("--for", "0.5").ended()["reason"] == "time_is_up"


def test_a_checkpoint_that_was_cut_off_is_finished(tmp_path: Path) -> None:
    """A full disk or a kill in the middle of it leaves a file that is whole only together with its log."""
    key, path = bytes(32), tmp_path / "a.db"
    with SessionWriter.create(path, key, HEADER) as writer:
        for batch in range(20):
            seqs = range(batch * 100 + 1, batch * 100 + 101)
            writer.append([NumberedEvent(seq, PointerMoved(seq, 1, 1)) for seq in seqs], [])
        shutil.copy(log_path(path), tmp_path / "log")
        before = path.read_bytes()
    after = path.read_bytes()
    for pages in (0, 1, 2, len(before) // 4096 + 1, len(after) // 4096 - 1):
        path.write_bytes(after[: pages * 4096] + before[pages * 4096 :])
        shutil.copy(tmp_path / "log", log_path(path))
        assert recover_session("a", path, key).outcome is RecoveryOutcome.CLOSED
        with SessionReader.open(path, key) as reader:
            assert sum(isinstance(each.event, PointerMoved) for each in reader.events()) == 2000
            assert reader.problems() == ()


def test_the_exit_code_of_a_full_disk_is_in_the_help(ready: RecordingRig) -> None:
    assert f"{ExitCode.DISK:>3}  the disk is full or refuses" in ready.run("--help").stdout


def test_a_report_that_finds_no_room_is_said_and_leaves_no_half(small_disk: Path) -> None:
    report = small_disk / "report"
    first = run_of(VerdictKind.SAME, run_id="first")
    write_run(report, first)
    ballast = fill(small_disk)
    with pytest.raises(ReportNotWrittenError, match=r"No space left.*verdict stands"):
        write_run(report, run_of(VerdictKind.SAME, run_id="second"))
    with pytest.raises(ReportNotWrittenError, match="No space left"):
        write_index(report)
    assert not list(report.rglob("*.part"))
    # What was there is there, and what was not written is made again.
    assert read_run(report, "first") is not None
    assert read_run(report, "second") is None
    ballast.unlink()
    write_run(report, run_of(VerdictKind.SAME, run_id="second"))
    assert [name for name, _ in read_runs(report).runs] == ["first", "second"]
