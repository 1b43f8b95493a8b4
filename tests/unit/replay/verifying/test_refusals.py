from dataclasses import replace

import pytest

from recorder.episode.keys import Chord
from replay.plan.chords import read_chord
from replay.plan.steps import PlanStep, Refusal, RefusalKind
from replay.verifying.subjects import NotReplayableError, check_replayable
from replay.verifying.tasks import Asked
from tests.rigs.replay_plans import click, plan_of, step, task


def refused(kind: RefusalKind, chord: Chord | None = None) -> PlanStep:
    return replace(step(1, 100), refusal=Refusal(kind, chord))


def test_what_can_be_replayed_is_let_through() -> None:
    check_replayable(plan_of(click(1, 100, 5, 5), start=task("mousepad")))


def test_a_desktop_s_chord_is_refused_by_its_name_and_how_to_allow_it() -> None:
    plan = plan_of(refused(RefusalKind.SYSTEM_CHORD, read_chord("ctrl+alt+t")), start=task("mousepad"))
    with pytest.raises(NotReplayableError) as told:
        check_replayable(plan)
    assert "Step 1" in told.value.happened
    assert "--allow ctrl+alt+t" in told.value.mend


def test_hidden_keys_alone_refuse_nothing() -> None:
    hidden = refused(RefusalKind.HIDDEN_KEYS)
    check_replayable(plan_of(hidden, click(2, 200, 5, 5), start=task("mousepad")))


@pytest.mark.parametrize(
    ("plan", "word"),
    [(plan_of(click(1, 100, 5, 5)), "study"), (plan_of(start=task("mousepad")), "nothing")],
)
def test_what_has_no_start_or_nothing_to_do_is_refused(plan: object, word: str) -> None:
    with pytest.raises(NotReplayableError, match=word):
        check_replayable(plan)  # type: ignore[arg-type]


def test_a_run_s_name_is_the_same_each_time_and_safe_as_a_folder_s() -> None:
    assert Asked(runs=3).run_id("../Ab_c", 2) == "Ab-c-2-of-3"
    with pytest.raises(ValueError, match="1 to"):
        Asked(runs=0)
