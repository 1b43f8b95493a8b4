"""The sessions of a vault: from their beginning to their destruction."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from recorder.vault.catalog import GONE, SessionRow, SessionState
from recorder.vault.disk import shred, sync_folder
from recorder.vault.errors import DamagedFileError, SessionBusyError, SessionUnfinishedError
from recorder.vault.home import doomed_path
from recorder.vault.kept_episodes import KeptEpisodes
from recorder.vault.kept_sharing import KeptSharing
from recorder.vault.keys import fresh_key
from recorder.vault.session_header import SessionHeader, SessionSummary
from recorder.vault.session_reader import SessionAccess, SessionReader
from recorder.vault.session_recovery import RecoveryOutcome, SessionRecovery, recover_session
from recorder.vault.session_writer import SessionWriter, shred_doomed


@dataclass(frozen=True, slots=True)
class NewSession:
    """What the recorder of a new session needs; nothing more of the vault.

    Attributes:
        row: What the catalog says of it.
        path: Where its file shall be created.
        key: Its own key; never shown by ``repr``.
    """

    row: SessionRow
    path: Path
    key: bytes = field(repr=False)


class KeptSessions(KeptEpisodes, KeptSharing):
    """The part of an unlocked vault that keeps sessions, and lets go of them with all that came of them.

    What was submitted of a session stays known when it goes, so that it can still be withdrawn.
    """

    def new_session(self, header: SessionHeader, *, retention_days: int) -> NewSession:
        """Write down that a session begins. Its file is created by its recorder.

        Args:
            header: The session's header.
            retention_days: The study's; counted from the session's beginning.

        Raises:
            DiskFullError: No space is left.
        """
        key = fresh_key()
        expires_at = header.started_at + timedelta(days=retention_days)
        self._catalog.add_session(header, key, expires_at=expires_at)
        row = self._catalog.session(header.session_id)
        return NewSession(row, self.paths.session(header.session_id), key)

    def sessions(self) -> tuple[SessionRow, ...]:
        """All sessions there ever were, oldest first; of those that are gone only the id and the end."""
        return self._catalog.sessions()

    def finish_session(self, summary: SessionSummary) -> None:
        """Write down how a session ended, as its writer told.

        Raises:
            NoSuchSessionError: There is none.
            DamagedFileError: The file is not the one that the summary tells of.
        """
        path, key = self.paths.session(summary.session_id), self._catalog.session_key(summary.session_id)
        with self._reader(path, key) as reader:
            if not reader.is_the_one(summary):
                raise DamagedFileError(path, "it is not the file that was finished")
        self._catalog.finish_session(summary, SessionState.RECORDED)

    def open_session(self, session_id: str) -> SessionReader:
        """Read a finished session.

        Raises:
            NoSuchSessionError: There is none.
            SessionUnfinishedError: It is still recorded, or was left by a crash.
            DamagedFileError: Its file is missing, damaged, cut short, an older copy, or another one.
            NewerFormatError: A later version wrote it.
        """
        return self.session_access(session_id).open()

    def session_access(self, session_id: str) -> SessionAccess:
        """What opens a finished session on another thread: its key is in it, so let go of it when locking.

        Raises:
            NoSuchSessionError: There is none.
            SessionUnfinishedError: It is still recorded, or was left by a crash.
        """
        row = self._catalog.session(session_id)
        if row.summary is None:
            raise SessionUnfinishedError
        return SessionAccess(
            self.paths.session(session_id), self._catalog.session_key(session_id), row.summary
        )

    def delete_session(self, session_id: str) -> None:
        """Destroy a session: its key and file, edits, episodes and checks, and all that is known but its id.

        What was submitted of it stays where it is: withdraw that as well.

        Raises:
            NoSuchSessionError: There is none.
            SessionBusyError: It is being recorded or baked.
            DiskFullError: No space is left to write that down; what the next start finds, it finishes.
        """
        self._remove(self._catalog.session(session_id), SessionState.DELETED)

    def forget_destroyed_session(self, session_id: str) -> None:
        """Destroy the key of a session whose recorder destroyed its file in a panic.

        Raises:
            NoSuchSessionError: There is none.
            SessionBusyError: Its recorder still runs.
        """
        self._remove(self._catalog.session(session_id), SessionState.DESTROYED)

    def expire_sessions(self, now: datetime) -> tuple[str, ...]:
        """Destroy the finished sessions whose retention has ended; one that is being baked, the next time.

        Returns:
            Their ids.
        """
        expired = [
            row
            for row in self.sessions()
            if row.summary is not None and row.expires_at is not None and row.expires_at <= now
        ]
        return tuple(row.session_id for row in expired if self._expire(row))

    def recover_sessions(self) -> tuple[SessionRecovery, ...]:
        """Close the sessions that a crash left open, and finish deletions that it cut off.

        Episodes whose baking was cut off and copies whose opening was are removed.

        Raises:
            DiskFullError: No space is left; what could not be closed stays as it was.
        """
        recoveries = []
        for row in self.sessions():
            path = self.paths.session(row.session_id)
            if row.state in GONE:
                shred_doomed(path)
            elif doomed_path(path).exists() and row.state is not SessionState.RECORDING:
                self._remove(row, SessionState.DELETED)
            elif row.state is SessionState.RECORDING:
                recoveries.append(self._recover(row, path))
        self.recover_episodes()
        self.recover_sharing()
        self.recover_checks()
        return tuple(recoveries)

    def _expire(self, row: SessionRow) -> bool:
        try:
            self._remove(row, SessionState.EXPIRED)
        except SessionBusyError:
            return False
        return True

    def _remove(self, row: SessionRow, state: SessionState) -> None:
        path = self.paths.session(row.session_id)
        self._refuse_if_baking(row.session_id)
        if path.exists():
            if row.state is SessionState.RECORDING:
                self._refuse_if_recording(path, row.session_id)
            path.replace(doomed_path(path))
            sync_folder(path.parent)
        episodes = self._doom_episodes_of(row.session_id)
        made = (each.episode_id for each in self._catalog.episodes.of_session(row.session_id))
        checks = self._check_files_of(row.session_id, *made)
        self._catalog.forget_session(row.session_id, state)
        for doomed in (path, *episodes):
            shred_doomed(doomed)
        for check in checks:
            shred(check)

    def _refuse_if_recording(self, path: Path, session_id: str) -> None:
        try:
            SessionWriter.open(path, self._catalog.session_key(session_id)).close()
        except DamagedFileError:
            return

    def _recover(self, row: SessionRow, path: Path) -> SessionRecovery:
        recovery = recover_session(row.session_id, path, self._catalog.session_key(row.session_id))
        match recovery.outcome:
            case RecoveryOutcome.GONE:
                self._remove(row, SessionState.DESTROYED)
            case RecoveryOutcome.CLOSED | RecoveryOutcome.FILED if recovery.summary is not None:
                closed = recovery.outcome is RecoveryOutcome.CLOSED
                state = SessionState.RECOVERED if closed else SessionState.RECORDED
                self._catalog.finish_session(recovery.summary, state)
            case _:
                pass
        return recovery
