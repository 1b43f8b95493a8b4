"""What the recording's rules are told, and what they answer: wishes and facts in, effects out."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from recorder.errors import UserFacingError
from recorder.recording.messages import Ended, Progress
from recorder.session import Command
from recorder.vault.session_header import SessionSummary
from studio.recording.situation import TaskFiles


class Wish(StrEnum):
    """What a person asks for."""

    RECORD = "record"
    RECORD_AS_IT_IS = "record_as_it_is"
    CANCEL = "cancel"
    TOGGLE_PAUSE = "toggle_pause"
    OFF_THE_RECORD = "off_the_record"
    STOP = "stop"
    ASK_TO_DISCARD = "ask_to_discard"
    KEEP = "keep"
    DISCARD = "discard"
    AGAIN = "again"


@dataclass(frozen=True, slots=True)
class TaskStarted:
    """The task's window is there."""

    files: TaskFiles
    differences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TaskNotStarted:
    """It is not, and why."""

    error: UserFacingError


@dataclass(frozen=True, slots=True)
class SecondPassed:
    """A second of the countdown is over."""


@dataclass(frozen=True, slots=True)
class Began:
    """The recording process records; what it warned of, in whole sentences."""

    session_id: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reported:
    """It said how it goes.

    Attributes:
        report: What it said.
        at: When, in the person's own time.
        free_bytes: Of the vault's disk; ``None`` where it was not asked just now.
    """

    report: Progress
    at: datetime
    free_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Closed:
    """It is over, and it said so itself."""

    session_id: str
    ended: Ended


@dataclass(frozen=True, slots=True)
class Broke:
    """It could not begin or go on. ``session_id`` is empty where nothing was begun."""

    session_id: str
    error: UserFacingError


@dataclass(frozen=True, slots=True)
class Filed:
    """The vault knows how it ended.

    Attributes:
        session_id: Which.
        summary: What is in the file now; ``None`` where nothing of it is left.
    """

    session_id: str
    summary: SessionSummary | None


@dataclass(frozen=True, slots=True)
class NotFiled:
    """The vault could not be told; ``error`` is ``None`` where it is only locked."""

    session_id: str
    error: UserFacingError | None


@dataclass(frozen=True, slots=True)
class TaskLeft:
    """The task was left to the person; its files, where any are left."""

    files: TaskFiles | None


Fact = (
    TaskStarted
    | TaskNotStarted
    | SecondPassed
    | Began
    | Reported
    | Closed
    | Broke
    | Filed
    | NotFiled
    | TaskLeft
)


@dataclass(frozen=True, slots=True)
class StartTask:
    """Place the files, start the program, wait for its window."""


@dataclass(frozen=True, slots=True)
class CallOffStart:
    """Wait for it no longer."""


@dataclass(frozen=True, slots=True)
class CountSecond:
    """Say when a second has passed."""


@dataclass(frozen=True, slots=True)
class BeginRecording:
    """Start the recording process."""


@dataclass(frozen=True, slots=True)
class Give:
    """Give the recording process a command."""

    command: Command


@dataclass(frozen=True, slots=True)
class FileEnding:
    """Tell the vault how it ended; ``None`` where its process could not say."""

    session_id: str
    ended: Ended | None


@dataclass(frozen=True, slots=True)
class LeaveTask:
    """Leave the task's program and files to the person."""


Effect = StartTask | CallOffStart | CountSecond | BeginRecording | Give | FileEnding | LeaveTask
