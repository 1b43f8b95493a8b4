"""One process a vault: a lock that dies with its holder, and tells who holds it."""

import os
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from recorder.vault.errors import VaultBusyError

if sys.platform == "win32":
    import msvcrt

    _PAST_THE_NUMBER = 1 << 16

    def _lock(descriptor: int) -> None:
        os.lseek(descriptor, _PAST_THE_NUMBER, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class VaultLock:
    """Holds a vault for this process until ``release``, or until the process is gone.

    The file stays when the lock is released: removing it would let two processes lock two files of one name.

    Args:
        path: The lock file, created where there is none.

    Raises:
        VaultBusyError: Another process holds it.
    """

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
        try:
            _lock(self._descriptor)
        except OSError as error:
            pid = _holder(self._descriptor)
            os.close(self._descriptor)
            raise VaultBusyError(pid) from error
        os.ftruncate(self._descriptor, 0)
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        os.write(self._descriptor, f"{os.getpid()}\n".encode())

    def release(self) -> None:
        """Let another process have it; a second call does nothing."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def _holder(descriptor: int) -> int | None:
    os.lseek(descriptor, 0, os.SEEK_SET)
    text = os.read(descriptor, 32).strip()
    return int(text) if text.isdigit() else None
