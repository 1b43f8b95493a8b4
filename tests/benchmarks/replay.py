"""How far each input of a replay lies from its target, measured by an X client of its own.

Run it with ``make bench``, or ``python -m tests.benchmarks.replay --seconds 600`` for the drift over minutes.
The same made-up work (the pointer's ways, clicks, drags, keys, wheels) is played by Assent, and by the loop
that anyone would write with pyautogui first: do, sleep as long as the person did, do. Its pause of 0.1 s
after each call is off in both. What is compared is each press, release and notch; the ways between are made
early on purpose (see ``replay.schedule``). Machines are noisy: the first line is a clock that only waits, on
the same machine at the same time; compare the lines of one run.
"""

import argparse
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from threading import Event
from typing import Final

import numpy as np
from numpy.typing import NDArray
from Xlib import X

from recorder.episode.actions import Wait
from recorder.episode.events import Button
from recorder.episode.screen import Rect
from replay.actuators.pyautogui_loading import close_pyautogui, load_pyautogui
from replay.actuators.x11 import X11Actuator
from replay.clock import MonotonicClock
from replay.displays.private import PrivateDesktop
from replay.displays.xserver import ScreenFormat
from replay.evidence import StepEvidence
from replay.gate import OpenGate, Ready
from replay.pacing import Pace
from replay.plan.inputs import ButtonDown, ButtonUp, KeyDown, KeyUp, Move, TimedInput, Wheel
from replay.plan.steps import PlanStep, Point
from replay.player import Hands, Player
from replay.running.eyes import X11Eyes
from replay.seeing.gate import ScreenGate
from replay.seeing.picture import ScreenPicture
from replay.seeing.reading import Tesseract
from replay.verification import judge_step

MS: Final = 1_000_000
SCREEN: Final = Rect(0, 0, 1280, 800)
_SETTLE_S: Final = 0.5
_WAITING_S: Final = 20.0
_LOOKS: Final = 100
_VERDICTS: Final = 20
_WHEEL: Final = range(4, 8)
_TAIL: Final = 10
_POINTS: Final = 20

Play = Callable[[Sequence[PlanStep]], int]
"""Plays steps, and says when it began on the monotonic clock."""


@dataclass(frozen=True, slots=True)
class Lateness:
    """How late each input came, in milliseconds; early is negative."""

    name: str
    late_ms: NDArray[np.float64]
    missing: int

    def __str__(self) -> str:
        p50, p99 = np.percentile(np.abs(self.late_ms), (50, 99))
        tenth = max(1, len(self.late_ms) // _TAIL)
        # Medians: one hiccup of the machine is no drift.
        drift = float(np.median(self.late_ms[-tenth:]) - np.median(self.late_ms[:tenth]))
        return (
            f"{self.name:<22} {len(self.late_ms):>5} inputs   p50 {p50:8.2f} ms   p99 {p99:8.2f} ms   "
            f"most {np.abs(self.late_ms).max():8.2f} ms   drift {drift:8.2f} ms   missing {self.missing}"
        )


def work(seconds: float) -> list[PlanStep]:
    """Steps of a person who is busy: some three inputs a second besides the pointer's ways."""
    rng = random.Random(5)
    steps: list[PlanStep] = []
    at_ns, place = 500 * MS, (640, 400)
    while at_ns < seconds * 1000 * MS:
        kind = rng.choice(("click", "click", "drag", "key", "key", "key", "wheel"))
        approach: tuple[Move, ...] = ()
        if kind != "key":
            end = rng.randrange(20, 1260), rng.randrange(20, 780)
            approach = tuple(_way(at_ns, place, end))
            at_ns, place = approach[-1].at_ns + 40 * MS, end
        inputs = _inputs(kind, at_ns, place, rng)
        target = Point(*place) if approach else None
        action = Wait(start_ns=at_ns, end_ns=at_ns, context=None, sources=())
        number = len(steps) + 1
        steps.append(
            PlanStep(
                number=number, action=action, at_ns=at_ns, target=target, approach=approach, inputs=inputs
            )
        )
        place = next(((each.x, each.y) for each in reversed(inputs) if isinstance(each, Move)), place)
        at_ns = inputs[-1].at_ns + rng.randrange(70, 700) * MS
    return steps


def waiting_alone(seconds: float) -> Lateness:
    """How late this machine wakes a thread that does nothing but wait for its time."""
    clock, never = MonotonicClock(), Event()
    began_ns = clock.now_ns()
    late = []
    for due_ns in range(began_ns, began_ns + round(seconds * 1000) * MS, 100 * MS):
        clock.sleep_until_ns(due_ns, never)
        late.append((clock.now_ns() - due_ns) / MS)
    return Lateness("waiting alone", np.array(late), 0)


def play_assent(steps: Sequence[PlanStep]) -> int:
    """Play it with the player."""
    clock = MonotonicClock()
    with X11Actuator(fail_safe=False) as actuator:
        player = Player(steps, hands=Hands(actuator, OpenGate(), clock, SCREEN), pace=Pace(1.0))
        began_ns = clock.now_ns()
        player.play()
    return began_ns


def play_plainly(steps: Sequence[PlanStep]) -> int:
    """Play it as a first script would: do, sleep, do."""
    gui = load_pyautogui(fail_safe=False)
    began_ns = time.monotonic_ns()
    last_ns = 0
    for each in (each for step in steps for each in (*step.approach, *step.inputs)):
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
                raise ValueError(type(each))
    close_pyautogui(gui)
    return began_ns


def measured(name: str, play: Play, steps: Sequence[PlanStep]) -> Lateness:
    """Play, and compare with what the watching client saw."""
    command = [sys.executable, "-m", "tests.benchmarks.replay_watch"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as watch:
        if watch.stdout is None or watch.stdout.readline() != "ready\n":
            raise RuntimeError("the watching client did not start")
        began_ns = play(steps)
        time.sleep(_SETTLE_S)
        lines = watch.communicate()[0].splitlines()
    came = [
        at_ns for at_ns, kind, detail in (map(int, line.split()) for line in lines) if _counts(kind, detail)
    ]
    wanted = [each.at_ns for step in steps for each in step.inputs if not isinstance(each, Move)]
    late = [(at_ns - began_ns - due_ns) / MS for due_ns, at_ns in zip(wanted, came, strict=False)]
    return Lateness(name, np.array(late), abs(len(wanted) - len(came)))


def an_editor(desktop: PrivateDesktop) -> ScreenPicture:
    """The screen with a real application on it."""
    desktop.start(["mousepad"])
    while not desktop.windows():
        time.sleep(_SETTLE_S)
    time.sleep(2 * _SETTLE_S)
    with X11Eyes(SCREEN) as eyes:
        return ScreenPicture(SCREEN, eyes.look().copy())


def looking(steps: Sequence[PlanStep], screen: ScreenPicture) -> str:
    """What a step waits for a screen that is ready: a look, and a comparison with the recording's picture."""
    costs, answers = [], set()
    with X11Eyes(SCREEN) as eyes:
        gate = ScreenGate(eyes, MonotonicClock(), _Still(screen))
        for step in [each for each in steps if each.target is not None][:_LOOKS]:
            began_ns = time.monotonic_ns()
            answers.add(type(gate.wait(step, Event())).__name__)
            costs.append((time.monotonic_ns() - began_ns) / MS)
    p50, p99 = np.percentile(costs, (50, 99))
    said = ", ".join(sorted(answers))
    name = "a look before a step"
    return f"{name:<22} {len(costs):>5} looks    p50 {p50:8.2f} ms   p99 {p99:8.2f} ms   {said}"


def judging(steps: Sequence[PlanStep], screen: ScreenPicture) -> Iterator[str]:
    """What the verdict of a step costs: where all is the same, and where its target is not."""
    reader = Tesseract.if_installed()
    for is_same in (True, False):
        costs, kinds = [], set()
        for step in [each for each in steps if each.target is not None][:_VERDICTS]:
            evidence = StepEvidence(
                step=step,
                is_reached=True,
                answer=Ready(),
                began_ns=0,
                recorded_before=screen,
                recorded_after=(screen,),
                seen_before=screen,
                seen_after=screen if is_same else _changed_at(step.target, screen),
            )
            began_ns = time.monotonic_ns()
            kinds.add(judge_step(evidence, reader=reader).kind.value)
            costs.append((time.monotonic_ns() - began_ns) / MS)
        p50, p99 = np.percentile(costs, (50, 99))
        name, said = "a verdict of a step", ", ".join(sorted(kinds))
        yield f"{name:<22} {len(costs):>5} verdicts p50 {p50:8.2f} ms   p99 {p99:8.2f} ms   {said}"


def _changed_at(target: Point | None, screen: ScreenPicture) -> ScreenPicture:
    """The screen with a place of a button's size turned to its negative."""
    x, y = (0, 0) if target is None else (target.x, target.y)
    pixels = screen.pixels.copy()
    there = pixels[max(0, y - 12) : y + 12, max(0, x - 40) : x + 40, :3]
    there[:] = 255 - there
    return ScreenPicture(screen.place, pixels)


class _Still:
    """A recording of one picture."""

    def __init__(self, picture: ScreenPicture) -> None:
        self._picture = picture

    def before(self, _number: int, /) -> ScreenPicture | None:
        return self._picture


def _counts(kind: int, detail: int) -> bool:
    """Presses and releases; one notch of the wheel is a press and a release of its button."""
    return kind != X.MotionNotify and not (kind == X.ButtonRelease and detail in _WHEEL)


def _inputs(kind: str, at_ns: int, place: tuple[int, int], rng: random.Random) -> tuple[TimedInput, ...]:
    press = ButtonDown(at_ns=at_ns, button=Button.LEFT)
    match kind:
        case "key":
            name = rng.choice("abcdefghijklmnopqrstuvwxyz")
            return (KeyDown(at_ns=at_ns, name=name), KeyUp(at_ns=at_ns + 60 * MS, name=name))
        case "wheel":
            return tuple(Wheel(at_ns=at_ns + n * 30 * MS, dx=0, dy=-1) for n in range(4))
        case "drag":
            path = tuple(_way(at_ns + 20 * MS, place, (rng.randrange(20, 1260), rng.randrange(20, 780))))
            return (press, *path, ButtonUp(at_ns=path[-1].at_ns + 10 * MS, button=Button.LEFT))
        case _:
            return (press, ButtonUp(at_ns=at_ns + 80 * MS, button=Button.LEFT))


def _way(at_ns: int, start: tuple[int, int], end: tuple[int, int]) -> Iterator[Move]:
    """A way of the pointer, 60 reports a second."""
    for n in range(1, _POINTS + 1):
        x, y = (round(a + (b - a) * n / _POINTS) for a, b in zip(start, end, strict=True))
        yield Move(at_ns=at_ns + n * 16 * MS, x=x, y=y)


def main() -> None:
    """Measure, and print a line each."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=60.0, help="how long each of the two plays")
    seconds: float = parser.parse_args().seconds
    steps = work(seconds)
    with PrivateDesktop(ScreenFormat(SCREEN.width, SCREEN.height)) as desktop:
        for name in ("DISPLAY", "XAUTHORITY"):
            os.environ[name] = desktop.environment()[name]
        _tell(waiting_alone(min(seconds, _WAITING_S)))
        for name, play in (("Assent", play_assent), ("pyautogui with sleeps", play_plainly)):
            _tell(measured(name, play, steps))
        screen = an_editor(desktop)
        _tell(looking(steps, screen))
        for line in judging(steps, screen):
            _tell(line)


def _tell(line: object) -> None:
    sys.stdout.write(f"{line}   load {os.getloadavg()[0]:.1f}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
