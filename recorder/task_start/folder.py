"""The task's own folder: empty at first, then what the study places, then the person's."""

import contextlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from recorder.errors import UserFacingError
from recorder.task_start.plan import FileToPlace

TASK_FOLDER_PREFIX: Final = "assent-task-"
"""What a task's folder is called where nobody names another one; eight letters of chance follow."""
_PRIVATE_FILE: Final = 0o600
_PRIVATE_FOLDER: Final = 0o700


class TaskFolderError(UserFacingError):
    """The task's files could not be placed."""

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(
            f"The task's files could not be placed in {folder}: {reason}.",
            kept="Nothing was started or recorded.",
            mend="Name an empty folder on a disk with free space: --folder.",
        )


def place_files(folder: Path, files: Sequence[FileToPlace]) -> None:
    """Write files that were not there, for their owner only.

    Each folder on the way is entered without following a link, so that no name can lead out.

    Args:
        folder: Empty.
        files: What to place.

    Raises:
        TaskFolderError: It is not an empty folder, or cannot be written.
    """
    try:
        root = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            if os.listdir(root):  # noqa: PTH208 - a path cannot name an open folder
                raise TaskFolderError(folder, "it is not empty")
            for file in files:
                _place(root, file)
        finally:
            os.close(root)
    except OSError as error:
        raise TaskFolderError(folder, (error.strerror or "the system did not say why").lower()) from None


def is_untouched(folder: Path, files: Sequence[FileToPlace]) -> bool:
    """Whether the folder holds exactly what was placed: nothing more, nothing less, nothing changed."""
    expected = {Path(*file.parts): file.content for file in files}
    try:
        entries = [path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()]
        if {path.relative_to(folder) for path in entries} != expected.keys():
            return False
        return all(
            not path.is_symlink() and path.read_bytes() == expected[path.relative_to(folder)]
            for path in entries
        )
    except OSError:
        return False


def remove_untouched(folder: Path, files: Sequence[FileToPlace]) -> bool:
    """Remove the folder if it holds exactly what was placed; what a person made is never removed.

    Returns:
        Whether it is gone.
    """
    if not is_untouched(folder, files):
        return False
    try:
        for file in files:
            folder.joinpath(*file.parts).unlink()
        # From the innermost up; a folder that something was put into just now stays.
        for inner in sorted((path for path in folder.rglob("*") if path.is_dir()), reverse=True):
            inner.rmdir()
        folder.rmdir()
    except OSError:
        return False
    return True


def _place(root: int, file: FileToPlace) -> None:
    at = os.dup(root)
    try:
        for part in file.parts[:-1]:
            at = _entered(at, part)
        descriptor = os.open(
            file.parts[-1], os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, _PRIVATE_FILE, dir_fd=at
        )
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(file.content)
    finally:
        os.close(at)


def _entered(at: int, part: str) -> int:
    """The folder of that name inside, made if need be; the one that was open is closed."""
    with contextlib.suppress(FileExistsError):
        os.mkdir(part, _PRIVATE_FOLDER, dir_fd=at)
    inner = os.open(part, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=at)
    os.close(at)
    return inner
