"""The tray icon: the recording's state at a glance, where the desktop has a tray.

Where it has none, nothing is missing: the bar says the same. Opening its menu takes the keyboard, as any menu
does; what is typed into it is Assent's own, and is not recorded.
"""

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from studio.recording.situation import LIVE, Situation, Stage
from studio.recording.steps import Wish
from studio.ui.recording_words import clock_text, state_words
from studio.ui.widgets.recording_sign import shape_icon
from studio.ui.words import tr


class RecordingTray(QObject):
    """Shows one recording in the tray, and asks for what its menu says."""

    wish_requested = Signal(object)
    """A ``Wish``."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._menu = QMenu()
        self._icon = QSystemTrayIcon(self)
        self._icon.setContextMenu(self._menu)
        self.state = self._menu.addAction("")
        self.state.setEnabled(False)
        self._menu.addSeparator()
        self.pause = self._menu.addAction("")
        self.off = self._menu.addAction(tr("Off the record"))
        self.stop = self._menu.addAction(tr("Stop"))
        for action, wish in (
            (self.pause, Wish.TOGGLE_PAUSE),
            (self.off, Wish.OFF_THE_RECORD),
            (self.stop, Wish.STOP),
        ):
            action.triggered.connect(partial(self._ask_for, wish))
        self.show_situation(Situation())

    def appear(self) -> None:
        """Show it, if there is a tray."""
        if QSystemTrayIcon.isSystemTrayAvailable():
            self._icon.show()

    def disappear(self) -> None:
        """Take it away."""
        self._icon.hide()

    def show_situation(self, situation: Situation) -> None:
        """Show where it stands."""
        is_live = situation.stage in LIVE
        words = state_words(situation)
        if is_live:
            words = f"{words} · {clock_text(situation.figures.recorded_ns)}"
        self._icon.setIcon(shape_icon(situation))
        self._icon.setToolTip(words)
        self.state.setText(words)
        self.pause.setText(tr("Go on") if situation.stage is Stage.PAUSED else tr("Pause"))
        for action in (self.pause, self.off, self.stop):
            action.setEnabled(is_live)

    def _ask_for(self, wish: Wish, _is_checked: bool = False) -> None:  # noqa: FBT001, FBT002 - of the signal
        self.wish_requested.emit(wish)
