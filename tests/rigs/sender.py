"""Moves the pointer and changes a picture from a process of its own, and keeps its own list of what it did.

Every move goes to a place of its own, so that a recorded move tells which one it is.
"""

import argparse
import os
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Final

from Xlib import X
from Xlib.display import Display
from Xlib.ext import xtest

from tests.rigs.recording import RecordingRig, wait_for

_COLUMNS: Final = 1000
_DRAW_EVERY_NS: Final = 50_000_000
_TIME: Final = struct.Struct("=q")


def place_of(index: int) -> tuple[int, int]:
    """Where the move of that number goes."""
    return 10 + index % _COLUMNS, 10 + index // _COLUMNS


def index_of(x: int, y: int) -> int:
    """Which move went there."""
    return x - 10 + (y - 10) * _COLUMNS


class Sent:
    """The sender's own list."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def times_ns(self) -> list[int]:
        """When each move was sent until now, on the monotonic clock."""
        data = self._path.read_bytes()
        return [at_ns for (at_ns,) in _TIME.iter_unpack(data[: len(data) // _TIME.size * _TIME.size])]


@contextmanager
def sender(rig: RecordingRig, *, rate: int, most: int = 0) -> Iterator[Sent]:
    """Send moves until the context is left, or until so many were sent."""
    path = rig.folder / f"sent-{time.monotonic_ns()}"
    environment = rig.desktop.environment() | {"PYTHONPATH": str(Path(__file__).parents[2])}
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.rigs.sender", str(path), str(rate), str(most)], env=environment
    )
    try:
        wait_for("the sender's first move", lambda: path.exists() and path.stat().st_size)
        yield Sent(path)
    finally:
        process.send_signal(signal.SIGCONT)
        process.terminate()
        process.wait()


def main() -> None:
    """Send."""
    parser = argparse.ArgumentParser()
    parser.add_argument("path", type=Path)
    parser.add_argument("rate", type=int)
    parser.add_argument("most", type=int)
    wishes = parser.parse_args()
    display = Display()
    screen = display.screen()
    window = screen.root.create_window(
        1500, 800, 300, 200, 0, screen.root_depth, X.InputOutput, background_pixel=0x304050
    )
    window.set_wm_class("xterm", "XTerm")
    window.set_wm_name("changing")
    window.map()
    context = window.create_gc()
    # The window's first appearance is over before the first move counts.
    display.sync()
    drawn_ns = 0
    start_ns = time.monotonic_ns()
    log = os.open(wishes.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for index in count():
        if index == wishes.most > 0:
            signal.pause()
        x, y = place_of(index)
        at_ns = time.monotonic_ns()
        xtest.fake_input(display, X.MotionNotify, x=x, y=y)
        if at_ns - drawn_ns >= _DRAW_EVERY_NS:
            drawn_ns = at_ns
            context.change(foreground=index * 7919 & 0xFFFFFF)
            window.fill_rectangle(context, index % 200, index % 100, 100, 100)
        display.flush()
        os.write(log, _TIME.pack(at_ns))
        time.sleep(
            max(0.0, (start_ns + (index + 1) * 1_000_000_000 // wishes.rate - time.monotonic_ns()) / 1e9)
        )


if __name__ == "__main__":
    main()
