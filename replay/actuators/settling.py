"""Waits until the program with the keyboard has taken what was typed.

A program asks the server for its keyboard when it reads of a change, not when the change is made. So a key
that means something new must not change again before the keys typed with it have been read: or the program
gets the later character for the earlier key, which is how other tools lose letters in long texts.

A window that knows ``_NET_WM_PING`` (EWMH 1.5) answers once it has read everything before it. Of one that
does not, nothing can be known: there it is given a moment.
"""

import time
from threading import Event
from typing import Any, Final

from Xlib import X
from Xlib.protocol import event as xevent

from recorder.devices.x11.connection import Connection, window_id_of

# EWMH asks for the first; Qt sends its answers to those who asked for the second (6.11).
_ANSWERS: Final = X.SubstructureNotifyMask | X.StructureNotifyMask
_ANSWER_S: Final = 2.0
_MOMENT_S: Final = 0.2
_POLL_S: Final = 0.002
_HIGHEST_PARENTS: Final = 16


class Settling:
    """Asks the focused window whether it has read its keys. Owned by one thread.

    Args:
        connection: Used by nothing else.
        wake: Cuts every wait short.
    """

    def __init__(self, connection: Connection, wake: Event) -> None:
        self._connection = connection
        self._wake = wake
        self._serial = 0

    def wait(self) -> bool:
        """Wait until it has.

        Returns:
            Whether it said so; ``False`` where it cannot, was too busy, or ``wake`` was set.
        """
        window_id = self._pinged()
        if window_id is None:
            self._wake.wait(_MOMENT_S)
            return False
        self._serial += 1
        # Answers go to the root. It is heard only meanwhile: nobody would read what else happens there.
        self._connection.root.change_attributes(event_mask=_ANSWERS)
        try:
            self._ping(window_id, self._serial)
            return self._is_answered(self._serial)
        finally:
            self._connection.root.change_attributes(event_mask=X.NoEventMask)
            self._connection.display.flush()

    def _is_answered(self, serial: int) -> bool:
        deadline = time.monotonic() + _ANSWER_S
        while time.monotonic() < deadline:
            for event in self._connection.drain():
                if self._is_answer(event, serial):
                    return True
            if self._wake.wait(_POLL_S):
                return False
        return False

    def _pinged(self) -> int | None:
        """The window of the focus, or the nearest around it, that answers pings."""
        window_id = window_id_of(self._connection.display.get_input_focus().focus)
        wanted = self._connection.atom("_NET_WM_PING")
        for _ in range(_HIGHEST_PARENTS):
            if window_id in {X.NONE, X.PointerRoot, self._connection.root.id}:
                return None
            if wanted in (self._connection.numbers_property(window_id, "WM_PROTOCOLS") or ()):
                return window_id
            parent = self._connection.parent_of(window_id)
            if parent is None:
                return None
            window_id = parent
        return None

    def _ping(self, window_id: int, serial: int) -> None:
        connection = self._connection
        window = connection.window(window_id)
        message = xevent.ClientMessage(
            window=window,
            client_type=connection.atom("WM_PROTOCOLS"),
            data=(32, [connection.atom("_NET_WM_PING"), serial, window_id, 0, 0]),
        )
        window.send_event(message, event_mask=X.NoEventMask)
        connection.display.flush()

    def _is_answer(self, event: Any, serial: int) -> bool:  # noqa: ANN401 - python-xlib's events are untyped
        if event.type != X.ClientMessage or event.client_type != self._connection.atom("WM_PROTOCOLS"):
            return False
        _, numbers = event.data
        return bool(numbers[0] == self._connection.atom("_NET_WM_PING") and numbers[1] == serial)
