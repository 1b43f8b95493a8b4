"""How soon an hour can be looked at, what it takes in memory, and how long it holds the interface up."""

import threading
import time
from collections.abc import Iterator

import psutil

from studio.content.session_content import load_in_phases
from tests.benchmarks.review_parts.measured import Measured, Subject

_ROUNDS = 5
_TICK_S = 0.001


def measure(subject: Subject) -> Iterator[Measured]:
    """Load it, several times, with another thread that wants to run all the while."""
    process = psutil.Process()
    before = process.memory_full_info().uss
    phases: list[list[float]] = [[], [], []]
    waits: list[float] = []
    grown: list[float] = []
    for _ in range(_ROUNDS):
        ticker = _Ticker()
        started = time.perf_counter()
        with subject.hour.access.open() as reader:
            contents = []
            for place, content in enumerate(load_in_phases(reader)):
                phases[place].append(time.perf_counter() - started)
                contents.append(content)
        waits.append(ticker.stop() * 1e3)
        grown.append((process.memory_full_info().uss - before) / 1e6)
        del contents, content
    yield Measured("outline: can be shown and played", "s", phases[0], budget=2)
    yield Measured("and the pointer's moves", "s", phases[1])
    yield Measured("and its actions: whole", "s", phases[2])
    yield Measured("longest that another thread had to wait", "ms", waits, budget=50, is_for_most=True)
    yield Measured("memory of the content", "MB", grown)


class _Ticker:
    """A thread like the interface's: it wants to run every millisecond, and notes when it could not."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._longest = 0.0
        self._thread = threading.Thread(target=self._tick)
        self._thread.start()

    def stop(self) -> float:
        """The longest wait, in seconds."""
        self._stopping.set()
        self._thread.join()
        return self._longest

    def _tick(self) -> None:
        last = time.perf_counter()
        while not self._stopping.wait(_TICK_S):
            now = time.perf_counter()
            self._longest = max(self._longest, now - last - _TICK_S)
            last = now
