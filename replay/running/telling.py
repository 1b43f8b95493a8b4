"""What is said of a replay while it runs and when it is over; commands say it in English, the app in its own.

Never what is typed: others may look on.
"""

from collections.abc import Mapping
from typing import Final, assert_never

from recorder.episode.phrase import Phrase, counted, later, phrase
from replay.running.result import RunEnding, RunResult
from replay.running.standing import ReplayStage, ReplayState

NOTHING_IS_HELD: Final = phrase("No key and no button is held down.")
_ENDED: Final[Mapping[RunEnding, str]] = {
    RunEnding.STOPPED: later("It stopped at step {number} of {total} rather than act in the wrong place."),
    RunEnding.ABORTED: later("The replay was ended by hand at step {number} of {total}."),
    RunEnding.TOO_LONG: later("The replay took too long, and was ended at step {number} of {total}."),
    RunEnding.BROKE: later("Something broke, and the replay ended at step {number} of {total}."),
}


def state_words(state: ReplayState) -> Phrase:  # noqa: PLR0911 - one a stage
    """Where it stands, in a few words."""
    match state.stage:
        case ReplayStage.STARTING:
            return phrase("Getting ready")
        case ReplayStage.COUNTDOWN:
            return phrase("Replay begins in {seconds}", seconds=state.seconds_left)
        case ReplayStage.OPENING:
            return phrase("Opening the task")
        case ReplayStage.PLAYING:
            return phrase("Step {number} of {total}", number=state.number, total=state.total)
        case ReplayStage.PAUSED:
            return phrase("Paused before step {number} of {total}", number=state.number, total=state.total)
        case ReplayStage.LOOKING:
            return phrase("All steps are done")
        case ReplayStage.ENDING:
            return phrase("Letting go of keys and buttons")
        case _:
            assert_never(state.stage)


def ending_words(run: RunResult) -> tuple[Phrase, ...]:
    """How it ended, and why, in whole sentences."""
    total = len(run.steps)
    skipped = sum(step.is_skipped for step in run.steps)
    if run.ending is RunEnding.FINISHED and not skipped:
        return (counted("Replayed: its one step is done.", "Replayed: all {count} steps are done.", total),)
    if run.ending is RunEnding.FINISHED:
        done = total - skipped
        return (
            counted("Replayed: one step is done.", "Replayed: {count} steps are done.", done),
            counted(
                "One step was left out: it cannot be done again.",
                "{count} steps were left out: they cannot be done again.",
                skipped,
            ),
        )
    done = sum(step.done_ns is not None or step.is_skipped for step in run.steps)
    said = phrase(_ENDED[run.ending], number=min(done + 1, total), total=total)
    if run.reason is None or run.ending is RunEnding.ABORTED:
        return (said,)
    return said, run.reason
