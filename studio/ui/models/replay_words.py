"""What is said of a replay on the person's own desktop: its steps, where it stands, how it ended.

Never what is typed: the bar lies above everything, and others may look on.
"""

from collections.abc import Mapping
from typing import Final, assert_never

from replay.running.result import RunEnding, RunResult
from studio.ui.models.phrase_words import phrase_words
from studio.ui.models.replay_state import ReplayStage, ReplayState
from studio.ui.words import later, tr, trn

_ENDINGS: Final[Mapping[RunEnding, str]] = {
    RunEnding.STOPPED: later("It stopped at step {number} of {total} rather than act in the wrong place."),
    RunEnding.ABORTED: later("You ended the replay at step {number} of {total}."),
    RunEnding.TOO_LONG: later("The replay took too long, and was ended at step {number} of {total}."),
    RunEnding.BROKE: later("Something broke, and the replay ended at step {number} of {total}."),
}


def state_words(state: ReplayState) -> str:  # noqa: PLR0911 - one a stage
    """Where it stands, in a few words."""
    match state.stage:
        case ReplayStage.STARTING:
            return tr("Getting ready")
        case ReplayStage.COUNTDOWN:
            return tr("Replay begins in {seconds}", seconds=state.seconds_left)
        case ReplayStage.OPENING:
            return tr("Opening the task")
        case ReplayStage.PLAYING:
            return tr("Step {number} of {total}", number=state.number, total=state.total)
        case ReplayStage.PAUSED:
            return tr("Paused before step {number} of {total}", number=state.number, total=state.total)
        case ReplayStage.LOOKING:
            return tr("All steps are done")
        case ReplayStage.ENDING:
            return tr("Letting go of keys and buttons")
        case _:
            assert_never(state.stage)


def ending_words(run: RunResult) -> str:
    """How it ended, and why, in whole sentences."""
    total = len(run.steps)
    if run.ending is RunEnding.FINISHED:
        said = trn("Replayed: its one step is done.", "Replayed: all {count} steps are done.", total)
    else:
        done = sum(step.done_ns is not None or step.is_skipped for step in run.steps)
        said = tr(_ENDINGS[run.ending], number=min(done + 1, total), total=total)
        if run.reason is not None and run.ending is not RunEnding.ABORTED:
            said = f"{said} {phrase_words(run.reason)}"
    return f"{said} {tr('No key and no button is held down.')}"
