"""Starts a program and puts each of its windows elsewhere, as soon as the window manager has it.

usage: window_mover.py X Y COMMAND…

A program of its own, so that it can be part of a task's start. It ends with the program, and with its code.
"""

import subprocess
import sys
import threading
from typing import Final

from Xlib import X
from Xlib.display import Display

_CLIENTS: Final = "_NET_CLIENT_LIST"


def main() -> int:
    """Do it."""
    x, y, command = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
    display = Display()
    root, clients = display.screen().root, display.intern_atom(_CLIENTS)
    root.change_attributes(event_mask=X.PropertyChangeMask)
    display.sync()
    # A daemon: it waits for events until the program ends.
    threading.Thread(target=_move_all, args=(display, root, clients, (x, y)), daemon=True).start()
    return subprocess.run(command, check=False).returncode


def _move_all(display: Display, root: object, clients: int, to: tuple[int, int]) -> None:
    known = set(_ids(root, clients))
    while True:
        event = display.next_event()
        if event.type != X.PropertyNotify or event.atom != clients:
            continue
        for window in _ids(root, clients):
            if window not in known:
                known.add(window)
                display.create_resource_object("window", window).configure(x=to[0], y=to[1])
                display.sync()


def _ids(root: object, clients: int) -> list[int]:
    found = root.get_full_property(clients, X.AnyPropertyType)  # type: ignore[attr-defined]
    return [] if found is None else list(found.value)


if __name__ == "__main__":
    sys.exit(main())
