"""Where a bundle's bytes come from: a folder, or whatever reads objects by their names."""

import os
import stat
from pathlib import Path
from typing import Final, Protocol

from recorder.bundle.errors import MissingObjectError, TooLargeError
from recorder.vault.errors import StorageFailedError

_AT_ONCE_BYTES: Final = 8 << 20
_FLAGS: Final = (
    os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
)
"""A link may lead out of the folder, and a pipe may never be opened."""


class BundleSource(Protocol):
    """Reads whole objects. One call at a time, not always from the same thread.

    Work that is called off does not wait for a call that hangs: then another one may begin before it is over.
    """

    def read(self, name: str, most: int) -> bytes:
        """One object, whole; its name is one of ``layout``.

        Raises:
            MissingObjectError: There is none.
            TooLargeError: It holds more than ``most`` bytes; it was not read further than that.
            UserFacingError: The place cannot be read.
        """


class FolderSource:
    """A store that is a folder: an outbox, a disk that was handed over.

    Args:
        root: The folder that holds ``bundles``.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    def read(self, name: str, most: int) -> bytes:
        """As ``BundleSource.read``; what is no plain file counts as missing."""
        try:
            descriptor = os.open(self._root / name, _FLAGS)
        except OSError:
            raise MissingObjectError(name) from None
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise MissingObjectError(name)
            data = _read(descriptor, most + 1)
        except OSError:
            raise StorageFailedError from None
        finally:
            os.close(descriptor)
        if len(data) > most:
            raise TooLargeError(name)
        return data


def _read(descriptor: int, most: int) -> bytes:
    """Up to so many bytes, fewer at the end of the file only."""
    pieces = []
    while most and (piece := os.read(descriptor, min(most, _AT_ONCE_BYTES))):
        pieces.append(piece)
        most -= len(piece)
    return b"".join(pieces)
