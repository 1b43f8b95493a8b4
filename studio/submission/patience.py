"""Trying again: longer and longer apart, never all at once, and not for ever."""

import random
import time
from collections.abc import Callable
from typing import Final, TypeVar

from studio.submission.store_errors import TryAgainLaterError

Progress = Callable[[int, int], None]
"""Told how much of how much is done; whatever it raises ends the work."""

Wait = Callable[[float], None]
"""Lets so many seconds pass; whatever it raises ends the work."""

FIRST_SECONDS: Final = 0.5
LONGEST_SECONDS: Final = 30.0
PATIENCE_SECONDS: Final = 150.0
"""How long in all since something last went well, without the time that requests themselves take: more than
the minute in which a router starts again."""

_SLICE_SECONDS: Final = 0.05

_T = TypeVar("_T")


class ToldProgress:
    """A progress that can be asked again in between: what it was told last.

    Args:
        progress: Whom to tell.
        total: Of how much.
    """

    def __init__(self, progress: Progress, total: int) -> None:
        self._progress = progress
        self._done = 0
        self._total = total

    def __call__(self, done: int, total: int) -> None:
        """Tell it."""
        self._done, self._total = done, total
        self._progress(done, total)

    def add(self, done: int) -> None:
        """Tell that so much more is done."""
        self(self._done + done, self._total)

    def again(self) -> None:
        """Tell the same once more, so that it can end what takes long."""
        self._progress(self._done, self._total)


class Patience:
    """Tries again what may go better later.

    Args:
        watch: Asked some twenty times a second while nothing else happens; whatever it raises ends the work.
        wait: How time passes; with ``watch`` in between if not given.
    """

    def __init__(self, watch: Callable[[], None], wait: Wait | None = None) -> None:
        self._watch = watch
        self._wait = wait or self._wait_watching
        self._waited = 0.0
        self._next = FIRST_SECONDS
        # Many computers lose the same store at the same moment, and must not come back at the same moment.
        self._random = random.SystemRandom()

    def call(self, attempt: Callable[[], _T]) -> _T:
        """What ``attempt`` gives, as soon as it goes well.

        Raises:
            TryAgainLaterError: It did not in all this time.
            MendFirstError: As soon as ``attempt`` raises it, and so for anything else.
        """
        while True:
            try:
                result = attempt()
            except TryAgainLaterError:
                seconds = self._random.uniform(self._next / 2, self._next)
                if self._waited + seconds > PATIENCE_SECONDS:
                    raise
                self._wait(seconds)
                self._waited += seconds
                self._next = min(2 * self._next, LONGEST_SECONDS)
            else:
                self._waited, self._next = 0.0, FIRST_SECONDS
                return result

    def _wait_watching(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self._watch()
            time.sleep(min(left, _SLICE_SECONDS))
