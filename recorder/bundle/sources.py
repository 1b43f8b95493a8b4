"""Where a bundle's bytes come from: a folder, or whatever reads objects by their names."""

import os
from pathlib import Path
from typing import Protocol

from recorder.bundle.errors import MissingObjectError, TooLargeError


class BundleSource(Protocol):
    """Reads whole objects. One call at a time, not always from the same thread."""

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
            descriptor = os.open(
                self._root / name, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
            )
        except OSError:
            raise MissingObjectError(name) from None
        with os.fdopen(descriptor, "rb") as file:
            try:
                data = file.read(most + 1)
            except OSError:
                raise MissingObjectError(name) from None
        if len(data) > most:
            raise TooLargeError(name)
        return data
