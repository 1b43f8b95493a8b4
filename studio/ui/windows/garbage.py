"""Garbage is collected on the interface's thread alone.

Python collects on whichever thread happens to allocate. Where that is a worker's, a widget that was left in a
circle of references would be destroyed there, timers and all, which Qt forbids and does not survive.
"""

import gc

from PySide6.QtCore import QObject, QTimer

_LOOK_MS = 500


class GarbageCollection(QObject):
    """Replaces Python's own for as long as it lives; ``end`` gives it back."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._on_time)
        # What was loaded up to here stays for the life of the process: not worth a look each time.
        gc.collect()
        gc.freeze()
        gc.disable()
        self._timer.start(_LOOK_MS)

    def end(self) -> None:
        """Let Python collect by itself again."""
        self._timer.stop()
        gc.enable()
        gc.unfreeze()

    def _on_time(self) -> None:
        """Collect the oldest generation whose time has come, as Python would have."""
        for generation in (2, 1, 0):
            if gc.get_count()[generation] > gc.get_threshold()[generation]:
                gc.collect(generation)
                return
