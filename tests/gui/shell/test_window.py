"""The window itself: places, keys, dropped files, its place on the screen; settings, checks and faults."""

import gc
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDropEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from recorder.devices.doctor import Check, Health
from recorder.recording.messages import Hotkeys
from studio.settings import Look, WindowPlace
from studio.ui.dialogs.decision import DecisionDialog
from studio.ui.models.hotkey_text import chord_of, sequence_of
from studio.ui.models.places import Opened, Place, Visit
from studio.ui.pages.checkup_page import CheckupPage
from studio.ui.pages.consent_page import ConsentPage
from studio.ui.pages.library_page import LibraryPage
from studio.ui.pages.settings_page import SettingsPage
from studio.ui.pages.tasks_page import TasksPage
from studio.ui.theme import DARK, theme
from studio.ui.windows.faults import Faults
from studio.ui.windows.garbage import GarbageCollection
from studio.ui.windows.main_window import SMALLEST
from tests.rigs.shell_rig import SAMPLE, ShellRig

VISITS = [
    Visit(Place.TASKS),
    Visit(Place.LIBRARY),
    Visit(Place.SETTINGS),
    Visit(Place.TASKS, Opened.CHECKUP),
]


def test_keys_lead_to_the_places_and_back(rig: ShellRig, qtbot: QtBot) -> None:
    rig.unlock(TasksPage)
    rig.shell.window.activateWindow()
    qtbot.waitUntil(rig.shell.window.isActiveWindow)
    qtbot.keyClick(rig.page, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert isinstance(rig.page, LibraryPage)
    qtbot.keyClick(rig.page, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert isinstance(rig.page, SettingsPage)
    qtbot.keyClick(rig.page, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert isinstance(rig.page, LibraryPage)


def test_no_key_leads_past_the_lock(rig: ShellRig, qtbot: QtBot) -> None:
    qtbot.keyClick(rig.page, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    rig.shell.window.go_back()
    rig.shell.window.go_forward()
    assert "Library" not in rig.said
    assert not rig.button_is_in_sight("Library")


def drop(rig: ShellRig, *paths: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    event = QDropEvent(
        QPointF(9, 9),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    rig.shell.window.dropEvent(event)


def test_a_study_dropped_anywhere_is_opened(rig: ShellRig, tmp_path: Path) -> None:
    rig.unlock(TasksPage)
    rig.shell.window.go(Visit(Place.SETTINGS))
    drop(rig, tmp_path / "picture.png")
    drop(rig, SAMPLE, SAMPLE)
    assert isinstance(rig.page, SettingsPage)
    drop(rig, SAMPLE)
    assert isinstance(rig.page, ConsentPage)


def test_a_window_that_was_off_every_screen_comes_back(rig: ShellRig) -> None:
    rig.shell.window.put_at(WindowPlace(-9000, 9000, 1100, 700))
    assert rig.shell.window.screen().availableGeometry().contains(rig.shell.window.pos() + QPoint(9, 9))


@pytest.mark.parametrize("visit", VISITS, ids=str)
def test_every_page_fits_a_small_window_and_names_what_it_offers(rig: ShellRig, visit: Visit) -> None:
    rig.unlock(TasksPage)
    rig.shell.window.go(visit)
    rig.settle()
    rig.shell.window.resize(SMALLEST)
    QApplication.processEvents()
    window = rig.shell.window
    assert window.minimumSizeHint().width() <= SMALLEST.width()
    assert window.minimumSizeHint().height() <= SMALLEST.height()
    for kind in (QAbstractButton, QLineEdit, QComboBox, QKeySequenceEdit):
        for widget in window.findChildren(kind):
            if widget.isVisible() and widget.focusPolicy() is not Qt.FocusPolicy.NoFocus:
                assert named(widget), f"a {kind.__name__} without a name"
                right = widget.mapTo(window, QPoint(widget.width(), 0)).x()
                assert right <= window.width(), f"{named(widget)} is cut off"


def named(widget: QWidget) -> str:
    parent = widget.parentWidget()
    own = widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton) else "")
    return own or (
        "part of " + parent.accessibleName() if parent is not None and parent.accessibleName() else ""
    )


def settings_page(rig: ShellRig) -> SettingsPage:
    rig.unlock(TasksPage)
    rig.shell.window.go(Visit(Place.SETTINGS))
    page = rig.page
    assert isinstance(page, SettingsPage)
    return page


def set_hotkey(page: SettingsPage, name: str, keys: str) -> None:
    field = next(each for each in page.findChildren(QKeySequenceEdit) if each.accessibleName() == name)
    field.setKeySequence(QKeySequence(keys))
    field.editingFinished.emit()


def test_a_hotkey_is_changed_and_kept(rig: ShellRig) -> None:
    set_hotkey(settings_page(rig), "Stop", "Ctrl+Alt+S")
    assert rig.shell.settings.now.hotkeys == Hotkeys(stop="ctrl+alt+s")


@pytest.mark.parametrize(
    ("keys", "words"), [("Ctrl+Shift+F9", "have the same keys"), ("F5", "needs two of"), ("", "needs two of")]
)
def test_hotkeys_that_clash_or_slip_are_told_and_not_kept(rig: ShellRig, keys: str, words: str) -> None:
    set_hotkey(settings_page(rig), "Stop", keys)
    QApplication.processEvents()
    assert words in rig.said
    assert "“Stop”" in rig.said
    assert rig.shell.settings.now.hotkeys == Hotkeys()


@pytest.mark.parametrize("chord", ["ctrl+shift+f9", "ctrl+alt+shift+f12", "ctrl+alt+s", "ctrl+cmd+5"])
def test_hotkeys_are_written_both_ways(chord: str) -> None:
    assert chord_of(sequence_of(chord)) == chord


def test_the_look_changes_at_once(rig: ShellRig) -> None:
    page = settings_page(rig)
    looks = next(box for box in page.findChildren(QComboBox) if box.accessibleName() == "Colours")
    looks.setCurrentIndex(looks.findData(Look.DARK))
    looks.activated.emit(looks.currentIndex())
    assert theme() is DARK
    assert DARK.ground in QApplication.palette().window().color().name()


def test_what_needs_mending_stands_first_with_how(rig: ShellRig) -> None:
    rig.unlock(TasksPage)
    rig.press("Check this computer")
    page = rig.page
    assert isinstance(page, CheckupPage)
    rig.qtbot.waitUntil(lambda: "can record" in rig.said or "must be mended" in rig.said, timeout=20_000)
    page.show_checks(
        [
            Check("Disk", Health.OK, "Roomy."),
            Check("Keyring", Health.WARNING, "There is none.", "Use a passphrase."),
            Check("Display", Health.MISSING, "None answers.", "Set DISPLAY."),
        ]
    )
    QApplication.processEvents()
    said = rig.said
    assert "One thing must be mended" in said
    assert said.index("Display") < said.index("Keyring") < said.index("Disk")
    assert "What to do: Set DISPLAY." in said


def test_a_bug_is_told_once_and_without_its_message(
    rig: ShellRig, qapp: QApplication, capfd: pytest.CaptureFixture[str]
) -> None:
    said: list[str] = []

    def press() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, DecisionDialog)
        said.extend(label.text() for label in dialog.findChildren(QLabel))
        dialog.no.click()

    faults = Faults(qapp)
    QTimer.singleShot(200, rig.shell, press)
    faults.take(ValueError("the secret that was typed"))
    assert any("ValueError" in text for text in said)
    assert "secret" not in " ".join(said)
    assert "secret" not in "".join(capfd.readouterr())
    faults.deleteLater()


def test_garbage_is_collected_on_the_interfaces_thread_alone(qapp: QApplication, qtbot: QtBot) -> None:
    threads: list[threading.Thread] = []

    def note(phase: str, _: dict[str, int]) -> None:
        if phase == "start":
            threads.append(threading.current_thread())

    def litter() -> None:
        for _ in range(30_000):
            circle: list[object] = []
            circle.append(circle)

    collection = GarbageCollection(qapp)
    gc.callbacks.append(note)
    try:
        worker = threading.Thread(target=litter)
        worker.start()
        worker.join()
        qtbot.waitUntil(lambda: bool(threads))
    finally:
        gc.callbacks.remove(note)
        collection.end()
        collection.deleteLater()
    assert set(threads) == {threading.main_thread()}
    assert gc.isenabled()
