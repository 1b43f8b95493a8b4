"""Making a vault and opening one: what must hold before anyone may use it."""

import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from recorder.vault.catalog import Catalog
from recorder.vault.disk import make_private_folder, sync_folder
from recorder.vault.errors import (
    DamagedFileError,
    NoSuchWrapError,
    NoVaultError,
    RolledBackError,
    VaultExistsError,
    WrongPassphraseError,
    WrongRecoveryCodeError,
)
from recorder.vault.home import VaultPaths, log_path, unfinished_path
from recorder.vault.keys import (
    Argon2Cost,
    KeyringKey,
    Passphrase,
    Secret,
    Wrap,
    WrapKind,
    WrongSecretError,
    fresh_key,
    unwrap_key,
    wrap_key,
)
from recorder.vault.lock import VaultLock
from recorder.vault.recovery_code import RecoveryCode
from recorder.vault.system_keyring import KeyStore, keep_new_key, kept_key
from recorder.vault.vault_header import History, VaultHeader, read_vault_header, write_vault_header

_WAYS: Final = {
    WrapKind.PASSPHRASE: "a passphrase",
    WrapKind.RECOVERY_CODE: "a recovery code",
    WrapKind.KEYRING: "the system's keyring",
}


@dataclass(slots=True)
class OpenedVault:
    """What an unlocked vault holds; never shown by ``repr``.

    Attributes:
        paths: Its files.
        lock: Held while it is unlocked.
        key: The catalog's.
        header: As it is on the disk.
        catalog: Open.
    """

    paths: VaultPaths
    lock: VaultLock = field(repr=False)
    key: bytes = field(repr=False)
    header: VaultHeader = field(repr=False)
    catalog: Catalog = field(repr=False)

    def close(self) -> None:
        """Close the catalog and let others have the vault."""
        try:
            self.catalog.close()
        finally:
            self.lock.release()


def begin_vault(
    home: Path, secret: Passphrase | KeyStore, *, cost: Argon2Cost
) -> tuple[OpenedVault, RecoveryCode]:
    """Make a vault. The header comes after the catalog, and the catalog takes its name last.

    Raises:
        VaultExistsError: Something is there.
        UserFacingError: The passphrase is too short, the keyring refused, or the disk did.
    """
    if isinstance(secret, Passphrase):
        secret.checked()
    paths = VaultPaths(home)
    leftover = unfinished_path(paths.catalog)
    _refuse_other_files(home, {paths.lock.name, paths.sessions.name, leftover.name, log_path(leftover).name})
    make_private_folder(home)
    lock = VaultLock(paths.lock)
    try:
        make_private_folder(paths.sessions)
        leftover.unlink(missing_ok=True)
        log_path(leftover).unlink(missing_ok=True)
        key, code = fresh_key(), RecoveryCode.fresh()
        Catalog.create(leftover, key).close()
        vault_id = secrets.token_hex(16)
        header = _header(vault_id, key, (_held(secret, vault_id), code), cost)
        write_vault_header(paths.header, header)
        _finish_creation(paths)
        return OpenedVault(paths, lock, key, header, Catalog.open(paths.catalog, key)), code
    except BaseException:
        lock.release()
        raise


def open_vault(home: Path, secret: Passphrase | RecoveryCode | KeyStore) -> OpenedVault:
    """Open a vault, once all that can be told of it holds.

    Raises:
        UserFacingError: See ``Vault.unlock``.
    """
    paths = VaultPaths(home)
    if not paths.header.exists():
        raise NoVaultError(home)
    lock = VaultLock(paths.lock)
    try:
        header = read_vault_header(paths.header)
        key = _unwrap(header, secret)
        _refuse_changed_history(header, key, paths.header)
        _finish_creation(paths)
        catalog = Catalog.open(paths.catalog, key)
    except BaseException:
        lock.release()
        raise
    opened = OpenedVault(paths, lock, key, header, catalog)
    try:
        _agree_on_history(opened)
    except BaseException:
        opened.close()
        raise
    return opened


def _refuse_other_files(home: Path, known: set[str]) -> None:
    if not home.exists():
        return
    if not home.is_dir() or {entry.name for entry in home.iterdir()} - known:
        raise VaultExistsError(home)


def _held(secret: Passphrase | KeyStore, vault_id: str) -> Passphrase | KeyringKey:
    if isinstance(secret, Passphrase):
        return secret
    return KeyringKey(keep_new_key(secret, vault_id))


def _header(vault_id: str, key: bytes, secrets_: tuple[Secret, ...], cost: Argon2Cost) -> VaultHeader:
    wraps: list[Wrap] = [wrap_key(key, secret, vault_id=vault_id, cost=cost) for secret in secrets_]
    empty = VaultHeader(vault_id, {wrap.kind: wrap for wrap in wraps}, History(0, 0, ""), "")
    return empty.with_history(empty.history, key)


def _finish_creation(paths: VaultPaths) -> None:
    """Give the catalog its name; after a crash between the header and this, too."""
    new = unfinished_path(paths.catalog)
    if new.exists() and not paths.catalog.exists():
        new.rename(paths.catalog)
        sync_folder(paths.home)


def _unwrap(header: VaultHeader, secret: Passphrase | RecoveryCode | KeyStore) -> bytes:
    match secret:
        case Passphrase():
            return _unwrap_as(header, WrapKind.PASSPHRASE, secret, WrongPassphraseError())
        case RecoveryCode():
            return _unwrap_as(header, WrapKind.RECOVERY_CODE, secret, WrongRecoveryCodeError())
        case _:
            if WrapKind.KEYRING not in header.wraps:
                raise NoSuchWrapError(_WAYS[WrapKind.KEYRING])
            held = KeyringKey(kept_key(secret, header.vault_id))
            return _unwrap_as(header, WrapKind.KEYRING, held, NoSuchWrapError(_WAYS[WrapKind.KEYRING]))


def _unwrap_as(header: VaultHeader, kind: WrapKind, secret: Secret, wrong: Exception) -> bytes:
    wrap = header.wraps.get(kind)
    if wrap is None:
        raise NoSuchWrapError(_WAYS[kind])
    try:
        return unwrap_key(wrap, secret, vault_id=header.vault_id)
    except WrongSecretError:
        raise wrong from None


def _refuse_changed_history(header: VaultHeader, key: bytes, path: Path) -> None:
    if not header.history_is_authentic(key):
        raise DamagedFileError(path, "its history was changed")


def _agree_on_history(opened: OpenedVault) -> None:
    """The catalog may be ahead of the header by what a crash cut off, never behind it."""
    if not opened.catalog.includes(opened.header.history):
        raise RolledBackError(opened.paths.catalog)
    own = opened.catalog.history()
    if own != opened.header.history:
        opened.header = opened.header.with_history(own, opened.key)
        write_vault_header(opened.paths.header, opened.header)
