"""A session file that is filled in one go is the same file in the end, and nothing before it."""

import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from recorder.episode.ending import EndReason
from recorder.episode.events import KeyPressed, NumberedEvent
from recorder.episode.frames import Packet
from recorder.vault.session_header import SessionHeader
from recorder.vault.session_reader import SessionReader
from recorder.vault.session_writer import SessionWriter

EVENTS = [NumberedEvent(number, KeyPressed(number * 10, "a", "canary", None)) for number in range(1, 3000)]
PACKETS = [Packet(0, number * 10, 0, number == 0, bytes([number]) * 50_000) for number in range(40)]


def _fill(writer: SessionWriter) -> None:
    for at in range(0, 40, 10):
        writer.append(EVENTS[at * 70 : (at + 10) * 70], PACKETS[at : at + 10])
    writer.append(EVENTS[2800:], [])


def test_it_reads_like_one_that_was_recorded(
    tmp_path: Path, session_key: bytes, new_header: Callable[[], SessionHeader]
) -> None:
    path = tmp_path / "received.db"
    writer = SessionWriter.fill(path, session_key, new_header())
    _fill(writer)
    summary = writer.finish(40_000, EndReason.STOPPED)
    with SessionReader.open(path, session_key) as reader:
        assert list(reader.events()) == EVENTS
        assert list(reader.packets(0)) == PACKETS
        assert reader.problems(summary) == ()
    assert [each.name for each in tmp_path.iterdir()] == ["received.db"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert b"canary" not in path.read_bytes()


def test_nothing_lies_beside_it_at_any_time(
    tmp_path: Path, session_key: bytes, new_header: Callable[[], SessionHeader]
) -> None:
    writer = SessionWriter.fill(tmp_path / "received.db", session_key, new_header())
    _fill(writer)
    assert [each.name for each in tmp_path.iterdir()] == ["received.db"]
    writer.destroy()
    assert list(tmp_path.iterdir()) == []


def test_it_is_destroyed_even_once_it_was_finished(
    tmp_path: Path, session_key: bytes, new_header: Callable[[], SessionHeader]
) -> None:
    writer = SessionWriter.fill(tmp_path / "received.db", session_key, new_header())
    _fill(writer)
    writer.finish(40_000, EndReason.STOPPED)
    writer.destroy()
    assert list(tmp_path.iterdir()) == []


def test_it_never_takes_the_place_of_another_file(
    tmp_path: Path, session_key: bytes, new_header: Callable[[], SessionHeader]
) -> None:
    path = tmp_path / "received.db"
    path.write_bytes(b"mine")
    with pytest.raises(FileExistsError):
        SessionWriter.fill(path, session_key, new_header())
    assert path.read_bytes() == b"mine"
