"""A chord that ends a replay wherever the keyboard is, for the person's own desktop.

The process that acts holds it itself: it works though the app that shows the replay hangs. No program sees
the chord, since it is grabbed.
"""

import os
import select
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Final, Self

from recorder.devices.x11.hotkeys import HotkeyGrab, UnknownKeyError
from recorder.ports import ScreenGoneError
from recorder.recording.hotkeys import parse_chord


class AbortKeys:
    """Watches for the chord; up while its ``with`` block lasts.

    Args:
        chord: Such as ``ctrl+shift+f12``.
        on_struck: Called on a thread of its own, once, and also when the screen is gone.

    Attributes:
        is_held: Whether the chord is ours; if not, another program has it, or the keyboard lacks the key.

    Raises:
        HotkeyError: It is no chord.
        NoDisplayError: No X server answers.
    """

    def __init__(self, chord: str, on_struck: Callable[[], object]) -> None:
        self._chord: Final = parse_chord(chord)
        self._on_struck = on_struck
        self.is_held = False
        self._grab: HotkeyGrab | None = None
        self._wake_read, self._wake_write = os.pipe()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        try:
            self._grab = HotkeyGrab([self._chord])
            self.is_held = not self._grab.taken
        except UnknownKeyError:
            return self
        self._thread = threading.Thread(target=self._watch, args=(self._grab,), name="abort-keys")
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._wake_write)
        if self._thread is not None:
            self._thread.join()
        if self._grab is not None:
            self._grab.close()
        os.close(self._wake_read)

    def _watch(self, grab: HotkeyGrab) -> None:
        while True:
            readable, _, _ = select.select([grab.fileno(), self._wake_read], [], [])
            if self._wake_read in readable:
                return
            try:
                is_struck = grab.was_struck()
            except ScreenGoneError:
                is_struck = True
            if is_struck:
                self._on_struck()
                return
