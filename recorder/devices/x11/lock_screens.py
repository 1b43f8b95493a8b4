"""Signs of a locked screen that the X server itself can see.

The server's own screen saver, xscreensaver's word on the root window, and lockers that only put a window over
everything (i3lock, slock, xsecurelock): a pop-up as large as the screen, while somebody holds the keyboard.
That somebody holds it can only be learnt by trying to take it, so it is tried only while such a window is
there, at the moment it appears and three times after; a grab that succeeds is let go at once.
"""

import time
from collections.abc import Iterator
from typing import Any, Final

from Xlib import X
from Xlib.ext import screensaver

from recorder.devices.x11.connection import Connection, event_name, window_id_of

_STATUS: Final = "_SCREENSAVER_STATUS"
_SAVER: Final = "mit-screen-saver"
_XSCREENSAVER: Final = "xscreensaver"
_TRIES_S: Final = (0.0, 0.2, 0.7, 2.0)


class LockScreens:
    """Follows them; owned by one thread.

    Args:
        connection: Asked from that thread only.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._has_saver = connection.display.has_extension("MIT-SCREEN-SAVER")
        self.locked_by: set[str] = set()
        self._suspects: dict[int, list[float]] = {}
        root: Any = connection.root
        root.change_attributes(event_mask=X.SubstructureNotifyMask | X.PropertyChangeMask)
        if self._has_saver:
            connection.display.screensaver_query_version()
            root.screensaver_select_input(screensaver.NotifyMask)
            if root.screensaver_query_info().state == screensaver.StateOn:
                self.locked_by.add(_SAVER)
        self._read_status()
        for window in connection.children_of(root.id):
            self._suspect(window)
        self.try_keyboard()

    @property
    def next_try_s(self) -> float | None:
        """When ``try_keyboard`` wants to be called, on the monotonic clock in seconds; ``None`` for never."""
        return min((times[0] for times in self._suspects.values() if times), default=None)

    def take_events(self) -> Iterator[frozenset[str]]:
        """Take in what the server announced; gives what locks the screen after each event.

        One that was locked and is no more by the time that anybody looks was locked all the same.
        """
        for event in self._connection.drain():
            self._take(event)
            yield frozenset(self.locked_by)

    def _take(self, event: Any) -> None:  # noqa: ANN401 - python-xlib ships no types
        if event_name(event) == screensaver.Notify.__name__:
            self._set(_SAVER, is_on=event.state == screensaver.StateOn)
        elif event.type == X.PropertyNotify and event.atom == self._connection.atom(_STATUS):
            self._read_status()
        elif event.type in {X.MapNotify, X.ConfigureNotify}:
            self._suspect(window_id_of(event.window))
        elif event.type in {X.UnmapNotify, X.DestroyNotify}:
            window = window_id_of(event.window)
            self._suspects.pop(window, None)
            self._set(_source(window), is_on=False)

    def try_keyboard(self) -> None:
        """Where a window covers everything, see whether somebody holds the keyboard."""
        now = time.monotonic()
        for window, times in self._suspects.items():
            if not times or times[0] > now:
                continue
            times.pop(0)
            if self._is_keyboard_held():
                times.clear()
                self._set(_source(window), is_on=True)

    def _suspect(self, window: int) -> None:
        if window in self._suspects:
            return
        handle = self._connection.window(window)
        attributes: Any = self._connection.ask(handle.get_attributes)
        if attributes is None or not attributes.override_redirect or attributes.map_state != X.IsViewable:
            return
        if self._connection.owner_of(window) == self._connection.owner_of(self._connection.root.id):
            return
        geometry: Any = self._connection.ask(handle.get_geometry)
        screen: Any = self._connection.root.get_geometry()
        if geometry is not None and geometry.width >= screen.width and geometry.height >= screen.height:
            now = time.monotonic()
            self._suspects[window] = [now + delay for delay in _TRIES_S]

    def _is_keyboard_held(self) -> bool:
        root: Any = self._connection.root
        status = root.grab_keyboard(
            0,
            X.GrabModeAsync,
            X.GrabModeAsync,
            X.CurrentTime,
        )
        if status == X.GrabSuccess:
            self._connection.display.ungrab_keyboard(X.CurrentTime)
            self._connection.round_trip()
        return status in {X.AlreadyGrabbed, X.GrabFrozen}

    def _read_status(self) -> None:
        status = self._connection.numbers_property(self._connection.root.id, _STATUS)
        locked = {self._connection.atom("LOCK"), self._connection.atom("BLANK")}
        self._set(_XSCREENSAVER, is_on=status is not None and bool(locked.intersection(status[:1])))

    def _set(self, source: str, *, is_on: bool) -> None:
        (self.locked_by.add if is_on else self.locked_by.discard)(source)


def _source(window: int) -> str:
    return f"window {window}"
