from collections.abc import Callable
from pathlib import Path

import pytest

from recorder.episode.ending import EndReason
from recorder.episode.events import (
    HiddenReason,
    KeysHidden,
    Mark,
    MarkKind,
    NumberedEvent,
    PointerMoved,
)
from recorder.episode.frames import Packet
from recorder.ports import SessionSink
from recorder.vault.errors import DamagedFileError, SessionBusyError
from recorder.vault.session_file import SessionReader, SessionWriter
from recorder.vault.session_header import SessionHeader, SessionSummary


def moved(seq: int, at_ns: int) -> NumberedEvent:
    return NumberedEvent(seq, PointerMoved(at_ns, seq, -seq))


def packet(at_ns: int, gop: int = 0, *, is_key: bool = False) -> Packet:
    return Packet(0, at_ns, gop, is_key, f"{at_ns}".encode() * 900)


def test_a_writer_is_a_sink(writer: SessionWriter) -> None:
    sink: SessionSink[SessionSummary] = writer
    sink.append([], [])


def test_what_is_appended_is_read(writer: SessionWriter, tmp_path: Path, session_key: bytes) -> None:
    writer.append([moved(1, 10), moved(2, 10)], [packet(5, is_key=True)])
    writer.append([moved(5, 20)], [packet(15)])
    summary = writer.finish(30, EndReason.STOPPED)
    with SessionReader.open(tmp_path / "session.db", session_key) as reader:
        assert list(reader.events()) == [moved(1, 10), moved(2, 10), moved(5, 20)]
        assert list(reader.packets(0)) == [packet(5, is_key=True), packet(15)]
        assert (reader.header, reader.ended_ns, reader.reason) == (writer.header, 30, EndReason.STOPPED)
        assert reader.summary() == summary
    assert (summary.events, summary.packets, summary.last_seq) == (3, 2, 5)
    assert [file.name for file in tmp_path.iterdir()] == ["session.db"]


@pytest.mark.parametrize("seqs", [(1, 1), (2, 1), (0,), (3, 4, 4)])
def test_numbers_that_do_not_rise_are_refused_and_nothing_is_written(
    writer: SessionWriter, seqs: tuple[int, ...]
) -> None:
    with pytest.raises(ValueError, match="rise"):
        writer.append([moved(seq, 1) for seq in seqs], [])
    assert writer.finish(1, EndReason.STOPPED).events == 0


def test_a_batch_is_written_whole_or_not_at_all(writer: SessionWriter) -> None:
    broken = Packet(0, 1, None, is_key=True, data=b"x")  # type: ignore[arg-type]
    with pytest.raises(Exception, match="NOT NULL"):
        writer.append([moved(1, 1)], [packet(1), broken])
    writer.append([moved(1, 1)], [])
    assert writer.finish(1, EndReason.STOPPED).packets == 0


def test_a_wipe_takes_the_end_and_keeps_the_rest(
    writer: SessionWriter, tmp_path: Path, session_key: bytes
) -> None:
    for n in range(1, 101):
        writer.append([moved(n, n * 10)], [packet(n * 10, gop=n // 10, is_key=n % 10 == 0)])
    writer.wipe_since(500)
    assert writer.last_ns == 490
    assert writer.last_seq == 100
    writer.append([moved(101, 600)], [packet(600, gop=11, is_key=True)])
    summary = writer.finish(700, EndReason.STOPPED)
    with SessionReader.open(tmp_path / "session.db", session_key) as reader:
        assert [event.seq for event in reader.events()] == [*range(1, 50), 101]
        assert [packet.at_ns for packet in reader.packets(0)] == [*range(10, 500, 10), 600]
        assert reader.problems(summary) == ()
        assert reader.summary().last_seq == 101


def test_a_wipe_ends_the_marks_that_reach_past_it(
    writer: SessionWriter, tmp_path: Path, session_key: bytes
) -> None:
    hidden = KeysHidden(5, 90, HiddenReason.PASSWORD)
    early = Mark(10, 20, MarkKind.PAUSED)
    late = Mark(60, 80, MarkKind.FRAMES_DROPPED, 4)
    writer.append([NumberedEvent(1, early)], [])
    writer.append([moved(2, 70), NumberedEvent(3, hidden), NumberedEvent(4, late), moved(5, 30)], [])
    writer.wipe_since(50)
    assert writer.last_ns == 50
    writer.finish(50, EndReason.STOPPED)
    with SessionReader.open(tmp_path / "session.db", session_key) as reader:
        assert [event.event for event in reader.events()] == [
            KeysHidden(5, 50, HiddenReason.PASSWORD),
            early,
            PointerMoved(30, 5, -5),
        ]


def test_wiping_everything_or_nothing_is_fine(writer: SessionWriter) -> None:
    writer.wipe_since(0)
    writer.append([moved(1, 10)], [packet(10)])
    writer.wipe_since(11)
    writer.wipe_since(0)
    writer.wipe_since(0)
    assert writer.last_ns == 0
    summary = writer.finish(0, EndReason.STOPPED)
    assert (summary.events, summary.packets, summary.packet_bytes, summary.last_seq) == (0, 0, 0, 1)


def test_an_unfinished_session_goes_on_where_it_was(
    writer: SessionWriter, tmp_path: Path, session_key: bytes
) -> None:
    writer.append([moved(1, 10), moved(2, 20)], [])
    writer.wipe_since(15)
    writer.close()
    with SessionWriter.open(tmp_path / "session.db", session_key) as again:
        assert (again.last_seq, again.last_ns, again.is_finished) == (2, 10, False)
        with pytest.raises(ValueError, match="rise"):
            again.append([moved(2, 20)], [])
        again.append([moved(3, 30)], [])
        assert again.finish(30, EndReason.CRASHED).events == 2


def test_a_session_ends_once(writer: SessionWriter, tmp_path: Path, session_key: bytes) -> None:
    writer.append([moved(1, 10)], [])
    first = writer.finish(10, EndReason.TIME_IS_UP)
    with SessionWriter.open(tmp_path / "session.db", session_key) as again:
        assert again.is_finished
        assert again.finish(99, EndReason.CRASHED) == first


def test_only_one_writes(writer: SessionWriter, tmp_path: Path, session_key: bytes) -> None:
    with pytest.raises(SessionBusyError):
        SessionWriter.open(tmp_path / "session.db", session_key)


def test_a_session_is_not_begun_over_another(
    writer: SessionWriter, tmp_path: Path, session_key: bytes, new_header: Callable[[], SessionHeader]
) -> None:
    with pytest.raises(FileExistsError):
        SessionWriter.create(tmp_path / "session.db", session_key, new_header())


def test_another_key_does_not_open_it(writer: SessionWriter, tmp_path: Path) -> None:
    writer.close()
    with pytest.raises(DamagedFileError):
        SessionWriter.open(tmp_path / "session.db", bytes(32))
