"""Waits until the app has settled, and takes its picture."""

import os
import subprocess
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget

_LONGEST_S: Final = 60.0
_POLL_MS: Final = 20
_STILL_MS: Final = 250
WidgetT = TypeVar("WidgetT", bound=QWidget)


def turn(ms: int) -> None:
    """Let the app go on for a while.

    Qt's own wait for tests keeps the interpreter to itself nearly all of the time: what the app does on other
    threads would take many times as long as it does for a person.
    """
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()


class Camera:
    """Writes numbered pictures into a folder.

    Args:
        folder: Is there.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._taken = 0

    def until(self, what: str, come: Callable[[], object]) -> None:
        """Let the app go on until something is so."""
        deadline = time.monotonic() + _LONGEST_S
        while not come():
            if time.monotonic() > deadline:
                raise TimeoutError(f"{what} did not come")
            turn(_POLL_MS)

    def page(self, window: QWidget, name: str) -> None:
        """Take a window alone, as large as it is."""
        turn(_STILL_MS)
        window.grab().save(str(self._next(name)))

    def dialog(self, open_it: Callable[[], object], name: str) -> None:
        """Take the screen with the dialog that is opened, be it a moment later, and dismiss it."""
        taken = self._taken
        QTimer.singleShot(_STILL_MS, partial(self._take_dialog, name))
        open_it()
        self.until("the dialog", lambda: self._taken > taken)

    def screen(self, name: str) -> None:
        """Take the whole screen, with all that lies on it."""
        turn(_STILL_MS)
        subprocess.run(
            ["import", "-silent", "-window", "root", str(self._next(name))], env=os.environ.copy(), check=True
        )

    def _take_dialog(self, name: str) -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QDialog):
            QTimer.singleShot(_STILL_MS, partial(self._take_dialog, name))
            return
        self.screen(name)
        dialog.reject()

    def _next(self, name: str) -> Path:
        self._taken += 1
        return self._folder / f"{self._taken:02}-{name}.png"


def the(kind: type[WidgetT]) -> WidgetT:
    """The widget of that kind that is in sight."""
    found = [each for each in QApplication.allWidgets() if isinstance(each, kind) and each.isVisible()]
    if not found:
        raise LookupError(f"no {kind.__name__} is in sight")
    return found[-1]
