"""How long each part of the demo takes."""

import time
from collections.abc import Callable
from typing import Final


class PartClock:
    """Says what part begins, and notes how long each took. For one thread.

    Args:
        say: Is told what happens now.
    """

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say: Final = say
        self._taken: Final[dict[str, float]] = {}
        self._part = ""
        self._began = 0.0

    def begin(self, part: str, what: str) -> None:
        """Say what happens now, and end what happened before.

        Args:
            part: What the time goes to; several beginnings of one part are one.
            what: For a person.
        """
        self.end()
        self._part, self._began = part, time.monotonic()
        self._say(what)

    def end(self) -> None:
        """End the part that is under way, if one is."""
        if self._part:
            taken = time.monotonic() - self._began
            self._taken[self._part] = self._taken.get(self._part, 0.0) + taken
            self._part = ""

    @property
    def parts(self) -> tuple[tuple[str, float], ...]:
        """Each part that ended, in the order in which they began, and its seconds."""
        return tuple(self._taken.items())
