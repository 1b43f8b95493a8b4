"""What all parts of an unlocked vault stand on: its files, its catalog, its lock."""

from pathlib import Path
from types import TracebackType
from typing import Self

from recorder.vault.catalog import Catalog
from recorder.vault.errors import DamagedFileError, VaultLockedError
from recorder.vault.opening import OpenedVault
from recorder.vault.session_reader import SessionReader
from recorder.vault.vault_header import History, write_vault_header


class OpenVault:
    """An unlocked vault, of which nothing but its lock is used yet. Owned by one thread.

    Attributes:
        paths: Its files.
    """

    def __init__(self, opened: OpenedVault) -> None:
        self.paths = opened.paths
        self._opened: OpenedVault | None = opened
        opened.catalog.on_change = self._keep_history

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
