"""What an edit is, in numbers: for lists, which word it in the person's own language.

Never what was redacted: not its text, no title, no name.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, assert_never

from recorder.episode.edits import Cut, Edit, Edits, Part, Redaction, Subject
from recorder.episode.screen import Rect
from recorder.episode.time import TimeRange
from recorder.episode.timeline import union


class EditKind(StrEnum):
    """What kind of edit it is, as a person tells them apart."""

    CUT = "cut"
    TRIM_START = "trim_start"
    TRIM_END = "trim_end"
    BOX = "box"
    RANGE = "range"
    TYPED = "typed"
    TEXT = "text"
    WINDOW = "window"


_KINDS: Final = {
    Subject.BOX: EditKind.BOX,
    Subject.RANGE: EditKind.RANGE,
    Subject.TYPED: EditKind.TYPED,
    Subject.TEXT: EditKind.TEXT,
    Subject.WINDOW: EditKind.WINDOW,
}


@dataclass(frozen=True, slots=True)
class EditDescription:
    """An edit, in numbers.

    Attributes:
        id: Its number in the session's edits.
        kind: What it is.
        range: From its first instant to its last.
        duration_ns: How long it takes something, gaps in between left out.
        parts: How many; 0 of a cut.
        monitors: The numbers of those on which it covers something.
        rect: Where its first box is first; ``None`` where it covers nothing.
        moves: Whether a box of it moves.
        key_ranges: In how many ranges it takes keys.
        context_ranges: In how many ranges it takes the context.
    """

    id: int
    kind: EditKind
    range: TimeRange
    duration_ns: int
    parts: int = 0
    monitors: tuple[int, ...] = ()
    rect: Rect | None = None
    moves: bool = False
    key_ranges: int = 0
    context_ranges: int = 0

    @property
    def takes_picture(self) -> bool:
        """Whether something of the picture goes; all of it in a cut, of which this is false."""
        return bool(self.monitors)


def describe_edits(edits: Edits, ended_ns: int) -> tuple[EditDescription, ...]:
    """All edits of a session, in the order in which they were made."""
    return tuple(describe_edit(edit, ended_ns) for edit in edits)


def describe_edit(edit: Edit, ended_ns: int) -> EditDescription:
    """One edit.

    Args:
        edit: Which.
        ended_ns: The session's length, which tells a trim from a cut.
    """
    match edit:
        case Cut():
            return EditDescription(edit.id, _kind_of_cut(edit, ended_ns), edit.range, edit.range.duration_ns)
        case Redaction():
            return _of_redaction(edit)
        case _:
            assert_never(edit)


def _kind_of_cut(cut: Cut, ended_ns: int) -> EditKind:
    if cut.range.start_ns <= 0:
        return EditKind.TRIM_START
    return EditKind.TRIM_END if cut.range.end_ns >= ended_ns else EditKind.CUT


def _of_redaction(redaction: Redaction) -> EditDescription:
    covers = [part.cover for part in redaction.parts if part.cover is not None]
    places = [step.rect for cover in covers for step in cover.steps if not step.rect.is_empty]
    return EditDescription(
        id=redaction.id,
        kind=_KINDS[redaction.subject],
        range=redaction.range,
        duration_ns=sum(each.duration_ns for each in union(part.range for part in redaction.parts)),
        parts=len(redaction.parts),
        monitors=tuple(sorted({cover.monitor_id for cover in covers})),
        rect=places[0] if places else None,
        moves=any(len(cover.steps) > 1 for cover in covers),
        key_ranges=_ranges([part for part in redaction.parts if part.takes_keys]),
        context_ranges=_ranges([part for part in redaction.parts if part.takes_context]),
    )


def _ranges(parts: list[Part]) -> int:
    return len(union(part.range for part in parts))
