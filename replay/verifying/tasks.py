"""What is asked for when episodes are verified, and what came of each."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final

from recorder.episode.screen import Rect
from recorder.errors import UserFacingError
from replay.report.record import MAX_LEFT_OUT, Ending, RunRecord
from replay.running.options import RunOptions

MOST_RUNS: Final = 100
MOST_IGNORED: Final = MAX_LEFT_OUT
_NO_NAME: Final = re.compile(r"[^A-Za-z0-9]+")


@dataclass(frozen=True, slots=True)
class IgnoredRegion:
    """A part of the screen that somebody marked by hand: it differs by itself, and is not compared.

    Attributes:
        rect: In pixels of the virtual desktop, where the recording has it.
        step: The step that it is left out of; ``None`` for all of them.

    Raises:
        ValueError: It holds no pixel, or no step has that number.
    """

    rect: Rect
    step: int | None = None

    def __post_init__(self) -> None:
        if self.rect.is_empty:
            raise ValueError("a region that is left out holds at least one pixel")
        if self.step is not None and self.step < 1:
            raise ValueError("steps count from 1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How to verify.

    Attributes:
        runs: How often each is replayed; from three looks on, what differs by itself is learned from them.
        options: How each is run.
        report: Where reports are written; ``None`` for nowhere.
        is_anew: Whether what a report's folder holds already is made again.
        ignored: What of the screen is not compared, marked by hand.

    Raises:
        ValueError: Not at all, or more often than makes sense; more is left out than can be told.
    """

    runs: int = 1
    options: RunOptions = field(default_factory=RunOptions)
    report: Path | None = None
    is_anew: bool = False
    ignored: tuple[IgnoredRegion, ...] = ()

    def __post_init__(self) -> None:
        if not 1 <= self.runs <= MOST_RUNS:
            raise ValueError(f"an episode is replayed 1 to {MOST_RUNS} times")
        if len(self.ignored) > MOST_IGNORED:
            raise ValueError(f"no more than {MOST_IGNORED} regions are left out")

    def run_id(self, named: str, repeat: int) -> str:
        """A run's name, the same each time, so that a folder tells what was done already.

        Args:
            named: The id of what is replayed.
            repeat: Which of the runs, from 1.
        """
        name = f"{_NO_NAME.sub('-', named).strip('-')[:64] or 'unnamed'}-{repeat}-of-{self.runs}"
        programs = self.options.programs
        # Beside the run with the system's own, not over it.
        return name if programs is None else f"{name}-with-{programs.sha256[:8]}"


class Outcome(StrEnum):
    """What became of one subject, all its runs together."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_COMPARABLE = "not_comparable"
    NOT_REPLAYED = "not_replayed"
    FAULT = "fault"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What became of one subject.

    Attributes:
        named: Its id, or what the person called it where nothing of that name was found.
        outcome: In a word.
        records: One for each run that there was, without their pictures.
        pages: The report's pages, where they were written.
        error: Why it was not replayed, or why its report could not be written, in words a person can act
            on; ``None`` where all went well.
        fault: Which fault of ours it met, without anything captured; empty where none.
        is_kept: Whether the verdict is one that the report's folder held already.
    """

    named: str
    outcome: Outcome
    records: tuple[RunRecord, ...] = ()
    pages: tuple[Path, ...] = ()
    error: UserFacingError | None = None
    fault: str = ""
    is_kept: bool = False


def outcome_of(records: tuple[RunRecord, ...]) -> Outcome:
    """The word for all runs of a subject together: the worst one's."""
    endings = {record.ending for record in records}
    if Ending.ABORTED in endings:
        return Outcome.STOPPED
    if not records or endings & {Ending.REFUSED, Ending.BROKE, Ending.TOO_LONG}:
        return Outcome.NOT_REPLAYED
    if any(record.is_failure for record in records):
        return Outcome.FAILED
    return Outcome.PASSED if all(record.is_pass for record in records) else Outcome.NOT_COMPARABLE
