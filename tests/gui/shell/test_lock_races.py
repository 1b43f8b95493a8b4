"""Locking wins, whatever is under way: an unlocking, an answer of the vault, a window that asks something."""

import gc
import threading
import weakref

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog
from pytestqt.qtbot import QtBot

from recorder.vault.errors import VaultLockedError
from recorder.vault.vault import Vault
from studio.taking_part import Settled, settle
from studio.ui.dialogs.decision import DecisionDialog
from studio.ui.dialogs.shortcut_sheet import ShortcutSheet
from studio.ui.models.commands import commands_with
from studio.ui.pages.recovery_code_page import RecoveryCodePage
from studio.ui.pages.tasks_page import TasksPage
from studio.ui.pages.unlock_page import UnlockPage
from studio.ui.windows import shell as shell_module
from tests.rigs.shell_rig import PASSPHRASE, ShellRig, study_file


def is_locked(rig: ShellRig) -> bool:
    """Whether the gate is in sight and the vault's thread has no vault."""
    heard: list[bool] = []
    rig.shell.desk.ask(
        lambda _: heard.append(False),
        on_failed=lambda error: heard.append(isinstance(error, VaultLockedError)),
    )
    rig.qtbot.waitUntil(lambda: bool(heard), timeout=10_000)
    rig.qtbot.wait(100)
    return heard[0] and isinstance(rig.page, UnlockPage) and not rig.shell.desk.is_open


def open_dialogs() -> list[QDialog]:
    return [each for each in QApplication.topLevelWidgets() if isinstance(each, QDialog) and each.isVisible()]


def test_a_lock_while_a_passphrase_is_tried_ends_that(rig: ShellRig) -> None:
    rig.type("Passphrase", PASSPHRASE)
    rig.press("Unlock")
    rig.shell.lock()
    assert is_locked(rig)
    rig.unlock(TasksPage)


def test_a_lock_while_the_vault_is_put_in_order_holds(rig: ShellRig, monkeypatch: pytest.MonkeyPatch) -> None:
    may_settle = threading.Event()

    def slowly(vault: Vault) -> Settled:
        assert may_settle.wait(10)
        return settle(vault)

    monkeypatch.setattr(shell_module, "settle", slowly)
    rig.type("Passphrase", PASSPHRASE)
    rig.press("Unlock")
    rig.qtbot.waitUntil(lambda: rig.shell.desk.is_open)
    rig.shell.lock()
    may_settle.set()
    assert is_locked(rig)
    rig.unlock(TasksPage)


def test_what_the_vault_answers_after_a_lock_is_shown_to_nobody(rig: ShellRig) -> None:
    rig.unlock(TasksPage)
    rig.settle()
    rig.press("Save a receipt…")
    rig.shell.lock()
    assert is_locked(rig)
    assert open_dialogs() == []


def test_a_file_dialog_goes_with_the_lock(rig: ShellRig, qtbot: QtBot) -> None:
    rig.unlock(TasksPage)
    rig.settle()
    shown: list[bool] = []

    def lock() -> None:
        shown.append(isinstance(QApplication.activeModalWidget(), QFileDialog))
        rig.shell.lock()

    QTimer.singleShot(300, rig.shell, lock)
    rig.press("Save a receipt…")
    qtbot.waitUntil(lambda: bool(shown))
    assert shown == [True]
    assert is_locked(rig)
    assert open_dialogs() == []


def test_a_sheet_over_a_page_goes_with_the_lock(rig: ShellRig) -> None:
    rig.unlock(TasksPage)
    rig.settle()
    sheet = ShortcutSheet(commands_with({}), rig.page)
    QTimer.singleShot(100, rig.shell, rig.shell.lock)
    sheet.exec()
    assert is_locked(rig)
    assert open_dialogs() == []


def test_unlocking_and_locking_at_once_and_again_ends_locked_and_whole(rig: ShellRig) -> None:
    for _ in range(3):
        rig.type("Passphrase", PASSPHRASE)
        rig.press("Unlock")
        rig.shell.lock()
        rig.shell.lock()
    assert is_locked(rig)
    rig.unlock(TasksPage)
    rig.shell.lock()
    rig.unlock(TasksPage)
    rig.settle()
    assert "Everyday office tasks" in rig.said


def test_a_recovery_code_stays_until_it_is_written_down(new_rig: ShellRig) -> None:
    new_rig.type("Passphrase", PASSPHRASE)
    new_rig.type("The same again", PASSPHRASE)
    new_rig.press("Create my vault")
    page = new_rig.wait_for(RecoveryCodePage)
    new_rig.shell.lock()
    assert new_rig.page is page


def test_a_withdrawal_is_told_to_what_records_even_behind_a_lock(rig: ShellRig) -> None:
    rig.unlock(TasksPage)
    rig.settle()
    told: list[str] = []
    rig.shell.consent_withdrawn.connect(told.append)

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, DecisionDialog)
        QTimer.singleShot(0, rig.shell, rig.shell.lock)
        dialog.accept()

    QTimer.singleShot(200, rig.shell, answer)
    rig.press("Withdraw…")
    rig.qtbot.waitUntil(lambda: bool(told))
    assert is_locked(rig)
    assert told == [study_file().study.id]
    assert "Withdrawn from" not in rig.said


def test_circles_of_what_pages_held_are_collected_at_once(rig: ShellRig) -> None:
    """Not when memory runs short: a key could be in one."""

    class Held:
        def __init__(self) -> None:
            self.itself = self

    rig.unlock(TasksPage)
    gc.disable()
    try:
        gone = weakref.ref(Held())
        rig.shell.lock()
        rig.qtbot.waitUntil(lambda: gone() is None)
    finally:
        gc.enable()
