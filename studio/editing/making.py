"""From a person's wish to new edits. Pure functions: a session's content and its edits go in, edits come out.

What a redaction takes by default, and why:

- **A box** takes the picture, what the pointer did under it, and the keys that were typed in its time: what
  is hidden in a picture is mostly being typed there, and a box over a field whose keys stay would hide
  nothing. It leaves the context: the window's title is a line of its own, and a box over half of a window
  need not make the rest of it nameless. Both can be switched.
- **A range** takes keys and context. It leaves the picture: who wants that gone as well cuts the range, or
  draws a box over all of the monitor.
- **A typed run** takes its keys: all of them, since the rhythm of the half that was left would tell of the
  other half.
- **A text** takes the keys that spelled it, and of the windows that bore it the name and the picture: see
  ``text_redaction``.
- **A window** takes its picture for as long as it may be visible, and keys and context while it has the
  focus: see ``window_redaction``.

A redaction's picture parts are apart from its other parts, except for a box: so that looking for the first
and the last picture of what is covered can make them longer without taking more of the keys.
"""

from collections.abc import Mapping
from dataclasses import replace

from recorder.episode.actions import Type
from recorder.episode.edits import BoxStep, Cover, Cut, Edits, Part, Redaction, Subject
from recorder.episode.screen import Rect
from recorder.episode.time import TimeRange
from studio.content.session_content import SessionContent
from studio.editing.errors import EmptyRangeError, NothingUnderneathError, OutsideMonitorError
from studio.editing.moving_covers import along, limited, parts_along
from studio.editing.window_tracks import window_tracks


def within_session(content: SessionContent, range_: TimeRange) -> TimeRange:
    """As much of a range as lies in the session.

    Raises:
        EmptyRangeError: That is nothing.
    """
    start_ns, end_ns = max(0, range_.start_ns), min(range_.end_ns, content.ended_ns)
    if start_ns >= end_ns:
        raise EmptyRangeError
    return TimeRange(start_ns, end_ns)


def cut(content: SessionContent, edits: Edits, range_: TimeRange) -> Edits:
    """Cut a range out.

    Raises:
        EmptyRangeError: It holds no time of the session.
    """
    return edits.with_cut(within_session(content, range_))


def trim(content: SessionContent, edits: Edits, kept: TimeRange) -> Edits:
    """Cut away what is before and after a range; the same edits if that is nothing.

    Raises:
        EmptyRangeError: The range holds no time of the session.
    """
    kept = within_session(content, kept)
    if kept.start_ns > 0:
        edits = edits.with_cut(TimeRange(0, kept.start_ns))
    if kept.end_ns < content.ended_ns:
        edits = edits.with_cut(TimeRange(kept.end_ns, content.ended_ns))
    return edits


def redact_range(content: SessionContent, edits: Edits, range_: TimeRange) -> Edits:
    """Take keys and context of a range.

    Raises:
        EmptyRangeError: It holds no time of the session.
    """
    part = Part(within_session(content, range_), takes_keys=True, takes_context=True)
    return edits.with_redaction(Subject.RANGE, (part,))


def redact_typed(edits: Edits, typed: Type) -> Edits:
    """Take the keys of one typed run, from its first press to its last release."""
    return edits.with_redaction(
        Subject.TYPED, (Part(TimeRange(typed.start_ns, typed.end_ns + 1), takes_keys=True),)
    )


def typed_at(content: SessionContent, at_ns: int) -> Type | None:
    """The typed run at a time, if there is one."""
    for action in content.actions:
        if isinstance(action, Type) and action.start_ns <= at_ns <= action.end_ns:
            return action
    return None


def redact_box(
    content: SessionContent,
    edits: Edits,
    rect: Rect,
    range_: TimeRange,
    *,
    monitor_id: int,
    takes_keys: bool = True,
    takes_context: bool = False,
    follows_window_at_ns: int | None = None,
) -> Edits:
    """Cover a box on a monitor over a range.

    Args:
        content: The session.
        edits: Those so far.
        rect: The box, in pixels of the desktop; what lies outside of the monitor is left away.
        range_: When.
        monitor_id: The monitor that it was drawn on.
        takes_keys: Whether the keys of the range go.
        takes_context: Whether its context goes.
        follows_window_at_ns: If given, the box moves with the window that has the focus and lies under it at
            this time, onto other monitors too.

    Raises:
        EmptyRangeError: The range holds no time of the session.
        OutsideMonitorError: The box does not lie on the monitor.
        NothingUnderneathError: There is no window to follow.
    """
    range_ = within_session(content, range_)
    at_ns = range_.start_ns if follows_window_at_ns is None else follows_window_at_ns
    monitor = content.monitor(monitor_id, at_ns)
    box = rect if monitor is None else rect.intersection(monitor.rect)
    if monitor is None or box.is_empty:
        raise OutsideMonitorError
    standing = Part(range_, Cover(monitor_id, (BoxStep(range_.start_ns, box),)))
    parts: tuple[Part, ...] = (standing,)
    if follows_window_at_ns is not None:
        parts = _following(content, standing, follows_window_at_ns)
    first = replace(parts[0], takes_keys=takes_keys, takes_context=takes_context)
    if first.range == range_ or not (takes_keys or takes_context):
        return edits.with_redaction(Subject.BOX, (first, *parts[1:]))
    taken = Part(range_, takes_keys=takes_keys, takes_context=takes_context)
    return edits.with_redaction(Subject.BOX, (*parts, taken))


def with_appearances(edits: Edits, edit_id: int, found: Mapping[int, TimeRange]) -> Edits:
    """Make covers last from the first to the last picture of what they cover.

    Args:
        edits: Those so far.
        edit_id: Of the redaction.
        found: By the number of the part, for those that are to be made longer: when what is covered was seen.
            A part is never made shorter.

    Raises:
        KeyError: There is no such edit.
    """
    edit = edits.edit(edit_id)
    if isinstance(edit, Cut):
        return edits
    parts = tuple(_longer(part, found.get(number)) for number, part in enumerate(edit.parts))
    return edits.with_changed(Redaction(edit.id, edit.subject, parts, edit.text))


def _longer(part: Part, seen: TimeRange | None) -> Part:
    if part.cover is None or seen is None:
        return part
    start_ns, end_ns = min(part.range.start_ns, seen.start_ns), max(part.range.end_ns, seen.end_ns)
    return replace(part, range=TimeRange(start_ns, end_ns))


def _following(content: SessionContent, standing: Part, at_ns: int) -> tuple[Part, ...]:
    under = content.window_at(at_ns)
    start = None if under is None else under.window.rect
    if standing.cover is None or under is None or start is None:
        raise NothingUnderneathError
    box = standing.cover.steps[0].rect
    if box.intersection(start).is_empty:
        raise NothingUnderneathError

    def place(rect: Rect) -> Rect:
        """Where the box is on the window in another place: held by either corner, if its size changed too."""
        held_left = box.moved(rect.x - start.x, rect.y - start.y)
        return held_left.hull(box.moved(rect.right - start.right, rect.bottom - start.bottom))

    parts: list[Part] = []
    for track in window_tracks(content, under.window.app):
        if under in track.sightings:
            for path in track.paths(lambda _: True, content.ended_ns):
                parts += limited(parts_along(content, along(path, place)), standing.range)
    first_ns = min((part.range.start_ns for part in parts), default=standing.range.end_ns)
    if first_ns > standing.range.start_ns:
        # Before the window was first seen, the box stays where it was drawn.
        parts.insert(0, replace(standing, range=TimeRange(standing.range.start_ns, first_ns)))
    return tuple(parts)
