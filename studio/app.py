"""The composition root: one process, one application, one window.

What records and what reviews are handed to the shell here; nowhere else are they known to it.
"""

import ctypes
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Final

from PySide6.QtCore import QObject, QSocketNotifier, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from recorder.devices.session_kind import WaylandError, is_wayland
from recorder.devices.x11.connection import Connection
from recorder.errors import UserFacingError
from recorder.process_memory import close_to_others
from recorder.vault.home import assent_home
from studio.settings import Settings, settings_path
from studio.ui.icons import app_icon
from studio.ui.models.key_choice import commands_of
from studio.ui.models.places import Place, Visit
from studio.ui.models.recording_controller import RecordingController
from studio.ui.models.review_session import ReviewSession
from studio.ui.models.settings_desk import SettingsDesk
from studio.ui.models.vault_desk import VaultDesk
from studio.ui.pages.record_page import RecordPage
from studio.ui.pages.review.page import ReviewPage
from studio.ui.pages.tasks_page import RecordWish
from studio.ui.windows.appearance import speak, wear
from studio.ui.windows.faults import Faults
from studio.ui.windows.garbage import GarbageCollection
from studio.ui.windows.icons_ahead import IconsAhead
from studio.ui.windows.own_windows import own_window_ids
from studio.ui.windows.recording_windows import RecordingWindows
from studio.ui.windows.shell import Parts, Shell

NAME: Final = "assent"
_NEEDED_LIBRARY: Final = "libxcb-cursor.so.0"


class ToolkitLibraryMissingError(UserFacingError):
    """A library that the toolkit loads by name is not installed."""

    def __init__(self) -> None:
        super().__init__(
            f"The window toolkit needs {_NEEDED_LIBRARY}, which is not installed.",
            mend="On Debian and Ubuntu, run: sudo apt install libxcb-cursor0",
        )


def run_app(study: Path | None = None) -> int:
    """Run the app until it is closed.

    Args:
        study: A study's file to open first.

    Returns:
        The process's exit code.

    Raises:
        UserFacingError: There is no display that it could run on.
    """
    close_to_others()
    refuse_without_display()
    app = make_application()
    faults = Faults(app)
    garbage = GarbageCollection(app)
    settings = SettingsDesk(settings_path())
    wear(app, settings.now)
    speak(settings.now)
    studio = Studio(app, settings)
    studio.content_dropped.connect(garbage.collect_all, Qt.ConnectionType.QueuedConnection)
    with faults.caught(), _ended_by_signals(app, studio.shell.ask_no_more):
        try:
            studio.shell.show()
            if study is not None:
                studio.shell.open_study(study)
            return app.exec()
        finally:
            studio.close()
            garbage.end()


def refuse_without_display() -> None:
    """Refuse what would make the toolkit abort the process.

    A Wayland session with an X server beside it is fine for reviewing; the app's check of the machine says
    that nothing can be recorded there.

    Raises:
        NoDisplayError: No X server answers.
        WaylandError: There is a Wayland session and no X server.
        ToolkitLibraryMissingError: A library is missing.
    """
    if sys.platform != "linux" or os.environ.get("QT_QPA_PLATFORM") == "offscreen":
        return
    if is_wayland(os.environ) and not os.environ.get("DISPLAY"):
        raise WaylandError
    Connection(None).close()
    try:
        ctypes.CDLL(_NEEDED_LIBRARY)
    except OSError:
        raise ToolkitLibraryMissingError from None
    os.environ.setdefault("QT_QPA_PLATFORM", "xcb")


def make_application() -> QApplication:
    """The application. Its windows are named ``assent``, by which recordings know and hide them."""
    QGuiApplication.setDesktopFileName(NAME)
    app = QApplication([NAME])
    app.setApplicationName(NAME)
    app.setApplicationDisplayName("Assent")
    app.setStyle("Fusion")
    app.setWindowIcon(app_icon())
    return app


@contextmanager
def _ended_by_signals(app: QApplication, ask_no_more: Callable[[], None]) -> Iterator[None]:
    """End the loop, in order, when the process is interrupted or told to end: nobody is there to be asked."""
    heard, told = socket.socketpair()
    for end in (heard, told):
        end.setblocking(False)  # noqa: FBT003 - as socket has it
    watched = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def end_unasked() -> None:
        ask_no_more()
        app.quit()

    def quit_app(_: int, __: FrameType | None) -> None:
        # Queued: before the loop runs, a plain quit would be forgotten.
        QTimer.singleShot(0, end_unasked)

    before = {number: signal.signal(number, quit_app) for number in watched}
    old = signal.set_wakeup_fd(told.fileno(), warn_on_full_buffer=False)
    # Python runs a signal's handler only between its own instructions: the notifier gives it some.
    notifier = QSocketNotifier(heard.fileno(), QSocketNotifier.Type.Read)
    reader = _SignalReader(heard)
    notifier.activated.connect(reader.read)
    try:
        yield
    finally:
        notifier.setEnabled(False)
        signal.set_wakeup_fd(old)
        for number, handler in before.items():
            signal.signal(number, handler)
        heard.close()
        told.close()


class _SignalReader(QObject):
    def __init__(self, heard: socket.socket) -> None:
        super().__init__()
        self._heard = heard

    def read(self) -> None:
        self._heard.recv(64)


class Studio(QObject):
    """The shell, what records and what reviews, each known to the others by what it needs of them alone.

    Attributes:
        content_dropped: A review page is gone, and with it what it held, but for circles of references.
    """

    content_dropped = Signal()

    def __init__(self, app: QApplication, settings: SettingsDesk) -> None:
        super().__init__()
        self._settings = settings
        self._desk = VaultDesk(assent_home(), self)
        self.recording = RecordingController(
            self._desk, own_windows=own_window_ids, hotkeys=settings.now.hotkeys, parent=self
        )
        parts = Parts(
            open_task=self.open_task,
            make_record=self._make_record,
            make_review=self._make_review,
            is_recording=lambda: self.recording.is_under_way,
        )
        self.shell = Shell(app, self._desk, settings, parts)
        self._signs = RecordingWindows(self.recording, self.shell.window)
        self._icons = IconsAhead(self)
        self._icons.begin()
        self.recording.recording_filed.connect(self._on_recording_filed)
        self.shell.receiving.content_dropped.connect(self.content_dropped)
        self.shell.checking.content_dropped.connect(self.content_dropped)
        self.shell.consent_withdrawn.connect(self.recording.end_for)
        settings.changed.connect(self._on_settings)

    def close(self) -> None:
        """End what records, then the shell."""
        self.recording.close()
        self._signs.close()
        self.shell.close()

    def open_task(self, wish: RecordWish) -> None:
        """Make this task the one that the record page shows."""
        self.recording.open_task(wish.study_sha256, wish.task_id)

    def _make_record(self, _: str) -> QWidget:
        page = RecordPage(self.recording)
        page.review_requested.connect(self.shell.window.open_review)
        page.back_requested.connect(self._on_back_to_tasks)
        return page

    def _make_review(self, session_id: str) -> QWidget:
        page = ReviewPage(ReviewSession(self._desk, session_id), commands_of(self._settings.now.keys))
        page.back_requested.connect(self._on_back_to_library)
        page.share_requested.connect(self.shell.sharing.open)
        page.trial_requested.connect(self.shell.checking.try_replaying)
        page.replay_requested.connect(self.shell.replaying.begin_named)
        page.destroyed.connect(self.content_dropped)
        return page

    @Slot()
    def _on_back_to_tasks(self) -> None:
        self.shell.window.go(Visit(Place.TASKS))

    @Slot()
    def _on_back_to_library(self) -> None:
        self.shell.window.go(Visit(Place.LIBRARY))

    @Slot(str)
    def _on_recording_filed(self, _: str) -> None:
        self.shell.refresh()

    @Slot(object)
    def _on_settings(self, settings: Settings) -> None:
        self.recording.set_hotkeys(settings.hotkeys)
