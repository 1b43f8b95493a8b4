"""Listens to one display's keyboard with connections of its own, on a thread of its own."""

import select
import socket
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Final, Self

from Xlib import X

from recorder.devices.x11.connection import Connection, screen_may_go
from recorder.devices.x11.keyboard import read_keymap
from recorder.devices.x11.keymap import Keymap
from recorder.devices.x11.record_context import RecordRange, record_range, start_recording
from recorder.devices.x11.record_replies import RecordRefusedError
from recorder.errors import UserFacingError
from recorder.ports import ScreenGoneError
from replay.listening.stream import (
    CHANGE_KEYBOARD_MAPPING,
    NO_OPERATION,
    SET_MODIFIER_MAPPING,
    XKB_GET_KEYBOARD_BY_NAME,
    XKB_SET_MAP,
    KeyStream,
    Marked,
    Relaid,
    Remapped,
    Struck,
)

_READ_BYTES: Final = 1 << 16
_BEGIN_S: Final = 10.0


class CannotListenError(UserFacingError):
    """This display does not tell what is typed."""

    def __init__(self) -> None:
        super().__init__(
            "This X server does not tell what is typed on it.",
            mend="Enable the RECORD extension in the X server's configuration.",
        )


class KeyListener:
    """Hears a display's keyboard while its ``with`` block lasts.

    Args:
        on_key: Told of each key that goes down, with the keyboard as it was then, on a thread of its own.
        on_mark: Told when that record has come to a mark, on the same thread.

    Raises:
        NoDisplayError: On entry, where no X server answers.
        CannotListenError: On entry, where it does not tell what is typed.
        ScreenGoneError: On entry and in ``mark``, where it has gone.
    """

    def __init__(
        self, *, on_key: Callable[[Keymap, int, int], object], on_mark: Callable[[], object]
    ) -> None:
        self._on_key: Final = on_key
        self._on_mark: Final = on_mark
        self._connections: list[Connection] = []
        self._wake: Final[tuple[socket.socket, socket.socket]] = socket.socketpair()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        try:
            with screen_may_go():
                self._start()
        except BaseException:
            self._hang_up()
            raise
        self._thread = threading.Thread(target=self._run, name="key-listener", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._wake[0].shutdown(socket.SHUT_WR)
        if self._thread is not None:
            self._thread.join()
        self._hang_up()

    def mark(self) -> None:
        """Set a mark: what was pressed before comes before it. For one thread, the one that entered."""
        with screen_may_go():
            self._marking.display.no_operation()
            # The answer makes the server write what it has recorded, too.
            self._marking.round_trip()

    def _start(self) -> None:
        data, self._marking, self._asking = (self._connect() for _ in range(3))
        self._stream = KeyStream(self._marking.display.display.info.resource_id_base)
        started = start_recording(self._asking, data, self._ranges())
        if started is None:
            raise CannotListenError
        # The recording ends with the connection that made it.
        _, self._socket = started
        self._socket.settimeout(_BEGIN_S)
        until_s = time.monotonic() + _BEGIN_S
        while not self._stream.has_begun and time.monotonic() < until_s:
            self._read()
        self._socket.settimeout(None)
        # After the beginning: a change that comes between is told as well, and changes nothing twice.
        self._keymap = read_keymap(self._asking)

    def _ranges(self) -> list[RecordRange]:
        requests = (CHANGE_KEYBOARD_MAPPING, SET_MODIFIER_MAPPING, NO_OPERATION)
        ranges = [record_range("core_requests", (opcode, opcode)) for opcode in requests]
        ranges.append(record_range("device_events", (X.KeyPress, X.KeyPress)))
        xkb = self._asking.display.query_extension("XKEYBOARD")
        if xkb is not None and xkb.present:
            major = xkb.major_opcode
            ranges += [
                record_range("ext_requests", (major, major, minor, minor))
                for minor in (XKB_SET_MAP, XKB_GET_KEYBOARD_BY_NAME)
            ]
        return ranges

    def _run(self) -> None:
        poll = select.poll()
        for readable in (self._socket, self._wake[1]):
            poll.register(readable, select.POLLIN)
        try:
            with screen_may_go():
                while all(fd != self._wake[1].fileno() for fd, _ in poll.poll()):
                    self._read()
        except (ScreenGoneError, CannotListenError):
            # Whoever acts there notices as well, and says so; what was not heard is not compared.
            return

    def _read(self) -> None:
        data = self._socket.recv(_READ_BYTES)
        if not data:
            raise ConnectionResetError
        try:
            for told in self._stream.feed(data):
                match told:
                    case Struck(keycode=keycode, state=state):
                        self._on_key(self._keymap, keycode, state)
                    case Remapped(symbols=symbols):
                        known = {**self._keymap.symbols, **symbols}
                        self._keymap = Keymap(known, self._keymap.modifiers)
                    case Relaid():
                        self._keymap = read_keymap(self._asking)
                    case Marked():
                        self._on_mark()
        except RecordRefusedError as exc:
            raise CannotListenError from exc

    def _connect(self) -> Connection:
        connection = Connection(None)
        self._connections.append(connection)
        return connection

    def _hang_up(self) -> None:
        for connection in self._connections:
            connection.close()
        for end in self._wake:
            end.close()
