"""Follows a recording until it is over, and turns whatever usually ends a process into a wish to stop it."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

from recorder.commands.indicator import Indicator
from recorder.recording.host import RecordingCrashedError, RecordingProcess
from recorder.recording.messages import Begin, Ended, Progress, Started
from recorder.session import Command

_POLL_S: Final = 0.1
_LONGEST_STOP_S: Final = 20.0
_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopWish:
    """Whether the person, the terminal or the system asked for an end. A handler may set it at any moment."""

    __slots__ = ("is_made",)

    def __init__(self) -> None:
        self.is_made = False


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


def follow(begin: Begin, indicator: Indicator, wish: StopWish) -> Ended:
    """Record, and show it until it is over.

    A sign that nobody can see any more ends the recording: nobody may be recorded without one.

    Raises:
        UserFacingError: It could not begin or go on, or its process is gone.
    """
    with RecordingProcess(begin) as recording:
        ordered_at: float | None = None
        while True:
            if ordered_at is None and (indicator.is_gone or wish.is_made):
                ordered_at = time.monotonic()
                if indicator.is_gone:
                    recording.hang_up()
                else:
                    recording.order(Command.STOP)
            if ordered_at is not None and time.monotonic() - ordered_at > _LONGEST_STOP_S:
                raise RecordingCrashedError
            match recording.hear(_POLL_S):
                case Started(warnings=warnings):
                    for warning in warnings:
                        indicator.warn(warning)
                case Progress() as report:
                    indicator.show(report)
                case Ended() as ended:
                    indicator.close()
                    return ended
                case _:
                    pass
