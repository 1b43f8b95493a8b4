"""While something is recorded: the bar and the tray are there, and the main window is out of the way."""

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtWidgets import QWidget

from studio.recording.situation import UNDER_WAY, Situation
from studio.ui.models.recording_controller import RecordingController
from studio.ui.windows.recording_bar import RecordingBar
from studio.ui.windows.tray import RecordingTray


class RecordingWindows(QObject):
    """Joins the bar and the tray to the recording.

    Args:
        controller: The recording.
        main_window: Minimised while something runs, and brought back after it.

    Attributes:
        bar: The recording bar; another one for each recording, in the colours and the language of its time.
        tray: The tray icon; likewise.
    """

    def __init__(self, controller: RecordingController, main_window: QWidget) -> None:
        super().__init__(main_window)
        self._controller = controller
        self._main_window = main_window
        self._is_under_way = False
        main_window.installEventFilter(self)
        self._make_signs()
        controller.task_changed.connect(self._on_task_changed)
        controller.situation_changed.connect(self._on_situation_changed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Keep the main window while something runs: it comes back when that is over."""
        if watched is self._main_window and self._is_under_way and event.type() is QEvent.Type.Close:
            event.ignore()
            self._main_window.showMinimized()
            return True
        return super().eventFilter(watched, event)

    def close(self) -> None:
        """Take all of it away."""
        self.tray.disappear()
        self.tray.deleteLater()
        self.bar.close()
        self.bar.deleteLater()

    def _make_signs(self) -> None:
        self.bar = RecordingBar()
        self.tray = RecordingTray(self)
        self.bar.wish_requested.connect(self._controller.wish)
        self.tray.wish_requested.connect(self._controller.wish)
        self.bar.show_sheet(self._controller.sheet)

    @Slot()
    def _on_task_changed(self) -> None:
        self.bar.show_sheet(self._controller.sheet)

    @Slot(object)
    def _on_situation_changed(self, situation: Situation) -> None:
        is_under_way = situation.stage in UNDER_WAY
        is_new, self._is_under_way = is_under_way != self._is_under_way, is_under_way
        if is_new and is_under_way:
            self.close()
            self._make_signs()
        self.bar.show_situation(situation)
        self.tray.show_situation(situation)
        if not is_new:
            return
        if is_under_way:
            self.bar.appear(self._controller.hotkeys)
            self.tray.appear()
            self._main_window.showMinimized()
            return
        self.bar.disappear()
        self.tray.disappear()
        state = self._main_window.windowState() & ~Qt.WindowState.WindowMinimized
        self._main_window.setWindowState(state)
        self._main_window.show()
        self._main_window.raise_()
        self._main_window.activateWindow()
