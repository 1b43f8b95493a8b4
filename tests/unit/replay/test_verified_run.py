"""Whole runs are judged step by step, and the same run is always judged in the same way."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import permutations
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recorder.episode.actions import Type
from recorder.episode.events import WindowContext
from recorder.episode.screen import Rect
from recorder.episode.time import NS_PER_SECOND, TimeRange
from replay import verified_run
from replay.gate import Late, Moved
from replay.plan.inputs import KeyDown, KeyUp, Move, TypeText
from replay.plan.steps import PlanStep, ReplayPlan
from replay.running.result import RunResult
from replay.seeing.expecting import EpisodePictures, StepPictures
from replay.seeing.picture import ScreenPicture
from replay.verdict import EpisodeVerdict, StepVerdict, VerdictKind
from replay.verification import judge_step
from replay.verified_run import evidence_of, step_verdicts, verify_run, volatile_among, volatile_in
from tests.rigs.drawn_screen import DESKTOP, Screen
from tests.rigs.replay_plans import click, plan_of, step
from tests.rigs.replayed_run import Recorded, run_showing

TENTH_NS = NS_PER_SECOND // 10
WINDOW = WindowContext("Editor", "letter.txt - Editor", Screen().window)
CLOCK = Rect(560, 90, 60, 14)
ROWS = ("Item 11", "Item 12", "Item 13")
# Before each step, and at the end: one row after the other is chosen.
SCREENS = (Screen(), *(Screen(lit_row=row) for row in ROWS))


def _plan() -> ReplayPlan:
    steps = (click(number, 500 * number, *Screen().centre(row)) for number, row in enumerate(ROWS, 1))
    return plan_of(*(replace(each, window=WINDOW) for each in steps), screen=DESKTOP)


PLAN = replace(_plan(), last_window=WINDOW)
RECORDED = cast("StepPictures", Recorded([screen.recorded() for screen in SCREENS]))


def run(*screens: Screen, **more: object) -> RunResult:
    shown = [screen.shown() for screen in screens]
    return run_showing(PLAN, shown, window=WINDOW, **more)  # type: ignore[arg-type]


def judged(done: RunResult, **more: object) -> EpisodeVerdict:
    return verify_run(PLAN, done, RECORDED, **more)  # type: ignore[arg-type]


def ticking(seconds: int, *, lines: tuple[str, ...] | None = None) -> RunResult:
    """A run of a window with something in it that is another one each time."""
    ink = (10 + 70 * seconds % 240, 250 - 60 * seconds % 240, 60 * seconds % 250)
    screens = [screen.with_(extra=((CLOCK, ink),)) for screen in SCREENS]
    if lines is not None:
        screens[2] = screens[2].with_(lines=lines)
    return run(*screens)


def test_a_run_that_did_the_same_passes_at_every_step() -> None:
    verdict = judged(run(*SCREENS))
    assert [step.kind for step in verdict.steps] == [VerdictKind.SAME] * 3
    assert verdict.kind is VerdictKind.SAME
    assert verdict.first_failing is None


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_planted_change_fails_at_its_step(number: int) -> None:
    screens = list(SCREENS)
    screens[number] = screens[number].with_button("Save", label="Send")
    verdict = judged(run(*screens))
    assert verdict.kind is VerdictKind.DIFFERENT
    assert verdict.first_failing == number
    assert [step.passes for step in verdict.steps] == [each != number for each in (1, 2, 3)]


def test_what_a_run_did_not_get_to_was_not_reached() -> None:
    verdict = judged(run(*SCREENS[:2]))
    assert [step.kind for step in verdict.steps] == [
        VerdictKind.SAME,
        VerdictKind.NOT_REACHED,
        VerdictKind.NOT_REACHED,
    ]
    assert (verdict.kind, verdict.first_failing) == (VerdictKind.NOT_REACHED, 2)


def test_place_and_slowness_alone_pass() -> None:
    slow = judged(run(*SCREENS, answers={2: Late(3_000_000_000)}))
    assert slow.passes
    moved = [screen.with_(window=screen.window.moved(40, 30)) for screen in SCREENS]
    window = replace(WINDOW, rect=moved[0].window)
    answers = dict.fromkeys((1, 2, 3), Moved(40, 30))
    elsewhere = run_showing(PLAN, [each.shown() for each in moved], window=window, answers=answers)
    assert judged(elsewhere).kind is VerdictKind.SAME_AFTER_MOVING


def test_what_differs_in_every_run_is_learned_from_them_and_a_wrong_result_is_not() -> None:
    wrong = ("Dear Anna,", "thank you for 188 apples", "and for the garden wall")
    runs = [ticking(1), ticking(2), ticking(3, lines=wrong)]
    assert judged(runs[0]).kind is VerdictKind.DIFFERENT
    learned = volatile_among(PLAN, runs, RECORDED)
    assert learned
    assert all(not rect.intersection(CLOCK).is_empty for rect in learned)
    verdicts = [judged(each, volatile=learned) for each in runs]
    assert [verdict.first_failing for verdict in verdicts] == [None, None, 2]


def test_in_which_order_runs_were_made_teaches_the_same() -> None:
    runs = [ticking(1), ticking(2), ticking(3)]
    first, *others = [volatile_among(PLAN, list(order), RECORDED) for order in permutations(runs)]
    assert first
    assert all(learned == first for learned in others)


def test_runs_that_look_the_same_teach_nothing() -> None:
    assert volatile_among(PLAN, [ticking(1)] * 5, RECORDED) == ()


def test_of_many_runs_no_more_pictures_are_in_memory_than_of_some(monkeypatch: pytest.MonkeyPatch) -> None:
    most: list[int] = []

    def learned(steps: Iterable[Sequence[ScreenPicture]], **_: object) -> tuple[Rect, ...]:
        most.extend(len(looks) for looks in steps)
        return ()

    monkeypatch.setattr(verified_run, "learned_from_runs", learned)
    volatile_among(PLAN, [ticking(number) for number in range(12)], RECORDED)
    assert most == [6, 6, 6]
    most.clear()
    # What looks the same is one look, so that the one that does not is found among many.
    volatile_among(PLAN, [*([ticking(1)] * 9), ticking(2)], RECORDED)
    assert most == [3, 3, 3]


def test_judging_twice_says_the_same() -> None:
    done = ticking(1)
    assert judged(done) == judged(done)
    assert judged(done) == judged(ticking(1))


_FAULTY = ticking(4, lines=("Dear Anna,", "thank you for 188 apples", "and for the garden wall"))
_IN_ORDER = list(step_verdicts(PLAN, _FAULTY, RECORDED))


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from((1, 2, 3)), min_size=1, max_size=4))
def test_in_which_order_steps_are_judged_and_how_often_changes_no_verdict(order: list[int]) -> None:
    def verdict_of(number: int) -> StepVerdict:
        step = PLAN.steps[number - 1]
        return judge_step(evidence_of(PLAN, step, _FAULTY.steps[number - 1], _FAULTY, RECORDED))

    assert [verdict_of(number) for number in order] == [_IN_ORDER[number - 1] for number in order]


def _typing(*inputs: TypeText | KeyDown | KeyUp) -> tuple[ReplayPlan, PlanStep]:
    action = Type(start_ns=0, end_ns=0, context=None, sources=(), text="ab")
    step = PlanStep(number=1, action=action, at_ns=0, target=None, inputs=inputs, window=WINDOW)
    return replace(plan_of(step, screen=DESKTOP), last_window=WINDOW), step


def test_what_was_heard_is_compared_with_what_was_typed() -> None:
    plan, _ = _typing(
        TypeText(at_ns=0, text="ax"),
        KeyDown(at_ns=1, name="backspace"),
        KeyUp(at_ns=2, name="backspace"),
        TypeText(at_ns=3, text="b"),
    )
    for heard, kind in (("ab", VerdictKind.SAME), ("ax", VerdictKind.DIFFERENT)):
        done = run_showing(plan, [screen.shown() for screen in SCREENS[:2]], window=WINDOW, typed={1: heard})
        assert verify_run(plan, done, RECORDED).kind is kind


def test_of_a_key_that_was_held_nobody_compares_how_often_it_came() -> None:
    plan, step = _typing(KeyDown(at_ns=0, name="a"), KeyUp(at_ns=9, name="a"))
    done = run_showing(plan, [screen.shown() for screen in SCREENS[:2]], window=WINDOW, typed={1: "a"})
    assert evidence_of(plan, step, done.steps[0], done, RECORDED).typed is None


class Film:
    """A recording that shows another picture again and again, ten times a second; it counts those it made."""

    def __init__(self) -> None:
        clocks = (f"10:41:{second:02}" for second in (7, 18, 29, 36))
        self.pictures = [Screen(clock=clock).shown() for clock in clocks]
        self.made = 0

    def at(self, at_ns: int) -> ScreenPicture:
        self.made += 1
        return self.pictures[at_ns // TENTH_NS % len(self.pictures)]

    def times_within(self, within: TimeRange) -> list[int]:
        later = range(-(-within.start_ns // TENTH_NS) * TENTH_NS, within.end_ns, TENTH_NS)
        return sorted({within.start_ns, *later})

    def within(self, within: TimeRange) -> Iterator[ScreenPicture]:
        return (self.at(at_ns) for at_ns in self.times_within(within))

    def learned(self, plan: ReplayPlan) -> tuple[tuple[Rect, ...], int, int]:
        """What is learned, in how many comparisons, and how many were foretold."""
        told: list[tuple[int, int]] = []
        found = volatile_in(plan, cast("EpisodePictures", self), on_compared=lambda *done: told.append(done))
        assert [done for done, _ in told] == list(range(len(told)))
        return found, len(told), told[-1][1]


def ways(number: int, *, tenths: int) -> ReplayPlan:
    """As many clicks, each after a way of so long."""

    def at(place: int) -> PlanStep:
        plain = click(place, place * 10_000, 9, 9)
        return replace(plain, approach=(Move(at_ns=plain.at_ns - tenths * TENTH_NS, x=9, y=9),))

    return plan_of(*map(at, range(1, number + 1)), screen=DESKTOP)


def waits(number: int, *, seconds: int) -> ReplayPlan:
    def at(place: int) -> PlanStep:
        plain = step(place, place * 1_000_000)
        end_ns = plain.at_ns + seconds * NS_PER_SECOND
        return replace(plain, action=replace(plain.action, end_ns=end_ns))

    return plan_of(*map(at, range(1, number + 1)), screen=DESKTOP)


@pytest.mark.parametrize(
    ("plan", "compared"), [(ways(40, tenths=9), 40 * 8), (waits(6, seconds=4), 6 * 29)], ids=["ways", "waits"]
)
def test_of_an_ordinary_recording_all_is_looked_at(plan: ReplayPlan, compared: int) -> None:
    found, made, foretold = Film().learned(plan)
    assert made == foretold == compared
    assert found


@pytest.mark.parametrize("plan", [ways(3_000, tenths=50), waits(3_000, seconds=60)], ids=["ways", "waits"])
def test_of_a_recording_without_end_only_so_much_is_looked_at_and_always_the_same(plan: ReplayPlan) -> None:
    film = Film()
    found, made, foretold = film.learned(plan)
    assert made == foretold <= 400
    assert film.made <= 1 + 2 * made
    assert found == Film().learned(plan)[0] != ()
    assert found == Film().learned(ways(3, tenths=9))[0]


def test_of_runs_of_an_episode_without_end_only_so_many_steps_are_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked_at: list[int] = []

    def looks(_plan: ReplayPlan, each: PlanStep, *_: object) -> list[ScreenPicture]:
        looked_at.append(each.number)
        return []

    monkeypatch.setattr(verified_run, "_looks", looks)
    runs = [run(*SCREENS)] * 10
    plan = plan_of(*(click(number, 500 * number, 9, 9) for number in range(1, 1_601)), screen=DESKTOP)
    assert volatile_among(plan, runs, RECORDED) == ()
    assert looked_at == list(range(10, 1_601, 10))
