"""Locks when nobody is there: after minutes without a key or a pointer, with the screen, before sleep.

Nothing of what was pressed is looked at: an event only sets the clock back.
"""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot

from recorder.devices.desktop_watch import X11DesktopWatch
from recorder.errors import UserFacingError
from recorder.ports import DesktopSignal, ScreenGoneError

_SIGNS_OF_LIFE: Final = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletMove,
    }
)
_MINUTE_MS: Final = 60_000


class IdleLock(QObject):
    """Install it as an event filter of the application. ``due`` is told when it is time to lock.

    Args:
        minutes: After how many quiet minutes.
        is_busy: Whether something goes on that a quiet keyboard must not end, such as a recording.
    """

    due = Signal()

    def __init__(
        self, minutes: int, is_busy: Callable[[], bool] = lambda: False, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._is_busy = is_busy
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_quiet)
        self.set_minutes(minutes)

    def set_minutes(self, minutes: int) -> None:
        """Wait that long from now on."""
        self.set_wait_ms(minutes * _MINUTE_MS)

    def set_wait_ms(self, wait_ms: int) -> None:
        """The same in milliseconds."""
        self._timer.setInterval(wait_ms)
        self._timer.start()

    def eventFilter(self, _: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """See that somebody is there; hold nothing back."""
        if event.type() in _SIGNS_OF_LIFE and self._timer.remainingTime() < self._timer.interval() - 1000:
            self._timer.start()
        return False

    def _on_quiet(self) -> None:
        self._timer.start()
        if not self._is_busy():
            self.due.emit()


class ScreenLock(QObject):
    """Tells when the screen is locked or the machine is about to sleep.

    Where no X server answers nothing is told: the app runs on one.
    """

    due = Signal()
    _heard = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._watch = X11DesktopWatch()
        self._runs = False
        self._heard.connect(self._on_heard)

    def start(self) -> None:
        """Begin to watch."""
        if self._runs:
            return
        try:
            # The watch calls from its own thread: the signal brings the word to this one.
            self._watch.start(self.heard)
        except (UserFacingError, ScreenGoneError):
            return
        self._runs = True

    def stop(self) -> None:
        """Stop watching. Waits for the watch's thread."""
        if self._runs:
            self._runs = False
            self._watch.stop()

    def heard(self, signal: DesktopSignal) -> None:
        """The desktop said something; from any thread."""
        self._heard.emit(signal)

    @Slot(object)
    def _on_heard(self, signal: DesktopSignal) -> None:
        if signal in {DesktopSignal.LOCKED, DesktopSignal.SUSPENDING}:
            self.due.emit()
