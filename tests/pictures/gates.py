"""Before the vault is open: the welcome, the recovery code, the lock."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from studio.app import Studio
from studio.ui.pages.recovery_code_page import RecoveryCodePage
from studio.ui.pages.tasks_page import TasksPage
from studio.ui.widgets.notice import Notice
from tests.pictures.camera import Camera
from tests.rigs.shell_rig import PASSPHRASE


def take_first_run(camera: Camera, studio: Studio) -> None:
    """From nothing to a vault without a study in it."""
    window = studio.shell.window
    camera.page(window, "welcome")
    _write(PASSPHRASE)
    QTest.keyClick(_focus(), Qt.Key.Key_Return)
    _write("kumquat lantern")
    QTest.keyClick(_focus(), Qt.Key.Key_Return)
    camera.page(window, "welcome-differs")
    _write(PASSPHRASE)
    QTest.keyClick(_focus(), Qt.Key.Key_Return)
    camera.until("the recovery code", lambda: isinstance(window.page, RecoveryCodePage))
    camera.page(window, "recovery-code")
    studio.shell.window.show_places()
    camera.page(window, "tasks-empty")
    QTest.keySequence(window, "Ctrl+2")
    camera.page(window, "library-empty")


def take_lock(camera: Camera, studio: Studio) -> None:
    """The lock, with a wrong passphrase, then open."""
    window = studio.shell.window
    camera.page(window, "unlock")
    _write("not the passphrase")
    QTest.keyClick(_focus(), Qt.Key.Key_Return)
    camera.until("the refusal", lambda: any(each.isVisible() for each in window.findChildren(Notice)))
    camera.page(window, "unlock-refused")
    _write(PASSPHRASE)
    QTest.keyClick(_focus(), Qt.Key.Key_Return)
    camera.until("the places", lambda: isinstance(window.page, TasksPage))


def primary(window: QWidget) -> QPushButton:
    """The one button of a page that leads on."""
    found = [each for each in window.findChildren(QPushButton) if each.property("role") == "primary"]
    return next(each for each in found if each.isVisible())


def _focus() -> QWidget:
    focused = QApplication.focusWidget()
    if focused is None:
        raise LookupError("nothing has the focus")
    return focused


def _write(text: str) -> None:
    QTest.keyClick(_focus(), Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(_focus(), text)
