"""Reading one finished session's encrypted file. Nothing is written, locked or created.

Events lie in the order of their numbers. They are handed out in the order of their times, by merging the
batches whose times overlap; few ever do, so that few are held in memory.
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from recorder.episode.ending import EndReason
from recorder.episode.events import NumberedEvent
from recorder.episode.frames import Packet
from recorder.episode.time import TimeRange
from recorder.vault.cipher import Access, clear_errors, integrity_problems, is_unsettled, open_encrypted
from recorder.vault.codec import EventKind, row_to_event
from recorder.vault.engine import Database
from recorder.vault.errors import DamagedFileError, SessionUnfinishedError
from recorder.vault.event_blocks import EventBlock, event_blocks
from recorder.vault.packet_rows import PACKET_COLUMNS, read_packets
from recorder.vault.session_header import SessionHeader, SessionSummary
from recorder.vault.session_tables import stored_header

_END_OF_TIME: Final = (1 << 63) - 1
_ALL: Final = TimeRange(-_END_OF_TIME, _END_OF_TIME)
_MOVE: Final = int(EventKind.POINTER_MOVED)
_MOVES_AT_ONCE: Final = 8192


@dataclass(frozen=True, slots=True)
class SessionAccess:
    """What opens one finished session, on whatever thread wants to read it.

    Attributes:
        path: Its file.
        key: Its own key; never shown by ``repr``.
        summary: What the file must be.
    """

    path: Path
    key: bytes = field(repr=False)
    summary: SessionSummary

    def open(self) -> "SessionReader":
        """A reader, owned by the thread that asks.

        Raises:
            SessionUnfinishedError: It is still written, or was left by a crash.
            DamagedFileError: Its file is missing, damaged, cut short, an older copy, or another one.
            NewerFormatError: A later version wrote it.
        """
        try:
            reader = SessionReader.open(self.path, self.key)
        except FileNotFoundError as error:
            raise DamagedFileError(self.path, "it is missing") from error
        if not reader.is_the_one(self.summary):
            reader.close()
            raise DamagedFileError(self.path, "it is cut short, an older copy, or another file")
        return reader


class SessionReader:
    """A finished session. Owned by one thread; several readers of one file do not meet.

    Attributes:
        header: What was fixed when the session began.
        ended_ns: Its length, in nanoseconds.
        reason: Why it ended.
        size_bytes: The size of its file.
    """

    def __init__(self, path: Path, database: Database, header: SessionHeader) -> None:
        row = database.execute("SELECT ended_ns, reason, seal FROM ending").fetchone()
        if row is None:
            raise SessionUnfinishedError
        self.header = header
        self.ended_ns = int(row[0])
        self.reason = EndReason(row[1])
        self.size_bytes = path.stat().st_size
        self._seal = str(row[2])
        self._path = path
        self._database = database

    @classmethod
    def open(cls, path: Path, key: bytes) -> Self:
        """Open a finished session.

        Raises:
            FileNotFoundError: There is no such file.
            NewerFormatError: A later version wrote it.
            SessionUnfinishedError: It is still written, or was left by a crash.
            DamagedFileError: The key does not open it, or it is damaged.
        """
        if path.exists() and is_unsettled(path):
            raise SessionUnfinishedError
        database = open_encrypted(path, key, access=Access.READ)
        try:
            with clear_errors(path):
                return cls(path, database, stored_header(database, path))
        except BaseException:
            database.close()
            raise

    def events(self, within: TimeRange = _ALL) -> Iterator[NumberedEvent]:
        """The events of a range of time, in order of time, then number. Read as they are asked for.

        Raises:
            DamagedFileError: A page or a row cannot be read.
        """
        with clear_errors(self._path):
            batches = self._database.execute(
                """
                SELECT from_ns, first_seq, last_seq FROM batch
                WHERE to_ns >= ? AND from_ns < ? ORDER BY from_ns
                """,
                (within.start_ns, within.end_ns),
            ).fetchall()
            waiting: list[tuple[int, int, NumberedEvent]] = []
            for from_ns, first_seq, last_seq in batches:
                while waiting and waiting[0][0] < from_ns:
                    yield heapq.heappop(waiting)[2]
                for numbered in self._batch(first_seq, last_seq):
                    if numbered.event.at_ns in within:
                        heapq.heappush(waiting, (numbered.event.at_ns, numbered.seq, numbered))
            while waiting:
                yield heapq.heappop(waiting)[2]

    def _batch(self, first_seq: int, last_seq: int) -> Iterator[NumberedEvent]:
        sql = "SELECT seq, at_ns, kind, x, y, end_ns, body FROM event WHERE seq BETWEEN ? AND ?"
        for row in self._database.execute(sql, (first_seq, last_seq)):
            try:
                yield row_to_event(row)
            except ValueError as error:
                raise DamagedFileError(self._path, "a row holds no event") from error

    def rarer_events(self) -> Iterator[NumberedEvent]:
        """All events but the pointer's moves, in order of time, then number. Read as they are asked for.

        Raises:
            DamagedFileError: A page or a row cannot be read.
        """
        sql = """
            SELECT seq, at_ns, kind, x, y, end_ns, body FROM event WHERE kind != ? ORDER BY at_ns, seq
        """
        with clear_errors(self._path):
            for row in self._database.execute(sql, (_MOVE,)):
                try:
                    yield row_to_event(row)
                except ValueError as error:
                    raise DamagedFileError(self._path, "a row holds no event") from error

    def pointer_moves(self) -> Iterator[NDArray[np.int64]]:
        """The pointer's moves, in the order of their numbers, some thousands at a time.

        SQLite writes each block as one text of numbers: no move becomes an object, and other threads run
        meanwhile. A million take half as long as by rows.

        Yields:
            Arrays of the shape (moves, 4): number, time in nanoseconds, x, y.

        Raises:
            DamagedFileError: A page or a row cannot be read.
        """
        sql = f"""
            SELECT count(*), group_concat(seq || ' ' || at_ns || ' ' || x || ' ' || y, ' ')
            FROM event WHERE seq BETWEEN ? AND ? AND kind = {_MOVE}
        """  # noqa: S608 - only constants of this module
        with clear_errors(self._path):
            first, last = self._database.execute("SELECT min(seq), max(seq) FROM event").fetchone()
            if first is None:
                return
            for seq in range(first, last + 1, _MOVES_AT_ONCE):
                count, text = self._database.execute(sql, (seq, seq + _MOVES_AT_ONCE - 1)).fetchone()
                block = np.fromstring(text or "", np.int64, sep=" ")
                if block.size != count * 4:
                    raise DamagedFileError(self._path, "a row holds no event")
                if count:
                    yield block.reshape(count, 4)

    def pointer_moves_within(self, within: TimeRange) -> list[tuple[int, int, int, int]]:
        """The pointer's moves of a range: number, time, x and y of each, in order of time, then number.

        Nine tenths of all events are these: without an object for each they are read three times as fast.

        Raises:
            DamagedFileError: A page cannot be read.
        """
        sql = """
            SELECT event.seq, event.at_ns, event.x, event.y
            FROM batch CROSS JOIN event ON event.seq BETWEEN batch.first_seq AND batch.last_seq
            WHERE batch.to_ns >= :start AND batch.from_ns < :end
                AND event.kind = :kind AND event.at_ns >= :start AND event.at_ns < :end
            ORDER BY event.at_ns, event.seq
        """
        values = {"start": within.start_ns, "end": within.end_ns, "kind": _MOVE}
        with clear_errors(self._path):
            return self._database.execute(sql, values).fetchall()

    def event_blocks(self, size: int) -> Iterator[EventBlock]:
        """All events in the order of their numbers, a block of ``size`` numbers at a time.

        Raises:
            DamagedFileError: A page or a row cannot be read.
        """
        with clear_errors(self._path):
            yield from event_blocks(self._database, self._path, size)

    def packets(self, monitor_id: int, within: TimeRange = _ALL) -> Iterator[Packet]:
        """The packets of one monitor in a range of time, in order. Read as they are asked for.

        Raises:
            DamagedFileError: A page cannot be read.
        """
        sql = f"""
            SELECT {PACKET_COLUMNS} FROM packet
            WHERE monitor_id = ? AND at_ns >= ? AND at_ns < ? ORDER BY at_ns, id
        """  # noqa: S608 - only constants of this module
        with clear_errors(self._path):
            yield from read_packets(self._database, sql, (monitor_id, within.start_ns, within.end_ns))

    def monitor_ids(self) -> tuple[int, ...]:
        """The monitors that have a picture, by number."""
        with clear_errors(self._path):
            rows = self._database.execute(
                "SELECT DISTINCT monitor_id FROM packet ORDER BY monitor_id"
            ).fetchall()
        return tuple(int(row[0]) for row in rows)

    def picture_times(self, monitor_id: int) -> list[tuple[int, bool]]:
        """When each picture of a monitor was taken and whether it is a key frame; no picture is read.

        Raises:
            DamagedFileError: A page cannot be read.
        """
        # Both indexes hold all that is asked for, so that no page of a picture is decrypted.
        sql = """
            SELECT at_ns, id IN (
                SELECT id FROM packet INDEXED BY packet_key WHERE monitor_id = :monitor AND is_key = 1
            )
            FROM packet INDEXED BY packet_by_time WHERE monitor_id = :monitor ORDER BY at_ns, id
        """
        with clear_errors(self._path):
            rows = self._database.execute(sql, {"monitor": monitor_id}).fetchall()
        return [(at_ns, bool(is_key)) for at_ns, is_key in rows]

    def gop_at(self, monitor_id: int, at_ns: int) -> tuple[Packet, ...]:
        """What must be decoded to see a monitor as it was: its group's key frame up to this time, included.

        Returns:
            Packets in order, the first a key frame; empty before the monitor's first picture.

        Raises:
            DamagedFileError: A page cannot be read.
        """
        sql = f"""
            WITH start AS (
                SELECT id, at_ns, gop FROM packet INDEXED BY packet_key
                WHERE monitor_id = :monitor AND is_key = 1 AND at_ns <= :at
                ORDER BY at_ns DESC, id DESC LIMIT 1
            )
            SELECT {PACKET_COLUMNS}
            FROM start CROSS JOIN packet INDEXED BY packet_by_time
            WHERE packet.monitor_id = :monitor AND packet.at_ns >= start.at_ns AND packet.at_ns <= :at
                AND packet.gop = start.gop AND packet.id >= start.id
            ORDER BY packet.at_ns, packet.id
        """  # noqa: S608 - only constants of this module
        with clear_errors(self._path):
            return tuple(read_packets(self._database, sql, {"monitor": monitor_id, "at": at_ns}))

    def summary(self) -> SessionSummary:
        """Count what is in the file; takes as long as reading it.

        Raises:
            DamagedFileError: A page cannot be read.
        """
        with clear_errors(self._path):
            row = self._database.execute(
                """
                SELECT
                    (SELECT count(*) FROM event),
                    (SELECT count(*) FROM packet),
                    (SELECT total(length(data)) FROM packet),
                    (SELECT last_seq FROM numbering)
                """
            ).fetchone()
        return SessionSummary(
            session_id=self.header.session_id,
            ended_ns=self.ended_ns,
            reason=self.reason,
            events=row[0],
            packets=row[1],
            packet_bytes=int(row[2]),
            last_seq=row[3],
            file_bytes=self.size_bytes,
            seal=self._seal,
        )

    def problems(self, remembered: SessionSummary | None = None) -> tuple[str, ...]:
        """What is wrong with the file; empty when all is well. Takes as long as reading it twice.

        Args:
            remembered: What the catalog knows of it.
        """
        found = integrity_problems(self._database)
        if found or remembered is None:
            return found
        return () if self.summary() == remembered else ("it is not the file that was finished",)

    def is_the_one(self, remembered: SessionSummary) -> bool:
        """Whether this is the file that was finished, as far as can be told without reading all of it."""
        return (
            self._seal == remembered.seal
            and self.size_bytes == remembered.file_bytes
            and self.header.session_id == remembered.session_id
        )

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
