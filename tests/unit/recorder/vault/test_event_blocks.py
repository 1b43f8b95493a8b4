from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recorder.episode.ending import EndReason
from recorder.episode.events import KeyPressed, NumberedEvent, PointerMoved
from recorder.vault.event_blocks import EventBlock
from recorder.vault.session_reader import SessionReader
from recorder.vault.session_writer import SessionWriter
from tests.rigs.synthetic import HEADER, KEY


def _numbers(column: str) -> list[int]:
    return [int(each) for each in column.split(",")]


def _events_of(block: EventBlock) -> list[NumberedEvent]:
    events = list(block.rarer)
    moves = block.moves
    if moves is not None:
        columns = (moves.seq, moves.at_ns, moves.x, moves.y)
        events += [
            NumberedEvent(seq, PointerMoved(at_ns, x, y))
            for seq, at_ns, x, y in zip(*map(_numbers, columns), strict=True)
        ]
        assert moves.count == len(_numbers(moves.seq))
        assert moves.first_ns == min(_numbers(moves.at_ns))
        assert moves.last_ns == max(_numbers(moves.at_ns))
    return sorted(events, key=lambda each: each.seq)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(1, 40), st.booleans()), max_size=30), st.sampled_from([1, 8, 1024]))
def test_blocks_hold_every_event_once_in_the_order_of_their_numbers(
    tmp_path: Path, steps: list[tuple[int, bool]], size: int
) -> None:
    path = tmp_path / "session.db"
    path.unlink(missing_ok=True)
    events: list[NumberedEvent] = []
    seq = 0
    for gap, is_move in steps:
        seq += gap
        event = PointerMoved(seq * 10, -seq, seq) if is_move else KeyPressed(seq * 10, "a", "\udc80", None)
        events.append(NumberedEvent(seq, event))
    writer = SessionWriter.create(path, KEY, HEADER)
    writer.append(events, [])
    writer.finish(seq * 10 + 1, EndReason.STOPPED)
    with SessionReader.open(path, KEY) as reader:
        blocks = list(reader.event_blocks(size))
    assert [each for block in blocks for each in _events_of(block)] == events
    for block in blocks:
        assert len({each.seq // size for each in _events_of(block)}) == 1


def test_a_block_shows_nothing_of_where_the_pointer_was(tmp_path: Path) -> None:
    writer = SessionWriter.create(tmp_path / "session.db", KEY, HEADER)
    writer.append([NumberedEvent(1, PointerMoved(5, 123_456, 7))], [])
    writer.finish(10, EndReason.STOPPED)
    with SessionReader.open(tmp_path / "session.db", KEY) as reader:
        (block,) = reader.event_blocks(8)
    assert block.moves is not None
    assert "123456" not in repr(block.moves)
