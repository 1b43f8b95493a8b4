"""How far each input of a replay lies from its target, measured by an X client of its own.

Run it with ``make bench``, or ``python -m tests.benchmarks.replay --seconds 600`` for the drift over minutes.
The same made-up work (pointer's ways, clicks, drags, keys, wheels) is played by Assent, and by the loop that
anyone would write with pyautogui first: do, sleep as long as the person did, do. Its pause of 0.1 s after
each call is off in both. Machines are noisy: compare the columns of one run.
"""

import argparse
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Final

import numpy as np
from Xlib import X

from recorder.episode.actions import Wait
from recorder.episode.events import Button
from recorder.episode.screen import Rect
from replay.actuators.pyautogui_loading import load_pyautogui
from replay.actuators.x11 import X11Actuator
from replay.clock import MonotonicClock
from replay.displays.private import PrivateDesktop
from replay.displays.xserver import ScreenFormat
from replay.gate import OpenGate
from replay.pacing import Pace
from replay.plan.inputs import ButtonDown, ButtonUp, KeyDown, KeyUp, Move, TimedInput, Wheel
from replay.plan.steps import PlanStep, Point
from replay.player import Hands, Player

MS: Final = 1_000_000
SCREEN: Final = Rect(0, 0, 1280, 800)
_TAIL: Final = 10
_Signature = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Errors:
    """How late each input came, in milliseconds; early is negative."""

    name: str
    late_ms: "np.ndarray[tuple[int], np.dtype[np.float64]]"
    missing: int

    def __str__(self) -> str:
        p50, p99 = np.percentile(np.abs(self.late_ms), (50, 99))
        tenth = max(1, len(self.late_ms) // _TAIL)
        # Medians: one hiccup of the machine is no drift.
        drift = float(np.median(self.late_ms[-tenth:]) - np.median(self.late_ms[:tenth]))
        return (
            f"{self.name:<24} {len(self.late_ms):>6} inputs  p50 {p50:8.3f} ms  p99 {p99:8.3f} ms  "
            f"max {np.abs(self.late_ms).max():8.3f} ms  drift {drift:8.3f} ms  missing {self.missing}"
        )


def work(seconds: float) -> list[PlanStep]:
    """Steps of a person who is busy: some five inputs a second besides the pointer's ways."""
    rng = random.Random(5)
    steps: list[PlanStep] = []
    at_ns, x, y = 500 * MS, 640, 400
    while at_ns < seconds * 1000 * MS:
        number = len(steps) + 1
        match rng.choice(("click", "click", "drag", "key", "key", "key", "wheel")):
            case "key":
                name = rng.choice("abcdefghijklmnopqrstuvwxyz")
                inputs: list[TimedInput] = [
                    KeyDown(at_ns=at_ns, name=name),
                    KeyUp(at_ns=at_ns + 60 * MS, name=name),
                ]
                steps.append(_step(number, at_ns, None, (), inputs))
                at_ns += 130 * MS
                continue
            case kind:
                end = rng.randrange(20, 1260), rng.randrange(20, 780)
        approach = tuple(_way(at_ns, (x, y), end))
        at_ns = approach[-1].at_ns + 40 * MS
        x, y = end
        press = ButtonDown(at_ns=at_ns, button=Button.LEFT)
        if kind == "wheel":
            inputs = [Wheel(at_ns=at_ns + n * 30 * MS, dx=0, dy=-1) for n in range(4)]
        elif kind == "drag":
            far = rng.randrange(20, 1260), rng.randrange(20, 780)
            path = list(_way(at_ns + 20 * MS, (x, y), far))
            inputs = [press, *path, ButtonUp(at_ns=path[-1].at_ns + 10 * MS, button=Button.LEFT)]
            x, y = far
        else:
            inputs = [press, ButtonUp(at_ns=at_ns + 80 * MS, button=Button.LEFT)]
        steps.append(_step(number, at_ns, Point(*end), approach, inputs))
        at_ns = inputs[-1].at_ns + rng.randrange(300, 900) * MS
    return steps


def play_assent(steps: Sequence[PlanStep]) -> tuple[int, Callable[[int], int]]:
    """Play it with the player; when it began, and how much earlier than recorded a pointer's way is made."""
    clock = MonotonicClock()
    with X11Actuator(fail_safe=False) as actuator:
        player = Player(
            steps, hands=Hands(actuator, OpenGate(), clock, SCREEN), pace=Pace(1.0), on_event=lambda _: None
        )
        began_ns = clock.now_ns()
        player.play()
    return began_ns, lambda at_ns: at_ns


def play_plainly(steps: Sequence[PlanStep]) -> tuple[int, Callable[[int], int]]:
    """Play it as a first script would: do, sleep, do."""
    gui = load_pyautogui(fail_safe=False)
    began_ns = time.monotonic_ns()
    last_ns = 0
    for each in _inputs(steps):
        time.sleep((each.at_ns - last_ns) / 1e9)
        last_ns = each.at_ns
        match each:
            case Move(x=x, y=y):
                gui.moveTo(x, y, _pause=False)
            case ButtonDown():
                gui.mouseDown(button="left", _pause=False)
            case ButtonUp():
                gui.mouseUp(button="left", _pause=False)
            case KeyDown(name=name):
                gui.keyDown(name, _pause=False)
            case KeyUp(name=name):
                gui.keyUp(name, _pause=False)
            case Wheel(dy=dy):
                gui.vscroll(dy, _pause=False)
            case _:
                raise ValueError(each)
    return began_ns, lambda at_ns: at_ns


def measured(
    name: str,
    play: Callable[[Sequence[PlanStep]], tuple[int, Callable[[int], int]]],
    steps: Sequence[PlanStep],
) -> Errors:
    """Play, and compare with what the watching client saw."""
    watch = subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.replay_watch"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert watch.stdout is not None
    assert watch.stdout.readline() == "ready\n"
    began_ns, _ = play(steps)
    time.sleep(0.5)
    seen = [tuple(map(int, line.split())) for line in watch.communicate()[0].splitlines()]
    return _errors(name, steps, seen, began_ns)


def _errors(name: str, steps: Sequence[PlanStep], seen: Sequence[tuple[int, ...]], began_ns: int) -> Errors:
    """Every press and release in its order; ways to a target are made early on purpose, and not counted."""
    wanted = [each.at_ns for step in steps for each in step.inputs if not isinstance(each, Move)]
    came = [fields for fields in seen if _counts(fields)]
    late = [(fields[0] - began_ns - at_ns) / MS for at_ns, fields in zip(wanted, came, strict=False)]
    return Errors(name, np.array(late), abs(len(wanted) - len(came)))


def _counts(fields: tuple[int, ...]) -> bool:
    _, kind, detail, *_ = fields
    if kind == X.MotionNotify:
        return False
    # One notch is a press and a release of its button.
    return not (kind == X.ButtonRelease and detail in range(4, 8))


def _step(
    number: int, at_ns: int, target: Point | None, approach: tuple[Move, ...], inputs: list[TimedInput]
) -> PlanStep:
    action = Wait(start_ns=at_ns, end_ns=at_ns, context=None, sources=())
    return PlanStep(
        number=number, action=action, at_ns=at_ns, target=target, approach=approach, inputs=tuple(inputs)
    )


def _way(at_ns: int, start: tuple[int, int], end: tuple[int, int]) -> Iterator[Move]:
    for n in range(1, 21):
        x, y = (round(a + (b - a) * n / 20) for a, b in zip(start, end, strict=True))
        yield Move(at_ns=at_ns + n * 16 * MS, x=x, y=y)


def _inputs(steps: Sequence[PlanStep]) -> Iterator[TimedInput]:
    for step in steps:
        yield from step.approach
        yield from step.inputs


def main() -> None:
    """Measure both and print a line each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0, help="how long each of the two plays")
    seconds: float = parser.parse_args().seconds
    steps = work(seconds)
    with PrivateDesktop(ScreenFormat(SCREEN.width, SCREEN.height)) as desktop:
        for name in ("DISPLAY", "XAUTHORITY"):
            os.environ[name] = desktop.environment()[name]
        print(f"{len(steps)} steps over {seconds:.0f} s, load {fmean(os.getloadavg()[:1]):.1f}")
        print(measured("Assent", play_assent, steps))
        print(measured("pyautogui with sleeps", play_plainly, steps))


if __name__ == "__main__":
    main()
