"""Brings what both sides of a replay's pipe know across it: the plan's steps, and the gate's answers."""

import json
from typing import Final

from recorder.episode.action_json import action_from_json, action_to_json
from recorder.episode.events import WindowContext
from recorder.episode.phrase import Phrase
from recorder.episode.screen import Rect
from replay.gate import Answer, Late, Lost, Moved, Ready
from replay.plan.steps import PlanStep
from replay.running.film import Change
from replay.running.messages import MOST_HINTS, Looked, Outcome, Told


def told(step: PlanStep) -> Told:
    """A step as it crosses the pipe."""
    return Told(
        number=step.number,
        action=json.dumps(action_to_json(step.action)),
        at_ns=step.at_ns,
        target=step.target,
        approach=step.approach,
        inputs=step.inputs,
        refusal=step.refusal,
        window=step.window,
    )


def step_of(told: Told) -> PlanStep:
    """The step that was told."""
    return PlanStep(
        number=told.number,
        action=action_from_json(json.loads(told.action)),
        at_ns=told.at_ns,
        target=told.target,
        approach=told.approach,
        inputs=told.inputs,
        refusal=told.refusal,
        window=told.window,
    )


def looked(
    number: int | None,
    answer: Answer,
    *,
    at_ns: int,
    change: Change,
    window: WindowContext | None,
    hints: tuple[Rect, ...] = (),
) -> Looked:
    """A gate's answer to a step as a message; ``None`` for the end."""
    reason = answer.reason if isinstance(answer, Lost) else Phrase("")
    return Looked(
        number=0 if number is None else number,
        is_end=number is None,
        at_ns=at_ns,
        outcome=_OUTCOMES[type(answer)],
        waited_ns=0 if isinstance(answer, Ready) else answer.waited_ns,
        dx=answer.dx if isinstance(answer, Moved) else 0,
        dy=answer.dy if isinstance(answer, Moved) else 0,
        reason=reason.text,
        values=plain_values(reason),
        change=change,
        window=window,
        hints=hints[:MOST_HINTS],
    )


def answer_of(message: Looked) -> Answer:
    """What the gate answered."""
    match message.outcome:
        case Outcome.READY:
            return Ready()
        case Outcome.LATE:
            return Late(message.waited_ns)
        case Outcome.MOVED:
            return Moved(message.dx, message.dy, message.waited_ns)
        case Outcome.LOST:
            return Lost(Phrase(message.reason, message.values), message.waited_ns)


def plain_values(said: Phrase) -> dict[str, int | str]:
    """A phrase's values, dates in words."""
    return {
        name: value if isinstance(value, int | str) else f"{value:%d %B %Y}"
        for name, value in said.values.items()
    }


_OUTCOMES: Final = {
    Ready: Outcome.READY,
    Late: Outcome.LATE,
    Moved: Outcome.MOVED,
    Lost: Outcome.LOST,
}
