"""What a check is said to be: its state in a few words with a sign, what came of it in sentences."""

from collections.abc import Mapping
from typing import Final

from recorder.errors import UserFacingError
from recorder.vault.check_rows import SubjectKind
from recorder.vault.errors import DamagedFileError, NoSuchCheckError
from replay.report.reading import UnreadableRecordError
from replay.report.record import Ending, RunRecord
from replay.verdict import VerdictKind
from studio.checking.findings import Finding, Found
from studio.ui.models.check_items import CheckItem, CheckState
from studio.ui.models.failure_words import failure_words
from studio.ui.models.time_words import factor_words
from studio.ui.words import later, tr, trn

_STATES: Final[Mapping[CheckState, str]] = {
    CheckState.WAITING: later("Waiting"),
    CheckState.STARTING: later("Starting…"),
    CheckState.COMPARING: later("Comparing…"),
    CheckState.ASKS: later("Asks you first"),
    CheckState.STOPPED: later("Stopped"),
}
_FOUND: Final[Mapping[Found, str]] = {
    Found.SAME: later("Same"),
    Found.MOVED: later("Same after moving"),
    Found.LATE: later("Same, but late"),
    Found.DIFFERENT: later("Different"),
    Found.NOT_COMPARABLE: later("Not comparable"),
    Found.NOT_REPLAYED: later("Not replayed"),
}
_HEADLINES: Final[Mapping[Found, str]] = {
    Found.SAME: later("It did the same again"),
    Found.MOVED: later("It did the same, in another place"),
    Found.LATE: later("It did the same, more slowly"),
    Found.DIFFERENT: later("It went another way"),
    Found.NOT_COMPARABLE: later("It was done again, but too little may be compared"),
    Found.NOT_REPLAYED: later("It was not replayed"),
}
SIGNS: Final[Mapping[CheckState, str]] = {
    CheckState.WAITING: "wait",
    CheckState.STARTING: "found-going",
    CheckState.RUNNING: "found-going",
    CheckState.PAUSED: "pause",
    CheckState.COMPARING: "found-going",
    CheckState.ASKS: "help",
    CheckState.STOPPED: "close",
}
FOUND_SIGNS: Final[Mapping[Found, str]] = {
    Found.SAME: "found-same",
    Found.MOVED: "found-moved",
    Found.LATE: "found-late",
    Found.DIFFERENT: "found-different",
    Found.NOT_COMPARABLE: "found-not-comparable",
    Found.NOT_REPLAYED: "found-not-replayed",
}


def state_words(item: CheckItem) -> str:
    """Where a check stands, or what came of it, in a few words."""
    match item.state:
        case CheckState.RUNNING:
            said = tr("Step {step} of {steps}", step=item.step, steps=item.steps)
        case CheckState.PAUSED:
            said = tr("Paused before step {step}", step=item.step)
        case CheckState.DONE:
            return tr("Checked") if item.finding is None else found_words(item.finding)
        case CheckState.STOPPED if item.is_gone:
            return tr("Taken away")
        case CheckState.STOPPED if item.why:
            return tr("Not replayed")
        case _:
            said = tr(_STATES[item.state])
    if item.runs > 1 and item.state.is_under_way and item.state is not CheckState.COMPARING:
        return tr("{said}, run {run} of {runs}", said=said, run=item.run, runs=item.runs)
    return said


def found_words(finding: Finding) -> str:
    """What came of a check, in a few words."""
    if finding.found is Found.DIFFERENT and finding.step is not None:
        return tr("Different at step {step}", step=finding.step)
    return tr(_FOUND[finding.found])


def headline(finding: Finding) -> str:
    """What came of a check, as a sentence without its full stop."""
    if finding.found is Found.DIFFERENT and finding.step is not None:
        return tr("It went another way at step {step}", step=finding.step)
    return tr(_HEADLINES[finding.found])


def sign_of(item: CheckItem) -> str:
    """The drawing of its state."""
    if item.state is CheckState.DONE:
        return "good" if item.finding is None else FOUND_SIGNS[item.finding.found]
    if item.state is CheckState.STOPPED and item.why:
        return FOUND_SIGNS[Found.NOT_REPLAYED]
    return SIGNS[item.state]


def is_amber(item: CheckItem) -> bool:
    """Whether the person should look here."""
    if item.state is CheckState.DONE:
        return item.finding is not None and item.finding.found in {Found.DIFFERENT, Found.NOT_REPLAYED}
    return item.state is CheckState.ASKS or (item.state is CheckState.STOPPED and bool(item.why))


def not_replayed_words(error: UserFacingError, kind: SubjectKind | None) -> tuple[str, ...]:
    """Why something was not replayed, and what to do; of what was received there is no backup."""
    if kind is SubjectKind.RECEIVED and isinstance(error, DamagedFileError):
        return (
            tr("Your copy of this recording is damaged, or missing."),
            tr("Remove your copy, then look for new ones and open it again."),
        )
    return failure_words(error)


def unreadable_words(error: UserFacingError) -> tuple[str, ...]:
    """Why what a check showed cannot be seen, and what to do."""
    if isinstance(error, DamagedFileError | UnreadableRecordError | NoSuchCheckError):
        return (tr("The file with its pictures is damaged, or missing. What came of it is still known."),)
    return failure_words(error)


def tally(record: RunRecord) -> str:
    """How many steps did the same, in one line."""
    same = sum(step.verdict.is_pass for step in record.steps)
    hidden = sum(step.verdict.kind is VerdictKind.NOT_COMPARABLE for step in record.steps)
    said = trn(
        "{same} of {count} step the same", "{same} of {count} steps the same", len(record.steps), same=same
    )
    if hidden:
        said += " · " + trn("one not comparable", "{count} not comparable", hidden)
    return said


def certainty(record: RunRecord) -> str:
    """How sure the finding is; never 100 % for less than certain."""
    if record.ending is not Ending.FINISHED:
        return ""
    return tr("{percent} % sure", percent=int(record.verdict.confidence * 100))


def speed_words(speed: float | None) -> str:
    """How fast it was replayed."""
    if speed is None:
        return tr("as fast as the screen allows")
    if speed == 1:
        return tr("at the recording's pace")
    return tr("at {speed}x speed", speed=factor_words(speed))


def runs_words(finding: Finding) -> str:
    """In how many runs it went another way; empty where there was only one."""
    if finding.runs == 1:
        return ""
    if not finding.failed_runs:
        return trn("The same in all {count} run", "The same in all {count} runs", finding.runs)
    return tr("Another way in {failed} of {runs} runs", failed=finding.failed_runs, runs=finding.runs)
