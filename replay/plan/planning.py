"""Builds the plan of an episode. Nothing is pressed, started or written."""

from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from recorder.episode.actions import Action, Click, Drag, Hidden, Scroll, Type
from recorder.episode.events import ContextChanged, Mark, MonitorsChanged, NumberedEvent, WindowContext
from recorder.episode.keys import Chord
from recorder.episode.recognition import recognise
from recorder.episode.recognition.stretches import stops_input
from recorder.episode.screen import Monitor, Rect
from recorder.episode.study import Study
from recorder.task_start.plan import WindowPlace
from recorder.vault.session_reader import SessionReader
from replay.plan.inputs import Move, TimedInput
from replay.plan.joining import joined
from replay.plan.limits import MOST_STEPS, MOST_TYPED, PlanRefusedError
from replay.plan.own_inputs import OwnInputs
from replay.plan.reading import EpisodeInput, first_monitors, read_input
from replay.plan.refusing import Judge
from replay.plan.steps import PlanStep, Point, Refusal, RefusalKind, ReplayPlan

_NONE_ALLOWED: Final[frozenset[Chord]] = frozenset()


def plan_of(
    reader: SessionReader, study: Study | None, *, allowed: Collection[Chord] = _NONE_ALLOWED
) -> ReplayPlan:
    """The plan of an episode, a session of one's own, or a received recording.

    Args:
        reader: From the vault, which lets in nothing that was not verified.
        study: The version it was made for; ``None`` where it is not at hand, so that the plan has no start.
        allowed: The desktop's chords that a person has allowed, each by its name.

    Raises:
        PlanRefusedError: It asks for more than a person does, or its screen is none that there could be.
        DamagedFileError: A page or a row cannot be read.
        ValueError: The study is another, or another version.
    """
    header = reader.header
    if study is not None and study.sha256 != header.study_sha256:
        raise ValueError("an episode is replayed by the study that it was made for")
    task = None if study is None else study.task(header.task_id)
    found = read_input(reader)
    monitors = first_monitors(found.events)
    actions = recognise(found.events, header.gestures)
    _check_amounts(actions)
    return ReplayPlan(
        episode_id=header.session_id,
        study_id=header.study_id,
        task_id=header.task_id,
        start=None if task is None else task.start,
        steps=(steps := tuple(_steps(found, actions, monitors, allowed))),
        first_window=_first_window(header.first_window, steps),
        folder=header.task_folder,
        language=header.language,
        monitors=monitors,
        ended_ns=reader.ended_ns,
        last_moves=_last_moves(found, steps, monitors),
        last_window=next(reversed(_windows(found.events).values()), None),
        gaps=tuple(
            each.event for each in found.events if isinstance(each.event, Mark) and stops_input(each.event)
        ),
    )


def _first_window(rect: Rect | None, steps: Sequence[PlanStep]) -> WindowPlace | None:
    """Where the first window was when the recording began, or the focused one at its first step.

    An episode whose beginning was cut does not know the former, and the latter is the task's own only if the
    application is; whoever starts it compares.
    """
    if rect is not None:
        return WindowPlace(rect)
    window = next((step.window for step in steps if step.inputs), None)
    if window is None or window.rect is None or not window.app:
        return None
    return WindowPlace(window.rect, framed_app=window.app)


def _check_amounts(actions: Sequence[Action]) -> None:
    if len(actions) > MOST_STEPS:
        raise PlanRefusedError(f"it has more than {MOST_STEPS:,} actions")
    if sum(len(action.text) for action in actions if isinstance(action, Type)) > MOST_TYPED:
        raise PlanRefusedError(f"it has more than {MOST_TYPED:,} typed characters")


def _steps(
    found: EpisodeInput,
    actions: Sequence[Action],
    monitors: tuple[Monitor, ...],
    allowed: Collection[Chord],
) -> Iterator[PlanStep]:
    own = OwnInputs(found.events)
    inputs = joined(actions, [own.of(place, action) for place, action in enumerate(actions)])
    judge = Judge(monitors, allowed=allowed)
    windows = _windows(found.events)
    other_monitors = _OtherMonitors(found.events, monitors)
    way = _Way(found.free_moves, monitors)
    for number, (action, done) in enumerate(zip(actions, inputs, strict=True), 1):
        at_ns = done[0].at_ns if done else action.start_ns
        target = _target(action)
        refusal = judge.refusal(done)
        if isinstance(action, Hidden):
            refusal = Refusal(RefusalKind.HIDDEN_KEYS)
        elif done and other_monitors.at(at_ns):
            refusal = Refusal(RefusalKind.OTHER_MONITORS)
        yield PlanStep(
            number=number,
            action=action,
            at_ns=at_ns,
            target=target,
            approach=way.until(at_ns, target) if done else (),
            inputs=() if refusal else tuple(done),
            refusal=refusal,
            window=None if action.context is None else windows.get(action.context),
        )
        if done:
            way.go_on_from(done)


def _target(action: Action) -> Point | None:
    match action:
        case Click(x=x, y=y) | Scroll(x=x, y=y):
            return Point(x, y)
        case Drag(path=path):
            return Point(path[0].x, path[0].y)
        case _:
            return None


def _windows(events: Sequence[NumberedEvent]) -> dict[int, WindowContext | None]:
    return {each.seq: each.event.window for each in events if isinstance(each.event, ContextChanged)}


class _OtherMonitors:
    """When the monitors were not those of the beginning."""

    def __init__(self, events: Sequence[NumberedEvent], monitors: Sequence[Monitor]) -> None:
        changes = [each.event for each in events if isinstance(each.event, MonitorsChanged)]
        self._times = [change.at_ns for change in changes]
        self._are_other = [_places(change.monitors) != _places(monitors) for change in changes]

    def at(self, at_ns: int) -> bool:
        """Whether they were others then."""
        place = bisect_right(self._times, at_ns)
        return place > 0 and self._are_other[place - 1]


def _places(monitors: Sequence[Monitor]) -> set[tuple[object, float]]:
    return {(monitor.rect, monitor.scale) for monitor in monitors}


class _Way:
    """The pointer's way between the steps."""

    def __init__(self, moves: NDArray[np.int64], monitors: Sequence[Monitor]) -> None:
        self._moves = moves
        self._monitors = monitors
        self._next = 0

    def until(self, at_ns: int, target: Point | None) -> tuple[Move, ...]:
        """The moves since the last step, up to a time; the last one to the target, if there is one.

        Where the pointer was seen outside of every monitor is left out: it cannot be brought there.
        """
        end = int(np.searchsorted(self._moves[:, 0], at_ns))
        found = [
            Move(at_ns=when, x=x, y=y)
            for when, x, y in self._moves[self._next : max(self._next, end)].tolist()
            if any(monitor.rect.contains(x, y) for monitor in self._monitors)
        ]
        self._next = max(self._next, end)
        if target is not None and (not found or (found[-1].x, found[-1].y) != (target.x, target.y)):
            found.append(Move(at_ns=at_ns, x=target.x, y=target.y))
        return tuple(found)

    def go_on_from(self, inputs: Sequence[TimedInput]) -> None:
        """Leave out the moves up to the end of a step: its inputs have those that matter."""
        end = int(np.searchsorted(self._moves[:, 0], inputs[-1].at_ns, side="right"))
        self._next = max(self._next, end)


def _last_moves(
    found: EpisodeInput, steps: Sequence[PlanStep], monitors: Sequence[Monitor]
) -> tuple[Move, ...]:
    way = _Way(found.free_moves, monitors)
    last = next((step for step in reversed(steps) if step.inputs), None)
    if last is not None:
        way.go_on_from(last.inputs)
    return way.until(1 << 62, None)
