"""Streams through age (https://age-encryption.org/v1), and keys wrapped with it.

pyrage turns what a reader or a writer raises into an error of its own; here it is raised as it was.
"""

from collections.abc import Sequence
from typing import Final, Protocol

import pyrage
from pyrage import x25519

_INTERRUPTED: Final = "KeyboardInterrupt"
_FAILURES: Final = (pyrage.EncryptError, pyrage.DecryptError, OSError)


class NotAgeError(Exception):
    """This is no age file that the key opens, or it is not all of it."""


class Reading(Protocol):
    """Where bytes come from."""

    def read(self, most: int, /) -> bytes:
        """Up to so many bytes; none at the end only."""


class Writing(Protocol):
    """Where bytes go."""

    def write(self, data: bytes, /) -> int:
        """Take all of them."""


def new_secret() -> str:
    """A fresh secret key of age: of one episode alone."""
    return str(x25519.Identity.generate())


def public_key(secret: str) -> str:
    """The public key that belongs to a secret one."""
    return str(x25519.Identity.from_str(secret).to_public())


def encrypt_stream(source: Reading, target: Writing, recipients: Sequence[str]) -> None:
    """Encrypt all that the source has.

    Raises:
        BaseException: Whatever the source or the target raised.
    """
    keys = [x25519.Recipient.from_str(each) for each in recipients]
    reader, writer = _Reader(source), _Writer(target)
    try:
        pyrage.encrypt_io(reader, writer, keys)
    except _FAILURES as error:
        raise _first(reader, writer, error) from None


def decrypt_stream(source: Reading, target: Writing, secret: str) -> None:
    """Decrypt all that the source has; nothing is to be trusted before this has returned.

    Raises:
        NotAgeError: It is no age file, not for this key, changed, or cut short.
        BaseException: Whatever the source or the target raised.
    """
    reader, writer = _Reader(source), _Writer(target)
    try:
        pyrage.decrypt_io(reader, writer, [x25519.Identity.from_str(secret)])
    except _FAILURES as error:
        failure = _first(reader, writer, error)
        raise NotAgeError if failure is error else failure from None


def wrap_secret(secret: str, age_key: str) -> str:
    """A secret key as an armoured age file for one recipient."""
    wrapped: bytes = pyrage.encrypt(secret.encode(), [x25519.Recipient.from_str(age_key)], armored=True)
    return wrapped.decode()


def unwrap_secret(wrapped: str, identity: x25519.Identity) -> str:
    """What ``wrap_secret`` wrapped.

    Raises:
        NotAgeError: The identity does not open it, or there is no secret key in it.
    """
    try:
        secret: str = pyrage.decrypt(wrapped.encode(), [identity]).decode("ascii")
        x25519.Identity.from_str(secret)
    except (*_FAILURES, pyrage.IdentityError, ValueError):
        raise NotAgeError from None
    return secret


class _Reader:
    """Remembers what the source raised."""

    def __init__(self, source: Reading) -> None:
        self.error: BaseException | None = None
        self._source = source

    def read(self, most: int) -> bytes:
        try:
            return self._source.read(most)
        except BaseException as error:
            self.error = error
            raise


class _Writer:
    """Remembers what the target raised."""

    def __init__(self, target: Writing) -> None:
        self.error: BaseException | None = None
        self._target = target

    def write(self, data: bytes) -> int:
        try:
            return self._target.write(data)
        except BaseException as error:
            self.error = error
            raise

    def flush(self) -> None:
        """There is nothing to do: the target knows its own end."""


def _first(reader: _Reader, writer: _Writer, error: Exception) -> BaseException:
    """What really happened."""
    if reader.error is None and writer.error is None and str(error).startswith(_INTERRUPTED):
        return KeyboardInterrupt()
    return reader.error or writer.error or error
