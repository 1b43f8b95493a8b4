"""The windows of the screen, kept true by the server's events.

Every window is asked for its events before it is asked for its facts, so that a change in between is seen. A
window's facts are read when it is first mapped, in the same pass, before anyone may look at the screen again.
A move or a raise is taken from its event; anything else asks the server for the order of all windows anew.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from Xlib import X
from Xlib.ext import xfixes

from recorder.devices.x11.connection import Connection, event_name, window_id_of
from recorder.devices.x11.hiding import Client, Desktop, Toplevel
from recorder.episode.screen import Rect

_ALPHA_DEPTH: Final = 32
# Window managers reparent a client at most this deep; below a window that says its class nobody looks.
_DEEPEST: Final = 4
_OPACITY: Final = "_NET_WM_WINDOW_OPACITY"
_TELLING: Final = (
    "WM_CLASS",
    "WM_NAME",
    "_NET_WM_NAME",
    "WM_TRANSIENT_FOR",
    "_NET_WM_PID",
    _OPACITY,
)
_OPAQUE: Final = 0xFFFFFFFF
# SetSelectionOwner, SelectionWindowDestroy and SelectionClientClose of XFIXES.
_ALL_SELECTION_EVENTS: Final = 7
_SELECTION_EVENTS: Final = frozenset(
    event.__name__
    for event in (
        xfixes.SetSelectionOwnerNotify,
        xfixes.SelectionWindowDestroyNotify,
        xfixes.SelectionClientCloseNotify,
    )
)
_CHECK: Final = "_NET_SUPPORTING_WM_CHECK"
# Compositors that can be told to fade any window, whatever the window asks for.
FADING_COMPOSITORS: Final = frozenset({"picom", "compton", "xcompmgr"})


class WindowTree:
    """Follows the children of the root window.

    Args:
        connection: Asked from its own thread only.
        own_windows: Numbers of the recorder's own windows, at whatever depth.
        own_processes: The recorder's own processes.
    """

    def __init__(
        self, connection: Connection, *, own_windows: Iterable[int] = (), own_processes: Iterable[int] = ()
    ) -> None:
        self._connection = connection
        self._own_windows = frozenset(own_windows)
        self._own_processes = frozenset(own_processes)
        self._telling = {connection.atom(name) for name in _TELLING}
        self._order: list[int] = []
        self._toplevels: dict[int, Toplevel] = {}
        self._toplevel_of: dict[int, int] = {}
        self._unread: set[int] = set()
        self._left: list[tuple[int, Rect]] = []
        self._is_order_stale = True
        self._is_desktop_stale = True
        self._shape_event: int | None = None
        if connection.display.has_extension("SHAPE"):
            self._shape_event = connection.display.extension_event.ShapeNotify
        self.desktop = Desktop(own_processes=self._own_processes)
        connection.root.change_attributes(
            event_mask=X.SubstructureNotifyMask | X.PropertyChangeMask | X.StructureNotifyMask
        )
        self._follow_compositor()
        geometry: Any = connection.root.get_geometry()
        self.screen = Rect(0, 0, geometry.width, geometry.height)

    @property
    def stack(self) -> tuple[Toplevel, ...]:
        """All children of the root, from the bottom up, as of the last ``settle``."""
        return tuple(self._toplevels[number] for number in self._order)

    @property
    def is_stale(self) -> bool:
        """Whether ``settle`` has something to ask."""
        return self._is_order_stale or self._is_desktop_stale or bool(self._unread)

    def handle(self, event: Any) -> bool:  # noqa: ANN401 - python-xlib events are untyped
        """Take an event in; whether it changes what may be seen."""
        kind = event.type
        if kind == X.PropertyNotify:
            return self._property_changed(event)
        if kind in {X.CreateNotify, X.DestroyNotify, X.MapNotify, X.UnmapNotify, X.ReparentNotify}:
            return self._came_or_went(event)
        if kind == X.ConfigureNotify:
            return self._configured(event)
        if kind == self._shape_event:
            return self._shaped(window_id_of(event.affected_window))
        is_of_compositor = event_name(event) in _SELECTION_EVENTS
        self._is_desktop_stale |= is_of_compositor
        is_restacked = kind in {X.CirculateNotify, X.GravityNotify}
        self._is_order_stale |= is_restacked
        return is_of_compositor or is_restacked

    def settle(self) -> None:
        """Ask for all that the events left open; more events may have come when it returns."""
        if self._is_desktop_stale:
            self._is_desktop_stale = False
            self._read_desktop()
        if self._is_order_stale:
            self._is_order_stale = False
            self._read_order()
        while self._unread:
            self._read(self._unread.pop())

    def _came_or_went(self, event: Any) -> bool:  # noqa: ANN401 - as above
        window = window_id_of(event.window)
        place = window_id_of(event.parent if event.type == X.CreateNotify else event.event)
        if place != self._connection.root.id:
            toplevel = self._toplevel_of.get(place)
            if toplevel is None or event.type in {X.MapNotify, X.UnmapNotify}:
                return False
            self._unread.add(toplevel)
            return True
        known = self._toplevels.get(window)
        if event.type == X.MapNotify and known is not None:
            self._toplevels[window] = replace(known, is_mapped=True, is_popup=bool(event.override))
            self._unread.add(window)
        elif event.type == X.UnmapNotify and known is not None:
            self._note_place(known)
            self._toplevels[window] = replace(known, is_mapped=False)
        else:
            if known is not None:
                self._note_place(known)
            self._is_order_stale = True
        return True

    def _configured(self, event: Any) -> bool:  # noqa: ANN401 - as above
        window = window_id_of(event.window)
        if window == self._connection.root.id:
            self.screen = Rect(0, 0, event.width, event.height)
            return True
        known = self._toplevels.get(window)
        if window_id_of(event.event) != self._connection.root.id or known is None:
            return False
        border = 2 * event.border_width
        rect = Rect(event.x, event.y, event.width + border, event.height + border)
        if rect != known.rect:
            self._note_place(known)
        self._toplevels[window] = replace(known, rect=rect)
        at = self._order.index(window) if window in self._order else -1
        below = self._order[at - 1] if at > 0 else 0
        if at < 0 or below != window_id_of(event.above_sibling):
            self._is_order_stale = True
        return True

    def _note_place(self, left: Toplevel) -> None:
        if left.is_mapped and not left.is_input_only:
            self._left.append((left.id, left.rect))

    def take_left(self) -> tuple[tuple[int, Rect], ...]:
        """The places that visible windows left since the last call, each with its window."""
        left, self._left = tuple(self._left), []
        return left

    def _property_changed(self, event: Any) -> bool:  # noqa: ANN401 - as above
        window = window_id_of(event.window)
        if window == self._connection.root.id:
            if event.atom == self._connection.atom(_CHECK):
                self._is_desktop_stale = True
                return True
            return False
        toplevel = self._toplevel_of.get(window)
        if toplevel is None or event.atom not in self._telling:
            return False
        self._unread.add(toplevel)
        return True

    def _shaped(self, window: int) -> bool:
        if window not in self._toplevels:
            return False
        self._unread.add(window)
        return True

    def _follow_compositor(self) -> None:
        display = self._connection.display
        if display.has_extension("XFIXES"):
            display.xfixes_query_version()
            display.xfixes_select_selection_input(
                self._connection.root, self._connection.atom("_NET_WM_CM_S0"), _ALL_SELECTION_EVENTS
            )

    def _read_desktop(self) -> None:
        connection = self._connection
        owner = connection.display.get_selection_owner(connection.atom("_NET_WM_CM_S0"))
        compositor = connection.title_of(window_id_of(owner)) if owner else ""
        check = connection.numbers_property(connection.root.id, _CHECK)
        self.desktop = Desktop(
            window_manager=connection.owner_of(check[0]) if check else None,
            window_manager_name=connection.title_of(check[0]) if check else "",
            is_composited=bool(owner),
            may_fade=compositor.casefold() in FADING_COMPOSITORS,
            own_processes=self._own_processes,
        )

    def _read_order(self) -> None:
        present = self._connection.children_of(self._connection.root.id)
        for gone in self._toplevels.keys() - set(present):
            self._forget(gone)
        for window in present:
            if window not in self._toplevels:
                self._meet(window)
        self._order = [window for window in present if window in self._toplevels]
        self._find_own()

    def _forget(self, toplevel: int) -> None:
        del self._toplevels[toplevel]
        self._unread.discard(toplevel)
        self._toplevel_of = {window: top for window, top in self._toplevel_of.items() if top != toplevel}

    def _meet(self, window: int) -> None:
        """Select the window's events, then ask what it looks like."""
        self._watch(window, toplevel=window)
        handle: Any = self._connection.window(window)
        if self._shape_event is not None:
            handle.shape_select_input(1)
        attributes: Any = self._connection.ask(handle.get_attributes)
        geometry: Any = self._connection.ask(handle.get_geometry)
        if attributes is None or geometry is None:
            return  # gone already; its DestroyNotify follows
        border = 2 * geometry.border_width
        is_of_server = self._connection.owner_of(window) == self._connection.owner_of(
            self._connection.root.id
        )
        self._toplevels[window] = Toplevel(
            window,
            Rect(geometry.x, geometry.y, geometry.width + border, geometry.height + border),
            clients=(),
            owner=self._connection.owner_of(window),
            process=None,
            is_mapped=attributes.map_state != X.IsUnmapped,
            is_popup=bool(attributes.override_redirect),
            # The server's own child of the root is the compositor's overlay: a canvas, not a window.
            is_input_only=attributes.win_class == X.InputOnly or is_of_server,
            has_alpha=geometry.depth == _ALPHA_DEPTH,
        )
        if self._toplevels[window].is_input_only:
            # It shows nothing, and one that talks to itself, as our input does, would never let this rest.
            self._connection.window(window).change_attributes(event_mask=X.NoEventMask)
        else:
            self._unread.add(window)

    def _watch(self, window: int, *, toplevel: int) -> None:
        self._toplevel_of[window] = toplevel
        self._connection.window(window).change_attributes(
            event_mask=X.PropertyChangeMask | X.SubstructureNotifyMask
        )

    def _read(self, window: int) -> None:
        known = self._toplevels.get(window)
        if known is None or known.is_input_only:
            return
        is_shaped = False
        if self._shape_event is not None:
            handle: Any = self._connection.window(window)
            extents: Any = self._connection.ask(handle.shape_query_extents)
            is_shaped = extents is not None and bool(extents.bounding_shaped)
        clients = tuple(
            self._client(client) for client in self._find_clients(window, toplevel=window, depth=0)
        )
        process = self._connection.process_of(window)
        was_frame = known.was_frame or any(client.id != window for client in clients)
        self._toplevels[window] = replace(
            known, clients=clients, process=process, is_shaped=is_shaped, was_frame=was_frame
        )

    def _find_clients(self, window: int, *, toplevel: int, depth: int) -> list[int]:
        """The programs' windows in a toplevel; it holds itself unless it is the window manager's frame."""
        connection = self._connection
        self._watch(window, toplevel=toplevel)
        is_foreign = connection.owner_of(window) != self.desktop.window_manager
        if connection.names_of(window) is not None or (
            is_foreign and self.desktop.window_manager is not None
        ):
            return [window]
        children = connection.children_of(window) if depth < _DEEPEST else []
        foreign = [child for child in children if connection.owner_of(child) != connection.owner_of(window)]
        found = [
            client
            for child in foreign or children
            for client in self._find_clients(child, toplevel=toplevel, depth=depth + 1)
            if client in foreign or client != child or connection.names_of(client) is not None
        ]
        return found or ([window] if depth == 0 else [])

    def _client(self, window: int) -> Client:
        connection = self._connection
        leader = connection.numbers_property(window, "WM_TRANSIENT_FOR")
        opacity = connection.numbers_property(window, _OPACITY)
        names = connection.names_of(window)
        return Client(
            window,
            app=names.app if names is not None else None,
            instance=names.instance if names is not None else "",
            title=connection.title_of(window),
            owner=connection.owner_of(window),
            process=connection.process_of(window),
            transient_for=leader[0] if leader else None,
            is_translucent=bool(opacity) and opacity != (_OPAQUE,),
        )

    def _find_own(self) -> None:
        own: set[int] = set()
        for window in self._own_windows:
            at: int | None = window
            while at is not None and at not in self._toplevels:
                at = self._connection.parent_of(at)
            if at is not None:
                own.add(at)
        for window, toplevel in list(self._toplevels.items()):
            if toplevel.is_own != (window in own):
                self._toplevels[window] = replace(toplevel, is_own=window in own)
