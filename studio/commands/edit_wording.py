"""Edits in words, for the command line. Never what was redacted: only where, when and how much."""

from collections.abc import Iterator, Mapping
from typing import Final

from recorder.episode.time import format_time
from recorder.wording import count_text
from studio.editing.describing import EditDescription, EditKind
from studio.editing.history import StepName

_KINDS: Final[Mapping[EditKind, str]] = {
    EditKind.CUT: "cut",
    EditKind.TRIM_START: "cut from the start",
    EditKind.TRIM_END: "cut to the end",
    EditKind.BOX: "box",
    EditKind.RANGE: "range",
    EditKind.TYPED: "typed run",
    EditKind.TEXT: "text",
    EditKind.WINDOW: "window",
}
_CUTS: Final = frozenset({EditKind.CUT, EditKind.TRIM_START, EditKind.TRIM_END})
_STEPS: Final[Mapping[StepName, str]] = {
    StepName.CUT: "cut",
    StepName.TRIM: "trim",
    StepName.REDACT_BOX: "redact a box",
    StepName.REDACT_RANGE: "redact a range",
    StepName.REDACT_TYPED: "redact a typed run",
    StepName.REDACT_TEXT: "redact a text",
    StepName.REDACT_WINDOW: "redact a window",
    StepName.MOVE_BOX: "move a box",
    StepName.RESIZE_BOX: "resize a box",
    StepName.CHANGE_RANGE: "change a range",
    StepName.CHANGE_TAKEN: "change what goes",
    StepName.REMOVE: "remove an edit",
    StepName.OTHER: "an edit of a later version",
}


def step_text(name: StepName) -> str:
    """What was done, after "Undone: "."""
    return _STEPS[name]


def edit_cells(edit: EditDescription) -> tuple[str, ...]:
    """An edit as a row: its number, what it is, from, to, what goes."""
    return (
        str(edit.id),
        _KINDS[edit.kind],
        format_time(edit.range.start_ns),
        format_time(edit.range.end_ns),
        ", ".join(_goes(edit)),
    )


def edit_line(edit: EditDescription) -> str:
    """An edit in one line."""
    number, kind, start, end, goes = edit_cells(edit)
    return f"Edit {number}, {kind}, {start} to {end}: {goes}"


def edit_json(edit: EditDescription) -> dict[str, object]:
    """An edit for a program."""
    return {
        "id": edit.id,
        "kind": edit.kind.value,
        "start_ns": edit.range.start_ns,
        "end_ns": edit.range.end_ns,
        "duration_ns": edit.duration_ns,
        "parts": edit.parts,
        "monitors": list(edit.monitors),
        "box": None if edit.rect is None else [edit.rect.x, edit.rect.y, edit.rect.width, edit.rect.height],
        "moves": edit.moves,
        "key_ranges": edit.key_ranges,
        "context_ranges": edit.context_ranges,
    }


def left_text(left_ns: int, ended_ns: int) -> str:
    """How much of a session others would get."""
    return f"Others would get {format_time(left_ns)} of {format_time(ended_ns)}."


def _goes(edit: EditDescription) -> Iterator[str]:
    if edit.kind in _CUTS:
        yield f"all of {format_time(edit.duration_ns)}"
    if edit.monitors:
        where = " and ".join(str(number) for number in edit.monitors)
        yield f"picture on monitor {where}" + (", moving" if edit.moves else "")
    if edit.key_ranges:
        yield "keys" + _in_ranges(edit.key_ranges)
    if edit.context_ranges:
        yield "window names" + _in_ranges(edit.context_ranges)


def _in_ranges(count: int) -> str:
    return "" if count == 1 else f" in {count_text(count, 'range')}"
