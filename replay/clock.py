"""The clock of a replay: the machine's monotonic one, waited on to a few hundredths of a millisecond."""

import time
from threading import Event
from typing import Final

from recorder.episode.time import NS_PER_SECOND

# A waiting thread wakes up some 0.1 ms late, and more on a busy machine: the rest is waited for in naps.
_AWAKE_NS: Final = 1_500_000
_NAP_S: Final = 50e-6
_LAST_NS: Final = 60_000


class MonotonicClock:
    """A ``Clock``: jumps of the wall clock do not touch it."""

    def now_ns(self) -> int:
        """The monotonic time now."""
        return time.monotonic_ns()

    def sleep_until_ns(self, at_ns: int, wake: Event) -> bool:
        """Wait until a time has come, or ``wake`` is set; whether the time came."""
        while True:
            left_ns = at_ns - time.monotonic_ns()
            if left_ns <= _AWAKE_NS:
                break
            if wake.wait((left_ns - _AWAKE_NS) / NS_PER_SECOND):
                return False
        while (left_ns := at_ns - time.monotonic_ns()) > 0:
            if wake.is_set():
                return False
            if left_ns > _LAST_NS:
                time.sleep(_NAP_S)
        return True
