"""Writing one session's encrypted file. Needs the file's own key, and nothing of the vault.

Decisions:

- A call of ``append`` is one transaction, synced before it returns: a crash costs at most the call in
  progress.
- Space is reserved when a session begins, and given back when it ends: closing it moves the log's pages, 4 MB
  or little more, into the database, and must work on a full disk.
- A finished file is in rollback mode: it is one file, readable without creating another, and never changes
  again.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from recorder.episode.ending import EndReason
from recorder.episode.events import NumberedEvent
from recorder.episode.frames import Packet
from recorder.vault.cipher import Access, clear_errors, open_encrypted, scrub_log, settled_format
from recorder.vault.codec import EventRow, event_to_row
from recorder.vault.disk import reserve_space, shred, sync_file, sync_folder
from recorder.vault.engine import Database
from recorder.vault.home import doomed_path, journal_path, log_path, reserve_path
from recorder.vault.migrations import SESSION_FORMAT, session_migrations
from recorder.vault.packet_rows import insert_packets
from recorder.vault.session_header import (
    SessionHeader,
    SessionSummary,
    header_to_json,
)
from recorder.vault.session_tables import stored_header
from recorder.vault.session_wipe import wipe_rows_since

_RESERVED_BYTES: Final = 8 << 20
_BATCH_ROWS: Final = 2000
"""A batch is read whole: one that brings more is told as several."""
_INSERT_EVENT: Final = "INSERT INTO event (seq, at_ns, kind, x, y, end_ns, body) VALUES (?, ?, ?, ?, ?, ?, ?)"
_INSERT_BATCH: Final = (
    "INSERT INTO batch (first_seq, last_seq, from_ns, to_ns, reach_ns) VALUES (?, ?, ?, ?, ?)"
)


@dataclass(frozen=True, slots=True)
class _Held:
    """What is in the file, counted along: counting it at the end would make a long session slow to stop."""

    events: int
    packets: int
    packet_bytes: int

    def plus(self, other: "_Held") -> "_Held":
        return _Held(
            self.events + other.events, self.packets + other.packets, self.packet_bytes + other.packet_bytes
        )


class SessionWriter:
    """The one writer of a session; a ``SessionSink``. Owned by one thread.

    Attributes:
        header: What was fixed when the session began.
    """

    def __init__(self, path: Path, database: Database, header: SessionHeader) -> None:
        self.header = header
        self._path = path
        self._database = database
        self._last_seq = _last_seq(database)
        self._held = _held(database)

    @classmethod
    def create(cls, path: Path, key: bytes, header: SessionHeader) -> Self:
        """Begin a session in a file that does not exist yet.

        Raises:
            FileExistsError: There is one.
            DiskFullError: No space is left.
        """
        return cls._create(path, key, header, access=Access.CREATE)

    @classmethod
    def fill(cls, path: Path, key: bytes, header: SessionHeader) -> Self:
        """As ``create``, for what can be made anew: nothing of it is durable before its end.

        Whoever fills it destroys it when it does not come to its end; a crash leaves what cannot be used.

        Raises:
            FileExistsError: There is one.
            DiskFullError: No space is left.
        """
        return cls._create(path, key, header, access=Access.FILL)

    @classmethod
    def _create(cls, path: Path, key: bytes, header: SessionHeader, *, access: Access) -> Self:
        database = open_encrypted(path, key, access=access)
        try:
            if access is Access.CREATE:
                reserve_space(reserve_path(path), _RESERVED_BYTES)
            with clear_errors(path):
                session_migrations.apply(database)
                with database.atomic():
                    database.execute("INSERT INTO header VALUES (1, ?)", (header_to_json(header),))
                    database.execute("INSERT INTO numbering VALUES (1, 0)")
            scrub_log(database, path)
            sync_folder(path.parent)
            return cls(path, database, header)
        except BaseException:
            database.close()
            # Nothing was recorded; half a beginning could neither be opened nor closed later.
            for left in (path, log_path(path), reserve_path(path)):
                left.unlink(missing_ok=True)
            raise

    @classmethod
    def open(cls, path: Path, key: bytes) -> Self:
        """Go on with a session that was never finished, after a crash.

        Raises:
            FileNotFoundError: There is no such file.
            SessionBusyError: Its recorder still runs.
            NewerFormatError: A later version wrote it.
            SessionNeverBegunError: The recorder died before anything was in it.
            DamagedFileError: The key does not open it, or it is damaged.
        """
        settled_format(path, key, known=SESSION_FORMAT)
        database = open_encrypted(path, key, access=Access.WRITE)
        try:
            with clear_errors(path):
                header = stored_header(database, path)
                session_migrations.apply(database)
                return cls(path, database, header)
        except BaseException:
            database.close()
            raise

    @property
    def last_seq(self) -> int:
        """The highest event number ever used; 0 before the first."""
        return self._last_seq

    @property
    def last_ns(self) -> int:
        """The last instant of which the session knows anything; 0 if it is empty."""
        with clear_errors(self._path):
            row = self._database.execute(
                """
                SELECT max(
                    coalesce((SELECT max(max(to_ns, reach_ns)) FROM batch), 0),
                    coalesce((SELECT max(at_ns) FROM packet), 0)
                )
                """
            ).fetchone()
        return int(row[0])

    @property
    def is_finished(self) -> bool:
        """Whether it was finished before, by a process that did not live to tell."""
        with clear_errors(self._path):
            return self._database.execute("SELECT 1 FROM ending").fetchone() is not None

    def append(self, events: Sequence[NumberedEvent], packets: Sequence[Packet]) -> None:
        """Write all of it or none, durably.

        Raises:
            ValueError: The events' numbers do not rise.
            DiskFullError: No space is left; all that was appended before stays, and a later call may succeed.
            StorageFailedError: The disk refused.
        """
        self.append_rows([event_to_row(numbered) for numbered in events], packets)

    def append_rows(self, rows: Sequence[EventRow], packets: Sequence[Packet]) -> None:
        """As ``append``, of events that are rows already; there may be many.

        Raises:
            UserFacingError: As ``append``.
        """
        last_seq = self._last_seq
        for row in rows:
            if row[0] <= last_seq:
                raise ValueError("the numbers of events only rise")
            last_seq = row[0]
        with clear_errors(self._path), self._database.atomic():
            connection = self._database.conn
            if rows:
                connection.executemany(_INSERT_EVENT, rows)
                slices = (rows[at : at + _BATCH_ROWS] for at in range(0, len(rows), _BATCH_ROWS))
                connection.executemany(_INSERT_BATCH, [_batch(each) for each in slices])
            insert_packets(self._database, packets)
        self._last_seq = last_seq
        self._held = self._held.plus(
            _Held(len(rows), len(packets), sum(len(packet.data) for packet in packets))
        )

    def wipe_since(self, at_ns: int) -> None:
        """Remove all that happened at or after ``at_ns``, from the disk too.

        Marks that began before and reach past it end there. The numbers of wiped events are not used again.

        Raises:
            DiskFullError: No space is left; call again once there is, for until then it is not gone.
            StorageFailedError: The disk refused.
        """
        with clear_errors(self._path), self._database.atomic():
            self._database.execute("UPDATE numbering SET last_seq = ?", (self._last_seq,))
            wipe_rows_since(self._database, at_ns)
        self._held = _held(self._database)
        scrub_log(self._database, self._path)

    def finish(self, ended_ns: int, reason: EndReason) -> SessionSummary:
        """Close the session for good. One that was finished before stays as it ended.

        Args:
            ended_ns: The session's length.
            reason: Why it ended.

        Raises:
            DiskFullError: No space is left, not even for that; the session stays as a crash would leave it.
        """
        seal = secrets.token_hex(16)
        reserve_path(self._path).unlink(missing_ok=True)
        with clear_errors(self._path):
            with self._database.atomic():
                self._database.execute("UPDATE numbering SET last_seq = ?", (self._last_seq,))
                self._database.execute(
                    "INSERT INTO ending VALUES (1, ?, ?, ?) ON CONFLICT DO NOTHING", (ended_ns, reason, seal)
                )
            ended_ns, reason, seal = self._database.execute(
                "SELECT ended_ns, reason, seal FROM ending"
            ).fetchone()
            scrub_log(self._database, self._path)
            self._database.execute("PRAGMA journal_mode=DELETE").fetchone()
        self._database.close()
        sync_file(self._path)
        sync_folder(self._path.parent)
        return SessionSummary(
            session_id=self.header.session_id,
            ended_ns=ended_ns,
            reason=EndReason(reason),
            events=self._held.events,
            packets=self._held.packets,
            packet_bytes=self._held.packet_bytes,
            last_seq=self._last_seq,
            file_bytes=self._path.stat().st_size,
            seal=seal,
        )

    def destroy(self) -> None:
        """Overwrite and remove the file and its log. A crash in between leaves a name that recovery finishes.

        The log is overwritten before SQLite may remove it; from then on the database is beyond repair,
        which is meant.
        """
        doomed = doomed_path(self._path)
        self._path.replace(doomed)
        shred_doomed(self._path)
        self._database.conn.close()

    def close(self) -> None:
        """Let go of the file without finishing the session; what was appended stays."""
        with clear_errors(self._path):
            self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def shred_doomed(path: Path) -> None:
    """Finish the destruction of a session file that was given its doomed name, and of its logs."""
    reserve_path(path).unlink(missing_ok=True)
    for leftover in (log_path(path), journal_path(path), doomed_path(path)):
        shred(leftover)


def _batch(rows: Sequence[EventRow]) -> tuple[int, int, int, int, int]:
    times = [row[1] for row in rows]
    reach_ns = max((row[5] for row in rows if row[5] is not None), default=0)
    return (rows[0][0], rows[-1][0], min(times), max(times), reach_ns)


def _last_seq(database: Database) -> int:
    row = database.execute(
        "SELECT max((SELECT last_seq FROM numbering), coalesce((SELECT max(seq) FROM event), 0))"
    ).fetchone()
    return int(row[0])


def _held(database: Database) -> _Held:
    row = database.execute(
        "SELECT (SELECT count(*) FROM event), count(*), total(length(data)) FROM packet"
    ).fetchone()
    return _Held(row[0], row[1], int(row[2]))
