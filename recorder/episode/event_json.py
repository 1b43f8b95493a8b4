"""Events as plain JSON values, for export.

One object an event: ``seq``, ``kind`` and its fields under their own names. The names are part of the export
format: renaming a field changes the format. A mark has a field of its own called ``kind``, which is written
as ``mark``.
"""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Final

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
)

EVENT_NAMES: Final[Mapping[type[Event], str]] = {
    PointerMoved: "pointer_moved",
    ButtonPressed: "button_pressed",
    ButtonReleased: "button_released",
    Scrolled: "scrolled",
    KeyPressed: "key_pressed",
    KeyReleased: "key_released",
    KeysHidden: "keys_hidden",
    ContextChanged: "context_changed",
    MonitorsChanged: "monitors_changed",
    Mark: "mark",
}
"""What each kind of event is called outside of the program."""


def event_to_json(numbered: NumberedEvent) -> dict[str, object]:
    """The event as values that ``json.dumps`` takes."""
    event = numbered.event
    values = asdict(event)
    if isinstance(event, Mark):
        values["mark"] = values.pop("kind")
    return {"seq": numbered.seq, "kind": EVENT_NAMES[type(event)], **values}
