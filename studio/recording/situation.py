"""Where a recording stands, as the page, the bar and the tray show it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from recorder.episode.ending import EndReason
from recorder.episode.events import MarkKind
from recorder.errors import UserFacingError
from recorder.vault.session_header import SessionSummary
from studio.recording.problems import Problem


class Stage(StrEnum):
    """Where it stands.

    Attributes:
        READY: The task can be read; nothing runs.
        STARTING: The task's program is opening.
        COUNTDOWN: Recording begins in a moment.
        BEGINNING: The recording process is starting; nothing is recorded yet.
        RECORDING: It records now.
        PAUSED: Nothing is recorded until the person goes on.
        ENDING: Nothing is recorded any more; what was is being closed.
        OVER: It is over, and there is something to say of it.
    """

    READY = "ready"
    STARTING = "starting"
    COUNTDOWN = "countdown"
    BEGINNING = "beginning"
    RECORDING = "recording"
    PAUSED = "paused"
    ENDING = "ending"
    OVER = "over"


LIVE = frozenset({Stage.RECORDING, Stage.PAUSED})
"""There is a recording that can be paused, stopped or discarded."""
UNDER_WAY = frozenset(Stage) - {Stage.READY, Stage.OVER}
"""Something runs: the bar shows it, and the main window is out of the way."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Why it is paused, since when, and whether the last minutes were wiped before it."""

    kind: MarkKind
    since: datetime
    is_off_the_record: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """How much there is: recorded time in nanoseconds, bytes and pictures written, events."""

    recorded_ns: int = 0
    size_bytes: int = 0
    pictures: int = 0
    events: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a recording.

    Attributes:
        session_id: Its id in the vault.
        reason: Why it ended; ``None`` where its process could not say.
        summary: What is in the file; ``None`` where nothing of it is left.
        is_filed: Whether the vault knows; if not, it will when it is next unlocked.
        pictures_dropped: How many the disk had no room for.
        error: What went wrong, where something did.
    """

    session_id: str
    reason: EndReason | None
    summary: SessionSummary | None
    is_filed: bool
    pictures_dropped: int = 0
    error: UserFacingError | None = None


@dataclass(frozen=True, slots=True)
class TaskFiles:
    """Where a task's files lie; ``None`` where nothing of them is left.

    Attributes:
        folder: The folder.
        is_temporary: Whether the system may remove it some day.
    """

    folder: Path
    is_temporary: bool


@dataclass(frozen=True, slots=True)
class Situation:
    """All that there is to show at one moment.

    Attributes:
        stage: Where it stands.
        seconds_left: Of the countdown.
        figures: How much was recorded.
        pause: Why it is paused, if it is.
        problems: What to say, the gravest first.
        is_asking: Whether the person is being asked whether to destroy the recording.
        differences: How the started task differs from what the study asks for, in whole sentences.
        files: Where the task's files lie, once it was started.
        outcome: What came of it, when it is over.
        error: Why the last attempt came to nothing.
    """

    stage: Stage = Stage.READY
    seconds_left: int = 0
    figures: Figures = Figures()
    pause: Pause | None = None
    problems: tuple[Problem, ...] = ()
    is_asking: bool = False
    differences: tuple[str, ...] = ()
    files: TaskFiles | None = None
    outcome: Outcome | None = None
    error: UserFacingError | None = None
