"""Hears whatever holds the interface's thread up, for how long, and where it was."""

import gc
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer

from tests.benchmarks.review_parts.measured import Measured

BLOCKED_MS: Final = 50.0
"""Nothing may hold the interface's thread up for longer."""
_BEAT_MS: Final = 4
_WATCH_S: Final = 0.006
_LATE_MS: Final = 15.0
_ROOT: Final = Path(__file__).parents[3]
_FRAMES: Final = 6
_LONGEST_S: Final = 60.0


class Heartbeat(QObject):
    """Beats on the interface's thread, once it is entered; another thread looks where that is if it is late.

    How late a beat is holds the interface's own work, and its waiting for a core or for the interpreter; how
    much the thread itself worked between two beats is counted as well.
    """

    def __init__(self) -> None:
        super().__init__()
        self._is_listening = False
        self._gaps_ms: list[float] = []
        self._own_ms: list[float] = []
        self._longest_own_ms: list[float] = []
        self._thread_id = threading.get_ident()
        self._last, self._worked = time.perf_counter(), time.thread_time()
        self._seen: list[str] = []
        self._where = ""
        self._longest_ms = 0.0
        self._collecting = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._ending = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="watch", daemon=True)

    def __enter__(self) -> Self:
        gc.callbacks.append(self._on_garbage)
        self._watcher.start()
        self._timer.start(_BEAT_MS)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.stop()
        self._ending.set()
        self._watcher.join()
        gc.callbacks.remove(self._on_garbage)

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Hear what is done meanwhile; the rest is not heard."""
        self._seen.clear()
        self._last, self._worked = time.perf_counter(), time.thread_time()
        self._is_listening = True
        heard = len(self._own_ms)
        yield
        self._beat()
        self._is_listening = False
        self._longest_own_ms.append(max(self._own_ms[heard:]))

    def measured(self, doing: str) -> Iterator[Measured]:
        """How long the interface was held up while something was done; then that is forgotten."""
        yield Measured(
            f"held up while {doing}",
            "ms",
            tuple(self._gaps_ms),
            budget=BLOCKED_MS,
            is_for_most=True,
            note=self._where if self._longest_ms > BLOCKED_MS / 2 else "",
        )
        yield Measured("  its own work between two beats", "ms", tuple(self._own_ms))
        yield Measured("  the longest of it, each time", "ms", tuple(self._longest_own_ms))
        self._gaps_ms.clear()
        self._longest_own_ms.clear()
        self._own_ms.clear()
        self._where, self._longest_ms = "", 0.0

    def _beat(self) -> None:
        now, worked = time.perf_counter(), time.thread_time()
        gap_ms = max(0.0, (now - self._last) * 1000 - _BEAT_MS)
        if self._is_listening:
            self._gaps_ms.append(gap_ms)
            self._own_ms.append((worked - self._worked) * 1000)
        if self._is_listening and gap_ms > self._longest_ms:
            self._longest_ms = gap_ms
            self._where = "\n".join(self._seen[-1:])
        self._seen.clear()
        self._last, self._worked = now, worked

    def _watch(self) -> None:
        while not self._ending.wait(_WATCH_S):
            if (time.perf_counter() - self._last) * 1000 - _BEAT_MS > _LATE_MS:
                self._seen.append(_place_of(self._thread_id))

    def _on_garbage(self, phase: str, facts: Mapping[str, Any]) -> None:
        if threading.get_ident() != self._thread_id:
            return
        if phase == "start":
            self._collecting = time.perf_counter()
            return
        took_ms = (time.perf_counter() - self._collecting) * 1000
        if took_ms > _LATE_MS:
            self._seen.append(f"collecting garbage, generation {facts['generation']}: {took_ms:.0f} ms")


def turn_until(done: Callable[[], object]) -> float:
    """Run Qt's loop until something is so, asked every other millisecond.

    Returns:
        How long that took, in seconds.

    Raises:
        TimeoutError: It never was.
    """
    began = time.perf_counter()
    if done():
        return 0.0
    loop = QEventLoop()
    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)

    def look() -> None:
        if done() or time.perf_counter() - began > _LONGEST_S:
            loop.quit()

    timer.timeout.connect(look)
    timer.start(2)
    loop.exec()
    timer.stop()
    if not done():
        raise TimeoutError
    return time.perf_counter() - began


def turn_for(seconds: float) -> None:
    """Run Qt's loop for a while."""
    ends = time.perf_counter() + seconds
    turn_until(lambda: time.perf_counter() >= ends)


def _place_of(thread_id: int) -> str:
    """The innermost frames of the project's own code that a thread is in, innermost first.

    Holds none of them for longer than it takes to read where they are: what they hold must die in time.
    """
    places = []
    frame = sys._current_frames().get(thread_id)  # noqa: SLF001 - its documented name
    while frame is not None:
        places.append((frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_name))
        frame = frame.f_back
    own = [
        f"{Path(file).relative_to(_ROOT)}:{line} {name}"
        for file, line, name in places
        if file.startswith(str(_ROOT)) and "benchmarks" not in file
    ]
    return " < ".join(own[:_FRAMES]) or "in Qt's loop"
