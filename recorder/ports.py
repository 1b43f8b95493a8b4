"""What the rules need from the adapters, as protocols.

A room that takes one of these can be tested with no device at all.
"""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from recorder.episode.ending import EndReason
from recorder.episode.events import InputEvent, NumberedEvent
from recorder.episode.frames import Packet
from recorder.episode.screen import Monitor, Rect
from recorder.errors import UserFacingError
from recorder.privacy import FocusObservation, ScreenObservation


class Clock(Protocol):
    """The session's clock."""

    def now_ns(self) -> int:
        """Nanoseconds since the session began, never falling."""
        ...


class InputSource(Protocol):
    """A device that reports pointer and key events."""

    def start(self, on_event: Callable[[InputEvent], None]) -> None:
        """Begin to report. ``on_event`` is called on a thread of the device's own and must only enqueue."""
        ...

    def stop(self) -> None:
        """Stop, and return when no call to ``on_event`` can follow."""
        ...


class ScreenWatch(Protocol):
    """Knows where the windows are; owned by one thread."""

    def monitors(self) -> tuple[Monitor, ...]:
        """The monitors as they are now."""
        ...

    def has_news(self) -> bool:
        """Whether anything was announced since the last ``observe``; asks nobody, so that rest is cheap."""
        ...

    def observe(self) -> ScreenObservation:
        """Ask the screen now; the answer covers all that happened before the call.

        Raises:
            ScreenGoneError: The screen's server is gone.
        """
        ...

    def close(self) -> None:
        """Let go of the screen."""
        ...


class PictureSource(Protocol):
    """Takes pictures of the screen; owned by one thread."""

    def grab_region(self, region: Rect) -> NDArray[np.uint8]:
        """The pixels of a region, ``(height, width, 4)`` bytes, blue first; valid until the next call.

        Raises:
            UnreadableScreenError: The region is not on the screen, or the screen is gone.
        """
        ...

    def close(self) -> None:
        """Let go of the screen."""
        ...


class FocusWatch(Protocol):
    """Knows which window has the keyboard, and whether its text may be known."""

    def start(self, on_focus: Callable[[FocusObservation], None]) -> None:
        """Begin to report: at once on a change, and at least every 100 ms; from a thread of its own."""
        ...

    def stop(self) -> None:
        """Stop, and return when no call to ``on_focus`` can follow."""
        ...


class DesktopSignal(StrEnum):
    """What the desktop says of itself."""

    LOCKED = "locked"
    UNLOCKED = "unlocked"
    SUSPENDING = "suspending"
    RESUMED = "resumed"


class DesktopWatch(Protocol):
    """Knows when the screen is locked and when the machine sleeps."""

    def start(self, on_signal: Callable[[DesktopSignal], None]) -> None:
        """Begin to report, from a thread of its own; a screen that is locked already is reported at once."""
        ...

    def stop(self) -> None:
        """Stop, and return when no call to ``on_signal`` can follow."""
        ...


class ScreenGoneError(UserFacingError):
    """The screen's server went away."""

    def __init__(self) -> None:
        super().__init__(
            "The desktop that was being recorded is gone.",
            kept="Everything up to that moment is in the session.",
            mend="Log in again and start a new recording.",
        )


class UnreadableScreenError(UserFacingError):
    """The screen could not be read."""

    def __init__(self) -> None:
        super().__init__(
            "The screen could not be read.",
            kept="Everything recorded so far is in the session.",
            mend="Run 'assent doctor' to see what is missing.",
        )


class FullDiskError(UserFacingError):
    """No space is left for the session; what was written before is safe."""


SummaryT_co = TypeVar("SummaryT_co", covariant=True)


class SessionSink(Protocol[SummaryT_co]):
    """Where a session is written; owned by one thread."""

    def append(self, events: Sequence[NumberedEvent], packets: Sequence[Packet]) -> None:
        """Write all of it or none, durably.

        Raises:
            FullDiskError: No space is left; all that was appended before stays, a later call may succeed.
        """
        ...

    def wipe_since(self, at_ns: int) -> None:
        """Remove all that happened at or after ``at_ns``, from the disk too."""
        ...

    def finish(self, ended_ns: int, reason: EndReason) -> SummaryT_co:
        """Close the session for good, and say what is in it."""
        ...

    def destroy(self) -> None:
        """Leave nothing of the session."""
        ...
