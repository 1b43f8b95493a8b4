"""The acting process, seen from its parent: what it says, in order; what it is told, without waiting for it.

It is written to and read from by threads of their own: a process that was taken over may stop to read, and
whoever asks for its end must get that all the same.
"""

import os
import queue
import signal
import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

import msgspec

from replay.displays.programs import Process
from replay.running.messages import FromChild, FromParent, View, encoded, read_from_child
from replay.running.pipe import PipeError, read_frame, write_frame

# As many of its words as may wait to be heard; then it has to wait itself.
_MOST_WAITING: Final = 8
_GOODBYE_S: Final = 2.0


class Gone:
    """The process says no more.

    Attributes:
        is_nonsense: Whether what it said last was no message.
    """

    def __init__(self, *, is_nonsense: bool) -> None:
        self.is_nonsense: Final = is_nonsense


class ActingProcess:
    """The acting process; its owner calls ``close`` whatever happens.

    Args:
        process: Started with pipes for its input and output.
        most_bytes: How much it may say but for views, in all.
    """

    def __init__(self, process: Process, *, most_bytes: int) -> None:
        self._process = process
        self._most_bytes = most_bytes
        self._gone: Gone | None = None
        self._heard: queue.Queue[FromChild | Gone] = queue.Queue(_MOST_WAITING)
        self._to_say: queue.SimpleQueue[FromParent | None] = queue.SimpleQueue()
        self._threads = (
            threading.Thread(target=self._read, name="replay-reader"),
            threading.Thread(target=self._write, name="replay-writer"),
        )
        for thread in self._threads:
            thread.start()

    def say(self, message: FromParent) -> None:
        """Tell it something; lost if it is gone."""
        self._to_say.put(message)

    def hear(self, timeout_s: float) -> FromChild | Gone | None:
        """What it says next; ``None`` if it says nothing in time; its end again and again."""
        if self._gone is not None:
            return self._gone
        try:
            message = self._heard.get(timeout=timeout_s)
        except queue.Empty:
            return None
        if isinstance(message, Gone):
            self._gone = message
        return message

    def kill(self) -> None:
        """End it at once, from any thread; behind a wall, all that is there ends with it."""
        # Its whole group: a wall that is still going up is two processes.
        if self._process.returncode is not None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def close(self) -> None:
        """End it if it has not ended, and take its exit code."""
        self._to_say.put(None)
        ender = threading.Timer(_GOODBYE_S, self.kill)
        ender.name = "replay-ender"
        ender.start()
        # What it still says is heard by nobody; its end is.
        while not isinstance(self.hear(_GOODBYE_S * 2), Gone):
            self.kill()
        self.kill()
        self._process.wait()
        ender.cancel()
        ender.join()
        for thread in self._threads:
            thread.join()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def _read(self) -> None:
        is_nonsense = False
        try:
            for message in self._messages():
                self._heard.put(message)
        except (PipeError, msgspec.MsgspecError, ValueError):
            is_nonsense = True
            self.kill()
        self._heard.put(Gone(is_nonsense=is_nonsense))

    def _messages(self) -> Iterator[FromChild]:
        left = self._most_bytes
        pipe = self._process.stdout
        while pipe is not None and (body := read_frame(pipe)) is not None:
            message = read_from_child(body)
            # What is looked at and forgotten takes no room.
            left -= 0 if isinstance(message, View) else len(body)
            if left < 0:
                raise PipeError("the process said more than there is room for")
            yield message

    def _write(self) -> None:
        pipe = self._process.stdin
        if pipe is None:
            return
        # If it is gone, the reader says so.
        with suppress(OSError):
            while (message := self._to_say.get()) is not None:
                write_frame(pipe, encoded(message))
        with suppress(OSError):
            pipe.close()
