"""The catalog: which sessions there are, their keys, edits and episodes, the consents and the studies.

Every change counts up, and whoever opened the catalog is told how far it has come, to keep that elsewhere
as well: an older catalog put back is noticed by it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Self

from recorder.vault.catalog_rows import moment_to_text, now_text
from recorder.vault.check_rows import CheckRows
from recorder.vault.cipher import (
    Access,
    clear_errors,
    format_of,
    integrity_problems,
    open_encrypted,
    scrub_log,
    settled_format,
)
from recorder.vault.edit_steps import EditStepRows
from recorder.vault.engine import Database
from recorder.vault.episode_rows import EpisodeRows
from recorder.vault.errors import DamagedFileError, NoSuchSessionError
from recorder.vault.forgetting import forget_rows_of_session
from recorder.vault.identity_rows import IdentityRows
from recorder.vault.migrations import CATALOG_FORMAT, catalog_migrations
from recorder.vault.received_rows import ReceivedRows
from recorder.vault.review_rows import ReviewRows
from recorder.vault.session_header import (
    SessionHeader,
    SessionSummary,
    header_to_json,
    summary_to_json,
)
from recorder.vault.session_rows import (
    GONE,
    NO_EDITS,
    SELECT_SESSIONS,
    Baked,
    SessionRow,
    SessionState,
    session_row,
)
from recorder.vault.submission_rows import ApprovalRows, SubmissionRows
from recorder.vault.vault_header import History

__all__ = ["GONE", "Baked", "Catalog", "SessionRow", "SessionState"]


class Catalog:
    """The open catalog. Owned by one thread.

    Args:
        path: Its file.
        database: The only connection to it.

    Attributes:
        edit_steps: The history of each session's edits.
        episodes: What was baked.
        identity: The person's keys, and who owns the studies.
        approvals: What was approved.
        submissions: What was submitted.
        received: What was received.
        checks: What became of replays.
        reviews: What readers said of it, and of what was shared.
        on_change: Told after every change how far the catalog has come.
    """

    def __init__(self, path: Path, database: Database) -> None:
        self._path = path
        self._database = database
        self.on_change: Callable[[History], None] | None = None
        self.edit_steps = EditStepRows(path, database, self._change)
        self.episodes = EpisodeRows(path, database, self._change)
        self.identity = IdentityRows(path, database, self._change)
        self.approvals = ApprovalRows(path, database, self._change)
        self.submissions = SubmissionRows(path, database, self._change)
        self.received = ReceivedRows(path, database, self._change)
        self.checks = CheckRows(path, database, self._change)
        self.reviews = ReviewRows(path, database, self._change)

    @classmethod
    def create(cls, path: Path, key: bytes) -> Self:
        """Begin a catalog where there is no file.

        Raises:
            FileExistsError: There is one.
            DiskFullError: No space is left.
        """
        database = open_encrypted(path, key, access=Access.CREATE)
        try:
            with clear_errors(path):
                catalog_migrations.apply(database)
            scrub_log(database, path)
        except BaseException:
            database.close()
            raise
        return cls(path, database)

    @classmethod
    def open(cls, path: Path, key: bytes) -> Self:
        """Open a catalog, after checking every page of it.

        Raises:
            NewerFormatError: A later version wrote it.
            DamagedFileError: The key does not open it, or it is damaged or missing.
        """
        try:
            _refuse_empty(path, settled_format(path, key, known=CATALOG_FORMAT))
            database = open_encrypted(path, key, access=Access.WRITE)
        except FileNotFoundError as error:
            raise DamagedFileError(path, "it is missing") from error
        try:
            _refuse_empty(path, format_of(database, path, known=CATALOG_FORMAT))
            _refuse_damage(database, path)
            with clear_errors(path):
                catalog_migrations.apply(database)
        except BaseException:
            database.close()
            raise
        return cls(path, database)

    def history(self) -> History:
        """How far the catalog has come."""
        with clear_errors(self._path):
            changes = self._database.execute("SELECT changes FROM history").fetchone()[0]
            row = self._database.execute(
                "SELECT n, head FROM consent_entry ORDER BY n DESC LIMIT 1"
            ).fetchone()
        number, head = row or (0, "")
        return History(changes=int(changes), consents=int(number), consent_head=str(head))

    def includes(self, history: History) -> bool:
        """Whether the catalog has been where ``history`` says, and perhaps came further."""
        own = self.history()
        if own.changes < history.changes or own.consents < history.consents:
            return False
        if history.consents == 0:
            return history.consent_head == ""
        with clear_errors(self._path):
            row = self._database.execute(
                "SELECT head FROM consent_entry WHERE n = ?", (history.consents,)
            ).fetchone()
        return row is not None and row[0] == history.consent_head

    def problems(self) -> tuple[str, ...]:
        """What is wrong with its pages; empty when all is well."""
        return integrity_problems(self._database)

    def add_session(self, header: SessionHeader, key: bytes, *, expires_at: datetime) -> None:
        """Write down that a session begins, with its key."""
        with self._change():
            self._database.execute(
                "INSERT INTO session VALUES (?, ?, ?, ?)",
                (header.session_id, SessionState.RECORDING, now_text(), moment_to_text(expires_at)),
            )
            self._database.execute(
                "INSERT INTO session_content VALUES (?, ?, ?, NULL)",
                (header.session_id, key, header_to_json(header)),
            )

    def sessions(self) -> tuple[SessionRow, ...]:
        """All sessions there ever were, in the order in which they began."""
        with clear_errors(self._path):
            rows = self._database.execute(f"{SELECT_SESSIONS} ORDER BY session.rowid", (NO_EDITS,)).fetchall()
        return tuple(session_row(row) for row in rows)

    def session(self, session_id: str) -> SessionRow:
        """One session that is not gone.

        Raises:
            NoSuchSessionError: There is none.
        """
        with clear_errors(self._path):
            row = self._database.execute(
                f"{SELECT_SESSIONS} WHERE session.id = ?", (NO_EDITS, session_id)
            ).fetchone()
        if row is None or row[4] is None:
            raise NoSuchSessionError(session_id)
        return session_row(row)

    def session_key(self, session_id: str) -> bytes:
        """A session's key.

        Raises:
            NoSuchSessionError: There is none, or it was destroyed.
        """
        with clear_errors(self._path):
            row = self._database.execute(
                "SELECT key FROM session_content WHERE id = ?", (session_id,)
            ).fetchone()
        if row is None:
            raise NoSuchSessionError(session_id)
        return bytes(row[0])

    def finish_session(self, summary: SessionSummary, state: SessionState) -> None:
        """Write down how a session ended."""
        with self._change():
            self._set_state(summary.session_id, state)
            self._database.execute(
                "UPDATE session_content SET summary = ? WHERE id = ?",
                (summary_to_json(summary), summary.session_id),
            )

    def forget_session(self, session_id: str, state: SessionState) -> None:
        """Destroy a session's key and all that is known of it but its id and its end, from the disk too.

        Its edits and its episodes' keys go with it; their files are the caller's.
        """
        with self._change():
            self._set_state(session_id, state)
            self._database.execute("UPDATE session SET expires_at = NULL WHERE id = ?", (session_id,))
            forget_rows_of_session(self._database, session_id)
        scrub_log(self._database, self._path)

    def append_consent(self, entry: str, head: str) -> None:
        """Add an entry to the consent record, which only grows."""
        with self._change():
            self._database.execute("INSERT INTO consent_entry (entry, head) VALUES (?, ?)", (entry, head))

    def consent_entries(self) -> tuple[str, ...]:
        """The consent record, oldest first."""
        with clear_errors(self._path):
            rows = self._database.execute("SELECT entry FROM consent_entry ORDER BY n").fetchall()
        return tuple(str(row[0]) for row in rows)

    def keep_study(self, sha256: str, toml: bytes) -> None:
        """Keep a study's exact text; one that is kept already stays."""
        with self._change():
            self._database.execute("INSERT INTO study VALUES (?, ?) ON CONFLICT DO NOTHING", (sha256, toml))

    def study(self, sha256: str) -> bytes | None:
        """A study's exact text, or ``None``."""
        with clear_errors(self._path):
            row = self._database.execute("SELECT toml FROM study WHERE sha256 = ?", (sha256,)).fetchone()
        return None if row is None else bytes(row[0])

    def studies(self) -> tuple[tuple[str, bytes], ...]:
        """The hash and the exact text of every study that is kept, oldest first."""
        with clear_errors(self._path):
            rows = self._database.execute("SELECT sha256, toml FROM study ORDER BY rowid").fetchall()
        return tuple((str(sha256), bytes(toml)) for sha256, toml in rows)

    def copy_to(self, path: Path, key: bytes) -> None:
        """Write a consistent encrypted copy where there is no file.

        Without the keys of what was received, what was said of it, and checks, which show all of it again.

        Raises:
            FileExistsError: There is one.
            DiskFullError: No space is left.
        """
        copy = open_encrypted(path, key, access=Access.CREATE)
        try:
            with clear_errors(path):
                self._database.conn.backup(copy.conn)
                with copy.atomic():
                    copy.execute("DELETE FROM received_seal")
                    copy.execute("DELETE FROM received_content")
                    copy.execute("DELETE FROM replay_check_secret")
                    copy.execute("DELETE FROM replay_check")
                    copy.execute("DELETE FROM ignored_region")
                    # Of a bundle that was not shared from here: of one that was received.
                    for table in ("review_statement", "review"):
                        copy.execute(
                            f"DELETE FROM {table} WHERE bundle_id NOT IN (SELECT bundle_id FROM submission)"  # noqa: S608 - constants
                        )
            scrub_log(copy, path)
        finally:
            copy.close()

    def close(self) -> None:
        """Scrub the log and let go of the file.

        Raises:
            DiskFullError: No space is left for the log's pages; the file is closed all the same.
        """
        try:
            scrub_log(self._database, self._path)
        finally:
            self._database.close()

    def _set_state(self, session_id: str, state: SessionState) -> None:
        self._database.execute(
            "UPDATE session SET state = ?, state_since = ? WHERE id = ?", (state, now_text(), session_id)
        )

    @contextmanager
    def _change(self) -> Iterator[None]:
        with clear_errors(self._path), self._database.atomic():
            yield
            self._database.execute("UPDATE history SET changes = changes + 1")
        if self.on_change is not None:
            self.on_change(self.history())


def _refuse_empty(path: Path, format_number: int | None) -> None:
    if format_number == 0:
        raise DamagedFileError(path, "it is empty")


def _refuse_damage(database: Database, path: Path) -> None:
    if integrity_problems(database):
        raise DamagedFileError(path, "pages of it are damaged or were changed")
