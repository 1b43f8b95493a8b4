"""The first window that a program opens: finding it, giving it a size and a place, saying where it is.

A size is asked for as the window managers' convention (EWMH, and ICCCM 4.1.5) has it: the client asks to be
configured, the manager decides. So what was got is read back and may differ: a terminal rounds to whole
letters. Shadows that a program draws itself (``_GTK_FRAME_EXTENTS``) are no part of its size.

A place is asked for as a pager would (``_NET_MOVERESIZE_WINDOW``), with static gravity: it is where the
program draws, whatever frame the manager puts around. A manager that knows no such wish leaves the window
where it is.
"""

import time
from dataclasses import dataclass
from typing import Any, Final

from Xlib import X
from Xlib.protocol.event import ClientMessage

from recorder.devices.x11.connection import Connection
from recorder.episode.screen import Monitor, Rect
from recorder.episode.study import Size

_CLIENTS: Final = "_NET_CLIENT_LIST"
_STATE: Final = "_NET_WM_STATE"
_TYPE: Final = "_NET_WM_WINDOW_TYPE"
_SHADOW: Final = "_GTK_FRAME_EXTENTS"
_FRAME: Final = "_NET_FRAME_EXTENTS"
_MOVE: Final = "_NET_MOVERESIZE_WINDOW"
_STATIC: Final = 10
_HAS_X: Final = 1 << 8
_HAS_Y: Final = 1 << 9
_ORDINARY: Final = ("_NET_WM_WINDOW_TYPE_NORMAL", "_NET_WM_WINDOW_TYPE_DIALOG")
_REMOVE: Final = 0
_FROM_A_PAGER: Final = 2
_POLL_S: Final = 0.05
_ASK_AGAIN_S: Final = 0.3
_STILL_S: Final = 0.4
_PATIENCE_S: Final = 4.0
_MOST_MOVES: Final = 3
"""How often to ask for a place: a program that goes back to its own each time has its way."""
_BORDER: Final = 8
"""By how much a place may be missed for a border that the manager counts with the window, in pixels."""


@dataclass(frozen=True, slots=True)
class NewWindow:
    """A window that was not there before.

    Attributes:
        id: Its X11 id.
        process: The process behind it, if known.
        names: Both parts of its ``WM_CLASS``, in lower case.
    """

    id: int
    process: int | None
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class Corner:
    """The upper left pixel of a window on the screen."""

    x: int
    y: int


class FirstWindow:
    """Looks for windows that open from now on; owned by one thread.

    Args:
        connection: Asked from that thread only.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._before = frozenset(self._windows())

    def opened(self) -> tuple[NewWindow, ...]:
        """The visible ordinary windows that were not there before, oldest first."""
        return tuple(
            NewWindow(window, self._connection.process_of(window), self._names(window))
            for window in self._windows()
            if window not in self._before and self._is_ordinary(window)
        )

    def is_there(self, window: int) -> bool:
        """Whether the window is still open."""
        return window in self._windows()

    def arrange(self, window: int, *, size: Size | None, corner: Corner | None) -> None:
        """Ask for a size and a place until the window has them, or until it is clear that it keeps others.

        Args:
            window: Its X11 id.
            size: Of what the program draws; ``None`` to leave it.
            corner: Of what the program draws; ``None`` to leave it.
        """
        self._leave_maximised(window)
        now = time.monotonic()
        give_up, asked, still_since = now + _PATIENCE_S, 0.0, now
        seen: Rect | None = None
        moves, aim = 0, corner
        while (now := time.monotonic()) < give_up:
            rect = self.rect_of(window)
            if rect is None:
                return
            if rect != seen:
                seen, still_since = rect, now
            has_size = size is None or (rect.width, rect.height) == (size.width, size.height)
            has_place = corner is None or (rect.x, rect.y) == (corner.x, corner.y) or moves >= _MOST_MOVES
            # Some programs take their own size once more when they are shown, so it must also last.
            if has_size and has_place and now - still_since >= _STILL_S:
                return
            if now - asked >= _ASK_AGAIN_S and not (has_size and has_place):
                asked = now
                if size is not None and not has_size:
                    self._ask_for(window, size)
                if corner is not None and aim is not None and not has_place:
                    if moves:
                        aim = _corrected(aim, corner.x - rect.x, corner.y - rect.y)
                    moves += 1
                    self._ask_to_move(window, aim)
            time.sleep(_POLL_S)

    def corner_inside(self, window: int, outer: Corner) -> Corner:
        """Where the program draws, once the frame around its window has this corner."""
        match self._connection.numbers_property(window, _FRAME):
            case (left, _right, top, _bottom):
                frame_x, frame_y = left, top
            case _:
                frame_x, frame_y = 0, 0
        shadow_x, _, shadow_y, _ = self._shadow(window)
        return Corner(outer.x + frame_x + shadow_x, outer.y + frame_y + shadow_y)

    def rect_of(self, window: int) -> Rect | None:
        """Where the program draws, on the screen, without frame and shadow; ``None`` when it is gone."""
        connection = self._connection
        geometry: Any = connection.ask(connection.window(window).get_geometry)
        place: Any = connection.ask(lambda: connection.root.translate_coords(window, 0, 0))
        if geometry is None or place is None:
            return None
        left, right, top, bottom = self._shadow(window)
        return Rect(
            place.x + left,
            place.y + top,
            max(0, geometry.width - left - right),
            max(0, geometry.height - top - bottom),
        )

    def _ask_for(self, window: int, size: Size) -> None:
        left, right, top, bottom = self._shadow(window)
        self._connection.window(window).configure(
            width=size.width + left + right, height=size.height + top + bottom
        )
        self._connection.round_trip()

    def _ask_to_move(self, window: int, corner: Corner) -> None:
        left, _, top, _ = self._shadow(window)
        how = _STATIC | _HAS_X | _HAS_Y | _FROM_A_PAGER << 12
        # Places left of or above the first monitor are negative; a message holds words without a sign.
        place = [(corner.x - left) & 0xFFFFFFFF, (corner.y - top) & 0xFFFFFFFF]
        self._send_to_manager(window, _MOVE, [how, *place, 0, 0])

    def _leave_maximised(self, window: int) -> None:
        """A maximised window takes no size; one that is not is left as it is."""
        atoms = [self._connection.atom(f"{_STATE}_MAXIMIZED_{way}") for way in ("HORZ", "VERT")]
        state = self._connection.numbers_property(window, _STATE) or ()
        if not set(atoms).intersection(state):
            return
        self._send_to_manager(window, _STATE, [_REMOVE, *atoms, _FROM_A_PAGER, 0])

    def _send_to_manager(self, window: int, name: str, numbers: list[int]) -> None:
        message = ClientMessage(
            window=self._connection.window(window),
            client_type=self._connection.atom(name),
            data=(32, numbers),
        )
        mask = X.SubstructureRedirectMask | X.SubstructureNotifyMask
        self._connection.root.send_event(message, event_mask=mask)
        self._connection.round_trip()

    def _shadow(self, window: int) -> tuple[int, int, int, int]:
        match self._connection.numbers_property(window, _SHADOW):
            case (left, right, top, bottom):
                return left, right, top, bottom
            case _:
                return 0, 0, 0, 0

    def _windows(self) -> tuple[int, ...]:
        connection = self._connection
        if connection.numbers_property(connection.root.id, "_NET_SUPPORTING_WM_CHECK"):
            return connection.numbers_property(connection.root.id, _CLIENTS) or ()
        return tuple(
            window
            for window in connection.children_of(connection.root.id)
            if connection.names_of(window) is not None
        )

    def _is_ordinary(self, window: int) -> bool:
        attributes: Any = self._connection.ask(self._connection.window(window).get_attributes)
        if attributes is None or attributes.map_state != X.IsViewable or attributes.override_redirect:
            return False
        kinds = self._connection.numbers_property(window, _TYPE) or ()
        return not kinds or bool({self._connection.atom(name) for name in _ORDINARY}.intersection(kinds))

    def _names(self, window: int) -> frozenset[str]:
        raw = self._connection.bytes_property(window, "WM_CLASS") or b""
        return frozenset(part.decode("utf-8", "replace").casefold() for part in raw.split(b"\0") if part)


def _corrected(aim: Corner, dx: int, dy: int) -> Corner:
    """Where to aim after a place was missed by this much; who was sent far away has gone by itself."""
    return Corner(aim.x + dx, aim.y + dy) if max(abs(dx), abs(dy)) <= _BORDER else aim


def monitor_of(rect: Rect, monitors: tuple[Monitor, ...]) -> Monitor:
    """The monitor on which most of a rectangle lies; the first where it lies on none.

    Raises:
        ValueError: There is no monitor.
    """

    def shared(monitor: Monitor) -> int:
        common = rect.intersection(monitor.rect)
        return common.width * common.height

    return max(monitors, key=shared)
