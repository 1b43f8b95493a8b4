"""The acting process, seen from its parent: what it says, in order; what it is told, without waiting for it.

It is written to and read from by threads of their own: a process that was taken over may stop to read, and
whoever asks for its end must get that all the same.
"""

import io
import os
import queue
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

import msgspec

from replay.displays.programs import Process
from replay.running.ending_pipe import EndingReader, EndingWriter
from replay.running.messages import (
    Failed,
    FromChild,
    FromParent,
    Released,
    Shown,
    View,
    encoded,
    read_from_child,
)
from replay.running.pipe import LONGEST_BYTES, PipeError, check_length, read_frame, write_frame

_POLL_S: Final = 0.05
# As many of its words as may wait to be heard; then it has to wait itself.
_MOST_WAITING: Final = 8
_GOODBYE_S: Final = 2.0
_STRAY_S: Final = 1.0
"""How long a pipe may outlive its process: what is still in it is read in far less. A process that it left
behind may hold the pipe for ever."""
_DEATH_S: Final = 10.0


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
        longest_bytes: How long one of its messages may be; some of them wait in memory.

    Attributes:
        let_go_ns: When nothing was done any more and nothing was held down, or it was gone, on the monotonic
            clock; ``None`` before. Noted as soon as it is said, however busy its owner is.
    """

    def __init__(self, process: Process, *, most_bytes: int, longest_bytes: int = LONGEST_BYTES) -> None:
        self._process = process
        self._most_bytes = most_bytes
        self._longest_bytes = longest_bytes
        self.let_go_ns: int | None = None
        self._gone: Gone | None = None
        self._dead_since_s: float | None = None
        self._ended_read, self._ended_write = os.pipe()
        self._heard: queue.Queue[FromChild | Gone] = queue.Queue(_MOST_WAITING)
        self._to_say: queue.SimpleQueue[tuple[bytes, bool] | None] = queue.SimpleQueue()
        self._lock: Final = threading.Lock()
        self._waiting_pictures = 0
        self._threads = (
            threading.Thread(target=self._read, name="replay-reader"),
            threading.Thread(target=self._write, name="replay-writer"),
        )
        for thread in self._threads:
            thread.start()

    @property
    def waiting_pictures(self) -> int:
        """How many pictures wait to be written, besides one that is being written: it reads too slowly."""
        with self._lock:
            return self._waiting_pictures

    def say(self, message: FromParent) -> None:
        """Tell it something; lost if it is gone.

        Raises:
            TooLongError: It would not read that much; nothing is told.
        """
        body = encoded(message)
        # Here and not where it is written: whoever says it can still end what waits for it.
        check_length(body)
        is_picture = isinstance(message, Shown)
        self._count_pictures(is_picture)
        self._to_say.put((body, is_picture))

    def hear(self, timeout_s: float) -> FromChild | Gone | None:
        """What it says next; ``None`` if it says nothing in time; its end again and again."""
        if self._gone is not None:
            return self._gone
        try:
            message = self._heard.get(timeout=timeout_s)
        except queue.Empty:
            return self._gone_though_held()
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
        """End it if it has not ended, and take its exit code; who else holds its pipes is not waited for."""
        self._to_say.put(None)
        # What it still says is heard by nobody; its end is.
        self._hear_out(_GOODBYE_S)
        self.kill()
        self._hear_out(_STRAY_S)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_DEATH_S)
        os.close(self._ended_write)
        for thread in self._threads:
            while thread.is_alive():
                with suppress(queue.Empty):
                    self._heard.get(timeout=_POLL_S)
        for thread in self._threads:
            thread.join()
        os.close(self._ended_read)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    def _hear_out(self, timeout_s: float) -> None:
        until_s = time.monotonic() + timeout_s
        while (left_s := until_s - time.monotonic()) > 0:
            if isinstance(self.hear(min(left_s, _POLL_S)), Gone):
                return

    def _gone_though_held(self) -> Gone | None:
        """Its end where it is dead for a while, and somebody else holds its pipe."""
        if self._dead_since_s is None:
            if not self._is_dead():
                return None
            self._dead_since_s = time.monotonic()
        if time.monotonic() - self._dead_since_s > _STRAY_S:
            self._note_end()
            self._gone = Gone(is_nonsense=False)
        return self._gone

    def _count_pictures(self, more: int) -> None:
        with self._lock:
            self._waiting_pictures += more

    def _is_dead(self) -> bool:
        if self._process.returncode is not None:
            return True
        # It is not buried: its number has to stay that of its group.
        options = os.WEXITED | os.WNOHANG | os.WNOWAIT
        try:
            return os.waitid(os.P_PID, self._process.pid, options) is not None
        except ChildProcessError:
            return True

    def _read(self) -> None:
        is_nonsense = False
        try:
            for message in self._messages():
                if isinstance(message, Released | Failed):
                    self._note_end()
                self._heard.put(message)
        except (PipeError, msgspec.MsgspecError, ValueError):
            is_nonsense = True
            self.kill()
        self._note_end()
        self._heard.put(Gone(is_nonsense=is_nonsense))

    def _note_end(self) -> None:
        self.let_go_ns = self.let_go_ns or time.monotonic_ns()

    def _messages(self) -> Iterator[FromChild]:
        if self._process.stdout is None:
            return
        left = self._most_bytes
        pipe = io.BufferedReader(EndingReader(self._process.stdout.fileno(), self._ended_read))
        while (body := read_frame(pipe, longest_bytes=self._longest_bytes)) is not None:
            message = read_from_child(body)
            # What is looked at and forgotten takes no room.
            left -= 0 if isinstance(message, View) else len(body)
            if left < 0:
                raise PipeError("the process said more than there is room for")
            yield message

    def _write(self) -> None:
        if self._process.stdin is None:
            return
        pipe = io.BufferedWriter(EndingWriter(self._process.stdin.fileno(), self._ended_read))
        # If it is gone, the reader says so.
        with suppress(OSError):
            while (said := self._to_say.get()) is not None:
                body, is_picture = said
                self._count_pictures(-is_picture)
                write_frame(pipe, body)
        with suppress(OSError):
            self._process.stdin.close()
