"""What is left out by hand: read, refused where it cannot be meant, and part of what a run was asked for."""

from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from recorder.episode.screen import Rect
from recorder.vault.session_reader import SessionAccess
from replay.report.record import LeftOut, Source
from replay.report.words import run_words
from replay.report.writing import write_run
from replay.verifying.ignoring import (
    IgnoredRegionError,
    check_ignored,
    ignored_at,
    read_region,
    region_text,
)
from replay.verifying.once import kept_of
from replay.verifying.subjects import Subject
from replay.verifying.tasks import MOST_IGNORED, Asked, IgnoredRegion
from tests.rigs.replay_plans import SCREEN, plan_of, step
from tests.rigs.replay_record import drawn_run

PLAN = plan_of(step(1, 100), step(2, 200))
CLOCK = IgnoredRegion(Rect(900, 0, 120, 24))
COUNTER = IgnoredRegion(Rect(10, 20, 30, 40), 2)
SIDES = st.integers(1, 999_999)
PLACES = st.integers(-999_999, 999_999)
REGIONS = st.builds(
    IgnoredRegion, st.builds(Rect, PLACES, PLACES, SIDES, SIDES), st.none() | st.integers(1, 999_999)
)


@given(REGIONS)
def test_a_region_is_read_as_it_is_written(region: IgnoredRegion) -> None:
    assert read_region(region_text(region)) == region


@pytest.mark.parametrize(
    "text",
    ["", "1,2", "1,2,3", "1,2,0x4", "1,2,3x4@0", "1,2,-3x4", "a,b,cxd", "1,2,3x4@", "1.5,2,3x4", "1,2,3x4;"],
)
def test_what_is_no_region_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"region|step|pixel"):
        read_region(text)


@pytest.mark.parametrize(
    ("region", "said"),
    [
        (IgnoredRegion(SCREEN.moved(1, 0)), "does not lie on the screen"),
        (IgnoredRegion(Rect(-5, 0, 10, 10)), "-5,0,10x10"),
        (IgnoredRegion(Rect(5_000, 5_000, 1, 1), 1), "1024x700 pixels"),
        (IgnoredRegion(Rect(0, 0, 1, 1), 3), "step 3, which does not exist"),
        (IgnoredRegion(SCREEN), "nothing could be compared"),
        (IgnoredRegion(SCREEN, 2), "nothing could be compared"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_words(region: IgnoredRegion, said: str) -> None:
    with pytest.raises(IgnoredRegionError) as told:
        check_ignored(PLAN, [region])
    assert said in str(told.value)
    assert told.value.kept == "Nothing was started."


def test_halves_that_together_are_all_are_refused() -> None:
    left, right = Rect(0, 0, 600, SCREEN.height), Rect(500, 0, SCREEN.width - 500, SCREEN.height)
    check_ignored(PLAN, [IgnoredRegion(left), IgnoredRegion(left, 2)])
    check_ignored(PLAN, [IgnoredRegion(left, 1), IgnoredRegion(right, 2)])
    with pytest.raises(IgnoredRegionError):
        check_ignored(PLAN, [IgnoredRegion(left), IgnoredRegion(right, 2)])


def test_a_step_is_spared_its_own_and_what_is_for_all() -> None:
    at = ignored_at([CLOCK, COUNTER, CLOCK])
    assert at(1) == (CLOCK.rect,)
    assert at(2) == (CLOCK.rect, COUNTER.rect)


def test_more_than_can_be_told_is_refused() -> None:
    with pytest.raises(ValueError, match=str(MOST_IGNORED)):
        Asked(ignored=(CLOCK,) * (MOST_IGNORED + 1))


def test_a_run_that_was_asked_for_with_other_regions_is_another_run(tmp_path: Path) -> None:
    subject = Subject("episode-1", Source.EPISODE, cast("SessionAccess", None), None)
    asked = Asked(report=tmp_path, ignored=(COUNTER, CLOCK))
    record = replace(
        drawn_run(),
        run_id=asked.run_id("episode-1", 1),
        episode_id="episode-1",
        source=Source.EPISODE,
        speed=1.0,
        left_out=(LeftOut(rect=COUNTER.rect, step=2), LeftOut(rect=CLOCK.rect)),
    )
    write_run(tmp_path, record)
    assert kept_of(subject, asked) is not None
    assert kept_of(subject, Asked(report=tmp_path, ignored=(CLOCK, COUNTER, CLOCK))) is not None
    for other in ((), (CLOCK,), (CLOCK, IgnoredRegion(COUNTER.rect))):
        assert kept_of(subject, Asked(report=tmp_path, ignored=other)) is None


def test_a_report_says_what_was_left_out() -> None:
    record = replace(drawn_run(), left_out=(LeftOut(rect=COUNTER.rect, step=2), LeftOut(rect=CLOCK.rect)))
    rows = dict(run_words(record))
    assert rows["Left out by hand"] == "2 places: 10,20 30x40 at step 2; 900,0 120x24"
    assert "Left out by hand" not in dict(run_words(drawn_run()))
