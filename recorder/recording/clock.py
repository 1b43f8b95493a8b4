"""The session's clock, and the one that goes on while the machine sleeps."""

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


def slept_ns() -> int:
    """How long this machine has slept since it was started; 0 where the system does not say."""
    if not hasattr(time, "CLOCK_BOOTTIME"):
        return 0
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME) - time.clock_gettime_ns(time.CLOCK_MONOTONIC)
