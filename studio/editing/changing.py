"""Changing an edit that was made: where its box is, when it goes, what it takes, whether it goes at all.

Pure functions, as in ``making``. A part is named by its number in the redaction; a number that is not there,
or an edit that is not there, is a ``NoSuchEditError``.
"""

from collections.abc import Callable
from dataclasses import replace

from recorder.episode.edits import BoxStep, Cover, Cut, Edit, Edits, Part, Redaction
from recorder.episode.screen import Rect
from recorder.episode.time import TimeRange
from studio.content.session_content import SessionContent
from studio.editing.errors import NoSuchEditError
from studio.editing.making import within_session


def remove(edits: Edits, edit_id: int) -> Edits:
    """Without an edit: what it took stays again."""
    _edit(edits, edit_id)
    return edits.without(edit_id)


def remove_part(edits: Edits, edit_id: int, part: int) -> Edits:
    """Without one part of a redaction; without the redaction, if it was the last."""
    redaction = _redaction(edits, edit_id)
    _part(redaction, part)
    left = redaction.parts[:part] + redaction.parts[part + 1 :]
    if not left:
        return edits.without(edit_id)
    return edits.with_changed(replace(redaction, parts=left))


def change_range(
    content: SessionContent, edits: Edits, edit_id: int, range_: TimeRange, *, part: int = 0
) -> Edits:
    """Let a cut, or a part of a redaction, begin and end at other times.

    Raises:
        EmptyRangeError: The range holds no time of the session.
    """
    range_ = within_session(content, range_)
    edit = _edit(edits, edit_id)
    if isinstance(edit, Cut):
        return edits.with_changed(Cut(edit.id, range_))
    return _with_part(edits, edit, part, lambda each: replace(each, range=range_))


def change_taken(
    edits: Edits,
    edit_id: int,
    *,
    part: int = 0,
    takes_keys: bool | None = None,
    takes_context: bool | None = None,
) -> Edits:
    """Switch whether a part of a redaction takes keys and context; what is not given stays as it is."""

    def switched(each: Part) -> Part:
        return replace(
            each,
            takes_keys=each.takes_keys if takes_keys is None else takes_keys,
            takes_context=each.takes_context if takes_context is None else takes_context,
        )

    return _with_part(edits, _redaction(edits, edit_id), part, switched)


def move_box(edits: Edits, edit_id: int, dx: int, dy: int, *, part: int = 0) -> Edits:
    """Move a box at all times: one that follows a window keeps following it."""

    def moved(step: BoxStep) -> BoxStep:
        return step if step.rect.is_empty else BoxStep(step.at_ns, step.rect.moved(dx, dy))

    return _with_steps(edits, edit_id, part, lambda cover: tuple(map(moved, cover.steps)))


def place_box(
    edits: Edits, edit_id: int, at_ns: int, rect: Rect, *, part: int = 0, at_all_times: bool = True
) -> Edits:
    """Give a box the place and size that it was dragged to.

    Args:
        edits: Those so far.
        edit_id: Of the redaction.
        at_ns: When the person saw it.
        rect: Where it shall be then.
        part: Which part.
        at_all_times: Whether each of its edges moves as far at all other times, or only the place that is in
            force then changes.
    """

    def placed(cover: Cover) -> tuple[BoxStep, ...]:
        in_force = max((n for n, step in enumerate(cover.steps) if step.at_ns <= at_ns), default=0)
        seen = cover.steps[in_force].rect
        return tuple(
            BoxStep(step.at_ns, rect)
            if number == in_force
            else BoxStep(step.at_ns, _as_far(step.rect, seen, rect))
            if at_all_times and not step.rect.is_empty and not seen.is_empty
            else step
            for number, step in enumerate(cover.steps)
        )

    return _with_steps(edits, edit_id, part, placed)


def _as_far(rect: Rect, before: Rect, after: Rect) -> Rect:
    """A rectangle whose edges moved as those of another did; one pixel is left of it at least."""
    left = rect.x + after.x - before.x
    top = rect.y + after.y - before.y
    right = rect.right + after.right - before.right
    bottom = rect.bottom + after.bottom - before.bottom
    return Rect.from_edges(left, top, max(right, left + 1), max(bottom, top + 1))


def _edit(edits: Edits, edit_id: int) -> Edit:
    try:
        return edits.edit(edit_id)
    except KeyError:
        raise NoSuchEditError from None


def _redaction(edits: Edits, edit_id: int) -> Redaction:
    edit = _edit(edits, edit_id)
    if isinstance(edit, Cut):
        raise NoSuchEditError
    return edit


def _part(redaction: Redaction, part: int) -> Part:
    if not 0 <= part < len(redaction.parts):
        raise NoSuchEditError
    return redaction.parts[part]


def _with_part(edits: Edits, redaction: Redaction, part: int, change: Callable[[Part], Part]) -> Edits:
    changed = change(_part(redaction, part))
    parts = (*redaction.parts[:part], changed, *redaction.parts[part + 1 :])
    return edits.with_changed(replace(redaction, parts=parts))


def _with_steps(
    edits: Edits, edit_id: int, part: int, change: Callable[[Cover], tuple[BoxStep, ...]]
) -> Edits:
    redaction = _redaction(edits, edit_id)
    cover = _part(redaction, part).cover
    if cover is None:
        raise NoSuchEditError
    placed = replace(cover, steps=change(cover))
    return _with_part(edits, redaction, part, lambda each: replace(each, cover=placed))
