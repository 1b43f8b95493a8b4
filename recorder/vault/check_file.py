"""The file of one check: what a replay showed, sealed to a key of its own that lies in the catalog alone.

It is written and read on any thread, without the vault: sealing many pictures takes a while. Encryption is
age's (https://age-encryption.org/v1), with a fresh key pair for each file, so that to forget that key is to
destroy the file, wherever copies of it lie.

age works in one go and lets no other thread of this process run meanwhile; so it is fed piece by piece, by
Python, between whose instructions others have their turn: many pictures must not hold an interface up.
"""

import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pyrage
from pyrage import x25519

from recorder.vault.disk import write_atomically
from recorder.vault.errors import DamagedFileError

MOST_BYTES: Final = 400_000_000
"""No file is larger; a stranger's recording decides how much a check shows."""
_PIECE: Final = 1 << 16
_FAILURES: Final = (pyrage.DecryptError, pyrage.IdentityError, OSError)


@dataclass(frozen=True, slots=True)
class CheckAccess:
    """What opens one check, on whatever thread wants to read it; let go of it when locking.

    Attributes:
        path: Its file.
        secret: Its own key; never shown by ``repr``.
    """

    path: Path
    secret: str = field(repr=False)

    def read(self) -> bytes:
        """What was kept.

        Raises:
            DamagedFileError: The file is missing, cut short or another one.
        """
        try:
            sealed = self.path.read_bytes()
        except FileNotFoundError as error:
            raise DamagedFileError(self.path, "it is missing") from error
        opened = _Target()
        try:
            pyrage.decrypt_io(_Source(sealed), opened, [x25519.Identity.from_str(self.secret)])
        except _FAILURES:
            raise DamagedFileError(self.path, "it was changed, or is another one") from None
        return opened.held.getvalue()

    def write(self, content: bytes) -> None:
        """Seal it, and put it in place whole or not at all.

        Raises:
            DiskFullError: No space is left.
            ValueError: It is larger than any check.
        """
        if len(content) > MOST_BYTES:
            raise ValueError("this is larger than any check that is kept")
        recipient = x25519.Identity.from_str(self.secret).to_public()
        sealed = _Target()
        pyrage.encrypt_io(_Source(content), sealed, [recipient])
        write_atomically(self.path, sealed.held.getvalue())


def new_check_secret() -> str:
    """A fresh key, of one check alone."""
    return str(x25519.Identity.generate())


class _Source:
    """Gives bytes away piece by piece."""

    def __init__(self, content: bytes) -> None:
        self._held: Final = io.BytesIO(content)

    def read(self, most: int) -> bytes:
        return self._held.read(min(most, _PIECE))


class _Target:
    """Takes bytes piece by piece."""

    def __init__(self) -> None:
        self.held: Final = io.BytesIO()

    def write(self, data: bytes) -> int:
        return self.held.write(data)

    def flush(self) -> None:
        """There is nothing to do."""
