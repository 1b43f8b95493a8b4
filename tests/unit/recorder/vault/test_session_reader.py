import random
from pathlib import Path

import pytest

from recorder.episode.ending import EndReason
from recorder.episode.events import Button, ButtonPressed, NumberedEvent, PointerMoved
from recorder.episode.frames import Packet
from recorder.episode.time import TimeRange
from recorder.vault.errors import DamagedFileError, SessionUnfinishedError
from recorder.vault.session_reader import SessionReader
from recorder.vault.session_writer import SessionWriter


def read(tmp_path: Path, key: bytes) -> SessionReader:
    return SessionReader.open(tmp_path / "session.db", key)


def test_events_come_in_order_of_time_then_number(
    writer: SessionWriter, tmp_path: Path, session_key: bytes
) -> None:
    rng = random.Random(4)
    written = []
    for start in range(1, 2000, 20):
        late = [
            NumberedEvent(seq, PointerMoved(max(0, seq // 3 - rng.choice([0, 0, 0, 7, 300])), seq, 0))
            for seq in range(start, start + 20)
        ]
        writer.append(late, [])
        written += late
    writer.finish(700, EndReason.STOPPED)
    in_order = sorted(written, key=lambda numbered: (numbered.event.at_ns, numbered.seq))
    with read(tmp_path, session_key) as reader:
        assert list(reader.events()) == in_order
        for start_ns, end_ns in ((0, 1), (100, 101), (50, 400), (600, 5000), (9, 9)):
            within = TimeRange(start_ns, end_ns)
            expected = [numbered for numbered in in_order if numbered.event.at_ns in within]
            assert list(reader.events(within)) == expected


def test_moves_come_as_numbers_and_all_else_as_events(
    writer: SessionWriter, tmp_path: Path, session_key: bytes
) -> None:
    written = [
        NumberedEvent(
            seq,
            ButtonPressed(seq, seq, 0, Button.LEFT) if seq % 1000 == 0 else PointerMoved(seq, -seq, 1 << 20),
        )
        for seq in range(5, 20_005)
        if seq % 7
    ]
    writer.append(written, [])
    writer.finish(30_000, EndReason.STOPPED)
    with read(tmp_path, session_key) as reader:
        blocks = list(reader.pointer_moves())
        rarer = list(reader.rarer_events())
    assert len(blocks) > 1
    moves = [(int(seq), PointerMoved(*map(int, rest))) for block in blocks for seq, *rest in block]
    assert moves == [(each.seq, each.event) for each in written if isinstance(each.event, PointerMoved)]
    assert rarer == [each for each in written if not isinstance(each.event, PointerMoved)]


def test_a_session_without_events_has_no_moves(
    writer: SessionWriter, tmp_path: Path, session_key: bytes
) -> None:
    writer.finish(1, EndReason.STOPPED)
    with read(tmp_path, session_key) as reader:
        assert list(reader.pointer_moves()) == []
        assert list(reader.rarer_events()) == []


def test_a_move_that_lacks_its_place_is_no_move(
    writer: SessionWriter, tmp_path: Path, session_key: bytes
) -> None:
    writer.append([NumberedEvent(1, PointerMoved(1, 2, 3)), NumberedEvent(2, PointerMoved(2, 3, 4))], [])
    writer._database.execute("UPDATE event SET x = NULL WHERE seq = 2")  # noqa: SLF001 - to damage it
    writer._database.conn.commit()  # noqa: SLF001 - as above
    writer.finish(3, EndReason.STOPPED)
    with read(tmp_path, session_key) as reader, pytest.raises(DamagedFileError):
        list(reader.pointer_moves())


def test_a_seek_gives_the_group_up_to_that_time(
    writer: SessionWriter, tmp_path: Path, session_key: bytes
) -> None:
    packets = [
        Packet(monitor, n * 10 + monitor, n // 4, is_key=n % 4 == 0, data=bytes([n, monitor]))
        for n in range(12)
        for monitor in (0, 1)
    ]
    writer.append([], packets)
    writer.finish(200, EndReason.STOPPED)
    with read(tmp_path, session_key) as reader:
        assert reader.gop_at(1, 0) == ()
        assert [packet.at_ns for packet in reader.gop_at(0, 0)] == [0]
        assert [packet.at_ns for packet in reader.gop_at(1, 65)] == [41, 51, 61]
        assert [packet.at_ns for packet in reader.gop_at(0, 79)] == [40, 50, 60, 70]
        assert [packet.at_ns for packet in reader.gop_at(0, 80)] == [80]
        assert [packet.at_ns for packet in reader.gop_at(0, 10**15)] == [80, 90, 100, 110]
        assert reader.gop_at(2, 50) == ()
        assert reader.monitor_ids() == (0, 1)
        for at_ns in range(120):
            group = reader.gop_at(0, at_ns)
            assert group[0].is_key
            assert len({packet.gop for packet in group}) == 1
        within = [packet.at_ns for packet in reader.packets(1, TimeRange(11, 31))]
        assert within == [11, 21]


def test_a_seek_is_a_query_and_not_a_search(
    writer: SessionWriter, tmp_path: Path, session_key: bytes
) -> None:
    writer.append([], [Packet(0, 1, 0, is_key=True, data=b"x")])
    writer.finish(2, EndReason.STOPPED)
    with read(tmp_path, session_key) as reader:
        asked: list[str] = []
        reader._database.conn.set_trace_callback(asked.append)  # noqa: SLF001 - to see the plan
        reader.gop_at(0, 1)
        reader._database.conn.set_trace_callback(None)  # noqa: SLF001 - as above
        (sql,) = asked
        plan = reader._database.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()  # noqa: SLF001 - as above
        steps = " ".join(str(row[3]) for row in plan)
        assert "packet_key (monitor_id=? AND at_ns<?)" in steps
        assert "packet_by_time (monitor_id=? AND at_ns>? AND at_ns<?)" in steps


def test_an_unfinished_session_is_not_read(writer: SessionWriter, tmp_path: Path, session_key: bytes) -> None:
    with pytest.raises(SessionUnfinishedError):
        read(tmp_path, session_key)
    writer.append([NumberedEvent(1, PointerMoved(1, 1, 1))], [])
    with pytest.raises(SessionUnfinishedError):
        read(tmp_path, session_key)
    writer.close()
    with pytest.raises(SessionUnfinishedError):
        read(tmp_path, session_key)


def test_reading_changes_and_creates_nothing(
    writer: SessionWriter, tmp_path: Path, session_key: bytes
) -> None:
    writer.append([NumberedEvent(1, PointerMoved(1, 1, 1))], [])
    writer.finish(2, EndReason.STOPPED)
    before = (tmp_path / "session.db").read_bytes()
    (tmp_path / "session.db").chmod(0o400)
    with read(tmp_path, session_key) as reader, read(tmp_path, session_key) as other:
        assert list(reader.events()) == list(other.events())
        assert [file.name for file in tmp_path.iterdir()] == ["session.db"]
    assert (tmp_path / "session.db").read_bytes() == before
