"""Files outside of the vault, which a person names.

What is written there is theirs alone to read (mode 0600, folders 0700) and never replaces anything, but for
``write_over``, whose name says so.
"""

import os
from pathlib import Path
from typing import Final

from recorder.commands.errors import UnusablePathError, WouldOverwriteError

_PRIVATE_FILE: Final = 0o600
_PRIVATE_FOLDER: Final = 0o700


def read_bytes(path: Path) -> bytes:
    """All of a file.

    Raises:
        UnusablePathError: It cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnusablePathError(path, reason_of(error)) from None


def write_new(path: Path, content: bytes) -> None:
    """Write a file that was not there.

    Raises:
        WouldOverwriteError: It was.
        UnusablePathError: It cannot be written there.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE_FILE)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
    except FileExistsError:
        raise WouldOverwriteError(path) from None
    except OSError as error:
        raise UnusablePathError(path, reason_of(error)) from None


def write_over(path: Path, content: bytes) -> None:
    """Put other content into a file that is there, whole or not at all; who may read it stays as it was.

    Raises:
        UnusablePathError: It cannot be written there; it is as it was.
    """
    path = path.resolve()
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        try:
            beside.write_bytes(content)
            beside.chmod(path.stat().st_mode)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise UnusablePathError(path, reason_of(error)) from None


def make_folder(path: Path) -> None:
    """Make a folder that was not there, or take an empty one.

    Raises:
        WouldOverwriteError: There is something in it.
        UnusablePathError: It cannot be made there.
    """
    try:
        path.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
        is_empty = next(path.iterdir(), None) is None
    except FileExistsError:
        raise WouldOverwriteError(path) from None
    except OSError as error:
        raise UnusablePathError(path, reason_of(error)) from None
    if not is_empty:
        raise WouldOverwriteError(path)


def reason_of(error: OSError) -> str:
    """The system's own words for what went wrong, without the path."""
    return (error.strerror or "the system did not say why").lower()
