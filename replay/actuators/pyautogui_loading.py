"""pyautogui, imported when something is to be moved, and checked to be on the display that was meant.

It asks for a display when it is imported, and keeps that one for the life of its process: so a replay acts in
a process of its own, whose environment names the display. Its pause of 0.1 s after every call is off; its
fail-safe, which stops everything when the pointer is pushed into a corner, is for the person's own desktop.

The distribution is read without what pyautogui offers beside: no message boxes, no looking for pictures.
"""

import importlib
import os
import sys
from collections.abc import MutableMapping
from typing import Protocol

from recorder.devices.x11.connection import NoDisplayError


class PlatformModule(Protocol):
    """What of pyautogui's own adapter is used: the table from a key's name to what its system calls it."""

    keyboardMapping: MutableMapping[str, int | None]  # noqa: N815 - pyautogui's


class PyAutoGui(Protocol):
    """The part of pyautogui that replay uses; it ships no types."""

    PAUSE: float
    FAILSAFE: bool
    FailSafeException: type[Exception]
    KEY_NAMES: list[str]
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
    """Import it for the display that the environment names.

    Args:
        fail_safe: Whether the pointer in a corner stops it; for a desktop that a person sits at.

    Raises:
        NoDisplayError: There is no display, or nothing answers there.
        RuntimeError: It was imported for another display already.
    """
    display = os.environ.get("DISPLAY", "")
    if sys.platform == "linux" and not display:
        raise NoDisplayError
    try:
        loaded: PyAutoGui = importlib.import_module("pyautogui")
    except Exception as exc:
        # python-xlib's own errors, and those of sockets: nothing of pyautogui's own can fail there.
        if type(exc).__module__.startswith("Xlib") or isinstance(exc, OSError):
            sys.modules.pop("pyautogui", None)
            raise NoDisplayError from None
        raise
    if sys.platform == "linux":
        _check_display(loaded, display)
    loaded.PAUSE = 0
    loaded.FAILSAFE = fail_safe
    return loaded


def _check_display(loaded: PyAutoGui, display: str) -> None:
    """Raise where it was imported for another display than the environment names now."""
    theirs = loaded.platformModule._display.get_display_name()  # type: ignore[attr-defined] # noqa: SLF001
    if theirs != display:
        raise RuntimeError("pyautogui was imported for another display; act in a process of its own")
