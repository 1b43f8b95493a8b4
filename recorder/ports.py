"""What the rules need from the adapters, as protocols.

A room that takes one of these can be tested with no device at all.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from recorder.episode.events import InputEvent, NumberedEvent
from recorder.episode.frames import Packet


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


class SessionSink(Protocol):
    """Where a session is written; owned by one thread."""

    def append(self, events: Sequence[NumberedEvent], packets: Sequence[Packet]) -> None:
        """Write all of it or none, durably."""
        ...

    def wipe_since(self, at_ns: int) -> None:
        """Remove all that happened at or after ``at_ns``, from the disk too."""
        ...
