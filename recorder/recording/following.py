"""Follows a recording until it is over, beside a sign that shows it."""

import time
from typing import Final, Protocol

from recorder.recording.host import RecordingCrashedError, RecordingProcess
from recorder.recording.messages import Ended, Progress, Started
from recorder.session import Command

_POLL_S: Final = 0.1
_LONGEST_STOP_S: Final = 20.0


class Sign(Protocol):
    """What shows a person that, and how, a recording goes."""

    @property
    def is_gone(self) -> bool:
        """Whether nobody can see it any more: the recording must end then."""
        ...

    def warn(self, text: str) -> None:
        """Say something that the person should know, in a whole sentence."""
        ...

    def show(self, report: Progress) -> None:
        """Show where it stands."""
        ...

    def close(self) -> None:
        """Take the sign away: nothing is recorded any more."""
        ...


class StopWish:
    """Whether the person or the system asked for an end. A signal's handler may set it at any moment."""

    __slots__ = ("is_made",)

    def __init__(self) -> None:
        self.is_made = False


def follow(recording: RecordingProcess, sign: Sign, wish: StopWish) -> Ended:
    """Show a recording until it is over.

    A sign that nobody can see any more ends the recording: nobody may be recorded without one.

    Raises:
        UserFacingError: It could not begin or go on, or its process is gone.
    """
    ordered_at: float | None = None
    while True:
        if ordered_at is None and (sign.is_gone or wish.is_made):
            ordered_at = time.monotonic()
            if sign.is_gone:
                recording.hang_up()
            else:
                recording.order(Command.STOP)
        if ordered_at is not None and time.monotonic() - ordered_at > _LONGEST_STOP_S:
            raise RecordingCrashedError
        match recording.hear(_POLL_S):
            case Started(warnings=warnings):
                for warning in warnings:
                    sign.warn(warning)
            case Progress() as report:
                sign.show(report)
            case Ended() as ended:
                sign.close()
                return ended
            case _:
                pass
