"""A plan as a person reads it, before they let it act.

Never what was typed, unless it is asked for: a terminal keeps its history, and others look on. What comes
from the episode, titles and names of keys included, is a stranger's text and is cleaned of what could
command a terminal.
"""

import json
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Final, assert_never

from recorder.episode.action_json import ACTION_NAMES
from recorder.episode.actions import Hotkey, Press, Type
from recorder.episode.descriptions import describe
from recorder.episode.events import Mark, MarkKind
from recorder.episode.phrase import Phrase, english, phrase
from recorder.episode.screen import Monitor
from recorder.episode.time import format_time
from recorder.wording import clean, count_text, fields, table
from replay.plan.chords import LOCK_KEYS, chord_text, why_refused
from replay.plan.inputs import ButtonDown, ButtonUp, KeyDown, KeyUp, Move, TimedInput, TypeText, Wheel
from replay.plan.steps import PlanStep, Refusal, RefusalKind, ReplayPlan

_GAPS: Final[Mapping[MarkKind, str]] = {
    MarkKind.PAUSED: "Paused here",
    MarkKind.OFF_THE_RECORD: "Taken off the record here",
    MarkKind.SCREEN_LOCKED: "The screen was locked here",
    MarkKind.SUSPENDED: "The computer slept here",
    MarkKind.ENDED_ABRUPTLY: "Ended abruptly here",
    MarkKind.CUT: "Cut out by the person here",
}
_UNKNOWN: Final = "what was done meanwhile is not known"


def refusal_words(refusal: Refusal) -> Phrase:
    """Why a step is not done again, in a whole sentence."""
    match refusal.kind:
        case RefusalKind.HIDDEN_KEYS:
            return phrase("Keys were hidden here, so that they cannot be pressed again.")
        case RefusalKind.SYSTEM_CHORD if refusal.chord is not None:
            return why_refused(refusal.chord)
        case RefusalKind.SYSTEM_CHORD:
            raise ValueError("a chord is refused by its name")
        case RefusalKind.OUTSIDE:
            return phrase("It acts outside of every monitor.")
        case RefusalKind.OTHER_MONITORS:
            return phrase("The monitors were other ones by then.")
        case RefusalKind.UNKNOWN_KEY:
            return phrase("It presses a key that has no name known here.")
        case RefusalKind.UNKNOWN_BUTTON:
            return phrase("It presses a button that has no name known here.")
        case _:
            assert_never(refusal.kind)


def step_words(step: PlanStep, *, shows_text: bool = False) -> str:
    """What a step does, in one line.

    Args:
        step: Which.
        shows_text: Whether typed text is told, which is kept out otherwise.
    """
    said = clean(describe(step.action))
    if shows_text and isinstance(step.action, Type) and step.action.text:
        said += f": {json.dumps(clean(step.action.text), ensure_ascii=False)}"
    if _is_lock(step):
        said += " (left out: text is typed by its characters)"
    return said


def plan_text(plan: ReplayPlan, *, shows_text: bool = False) -> str:
    """The whole plan, for a terminal.

    Args:
        plan: Which.
        shows_text: Whether typed text is told, which is kept out otherwise.
    """
    sections = [
        fields(list(_heading(plan))),
        table((), list(_lines(plan, shows_text=shows_text))),
        *_end(plan),
    ]
    return "\n\n".join(section for section in sections if section)


def plan_json(plan: ReplayPlan, *, shows_text: bool = False) -> dict[str, object]:
    """The whole plan, as values that ``json.dumps`` takes; the names are part of its format.

    Args:
        plan: Which.
        shows_text: Whether typed text is told, which is kept out otherwise.
    """
    start = plan.start
    return {
        "format": 1,
        "episode": plan.episode_id,
        "study_id": plan.study_id,
        "task_id": plan.task_id,
        "start": None
        if start is None
        else {
            "command": list(start.command),
            "files": [file.name for file in start.files],
            "window": None if start.window is None else asdict(start.window),
            "screen": None if start.screen is None else asdict(start.screen),
        },
        "folder": plan.folder,
        "first_window": None if plan.first_window is None else asdict(plan.first_window.rect),
        "monitors": [asdict(monitor) for monitor in plan.monitors],
        "length_ns": plan.ended_ns,
        "gaps": [asdict(gap) for gap in plan.gaps],
        "may_be_replayed": not plan.refused,
        "steps": [_step_json(step, shows_text=shows_text) for step in plan.steps],
    }


def _heading(plan: ReplayPlan) -> Iterator[tuple[str, str]]:
    yield "Episode", plan.episode_id
    yield "Study", clean(plan.study_id)
    yield "Task", clean(plan.task_id)
    if plan.start is None:
        yield "Starts", "nothing: the study that says how is not in this vault, or has no such task"
    else:
        yield "Starts", clean(shlex.join(plan.start.command))
        if plan.start.files:
            yield "With", ", ".join(clean(file.name) for file in plan.start.files)
        if plan.folder:
            yield "In", clean(plan.folder)
        if plan.start.window is not None:
            yield "Window", f"{plan.start.window.width} by {plan.start.window.height}"
    if plan.first_window is not None:
        rect = plan.first_window.rect
        yield "It was at", f"{rect.x}, {rect.y}, {rect.width} by {rect.height}"
    yield "Screen", "; ".join(map(_monitor, plan.monitors))
    yield "Length", f"{format_time(plan.ended_ns)}, {count_text(len(plan.steps), 'step')}"


def _monitor(monitor: Monitor) -> str:
    rect = monitor.rect
    return f"{rect.width} by {rect.height} at {rect.x}, {rect.y}, scale {monitor.scale:g}"


def _lines(plan: ReplayPlan, *, shows_text: bool) -> Iterator[tuple[str, str, str]]:
    gaps = iter(sorted(plan.gaps, key=lambda gap: gap.at_ns))
    gap = next(gaps, None)
    window: tuple[str, str] | None = None
    for step in plan.steps:
        while gap is not None and gap.at_ns <= step.at_ns:
            yield _gap_line(gap)
            gap = next(gaps, None)
        focused = step.window
        if focused is not None and focused.hidden is None and (focused.app, focused.title) != window:
            window = focused.app, focused.title
            yield "", "", f"in {clean(focused.app) or '(no name)'}: {clean(focused.title)}".rstrip(": ")
        yield f"{step.number}", format_time(step.at_ns), step_words(step, shows_text=shows_text)
        if step.refusal is not None:
            yield "", "", f"    {english(refusal_words(step.refusal))}"
    while gap is not None:
        yield _gap_line(gap)
        gap = next(gaps, None)


def _gap_line(gap: Mark) -> tuple[str, str, str]:
    return "", format_time(gap.at_ns), f"{_GAPS.get(gap.kind, 'Not recorded here')}: {_UNKNOWN}"


def _end(plan: ReplayPlan) -> Iterator[str]:
    hidden = sum(step.refusal is not None and not step.refusal.stops for step in plan.steps)
    if hidden:
        yield f"{count_text(hidden, 'step')} cannot be done again: the keys were hidden."
    refused = plan.refused
    if not refused:
        return
    yield f"This is not replayed as it is: {count_text(len(refused), 'step')} refused."
    chords = dict.fromkeys(
        chord_text(step.refusal.chord) for step in refused if step.refusal and step.refusal.chord is not None
    )
    if chords:
        options = " ".join(f"--allow {clean(chord)}" for chord in chords)
        yield f"If you know why the person pressed them, allow them by name: {options}"


def _is_lock(step: PlanStep) -> bool:
    match step.action:
        case Press(key=key):
            return key in LOCK_KEYS
        case Hotkey(keys=keys):
            return keys[-1] in LOCK_KEYS
        case _:
            return False


def _step_json(step: PlanStep, *, shows_text: bool) -> dict[str, object]:
    return {
        "number": step.number,
        "kind": ACTION_NAMES[type(step.action)],
        "at_ns": step.at_ns,
        "words": describe(step.action),
        "target": None if step.target is None else [step.target.x, step.target.y],
        "window": None if step.window is None else {"app": step.window.app, "title": step.window.title},
        "approach": [[each.at_ns, each.x, each.y] for each in step.approach],
        "inputs": [_input_json(each, shows_text=shows_text) for each in step.inputs],
        "refused": None
        if step.refusal is None
        else {
            "why": step.refusal.kind.value,
            "stops": step.refusal.stops,
            "chord": None if step.refusal.chord is None else chord_text(step.refusal.chord),
            "words": english(refusal_words(step.refusal)),
        },
    }


def _input_json(each: TimedInput, *, shows_text: bool) -> dict[str, object]:
    return {"at_ns": each.at_ns, **_done_json(each, shows_text=shows_text)}


def _done_json(each: TimedInput, *, shows_text: bool) -> dict[str, object]:
    match each:
        case Move(x=x, y=y):
            return {"move": [x, y]}
        case ButtonDown(button=button) | ButtonUp(button=button):
            return {"button_down" if isinstance(each, ButtonDown) else "button_up": button.value}
        case Wheel(dx=dx, dy=dy):
            return {"wheel": [dx, dy]}
        case KeyDown(name=name) | KeyUp(name=name):
            # A key held while a button was pressed may be part of a text.
            is_told = shows_text or len(name) > 1
            return {"key_down" if isinstance(each, KeyDown) else "key_up": name if is_told else None}
        case TypeText(text=text):
            return {"text": text} if shows_text else {"characters": len(text)}
        case _:
            assert_never(each)
