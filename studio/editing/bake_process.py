"""The other side of the baking pipe: a bake in a process of its own, asked for as one in this process is."""

import contextlib
import os
import subprocess
import sys
from pathlib import Path
from typing import IO, Final

import msgspec

from recorder.errors import UserFacingError
from recorder.vault.session_header import SessionSummary
from studio.editing.bake import BakeOrder, Progress
from studio.editing.bake_messages import (
    Baked,
    BakeFailed,
    BakeProgress,
    CalledOff,
    begin_of,
    line_of,
    read_from_baker,
)

_LAST_WORDS_S: Final = 30.0
_PACKAGES: Final = Path(__file__).parents[2]


class BakeCrashedError(UserFacingError):
    """The baking process ended without a word."""

    def __init__(self) -> None:
        super().__init__(
            "Making the episode ended unexpectedly.",
            kept="The recording and its edits are as they were.",
            mend="Try again. If it happens again, please report it.",
        )


class BakeFailedError(UserFacingError):
    """The episode could not be made; the words are the baking process's own."""


def bake_apart(order: BakeOrder, progress: Progress) -> SessionSummary:
    """Write the episode, as ``bake`` does, in another process.

    Called by a worker's thread, which waits; the interface's thread never lags, since nothing runs here.

    Args:
        order: What to bake.
        progress: Told how it goes, about ten times a second; whatever it raises ends the bake, and is raised
            once nothing of it is left.

    Raises:
        BakeFailedError: It could not be done; nothing of it is left.
        BakeCrashedError: The other process died. What it left has no key once the vault forgets the episode.
    """
    with _started() as process:
        try:
            return _followed(process, order, progress)
        finally:
            _end(process)


def _started() -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        # -P: whatever lies in the current folder is not imported.
        [sys.executable, "-P", "-m", "studio.editing.bake_child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        # A session of its own: Ctrl+C in the terminal is for who asked, who then calls it off.
        start_new_session=True,
        # Python takes modules from where it starts with -m: never from where the person happens to be.
        cwd=_PACKAGES,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )


def _followed(process: "subprocess.Popen[bytes]", order: BakeOrder, progress: Progress) -> SessionSummary:
    orders, reports = _pipes(process)
    try:
        orders.write(line_of(begin_of(order)))
        orders.flush()
    except BrokenPipeError:
        raise BakeCrashedError from None
    for line in reports:
        try:
            message = read_from_baker(line)
        except msgspec.MsgspecError:
            break
        match message:
            case BakeProgress():
                progress(message.done, message.total)
            case Baked():
                return message.summary
            case BakeFailed():
                raise BakeFailedError(message.happened, kept=message.kept, mend=message.mend)
            case CalledOff():
                break
    raise BakeCrashedError


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Call the bake off if it still runs, and wait until nothing of it is left."""
    orders, _ = _pipes(process)
    with contextlib.suppress(BrokenPipeError):
        orders.close()
    try:
        process.wait(_LAST_WORDS_S)
    except subprocess.TimeoutExpired:
        process.kill()


def _pipes(process: "subprocess.Popen[bytes]") -> tuple[IO[bytes], IO[bytes]]:
    if process.stdin is None or process.stdout is None:
        raise AssertionError("the process was started with pipes")
    return process.stdin, process.stdout
