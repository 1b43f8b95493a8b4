from dataclasses import replace
from datetime import UTC, datetime

import pytest

from recorder.episode.phrase import english, phrase
from recorder.episode.screen import Rect
from replay.isolation.in_force import Isolation
from replay.running.film import Film
from replay.running.result import RunEnding, RunResult, StepRun
from replay.running.standing import ReplayStage, ReplayState
from replay.running.telling import ending_words, state_words

DONE = StepRun(number=1, began_ns=1, done_ns=2)
RUN = RunResult(
    isolation=Isolation(program="/usr/bin/bwrap"),
    desktop=Rect(0, 0, 640, 400),
    started_at=datetime(2026, 3, 1, tzinfo=UTC),
    took_ns=5,
    ending=RunEnding.FINISHED,
    reason=None,
    steps=(DONE, replace(DONE, number=2)),
    film=Film(Rect(0, 0, 640, 400), most_bytes=1 << 20),
    ended_within_ns=None,
    task_window=None,
    files={},
    remarks=(),
)


def told(**changed: object) -> list[str]:
    return [english(each) for each in ending_words(replace(RUN, **changed))]  # type: ignore[arg-type]


def test_a_replay_that_did_all_of_it_says_so() -> None:
    assert told() == ["Replayed: all 2 steps are done."]
    assert told(steps=(DONE,)) == ["Replayed: its one step is done."]


def test_steps_that_were_left_out_are_not_said_to_be_done() -> None:
    skipped = StepRun(number=2, is_skipped=True)
    assert told(steps=(DONE, skipped)) == [
        "Replayed: one step is done.",
        "One step was left out: it cannot be done again.",
    ]
    assert told(steps=(DONE, skipped, replace(skipped, number=3)))[1].startswith("2 steps were left out")


@pytest.mark.parametrize(
    ("ending", "words"),
    [
        (RunEnding.STOPPED, "stopped at step 2 of 3"),
        (RunEnding.ABORTED, "ended by hand at step 2 of 3"),
        (RunEnding.TOO_LONG, "too long, and was ended at step 2 of 3"),
        (RunEnding.BROKE, "ended at step 2 of 3"),
    ],
)
def test_every_other_end_names_its_step_and_why(ending: RunEnding, words: str) -> None:
    steps = (DONE, StepRun(number=2), StepRun(number=3))
    said = told(ending=ending, steps=steps, reason=phrase("It is not there."))
    assert words in said[0]
    # Who ended it knows why.
    assert said[1:] == ([] if ending is RunEnding.ABORTED else ["It is not there."])


def test_each_stage_has_words_of_its_own() -> None:
    said = {
        english(state_words(ReplayState(stage=stage, total=3, opens_task=True, number=2)))
        for stage in ReplayStage
    }
    assert len(said) == len(ReplayStage)
