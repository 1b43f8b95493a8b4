"""What the timeline and its page tell each other; all times are the session's, in nanoseconds."""

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QPoint

from recorder.episode.time import TimeRange


class LaneKind(StrEnum):
    """The timeline's lanes, from the top: what is decided about stands by the pictures, in sight."""

    PICTURES = "pictures"
    REMOVED = "removed"
    FOUND = "found"
    WINDOWS = "windows"
    ACTIONS = "actions"
    TYPED = "typed"
    ACTIVITY = "activity"
    PAUSES = "pauses"


@dataclass(frozen=True, slots=True)
class Marks:
    """What the person marked to do something with; either end may be missing.

    Attributes:
        in_ns: Where it begins.
        out_ns: Where it ends, not included.
    """

    in_ns: int | None = None
    out_ns: int | None = None

    @property
    def range(self) -> TimeRange | None:
        """From one mark to the other, ``None`` unless both are there and something lies between."""
        if self.in_ns is None or self.out_ns is None or self.in_ns >= self.out_ns:
            return None
        return TimeRange(self.in_ns, self.out_ns)


NO_MARKS = Marks()


@dataclass(frozen=True, slots=True)
class EditRangeChange:
    """An end of an edit is dragged.

    Attributes:
        edit_id: Which edit.
        part: Which of a redaction's parts; 0 for a cut.
        range: What it would last now.
        is_final: It was let go of; before that the range follows the pointer.
    """

    edit_id: int
    part: int
    range: TimeRange
    is_final: bool


@dataclass(frozen=True, slots=True)
class ContextMenuRequest:
    """A menu is asked for.

    Attributes:
        at_ns: At which time; the playhead's where it was asked for by keyboard.
        lane: On which lane, ``None`` for the ruler and by keyboard.
        edit_id: On which edit, if on one.
        found_id: On which found thing, if on one.
        position: Where on the screen.
    """

    at_ns: int
    lane: LaneKind | None
    edit_id: int | None
    found_id: int | None
    position: QPoint
