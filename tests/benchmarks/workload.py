"""A minute of scripted work on a desktop, the same every time: what recorders are compared on.

Typing in a terminal, the pointer at 125 and at 1000 reports a second, scrolling, moving a window, an
animation of 480x270 at 25 pictures a second, and stillness. Input goes through XTEST, which the X server
treats like a device. Prints what was sent, and when each part began, as JSON.
"""

import argparse
import json
import math
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from Xlib import XK, X
from Xlib.display import Display
from Xlib.ext import xtest

WORDS = ("the", "quick", "brown", "fox", "jumps", "over", "lazy", "dog", "nine", "grey", "geese", "watch")
PARTS = {
    "still": 12.0,
    "typing": 12.0,
    "pointer_125_hz": 8.0,
    "pointer_1000_hz": 6.0,
    "scrolling": 6.0,
    "window_moves": 6.0,
    "animation": 8.0,
    "still_again": 2.0,
}


class Worker:
    """Does the work and counts what it sends."""

    def __init__(self) -> None:
        self.display = Display()
        self.screen = self.display.screen()
        self.sent: Counter[str] = Counter()
        self.chance = random.Random(7)
        self.terminal = subprocess.Popen(
            ["xterm", "-fa", "DejaVu Sans Mono", "-fs", "11", "-geometry", "110x34+60+60", "-sl", "2000",
             "-e", "sh", "-c", "seq 1 1500 | sed 's/^/line number /'; exec cat"],
        )  # fmt: skip
        self.window = self._wait_for_window()
        self.focus()

    def _wait_for_window(self) -> Any:  # noqa: ANN401 - python-xlib is untyped
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            clients = self.screen.root.get_full_property(
                self.display.intern_atom("_NET_CLIENT_LIST"), X.AnyPropertyType
            )
            if clients is not None and len(clients.value):
                time.sleep(1.5)
                return self.display.create_resource_object("window", int(clients.value[0]))
            time.sleep(0.1)
        raise TimeoutError("the terminal did not open")

    def focus(self) -> None:
        """Click into the terminal."""
        self.move(400, 300)
        self.press_button(1)

    def move(self, x: int, y: int) -> None:
        """One report of the pointer."""
        xtest.fake_input(self.display, X.MotionNotify, x=x, y=y)
        self.display.flush()
        self.sent["moves"] += 1

    def press_button(self, button: int) -> None:
        """A click, or a notch of the wheel."""
        for kind in (X.ButtonPress, X.ButtonRelease):
            xtest.fake_input(self.display, kind, detail=button)
        self.display.flush()
        self.sent["scrolls" if button in (4, 5) else "clicks"] += 1

    def press_key(self, name: str) -> None:
        """A key, down and up."""
        code = self.display.keysym_to_keycode(XK.string_to_keysym(name))
        for kind in (X.KeyPress, X.KeyRelease):
            xtest.fake_input(self.display, kind, detail=code)
        self.display.flush()
        self.sent["keys"] += 1

    def still(self, seconds: float) -> None:
        """Nothing."""
        time.sleep(seconds)

    still_again = still

    def typing(self, seconds: float) -> None:
        """Seven keys a second, in words and lines."""
        keys = [key for _ in range(200) for word in self.chance.sample(WORDS, 8) for key in (*word, "space")]
        keys = ["Return" if index % 60 == 59 else key for index, key in enumerate(keys)]
        self._beat(seconds, 7, lambda index: self.press_key(keys[index]))

    def pointer_125_hz(self, seconds: float) -> None:
        """The pointer on a curve, as an office mouse reports it."""
        self._beat(seconds, 125, self._on_a_curve)

    def pointer_1000_hz(self, seconds: float) -> None:
        """As above, as a gaming mouse reports it."""
        self._beat(seconds, 1000, self._on_a_curve)

    def scrolling(self, seconds: float) -> None:
        """The wheel over the terminal, up and down."""
        self.move(400, 300)
        self._beat(seconds, 12, lambda index: self.press_button(4 if index // 24 % 2 == 0 else 5))

    def window_moves(self, seconds: float) -> None:
        """The terminal moved about, sixty times a second."""

        def step(index: int) -> None:
            self.window.configure(x=60 + 4 * (index % 90), y=60 + 2 * (index % 120))
            self.display.flush()

        self._beat(seconds, 60, step)

    def animation(self, seconds: float) -> None:
        """Coloured bars that roll through a window."""
        window = self.screen.root.create_window(
            1300, 620, 480, 270, 0, self.screen.root_depth, X.InputOutput, background_pixel=0x202020
        )
        window.set_wm_class("bars", "Bars")
        window.set_wm_name("Bars")
        window.map()
        context = window.create_gc()

        def step(index: int) -> None:
            for bar in range(24):
                shade = int(127 + 127 * math.sin((index + bar) / 5))
                context.change(foreground=shade << 16 | (255 - shade) << 8 | bar * 10)
                window.fill_rectangle(context, bar * 20, 0, 20, 270)
            self.display.flush()

        self._beat(seconds, 25, step)
        window.destroy()
        self.display.sync()

    def _on_a_curve(self, index: int) -> None:
        angle = index / 90
        self.move(960 + int(600 * math.cos(angle)), 540 + int(380 * math.sin(1.7 * angle)))

    @staticmethod
    def _beat(seconds: float, rate: float, step: Callable[[int], None]) -> None:
        start = time.monotonic()
        for index in range(int(seconds * rate)):
            step(index)
            time.sleep(max(0.0, start + (index + 1) / rate - time.monotonic()))


def main() -> None:
    """Work, then say what was sent."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=tuple(PARTS), action="append", help="only these parts")
    parser.add_argument("--stretch", type=float, default=1.0, help="how much longer than usual")
    parser.add_argument("--wait", action="store_true", help="begin at a line on standard input")
    wishes = parser.parse_args()
    worker = Worker()
    if wishes.wait:
        print("ready", flush=True)  # noqa: T201 - spoken to whoever runs it
        sys.stdin.readline()
        worker.sent.clear()
    began = {}
    for part, seconds in PARTS.items():
        if wishes.part is None or part in wishes.part:
            began[part] = time.monotonic_ns()
            getattr(worker, part)(seconds * wishes.stretch)
    began["end"] = time.monotonic_ns()
    print(json.dumps({"sent": worker.sent, "began_ns": began}), flush=True)  # noqa: T201 - as above
    if wishes.wait:
        sys.stdin.readline()
    worker.terminal.terminate()
    worker.terminal.wait()


if __name__ == "__main__":
    main()
