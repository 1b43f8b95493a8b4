"""Garbage is collected on the interface's thread alone.

Python collects on whichever thread happens to allocate. Where that is a worker's, a widget that was left in a
circle of references would be destroyed there, timers and all, which Qt forbids and does not survive.

Looking through all that an hour's recording holds takes a tenth of a second. What was loaded at once is put
aside, and looked through when recordings are let go of.
"""

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer, Slot

_LOOK_MS: Final = 500
_LOADED: Final = 50_000
"""So many things made between two looks were loaded, not left behind."""


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

    @Slot()
    def collect_all(self) -> None:
        """Look through everything, what was loaded too: nothing captured may outlive who held it."""
        gc.unfreeze()
        gc.collect()
        gc.freeze()

    def _on_time(self) -> None:
        """Collect the oldest generation whose time has come, as Python would have."""
        if gc.get_count()[0] > _LOADED:
            gc.freeze()
            return
        for generation in (2, 1, 0):
            if gc.get_count()[generation] > gc.get_threshold()[generation]:
                gc.collect(generation)
                return
