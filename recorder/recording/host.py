"""The other side of the pipe: starts the recording process, gives it orders, hears how it goes."""

import contextlib
import os
import queue
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import msgspec

from recorder.errors import UserFacingError
from recorder.recording.messages import (
    Begin,
    Failed,
    FromRecorder,
    Order,
    line_of,
    read_from_recorder,
)
from recorder.session import Command

_LAST_WORDS_S: Final = 10.0
_PACKAGES: Final = Path(__file__).parents[2]


class RecordingCrashedError(UserFacingError):
    """The recording process ended without a word."""

    def __init__(self) -> None:
        super().__init__(
            "The recording ended unexpectedly.",
            kept="All but its last second is in the vault.",
            mend="Run 'assent sessions' to see it.",
        )


class RecordingDiskError(UserFacingError):
    """The recording could not begin or be closed because of the disk; the words are the recording's own."""


class RecordingProcess:
    """A recording, seen from the process that shows it.

    Leaving the context ends the recording, if it has not ended: by the end of the pipe, which the recording
    takes as a wish to stop.
    """

    def __init__(self, begin: Begin) -> None:
        # A session of its own: Ctrl+C in the terminal is for the host, which then asks politely.
        self._process = subprocess.Popen(
            # -P: whatever lies in the current folder is not imported.
            [sys.executable, "-P", "-m", "recorder.recording.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
            # Python takes modules from where it starts with -m: never from where the person happens to be.
            cwd=_PACKAGES,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
        )
        self._heard: queue.SimpleQueue[FromRecorder | None] = queue.SimpleQueue()
        self._listener = threading.Thread(target=self._listen, name="recording-listener")
        self._listener.start()
        try:
            self._send(begin)
        except BaseException:
            self.close()
            raise

    @property
    def pid(self) -> int:
        """The recording process's id."""
        return self._process.pid

    def order(self, command: Command) -> None:
        """Hand on a person's wish; one that comes too late is lost, since there is nothing left to order."""
        self._send(Order(command))

    def hear(self, timeout_s: float) -> FromRecorder | None:
        """What the recording says next; ``None`` if it says nothing in time.

        Raises:
            RecordingCrashedError: It ended without a word.
            UserFacingError: It could not begin or go on.
        """
        try:
            message = self._heard.get(timeout=timeout_s)
        except queue.Empty:
            return None
        if message is None:
            raise RecordingCrashedError
        if isinstance(message, Failed):
            kind = RecordingDiskError if message.is_of_the_disk else UserFacingError
            raise kind(message.happened, kept=message.kept, mend=message.mend)
        return message

    def hang_up(self) -> None:
        """Say no more: the recording takes it that nobody shows it now, and ends. It can still be heard."""
        if self._process.stdin is not None and not self._process.stdin.closed:
            with contextlib.suppress(BrokenPipeError):  # it ended by itself
                self._process.stdin.close()

    def close(self) -> None:
        """End the recording if it still runs, and wait for its process."""
        self.hang_up()
        try:
            self._process.wait(_LAST_WORDS_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._listener.join()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _send(self, message: Begin | Order) -> None:
        if self._process.stdin is None or self._process.stdin.closed:
            return
        # Past the file's buffer: an order may come from a signal's handler in the middle of another order.
        rest = memoryview(line_of(message))
        with contextlib.suppress(BrokenPipeError):  # its last words are heard by the listener
            while rest:
                rest = rest[os.write(self._process.stdin.fileno(), rest) :]

    def _listen(self) -> None:
        if self._process.stdout is None:
            return
        for line in self._process.stdout:
            try:
                self._heard.put(read_from_recorder(line))
            except msgspec.MsgspecError:
                break
        self._heard.put(None)
