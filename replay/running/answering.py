"""Whether a program has taken what it was given: asked as window managers ask, and programs answer in order.

A window that says so answers a ``_NET_WM_PING`` (Extended Window Manager Hints) once its program has come to
it, after all that the program was sent before. So a program that hangs, or is behind, is not mistaken for
one that shows something else: what it shows is looked at once it has answered.

Decisions:

* An answer goes to the root window, but not all programs address it to the same listeners there: GTK, Tk and
  SDL to those of its children, as the specification has it, Qt to those of the window itself. Both listen.
* A promise may be empty. So a window that has never answered gets ``_FIRST_NS``, one that has gets all of the
  caller's patience. Either is asked no more once that is over, until its answer comes after all: then it was
  behind, and answers.
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
_FIRST_NS: Final = 1_000 * NS_PER_MS
# The highest bit only says that a program sent it (X11 protocol, "Events").
_TYPE: Final = 0x7F
# Of a message of five numbers of so many bits.
_NUMBERS: Final = 32
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
        self._connection.root.change_attributes(event_mask=X.StructureNotifyMask | X.SubstructureNotifyMask)
        self._count = 0
        self._known: Final[set[int]] = set()
        self._deaf: Final[set[int]] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def wait(self, wake: Event, *, limit_ns: int) -> int:
        """Wait until the program of the focused window has answered.

        A window that promises no answers is not asked; see above for one that gives none.

        Args:
            wake: Cuts the wait short.
            limit_ns: How long at most.

        Returns:
            How long that took, in nanoseconds; 0 where nobody was asked.

        Raises:
            ScreenGoneError: The server is gone.
        """
        began_ns = asked_ns = self._clock.now_ns()
        asked: int | None = None
        with screen_may_go():
            self._take_in()
            # A question dies with its window, as when a key closed it: whoever has the focus then is asked.
            while (window := self._window()) is not None:
                now_ns = self._clock.now_ns()
                if window != asked:
                    self._ask(window)
                    asked, asked_ns = window, now_ns
                elif self._take_in():
                    break
                if now_ns - asked_ns >= self._patience_ns(window, limit_ns) or now_ns - began_ns >= limit_ns:
                    self._deaf.add(window)
                    break
                if wake.is_set() or not self._clock.sleep_until_ns(now_ns + _POLL_NS, wake):
                    break
        return 0 if asked is None else self._clock.now_ns() - began_ns

    def _patience_ns(self, window: int, limit_ns: int) -> int:
        return limit_ns if window in self._known else min(limit_ns, _FIRST_NS)

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

    def _take_in(self) -> bool:
        """Take in all that has arrived, late answers too; whether the last question's answer is among it."""
        ping, is_answered = self._connection.atom(_PING), False
        for event in self._connection.drain():
            if event.type & _TYPE != X.ClientMessage or event.data[0] != _NUMBERS:
                continue
            kind, number, window, *_ = event.data[1]
            if kind == ping:
                self._known.add(window)
                self._deaf.discard(window)
                is_answered |= number == self._count
        return is_answered
