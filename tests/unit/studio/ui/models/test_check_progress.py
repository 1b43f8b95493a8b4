"""How a row looks while its run goes on, and after it."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from recorder.errors import UserFacingError
from recorder.vault.check_rows import SubjectKind
from recorder.vault.errors import DamagedFileError
from replay.verifying.subjects import UnknownStudyError
from studio.checking.carrying_out import Checked
from studio.checking.findings import Finding, Found
from studio.ui.models.check_items import CheckItem, CheckName, CheckState
from studio.ui.models.check_progress import at_step, begun, carried_out, failed, paused, stopped
from studio.ui.models.check_run import AtStep, Paused, PlannedStep

STEPS = (PlannedStep("Click", None), PlannedStep("Type 5 characters", None))
ITEM = CheckItem("a", CheckName(SubjectKind.RECEIVED, "Write a letter"), CheckState.WAITING, steps=2)
SAME = Finding(found=Found.SAME, steps=2)


@pytest.mark.parametrize(
    ("number", "state", "step", "doing"),
    [
        (0, CheckState.STARTING, 0, ""),
        (1, CheckState.RUNNING, 1, "Click"),
        (2, CheckState.RUNNING, 2, "Type 5 characters"),
        (3, CheckState.COMPARING, 2, ""),
    ],
)
def test_a_step_is_named_until_all_are_done(number: int, state: CheckState, step: int, doing: str) -> None:
    before = replace(ITEM, state=CheckState.RUNNING, step=2 if number == 3 else 0)
    now = at_step(before, STEPS, AtStep(run=2, number=number))
    assert (now.state, now.step, now.doing, now.run) == (state, step, doing, 2)


def test_a_step_done_alone_leaves_it_paused() -> None:
    held = paused(ITEM, STEPS, Paused(run=1, number=1))
    assert (held.state, held.step, held.doing) == (CheckState.PAUSED, 1, "Click")
    assert at_step(held, STEPS, AtStep(1, 2)).state is CheckState.PAUSED


def test_beginning_again_forgets_why_it_was_not_replayed() -> None:
    damaged = failed(ITEM, DamagedFileError(Path("recording"), "it is cut short"))
    assert damaged.is_mended_there
    assert damaged.why[0].startswith("Your copy of this recording is damaged")
    again = begun(damaged, runs=3)
    assert (again.is_mended_there, again.why, again.runs, again.state) == (False, (), 3, CheckState.STARTING)


def test_a_study_that_is_not_known_is_added_where_the_recording_lies() -> None:
    assert failed(ITEM, UnknownStudyError("nobody knows it", "Add it.")).is_mended_there


def test_other_errors_are_mended_nowhere_else() -> None:
    item = failed(ITEM, UserFacingError("There is no room.", mend="Make some, then check again."))
    assert not item.is_mended_there
    assert item.why == ("There is no room.", "Make some, then check again.")
    assert item.state is CheckState.STOPPED


def test_what_came_of_it_is_shown_with_why_where_nothing_was_replayed() -> None:
    when = datetime(2026, 3, 1, 14, tzinfo=UTC)
    done = carried_out(ITEM, Checked(SAME, is_kept=True, made_at=when), is_kept=True)
    assert (done.state, done.finding, done.is_kept, done.made_at) == (CheckState.DONE, SAME, True, when)
    refused = Finding(found=Found.NOT_REPLAYED, steps=0)
    error = DamagedFileError(Path("recording"), "it is cut short")
    not_done = carried_out(ITEM, Checked(refused, error=error), is_kept=False)
    assert not_done.state is CheckState.DONE
    assert not_done.is_mended_there
    assert not_done.why


def test_what_was_called_off_is_stopped() -> None:
    running = replace(ITEM, state=CheckState.RUNNING, step=1, doing="Click")
    for ended in (stopped(running), carried_out(running, Checked(None), is_kept=False)):
        assert (ended.state, ended.step, ended.doing) == (CheckState.STOPPED, 0, "")
