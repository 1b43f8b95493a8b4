"""pyautogui, imported when something is to be moved, a copy for each display.

It connects to a display when it is imported, and offers no way to hang up or to take another. So each
actuator imports a copy of its own, which no other import finds. Its pause of 0.1 s after every call is off;
its fail-safe, which stops everything when the pointer is pushed into a corner, is for a person's own desktop.

It is installed without what it offers beside: no message boxes, no looking for pictures (see pyproject.toml).
"""

import importlib
import os
import sys
from collections.abc import MutableMapping
from contextlib import suppress
from typing import Final, Protocol, cast

from Xlib.display import Display
from Xlib.error import ConnectionClosedError, DisplayError

from recorder.devices.x11.connection import NoDisplayError

_NAME: Final = "pyautogui"


class PlatformModule(Protocol):
    """What of pyautogui's own adapter is used: the table from a key's name to what its system calls it."""

    keyboardMapping: MutableMapping[str, int | None]  # noqa: N815 - pyautogui's
    _display: Display


class PyAutoGui(Protocol):
    """The part of pyautogui that replay uses; it ships no types."""

    PAUSE: float
    FAILSAFE: bool
    FailSafeException: type[Exception]
    platformModule: PlatformModule  # noqa: N815 - pyautogui's

    def moveTo(self, x: int, y: int, *, _pause: bool) -> None:  # noqa: D102, N802
        ...

    def mouseDown(self, *, button: str, _pause: bool) -> None:  # noqa: D102, N802
        ...

    def mouseUp(self, *, button: str, _pause: bool) -> None:  # noqa: D102, N802
        ...

    def vscroll(self, clicks: int, *, _pause: bool) -> None:  # noqa: D102
        ...

    def hscroll(self, clicks: int, *, _pause: bool) -> None:  # noqa: D102
        ...

    def keyDown(self, key: str, *, _pause: bool) -> None:  # noqa: D102, N802
        ...

    def keyUp(self, key: str, *, _pause: bool) -> None:  # noqa: D102, N802
        ...

    def position(self) -> tuple[int, int]:  # noqa: D102
        ...

    def size(self) -> tuple[int, int]:  # noqa: D102
        ...


def load_pyautogui(*, fail_safe: bool) -> PyAutoGui:
    """A copy of it for the display that the environment names now; ``close_pyautogui`` hangs up.

    Args:
        fail_safe: Whether the pointer in a corner stops it; for a desktop that a person sits at.

    Raises:
        NoDisplayError: There is no display, or nothing answers there.
    """
    if sys.platform == "linux" and not os.environ.get("DISPLAY"):
        raise NoDisplayError
    before = {name: sys.modules.pop(name) for name in tuple(sys.modules) if name.split(".")[0] == _NAME}
    try:
        loaded = cast("PyAutoGui", importlib.import_module(_NAME))
    except (DisplayError, OSError):
        raise NoDisplayError from None
    finally:
        for name in tuple(sys.modules):
            if name.split(".")[0] == _NAME:
                del sys.modules[name]
        sys.modules.update(before)
    loaded.PAUSE = 0
    loaded.FAILSAFE = fail_safe
    return loaded


def close_pyautogui(loaded: PyAutoGui) -> None:
    """Hang up; it is of no use after that."""
    # python-xlib raises these where the server has hung up before.
    with suppress(ConnectionClosedError, OSError, AttributeError, TypeError, AssertionError):
        loaded.platformModule._display.close()  # noqa: SLF001 - it offers no way to
