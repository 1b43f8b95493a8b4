"""A session file that is filled in one go is the same file in the end, and nothing before it."""

import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from recorder.episode.ending import EndReason
from recorder.episode.events import KeyPressed, NumberedEvent
from recorder.episode.frames import Packet
from recorder.vault.cipher import Access, open_encrypted
from recorder.vault.errors import DamagedFileError
from recorder.vault.session_header import SessionHeader
from recorder.vault.session_reader import SessionAccess, SessionReader
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


def test_its_pages_are_larger_and_a_reader_finds_that_out(
    tmp_path: Path, session_key: bytes, new_header: Callable[[], SessionHeader]
) -> None:
    filled, recorded = tmp_path / "filled.db", tmp_path / "recorded.db"
    for path, begin in ((filled, SessionWriter.fill), (recorded, SessionWriter.create)):
        writer = begin(path, session_key, new_header())
        _fill(writer)
        writer.finish(40_000, EndReason.STOPPED)
    assert (_page_bytes(filled, session_key), _page_bytes(recorded, session_key)) == (16_384, 4096)
    with SessionReader.open(filled, session_key) as one, SessionReader.open(recorded, session_key) as other:
        assert list(one.packets(0)) == list(other.packets(0))
        assert list(one.events()) == list(other.events())


@pytest.mark.parametrize("at", [0, 15, 16, 100, 4095, 4096, 16_383])
def test_a_changed_byte_of_its_first_page_is_noticed(
    at: int, tmp_path: Path, session_key: bytes, new_header: Callable[[], SessionHeader]
) -> None:
    path = tmp_path / "received.db"
    writer = SessionWriter.fill(path, session_key, new_header())
    _fill(writer)
    writer.finish(40_000, EndReason.STOPPED)
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)
    with pytest.raises(DamagedFileError):
        SessionReader.open(path, session_key)
    assert path.read_bytes() == bytes(content)


@pytest.mark.parametrize("kept", [1, 4096, 8192, 16_384, -16_384, -4096, -1])
def test_one_that_is_cut_short_is_noticed(
    kept: int, tmp_path: Path, session_key: bytes, new_header: Callable[[], SessionHeader]
) -> None:
    path = tmp_path / "received.db"
    writer = SessionWriter.fill(path, session_key, new_header())
    _fill(writer)
    summary = writer.finish(40_000, EndReason.STOPPED)
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(DamagedFileError):
        SessionAccess(path, session_key, summary).open()


def test_another_key_opens_neither_kind(
    tmp_path: Path, session_key: bytes, new_header: Callable[[], SessionHeader]
) -> None:
    for path, begin in (
        (tmp_path / "filled.db", SessionWriter.fill),
        (tmp_path / "recorded.db", SessionWriter.create),
    ):
        begin(path, session_key, new_header()).finish(40_000, EndReason.STOPPED)
        with pytest.raises(DamagedFileError):
            SessionReader.open(path, bytes(32))


def _page_bytes(path: Path, key: bytes) -> int:
    database = open_encrypted(path, key, access=Access.READ)
    try:
        return int(database.execute("PRAGMA page_size").fetchone()[0])
    finally:
        database.close()
