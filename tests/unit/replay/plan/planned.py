"""Plans of scripted episodes, kept in real session files."""

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import Final

from recorder.episode.ending import EndReason
from recorder.episode.events import MonitorsChanged
from recorder.episode.keys import Chord
from recorder.episode.screen import Monitor, Rect
from recorder.vault.session_reader import SessionReader
from recorder.vault.session_writer import SessionWriter
from replay.plan.inputs import ButtonDown, ButtonUp, KeyDown, KeyUp, Move, TimedInput, TypeText, Wheel
from replay.plan.planning import plan_of
from replay.plan.steps import PlanStep, ReplayPlan
from tests.rigs.synthetic import HEADER, KEY
from tests.unit.recorder.episode.event_script import GESTURES, Script

SCREEN: Final = Monitor(0, "DP-1", Rect(0, 0, 1280, 800), 1.0, is_primary=True)


def begun(*monitors: Monitor) -> Script:
    """A script on these monitors."""
    return Script().add(MonitorsChanged(0, monitors or (SCREEN,)))


def session_of(folder: Path, script: Script, *, ended_ns: int | None = None) -> SessionReader:
    """A finished session of what was done."""
    path = folder / "session.db"
    path.unlink(missing_ok=True)
    writer = SessionWriter.create(path, KEY, replace(HEADER, gestures=GESTURES))
    writer.append(script.events, [])
    last_ns = max((each.event.at_ns for each in script.events), default=0)
    writer.finish(max(script.now_ns, last_ns) + 1 if ended_ns is None else ended_ns, EndReason.STOPPED)
    return SessionReader.open(path, KEY)


def planned(folder: Path, script: Script, *, allowed: Collection[Chord] = ()) -> ReplayPlan:
    """The plan of what was done."""
    with session_of(folder, script) as reader:
        return plan_of(reader, None, allowed=allowed)


def brief(inputs: Collection[TimedInput]) -> list[str]:
    """Inputs in a few letters, without their times."""
    return [_brief(each) for each in inputs]


def all_inputs(plan: ReplayPlan) -> list[TimedInput]:
    """The inputs of all steps, one after the other."""
    return [each for step in plan.steps for each in step.inputs]


def acting(plan: ReplayPlan) -> list[PlanStep]:
    """The steps that do something."""
    return [step for step in plan.steps if step.inputs]


def _brief(each: TimedInput) -> str:
    match each:
        case Move(x=x, y=y):
            return f"to {x},{y}"
        case ButtonDown(button=button) | ButtonUp(button=button):
            return f"{button.value} {'down' if isinstance(each, ButtonDown) else 'up'}"
        case Wheel(dx=dx, dy=dy):
            return f"wheel {dx},{dy}"
        case KeyDown(name=name) | KeyUp(name=name):
            return f"{'+' if isinstance(each, KeyDown) else '-'}{name}"
        case TypeText(text=text):
            return f"'{text}'"
