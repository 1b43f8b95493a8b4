"""Pointer and keys of an X11 desktop, every one of them, from one RECORD context.

Decisions:
    * One recording for both devices, so that keys and clicks come in the order in which they happened.
    * Not pynput's listeners: they parse through python-xlib (see ``record_stream``), use two contexts,
      swallow the error when the server goes, and cannot be imported without a display. pynput's names are
      kept.
    * The server holds recorded events back until its buffer of 1 KiB is full or some client is written to. A
      small request every 30 ms makes it write, and its answer (a property change with the server's time)
      teaches ``ServerTime`` the least delay as well.
    * Past some 20,000 events a second Xvfb 21.1 itself leaves out recorded events when a reader falls behind:
      they are missing in the bytes that it sends. No mouse comes near; 4000 a second arrive whole.
    * Three connections: the recording's own (nothing else may be asked on it), one for that tick in raw
      bytes, one for the keyboard's map. All are used by one thread; ``stop`` only wakes it.
"""

import select
import socket
import struct
import threading
import time
from collections.abc import Callable
from typing import Final

from Xlib import X

from recorder.devices.x11.connection import Connection, pack_native, screen_may_go
from recorder.devices.x11.keyboard import read_keymap, reread_keymap
from recorder.devices.x11.record_context import record_range, start_recording
from recorder.devices.x11.record_replies import RecordRefusedError
from recorder.devices.x11.record_stream import EventMaker, RecordStream
from recorder.devices.x11.server_time import ServerTime
from recorder.episode.events import InputEvent
from recorder.errors import UserFacingError
from recorder.ports import Clock, ScreenGoneError

_TICK_S: Final = 0.03
# While nothing was done for a while: what is done first then arrives a little later, with its own time.
_REST_TICK_S: Final = 0.09
_REST_AFTER_S: Final = 3.0
_DRAIN_S: Final = 1.0
_READ_BYTES: Final = 1 << 18
_CHANGE_PROPERTY: Final = 18
_PROPERTY_NOTIFY: Final = struct.Struct("=B11xI16x")


class RecordMissingError(UserFacingError):
    """The X server cannot report input."""

    def __init__(self) -> None:
        super().__init__(
            "This X server lacks the RECORD extension, so keys and pointer cannot be recorded.",
            mend="Enable the RECORD extension in the X server's configuration and log in again.",
        )


class X11Input:
    """An ``InputSource`` for X11.

    Args:
        clock: The session's clock.
        on_gone: Called once, from the device's thread, when the X server goes away; nothing follows it.
        display_name: Such as ``:0``; ``None`` asks the environment.
    """

    def __init__(
        self, clock: Clock, *, on_gone: Callable[[ScreenGoneError], None], display_name: str | None = None
    ) -> None:
        self._clock = clock
        self._on_gone = on_gone
        self._display_name = display_name
        self._thread: threading.Thread | None = None
        self._wake: socket.socket | None = None

    def start(self, on_event: Callable[[InputEvent], None]) -> None:
        """Begin to report; on return every later event will be reported.

        Raises:
            NoDisplayError: No X server answers.
            RecordMissingError: It cannot report input.
            ScreenGoneError: It went away just now.
        """
        if self._thread is not None:
            raise RuntimeError("already started")
        wake, woken = socket.socketpair()
        try:
            recording = _Recording(self._clock, display_name=self._display_name, on_event=on_event)
        except BaseException:
            wake.close()
            woken.close()
            raise
        self._wake = wake
        self._thread = threading.Thread(
            target=self._run, args=(recording, woken), name="x11-input", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Stop, and return when no call to ``on_event`` can follow; what happened before is reported."""
        if self._thread is None or self._wake is None:
            return
        self._wake.close()
        if self._thread is not threading.current_thread():
            self._thread.join()
        self._thread = self._wake = None

    def _run(self, recording: "_Recording", woken: socket.socket) -> None:
        try:
            recording.run(woken)
        except ScreenGoneError as gone:
            self._on_gone(gone)
        finally:
            recording.close()
            woken.close()


class _Recording:
    """The three connections of one recording, from enabling to disabling."""

    def __init__(
        self, clock: Clock, *, display_name: str | None, on_event: Callable[[InputEvent], None]
    ) -> None:
        self._clock = clock
        self._time = ServerTime()
        self._stream = RecordStream()
        self._ticks = bytearray()
        self._done_s = time.monotonic()
        self._connections: list[Connection] = []
        try:
            with screen_may_go():
                self._data, self._tick, self._keys = (self._connect(display_name) for _ in range(3))
                self._keymap = read_keymap(self._keys)
                self._maker = EventMaker(self._keymap, time=self._time, on_event=on_event)
                self._prepare_tick()
                self._enable()
        except BaseException:
            self.close()
            raise

    def run(self, woken: socket.socket) -> None:
        """Report until ``woken`` says stop.

        Raises:
            ScreenGoneError: The server hung up.
        """
        poll = select.poll()
        for readable in (self._data, self._keys, woken):
            poll.register(readable, select.POLLIN)
        data_fd, keys_fd, woken_fd = self._data.fileno(), self._keys.fileno(), woken.fileno()
        with screen_may_go():
            next_tick = time.monotonic()
            while True:
                ready = [fd for fd, _ in poll.poll(max(0.0, next_tick - time.monotonic()) * 1000)]
                if woken_fd in ready:
                    break
                if keys_fd in ready:
                    self._follow_layout()
                if data_fd in ready:
                    self._read_events()
                if time.monotonic() >= next_tick:
                    self._make_server_write()
                    next_tick = time.monotonic() + self._tick_s()
            self._finish()

    def close(self) -> None:
        """Hang up everywhere."""
        for connection in self._connections:
            connection.close()

    def _connect(self, display_name: str | None) -> Connection:
        connection = Connection(display_name)
        self._connections.append(connection)
        return connection

    def _prepare_tick(self) -> None:
        """A property on a window of our own, appended with nothing: harmless, and answered with the time."""
        window = self._tick.root.create_window(
            -1, -1, 1, 1, 0, 0, window_class=X.InputOnly, event_mask=X.PropertyChangeMask
        )
        atom = self._tick.atom("ASSENT_TICK")
        self._tick.round_trip()
        self._tick_socket: socket.socket = self._tick.display.display.socket
        self._tick_socket.settimeout(_TICK_S)
        kind = self._tick.atom("INTEGER")
        self._tick_request = pack_native(
            "BBHIIIBxxxI", _CHANGE_PROPERTY, X.PropModeAppend, 6, window.id, atom, kind, 8, 0
        )

    def _enable(self) -> None:
        ranges = [record_range("device_events", (X.KeyPress, X.MotionNotify))]
        started = start_recording(self._keys, self._data, ranges)
        if started is None:
            raise RecordMissingError
        self._context, self._data_socket = started
        self._data_socket.settimeout(_DRAIN_S)
        while not self._stream.has_begun:
            self._read_events()

    def _read_events(self) -> None:
        data = self._receive(self._data_socket)
        arrived_ns = self._clock.now_ns()
        try:
            for raw in self._stream.feed(data):
                self._maker.make(raw, arrived_ns=arrived_ns)
                self._done_s = time.monotonic()
        except RecordRefusedError as exc:
            raise RecordMissingError from exc

    def _tick_s(self) -> float:
        is_resting = time.monotonic() - self._done_s > _REST_AFTER_S
        return _REST_TICK_S if is_resting else _TICK_S

    def _make_server_write(self) -> None:
        self._tick_socket.sendall(self._tick_request)
        try:
            self._ticks += self._receive(self._tick_socket)
        except TimeoutError:
            return  # a busy server answers later
        arrived_ns = self._clock.now_ns()
        while len(self._ticks) >= _PROPERTY_NOTIFY.size:
            kind, server_ms = _PROPERTY_NOTIFY.unpack_from(self._ticks)
            if kind == X.PropertyNotify:
                self._time.observe(server_ms, arrived_ns=arrived_ns)
            del self._ticks[: _PROPERTY_NOTIFY.size]

    def _follow_layout(self) -> None:
        for event in self._keys.drain():
            if event.type == X.MappingNotify and event.request != X.MappingPointer:
                self._keymap = reread_keymap(self._keys, self._keymap, event)
                self._maker.use(self._keymap)

    def _finish(self) -> None:
        """Stop the server, then take what it recorded until then."""
        self._keys.display.record_disable_context(self._context)
        self._keys.round_trip()
        deadline = time.monotonic() + _DRAIN_S
        while not self._stream.has_ended and time.monotonic() < deadline:
            try:
                self._read_events()
            except TimeoutError:
                break  # a server that is grabbed by somebody records nothing more either
        self._keys.display.record_free_context(self._context)
        self._keys.round_trip()

    @staticmethod
    def _receive(sock: socket.socket) -> bytes:
        data = sock.recv(_READ_BYTES)
        if not data:
            raise ConnectionResetError
        return data
