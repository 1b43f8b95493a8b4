"""How commands that replay are ended from outside, and how a script hears what became of them."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from types import FrameType


@contextmanager
def ended_politely() -> Iterator[Event]:
    """Ctrl+C, the terminal's end and a request to end set an event, and what is done by then is told."""
    cancel = Event()
    if threading.current_thread() is not threading.main_thread():
        yield cancel
        return

    def stop(_number: int, _frame: FrameType | None) -> None:
        cancel.set()

    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, stop) for number in numbers}
    try:
        yield cancel
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
