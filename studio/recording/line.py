"""The way to a recording's process: what is ordered before it is there waits for it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from recorder.recording.following import StopWish
from recorder.recording.host import RecordingProcess
from recorder.session import Command


class Line:
    """Gives one recording its orders, from any thread.

    Attributes:
        stop_wish: For whoever follows the recording: a stop that takes too long is given up.
    """

    def __init__(self) -> None:
        self.stop_wish: Final = StopWish()
        self._lock = threading.Lock()
        self._recording: RecordingProcess | None = None
        self._waiting: list[Command] = []

    def give(self, command: Command) -> None:
        """Order something."""
        with self._lock:
            if self._recording is None:
                self._waiting.append(command)
            else:
                self._recording.order(command)
        if command is Command.STOP:
            self.stop()

    def stop(self) -> None:
        """Let it end, now or as soon as it has begun."""
        self.stop_wish.is_made = True

    @contextmanager
    def open_to(self, recording: RecordingProcess) -> Iterator[None]:
        """Give what waited, and all that follows, to this process for as long as the context lasts."""
        with self._lock:
            self._recording = recording
            waiting, self._waiting = self._waiting, []
            for command in waiting:
                recording.order(command)
        try:
            yield
        finally:
            with self._lock:
                self._recording = None
