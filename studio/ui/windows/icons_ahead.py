"""Draws every icon before anybody asks for it, one at a time, while the person has not yet done anything.

A page of twenty buttons would else spend its first moment on reading and drawing them.
"""

from PySide6.QtCore import QObject, QTimer

from studio.ui.icons import FOLDER, icon


class IconsAhead(QObject):
    """Draws in the colours that are in force; ``begin`` again when they change."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._names: list[str] = []
        # Without an interval it runs whenever nothing else waits.
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._on_time)

    @property
    def is_done(self) -> bool:
        """Whether all are drawn."""
        return not self._names

    def begin(self) -> None:
        """Draw them all, from the next moment on in which nothing else is to be done."""
        self._names = sorted(path.stem for path in FOLDER.glob("*.svg"))
        self._timer.start()

    def _on_time(self) -> None:
        if self._names:
            icon(self._names.pop())
        else:
            self._timer.stop()
