"""Says what happens in the acting process, without making the one who acts wait for it.

What is slow (packing a picture, a reader that is busy) is done by a thread. That nothing is held down any
more is said past all that waits.
"""

import queue
import threading
from collections.abc import Callable
from threading import Event
from typing import IO, Final

from replay.running.messages import Failed, FromChild, encoded
from replay.running.pipe import TooLongError, check_length, write_frame

# Each may hold a whole picture: enough to hide the packing, too little to fill the memory.
_MOST_WAITING: Final = 8
_LAST_WORDS_S: Final = 10.0
_TOO_LONG: Final = Failed(
    happened="What the replay showed is too large to be handed over.",
    kept="What was recorded is as it was.",
    mend="Replay it on a smaller screen, or please report it.",
)

Saying = FromChild | Callable[[], FromChild]
"""A message, or what makes one on the thread that writes."""


class Mouth:
    """The acting process's end of the pipe; ``close`` says what is left.

    Args:
        pipe: Taken over.
        gone: Set when nobody listens any more.
    """

    def __init__(self, pipe: IO[bytes], gone: Event) -> None:
        self._pipe = pipe
        self._gone = gone
        self._lock = threading.Lock()
        self._waiting: Final[queue.Queue[Saying | None]] = queue.Queue(_MOST_WAITING)
        # A daemon: it waits for a reader that may never come, and must not keep the process.
        self._thread = threading.Thread(target=self._run, name="mouth", daemon=True)
        self._thread.start()

    def say(self, saying: Saying) -> None:
        """Say something in its turn; waits where too much is waiting already."""
        self._waiting.put(saying)

    @property
    def is_idle(self) -> bool:
        """Whether nothing waits to be said."""
        return self._waiting.empty()

    def say_now(self, message: FromChild) -> None:
        """Say something at once, before all that waits."""
        self._write(message)

    def close(self) -> None:
        """Say what is left, and wait for that a while."""
        self._waiting.put(None)
        self._thread.join(_LAST_WORDS_S)

    def _run(self) -> None:
        while (saying := self._waiting.get()) is not None:
            self._write(saying() if callable(saying) else saying)

    def _write(self, message: FromChild) -> None:
        if self._gone.is_set():
            return
        body = encoded(message)
        is_last = False
        try:
            check_length(body)
        except TooLongError:
            # Whoever listens must not wait for what never comes.
            body, is_last = encoded(_TOO_LONG), True
        try:
            with self._lock:
                write_frame(self._pipe, body)
        except OSError:
            is_last = True
        if is_last:
            self._gone.set()
