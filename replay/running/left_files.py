"""Reads what lies in a task's folder when a replay is over: what the programs there made of it."""

import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from replay.running.messages import MOST_FILES, LeftFile

_LARGEST: Final = 256 << 20
_LONGEST_NAME: Final = 2_000


def left_files(folder: Path, *, most_bytes: int) -> tuple[LeftFile, ...]:
    """The plain files below a folder, by name; no link is followed, and nothing that is no file is opened.

    Args:
        folder: The task's.
        most_bytes: How much content to hand back, in all; of the rest only size and hash.
    """
    found: list[LeftFile] = []
    room = most_bytes
    for path, name in _files(folder):
        if len(found) == MOST_FILES:
            break
        content = _read(path)
        if content is None:
            continue
        fits = len(content) <= room
        room -= len(content) if fits else 0
        digest = hashlib.sha256(content).hexdigest()
        found.append(
            LeftFile(
                name=name,
                size=len(content),
                sha256=digest,
                content=content if fits else b"",
                is_whole=fits,
            )
        )
    return tuple(found)


def _files(folder: Path) -> Iterator[tuple[Path, str]]:
    for root, folders, names in os.walk(folder, followlinks=False):
        folders.sort()
        for each in sorted(names):
            path = Path(root) / each
            name = path.relative_to(folder).as_posix()
            # A name that is no text, or endless, can be no file that the recording knew.
            if len(name) <= _LONGEST_NAME and name.isprintable():
                yield path, name


def _read(path: Path) -> bytes | None:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return None
        try:
            content = file.read(_LARGEST + 1)
        except OSError:
            return None
    return content if len(content) <= _LARGEST else None
