"""A session's events in blocks of their numbers: the pointer's moves as columns, all others as events.

For whoever passes a whole session on: SQLite itself writes the columns, so that a million moves never become
a million objects, and other threads run meanwhile.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from recorder.episode.events import NumberedEvent
from recorder.vault.codec import EventKind, row_to_event
from recorder.vault.engine import Database
from recorder.vault.errors import DamagedFileError


@dataclass(frozen=True, slots=True)
class MoveColumns:
    """Moves of the pointer, in the order of their numbers; each column is a list of integers with commas.

    Attributes:
        count: How many.
        first_ns: The time of the first.
        last_ns: The time of the last.
        seq: Their numbers.
        at_ns: Their times.
        x: Their places.
        y: Their places.
    """

    count: int
    first_ns: int
    last_ns: int
    seq: str = field(repr=False)
    at_ns: str = field(repr=False)
    x: str = field(repr=False)
    y: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class EventBlock:
    """Events whose numbers have the same quotient by the size of a block.

    Attributes:
        rarer: All but the moves, in the order of their numbers.
        moves: The moves, or ``None`` if there are none.
    """

    rarer: tuple[NumberedEvent, ...]
    moves: MoveColumns | None


def event_blocks(database: Database, path: Path, size: int) -> Iterator[EventBlock]:
    """Read all blocks that hold anything, in order.

    Args:
        database: The session's file.
        path: Of that file, for an error.
        size: Of a block: how many numbers it spans.

    Raises:
        DamagedFileError: A row holds no event.
    """
    at = 0
    while True:
        first = database.execute("SELECT min(seq) FROM event WHERE seq >= ?", (at,)).fetchone()[0]
        if first is None:
            return
        start = first // size * size
        at = start + size
        yield EventBlock(_rarer(database, path, start, at - 1), _moves(database, path, start, at - 1))


def _rarer(database: Database, path: Path, first: int, last: int) -> tuple[NumberedEvent, ...]:
    sql = f"""
        SELECT seq, at_ns, kind, x, y, end_ns, body FROM event
        WHERE seq BETWEEN ? AND ? AND kind != {int(EventKind.POINTER_MOVED)} ORDER BY seq
    """  # noqa: S608 - only constants of this module
    try:
        return tuple(map(row_to_event, database.execute(sql, (first, last))))
    except ValueError as error:
        raise DamagedFileError(path, "a row holds no event") from error


def _moves(database: Database, path: Path, first: int, last: int) -> MoveColumns | None:
    sql = f"""
        SELECT count(*), count(x) + count(y), min(at_ns), max(at_ns),
            group_concat(seq), group_concat(at_ns), group_concat(x), group_concat(y)
        FROM (
            SELECT seq, at_ns, x, y FROM event
            WHERE seq BETWEEN ? AND ? AND kind = {int(EventKind.POINTER_MOVED)} ORDER BY seq
        )
    """  # noqa: S608 - only constants of this module
    count, places, *rest = database.execute(sql, (first, last)).fetchone()
    if places != 2 * count:
        raise DamagedFileError(path, "a row holds no event")
    return MoveColumns(count, *rest) if count else None
