"""Whether the screen is locked and whether the machine sleeps, from every source that says so.

The screen counts as locked while any source says so; each source can take back only its own word. Sleep is
told by logind, and seen in any case: the clock that goes on during sleep runs ahead of the one that stops.
"""

import select
import socket
import threading
import time
from collections.abc import Callable
from typing import Final

from recorder.devices.lock_buses import LockBuses, Topic, Word
from recorder.devices.x11.connection import Connection, screen_may_go
from recorder.devices.x11.lock_screens import LockScreens
from recorder.episode.time import NS_PER_SECOND
from recorder.ports import DesktopSignal, ScreenGoneError

_LOOK_S: Final = 1.0
_SLEPT_NS: Final = NS_PER_SECOND


def slept_ns() -> int:
    """How long the machine has slept since it started, in nanoseconds."""
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME) - time.clock_gettime_ns(time.CLOCK_MONOTONIC)


class DesktopState:
    """Joins what the sources say into signals; pure.

    Args:
        on_signal: Receives each signal.
        slept_ns: How long the machine had slept when this began, in nanoseconds.
    """

    def __init__(self, on_signal: Callable[[DesktopSignal], None], *, slept_ns: int) -> None:
        self._on_signal = on_signal
        self._slept_ns = slept_ns
        self._said_locked: set[str] = set()
        self._screens: frozenset[str] = frozenset()
        self._is_locked = False
        self._is_asleep = False

    def take(self, word: Word) -> None:
        """A bus said something."""
        if word.topic is Topic.LOCK:
            (self._said_locked.add if word.is_on else self._said_locked.discard)(word.source)
            self._tell_lock()
        elif word.is_on != self._is_asleep:
            self._is_asleep = word.is_on
            self._on_signal(DesktopSignal.SUSPENDING if word.is_on else DesktopSignal.RESUMED)

    def see_screens(self, locked_by: frozenset[str]) -> None:
        """The X server shows these signs of a lock now."""
        self._screens = locked_by
        self._tell_lock()

    def see_clocks(self, slept_ns: int) -> None:
        """The clocks stand this far apart now; one second more than before was sleep."""
        if slept_ns - self._slept_ns > _SLEPT_NS:
            if not self._is_asleep:
                self._on_signal(DesktopSignal.SUSPENDING)
            self._is_asleep = False
            self._on_signal(DesktopSignal.RESUMED)
        self._slept_ns = slept_ns

    def _tell_lock(self) -> None:
        is_locked = bool(self._said_locked or self._screens)
        if is_locked != self._is_locked:
            self._is_locked = is_locked
            self._on_signal(DesktopSignal.LOCKED if is_locked else DesktopSignal.UNLOCKED)


class X11DesktopWatch:
    """A ``DesktopWatch`` for an X11 desktop.

    It ends silently when the X server goes: whoever records hears that from the input and the screen.

    Args:
        display_name: Such as ``:0``; ``None`` asks the environment.
        read_slept_ns: How long the machine has slept; another one only for a test.
    """

    def __init__(
        self, *, display_name: str | None = None, read_slept_ns: Callable[[], int] = slept_ns
    ) -> None:
        self._display_name = display_name
        self._read_slept_ns = read_slept_ns
        self._thread: threading.Thread | None = None
        self._wake: socket.socket | None = None

    def start(self, on_signal: Callable[[DesktopSignal], None]) -> None:
        """Begin to report, from a thread of its own; a screen that is locked already is reported at once.

        Raises:
            NoDisplayError: No X server answers.
            ScreenGoneError: It went away just now.
        """
        if self._thread is not None:
            raise RuntimeError("already started")
        connection = Connection(self._display_name)
        try:
            with screen_may_go():
                screens = LockScreens(connection)
        except BaseException:
            connection.close()
            raise
        state = DesktopState(on_signal, slept_ns=self._read_slept_ns())
        self._wake, woken = socket.socketpair()
        self._thread = threading.Thread(
            target=self._run, args=(connection, screens, state, woken), name="desktop-watch", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Stop, and return when no call to ``on_signal`` can follow."""
        if self._thread is None or self._wake is None:
            return
        self._wake.close()
        if self._thread is not threading.current_thread():
            self._thread.join()
        self._thread = self._wake = None

    def _run(
        self, connection: Connection, screens: LockScreens, state: DesktopState, woken: socket.socket
    ) -> None:
        buses = LockBuses()
        try:
            with screen_may_go():
                state.see_screens(frozenset(screens.locked_by))
                for word in buses.begin():
                    state.take(word)
                self._watch(connection, screens, state, buses=buses, woken=woken)
        except ScreenGoneError:
            return
        finally:
            buses.close()
            connection.close()
            woken.close()

    def _watch(
        self,
        connection: Connection,
        screens: LockScreens,
        state: DesktopState,
        *,
        buses: LockBuses,
        woken: socket.socket,
    ) -> None:
        while True:
            poll = select.poll()
            for fd in (woken.fileno(), connection.fileno(), *buses.filenos()):
                poll.register(fd, select.POLLIN)
            next_try_s = screens.next_try_s
            wait_s = _LOOK_S if next_try_s is None else min(_LOOK_S, next_try_s - time.monotonic())
            ready = {fd for fd, _ in poll.poll(max(0.0, wait_s) * 1000)}
            if woken.fileno() in ready:
                return
            for locked_by in screens.take_events():
                state.see_screens(locked_by)
            screens.try_keyboard()
            state.see_screens(frozenset(screens.locked_by))
            for word in buses.words():
                state.take(word)
            state.see_clocks(self._read_slept_ns())
