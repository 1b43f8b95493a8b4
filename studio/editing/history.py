"""What was done to a session's edits, step by step, so that all of it can be undone and redone.

Every step holds all edits after it: undoing is going back to the one before, whatever the step did.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from recorder.episode.edits import Edits


class StepName(StrEnum):
    """What was done, for "Undo …". The values are kept in the vault: never change one, only add."""

    CUT = "cut"
    TRIM = "trim"
    REDACT_BOX = "redact_box"
    REDACT_RANGE = "redact_range"
    REDACT_TYPED = "redact_typed"
    REDACT_TEXT = "redact_text"
    REDACT_WINDOW = "redact_window"
    MOVE_BOX = "move_box"
    RESIZE_BOX = "resize_box"
    CHANGE_RANGE = "change_range"
    CHANGE_TAKEN = "change_taken"
    REMOVE = "remove"
    OTHER = "other"
    """What only a later version has a name for."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done.

    Attributes:
        name: What.
        edits: All edits after it.
    """

    name: StepName
    edits: Edits


@dataclass(frozen=True, slots=True)
class History:
    """All steps, and how many of them are in force. Going on makes a new value.

    Attributes:
        steps: Oldest first; those past ``position`` are undone.
        position: From 0, where nothing was done or all is undone, to the number of steps.

    Raises:
        ValueError: The position is out of bounds.
    """

    steps: tuple[Step, ...] = ()
    position: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.position <= len(self.steps):
            raise ValueError("a position in the history is not past its end")

    @property
    def edits(self) -> Edits:
        """The edits in force."""
        return self.steps[self.position - 1].edits if self.position else Edits()

    @property
    def undo_name(self) -> StepName | None:
        """What would be undone; ``None`` if there is nothing."""
        return self.steps[self.position - 1].name if self.position else None

    @property
    def redo_name(self) -> StepName | None:
        """What would be done again; ``None`` if there is nothing."""
        return self.steps[self.position].name if self.position < len(self.steps) else None

    def done(self, name: StepName, edits: Edits, *, merges: bool = False) -> "History":
        """With one more step; what was undone is dropped. What changes nothing is no step.

        Args:
            name: What was done.
            edits: All edits after it.
            merges: Whether this goes on with the step in force, as a drag does. Only if that has the same
                name; else it is a step of its own. Say so only once the drag has changed something.
        """
        if edits == self.edits:
            return self
        kept = self.steps[: self.position]
        if merges and self.undo_name is name:
            kept = kept[:-1]
        return History((*kept, Step(name, edits)), len(kept) + 1)

    def undone(self) -> "History":
        """Without the last step in force; the same if there is none."""
        return replace(self, position=max(0, self.position - 1))

    def redone(self) -> "History":
        """With the next step that was undone; the same if there is none."""
        return replace(self, position=min(len(self.steps), self.position + 1))
