"""Long work on the interface's thread, in turns: after each the person is heard and the screen is drawn."""

from collections import deque
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer

_NEXT_MS: Final = 1


class Turns(QObject):
    """Does what it is given, one thing in each turn of the loop, in order.

    A turn begins a moment after the one before has ended, so that two of them never come at once, however
    late they are.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: deque[Callable[[], object]] = deque()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_NEXT_MS)
        self._timer.timeout.connect(self._do_next)

    @property
    def is_over(self) -> bool:
        """Whether all is done."""
        return not self._waiting

    def add(self, *works: Callable[[], object]) -> None:
        """Do these too, after what waits already."""
        self._waiting.extend(works)
        if self._waiting and not self._timer.isActive():
            self._timer.start()

    def finish(self) -> None:
        """Do all that waits, at once: somebody needs it now."""
        while self._waiting:
            self._waiting.popleft()()

    def forget(self) -> None:
        """Do nothing of what waits."""
        self._waiting.clear()
        self._timer.stop()

    def _do_next(self) -> None:
        if self._waiting:
            self._waiting.popleft()()
        if self._waiting:
            self._timer.start()
