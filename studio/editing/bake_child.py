"""The baking process: ``python -m studio.editing.bake_child``, spoken to through its standard input.

It holds two files' keys in memory and shows nothing of them: no core dump, no attaching debugger of the same
user, no arguments, no environment. What it is told and what it says are in ``bake_messages``. It steps back
behind the interface, which shall not lag.
"""

import logging
import os
import sys
import threading
import time
from typing import BinaryIO, Final

from recorder.errors import UserFacingError
from recorder.process_memory import close_to_others
from studio.editing.bake import bake
from studio.editing.bake_messages import (
    Baked,
    BakeFailed,
    BakeProgress,
    CalledOff,
    FromBaker,
    line_of,
    order_of,
    read_begin,
)

_PROGRESS_EVERY_S: Final = 0.1
_NICENESS: Final = 5

_log = logging.getLogger(__name__)


class _CalledOffError(Exception):
    """Nobody wants the episode any more."""


def main() -> int:
    """Run the baking process.

    Returns:
        0 if the episode is whole, 1 if it is not.
    """
    close_to_others()
    if sys.platform != "win32":
        os.nice(_NICENESS)
    orders, reports = _private_pipes()
    try:
        told: FromBaker = _bake(orders, reports)
    except _CalledOffError:
        told = CalledOff()
    except UserFacingError as error:
        told = BakeFailed(error.happened, error.kept, error.mend)
    except Exception as error:  # noqa: BLE001 - the last handler: no traceback, which could hold what was captured
        _log.error("the baking process met a bug: %s", type(error).__name__)
        told = BakeFailed(
            "The episode could not be made, for an error of Assent's own.",
            "The recording and its edits are as they were.",
            "Please report it, with what 'assent doctor' prints.",
        )
    _say(reports, told)
    return 0 if isinstance(told, Baked) else 1


def _bake(orders: BinaryIO, reports: BinaryIO) -> Baked:
    begin = read_begin(orders.readline())
    logging.basicConfig(
        level=begin.log_level, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s"
    )
    is_called_off = threading.Event()

    def listen() -> None:
        orders.read()
        is_called_off.set()

    # A daemon: it waits for the end of the pipe, which comes after this process's own where all goes well.
    threading.Thread(target=listen, name="orders", daemon=True).start()
    last_told_s = 0.0

    def progress(done: int, total: int) -> None:
        nonlocal last_told_s
        if is_called_off.is_set():
            raise _CalledOffError
        now_s = time.monotonic()
        if now_s - last_told_s >= _PROGRESS_EVERY_S:
            last_told_s = now_s
            _say(reports, BakeProgress(done, total))

    return Baked(bake(order_of(begin), progress))


def _private_pipes() -> tuple[BinaryIO, BinaryIO]:
    """The two ends of the conversation, moved away from where a chatty library could write into them."""
    orders, reports = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return orders, reports


def _say(reports: BinaryIO, message: FromBaker) -> None:
    """Say something; nobody who left is missed, since the end of their other pipe says so as well."""
    try:
        reports.write(line_of(message))
        reports.flush()
    except BrokenPipeError:
        pass


if __name__ == "__main__":
    # At once: the thread that waits for the pipe's end must not keep the process.
    os._exit(main())
