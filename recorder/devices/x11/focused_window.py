"""Which window gets the keys: where the input focus lies, checked against what the window manager says.

``_NET_ACTIVE_WINDOW`` is the window manager's word and may be late or missing; the input focus is where the
server sends keys. If they disagree and either window is hidden, the answer is hidden.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from Xlib import X

from recorder.devices.x11.connection import Connection, Names, window_id_of
from recorder.devices.x11.hiding import Verdict
from recorder.episode.events import HiddenReason, WindowContext
from recorder.episode.screen import Rect

_LONGEST_CHAIN: Final = 8
_ACTIVE: Final = "_NET_ACTIVE_WINDOW"
_EVENTS: Final = X.PropertyChangeMask | X.FocusChangeMask | X.StructureNotifyMask


@dataclass(frozen=True, slots=True)
class FocusedWindow:
    """The window that gets the keys.

    Attributes:
        id: The client window's number.
        app: The class part of ``WM_CLASS``, empty while unknown.
        process: Its process, if known.
        context: What may be said of it.
    """

    id: int
    app: str
    process: int | None
    context: WindowContext


class FocusFinder:
    """Finds it; owned by one thread.

    Args:
        connection: Asked from that thread only.
        verdict: Why a window with that application and title is hidden.
        own_windows: Numbers of the recorder's own windows, at whatever depth.
        own_processes: The recorder's own processes.
    """

    def __init__(
        self,
        connection: Connection,
        verdict: Verdict,
        *,
        own_windows: Iterable[int] = (),
        own_processes: Iterable[int] = (),
    ) -> None:
        self._connection = connection
        self._verdict = verdict
        self._own_windows = frozenset(own_windows)
        self._own_processes = frozenset(own_processes)
        self._cache: dict[int, FocusedWindow | None] = {}
        self._is_grabbed = False
        self._last: int | None = None
        connection.root.change_attributes(event_mask=X.PropertyChangeMask | X.FocusChangeMask)

    @property
    def is_grabbed(self) -> bool:
        """Whether somebody took the whole keyboard while the focused window had it."""
        return self._is_grabbed

    def take_events(self) -> bool:
        """Take in the events that arrived; whether any did."""
        has_any = False
        for event in self._connection.drain():
            has_any = True
            self._cache.clear()
            if event.type == X.FocusOut and event.mode == X.NotifyGrab:
                self._is_grabbed = True
            elif event.type == X.FocusIn and event.mode in {X.NotifyUngrab, X.NotifyNormal}:
                self._is_grabbed = False
        return has_any

    def find(self) -> FocusedWindow | None:
        """The window that gets the keys now; ``None`` when no window does, or none that can be named."""
        reply: Any = self._connection.display.get_input_focus()
        self.take_events()
        focus = window_id_of(reply.focus)
        focused = None if focus in {X.NONE, X.PointerRoot} else self._describe(focus)
        listed = self._connection.numbers_property(self._connection.root.id, _ACTIVE)
        active = self._describe(listed[0]) if listed and listed[0] else None
        if focused is not None and active is not None and focused.id != active.id and active.context.hidden:
            focused = active
        number = focused.id if focused is not None else None
        if number != self._last:
            self._last, self._is_grabbed = number, False
        return focused

    def _describe(self, window: int) -> FocusedWindow | None:
        if window not in self._cache:
            self._cache[window] = self._ask(window)
        return self._cache[window]

    def _ask(self, window: int) -> FocusedWindow | None:
        """Climb from the window to its program's window and on to the frame around it."""
        connection = self._connection
        path = [window]
        while (parent := connection.parent_of(path[-1])) is not None and parent != connection.root.id:
            path.append(parent)
        for member in path:
            connection.window(member).change_attributes(event_mask=_EVENTS)
        client = next((member for member in path if connection.names_of(member) is not None), None)
        names = connection.names_of(client) if client is not None else None
        if client is None or names is None:
            return None
        title = connection.title_of(client)
        process = connection.process_of(client)
        hidden = self._reason(client, names=names, title=title, process=process, path=path)
        rect = self._outer_rect(path[-1])
        if hidden is not None:
            return FocusedWindow(client, names.app, process, WindowContext("", "", None, hidden))
        if rect is None:
            # It closed while it was asked about, as a dialog does on Enter: then no window has the keyboard.
            return None
        return FocusedWindow(client, names.app, process, WindowContext(names.app, title, rect))

    def _reason(
        self, client: int, *, names: Names, title: str, process: int | None, path: list[int]
    ) -> HiddenReason | None:
        if process in self._own_processes or self._own_windows.intersection(path):
            return HiddenReason.OWN_WINDOW
        if self._holds_own(path[-1]):
            return HiddenReason.OWN_WINDOW
        reason = self._verdict(names.app, title, instance=names.instance)
        leader = client
        for _ in range(_LONGEST_CHAIN):
            if reason is not None:
                break
            leaders = self._connection.numbers_property(leader, "WM_TRANSIENT_FOR")
            if not leaders or leaders[0] in {X.NONE, leader, self._connection.root.id}:
                break
            leader = leaders[0]
            leading = self._connection.names_of(leader)
            if leading is None:
                break
            title = self._connection.title_of(leader)
            reason = self._verdict(leading.app, title, instance=leading.instance)
        return reason

    def _holds_own(self, toplevel: int) -> bool:
        """Whether one of the recorder's own windows lies inside: ``$WINDOWID`` may name an inner window."""
        for own in self._own_windows:
            at: int | None = own
            while at is not None and at != self._connection.root.id:
                if at == toplevel:
                    return True
                at = self._connection.parent_of(at)
        return False

    def _outer_rect(self, toplevel: int) -> Rect | None:
        geometry: Any = self._connection.ask(self._connection.window(toplevel).get_geometry)
        if geometry is None:
            return None
        border = 2 * geometry.border_width
        return Rect(geometry.x, geometry.y, geometry.width + border, geometry.height + border)
