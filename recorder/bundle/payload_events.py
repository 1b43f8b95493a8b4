"""Events to the records of a payload, and back."""

from typing import assert_never

from recorder.bundle.payload_records import (
    ButtonPressedRecord,
    ButtonReleasedRecord,
    ContextChangedRecord,
    EventRecord,
    KeyPressedRecord,
    KeyReleasedRecord,
    KeysHiddenRecord,
    MarkRecord,
    MonitorRecord,
    MonitorsChangedRecord,
    RectRecord,
    ScrolledRecord,
    WindowRecord,
)
from recorder.episode.events import (
    ButtonPressed,
    ButtonReleased,
    ContextChanged,
    Event,
    KeyPressed,
    KeyReleased,
    KeysHidden,
    Mark,
    MonitorsChanged,
    NumberedEvent,
    PointerMoved,
    Scrolled,
    WindowContext,
)
from recorder.episode.screen import Monitor, Rect


def record_of(numbered: NumberedEvent) -> EventRecord:  # noqa: C901, PLR0911 - one return for each kind
    """The record of an event that is no move of the pointer.

    Half a character, which a program may put into a title and which no JSON can hold, is replaced.
    """
    seq, event = numbered.seq, numbered.event
    at_ns = event.at_ns
    match event:
        case PointerMoved():
            raise ValueError("moves are written in columns")
        case ButtonPressed():
            return ButtonPressedRecord(seq, at_ns, event.x, event.y, event.button)
        case ButtonReleased():
            return ButtonReleasedRecord(seq, at_ns, event.x, event.y, event.button)
        case Scrolled():
            return ScrolledRecord(seq, at_ns, event.x, event.y, event.dx, event.dy)
        case KeyPressed():
            char = None if event.char is None else whole_text(event.char)
            return KeyPressedRecord(seq, at_ns, whole_text(event.name), char, event.vk)
        case KeyReleased():
            char = None if event.char is None else whole_text(event.char)
            return KeyReleasedRecord(seq, at_ns, whole_text(event.name), char, event.vk)
        case KeysHidden():
            return KeysHiddenRecord(seq, at_ns, event.end_ns, event.reason)
        case ContextChanged():
            return ContextChangedRecord(
                seq, at_ns, None if event.window is None else _window_record(event.window)
            )
        case MonitorsChanged():
            return MonitorsChangedRecord(seq, at_ns, tuple(map(_monitor_record, event.monitors)))
        case Mark():
            return MarkRecord(seq, at_ns, event.end_ns, event.kind, event.count)
        case _:
            assert_never(event)


def event_of(record: EventRecord) -> Event:  # noqa: PLR0911 - one for each kind
    """The event of a record."""
    at_ns = record.at_ns
    match record:
        case ButtonPressedRecord():
            return ButtonPressed(at_ns, record.x, record.y, record.button)
        case ButtonReleasedRecord():
            return ButtonReleased(at_ns, record.x, record.y, record.button)
        case ScrolledRecord():
            return Scrolled(at_ns, record.x, record.y, record.dx, record.dy)
        case KeyPressedRecord():
            return KeyPressed(at_ns, record.name, record.char, record.vk)
        case KeyReleasedRecord():
            return KeyReleased(at_ns, record.name, record.char, record.vk)
        case KeysHiddenRecord():
            return KeysHidden(at_ns, record.end_ns, record.reason)
        case ContextChangedRecord():
            return ContextChanged(at_ns, None if record.window is None else _window(record.window))
        case MonitorsChangedRecord():
            return MonitorsChanged(at_ns, tuple(map(_monitor, record.monitors)))
        case MarkRecord():
            return Mark(at_ns, record.end_ns, record.mark, record.count)
        case _:
            assert_never(record)


def rect_record(rect: Rect) -> RectRecord:
    """The record of a rectangle."""
    return RectRecord(rect.x, rect.y, rect.width, rect.height)


def rect_of(record: RectRecord) -> Rect:
    """The rectangle of a record."""
    return Rect(record.x, record.y, record.width, record.height)


def whole_text(text: str) -> str:
    """The same text, half characters replaced."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _window_record(window: WindowContext) -> WindowRecord:
    rect = None if window.rect is None else rect_record(window.rect)
    return WindowRecord(whole_text(window.app), whole_text(window.title), rect, window.hidden)


def _window(record: WindowRecord) -> WindowContext:
    rect = None if record.rect is None else rect_of(record.rect)
    return WindowContext(record.app, record.title, rect, record.hidden)


def _monitor_record(monitor: Monitor) -> MonitorRecord:
    return MonitorRecord(
        monitor.id, whole_text(monitor.name), rect_record(monitor.rect), monitor.scale, monitor.is_primary
    )


def _monitor(record: MonitorRecord) -> Monitor:
    return Monitor(record.id, record.name, rect_of(record.rect), record.scale, record.is_primary)
