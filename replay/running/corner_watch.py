"""Ends a replay on the person's own desktop when they push the pointer into a corner, whatever it does then.

pyautogui looks for that with each input that it gives, and a replay that waits gives none. A replay never
goes into a corner by itself: it refuses such a step.
"""

import threading
from collections.abc import Callable
from threading import Event
from types import TracebackType
from typing import Any, Final, Self

from recorder.devices.x11.connection import Connection, screen_may_go
from recorder.ports import ScreenGoneError

_EVERY_S: Final = 0.04


class CornerWatch:
    """Looks from a thread of its own, up while its ``with`` block lasts.

    Args:
        on_reached: Called on that thread, once, and also when the screen is gone.

    Raises:
        NoDisplayError: No X server answers.
    """

    def __init__(self, on_reached: Callable[[], object]) -> None:
        self._on_reached: Final = on_reached
        self._is_over: Final = Event()
        self._connection: Final = Connection(None)
        self._thread: Final = threading.Thread(target=self._watch, name="corner-watch")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_over.set()
        self._thread.join()
        self._connection.close()

    def _watch(self) -> None:
        root: Any = self._connection.root
        try:
            with screen_may_go():
                while not self._is_over.wait(_EVERY_S):
                    size, pointer = root.get_geometry(), root.query_pointer()
                    is_side = pointer.root_x in {0, size.width - 1}
                    if is_side and pointer.root_y in {0, size.height - 1}:
                        break
        except ScreenGoneError:
            pass
        if not self._is_over.is_set():
            self._on_reached()
