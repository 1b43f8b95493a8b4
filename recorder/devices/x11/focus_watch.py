"""Who has the keyboard, told at once on every change and at least every 100 ms.

The time of an observation is taken before the first question, so that a key before it was typed under what an
earlier observation says. Characters may be known only where two looks in a row agree that they may: the first
one after any change still says no, and the second follows at once. So nothing that happened between two looks
is vouched for by only one of them.

A heartbeat repeats the last look without asking anyone while no event came and the server counts no input
since then (MIT-SCREEN-SAVER's idle time): no key can have been typed meanwhile. Within a second all is asked
again.

Where a terminal has the focus its lines are read more often than the screen is asked, since ``read -s``
changes nothing that an X server could tell.
"""

import select
import socket
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, Final

from recorder.devices.accessibility import Accessibility, AccessibilityStart, FieldKind
from recorder.devices.message_bus import BusGoneError
from recorder.devices.terminals import Terminal
from recorder.devices.x11.connection import Connection, screen_may_go
from recorder.devices.x11.focused_window import FocusFinder
from recorder.devices.x11.hiding import Verdict
from recorder.devices.x11.looks import ItemGaps, Look, agree
from recorder.episode.events import HiddenReason
from recorder.ports import Clock, ScreenGoneError
from recorder.privacy import FocusObservation

_HEARTBEAT_S: Final = 0.08
_LINE_S: Final = 0.025
# While nobody has touched anything for this long, a terminal's line is looked at with the heartbeat only.
_REST_AFTER_MS: Final = 3000
_FULL_LOOK_S: Final = 1.0
# How late the server's idle time may lag behind an event, in milliseconds.
_IDLE_MARGIN_MS: Final = 30


class X11FocusWatch:
    """A ``FocusWatch`` for X11.

    Args:
        clock: The session's clock.
        verdict: Why a window with that application and title is hidden, ``None`` where it may be seen.
        on_gone: Called once, from the watch's thread, when the X server goes away; nothing follows it.
        display_name: Such as ``:0``; ``None`` asks the environment.
        own_windows: Numbers of the recorder's own windows, such as ``$WINDOWID``.
        own_processes: The recorder's own processes.
    """

    def __init__(
        self,
        clock: Clock,
        verdict: Verdict,
        *,
        on_gone: Callable[[ScreenGoneError], None],
        display_name: str | None = None,
        own_windows: Iterable[int] = (),
        own_processes: Iterable[int] = (),
    ) -> None:
        self._clock = clock
        self._verdict = verdict
        self._on_gone = on_gone
        self._display_name = display_name
        self._own_windows = frozenset(own_windows)
        self._own_processes = frozenset(own_processes)
        self._thread: threading.Thread | None = None
        self._wake: socket.socket | None = None

    def start(self, on_focus: Callable[[FocusObservation], None]) -> None:
        """Begin to report, from a thread of its own.

        Raises:
            NoDisplayError: No X server answers.
            ScreenGoneError: It went away just now.
        """
        if self._thread is not None:
            raise RuntimeError("already started")
        connection = Connection(self._display_name)
        try:
            with screen_may_go():
                finder = FocusFinder(
                    connection,
                    self._verdict,
                    own_windows=self._own_windows,
                    own_processes=self._own_processes,
                )
        except BaseException:
            connection.close()
            raise
        self._wake, woken = socket.socketpair()
        watching = _Watching(self._clock, connection, finder, on_focus=on_focus)
        self._thread = threading.Thread(
            target=self._run, args=(watching, woken), name="x11-focus", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Stop, and return when no call to ``on_focus`` can follow."""
        if self._thread is None or self._wake is None:
            return
        self._wake.close()
        if self._thread is not threading.current_thread():
            self._thread.join()
        self._thread = self._wake = None

    def _run(self, watching: "_Watching", woken: socket.socket) -> None:
        try:
            with screen_may_go():
                watching.run(woken)
        except ScreenGoneError as gone:
            self._on_gone(gone)
        finally:
            watching.close()
            woken.close()


class _Watching:
    def __init__(
        self,
        clock: Clock,
        connection: Connection,
        finder: FocusFinder,
        *,
        on_focus: Callable[[FocusObservation], None],
    ) -> None:
        self._clock = clock
        self._connection = connection
        self._finder = finder
        self._on_focus = on_focus
        self._accessibility: Accessibility | None = None
        self._last: Look | None = None
        self._gaps = ItemGaps()
        self._looked_s = 0.0
        self._is_resting = False
        self._tells_idle = connection.display.has_extension("MIT-SCREEN-SAVER")

    def run(self, woken: socket.socket) -> None:
        """Look and tell until ``woken`` says stop."""
        with AccessibilityStart() as starting:
            poll = select.poll()
            poll.register(woken, select.POLLIN)
            poll.register(self._connection, select.POLLIN)
            next_beat = time.monotonic()
            while True:
                rest = max(0.0, next_beat - time.monotonic())
                has_line = self._last is not None and self._last.terminal is not None
                wait = min(rest, _LINE_S) if has_line and not self._is_resting else rest
                ready = {fd for fd, _ in poll.poll(wait * 1000)}
                if woken.fileno() in ready:
                    return
                arrived = starting.take()
                if arrived is not None:
                    self._accessibility = arrived
                    poll.register(arrived, select.POLLIN)
                may_have_news = bool(ready) or self._is_any_waiting()
                has_news = arrived is not None or (may_have_news and self._has_news())
                if has_news or self._has_line_changed() or (time.monotonic() >= next_beat and self._is_due()):
                    self._look()
                elif time.monotonic() >= next_beat and self._last is not None:
                    self._tell(self._clock.now_ns(), self._last, hidden=self._last.hidden)
                else:
                    continue
                next_beat = time.monotonic() + _HEARTBEAT_S

    def close(self) -> None:
        """Hang up everywhere."""
        if self._accessibility is not None:
            self._accessibility.close()
        self._connection.close()

    def _look(self) -> None:
        """Look once; twice where the first look is the first to say that characters may be known."""
        self._looked_s = time.monotonic()
        at_ns = self._clock.now_ns()
        look = self._see()
        announced = self._accessibility.take_announced() if self._accessibility is not None else frozenset()
        gap = self._gaps.take(at_ns, self._last, look, announced)
        self._last = look
        if gap.is_open:
            return
        if gap.missed is not None:
            self._tell(*gap.missed, hidden=gap.missed[1].hidden)
        before = gap.before
        if look.hidden is None and not agree(before, look):
            self._tell(at_ns, look, hidden=HiddenReason.UNKNOWN_FOCUS)
            at_ns = self._clock.now_ns()
            second = self._see()
            if second.hidden is None and not agree(look, second):
                second = replace(second, hidden=HiddenReason.UNKNOWN_FOCUS)
            self._last = second
            self._tell(at_ns, second, hidden=second.hidden)
        else:
            self._tell(at_ns, look, hidden=look.hidden)

    def _tell(self, at_ns: int, look: Look, *, hidden: HiddenReason | None) -> None:
        context = look.window.context if look.window is not None else None
        self._on_focus(FocusObservation(at_ns, context, hidden))

    def _see(self) -> Look:
        window = self._finder.find()
        if window is None or window.process is None:
            hidden = window.context.hidden if window is not None else None
            return Look(window, hidden or HiddenReason.UNKNOWN_FOCUS)
        if window.context.hidden is not None:
            return Look(window, window.context.hidden)
        terminal = Terminal.of(window.app, window.process)
        field = self._field_of(window.process)
        if field is FieldKind.MENU and self._accessibility is not None:
            return Look(window, None, terminal, self._accessibility.focused_in(window.process))
        return Look(window, self._reason(field, terminal), terminal)

    def _reason(self, field: FieldKind, terminal: Terminal | None) -> HiddenReason | None:
        """The strictest of what is known; a grabbed keyboard is known only to drive a menu, or not at all."""
        if field is FieldKind.PASSWORD:
            return HiddenReason.PASSWORD
        if self._finder.is_grabbed:
            return HiddenReason.UNKNOWN_FOCUS
        if terminal is not None:
            return terminal.reason_to_hide()
        return None if field is FieldKind.PLAIN else HiddenReason.UNKNOWN_FOCUS

    def _field_of(self, process: int) -> FieldKind:
        if self._accessibility is None:
            return FieldKind.UNKNOWN
        try:
            self._accessibility.take_signals()
            return self._accessibility.field_of(process)
        except BusGoneError:
            self._lose_accessibility()
            return FieldKind.UNKNOWN

    def _has_news(self) -> bool:
        """Whether the screen or an application announced anything."""
        has_events = self._finder.take_events()
        if self._accessibility is None:
            return has_events
        try:
            return self._accessibility.take_signals() or has_events
        except BusGoneError:
            self._lose_accessibility()
            return True

    def _is_any_waiting(self) -> bool:
        """Whether an answer brought along news that no socket will announce any more."""
        of_bus = self._accessibility is not None and self._accessibility.has_waiting
        return of_bus or self._connection.has_waiting

    def _lose_accessibility(self) -> None:
        """The bus hung up: all but terminals is unknown from now on. A closed socket leaves the poll."""
        if self._accessibility is not None:
            self._accessibility.close()
            self._accessibility = None

    def _has_line_changed(self) -> bool:
        last = self._last
        if last is None or last.terminal is None or self._finder.is_grabbed:
            return False
        return last.terminal.has_changed() and last.terminal.reason_to_hide() != last.hidden

    def _is_due(self) -> bool:
        """Whether anything may have happened since the last look."""
        since_s = time.monotonic() - self._looked_s
        if not self._tells_idle or self._last is None or since_s >= _FULL_LOOK_S:
            return True
        # A search for the field with the keyboard goes on in slices: it must be over before the first key.
        if self._last.hidden is HiddenReason.UNKNOWN_FOCUS:
            return True
        root: Any = self._connection.root
        idle_ms = int(root.screensaver_query_info().idle)
        self._is_resting = idle_ms > _REST_AFTER_MS
        return idle_ms <= since_s * 1000 + _IDLE_MARGIN_MS or self._finder.take_events()
