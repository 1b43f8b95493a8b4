"""The bytes of the RECORD extension, turned into events: pure, no connection.

Decision: python-xlib's own parser costs more than 100 µs an event and a Python object per field, which is a
tenth of a core at 1000 moves a second. The 32 bytes of a core event are read with one ``struct`` call instead
(RECORD protocol 1.13, section "RecordEnableContext"; X protocol, appendix B). That is a few microseconds.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from Xlib import X

from recorder.devices.x11.keymap import Keymap
from recorder.devices.x11.record_replies import EVENT, FROM_SERVER, RecordReplies
from recorder.devices.x11.server_time import ServerTime
from recorder.episode.events import (
    Button,
    ButtonPressed,
    ButtonReleased,
    InputEvent,
    KeyPressed,
    KeyReleased,
    PointerMoved,
    Scrolled,
)

_BUTTONS: Final = {
    1: Button.LEFT,
    2: Button.MIDDLE,
    3: Button.RIGHT,
    8: Button.BACK,
    9: Button.FORWARD,
}
# Buttons 4 to 7 are one notch of the wheel each: up, down, left, right.
_NOTCHES: Final = {4: (0, 1), 5: (0, -1), 6: (-1, 0), 7: (1, 0)}


@dataclass(frozen=True, slots=True)
class RawEvent:
    """A core device event as it came.

    Attributes:
        kind: The protocol's event code, 2 to 6.
        detail: The key code or the button.
        server_ms: The server's time.
        x: Pixels of the virtual desktop.
        y: Pixels of the virtual desktop.
        state: The modifiers and buttons in force just before.
    """

    kind: int
    detail: int
    server_ms: int
    x: int
    y: int
    state: int


class RecordStream:
    """Cuts the replies of one recording into events, however the socket cut them."""

    def __init__(self) -> None:
        self._replies = RecordReplies()

    @property
    def has_begun(self) -> bool:
        """Whether everything from now on is recorded."""
        return self._replies.has_begun

    @property
    def has_ended(self) -> bool:
        """Whether nothing follows."""
        return self._replies.has_ended

    def feed(self, data: bytes) -> Iterator[RawEvent]:
        """Take what was read from the socket and give the events that are complete.

        Raises:
            RecordRefusedError: The server refused to record.
        """
        for reply in self._replies.feed(data):
            if reply.category == FROM_SERVER:
                for fields in EVENT.iter_unpack(reply.body):
                    if X.KeyPress <= fields[0] <= X.MotionNotify:
                        yield RawEvent(*fields)


class EventMaker:
    """Gives raw events their meaning.

    Args:
        keymap: The keyboard; replace it with ``use`` when the layout changes.
        time: The map of the server's clock.
        on_event: Receives each event.
    """

    def __init__(self, keymap: Keymap, *, time: ServerTime, on_event: Callable[[InputEvent], None]) -> None:
        self._keymap = keymap
        self._time = time
        self._on_event = on_event

    def use(self, keymap: Keymap) -> None:
        """From now on keys mean what this map says."""
        self._keymap = keymap

    def make(self, raw: RawEvent, *, arrived_ns: int) -> None:
        """Report the event that ``raw`` means; the second half of a wheel's notch means none."""
        at_ns = self._time.to_session_ns(raw.server_ms, arrived_ns=arrived_ns)
        if raw.kind == X.MotionNotify:
            self._on_event(PointerMoved(at_ns, raw.x, raw.y))
        elif raw.kind in {X.KeyPress, X.KeyRelease}:
            meaning = self._keymap.meaning(raw.detail, raw.state)
            key = KeyPressed if raw.kind == X.KeyPress else KeyReleased
            self._on_event(key(at_ns, meaning.name, meaning.char, meaning.keysym))
        elif raw.detail in _NOTCHES:
            if raw.kind == X.ButtonPress:
                self._on_event(Scrolled(at_ns, raw.x, raw.y, *_NOTCHES[raw.detail]))
        else:
            press = ButtonPressed if raw.kind == X.ButtonPress else ButtonReleased
            self._on_event(press(at_ns, raw.x, raw.y, _BUTTONS.get(raw.detail, Button.OTHER)))
