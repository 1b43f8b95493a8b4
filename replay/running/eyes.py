"""Sees an X11 desktop: pictures, and the window that has the focus."""

from types import TracebackType
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray
from Xlib import X

from recorder.devices.pictures import X11Pictures
from recorder.devices.x11.connection import Connection, screen_may_go
from recorder.devices.x11.focused_window import FocusFinder
from recorder.episode.events import HiddenReason, WindowContext
from recorder.episode.screen import Rect

_LARGEST_HINT: Final = (640, 200)
"""A larger window is no hint, whatever it says of itself: it could hide a whole result."""


class X11Eyes:
    """``Eyes`` for the display that the environment names. Owned by one thread, up while its block lasts.

    Args:
        desktop: All that there is to see.

    Raises:
        UnreadableScreenError: The display cannot be seen, or is smaller than that.
    """

    def __init__(self, desktop: Rect) -> None:
        self._desktop: Final = desktop
        self._pictures: Final = X11Pictures()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pictures.close()

    def look(self, region: Rect | None = None) -> NDArray[np.uint8]:
        """The desktop as it is now, or a part of it; see ``Eyes``."""
        wanted = self._desktop if region is None else region
        there = wanted.intersection(self._desktop)
        if there == wanted and not there.is_empty:
            seen = self._pictures.grab_region(there)
            seen.flags.writeable = False
            return seen
        canvas = np.zeros((wanted.height, wanted.width, 4), np.uint8)
        if not there.is_empty:
            own = there.moved(-wanted.x, -wanted.y)
            canvas[own.y : own.bottom, own.x : own.right] = self._pictures.grab_region(there)
        canvas.flags.writeable = False
        return canvas


class FocusEyes:
    """Sees which window has the focus. Owned by one thread, up while its block lasts.

    Raises:
        NoDisplayError: No X server answers.
    """

    def __init__(self) -> None:
        self._connection: Final = Connection(None)
        self._finder: Final = FocusFinder(self._connection, _nothing_is_hidden)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def window(self) -> WindowContext | None:
        """The window that has the focus now; ``None`` where none has.

        Raises:
            ScreenGoneError: The server is gone.
        """
        with screen_may_go():
            found = self._finder.find()
        return None if found is None else found.context


class HintEyes:
    """Sees the little windows that say what is under a pointer that rests. Owned by one thread.

    They come where a replay rests and the person did not, and the other way round: what they lie over cannot
    be compared. Menus and dialogs are no such windows.

    Raises:
        NoDisplayError: No X server answers.
    """

    def __init__(self) -> None:
        self._connection: Final = Connection(None)
        self._are_hints: Final[dict[int, bool]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def places(self) -> tuple[Rect, ...]:
        """Where they are now.

        Raises:
            ScreenGoneError: The server is gone.
        """
        with screen_may_go():
            children = self._connection.children_of(self._connection.root.id)
            found = [self._place(each) for each in children if self._is_hint(each)]
        return tuple(place for place in found if place is not None)

    def _is_hint(self, window: int) -> bool:
        if window not in self._are_hints:
            kinds = self._connection.numbers_property(window, "_NET_WM_WINDOW_TYPE") or ()
            self._are_hints[window] = self._connection.atom("_NET_WM_WINDOW_TYPE_TOOLTIP") in kinds
        return self._are_hints[window]

    def _place(self, window_id: int) -> Rect | None:
        window = self._connection.window(window_id)
        state: Any = self._connection.ask(window.get_attributes)
        if state is None or state.map_state != X.IsViewable:
            return None
        shape: Any = self._connection.ask(window.get_geometry)
        if shape is None or shape.width > _LARGEST_HINT[0] or shape.height > _LARGEST_HINT[1]:
            return None
        return Rect(shape.x, shape.y, shape.width, shape.height)


def _nothing_is_hidden(app: str, title: str, *, instance: str = "") -> HiddenReason | None:  # noqa: ARG001 - the port's
    return None
