"""The session's clock."""

import time


class MonotonicClock:
    """Nanoseconds since the session began; jumps of the wall clock do not touch it.

    It stands still while the machine sleeps, so that a recording does not grow in its sleep.

    Args:
        started_ns: ``time.monotonic_ns()`` at the session's beginning.
    """

    def __init__(self, started_ns: int) -> None:
        self._started_ns = started_ns

    def now_ns(self) -> int:
        """Nanoseconds since the session began."""
        return time.monotonic_ns() - self._started_ns
