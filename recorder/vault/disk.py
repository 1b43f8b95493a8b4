"""Files that are there after a power cut, and files that are gone after a deletion.

Overwriting in place reaches the old blocks on file systems that write in place (ext4, xfs, NTFS, tmpfs). On
copy-on-write file systems and inside an SSD old blocks may live on for a while: there the encryption, whose
key is destroyed first, is what protects them.
"""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from recorder.vault.errors import DiskFullError, StorageFailedError

_FULL: Final = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})
_REFUSED: Final = frozenset({errno.EIO, errno.EROFS})
_CHUNK_BYTES: Final = 1 << 20
_OWNER_ONLY_FILE: Final = 0o600
_OWNER_ONLY_FOLDER: Final = 0o700


def make_private_folder(path: Path) -> None:
    """Make a folder, with its parents, that only its owner can enter."""
    path.mkdir(mode=_OWNER_ONLY_FOLDER, parents=True, exist_ok=True)
    path.chmod(_OWNER_ONLY_FOLDER)


def create_private_file(path: Path) -> None:
    """Create an empty file that only its owner can read.

    Raises:
        FileExistsError: There is one already.
    """
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _OWNER_ONLY_FILE))


@contextmanager
def clear_disk_errors() -> Iterator[None]:
    """Say what the system's errors mean to a person; those that are bugs pass."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise DiskFullError from error
        if error.errno in _REFUSED:
            raise StorageFailedError from error
        raise


def write_atomically(path: Path, content: bytes) -> None:
    """Put a file in place whole or not at all, durably, for its owner only.

    Raises:
        DiskFullError: No space is left; what was there before is still there.
        StorageFailedError: The disk refused.
    """
    with clear_disk_errors():
        _write_atomically(path, content)


def _write_atomically(path: Path, content: bytes) -> None:
    temporary = path.with_name(f"{path.name}.{os.getpid()}.part")
    temporary.unlink(missing_ok=True)
    try:
        with os.fdopen(
            os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _OWNER_ONLY_FILE), "wb"
        ) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def reserve_space(path: Path, size: int) -> None:
    """Create a file of this size whose blocks are really taken, for its owner only.

    Raises:
        DiskFullError: That much is not free; nothing is left behind then.
    """
    create_private_file(path)
    try:
        with clear_disk_errors(), path.open("r+b", buffering=0) as file:
            if sys.platform == "linux":
                os.posix_fallocate(file.fileno(), 0, size)
            else:
                for _ in range(0, size, _CHUNK_BYTES):
                    _write_all(file.fileno(), bytes(_CHUNK_BYTES))
    except BaseException:
        path.unlink()
        raise


def sync_file(path: Path) -> None:
    """Make what was written to a file durable.

    Raises:
        DiskFullError: No space is left for it.
        StorageFailedError: The disk refused.
    """
    with clear_disk_errors(), path.open("r+b", buffering=0) as file:
        os.fsync(file.fileno())


def sync_folder(path: Path) -> None:
    """Make the names in a folder durable. Windows has no such call and needs none on NTFS."""
    if sys.platform == "win32":
        return
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def overwrite(path: Path) -> None:
    """Replace every byte of a file by random ones, durably, where they lie.

    The first block goes first and is synced alone, so that a half overwritten file is never taken for a
    whole one.
    """
    with path.open("r+b", buffering=0) as file:
        remaining = os.fstat(file.fileno()).st_size
        first = min(remaining, 4096)
        _write_all(file.fileno(), os.urandom(first))
        os.fsync(file.fileno())
        remaining -= first
        while remaining > 0:
            size = min(remaining, _CHUNK_BYTES)
            _write_all(file.fileno(), os.urandom(size))
            remaining -= size
        os.fsync(file.fileno())


def overwrite_beginning(path: Path, size: int) -> None:
    """Replace the first ``size`` bytes of a file by random ones, durably, where they lie."""
    with path.open("r+b", buffering=0) as file:
        _write_all(file.fileno(), os.urandom(min(size, os.fstat(file.fileno()).st_size)))
        os.fsync(file.fileno())


def shred(path: Path) -> None:
    """Overwrite a file and remove its name, durably; nothing happens where there is none."""
    if not path.exists():
        return
    overwrite(path)
    path.unlink()
    sync_folder(path.parent)


def _write_all(descriptor: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(descriptor, view) :]
