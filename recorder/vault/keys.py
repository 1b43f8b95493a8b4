"""The catalog's key, wrapped: by a passphrase, by the recovery code, by a key in the system's keyring.

The catalog's key is random and never changes; each way to open the vault wraps it once more. Wrapping is
ChaCha20-Poly1305 under a fresh salt and nonce, and everything that a wrap says of itself is authenticated
with it, so that neither its cost nor its vault can be changed. A wrap by a passphrase that has since been
changed still opens with the old passphrase for whoever kept the old header file: changing it does not undo
a theft.

Argon2id with 64 MiB, 3 passes and 4 lanes is the second recommended choice of RFC 9106, section 4, for
machines where 2 GiB are too much.
"""

import base64
import binascii
import hmac
import json
import secrets
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from recorder.vault.errors import WeakPassphraseError
from recorder.vault.recovery_code import RecoveryCode

MINIMUM_PASSPHRASE: Final = 8
_KEY_BYTES: Final = 32
_SALT_BYTES: Final = 16
_NONCE_BYTES: Final = 12
_MOST_MEMORY_KIB: Final = 1 << 21
_MOST_PASSES: Final = 64
_MOST_LANES: Final = 64


class WrapKind(StrEnum):
    """How a wrap is opened."""

    PASSPHRASE = "passphrase"  # noqa: S105 - a kind, not a secret
    RECOVERY_CODE = "recovery_code"
    KEYRING = "keyring"


@dataclass(frozen=True, slots=True)
class Argon2Cost:
    """What trying one passphrase costs.

    Attributes:
        memory_kib: Memory, in KiB.
        passes: Passes over it.
        lanes: Parallel lanes.

    Raises:
        ValueError: It would stop the machine; a header from elsewhere could say so.
    """

    memory_kib: int = 1 << 16
    passes: int = 3
    lanes: int = 4

    def __post_init__(self) -> None:
        sane = (
            8 * self.lanes <= self.memory_kib <= _MOST_MEMORY_KIB
            and 1 <= self.passes <= _MOST_PASSES
            and 1 <= self.lanes <= _MOST_LANES
        )
        if not sane:
            raise ValueError("this cost of a passphrase is out of range")


@dataclass(frozen=True, slots=True)
class Passphrase:
    """What a person remembers; never shown by ``repr``."""

    text: str = field(repr=False)

    def checked(self) -> "Passphrase":
        """Itself, if it may protect a vault.

        Raises:
            WeakPassphraseError: It is too short.
        """
        if len(self.text) < MINIMUM_PASSPHRASE:
            raise WeakPassphraseError(at_least=MINIMUM_PASSPHRASE)
        return self


@dataclass(frozen=True, slots=True)
class KeyringKey:
    """The key that the system's keyring keeps; never shown by ``repr``."""

    key: bytes = field(repr=False)


Secret = Passphrase | RecoveryCode | KeyringKey


@dataclass(frozen=True, slots=True)
class Wrap:
    """The catalog's key, wrapped in one way.

    Attributes:
        kind: How it is opened.
        salt: 16 random bytes.
        nonce: 12 random bytes.
        wrapped: The wrapped key with its tag.
        cost: Of a passphrase; ``None`` for the others, which are random.
    """

    kind: WrapKind
    salt: bytes
    nonce: bytes
    wrapped: bytes
    cost: Argon2Cost | None


class WrongSecretError(Exception):
    """The secret does not open the wrap. Whoever knows the kind tells the person."""


def fresh_key() -> bytes:
    """A new random key."""
    return secrets.token_bytes(_KEY_BYTES)


def wrap_key(key: bytes, secret: Secret, *, vault_id: str, cost: Argon2Cost) -> Wrap:
    """Wrap the catalog's key.

    Args:
        key: 32 bytes.
        secret: What shall open it.
        vault_id: Of the vault, which is authenticated with the wrap.
        cost: For a passphrase; the others need none.
    """
    kind = _kind(secret)
    salt, nonce = secrets.token_bytes(_SALT_BYTES), secrets.token_bytes(_NONCE_BYTES)
    used = cost if kind is WrapKind.PASSPHRASE else None
    cipher = ChaCha20Poly1305(_wrapping_key(secret, salt, used))
    wrapped = cipher.encrypt(nonce, key, _authenticated(kind, salt, used, vault_id))
    return Wrap(kind, salt, nonce, wrapped, used)


def unwrap_key(wrap: Wrap, secret: Secret, *, vault_id: str) -> bytes:
    """Open a wrap.

    Raises:
        WrongSecretError: The secret does not open it, or the wrap was changed.
    """
    if _kind(secret) is not wrap.kind:
        raise WrongSecretError
    cipher = ChaCha20Poly1305(_wrapping_key(secret, wrap.salt, wrap.cost))
    try:
        return cipher.decrypt(
            wrap.nonce, wrap.wrapped, _authenticated(wrap.kind, wrap.salt, wrap.cost, vault_id)
        )
    except InvalidTag as error:
        raise WrongSecretError from error


def authentication_code(key: bytes, message: bytes) -> str:
    """A code, in hex, that only a holder of the catalog's key can make."""
    own_key = _derive(key, b"", b"assent vault history")
    return hmac.digest(own_key, message, "sha256").hex()


def wrap_to_fields(wrap: Wrap) -> dict[str, Any]:
    """A wrap as JSON fields."""
    fields: dict[str, Any] = {
        "kind": wrap.kind,
        "salt": base64.b64encode(wrap.salt).decode(),
        "nonce": base64.b64encode(wrap.nonce).decode(),
        "wrapped": base64.b64encode(wrap.wrapped).decode(),
    }
    if wrap.cost is not None:
        fields["argon2id"] = _cost_fields(wrap.cost)
    return fields


def wrap_from_fields(fields: dict[str, Any]) -> Wrap:
    """Read what ``wrap_to_fields`` wrote.

    Raises:
        ValueError: It is something else.
    """
    try:
        kind = WrapKind(fields["kind"])
        cost = Argon2Cost(**fields["argon2id"]) if kind is WrapKind.PASSPHRASE else None
        salt, nonce, wrapped = (
            base64.b64decode(fields[name], validate=True) for name in ("salt", "nonce", "wrapped")
        )
    except (KeyError, TypeError, binascii.Error) as error:
        raise ValueError("this is no wrapped key") from error
    if len(salt) != _SALT_BYTES or len(nonce) != _NONCE_BYTES:
        raise ValueError("this is no wrapped key")
    return Wrap(kind, salt, nonce, wrapped, cost)


def _kind(secret: Secret) -> WrapKind:
    match secret:
        case Passphrase():
            return WrapKind.PASSPHRASE
        case RecoveryCode():
            return WrapKind.RECOVERY_CODE
        case KeyringKey():
            return WrapKind.KEYRING


def _wrapping_key(secret: Secret, salt: bytes, cost: Argon2Cost | None) -> bytes:
    match secret:
        case Passphrase(text):
            if cost is None:
                raise WrongSecretError
            return hash_secret_raw(
                unicodedata.normalize("NFC", text).encode("utf-8", "surrogatepass"),
                salt,
                time_cost=cost.passes,
                memory_cost=cost.memory_kib,
                parallelism=cost.lanes,
                hash_len=_KEY_BYTES,
                type=Type.ID,
            )
        case RecoveryCode(characters):
            return _derive(characters.encode(), salt, b"assent vault recovery code")
        case KeyringKey(key):
            return _derive(key, salt, b"assent vault keyring")


def _derive(secret: bytes, salt: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=_KEY_BYTES, salt=salt, info=purpose).derive(secret)


def _authenticated(kind: WrapKind, salt: bytes, cost: Argon2Cost | None, vault_id: str) -> bytes:
    said = {
        "argon2id": None if cost is None else _cost_fields(cost),
        "kind": kind,
        "salt": salt.hex(),
        "vault": vault_id,
    }
    return json.dumps(said, sort_keys=True, separators=(",", ":")).encode()


def _cost_fields(cost: Argon2Cost) -> dict[str, int]:
    return {"memory_kib": cost.memory_kib, "passes": cost.passes, "lanes": cost.lanes}
