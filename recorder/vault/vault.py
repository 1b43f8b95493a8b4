"""The vault: one folder, one key, one process at a time.

Whoever unlocks it should call ``recover_sessions`` and ``expire_sessions`` next; neither is done unasked,
since both change what a person sees.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, Self

from recorder.vault.backup import restore_backup, write_backup
from recorder.vault.catalog import GONE, SessionState
from recorder.vault.errors import (
    DamagedFileError,
    NoSuchEpisodeError,
    NoSuchReceivedError,
    NoSuchSessionError,
    SessionBusyError,
    SessionUnfinishedError,
)
from recorder.vault.kept_episodes import NewEpisode
from recorder.vault.kept_sessions import KeptSessions, NewSession
from recorder.vault.keys import Argon2Cost, Passphrase, WrapKind, wrap_key
from recorder.vault.opening import begin_vault, open_vault
from recorder.vault.recovery_code import RecoveryCode
from recorder.vault.session_header import SessionSummary
from recorder.vault.system_keyring import KeyStore
from recorder.vault.vault_header import write_vault_header

__all__ = ["NewEpisode", "NewSession", "Problem", "Progress", "Vault"]

Progress = Callable[[int, int], None]
"""Told how many of how many files are done."""

_DEFAULT_COST: Final = Argon2Cost()


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that a check found.

    Attributes:
        name: The file's name.
        what: What is wrong with it; never content.
    """

    name: str
    what: str


class Vault(KeptSessions):
    """An unlocked vault. Owned by one thread.

    What it does with sessions, their edits and their episodes is in the classes that it is made of.

    Attributes:
        paths: Its files.
    """

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

    def studies(self) -> tuple[tuple[str, bytes], ...]:
        """The hash and the exact text of every study that is kept, oldest first."""
        return self._catalog.studies()

    def check(self, progress: Progress | None = None) -> tuple[Problem, ...]:
        """Check every page of every file, and every finished one against what the catalog remembers.

        Returns:
            What is wrong; empty when all is well.
        """
        held: list[tuple[Path, Callable[[], bytes], SessionSummary]] = [
            (
                self.paths.session(row.session_id),
                partial(self._catalog.session_key, row.session_id),
                row.summary,
            )
            for row in self.sessions()
            if row.summary is not None
        ]
        episodes = self._catalog.episodes
        held += [
            (self.paths.episode(row.episode_id), partial(episodes.key, row.episode_id), row.summary)
            for row in episodes.all()
            if row.summary is not None
        ]
        held += [
            (
                self.paths.received_file(row.bundle_id),
                partial(self._catalog.received.key, row.bundle_id),
                row.summary,
            )
            for row in self.received()
            if row.summary is not None
        ]
        problems = [Problem(self.paths.catalog.name, what) for what in self._catalog.problems()]
        for done, (path, key, summary) in enumerate(held, start=1):
            if progress is not None:
                progress(done, len(held) + 1)
            problems += self._file_problems(path, key, summary)
        if progress is not None:
            progress(len(held) + 1, len(held) + 1)
        return tuple(problems)

    def backup(self, destination: Path) -> None:
        """Copy the vault, encrypted as it is, into an empty or missing folder, whole or not at all.

        A session that is deleted later stays in the backups made before: delete those too. What was received
        of others is in none, nor is any key to it or what was said of it, so that nothing outlives a
        withdrawal. Nor are checks, which show what was recorded once more: check again. Nor is the outbox:
        what waits there is sealed anew.

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
            episode_ids=tuple(
                row.episode_id for row in self._catalog.episodes.all() if row.summary is not None
            ),
            copy_catalog=lambda path: opened.catalog.copy_to(path, opened.key),
        )

    def _file_problems(
        self, path: Path, key: Callable[[], bytes], remembered: SessionSummary
    ) -> list[Problem]:
        try:
            with self._reader(path, key()) as reader:
                return [Problem(path.name, what) for what in reader.problems(remembered)]
        except (
            DamagedFileError,
            SessionUnfinishedError,
            NoSuchSessionError,
            NoSuchEpisodeError,
            NoSuchReceivedError,
        ) as error:
            return [Problem(path.name, error.happened)]
