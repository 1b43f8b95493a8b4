"""Says what an edit takes, in the person's language."""

from collections.abc import Mapping
from typing import Final, assert_never

from recorder.episode.edits import Cut, Edit, Edits, Redaction, Subject
from studio.editing.history import StepName
from studio.ui.models.rows import Row
from studio.ui.models.time_words import length_words
from studio.ui.words import later, tr, trn

STEP_WORDS: Final[Mapping[StepName, tuple[str, str]]] = {
    StepName.CUT: (later("Undo the cut"), later("Cut again")),
    StepName.TRIM: (later("Undo the trim"), later("Trim again")),
    StepName.REDACT_BOX: (later("Undo the box"), later("Draw the box again")),
    StepName.REDACT_RANGE: (later("Undo the redaction"), later("Redact again")),
    StepName.REDACT_TYPED: (later("Undo redacting typed text"), later("Redact typed text again")),
    StepName.REDACT_TEXT: (later("Undo redacting the text"), later("Redact the text again")),
    StepName.REDACT_WINDOW: (later("Undo redacting the window"), later("Redact the window again")),
    StepName.MOVE_BOX: (later("Undo moving the box"), later("Move the box again")),
    StepName.RESIZE_BOX: (later("Undo resizing the box"), later("Resize the box again")),
    StepName.CHANGE_RANGE: (later("Undo the change of times"), later("Change the times again")),
    StepName.CHANGE_TAKEN: (later("Undo the change of what goes"), later("Change what goes again")),
    StepName.REMOVE: (later("Bring the removed edit back"), later("Remove the edit again")),
    StepName.OTHER: (later("Undo"), later("Redo")),
}
"""What undoing and redoing each step is called."""


def edit_name(edit: Edit) -> str:
    """What an edit is called, without anything that it takes."""
    match edit:
        case Cut():
            return tr("Cut")
        case Redaction():
            return tr(_NAMES[edit.subject])
        case _:
            assert_never(edit)


def edit_words(edit: Edit) -> str:
    """What an edit takes, in one line, with the text or window that the person asked for."""
    match edit:
        case Cut():
            return tr("Cut {length}", length=length_words(edit.range.duration_ns))
        case Redaction():
            return _redaction_words(edit)
        case _:
            assert_never(edit)


def _redaction_words(redaction: Redaction) -> str:
    match redaction.subject:
        case Subject.BOX:
            return tr("Box over the picture, {length}", length=length_words(redaction.range.duration_ns))
        case Subject.RANGE:
            return tr("Keys and titles, {length}", length=length_words(redaction.range.duration_ns))
        case Subject.TYPED:
            return tr("Typed text")
        case Subject.TEXT:
            places = trn("{count} place", "{count} places", len(redaction.parts))
            return tr("“{text}” at {places}", text=redaction.text, places=places)
        case Subject.WINDOW:
            return tr("Window of {app}", app=redaction.text)
        case _:
            assert_never(redaction.subject)


def edit_icon(edit: Edit) -> str:
    """The picture of its kind."""
    return "cut" if isinstance(edit, Cut) else _ICONS[edit.subject]


def edit_rows(edits: Edits) -> tuple[Row, ...]:
    """All edits as rows, in the order of their times."""
    rows = (Row(each.range.start_ns, edit_words(each), edit_icon(each), each.id) for each in edits)
    return tuple(sorted(rows, key=lambda row: row.at_ns))


_ICONS: Final = {
    Subject.BOX: "box",
    Subject.RANGE: "redact",
    Subject.TYPED: "keyboard",
    Subject.TEXT: "text",
    Subject.WINDOW: "window",
}

_NAMES: Final[Mapping[Subject, str]] = {
    Subject.BOX: later("Box"),
    Subject.RANGE: later("Redacted"),
    Subject.TYPED: later("Typed text"),
    Subject.TEXT: later("Text"),
    Subject.WINDOW: later("Window"),
}
