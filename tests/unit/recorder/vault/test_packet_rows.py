"""Packets pass whole, whichever way their size sends them, and damage in any of them is noticed."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from recorder.episode.ending import EndReason
from recorder.episode.frames import Packet
from recorder.episode.time import TimeRange
from recorder.vault.errors import DamagedFileError
from recorder.vault.session_header import SessionHeader
from recorder.vault.session_reader import SessionReader
from recorder.vault.session_writer import SessionWriter

Begin = Callable[[Path, bytes, SessionHeader], SessionWriter]

SIZES = (0, 1, 2047, 2048, 2049, 7167, 7168, 7169, 4096, 16_384, 65_536, 300_000)
BOTH_KINDS = pytest.mark.parametrize("begin", [SessionWriter.create, SessionWriter.fill])


def _packets() -> list[Packet]:
    return [
        Packet(number % 2, number // 3, number // 4, number % 4 == 0, os.urandom(size))
        for number, size in enumerate(SIZES * 2)
    ]


@BOTH_KINDS
def test_packets_of_all_sizes_come_back_in_their_order(
    begin: Begin, tmp_path: Path, session_key: bytes, new_header: Callable[[], SessionHeader]
) -> None:
    packets = _packets()
    writer = begin(tmp_path / "a.db", session_key, new_header())
    writer.append([], packets[:7])
    writer.append([], packets[7:])
    summary = writer.finish(100, EndReason.STOPPED)
    with SessionReader.open(tmp_path / "a.db", session_key) as reader:
        for monitor_id in (0, 1):
            of_it = [packet for packet in packets if packet.monitor_id == monitor_id]
            assert list(reader.packets(monitor_id)) == of_it
            within = TimeRange(2, 5)
            assert list(reader.packets(monitor_id, within)) == [p for p in of_it if p.at_ns in within]
        of_group = tuple(p for p in packets if (p.gop, p.monitor_id) == (2, 0))
        assert len(of_group) == 2
        assert reader.gop_at(0, 3) == of_group
        assert reader.problems(summary) == ()


@BOTH_KINDS
def test_damage_in_a_packet_is_noticed_where_it_is_read(
    begin: Begin, tmp_path: Path, session_key: bytes, new_header: Callable[[], SessionHeader]
) -> None:
    path = tmp_path / "a.db"
    writer = begin(path, session_key, new_header())
    writer.append([], [Packet(0, 1, 0, is_key=True, data=os.urandom(2_000_000))])
    writer.finish(100, EndReason.STOPPED)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with SessionReader.open(path, session_key) as reader:
        with pytest.raises(DamagedFileError):
            list(reader.packets(0))
        assert reader.problems() != ()


def test_a_batch_that_fails_leaves_no_empty_packet(
    writer: SessionWriter, tmp_path: Path, session_key: bytes
) -> None:
    broken = Packet(0, 2, None, is_key=False, data=bytes(10_000))  # type: ignore[arg-type]
    with pytest.raises(Exception, match="NOT NULL"):
        writer.append([], [Packet(0, 1, 0, is_key=True, data=bytes(10_000)), broken])
    writer.finish(100, EndReason.STOPPED)
    with SessionReader.open(tmp_path / "session.db", session_key) as reader:
        assert list(reader.packets(0)) == []
