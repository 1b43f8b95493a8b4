"""Whether a program has taken what it was given: asked as window managers ask, and programs answer in order.

A window that says so answers a ``_NET_WM_PING`` (Extended Window Manager Hints) once its program has come to
it, after all that the program was sent before. So a program that hangs, or is behind, is not mistaken for
one that shows something else: what it shows is looked at once it has answered.
"""

from threading import Event
from types import TracebackType
from typing import Final, Self

from Xlib import X
from Xlib.protocol.event import ClientMessage

from recorder.devices.x11.connection import Connection, screen_may_go
from recorder.episode.time import NS_PER_MS
from replay.ports import Clock

_POLL_NS: Final = 3 * NS_PER_MS
# The highest bit only says that a program sent it (X11 protocol, "Events").
_TYPE: Final = 0x7F
_PROTOCOLS: Final = "WM_PROTOCOLS"
_PING: Final = "_NET_WM_PING"
_ACTIVE: Final = "_NET_ACTIVE_WINDOW"


class Answering:
    """Asks the window that has the focus. Owned by one thread, up while its block lasts.

    Args:
        clock: Waits.

    Raises:
        NoDisplayError: No X server answers.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock: Final = clock
        self._connection: Final = Connection(None)
        # An answer is sent to the root window.
        self._connection.root.change_attributes(event_mask=X.SubstructureNotifyMask)
        self._count = 0
        self._deaf: Final[set[int]] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def wait(self, wake: Event, *, limit_ns: int) -> int:
        """Wait until the program of the focused window has answered.

        A window that did not answer up to the limit is not asked again, nor one that promises no answers.

        Args:
            wake: Cuts the wait short.
            limit_ns: How long at most.

        Returns:
            How long that took, in nanoseconds.

        Raises:
            ScreenGoneError: The server is gone.
        """
        began_ns = self._clock.now_ns()
        with screen_may_go():
            window = self._window()
            if window is None:
                return 0
            self._ask(window)
            while not self._has_answered():
                now_ns = self._clock.now_ns()
                if now_ns - began_ns >= limit_ns:
                    self._deaf.add(window)
                    break
                if wake.is_set() or not self._clock.sleep_until_ns(now_ns + _POLL_NS, wake):
                    break
        return self._clock.now_ns() - began_ns

    def _window(self) -> int | None:
        """The focused window, if it promises to answer."""
        connection = self._connection
        active = connection.numbers_property(connection.root.id, _ACTIVE)
        if not active or active[0] == X.NONE or active[0] in self._deaf:
            return None
        promised = connection.numbers_property(active[0], _PROTOCOLS)
        return active[0] if promised and connection.atom(_PING) in promised else None

    def _ask(self, window: int) -> None:
        # Numbered where the time stands, which comes back as it is: an answer to an older question is none.
        self._count += 1
        question = ClientMessage(
            window=window,
            client_type=self._connection.atom(_PROTOCOLS),
            data=(32, [self._connection.atom(_PING), self._count, window, 0, 0]),
        )
        self._connection.window(window).send_event(question)
        self._connection.display.flush()

    def _has_answered(self) -> bool:
        ping = self._connection.atom(_PING)
        # All are taken in, so that the next question starts with none.
        found = [
            event.data[1][:2] for event in self._connection.drain() if event.type & _TYPE == X.ClientMessage
        ]
        return any(list(each) == [ping, self._count] for each in found)
