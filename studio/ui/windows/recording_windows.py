"""While something is recorded: the bar and the tray are there, and the main window is out of the way."""

from PySide6.QtCore import QEvent, QObject, Slot
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
        bar: The recording bar.
        tray: The tray icon.
    """

    def __init__(self, controller: RecordingController, main_window: QWidget) -> None:
        super().__init__(main_window)
        self.bar = RecordingBar()
        self.tray = RecordingTray(self)
        self._controller = controller
        self._main_window = main_window
        self._is_under_way = False
        main_window.installEventFilter(self)
        self.bar.wish_requested.connect(controller.wish)
        self.tray.wish_requested.connect(controller.wish)
        controller.task_changed.connect(self._on_task_changed)
        controller.situation_changed.connect(self._on_situation_changed)
        # It has its X11 id before any recording begins, whose process is told which windows are Assent's.
        self.bar.winId()

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
        self.bar.close()
        self.bar.deleteLater()

    @Slot()
    def _on_task_changed(self) -> None:
        self.bar.show_sheet(self._controller.sheet)

    @Slot(object)
    def _on_situation_changed(self, situation: Situation) -> None:
        self.bar.show_situation(situation)
        self.tray.show_situation(situation)
        is_under_way = situation.stage in UNDER_WAY
        if is_under_way == self._is_under_way:
            return
        self._is_under_way = is_under_way
        if is_under_way:
            self.bar.appear(self._controller.hotkeys)
            self.tray.appear()
            self._main_window.showMinimized()
            return
        self.bar.disappear()
        self.tray.disappear()
        self._main_window.showNormal()
        self._main_window.raise_()
        self._main_window.activateWindow()
