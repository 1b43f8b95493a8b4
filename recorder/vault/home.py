"""Where the vault lies: ``ASSENT_HOME``, or the platform's folder for an application's data."""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import platformdirs

HOME_VARIABLE: Final = "ASSENT_HOME"
_ID: Final = re.compile(r"[0-9a-z][0-9a-z-]{0,63}\Z")


def assent_home() -> Path:
    """The folder of the vault, which need not exist yet.

    An empty variable counts as none, as everywhere in the XDG rules.
    """
    chosen = os.environ.get(HOME_VARIABLE, "")
    if chosen:
        return Path(chosen).expanduser().absolute()
    return Path(platformdirs.user_data_dir("assent", appauthor=False))


@dataclass(frozen=True, slots=True)
class VaultPaths:
    """The names of a vault's files.

    Attributes:
        home: The vault's folder.
    """

    home: Path

    @property
    def header(self) -> Path:
        """What is needed to unlock: salts and wrapped keys. The only file that is not encrypted."""
        return self.home / "vault.json"

    @property
    def catalog(self) -> Path:
        """The encrypted catalog: sessions, their keys, consents, studies."""
        return self.home / "catalog.db"

    @property
    def lock(self) -> Path:
        """Held by the process that has the vault open."""
        return self.home / "vault.lock"

    @property
    def sessions(self) -> Path:
        """The folder of the session files."""
        return self.home / "sessions"

    @property
    def episodes(self) -> Path:
        """The folder of the episode files, made with the first of them."""
        return self.home / "episodes"

    @property
    def outbox(self) -> Path:
        """The folder of what is sealed and waits to be sent; ciphertext only."""
        return self.home / "outbox"

    @property
    def received(self) -> Path:
        """The folder of the received episodes' files, made with the first of them."""
        return self.home / "received"

    @property
    def checks(self) -> Path:
        """The folder of what replays showed, sealed; made with the first of them."""
        return self.home / "checks"

    def check_file(self, check_id: str) -> Path:
        """One check's sealed file."""
        return self.checks / f"{_checked(check_id)}.age"

    def outbox_of(self, bundle_id: str) -> Path:
        """One bundle's folder in the outbox: the root of a store that holds this bundle alone.

        Raises:
            ValueError: A file may not be named so.
        """
        return self.outbox / _checked(bundle_id)

    def received_file(self, bundle_id: str) -> Path:
        """One received episode's encrypted file. Its id comes from a stranger.

        Raises:
            ValueError: A file may not be named so.
        """
        return self.received / f"{_checked(bundle_id)}.db"

    def session(self, session_id: str) -> Path:
        """One session's encrypted file."""
        return self.sessions / f"{session_id}.db"

    def episode(self, episode_id: str) -> Path:
        """One episode's encrypted file."""
        return self.episodes / f"{episode_id}.db"


def is_file_id(text: str) -> bool:
    """Whether a file or a folder of the vault may be named so."""
    return _ID.match(text) is not None


def _checked(file_id: str) -> str:
    if not is_file_id(file_id):
        raise ValueError("an id is of lower-case letters, digits and dashes")
    return file_id


def unfinished_path(path: Path) -> Path:
    """The name of a file that is not yet all there."""
    return path.with_name(path.name + ".part")


def log_path(path: Path) -> Path:
    """The write-ahead log of a database file."""
    return path.with_name(path.name + "-wal")


def journal_path(path: Path) -> Path:
    """The rollback journal of a database file, there only while its log is given up."""
    return path.with_name(path.name + "-journal")


def reserve_path(path: Path) -> Path:
    """The space that is kept for closing a session file on a full disk."""
    return path.with_name(path.name + "-reserve")


def doomed_path(path: Path) -> Path:
    """The name of a session file whose destruction has begun; a crash leaves it to be finished."""
    return path.with_name(path.name + ".doomed")
