"""How a row looks after what its run told, or after it ended; plain functions over plain values."""

from collections.abc import Sequence
from dataclasses import replace

from recorder.errors import UserFacingError
from recorder.vault.errors import DamagedFileError
from replay.verifying.subjects import UnknownStudyError
from studio.checking.carrying_out import Checked
from studio.ui.models.check_items import CheckItem, CheckState
from studio.ui.models.check_run import AtStep, Paused, PlannedStep
from studio.ui.models.check_words import not_replayed_words


def begun(item: CheckItem, runs: int) -> CheckItem:
    """It begins, and what was said of it before is forgotten."""
    return replace(
        _at_rest(item, CheckState.STARTING), run=1, runs=runs, why=(), is_mended_there=False, asks=()
    )


def at_step(item: CheckItem, steps: Sequence[PlannedStep], at: AtStep) -> CheckItem:
    """A step is next, or done now."""
    if at.number == 0:
        return replace(_at_rest(item, CheckState.STARTING), run=at.run)
    if at.number > len(steps):
        return replace(item, state=CheckState.COMPARING, doing="", run=at.run)
    state = item.state if item.state is CheckState.PAUSED else CheckState.RUNNING
    return replace(_doing(item, steps, at.number), state=state, run=at.run)


def paused(item: CheckItem, steps: Sequence[PlannedStep], at: Paused) -> CheckItem:
    """Nothing is done for now."""
    return replace(_doing(item, steps, at.number), state=CheckState.PAUSED, run=at.run)


def stopped(item: CheckItem) -> CheckItem:
    """It was ended, and nothing of it is kept."""
    return _at_rest(item, CheckState.STOPPED)


def failed(item: CheckItem, error: UserFacingError) -> CheckItem:
    """It could not be replayed, and nothing is known of it."""
    return _because(stopped(item), error)


def carried_out(item: CheckItem, checked: Checked, *, is_kept: bool) -> CheckItem:
    """It came to an end of its own."""
    if checked.asks:
        return replace(_at_rest(item, CheckState.ASKS), asks=checked.asks)
    if checked.finding is None:
        return stopped(item)
    done = replace(
        _at_rest(item, CheckState.DONE),
        finding=checked.finding,
        is_kept=is_kept,
        steps=checked.finding.steps,
        made_at=checked.made_at,
    )
    return done if checked.error is None else _because(done, checked.error)


def _at_rest(item: CheckItem, state: CheckState) -> CheckItem:
    return replace(item, state=state, step=0, doing="")


def _doing(item: CheckItem, steps: Sequence[PlannedStep], number: int) -> CheckItem:
    doing = steps[number - 1].words if 0 < number <= len(steps) else ""
    return replace(item, step=min(number, len(steps)), doing=doing)


def _because(item: CheckItem, error: UserFacingError) -> CheckItem:
    why = not_replayed_words(error, item.name.kind)
    return replace(item, why=why, is_mended_there=isinstance(error, DamagedFileError | UnknownStudyError))
