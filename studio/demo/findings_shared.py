"""What the demo found out about sharing, as plain values: made by ``sharing``, shown by ``report_shared``."""

from dataclasses import dataclass

from studio.demo.shots import Pair
from studio.submission.approval import Reader


@dataclass(frozen=True, slots=True)
class Attempt:
    """Something that someone tried with what lies in the store.

    Attributes:
        who: Who tried.
        what: What they tried, in plain words.
        said: What they were told; empty where it worked and there was nothing to say.
        worked: Whether it did.
        should_work: Whether it ought to have.
    """

    who: str
    what: str
    said: str
    worked: bool
    should_work: bool

    @property
    def is_as_promised(self) -> bool:
        """Whether it came out as it ought to."""
        return self.worked is self.should_work


@dataclass(frozen=True, slots=True)
class SharedTask:
    """An episode that was submitted, and what its reader got.

    Attributes:
        title: The task's.
        bundle: Its name in the store.
        pair: The same moment as the contributor has it and as the reader has it.
        is_same: Whether the reader holds every event, action and picture of the episode, and nothing else.
    """

    title: str
    bundle: str
    pair: Pair
    is_same: bool


@dataclass(frozen=True, slots=True)
class Sharing:
    """All that the demo found out about sharing.

    Attributes:
        server: What held the store.
        readers: Those whom the study names, as the contributor saw them before approving.
        approved: What the contributor was shown before they approved, word for word.
        objects: What lay in the store after submitting: the name and the size of each object.
        shared: What was submitted.
        attempts: In the order in which they were made.
    """

    server: str
    readers: tuple[Reader, ...]
    approved: str
    objects: tuple[tuple[str, int], ...]
    shared: tuple[SharedTask, ...]
    attempts: tuple[Attempt, ...]

    @property
    def failures(self) -> tuple[str, ...]:
        """What went wrong, a sentence each."""
        found = [
            f"The reader of “{task.title}” got something else than was submitted."
            for task in self.shared
            if not task.is_same
        ]
        for attempt in self.attempts:
            if not attempt.is_as_promised:
                outcome = "worked" if attempt.worked else "did not work"
                found.append(f"{attempt.who} tried to {attempt.what}, and it {outcome}.")
        if not self.shared:
            found.append("Nothing was submitted, so nothing is shown of sharing.")
        return tuple(found)
