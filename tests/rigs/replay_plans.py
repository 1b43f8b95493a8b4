"""Replay plans that a test writes down itself: steps by their inputs, tasks by their command."""

from recorder.episode.actions import Wait
from recorder.episode.events import Button
from recorder.episode.screen import Monitor, Rect
from recorder.episode.study import PlacedFile, Size, TaskStart
from recorder.episode.time import NS_PER_MS
from replay.plan.inputs import ButtonDown, ButtonUp, KeyDown, KeyUp, Move, TimedInput, TypeText
from replay.plan.steps import PlanStep, Point, ReplayPlan

SCREEN = Rect(0, 0, 1024, 700)


def plan_of(*steps: PlanStep, start: TaskStart | None = None, screen: Rect = SCREEN) -> ReplayPlan:
    last_ns = steps[-1].at_ns if steps else 0
    return ReplayPlan(
        episode_id="episode",
        study_id="study",
        task_id="task",
        start=start,
        first_window=None,
        monitors=(Monitor(0, "screen", screen, 1.0, is_primary=True),),
        ended_ns=last_ns + 300 * NS_PER_MS,
        steps=steps,
    )


def task(*command: str, files: dict[str, bytes] | None = None, window: Size | None = None) -> TaskStart:
    placed = tuple(PlacedFile(name, content) for name, content in (files or {}).items())
    return TaskStart(command, placed, window, None)


def in_a_terminal(script: str) -> TaskStart:
    """A task that runs a shell's script in a window; it stays open afterwards."""
    return task("xterm", "-e", "sh", "-c", f"{script}; exec sleep 600")


def step(
    number: int,
    at_ms: int,
    *inputs: TimedInput,
    target: Point | None = None,
    approach: tuple[Move, ...] = (),
) -> PlanStep:
    at_ns = at_ms * NS_PER_MS
    action = Wait(start_ns=at_ns, end_ns=at_ns, context=None, sources=())
    return PlanStep(
        number=number, action=action, at_ns=at_ns, target=target, approach=approach, inputs=inputs
    )


def click(number: int, at_ms: int, x: int, y: int) -> PlanStep:
    at_ns = at_ms * NS_PER_MS
    return step(
        number,
        at_ms,
        ButtonDown(at_ns=at_ns, button=Button.LEFT),
        ButtonUp(at_ns=at_ns + 50 * NS_PER_MS, button=Button.LEFT),
        target=Point(x, y),
        approach=(Move(at_ns=max(0, at_ns - 20 * NS_PER_MS), x=x, y=y),),
    )


def typing(number: int, at_ms: int, text: str) -> PlanStep:
    return step(number, at_ms, TypeText(at_ns=at_ms * NS_PER_MS, text=text))


def chord(number: int, at_ms: int, *names: str) -> PlanStep:
    at_ns = at_ms * NS_PER_MS
    down = [KeyDown(at_ns=at_ns + place * NS_PER_MS, name=name) for place, name in enumerate(names)]
    up = [
        KeyUp(at_ns=at_ns + (30 + place) * NS_PER_MS, name=name) for place, name in enumerate(reversed(names))
    ]
    return step(number, at_ms, *down, *up)
