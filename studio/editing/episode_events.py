"""The rows of an episode's events, in order and numbered from 1, a minute of the session at a time."""

from collections.abc import Iterator, Sequence
from typing import Final

from recorder.episode.events import Event, NumberedEvent
from recorder.episode.time import NS_PER_SECOND, TimeRange
from recorder.vault.codec import EventRow, event_to_row, pointer_moved_row
from recorder.vault.session_reader import SessionReader
from studio.editing.remainder import Order, Remainder, moves_in_order

_AT_ONCE_NS: Final = 60 * NS_PER_SECOND
_END_OF_TIME: Final = (1 << 63) - 1

_Left = tuple[Order, Event | tuple[int, int]]


def episode_events(reader: SessionReader, remainder: Remainder) -> Iterator[Sequence[EventRow]]:
    """What is left of a session's events, as rows.

    Yields:
        One minute's; a minute that is cut out is empty.

    Raises:
        DamagedFileError: A page or a row cannot be read.
    """
    rarer = remainder.rarer()
    taken = last_seq = 0
    for within, until_ns in _minutes(reader.ended_ns, remainder):
        upto = taken
        while upto < len(rarer) and rarer[upto][0].at_ns < until_ns:
            upto += 1
        left: list[_Left] = [*rarer[taken:upto]]
        left += (
            (order, (x, y)) for order, x, y in moves_in_order(remainder, reader.pointer_moves_within(within))
        )
        left.sort(key=_order)
        yield [_row(seq, order, what) for seq, (order, what) in enumerate(left, start=last_seq + 1)]
        taken, last_seq = upto, last_seq + len(left)


def _order(left: _Left) -> Order:
    return left[0]


def _row(seq: int, order: Order, what: Event | tuple[int, int]) -> EventRow:
    if isinstance(what, tuple):
        return pointer_moved_row(seq, order.at_ns, *what)
    return event_to_row(NumberedEvent(seq, what))


def _minutes(ended_ns: int, remainder: Remainder) -> Iterator[tuple[TimeRange, int]]:
    """Each minute of the session, and until when it reaches on the episode's clock; the last has no end."""
    starts = range(0, max(1, ended_ns), _AT_ONCE_NS)
    for start_ns in starts[:-1]:
        end_ns = start_ns + _AT_ONCE_NS
        yield TimeRange(start_ns, end_ns), remainder.timeline.to_kept(end_ns)
    yield TimeRange(starts[-1], _END_OF_TIME), _END_OF_TIME
