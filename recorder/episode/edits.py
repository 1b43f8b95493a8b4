"""Edits: what a person takes out of a session before anyone else sees it.

Two kinds. A *cut* takes a range of time away and closes the gap; trimming an end is a cut that reaches it. A
*redaction* leaves the time and takes what was in it: the picture under a box, what was typed, where the
focus was. What a person asked for ("this window", "this text wherever it is") is worked out into parts when
the redaction is made and kept with it, so that what was shown then is what is baked later: nothing is looked
for again behind their back.

All times are the session's, all places pixels of the virtual desktop, all ranges half-open.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import pairwise

from recorder.episode.screen import Rect
from recorder.episode.time import TimeRange


@dataclass(frozen=True, slots=True)
class Cut:
    """A range of time goes, and what follows moves up to close the gap.

    Attributes:
        id: Its number in the session's edits.
        range: What goes.
    """

    id: int
    range: TimeRange


@dataclass(frozen=True, slots=True)
class BoxStep:
    """From this time on the box is here; an empty rectangle means nowhere."""

    at_ns: int
    rect: Rect


@dataclass(frozen=True, slots=True)
class Cover:
    """A box over the picture of one monitor; it may move, as the window beneath it did.

    Attributes:
        monitor_id: Which monitor.
        steps: In time order, at least one; the first holds from the part's beginning, whatever its own time.

    Raises:
        ValueError: There is no step, or they are out of order.
    """

    monitor_id: int
    steps: tuple[BoxStep, ...]

    def __post_init__(self) -> None:
        if not self.steps:
            raise ValueError("a cover needs a place")
        if any(one.at_ns > other.at_ns for one, other in pairwise(self.steps)):
            raise ValueError("a cover's steps are in the order of their times")

    def rect_at(self, at_ns: int) -> Rect:
        """Where the box is at a time."""
        found = self.steps[0].rect
        for step in self.steps:
            if step.at_ns > at_ns:
                break
            found = step.rect
        return found

    def rects_within(self, within: TimeRange) -> Iterator[Rect]:
        """Everywhere the box is at some instant of a range that is not empty."""
        yield self.rect_at(within.start_ns)
        for step in self.steps[1:]:
            if within.start_ns < step.at_ns < within.end_ns:
                yield step.rect


@dataclass(frozen=True, slots=True)
class Part:
    """What a redaction takes in one range of time.

    Attributes:
        range: When.
        cover: What is painted over in the picture, if anything. What the pointer did under it goes as well.
        takes_keys: Whether what was typed goes, leaving one mark with no count and no rhythm.
        takes_context: Whether the focused window's name, title and place go.
    """

    range: TimeRange
    cover: Cover | None = None
    takes_keys: bool = False
    takes_context: bool = False


class Subject(StrEnum):
    """What a person redacted, in their own terms; what goes is said by the parts."""

    BOX = "box"
    RANGE = "range"
    TYPED = "typed"
    TEXT = "text"
    WINDOW = "window"


@dataclass(frozen=True, slots=True)
class Redaction:
    """Something is taken out of a session, and its time stays.

    Attributes:
        id: Its number in the session's edits.
        subject: What the person redacted.
        parts: What goes, and when; at least one.
        text: The text or the window's title that was asked for, for the person to know it again; it is as
            private as what is redacted, so no ``repr`` shows it and no episode holds it.

    Raises:
        ValueError: There is no part.
    """

    id: int
    subject: Subject
    parts: tuple[Part, ...]
    text: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if not self.parts:
            raise ValueError("a redaction takes something")

    @property
    def range(self) -> TimeRange:
        """From the beginning of its first part to the end of its last."""
        return TimeRange(
            min(part.range.start_ns for part in self.parts), max(part.range.end_ns for part in self.parts)
        )


Edit = Cut | Redaction


@dataclass(frozen=True, slots=True)
class Edits:
    """All edits of a session, in the order in which they were made. Changing them makes a new value.

    Attributes:
        items: Their ids are unique and rising.
        next_id: The id of the next one; ids are never used twice.
    """

    items: tuple[Edit, ...] = ()
    next_id: int = 1

    def __iter__(self) -> Iterator[Edit]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    @property
    def cuts(self) -> tuple[Cut, ...]:
        """The cuts among them."""
        return tuple(edit for edit in self.items if isinstance(edit, Cut))

    @property
    def redactions(self) -> tuple[Redaction, ...]:
        """The redactions among them."""
        return tuple(edit for edit in self.items if isinstance(edit, Redaction))

    def with_cut(self, range_: TimeRange) -> "Edits":
        """With one more cut, which gets the next id."""
        return Edits((*self.items, Cut(self.next_id, range_)), self.next_id + 1)

    def with_redaction(self, subject: Subject, parts: tuple[Part, ...], text: str = "") -> "Edits":
        """With one more redaction, which gets the next id."""
        made = Redaction(self.next_id, subject, parts, text)
        return Edits((*self.items, made), self.next_id + 1)

    def with_changed(self, edit: Edit) -> "Edits":
        """With another edit in the place of the one of its id.

        Raises:
            KeyError: There is none of that id.
        """
        self.edit(edit.id)
        return replace(self, items=tuple(edit if each.id == edit.id else each for each in self.items))

    def without(self, edit_id: int) -> "Edits":
        """Without the edit of that id.

        Raises:
            KeyError: There is none.
        """
        self.edit(edit_id)
        return replace(self, items=tuple(each for each in self.items if each.id != edit_id))

    def edit(self, edit_id: int) -> Edit:
        """The edit of that id.

        Raises:
            KeyError: There is none.
        """
        for each in self.items:
            if each.id == edit_id:
                return each
        raise KeyError(edit_id)
