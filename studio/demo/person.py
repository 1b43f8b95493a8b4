"""A scripted person: real keys and a real pointer, at a human's pace, the same in every run.

Everything goes through the X server as if from a device (XTEST, by xdotool), so programs and recorders see
what a person's own hand would give. The pace varies as a hand's does, from a seed.
"""

import math
import random
import re
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from recorder.episode.screen import Rect

_WAIT_SECONDS: Final = 20.0
_POLL_SECONDS: Final = 0.05
_POINTER_HZ: Final = 125
# A practised typist: about 60 words a minute, a key held for 70 ms (Dhakal et al. 2018, 168,000 typists).
_KEY_HELD_SECONDS: Final = 0.07
_BETWEEN_KEYS_SECONDS: Final = 0.10
_AFTER_WORD_FACTOR: Final = 1.6
# Fitts' law, with the usual constants of a mouse: seconds, and seconds a bit.
_REACH_SECONDS: Final = 0.12
_REACH_SECONDS_A_BIT: Final = 0.09
_TARGET_PIXELS: Final = 16
_GESTURE_SECONDS: Final = 60.0

_SHAPE: Final = re.compile(
    r"upper-left X: +(-?\d+)\s+Absolute upper-left Y: +(-?\d+).*?Width: +(\d+)\s+Height: +(\d+)", re.DOTALL
)
_KEYSYMS: Final = {
    " ": "space", "\n": "Return", "\t": "Tab", "!": "exclam", '"': "quotedbl", "#": "numbersign",
    "$": "dollar", "%": "percent", "&": "ampersand", "'": "apostrophe", "(": "parenleft", ")": "parenright",
    "*": "asterisk", "+": "plus", ",": "comma", "-": "minus", ".": "period", "/": "slash", ":": "colon",
    ";": "semicolon", "<": "less", "=": "equal", ">": "greater", "?": "question", "@": "at",
    "[": "bracketleft", "\\": "backslash", "]": "bracketright", "_": "underscore", "|": "bar",
    "~": "asciitilde",
}  # fmt: skip


class PersonStuckError(RuntimeError):
    """What the person waited for did not come."""


@dataclass(frozen=True, slots=True)
class Window:
    """A window on the screen: its X11 id and its rectangle without the manager's frame."""

    id: int
    rect: Rect


class Person:
    """Works on the desktop with this environment; owned by one thread.

    Args:
        environment: Of the desktop.
        seed: Of the hand's small irregularities.
        pace: How many times quicker than a practised person.
    """

    def __init__(self, environment: Mapping[str, str], *, seed: int = 1, pace: float = 1.0) -> None:
        self._environment: Final = dict(environment)
        self._random: Final = random.Random(seed)  # noqa: S311 - a hand's irregularity, no key
        self._pace: Final = pace
        self._at = (0, 0)

    def wait_for_window(self, title: str) -> Window:
        """Wait until a window whose title matches the pattern is there and keeps its place.

        Raises:
            PersonStuckError: It did not come.
        """
        deadline = time.monotonic() + _WAIT_SECONDS
        last: Window | None = None
        while time.monotonic() < deadline:
            window = self._find(title)
            if window is not None and window == last:
                return window
            last = window
            time.sleep(_POLL_SECONDS)
        raise PersonStuckError("a window that the script expects did not come")

    def wait_until_gone(self, title: str) -> None:
        """Wait until no window's title matches the pattern.

        Raises:
            PersonStuckError: One stayed.
        """
        deadline = time.monotonic() + _WAIT_SECONDS
        while self._find(title) is not None:
            if time.monotonic() > deadline:
                raise PersonStuckError("a window that the script closed is still there")
            time.sleep(_POLL_SECONDS)

    def look(self, seconds: float) -> None:
        """Read, think, do nothing."""
        time.sleep(seconds / self._pace)

    def move_to(self, x: int, y: int) -> None:
        """Move the pointer there as a hand does: slowly, quickly, slowly."""
        self._do(self._path_to(x, y))

    def click(self, x: int, y: int, *, button: int = 1, times: int = 1) -> None:
        """Move there and click, ``times`` in quick succession."""
        steps = [*self._path_to(x, y), *self._sleep(0.08)]
        for _ in range(times):
            steps += [
                "mousedown",
                str(button),
                *self._sleep(0.06),
                "mouseup",
                str(button),
                *self._sleep(0.09),
            ]
        self._do(steps)

    def drag(self, x: int, y: int, *, to: tuple[int, int]) -> None:
        """Press at one place, move with the button held, release at another."""
        steps = [*self._path_to(x, y), "mousedown", "1", *self._sleep(0.1)]
        steps += [*self._path_to(*to), *self._sleep(0.1), "mouseup", "1"]
        self._do(steps)

    def scroll(self, notches: int) -> None:
        """Turn the wheel where the pointer is; down is positive."""
        button = "5" if notches > 0 else "4"
        self._do([step for _ in range(abs(notches)) for step in ("click", button, *self._sleep(0.08))])

    def type(self, text: str) -> None:
        """Type, key by key. Only what an English keyboard types with at most the Shift key."""
        steps: list[str] = []
        for char in text:
            key = _KEYSYMS.get(char, char)
            pause = _BETWEEN_KEYS_SECONDS * (_AFTER_WORD_FACTOR if char in " \n.,;:" else 1.0)
            steps += ["keydown", key, *self._sleep(_KEY_HELD_SECONDS), "keyup", key, *self._sleep(pause)]
        self._do(steps)

    def press(self, *chords: str) -> None:
        """Press chords such as ``ctrl+s`` or ``Return``, in xdotool's names, one after the other."""
        for chord in chords:
            keys = chord.split("+")
            steps: list[str] = []
            for key in keys:
                steps += ["keydown", key, *self._sleep(0.06)]
            for key in reversed(keys):
                steps += ["keyup", key, *self._sleep(0.04)]
            self._do([*steps, *self._sleep(0.15)])

    def _path_to(self, x: int, y: int) -> list[str]:
        from_x, from_y = self._at
        self._at = (x, y)
        distance = math.hypot(x - from_x, y - from_y)
        seconds = _REACH_SECONDS + _REACH_SECONDS_A_BIT * math.log2(distance / _TARGET_PIXELS + 1)
        # A path slightly beside the straight line, as an arm draws it.
        bow = self._random.uniform(-0.06, 0.06)
        count = max(2, int(seconds / self._pace * _POINTER_HZ))
        steps: list[str] = []
        for number in range(1, count + 1):
            t = number / count
            # The smoothest way between two rests (minimum jerk: Flash and Hogan, 1985).
            along = t**3 * (10 - 15 * t + 6 * t**2)
            beside = bow * math.sin(math.pi * along)
            px = round(from_x + (x - from_x) * along - (y - from_y) * beside)
            py = round(from_y + (y - from_y) * along + (x - from_x) * beside)
            steps += ["mousemove", str(max(0, px)), str(max(0, py)), "sleep", f"{1 / _POINTER_HZ:.4f}"]
        return steps

    def _sleep(self, seconds: float) -> tuple[str, str]:
        return "sleep", f"{seconds * self._random.uniform(0.7, 1.4) / self._pace:.3f}"

    def _find(self, title: str) -> Window | None:
        # Titles are matched here: a pattern is read differently by each version of xdotool.
        for window_id in reversed(self._ask("xdotool", "search", "--onlyvisible", "--name", ".").split()):
            if re.search(title, self._ask("xdotool", "getwindowname", window_id)):
                # Not xdotool's own answer, which adds the frame twice.
                shape = _SHAPE.search(self._ask("xwininfo", "-id", window_id))
                if shape:
                    return Window(int(window_id), Rect(*(int(number) for number in shape.groups())))
        return None

    def _do(self, steps: Sequence[str]) -> None:
        # Steps may hold what is typed; they stay out of every error.
        done = subprocess.run(
            ["xdotool", *steps],
            env=self._environment,
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_GESTURE_SECONDS,
        )
        # It ends with code 0 even where it knows no such key, and only complains.
        if done.returncode or done.stderr:
            raise PersonStuckError("xdotool could not do a step of the script")

    def _ask(self, *question: str) -> str:
        return subprocess.run(
            question,
            env=self._environment,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            timeout=_GESTURE_SECONDS,
        ).stdout
