"""Where the windows are, which of their pixels must be blanked, and what was drawn.

One call of ``observe`` first takes the damage, which is a round trip as well: every event that the server
sent before has then arrived. Events are taken in and open questions asked until nothing is left to ask, so
that the answer is true for one instant after the call began. While nothing happens that is one round trip.

Where windows change faster than they can be asked for, everything is hidden.
"""

import select
from collections.abc import Iterable
from typing import Any, Final

from Xlib import X
from Xlib.ext import randr

from recorder.devices.x11.connection import Connection, event_name, screen_may_go, window_id_of
from recorder.devices.x11.damage import ScreenDamage
from recorder.devices.x11.hiding import Verdict, hidden_parts, reasons
from recorder.devices.x11.monitors import MonitorList
from recorder.devices.x11.window_tree import WindowTree
from recorder.episode.events import HiddenReason
from recorder.episode.screen import Monitor, Rect
from recorder.privacy import ScreenObservation

_ROUNDS: Final = 50
_RANDR_EVENTS: Final = frozenset(
    event.__name__ for event in (randr.ScreenChangeNotify, randr.CrtcChangeNotify, randr.OutputChangeNotify)
)


class X11ScreenWatch:
    """A ``ScreenWatch`` for X11; owned by one thread.

    Args:
        verdict: Why a window with that application and title is hidden, ``None`` where it may be seen.
        display_name: Such as ``:0``; ``None`` asks the environment.
        own_windows: Numbers of the recorder's own windows, such as ``$WINDOWID``.
        own_processes: The recorder's own processes.

    Raises:
        NoDisplayError: No X server answers.
        DamageMissingError: It cannot say what was drawn.
    """

    def __init__(
        self,
        verdict: Verdict,
        *,
        display_name: str | None = None,
        own_windows: Iterable[int] = (),
        own_processes: Iterable[int] = (),
    ) -> None:
        self._verdict = verdict
        self._connection = Connection(display_name)
        try:
            with screen_may_go():
                self._tree = WindowTree(
                    self._connection, own_windows=own_windows, own_processes=own_processes
                )
                self._damage = ScreenDamage(self._connection)
                self._monitor_list = MonitorList(self._connection)
                self._monitors = self._monitor_list.read()
        except BaseException:
            self._connection.close()
            raise
        self._are_monitors_stale = False
        self._version = 0
        self._hidden: tuple[tuple[Rect, HiddenReason], ...] = ()
        self._seen: frozenset[int] = frozenset()
        self._passed: list[Rect] = []

    def monitors(self) -> tuple[Monitor, ...]:
        """The monitors as they are now.

        Raises:
            ScreenGoneError: The screen's server is gone.
        """
        with screen_may_go():
            self._connection.round_trip()
            self._settle()
            while self._are_monitors_stale:
                self._are_monitors_stale = False
                self._monitors = self._monitor_list.read()
                self._settle()
        return self._monitors

    def has_news(self) -> bool:
        """Whether the server announced anything, or hung up, since the last call of ``observe``."""
        return self._connection.has_waiting or bool(select.select([self._connection], [], [], 0)[0])

    def observe(self) -> ScreenObservation:
        """Ask the screen now; the answer covers all that happened before the call.

        Raises:
            ScreenGoneError: The screen's server is gone.
        """
        with screen_may_go():
            damaged = self._damage.take()
            self._settle()
        passed, self._passed = tuple(self._passed), []
        return ScreenObservation(
            self._version,
            tuple(rect for rect, _ in self._hidden),
            damaged,
            passed,
            are_own=all(reason is HiddenReason.OWN_WINDOW for _, reason in self._hidden),
        )

    def reason_at(self, x: int, y: int) -> HiddenReason | None:
        """Why the pixel was hidden at the last observation, ``None`` if it was not."""
        return next((reason for rect, reason in self._hidden if rect.contains(x, y)), None)

    def close(self) -> None:
        """Let go of the screen."""
        self._connection.close()

    def _settle(self) -> None:
        before = self._version
        for _ in range(_ROUNDS):
            changes = [self._take(event) for event in self._connection.drain()]
            self._version += sum(changes)
            if not any(changes) and not self._tree.is_stale:
                break
            if self._tree.is_stale:
                self._version += 1
                self._tree.settle()
        else:
            self._version += 1
            self._hidden = ((self._tree.screen, HiddenReason.EXCLUDED_WINDOW),)
            return
        if self._version != before:
            stack, desktop = self._tree.stack, self._tree.desktop
            why = reasons(stack, desktop=desktop, verdict=self._verdict)
            parts = hidden_parts(stack, why, desktop=desktop)
            shown = ((rect.intersection(self._tree.screen), reason) for rect, reason in parts)
            self._hidden = tuple((rect, reason) for rect, reason in shown if not rect.is_empty)
            self._note_passed(why)

    def _note_passed(self, why: dict[int, HiddenReason | None]) -> None:
        """Keep the places that windows left, but those of windows that might be seen before and may be now.

        One that came and went between two looks was never judged: it counts as hidden.
        """
        seen_before = self._seen
        self._seen = frozenset(window for window, reason in why.items() if reason is None)
        for window, place in self._tree.take_left():
            if window not in seen_before or why.get(window) is not None:
                self._passed.append(place)

    def _take(self, event: Any) -> bool:  # noqa: ANN401 - python-xlib events are untyped
        if event_name(event) in _RANDR_EVENTS:
            self._are_monitors_stale = True
            return True
        root = self._connection.root.id
        is_of_root = event.type == X.PropertyNotify and window_id_of(event.window) == root
        if is_of_root and event.atom == self._connection.atom("RESOURCE_MANAGER"):
            self._are_monitors_stale = True
        # A monitor that is set by hand (RRSetMonitor) is told by this alone.
        if event.type == X.ConfigureNotify and window_id_of(event.window) == root:
            self._are_monitors_stale = True
        return self._tree.handle(event)
