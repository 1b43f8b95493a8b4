"""What is verified: an episode, a session of one's own, or a received recording, and its plan."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final

from recorder.commands.kept import Kept, KeptKind
from recorder.episode.keys import Chord
from recorder.episode.phrase import english
from recorder.episode.study import Study
from recorder.errors import UserFacingError
from recorder.study_file import read_study
from recorder.vault.session_reader import SessionAccess, SessionReader
from recorder.vault.vault import Vault
from replay.plan.chords import chord_text
from replay.plan.planning import plan_of
from replay.plan.steps import PlanStep, ReplayPlan
from replay.plan.words import refusal_words
from replay.report.record import Source

_SOURCES: Final = {
    KeptKind.SESSION: Source.RECORDING,
    KeptKind.EPISODE: Source.EPISODE,
    KeptKind.RECEIVED: Source.RECEIVED,
}


class NotReplayableError(UserFacingError):
    """It cannot be replayed, or must not be.

    Args:
        why: A clause that follows "This cannot be replayed:".
        mend: What to do now.
    """

    def __init__(self, why: str, mend: str) -> None:
        super().__init__(f"This cannot be replayed: {why}.", kept="Nothing was started.", mend=mend)


class UnknownStudyError(NotReplayableError):
    """Nobody knows how its task starts, since the study is not in the vault."""


class StepRefusedError(NotReplayableError):
    """A step must not be done again as it is.

    Args:
        step: Which; it is refused.

    Attributes:
        chord: The desktop's keys that it presses, which a person may allow; ``None`` where it is another.
    """

    def __init__(self, step: PlanStep) -> None:
        if step.refusal is None:
            raise ValueError("this step is not refused")
        self.chord: Final = step.refusal.chord
        why = english(refusal_words(step.refusal))
        UserFacingError.__init__(
            self,
            f"Step {step.number} cannot be replayed as it is. {why}",
            kept="Nothing was started.",
            mend=(
                f"Look at the plan first; if you know why, allow it: --allow {chord_text(self.chord)}"
                if self.chord is not None
                else "Look at the plan, which says what each step does: `assent replay EPISODE --dry-run`"
            ),
        )


@dataclass(frozen=True, slots=True)
class Subject:
    """Something in the vault that can be replayed; its files are opened by whoever does.

    Attributes:
        id: Its own id.
        source: Which of the three it is.
        access: Opens it, on any thread.
        study: The very version that it was made for; ``None`` where the vault does not keep it.
        allowed: The desktop's chords that the person has allowed.
    """

    id: str
    source: Source
    access: SessionAccess = field(repr=False)
    study: Study | None
    allowed: frozenset[Chord] = frozenset()

    def plan(self, reader: SessionReader) -> ReplayPlan:
        """Its plan, whatever is refused in it.

        Raises:
            PlanRefusedError: It asks for more than a person does.
            DamagedFileError: It cannot be read.
        """
        return plan_of(reader, self.study, allowed=self.allowed)

    def titles(self, plan: ReplayPlan) -> tuple[str, str]:
        """The titles of study and task; their ids where the study is not at hand."""
        if self.study is None:
            return plan.study_id, plan.task_id
        return self.study.title, next(
            (task.title for task in self.study.tasks if task.id == plan.task_id), plan.task_id
        )


def subject_of(vault: Vault, kept: Kept, *, allowed: Collection[Chord] = ()) -> Subject:
    """What is kept, to be replayed.

    Raises:
        UserFacingError: It is not finished, or not there any more.
    """
    match kept.kind:
        case KeptKind.SESSION:
            access = vault.session_access(kept.id)
        case KeptKind.EPISODE:
            access = vault.episode_access(kept.id)
        case KeptKind.RECEIVED:
            access = vault.received_access(kept.id)
    header = kept.row.header
    content = None if header is None else vault.study(header.study_sha256)
    study = None if content is None else read_study(content)
    return Subject(kept.id, _SOURCES[kept.kind], access, study, frozenset(allowed))


def check_replayable(plan: ReplayPlan) -> None:
    """Refuse, in words, what cannot be replayed.

    Raises:
        NotReplayableError: A step must not be done, there is nothing to do, or nobody knows how it starts.
    """
    check_doable(plan)
    if plan.start is None:
        raise UnknownStudyError(
            "how its task starts is not known, since the study that it was made for is not in the vault",
            "Open or join that version of the study, then try again.",
        )


def check_doable(plan: ReplayPlan) -> None:
    """Refuse, in words, what must not be done again, however it starts.

    Raises:
        NotReplayableError: A step must not be done, or there is nothing to do.
    """
    if plan.refused:
        raise StepRefusedError(plan.refused[0])
    if not any(step.inputs for step in plan.steps):
        raise NotReplayableError(
            "it holds nothing that was pressed, clicked or typed", "Choose another recording."
        )
