"""Runs of a plan that a test makes up: what the screen showed at each step, and nothing was ever done."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType

from recorder.episode.events import WindowContext
from recorder.episode.time import NS_PER_MS
from replay.gate import Answer, Ready
from replay.isolation.in_force import Isolation
from replay.plan.steps import ReplayPlan
from replay.running.film import Camera, Film, pack
from replay.running.result import Look, RunEnding, RunResult, StepRun, TaskFile
from replay.seeing.picture import ScreenPicture


class Recorded:
    """What the recording showed before each step, and at the end; handed out as ``StepPictures`` does."""

    def __init__(self, pictures: Sequence[ScreenPicture]) -> None:
        self._pictures = pictures

    def before(self, number: int, /) -> ScreenPicture:
        return self._pictures[number - 1]

    def after(self, number: int) -> tuple[ScreenPicture, ...]:
        return (self._pictures[number],)


def run_showing(
    plan: ReplayPlan,
    pictures: Sequence[ScreenPicture],
    *,
    window: WindowContext | None = None,
    answers: Mapping[int, Answer] | None = None,
    typed: Mapping[int, str] | None = None,
    files: Mapping[str, TaskFile] | None = None,
) -> RunResult:
    """A run that showed these before its steps, and the last one at the end; it ends where there are no more.

    Args:
        plan: Its plan.
        pictures: All of one place.
        window: What had the focus all the time.
        answers: The gate's, by the step's number, where it was not ready at once.
        typed: What was heard, by the step's number.
        files: What lay in its folder.
    """
    camera, film = Camera(), Film(pictures[0].place, most_bytes=1 << 30)
    looks = [
        Look(number * 100 * NS_PER_MS, film.add(pack(*camera.see(picture.pixels))), window)
        for number, picture in enumerate(pictures)
    ]
    steps = tuple(
        _step(number, looks, answers or {}, typed or {}) for number in range(1, len(plan.steps) + 1)
    )
    return RunResult(
        isolation=Isolation(program="/usr/bin/bwrap"),
        desktop=film.place,
        started_at=datetime(2026, 3, 1, 12, tzinfo=UTC),
        took_ns=len(looks) * 100 * NS_PER_MS,
        ending=RunEnding.FINISHED if len(looks) > len(plan.steps) else RunEnding.STOPPED,
        reason=None,
        ended_within_ns=None,
        steps=steps,
        film=film,
        task_window=None,
        remarks=(),
        files=MappingProxyType(dict(files or {})),
    )


def _step(
    number: int, looks: Sequence[Look], answers: Mapping[int, Answer], typed: Mapping[int, str]
) -> StepRun:
    if number >= len(looks):
        return StepRun(number=number)
    at_ns = looks[number - 1].at_ns
    return StepRun(
        number=number,
        answer=answers.get(number, Ready()),
        planned_ns=at_ns,
        began_ns=at_ns,
        done_ns=at_ns + 10 * NS_PER_MS,
        before=looks[number - 1],
        after=looks[number],
        typed=typed.get(number),
    )
