"""Turns whatever usually ends a process in a terminal into a wish to stop its recording."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

from recorder.recording.following import StopWish

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def stop_wish() -> Iterator[StopWish]:
    """Catch Ctrl+C, a request to end and the terminal's end for as long as the context lasts.

    A handler only takes note: it may run in the middle of a write to the recording's pipe.
    """
    wish = StopWish()

    def note(_number: int, _frame: FrameType | None) -> None:
        wish.is_made = True

    before = {number: signal.signal(number, note) for number in _SIGNALS}
    # Ctrl+Z would leave a sign that stands still beside a recording that goes on.
    before[signal.SIGTSTP] = signal.signal(signal.SIGTSTP, signal.SIG_IGN)
    try:
        yield wish
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
