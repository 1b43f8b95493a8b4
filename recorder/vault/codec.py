"""Events to rows and back.

Pointer moves, of which there may be a thousand a second, are integers in columns. The rarer fields of all
other events go into one column as JSON, in ASCII, so that no character can trouble SQLite's text.
"""

import json
from dataclasses import asdict
from enum import IntEnum
from typing import Any, Final, assert_never

from recorder.episode.events import (
    Button,
    ButtonPressed,
    ButtonReleased,
    ContextChanged,
    Event,
    HiddenReason,
    KeyPressed,
    KeyReleased,
    KeysHidden,
    Mark,
    MarkKind,
    MonitorsChanged,
    NumberedEvent,
    PointerMoved,
    Scrolled,
    WindowContext,
)
from recorder.episode.screen import Monitor, Rect

EventRow = tuple[int, int, int, int | None, int | None, int | None, str | None]
"""seq, at_ns, kind, x, y, end_ns, body: the columns of the table ``event``, in their order."""


class EventKind(IntEnum):
    """The numbers in the column ``kind``. They are part of the format: never change one, only add."""

    POINTER_MOVED = 1
    BUTTON_PRESSED = 2
    BUTTON_RELEASED = 3
    SCROLLED = 4
    KEY_PRESSED = 5
    KEY_RELEASED = 6
    KEYS_HIDDEN = 7
    CONTEXT_CHANGED = 8
    MONITORS_CHANGED = 9
    MARK = 10


_POINTER_MOVED: Final = int(EventKind.POINTER_MOVED)


def event_to_row(numbered: NumberedEvent) -> EventRow:
    """The row of an event."""
    seq, event = numbered.seq, numbered.event
    if isinstance(event, PointerMoved):  # first, and without a call: it is nearly all there is
        return (seq, event.at_ns, _POINTER_MOVED, event.x, event.y, None, None)
    return _rarer_event_to_row(seq, event)


def pointer_moved_row(seq: int, at_ns: int, x: int, y: int) -> EventRow:
    """The row of a move of the pointer, without an event being made of it."""
    return (seq, at_ns, _POINTER_MOVED, x, y, None, None)


def row_to_event(row: EventRow) -> NumberedEvent:
    """The event of a row.

    Raises:
        ValueError: The row was not written by ``event_to_row``.
    """
    seq, at_ns, kind, x, y, end_ns, body = row
    if kind == _POINTER_MOVED and x is not None and y is not None:
        return NumberedEvent(seq, PointerMoved(at_ns, x, y))
    try:
        fields = json.loads(body or "{}")
        return NumberedEvent(seq, _event(EventKind(kind), at_ns, (x, y, end_ns), fields))
    except (KeyError, TypeError) as error:
        raise ValueError("a row holds no event") from error


def _rarer_event_to_row(seq: int, event: Event) -> EventRow:  # noqa: PLR0911 - one for each kind
    at_ns = event.at_ns
    match event:
        case PointerMoved():
            raise AssertionError("handled by the caller")
        case ButtonPressed():
            return (seq, at_ns, EventKind.BUTTON_PRESSED, event.x, event.y, None, _json(button=event.button))
        case ButtonReleased():
            return (seq, at_ns, EventKind.BUTTON_RELEASED, event.x, event.y, None, _json(button=event.button))
        case Scrolled():
            return (seq, at_ns, EventKind.SCROLLED, event.x, event.y, None, _json(dx=event.dx, dy=event.dy))
        case KeyPressed() | KeyReleased():
            kind = EventKind.KEY_PRESSED if isinstance(event, KeyPressed) else EventKind.KEY_RELEASED
            body = _json(name=event.name, char=event.char, vk=event.vk)
            return (seq, at_ns, kind, None, None, None, body)
        case KeysHidden():
            return (seq, at_ns, EventKind.KEYS_HIDDEN, None, None, event.end_ns, _json(reason=event.reason))
        case ContextChanged():
            window = None if event.window is None else asdict(event.window)
            return (seq, at_ns, EventKind.CONTEXT_CHANGED, None, None, None, _json(window=window))
        case MonitorsChanged():
            monitors = [asdict(monitor) for monitor in event.monitors]
            return (seq, at_ns, EventKind.MONITORS_CHANGED, None, None, None, _json(monitors=monitors))
        case Mark():
            body = _json(kind=event.kind, count=event.count)
            return (seq, at_ns, EventKind.MARK, None, None, event.end_ns, body)
        case _:
            assert_never(event)


def _event(  # noqa: C901, PLR0911 - one return for each kind
    kind: EventKind, at_ns: int, columns: tuple[int | None, int | None, int | None], fields: dict[str, Any]
) -> Event:
    x, y, end_ns = columns
    match kind:
        case EventKind.POINTER_MOVED:
            return PointerMoved(at_ns, _given(x), _given(y))
        case EventKind.BUTTON_PRESSED:
            return ButtonPressed(at_ns, _given(x), _given(y), Button(fields["button"]))
        case EventKind.BUTTON_RELEASED:
            return ButtonReleased(at_ns, _given(x), _given(y), Button(fields["button"]))
        case EventKind.SCROLLED:
            return Scrolled(at_ns, _given(x), _given(y), fields["dx"], fields["dy"])
        case EventKind.KEY_PRESSED:
            return KeyPressed(at_ns, fields["name"], fields["char"], fields["vk"])
        case EventKind.KEY_RELEASED:
            return KeyReleased(at_ns, fields["name"], fields["char"], fields["vk"])
        case EventKind.KEYS_HIDDEN:
            return KeysHidden(at_ns, _given(end_ns), HiddenReason(fields["reason"]))
        case EventKind.CONTEXT_CHANGED:
            return ContextChanged(at_ns, _window(fields["window"]))
        case EventKind.MONITORS_CHANGED:
            return MonitorsChanged(at_ns, tuple(_monitor(monitor) for monitor in fields["monitors"]))
        case EventKind.MARK:
            return Mark(at_ns, _given(end_ns), MarkKind(fields["kind"]), fields["count"])
        case _:
            assert_never(kind)


def _window(fields: dict[str, Any] | None) -> WindowContext | None:
    if fields is None:
        return None
    rect = None if fields["rect"] is None else Rect(**fields["rect"])
    hidden = None if fields["hidden"] is None else HiddenReason(fields["hidden"])
    return WindowContext(fields["app"], fields["title"], rect, hidden)


def _monitor(fields: dict[str, Any]) -> Monitor:
    return Monitor(
        fields["id"],
        fields["name"],
        Rect(**fields["rect"]),
        float(fields["scale"]),
        bool(fields["is_primary"]),
    )


def _given(value: int | None) -> int:
    if value is None:
        raise ValueError("a row lacks a column of its kind")
    return value


def _json(**fields: object) -> str:
    return json.dumps(fields, separators=(",", ":"))
