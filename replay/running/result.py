"""What a run came to: times, answers of the gate, pictures and files; no verdict yet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from recorder.episode.events import WindowContext
from recorder.episode.phrase import Phrase
from recorder.episode.screen import Rect
from replay.gate import Answer
from replay.isolation.in_force import Isolation
from replay.running.film import Film
from replay.seeing.picture import ScreenPicture


class RunEnding(StrEnum):
    """How a run ended."""

    FINISHED = "finished"
    STOPPED = "stopped"
    ABORTED = "aborted"
    TOO_LONG = "too_long"
    BROKE = "broke"


@dataclass(frozen=True, slots=True)
class Look:
    """What the screen showed at a moment of the run.

    Attributes:
        at_ns: When, since the replay began.
        picture: Its number in the run's film.
        window: The window that had the focus; ``None`` where none had.
        hints: Where little windows said what is under the pointer: what they lay over cannot be compared.
    """

    at_ns: int
    picture: int
    window: WindowContext | None = field(repr=False)
    hints: tuple[Rect, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRun:
    """One step of a run. All times are nanoseconds since the replay began.

    Attributes:
        number: The step's, as in the plan.
        answer: What the gate answered; ``None`` where it was not asked.
        planned_ns: When it was due; ``None`` where only the screen decided, or it was not reached.
        began_ns: When its first input was given; ``None`` where none was.
        done_ns: When its last input was given; as above.
        before: The screen when the gate had answered, just before its inputs; ``None`` where it was not
            reached.
        after: The screen just before the next step, or at the end.
        is_skipped: Whether it was left out, since nobody may know its keys.
        typed: What an independent listener heard of its typing; ``None`` where nobody listened.
    """

    number: int
    answer: Answer | None = None
    planned_ns: int | None = None
    began_ns: int | None = None
    done_ns: int | None = None
    before: Look | None = None
    after: Look | None = None
    is_skipped: bool = False
    typed: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class TaskFile:
    """A file that lay in the task's folder at the end.

    Attributes:
        name: Its path there; a stranger's text, never a path to open.
        size: In bytes.
        sha256: In hexadecimal; empty where it was not read.
        content: Its bytes; ``None`` where there was no room for them.
    """

    name: str
    size: int
    sha256: str
    content: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RunResult:
    """What a run came to.

    Attributes:
        isolation: What stood between it and the rest of the machine.
        desktop: The pixels that were acted on.
        started_at: Wall time, with its zone.
        took_ns: From the first step's beginning to the end.
        ending: How it ended.
        reason: Why, where it did not finish.
        ended_within_ns: Where somebody ended it, how long that took until nothing was done any more, in
            nanoseconds.
        steps: One for each of the plan's, in order, reached or not.
        film: All pictures.
        task_window: Where the task's first window was when it was ready.
        remarks: What was not as it should be, in whole sentences: a window's size, a hotkey that is taken.
        files: What lay in the task's folder, by name.
    """

    isolation: Isolation
    desktop: Rect
    started_at: datetime
    took_ns: int
    ending: RunEnding
    reason: Phrase | None
    ended_within_ns: int | None
    steps: tuple[StepRun, ...]
    film: Film = field(repr=False)
    task_window: Rect | None
    remarks: tuple[str, ...]
    files: Mapping[str, TaskFile] = field(repr=False)

    def picture(self, look: Look | None) -> ScreenPicture | None:
        """What the screen showed then."""
        return None if look is None else ScreenPicture(self.desktop, self.film.at(look.picture), look.hints)
