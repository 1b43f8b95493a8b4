"""What came of a check, in a few values that hold nothing captured: a list shows it, the catalog keeps it."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Final

import msgspec

from replay.report.record import Ending, RunRecord
from replay.verdict import VerdictKind


class Found(StrEnum):
    """What came of it, in a word."""

    SAME = "same"
    MOVED = "moved"
    LATE = "late"
    DIFFERENT = "different"
    NOT_COMPARABLE = "not_comparable"
    NOT_REPLAYED = "not_replayed"

    @property
    def is_pass(self) -> bool:
        """Whether it did again what it did; place and slowness alone are no fault."""
        return self in {Found.SAME, Found.MOVED, Found.LATE}


_OF_KIND: Final = {
    VerdictKind.SAME: Found.SAME,
    VerdictKind.SAME_AFTER_MOVING: Found.MOVED,
    VerdictKind.LATE: Found.LATE,
    VerdictKind.DIFFERENT: Found.DIFFERENT,
    VerdictKind.NOT_COMPARABLE: Found.NOT_COMPARABLE,
    VerdictKind.NOT_REACHED: Found.DIFFERENT,
}


class Finding(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What came of a check.

    Attributes:
        found: In a word.
        step: The first step that went another way; ``None`` where none did.
        steps: How many there are.
        runs: How often it was replayed.
        failed_runs: In how many of them a step went another way.
    """

    found: Found
    step: Annotated[int, msgspec.Meta(ge=1)] | None = None
    steps: Annotated[int, msgspec.Meta(ge=0)] = 0
    runs: Annotated[int, msgspec.Meta(ge=1)] = 1
    failed_runs: Annotated[int, msgspec.Meta(ge=0)] = 0

    def to_json(self) -> str:
        """To be kept."""
        return msgspec.json.encode(self).decode()


def read_finding(text: str) -> Finding | None:
    """What ``to_json`` wrote; ``None`` of anything else: another version's word is not guessed at."""
    try:
        return msgspec.json.decode(text, type=Finding)
    except (msgspec.DecodeError, ValueError):
        return None


def finding_of(records: Sequence[RunRecord]) -> Finding:
    """What came of all runs of one recording together: the worst one's word.

    Raises:
        ValueError: There was no run.
    """
    worst = deciding(records)
    failed = sum(_is_failure(record) for record in records)
    return Finding(
        found=_found(worst),
        step=_failing_step(worst),
        steps=len(worst.steps),
        runs=len(records),
        failed_runs=failed,
    )


def deciding(records: Sequence[RunRecord]) -> RunRecord:
    """The run that decides: the first whose word is the worst.

    Raises:
        ValueError: There was no run.
    """
    return max(records, key=lambda record: list(Found).index(_found(record)))


def _found(record: RunRecord) -> Found:
    if record.ending in {Ending.REFUSED, Ending.BROKE, Ending.TOO_LONG, Ending.ABORTED}:
        return Found.NOT_REPLAYED
    if record.ending is Ending.STOPPED:
        return Found.DIFFERENT
    return _OF_KIND[record.verdict.kind]


def _is_failure(record: RunRecord) -> bool:
    return _found(record) in {Found.DIFFERENT, Found.NOT_REPLAYED}


def _failing_step(record: RunRecord) -> int | None:
    failing = record.first_failure
    return failing.number if failing is not None and _is_failure(record) else None
