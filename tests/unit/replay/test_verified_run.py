"""Whole runs are judged step by step, and the same run is always judged in the same way."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import permutations
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recorder.episode.actions import Type
from recorder.episode.events import WindowContext
from recorder.episode.screen import Rect
from replay import verified_run
from replay.gate import Late, Moved
from replay.plan.inputs import KeyDown, KeyUp, TypeText
from replay.plan.steps import PlanStep, ReplayPlan
from replay.running.result import RunResult
from replay.seeing.expecting import StepPictures
from replay.seeing.picture import ScreenPicture
from replay.verdict import EpisodeVerdict, StepVerdict, VerdictKind
from replay.verification import judge_step
from replay.verified_run import evidence_of, step_verdicts, verify_run, volatile_among
from tests.rigs.drawn_screen import DESKTOP, Screen
from tests.rigs.replay_plans import click, plan_of
from tests.rigs.replayed_run import Recorded, run_showing

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

    def learned(steps: Iterable[Sequence[ScreenPicture]]) -> tuple[Rect, ...]:
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
