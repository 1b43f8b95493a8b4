"""The file of one check: what a replay showed, sealed to a key of its own that lies in the catalog alone.

It is written and read on any thread, without the vault: sealing many pictures takes a while. Encryption is
age's (https://age-encryption.org/v1), with a fresh key pair for each file, so that to forget that key is to
destroy the file, wherever copies of it lie.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pyrage
from pyrage import x25519

from recorder.vault.disk import write_atomically
from recorder.vault.errors import DamagedFileError

MOST_BYTES: Final = 400_000_000
"""No file is larger; a stranger's recording decides how much a check shows."""
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
        try:
            opened: bytes = pyrage.decrypt(sealed, [x25519.Identity.from_str(self.secret)])
        except _FAILURES:
            raise DamagedFileError(self.path, "it was changed, or is another one") from None
        return opened

    def write(self, content: bytes) -> None:
        """Seal it, and put it in place whole or not at all.

        Raises:
            DiskFullError: No space is left.
            ValueError: It is larger than any check.
        """
        if len(content) > MOST_BYTES:
            raise ValueError("this is larger than any check that is kept")
        recipient = x25519.Identity.from_str(self.secret).to_public()
        write_atomically(self.path, pyrage.encrypt(content, [recipient]))


def new_check_secret() -> str:
    """A fresh key, of one check alone."""
    return str(x25519.Identity.generate())
