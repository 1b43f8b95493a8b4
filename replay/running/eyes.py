"""Sees an X11 desktop: pictures, and the window that has the focus."""

from types import TracebackType
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from recorder.devices.pictures import X11Pictures
from recorder.devices.x11.connection import Connection, screen_may_go
from recorder.devices.x11.focused_window import FocusFinder
from recorder.episode.events import HiddenReason, WindowContext
from recorder.episode.screen import Rect


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


def _nothing_is_hidden(app: str, title: str, *, instance: str = "") -> HiddenReason | None:  # noqa: ARG001 - the port's
    return None
