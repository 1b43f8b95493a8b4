"""What replaying came to, as plain values: made by ``replaying``, shown by ``report_replayed``."""

from dataclasses import dataclass
from typing import Final

from recorder.episode.screen import Rect
from replay.verdict import VerdictKind

PASSED: Final = "passed"
FAILED: Final = "failed"


@dataclass(frozen=True, slots=True)
class Look:
    """The same moment, in the recording and in the replay.

    Attributes:
        when: Before the step, or after it.
        expected: What the recording shows, as PNG.
        actual: What the replay showed, as PNG.
        size: Of both, in pixels.
        differs: What differs, where the recording has it.
        hidden: What nobody may compare, as above.
        moved: How far to the right and down the replay has it.
    """

    when: str
    expected: bytes
    actual: bytes
    size: tuple[int, int]
    differs: tuple[Rect, ...]
    hidden: tuple[Rect, ...]
    moved: tuple[int, int]


@dataclass(frozen=True, slots=True)
class StepFound:
    """A step of a replay: its number, what it is, what it came to, and why."""

    number: int
    words: str
    kind: VerdictKind
    sure: str
    reasons: tuple[str, ...]
    looks: tuple[Look, ...]


@dataclass(frozen=True, slots=True)
class ReplayedTask:
    """A shared episode that its reader replayed.

    Attributes:
        title: The task's.
        episode: Its name in the store.
        programs: The names of other programs that it was tried with; empty for those of the system.
        outcome: In a word, as the command line says it.
        kind: The verdict.
        headline: In one line.
        sure: How sure that is, in words.
        reasons: Why.
        tallies: How many steps came to what.
        isolation: What stood between the replay and the machine.
        took_ns: How long it was replayed.
        speed: How fast.
        deciding: The step that decides it.
        page: The run's own report, beside this one.
    """

    title: str
    episode: str
    programs: tuple[str, ...]
    outcome: str
    kind: VerdictKind
    headline: str
    sure: str
    reasons: tuple[str, ...]
    tallies: tuple[tuple[VerdictKind, int], ...]
    isolation: tuple[str, ...]
    took_ns: int
    speed: str
    deciding: StepFound | None
    page: str


@dataclass(frozen=True, slots=True)
class Replaying:
    """All that the demo found out about replaying.

    Attributes:
        unchanged: Each shared episode, with the system's own programs; one of them passes.
        changed: The one that passes, with a changed application.
        change: What was changed in it, in plain words.
        due: The step at which the change must show, by the recording.
        index: The page of all these runs, beside the report.
    """

    unchanged: tuple[ReplayedTask, ...]
    changed: ReplayedTask
    change: str
    due: StepFound
    index: str

    @property
    def failures(self) -> tuple[str, ...]:
        """What went wrong, a sentence each."""
        # What was taken out cannot be typed again, so that such an episode may be beyond comparing.
        found = [
            f"“{task.title}” did not do again what was recorded: {task.headline}."
            for task in self.unchanged
            if task.outcome == FAILED
        ]
        if not any(task.outcome == PASSED for task in self.unchanged):
            found.append("No episode was replayed wholly, so nothing is shown of replaying.")
        step = self.changed.deciding
        if self.changed.outcome != FAILED or step is None:
            found.append("With a changed application, the replay was not found to be different.")
        elif step.number != self.due.number:
            found.append(
                f"A changed application must show at step {self.due.number}; the verdict names {step.number}."
            )
        return tuple(found)
