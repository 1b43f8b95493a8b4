"""What locks, and that nothing of what was there is left when it has."""

import gc
import weakref
from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from recorder.ports import DesktopSignal
from studio.settings import Look
from studio.ui.dialogs.decision import DecisionDialog
from studio.ui.models.idle_lock import ScreenLock
from studio.ui.models.places import Opened, Place, Visit
from studio.ui.pages.library_page import LibraryPage
from studio.ui.pages.settings_page import SettingsPage
from studio.ui.pages.tasks_page import TasksPage
from studio.ui.pages.unlock_page import UnlockPage
from tests.rigs.shell_rig import PASSPHRASE, ReviewStandIn, ShellRig


def locked(rig: ShellRig) -> bool:
    return isinstance(rig.shell.window.page, UnlockPage) and not rig.shell.desk.is_open


def forget_deleted() -> None:
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()


def test_ctrl_l_locks(rig: ShellRig, qtbot: QtBot) -> None:
    rig.unlock(TasksPage)
    rig.shell.window.activateWindow()
    qtbot.waitUntil(rig.shell.window.isActiveWindow)
    qtbot.keyClick(rig.page, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert locked(rig)


def test_locking_destroys_every_page_and_picture(rig: ShellRig) -> None:
    rig.unlock(TasksPage)
    rig.shell.window.go(Visit(Place.LIBRARY))
    page = rig.page
    assert isinstance(page, LibraryPage)
    rig.settle()
    pictures, model = page.pictures, page.model
    rig.qtbot.waitUntil(lambda: pictures.count > 0)
    gone = [weakref.ref(each) for each in (page, page.table)]
    rig.shell.lock()
    assert pictures.count == 0
    assert model.rowCount() == 0
    del page
    forget_deleted()
    assert locked(rig)
    assert [each() for each in gone] == [None, None]
    assert "letter" not in rig.said
    assert "Everyday" not in rig.said


def test_unlocking_returns_to_where_the_person_was(rig: ShellRig) -> None:
    rig.unlock(TasksPage)
    rig.shell.window.go(Visit(Place.LIBRARY))
    rig.shell.window.open_review("some-session")
    rig.shell.lock()
    assert rig.reviews[0].has_let_go
    rig.unlock(ReviewStandIn)
    assert rig.shell.window.visit == Visit(Place.LIBRARY, Opened.REVIEW, "some-session")
    rig.shell.window.go_back()
    assert isinstance(rig.page, LibraryPage)


def test_a_quiet_keyboard_locks(rig: ShellRig) -> None:
    rig.unlock(TasksPage)
    rig.shell.idle_lock.set_wait_ms(50)
    rig.qtbot.waitUntil(lambda: locked(rig))
    assert "nobody was here" in rig.said


def test_a_recording_is_not_cut_by_a_quiet_keyboard(rig: ShellRig, qtbot: QtBot) -> None:
    rig.unlock(TasksPage)
    rig.recording.append(True)
    rig.shell.idle_lock.set_wait_ms(20)
    qtbot.wait(200)
    assert not locked(rig)
    rig.recording.clear()
    qtbot.waitUntil(lambda: locked(rig))


def test_whoever_types_is_not_locked_out(rig: ShellRig, qtbot: QtBot) -> None:
    rig.unlock(TasksPage)
    rig.shell.idle_lock.set_wait_ms(1500)
    for _ in range(10):
        qtbot.wait(250)
        qtbot.keyClick(rig.page, Qt.Key.Key_Shift)
    assert not locked(rig)


@pytest.mark.parametrize("signal", [DesktopSignal.LOCKED, DesktopSignal.SUSPENDING])
def test_the_screen_and_sleep_lock(rig: ShellRig, signal: DesktopSignal) -> None:
    rig.unlock(TasksPage)
    (watch,) = rig.shell.findChildren(ScreenLock)
    watch.heard(signal)
    rig.qtbot.waitUntil(lambda: locked(rig))


def test_a_question_goes_with_the_lock(rig: ShellRig) -> None:
    rig.unlock(TasksPage)
    rig.settle()
    shown: list[bool] = []

    def lock() -> None:
        if not isinstance(QApplication.activeModalWidget(), DecisionDialog):
            QTimer.singleShot(20, rig.shell, lock)
            return
        shown.append(True)
        rig.shell.lock()

    QTimer.singleShot(100, rig.shell, lock)
    rig.press("Withdraw…")
    rig.qtbot.waitUntil(lambda: locked(rig))
    assert shown == [True]
    assert QApplication.activeModalWidget() is None


def test_the_windows_title_never_names_content(rig: ShellRig) -> None:
    rig.unlock(TasksPage)
    titles = {rig.shell.window.windowTitle()}
    for visit in (Visit(Place.LIBRARY), Visit(Place.LIBRARY, Opened.REVIEW, "x"), Visit(Place.SETTINGS)):
        rig.shell.window.go(visit)
        titles.add(rig.shell.window.windowTitle())
    assert titles == {"Assent"}


def test_locking_twice_and_before_unlocking_does_no_harm(rig: ShellRig) -> None:
    rig.shell.lock()
    rig.unlock(TasksPage)
    rig.shell.lock()
    rig.shell.lock()
    rig.unlock(TasksPage)


def test_the_passphrase_is_not_left_in_the_page(rig: ShellRig) -> None:
    page = rig.page
    assert isinstance(page, UnlockPage)
    rig.type("Passphrase", PASSPHRASE)
    rig.press("Unlock")
    rig.wait_for(TasksPage)
    assert PASSPHRASE not in rig.said


def test_settings_hold_at_once_and_are_found_again(rig: ShellRig, make_rig: Callable[[], ShellRig]) -> None:
    rig.unlock(TasksPage)
    rig.shell.window.go(Visit(Place.SETTINGS))
    assert isinstance(rig.page, SettingsPage)
    rig.shell.settings.change(look=Look.DARK, idle_minutes=7)
    rig.shell.window.resize(1100, 700)
    rig.shell.window.close()
    rig.shell.close()
    again = make_rig()
    assert again.shell.settings.now.look is Look.DARK
    assert again.shell.settings.now.idle_minutes == 7
    assert again.shell.window.size().width() == 1100
