"""Starts a program and keeps each of its windows elsewhere, from when the window manager has it.

usage: window_mover.py X Y COMMAND…

A program of its own, so that it can be part of a task's start. It ends with the program, and with its code.
Whoever puts a window back, as the start of a replay does, finds it where it was put here a moment later.
"""

import subprocess
import sys
import threading
from collections import Counter
from typing import Any, Final

from Xlib import X
from Xlib.display import Display
from Xlib.error import XError

_MOST_MOVES: Final = 20
_CLIENTS: Final = "_NET_CLIENT_LIST"


def main() -> int:
    """Do it."""
    x, y, command = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
    display = Display()
    root = display.screen().root
    root.change_attributes(event_mask=X.PropertyChangeMask)
    display.sync()
    mover = _Mover(display, root, (x, y))
    # A daemon: it waits for events until the program ends.
    threading.Thread(target=mover.run, daemon=True).start()
    return subprocess.run(command, check=False).returncode


class _Mover:
    def __init__(self, display: Display, root: Any, to: tuple[int, int]) -> None:  # noqa: ANN401 - untyped
        self._display = display
        self._root = root
        self._clients = display.intern_atom(_CLIENTS)
        self._to = to
        self._known = set(self._ids())
        self._moves: Counter[int] = Counter()

    def run(self) -> None:
        while True:
            event = self._display.next_event()
            if event.type == X.PropertyNotify and event.atom == self._clients:
                for window in self._ids():
                    if window not in self._known:
                        self._known.add(window)
                        self._window(window).change_attributes(event_mask=X.StructureNotifyMask)
                        self._move(window)
            elif event.type == X.ConfigureNotify and self._frame_of(event.window) != self._to:
                self._move(event.window.id)

    def _move(self, window: int) -> None:
        self._moves[window] += 1
        if self._moves[window] > _MOST_MOVES:
            return
        self._window(window).configure(x=self._to[0], y=self._to[1])
        self._display.sync()

    def _frame_of(self, window: Any) -> tuple[int, int] | None:  # noqa: ANN401 - untyped
        """The corner of what the manager has put around a window; ``None`` when it has gone."""
        try:
            while (parent := window.query_tree().parent) != self._root:
                window = parent
            shape = window.get_geometry()
        except XError:
            return None
        return shape.x, shape.y

    def _window(self, window: int) -> Any:  # noqa: ANN401 - untyped
        return self._display.create_resource_object("window", window)

    def _ids(self) -> list[int]:
        found = self._root.get_full_property(self._clients, X.AnyPropertyType)
        return [] if found is None else list(found.value)


if __name__ == "__main__":
    sys.exit(main())
