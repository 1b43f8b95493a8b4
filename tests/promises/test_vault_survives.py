"""Nothing is lost, and nothing is ever in clear: kills, full disks, a search of every byte on the disk."""

import base64
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from recorder.episode.ending import EndReason
from recorder.episode.events import Mark, MarkKind, NumberedEvent, PointerMoved
from recorder.episode.frames import Packet
from recorder.vault.errors import DamagedFileError, DiskFullError
from recorder.vault.keys import Argon2Cost, Passphrase, fresh_key
from recorder.vault.session_header import SessionHeader, header_to_json, new_session_id
from recorder.vault.session_reader import SessionReader
from recorder.vault.session_recovery import RecoveryOutcome
from recorder.vault.session_writer import SessionWriter
from recorder.vault.vault import NewSession, Vault
from tests.rigs.synthetic import HEADER

ROOT = Path(__file__).parents[2]
PASSPHRASE = Passphrase("correct horse battery")
CHEAP = Argon2Cost(memory_kib=64, passes=1, lanes=1)
CANARY = "Zebrafink-Quarzlampe"

RECORDER = """
import sys
from pathlib import Path
from recorder.episode.events import ContextChanged, KeyPressed, NumberedEvent, WindowContext
from recorder.episode.frames import Packet
from recorder.vault.session_header import header_from_json
from recorder.vault.session_writer import SessionWriter

path, word = Path(sys.argv[1]), sys.argv[2]
key, header = bytes.fromhex(sys.stdin.readline()), header_from_json(sys.stdin.readline())
writer = SessionWriter.create(path, key, header)
print(0, flush=True)
seq = 0
while True:
    events = []
    for _ in range(20):
        seq += 2
        window = WindowContext(word, word * 40, None)
        events.append(NumberedEvent(seq - 1, KeyPressed(seq * 1000, word, word[0], 65)))
        events.append(NumberedEvent(seq, ContextChanged(seq * 1000, window)))
    writer.append(events, [Packet(0, seq * 1000, seq, True, word.encode() * 500)])
    print(seq, flush=True)
    if len(sys.argv) > 3 and seq % 400 == 0:
        writer.wipe_since(seq * 1000 + 1)
"""


def header() -> SessionHeader:
    return replace(HEADER, session_id=new_session_id())


class Recorder:
    """A recording process that says what it has durably written, until it is killed."""

    def __init__(self, new: NewSession, *flags: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", RECORDER, str(new.path), CANARY, *flags],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdin is not None
        assert new.row.header is not None
        self.process.stdin.write(f"{new.key.hex()}\n{header_to_json(new.row.header)}\n")
        self.process.stdin.flush()
        self.acknowledged = self.read()

    def read(self) -> int:
        assert self.process.stdout is not None
        return int(self.process.stdout.readline())

    def kill(self) -> str:
        """Kill it, take in what it still said, and give its stderr."""
        self.process.kill()
        out, err = self.process.communicate(timeout=20)
        said = [line for line in out.split("\n")[:-1] if line]
        self.acknowledged = int(said[-1]) if said else self.acknowledged
        return err


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    vault, _ = Vault.create(tmp_path / "home", PASSPHRASE, cost=CHEAP)
    with vault:
        yield vault


def clear_files(folder: Path, word: str) -> list[str]:
    """The files that hold the word in any of the ways in which it could be written."""
    forms = [word.encode(), word.encode("utf-16-le"), word.encode("utf-16-be"), word.encode().hex().encode()]
    for shift in range(3):
        encoded = base64.b64encode(b"." * shift + word.encode())
        forms.append(encoded[4:-4] if shift else encoded[:-4])
    found = []
    for file in folder.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            if any(form in content for form in forms):
                found.append(file.name)
    return found


def test_the_search_finds_what_is_in_clear(tmp_path: Path) -> None:
    for name, content in {
        "a": CANARY.encode(),
        "b": CANARY.encode("utf-16"),
        "c": base64.b64encode(b"text before: " + CANARY.encode() + b" text after"),
    }.items():
        (tmp_path / name).write_bytes(content)
    assert sorted(clear_files(tmp_path, CANARY)) == ["a", "b", "c"]


@pytest.mark.parametrize("flags", [(), ("wipe",)])
def test_kill_9_at_any_moment_loses_nothing_that_was_acknowledged(
    vault: Vault, tmp_path: Path, flags: tuple[str, ...]
) -> None:
    rng = random.Random(9)
    for _ in range(6):
        new = vault.new_session(header(), retention_days=30)
        recorder = Recorder(new, *flags)
        deadline = time.monotonic() + rng.uniform(0.0, 0.5)
        while time.monotonic() < deadline:
            recorder.acknowledged = recorder.read()
        assert recorder.kill() == ""
        assert clear_files(tmp_path, CANARY) == []

        (recovery,) = vault.recover_sessions()
        assert recovery.outcome is RecoveryOutcome.CLOSED
        with vault.open_session(new.row.session_id) as reader:
            events = list(reader.events())
            packets = list(reader.packets(0))
        mark = events.pop().event
        assert [event.seq for event in events] == list(range(1, len(events) + 1))
        assert recorder.acknowledged <= len(events) <= recorder.acknowledged + 40
        assert len(packets) == len(events) // 40
        last_ns = events[-1].event.at_ns if events else 0
        assert mark == Mark(last_ns, last_ns, MarkKind.ENDED_ABRUPTLY)
        assert clear_files(tmp_path, CANARY) == []
    assert vault.check() == ()
    vault.close()
    assert clear_files(tmp_path, CANARY) == []


def test_a_session_that_is_being_recorded_is_left_alone(vault: Vault) -> None:
    new = vault.new_session(header(), retention_days=30)
    recorder = Recorder(new)
    (recovery,) = vault.recover_sessions()
    assert recovery.outcome is RecoveryOutcome.STILL_RECORDING
    assert recorder.read() > 0
    assert recorder.read() > 0
    assert recorder.kill() == ""
    (recovery,) = vault.recover_sessions()
    assert recovery.outcome is RecoveryOutcome.CLOSED


def test_no_file_but_the_session_and_its_log_is_ever_made(vault: Vault, tmp_path: Path) -> None:
    new = vault.new_session(header(), retention_days=30)
    recorder = Recorder(new, "wipe")
    seen = set()
    for _ in range(40):
        recorder.acknowledged = recorder.read()
        seen |= {file.name for file in new.path.parent.iterdir()}
    recorder.kill()
    assert seen == {new.path.name, f"{new.path.name}-wal", f"{new.path.name}-reserve"}
    assert {file.name for file in (tmp_path / "home").iterdir()} == {
        "catalog.db",
        "catalog.db-wal",
        "sessions",
        "vault.json",
        "vault.lock",
    }
    assert all(file.stat().st_mode & 0o077 == 0 for file in (tmp_path / "home").rglob("*"))


def fill(writer: SessionWriter, written: list[NumberedEvent]) -> None:
    """Write until it fails."""
    while True:
        events, packets = batch(len(written) // 100)
        writer.append(events, packets)
        written += events


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "small"
    folder.mkdir()
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root on Linux may mount a small tmpfs")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(folder)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("mounting a tmpfs is not allowed here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def batch(number: int) -> tuple[list[NumberedEvent], list[Packet]]:
    first = number * 100
    events = [NumberedEvent(first + i + 1, PointerMoved((first + i) * 1000, i, i)) for i in range(100)]
    return events, [Packet(0, first * 1000, number, is_key=True, data=os.urandom(20_000))]


def test_a_full_disk_loses_nothing_and_the_writer_goes_on(
    small_disk: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    key, path, filler = fresh_key(), small_disk / "s.db", small_disk / "filler"
    filler.write_bytes(bytes(4_000_000))
    writer = SessionWriter.create(path, key, header())
    written: list[NumberedEvent] = []
    with pytest.raises(DiskFullError):
        fill(writer, written)
    number = len(written) // 100
    assert number > 5
    for _ in range(3):
        with pytest.raises(DiskFullError):
            writer.append(*batch(number))
    filler.unlink()
    for number in range(number, number + 40):  # noqa: B020 - goes on where it stopped
        events, packets = batch(number)
        writer.append(events, packets)
        written += events
    summary = writer.finish(written[-1].event.at_ns, EndReason.DISK_FULL)
    with SessionReader.open(path, key) as reader:
        assert list(reader.events()) == written
        assert reader.problems(summary) == ()
    assert capfd.readouterr() == ("", "")


def test_a_session_is_closed_properly_on_a_disk_that_stays_full(small_disk: Path) -> None:
    key, path = fresh_key(), small_disk / "s.db"
    with SessionWriter.create(path, key, header()) as writer:
        written: list[NumberedEvent] = []
        with pytest.raises(DiskFullError):
            fill(writer, written)
        summary = writer.finish(len(written) * 1000, EndReason.DISK_FULL)
    with SessionReader.open(path, key) as reader:
        assert reader.reason is EndReason.DISK_FULL
        assert reader.problems(summary) == ()
        assert summary.events == len(written) > 500


def test_a_wipe_on_a_full_disk_says_so_and_is_done_once_there_is_space(small_disk: Path) -> None:
    key, path, filler = fresh_key(), small_disk / "s.db", small_disk / "filler"
    filler.write_bytes(bytes(12_000_000))
    with SessionWriter.create(path, key, header()) as writer:
        written: list[NumberedEvent] = []
        with pytest.raises(DiskFullError):
            fill(writer, written)
        with pytest.raises(DiskFullError):
            writer.wipe_since(100_000)
        filler.unlink()
        writer.wipe_since(100_000)
        summary = writer.finish(100_000, EndReason.DISK_FULL)
    assert summary.events == 100


def test_no_recording_begins_on_a_full_disk(small_disk: Path) -> None:
    (small_disk / "filler").write_bytes(bytes(20_000_000))
    with pytest.raises(DiskFullError):
        SessionWriter.create(small_disk / "s.db", fresh_key(), header())
    assert [file.name for file in small_disk.iterdir()] == ["filler"]


def test_a_kill_on_a_full_disk_loses_nothing(small_disk: Path) -> None:
    key, path, filler = fresh_key(), small_disk / "s.db", small_disk / "filler"
    filler.write_bytes(bytes(2_000_000))
    head = header()
    child = os.fork()
    if child == 0:  # its memory goes without a word, as in a kill
        try:
            writer = SessionWriter.create(path, key, head)
            number = 0
            while True:
                writer.append(*batch(number))
                number += 1
                (small_disk.parent / "count").write_text(str(number))
        except DiskFullError:
            os._exit(0)
        os._exit(1)
    assert os.waitpid(child, 0)[1] == 0
    filler.unlink()
    with SessionWriter.open(path, key) as writer:
        writer.finish(writer.last_ns, EndReason.CRASHED)
    with SessionReader.open(path, key) as reader:
        count = int((small_disk.parent / "count").read_text())
        assert [event.seq for event in reader.events()] == list(range(1, count * 100 + 1))


def test_a_recording_is_silent_on_stderr_even_when_files_are_damaged(
    vault: Vault, capfd: pytest.CaptureFixture[str]
) -> None:
    new = vault.new_session(header(), retention_days=30)
    with SessionWriter.create(new.path, new.key, new.row.header or header()) as writer:
        writer.append(*batch(0))
        vault.finish_session(writer.finish(200_000, EndReason.STOPPED))
    content = bytearray(new.path.read_bytes())
    content[4096:] = os.urandom(len(content) - 4096)
    new.path.write_bytes(content)
    assert vault.check() != ()
    with pytest.raises(DamagedFileError):
        vault.open_session(new.row.session_id)
    with pytest.raises(DamagedFileError):
        SessionReader.open(new.path, fresh_key())
    assert capfd.readouterr() == ("", "")
