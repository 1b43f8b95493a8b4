"""The vault: one folder, one key, one process at a time.

Whoever unlocks it should call ``recover_sessions`` and ``expire_sessions`` next; neither is done unasked,
since both change what a person sees.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from recorder.vault.backup import restore_backup, write_backup
from recorder.vault.catalog import GONE, Catalog, SessionRow, SessionState
from recorder.vault.disk import sync_folder
from recorder.vault.errors import (
    DamagedFileError,
    NoSuchSessionError,
    SessionBusyError,
    SessionUnfinishedError,
    VaultLockedError,
)
from recorder.vault.home import doomed_path
from recorder.vault.keys import Argon2Cost, Passphrase, WrapKind, fresh_key, wrap_key
from recorder.vault.opening import OpenedVault, begin_vault, open_vault
from recorder.vault.recovery_code import RecoveryCode
from recorder.vault.session_header import SessionHeader, SessionSummary
from recorder.vault.session_reader import SessionAccess, SessionReader
from recorder.vault.session_recovery import RecoveryOutcome, SessionRecovery, recover_session
from recorder.vault.session_writer import SessionWriter, shred_doomed
from recorder.vault.system_keyring import KeyStore
from recorder.vault.vault_header import History, write_vault_header

Progress = Callable[[int, int], None]
"""Told how many of how many files are done."""

_DEFAULT_COST = Argon2Cost()


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


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that a check found.

    Attributes:
        name: The file's name.
        what: What is wrong with it; never content.
    """

    name: str
    what: str


class Vault:
    """An unlocked vault. Owned by one thread.

    Attributes:
        paths: Its files.
    """

    def __init__(self, opened: OpenedVault) -> None:
        self.paths = opened.paths
        self._opened: OpenedVault | None = opened
        opened.catalog.on_change = self._keep_history

    @classmethod
    def create(
        cls, home: Path, secret: Passphrase | KeyStore, *, cost: Argon2Cost = _DEFAULT_COST
    ) -> tuple[Self, RecoveryCode]:
        """Make a vault in an empty or missing folder.

        Args:
            home: The folder.
            secret: A passphrase, or the keyring that shall keep a random key.
            cost: Of trying a passphrase.

        Returns:
            The unlocked vault and the code that also opens it, to be printed once and kept nowhere.

        Raises:
            VaultExistsError: Something is there.
            WeakPassphraseError: The passphrase is too short.
            KeyringUnavailableError: The keyring did not keep the key.
            DiskFullError: No space is left.
        """
        opened, code = begin_vault(home, secret, cost=cost)
        return cls(opened), code

    @classmethod
    def unlock(cls, home: Path, secret: Passphrase | RecoveryCode | KeyStore) -> Self:
        """Open a vault.

        Raises:
            NoVaultError: There is none.
            VaultBusyError: Another process has it open.
            WrongPassphraseError: The passphrase is wrong.
            WrongRecoveryCodeError: The code is another vault's.
            KeyringUnavailableError: The keyring has no key for it, or is locked.
            NoSuchWrapError: It is opened in another way.
            NewerFormatError: A later version wrote it; it was left as it is.
            DamagedFileError: It is damaged, or files of another vault lie in it.
            RolledBackError: Its catalog is an older one.
        """
        return cls(open_vault(home, secret))

    @classmethod
    def recover(
        cls, home: Path, code: RecoveryCode, passphrase: Passphrase, *, cost: Argon2Cost = _DEFAULT_COST
    ) -> Self:
        """Open a vault by its recovery code and give it a new passphrase. The code stays valid.

        Raises:
            WeakPassphraseError: The new passphrase is too short.
            UserFacingError: As ``unlock``.
        """
        passphrase.checked()
        vault = cls.unlock(home, code)
        try:
            vault.change_passphrase(passphrase, cost=cost)
        except BaseException:
            vault.close()
            raise
        return vault

    @staticmethod
    def restore(source: Path, home: Path) -> None:
        """Make a vault of a backup, locked, in an empty or missing folder.

        Raises:
            VaultExistsError: Something is there.
            BackupIncompleteError: The backup lacks something, or something in it was changed.
        """
        restore_backup(source, home)

    def change_passphrase(self, passphrase: Passphrase, *, cost: Argon2Cost = _DEFAULT_COST) -> None:
        """Open by this passphrase from now on, and no more by the one before.

        Raises:
            WeakPassphraseError: It is too short; nothing was changed.
        """
        opened = self._unlocked
        wrap = wrap_key(opened.key, passphrase.checked(), vault_id=opened.header.vault_id, cost=cost)
        opened.header = opened.header.with_wrap(wrap)
        write_vault_header(self.paths.header, opened.header)

    @property
    def opens_by(self) -> frozenset[WrapKind]:
        """The ways in which it can be opened."""
        return frozenset(self._unlocked.header.wraps)

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
        """Destroy a session: its key, its file, and all that is known of it but its id.

        Raises:
            NoSuchSessionError: There is none.
            SessionBusyError: It is being recorded.
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
        """Destroy the finished sessions whose retention has ended.

        Returns:
            Their ids.
        """
        expired = [
            row
            for row in self.sessions()
            if row.summary is not None and row.expires_at is not None and row.expires_at <= now
        ]
        for row in expired:
            self._remove(row, SessionState.EXPIRED)
        return tuple(row.session_id for row in expired)

    def recover_sessions(self) -> tuple[SessionRecovery, ...]:
        """Close the sessions that a crash left open, and finish deletions that it cut off.

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
        return tuple(recoveries)

    def append_consent_entry(self, entry_json: str, head: str) -> None:
        """Add an entry to the consent record, which only grows.

        Args:
            entry_json: The entry, opaque here.
            head: The hash of the record with this entry, as the consent record computes it.
        """
        self._catalog.append_consent(entry_json, head)

    def consent_entries(self) -> tuple[str, ...]:
        """The consent record, oldest first."""
        return self._catalog.consent_entries()

    def consent_head(self) -> str:
        """The hash that came with the last entry; empty before the first."""
        return self._catalog.history().consent_head

    def keep_study(self, sha256: str, toml_bytes: bytes) -> None:
        """Keep a study's exact text under its hash."""
        self._catalog.keep_study(sha256, toml_bytes)

    def study(self, sha256: str) -> bytes | None:
        """A study's exact text, or ``None`` where it was never kept."""
        return self._catalog.study(sha256)

    def check(self, progress: Progress | None = None) -> tuple[Problem, ...]:
        """Check every page of every file, and every finished session against what the catalog remembers.

        Returns:
            What is wrong; empty when all is well.
        """
        rows = [row for row in self.sessions() if row.summary is not None]
        problems = [Problem(self.paths.catalog.name, what) for what in self._catalog.problems()]
        for done, row in enumerate(rows, start=1):
            if progress is not None:
                progress(done, len(rows) + 1)
            problems += self._session_problems(row)
        if progress is not None:
            progress(len(rows) + 1, len(rows) + 1)
        return tuple(problems)

    def backup(self, destination: Path) -> None:
        """Copy the vault, encrypted as it is, into an empty or missing folder, whole or not at all.

        A session that is deleted later stays in the backups made before: delete those too.

        Raises:
            VaultExistsError: Something is there.
            SessionBusyError: A session is being recorded, or was left open by a crash.
        """
        opened = self._unlocked
        if any(row.state is SessionState.RECORDING for row in self.sessions()):
            raise SessionBusyError
        write_backup(
            self.paths,
            destination,
            session_ids=tuple(row.session_id for row in self.sessions() if row.state not in GONE),
            copy_catalog=lambda path: opened.catalog.copy_to(path, opened.key),
        )

    def close(self) -> None:
        """Lock it: scrub the catalog's log, let other processes have it. Twice does no harm."""
        opened, self._opened = self._opened, None
        if opened is not None:
            opened.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def _unlocked(self) -> OpenedVault:
        if self._opened is None:
            raise VaultLockedError
        return self._opened

    @property
    def _catalog(self) -> Catalog:
        return self._unlocked.catalog

    def _keep_history(self, history: History) -> None:
        opened = self._unlocked
        opened.header = opened.header.with_history(history, opened.key)
        write_vault_header(self.paths.header, opened.header)

    def _reader(self, path: Path, key: bytes) -> SessionReader:
        try:
            return SessionReader.open(path, key)
        except FileNotFoundError as error:
            raise DamagedFileError(path, "it is missing") from error

    def _remove(self, row: SessionRow, state: SessionState) -> None:
        path = self.paths.session(row.session_id)
        if path.exists():
            if row.state is SessionState.RECORDING:
                self._refuse_if_recording(path, row.session_id)
            path.replace(doomed_path(path))
            sync_folder(path.parent)
        self._catalog.forget_session(row.session_id, state)
        shred_doomed(path)

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

    def _session_problems(self, row: SessionRow) -> list[Problem]:
        path = self.paths.session(row.session_id)
        try:
            with self._reader(path, self._catalog.session_key(row.session_id)) as reader:
                return [Problem(path.name, what) for what in reader.problems(row.summary)]
        except (DamagedFileError, SessionUnfinishedError, NoSuchSessionError) as error:
            return [Problem(path.name, error.happened)]
