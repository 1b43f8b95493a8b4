"""Verifies whole runs: each step's evidence out of a run and its recording, and what to leave out of sight.

May import ``replay.running`` and ``replay.verification``; imported by commands and by what shows a run. It
owns nothing: pictures are decoded by whoever owns the episode's reader, one step after the other.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import count, islice
from typing import Final, TypeGuard

import numpy as np

from recorder.episode.actions import Hidden, Wait
from recorder.episode.keys import BACKSPACE
from recorder.episode.screen import Rect
from recorder.episode.time import NS_PER_MS, NS_PER_SECOND, TimeRange
from replay.evidence import StepEvidence
from replay.gate import Moved
from replay.plan.inputs import KeyDown, TimedInput, TypeText
from replay.plan.steps import PlanStep, ReplayPlan
from replay.running.result import Look, RunResult, StepRun
from replay.seeing.allotting import allotted
from replay.seeing.expecting import EpisodePictures, StepPictures
from replay.seeing.picture import ScreenPicture
from replay.seeing.reading import TextReader
from replay.seeing.volatile import (
    LEAST_CHANGES,
    LEAST_LOOKS,
    learned_from_runs,
    pointer_regions,
    restless_regions,
)
from replay.verdict import EpisodeVerdict, StepVerdict
from replay.verification import judge_episode, judge_step

_SETTLED_NS: Final = NS_PER_SECOND
"""How long after an action its own doing is over, and what still moves moves by itself."""
_SHOWS_WITHIN_NS: Final = 500 * NS_PER_MS
"""How soon a program shows what a step does to it: a slow one, and a picture of it ten times a second."""
_LEAST_STILL_NS: Final = 3 * NS_PER_SECOND
_MOST_LOOKS: Final = 6
"""Pictures of a whole desktop: twice as many as it takes to learn from, and few enough for memory."""
_MOST_LOOKED_AT: Final = 40
"""Pictures of one stretch: a film that runs beside the work has thirty a second, and shows itself in few."""
_MOST_OF_WAYS: Final = 400
_MOST_OF_WAITS: Final = 200
_ENOUGH: Final = 12
"""Comparisons of the pointer's ways, of the waits, and of one of them where those do not suffice; see
``volatile_in``."""
_MOST_AMONG_RUNS: Final = 2_400
"""Comparisons of runs: 800 steps of two runs, 160 of five or more. Each takes a tenth as long as to judge."""


def verify_run(
    plan: ReplayPlan,
    run: RunResult,
    pictures: StepPictures,
    *,
    volatile: Sequence[Rect] = (),
    ignored: Callable[[int], Sequence[Rect]] = lambda _: (),
    reader: TextReader | None = None,
) -> EpisodeVerdict:
    """What became of an episode in a run.

    Args:
        plan: What was to be done.
        run: What was done.
        pictures: The episode's.
        volatile: The regions that differ by themselves.
        ignored: Those that somebody marked by hand, by the step's number.
        reader: Reads what is written, where that decides.

    Raises:
        DamagedFileError: A picture of the recording cannot be read.
    """
    return judge_episode(
        list(step_verdicts(plan, run, pictures, volatile=volatile, ignored=ignored, reader=reader))
    )


def step_verdicts(
    plan: ReplayPlan,
    run: RunResult,
    pictures: StepPictures,
    *,
    volatile: Sequence[Rect] = (),
    ignored: Callable[[int], Sequence[Rect]] = lambda _: (),
    reader: TextReader | None = None,
) -> Iterator[StepVerdict]:
    """As ``verify_run``, step by step: each takes about half a second on a screen of 1080 lines."""
    for step, done in zip(plan.steps, run.steps, strict=True):
        evidence = evidence_of(plan, step, done, run, pictures)
        yield judge_step(evidence, volatile=volatile, ignored=ignored(step.number), reader=reader)


def evidence_of(
    plan: ReplayPlan, step: PlanStep, done: StepRun, run: RunResult, pictures: StepPictures
) -> StepEvidence:
    """What is known of a step of a run."""
    after = seen_after(plan, step, run)
    is_seen = done.before is not None or done.began_ns is not None or after is not None
    if not is_seen and not done.is_skipped:
        return StepEvidence(step=step, is_reached=False)
    following = plan.following(step.number)
    before = pictures.before(step.number)
    return StepEvidence(
        step=step,
        is_reached=True,
        answer=done.answer,
        planned_ns=done.planned_ns,
        began_ns=done.began_ns,
        recorded_before=before if before is not None and before.place == run.desktop else None,
        recorded_after=_of_desktop(pictures.after(step.number), run),
        seen_before=run.picture(done.before),
        seen_after=run.picture(after),
        recorded_window=plan.last_window if following is None else following.window,
        seen_window=None if after is None else after.window,
        moves=tuple(
            (earlier.answer.dx, earlier.answer.dy)
            for earlier in run.steps[: step.number - 1]
            if isinstance(earlier.answer, Moved)
        ),
        is_title_known=not any(
            isinstance(each.action, Hidden) and each.action.start_ns <= plan.over_ns(step.number)
            for each in plan.steps
        ),
        is_cut_short=is_cut_short(plan, step),
        typed=done.typed if _is_typed_by_its_characters(step) else None,
    )


def is_cut_short(plan: ReplayPlan, step: PlanStep) -> bool:
    """Whether what a step led to may be missing: nothing was recorded from soon after it on."""
    end_ns = step.action.end_ns
    return any(0 <= gap.at_ns - end_ns < _SHOWS_WITHIN_NS for gap in plan.gaps)


def volatile_in(
    plan: ReplayPlan,
    pictures: EpisodePictures,
    *,
    on_compared: Callable[[int, int], object] = lambda _done, _total: None,
) -> tuple[Rect, ...]:
    """The regions that changed again and again in the recording while nothing was done, or only pointed.

    A stranger's recording decides how much there is to compare: hours, where there is no limit. So no more
    than 400 pairs of pictures of the pointer's ways are compared, and 200 of waits: half a minute of a screen
    of 1080 lines that changes all over, some seconds of one that is worked at. Pairs are counted and not
    seconds, so that the same recording always teaches the same. Shorter ways than can teach anything are not
    looked at. Where the rest is more than that, given up are first the later pictures of long ways and long
    waits, then whole ones, evenly over the recording. What is missed for that is taken for something that
    differs, never for something that does not: it was not learned to be left out.

    The picture of the first step is decoded whatever there is to learn: whoever calls this before anything is
    started refuses by it what has no pictures of its screens.

    Args:
        plan: Its steps say when nothing was done, and when the pointer was on its way.
        pictures: The recording's.
        on_compared: Told before each comparison how many were made, and how many it will be at most; what it
            raises ends it.

    Raises:
        DamagedFileError: A picture of the recording cannot be read.
    """
    if plan.steps:
        pictures.at(plan.steps[0].at_ns)
    ways = [
        TimeRange(step.approach[0].at_ns, step.at_ns)
        for step in plan.steps
        if step.approach and step.approach[0].at_ns < step.at_ns
    ]
    waits = [
        TimeRange(action.start_ns + _SETTLED_NS, action.end_ns)
        for action in (step.action for step in plan.steps)
        if isinstance(action, Wait) and action.end_ns - action.start_ns >= _LEAST_STILL_NS
    ]
    of_ways = _shared_out(ways, pictures, least=LEAST_CHANGES, budget=_MOST_OF_WAYS)
    of_waits = _shared_out(waits, pictures, least=1, budget=_MOST_OF_WAITS)
    total = sum(of_ways) + sum(of_waits)
    counter = count()

    def check() -> None:
        on_compared(min(next(counter), total), total)

    following = pointer_regions(_first_of(ways, of_ways, pictures), check=check)
    return following + restless_regions(_first_of(waits, of_waits, pictures), check=check)


def volatile_among(
    plan: ReplayPlan,
    runs: Sequence[RunResult],
    pictures: StepPictures,
    *,
    check: Callable[[], object] = lambda: None,
) -> tuple[Rect, ...]:
    """The regions that looked in three ways or more at the same step of several runs and the recording.

    Of an episode with so many steps that all of them would be more than 2,400 comparisons, some steps are
    left out, evenly; see ``volatile_in``.

    Args:
        plan: What was to be done.
        runs: What was done.
        pictures: The episode's.
        check: Called before each comparison; what it raises ends it.
    """
    most = min(len(runs) + 1, _MOST_LOOKS)
    if most < LEAST_LOOKS:
        return ()
    pairs = most * (most - 1) // 2
    shares = allotted([pairs] * len(plan.steps), least=1, enough=pairs, budget=_MOST_AMONG_RUNS)
    steps = (step for step, share in zip(plan.steps, shares, strict=True) if share)
    return learned_from_runs((_looks(plan, step, runs, pictures) for step in steps), check=check)


def _shared_out(
    stretches: Sequence[TimeRange], pictures: EpisodePictures, *, least: int, budget: int
) -> tuple[int, ...]:
    wanted = [min(len(pictures.times_within(each)), _MOST_LOOKED_AT) - 1 for each in stretches]
    return allotted(wanted, least=least, enough=_ENOUGH, budget=budget)


def _first_of(
    stretches: Sequence[TimeRange], shares: Sequence[int], pictures: EpisodePictures
) -> Iterator[Iterator[ScreenPicture]]:
    """Of each stretch as many pictures as its comparisons take, from its beginning."""
    for stretch, share in zip(stretches, shares, strict=True):
        if share:
            yield islice(pictures.within(stretch), share + 1)


def seen_after(plan: ReplayPlan, step: PlanStep, run: RunResult) -> Look | None:
    """What a run showed when a step was over: after the waits that follow it."""
    following = plan.following(step.number)
    last = len(plan.steps) if following is None else following.number - 1
    looks = (run.steps[number - 1].after for number in range(last, step.number - 1, -1))
    # Where the replay ended in a wait, what was seen last.
    return next((look for look in looks if look is not None), None)


def _looks(
    plan: ReplayPlan, step: PlanStep, runs: Sequence[RunResult], pictures: StepPictures
) -> list[ScreenPicture]:
    """What there was to see after a step, each once to the pixel: most runs of most steps look the same."""
    desktop = runs[0].desktop
    looks = [picture for picture in pictures.after(step.number)[:1] if picture.place == desktop]
    for run in runs:
        if len(looks) == _MOST_LOOKS:
            break
        seen = run.picture(seen_after(plan, step, run))
        # Only what is compared is in memory as pixels, however many runs there are.
        run.film.rest()
        if seen is not None and run.desktop == desktop and not any(_is_same(seen, look) for look in looks):
            looks.append(seen)
    return looks


def _is_same(one: ScreenPicture, other: ScreenPicture) -> bool:
    return not one.covered and not other.covered and np.array_equal(one.pixels, other.pixels)


def _is_typed_by_its_characters(step: PlanStep) -> bool:
    """Not where a key is held while a button is: how often that repeats is the system's affair."""
    return all(isinstance(each, TypeText) or each.name == BACKSPACE for each in step.inputs if _types(each))


def _types(each: TimedInput) -> TypeGuard[TypeText | KeyDown]:
    return isinstance(each, TypeText | KeyDown)


def _of_desktop(found: tuple[ScreenPicture, ...], run: RunResult) -> tuple[ScreenPicture, ...]:
    """Those that can be laid over what was replayed: of a desktop of the same size and origin."""
    return tuple(picture for picture in found if picture.place == run.desktop)
