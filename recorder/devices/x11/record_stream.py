"""The bytes of the RECORD extension, turned into events: pure, no connection.

Decision: python-xlib's own parser costs more than 100 µs an event and a Python object per field, which is a
tenth of a core at 1000 moves a second. The 32 bytes of a core event are read with one ``struct`` call instead
(RECORD protocol 1.13, section "RecordEnableContext"; X protocol, appendix B). That is a few microseconds.
"""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from Xlib import X

from recorder.devices.x11.keymap import Keymap
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

_HEADER: Final = struct.Struct("=BBHI")
_HEADER_BYTES: Final = 32
_EVENT: Final = struct.Struct("=BBxxI12xhh4xHxx")
_FROM_SERVER: Final = 0
_START_OF_DATA: Final = 4
_END_OF_DATA: Final = 5
_ERROR: Final = 0

_BUTTONS: Final = {
    1: Button.LEFT,
    2: Button.MIDDLE,
    3: Button.RIGHT,
    8: Button.BACK,
    9: Button.FORWARD,
}
# Buttons 4 to 7 are one notch of the wheel each: up, down, left, right.
_NOTCHES: Final = {4: (0, 1), 5: (0, -1), 6: (-1, 0), 7: (1, 0)}


class RecordRefusedError(Exception):
    """The server answered the recording's request with an error."""


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
        self._rest = b""
        self.has_ended = False
        self.has_begun = False

    def feed(self, data: bytes) -> Iterator[RawEvent]:
        """Take what was read from the socket and give the events that are complete.

        Raises:
            RecordRefusedError: The server refused to record.
        """
        buffer = self._rest + data if self._rest else data
        at = 0
        while len(buffer) - at >= _HEADER_BYTES:
            kind, category, _, words = _HEADER.unpack_from(buffer, at)
            if kind == _ERROR:
                raise RecordRefusedError
            if kind != 1:  # an event on the recording's connection, such as MappingNotify: not part of it
                at += _HEADER_BYTES
                continue
            body = at + _HEADER_BYTES
            end = body + words * 4
            if len(buffer) < end:
                break
            if category == _FROM_SERVER:
                for fields in _EVENT.iter_unpack(buffer[body:end]):
                    if X.KeyPress <= fields[0] <= X.MotionNotify:
                        yield RawEvent(*fields)
            elif category == _START_OF_DATA:
                self.has_begun = True
            elif category == _END_OF_DATA:
                self.has_ended = True
            at = end
        self._rest = buffer[at:]


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
