"""Finds and ends every process of a private desktop, wherever it went.

A program can leave its process group, its session and its parent; what it keeps is the environment that it
was started with. So every process of a desktop carries a mark there, and its descendants belong with it.
"""

import os
import time
from collections.abc import Iterator
from typing import Final

import psutil

MARK: Final = "ASSENT_PRIVATE_DESKTOP"
_POLL_SECONDS: Final = 0.02


def marked(mark: str) -> set[psutil.Process]:
    """The living processes whose mark is ``mark`` or lies below it (``mark.1``), with all their descendants.

    Zombies are not among them, nor is the caller.
    """
    found: set[psutil.Process] = set()
    for process in psutil.process_iter():
        if _carries(process, mark):
            found.add(process)
            found.update(_descendants(process))
    return {process for process in found if process.pid != os.getpid() and _is_alive(process)}


def end_marked(mark: str, *, grace_seconds: float = 2.0) -> None:
    """Ask all that is marked to end, kill what does not within the grace, and return when nothing is left.

    Raises:
        TimeoutError: Something outlived even that (a process that waits for a dead disk).
    """
    asked: set[psutil.Process] = set()
    ask_until = time.monotonic() + grace_seconds
    kill_until = ask_until + grace_seconds + 3.0
    while left := marked(mark):
        now = time.monotonic()
        if now > kill_until:
            raise TimeoutError(f"{len(left)} processes of a private desktop could not be ended")
        for process in left:
            if now > ask_until:
                _signal(process, kill=True)
            elif process not in asked:
                _signal(process, kill=False)
                asked.add(process)
        # Not psutil's wait: it would take the exit code of the caller's own children from under it.
        time.sleep(_POLL_SECONDS)


def _carries(process: psutil.Process, mark: str) -> bool:
    try:
        value = process.environ().get(MARK, "")
    except (psutil.Error, OSError):
        # Gone, a zombie, or another user's: none of ours.
        return False
    return value == mark or value.startswith(f"{mark}.")


def _descendants(process: psutil.Process) -> Iterator[psutil.Process]:
    try:
        yield from process.children(recursive=True)
    except psutil.NoSuchProcess:
        return


def _is_alive(process: psutil.Process) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _signal(process: psutil.Process, *, kill: bool) -> None:
    try:
        if kill:
            process.kill()
        else:
            process.terminate()
    except psutil.NoSuchProcess:
        return
