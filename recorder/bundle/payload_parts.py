"""The parts of a payload, on their way to a folder and back from wherever they lie.

A part that comes back is checked against the signed manifest as a whole before a byte of it is passed on.
"""

import hashlib
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final, Self

from recorder.bundle.errors import (
    BrokenBundleError,
    MissingObjectError,
    TamperedBundleError,
    TooLargeError,
    TruncatedBundleError,
)
from recorder.bundle.layout import PART_BYTES, part_name
from recorder.bundle.sources import BundleSource
from recorder.bundle.statements import Part
from recorder.episode.phrase import later
from recorder.vault.disk import clear_disk_errors, create_private_file

_AGE: Final = b"age-encryption.org/v1\n"
_AGE_HEADER_END: Final = b"\n---"
_MOST_AGE_HEADER_BYTES: Final = 4096


class PartWriter:
    """Cuts what is written to it into the files of the parts, each durable before the next begins.

    Args:
        root: The store's folder; that of the payload is there already.
        bundle_id: Whose parts.
        written: Told of every write how many bytes it brought.

    Raises:
        DiskFullError: No space is left.
        StorageFailedError: The disk refused.
    """

    def __init__(self, root: Path, bundle_id: str, written: Callable[[int], None]) -> None:
        self._root = root
        self._bundle_id = bundle_id
        self._written = written
        self._parts: list[Part] = []
        self._file: BinaryIO | None = None
        self._hash = hashlib.sha256()
        self._size = 0

    def write(self, data: bytes) -> int:
        """Take more of the payload."""
        left = memoryview(data)
        with clear_disk_errors():
            while left:
                taken = left[: PART_BYTES - self._size]
                self._open_file().write(taken)
                self._hash.update(taken)
                self._size += len(taken)
                if self._size == PART_BYTES:
                    self._end_part()
                left = left[len(taken) :]
        self._written(len(data))
        return len(data)

    def finish(self) -> tuple[Part, ...]:
        """All parts, once all was written."""
        with clear_disk_errors():
            if self._size:
                self._end_part()
        return tuple(self._parts)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()

    def _open_file(self) -> BinaryIO:
        if self._file is None:
            path = self._root / part_name(self._bundle_id, len(self._parts))
            create_private_file(path)
            self._file = path.open("r+b", buffering=0)
        return self._file

    def _end_part(self) -> None:
        file = self._open_file()
        os.fsync(file.fileno())
        file.close()
        self._file = None
        self._parts.append(Part(self._size, self._hash.hexdigest()))
        self._hash = hashlib.sha256()
        self._size = 0


class PartReader:
    """Reads a payload from its parts.

    Args:
        source: Where they lie.
        bundle_id: Whose.
        parts: What the manifest says of them.
        arrived: Told of every part, once it is checked, how many bytes it has.
    """

    def __init__(
        self, source: BundleSource, bundle_id: str, parts: Sequence[Part], *, arrived: Callable[[int], None]
    ) -> None:
        self._source = source
        self._bundle_id = bundle_id
        self._parts = parts
        self._arrived = arrived
        self._next = 0
        self._data = memoryview(b"")

    def read(self, most: int) -> bytes:
        """Up to so many bytes of the payload; none at its end only.

        Raises:
            TruncatedBundleError: A part is missing or cut short.
            TamperedBundleError: A part is not the one that was signed.
            BrokenBundleError: The first does not begin as an age file of ours.
            UserFacingError: The place cannot be read.
        """
        if not self._data and self._next < len(self._parts):
            # The last one goes before the next comes: two would be twice the memory.
            self._data = memoryview(b"")
            self._data = memoryview(self._read_part())
        taken = bytes(self._data[:most])
        self._data = self._data[len(taken) :]
        return taken

    def _read_part(self) -> bytes:
        number, part = self._next, self._parts[self._next]
        try:
            data = self._source.read(part_name(self._bundle_id, number), part.bytes)
        except MissingObjectError:
            raise TruncatedBundleError from None
        except TooLargeError:
            raise TamperedBundleError(_REPLACED) from None
        if len(data) < part.bytes:
            raise TruncatedBundleError
        if hashlib.sha256(data).hexdigest() != part.sha256:
            raise TamperedBundleError(_REPLACED)
        if number == 0:
            _check_header(data)
        self._next += 1
        self._arrived(len(data))
        return data


_REPLACED: Final = later("a part of it is not the one that was signed")


def _check_header(data: bytes) -> None:
    """See that the header of an age file ends soon: a parser that looks for its end would read on and on.

    Raises:
        BrokenBundleError: It does not.
    """
    if not data.startswith(_AGE) or data.find(_AGE_HEADER_END, 0, _MOST_AGE_HEADER_BYTES) < 0:
        raise BrokenBundleError(later("its payload is not sealed with age"))
