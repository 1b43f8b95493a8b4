"""The system's keyring, as a place for one vault's random unlocking key.

A keyring is a convenience, not a boundary: every program of the same user may ask it for the key. Only
backends known to encrypt what they keep are used, by name, so that no plain-text, null or unknown one can
slip in; a missing one is refused with a reason and never replaced.
"""

import base64
import binascii
import secrets
from typing import Final, Protocol, runtime_checkable

import keyring
import keyring.backend
import keyring.errors
from keyring.backends.chainer import ChainerBackend

from recorder.vault.errors import KeyringUnavailableError

_SERVICE: Final = "Assent vault"
_KEY_BYTES: Final = 32
_TRUSTED_BACKENDS: Final = frozenset(
    {
        "keyring.backends.SecretService",
        "keyring.backends.Windows",
        "keyring.backends.kwallet",
        "keyring.backends.libsecret",
        "keyring.backends.macOS",
    }
)


@runtime_checkable
class KeyStore(Protocol):
    """Keeps one secret a name; what a keyring's backend offers."""

    def get_password(self, service: str, username: str) -> str | None:
        """The secret, or ``None``."""
        ...

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep a secret."""
        ...

    def delete_password(self, service: str, username: str) -> None:
        """Forget a secret."""
        ...


def system_keyring() -> KeyStore:
    """The system's keyring, if it can be trusted with a key; it may ask the person to unlock it.

    Raises:
        KeyringUnavailableError: There is none, it is not known to encrypt, or it does not answer.
    """
    return _checked(find_keyring())


def find_keyring() -> keyring.backend.KeyringBackend:
    """The keyring that would be used, without asking it for anything.

    Raises:
        KeyringUnavailableError: There is none, or it is not known to encrypt.
    """
    chosen = keyring.get_keyring()
    candidates = list(chosen.backends) if isinstance(chosen, ChainerBackend) else [chosen]
    for candidate in candidates:
        if type(candidate).__module__ in _TRUSTED_BACKENDS:
            return candidate
    names = ", ".join(sorted(type(candidate).__module__ for candidate in candidates))
    if names in {"", "keyring.backends.fail"}:
        raise KeyringUnavailableError("there is none")
    raise KeyringUnavailableError(f"{names} is not known to encrypt")


def keep_new_key(store: KeyStore, vault_id: str) -> bytes:
    """Make a random key and keep it in the keyring.

    Raises:
        KeyringUnavailableError: The keyring refused, or does not give back what it was given.
    """
    key = secrets.token_bytes(_KEY_BYTES)
    try:
        store.set_password(_SERVICE, vault_id, base64.b64encode(key).decode())
    except keyring.errors.KeyringError as error:
        raise KeyringUnavailableError("it refused to keep a key") from error
    if kept_key(store, vault_id) != key:
        raise KeyringUnavailableError("it does not give back what it was given")
    return key


def kept_key(store: KeyStore, vault_id: str) -> bytes:
    """The key that the keyring keeps for a vault.

    Raises:
        KeyringUnavailableError: It has none, is locked, or does not answer.
    """
    try:
        text = store.get_password(_SERVICE, vault_id)
    except keyring.errors.KeyringError as error:
        raise KeyringUnavailableError("it is locked or does not answer") from error
    if text is None:
        raise KeyringUnavailableError("it has no key for this vault")
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise KeyringUnavailableError("what it keeps for this vault is no key") from error


def forget_key(store: KeyStore, vault_id: str) -> None:
    """Remove a vault's key from the keyring.

    Raises:
        KeyringUnavailableError: It refused.
    """
    try:
        store.delete_password(_SERVICE, vault_id)
    except keyring.errors.KeyringError as error:
        raise KeyringUnavailableError("it refused to forget a key") from error


def _checked(backend: keyring.backend.KeyringBackend) -> KeyStore:
    """The backend itself, once it has answered: some only fail when first asked."""
    try:
        backend.get_password(_SERVICE, "probe")
    except keyring.errors.KeyringError as error:
        raise KeyringUnavailableError("it is locked or does not answer") from error
    return backend
