"""The place of what others shared: who has it, what it lists, and what can be done there."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from recorder.bundle.card_file import read_card
from recorder.vault.keys import Passphrase
from recorder.vault.sharing_rows import GoneBecause, ReceivedState
from recorder.vault.vault import Vault
from studio.submission.identities import identity_of
from studio.submission.studies_to_open import studies_to_open
from studio.ui.dialogs.decision import DecisionDialog
from studio.ui.models.places import Opened, Place, Visit
from studio.ui.models.received_model import ReceivedColumn
from studio.ui.pages.library_page import LibraryPage
from studio.ui.pages.received_page import ReceivedPage
from studio.ui.pages.settings_page import SettingsPage
from studio.ui.pages.tasks_page import TasksPage
from studio.ui.pages.unlock_page import UnlockPage
from studio.ui.pages.viewing.page import ViewingPage
from studio.ui.widgets.receiving_card import ReceivingCard
from studio.ui.widgets.switch import Switch
from tests.rigs.received import OTHER_OWNER, know_study, receive, study_naming
from tests.rigs.shell_rig import CHEAP, PASSPHRASE, ShellRig

_LONG_MS = 10_000
MakeRig = Callable[[], ShellRig]


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The folder in which the person chooses files: ``open`` is opened, ``saved`` is written."""
    folder = tmp_path / "files"
    folder.mkdir()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(folder / "open"), ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(folder / "saved"), ""))
    return folder


@pytest.fixture
def reader(home: Path, make_rig: MakeRig) -> ShellRig:
    """A reader with three recordings: one to watch, one taken back, one past its time."""
    with Vault.create(home, Passphrase(PASSPHRASE), cost=CHEAP)[0] as vault:
        file = know_study(vault)
        receive(vault, file, typed="dear friend")
        for task, because in (
            ("list-and-note", GoneBecause.WITHDRAWN),
            ("replace-in-minutes", GoneBecause.EXPIRED),
        ):
            vault.destroy_received(receive(vault, file, task=task, days_ago=9), because)
    return make_rig()


@pytest.fixture
def newcomer(home: Path, make_rig: MakeRig) -> ShellRig:
    """An open vault with nothing in it, whose owner opens recordings of others."""
    Vault.create(home, Passphrase(PASSPHRASE), cost=CHEAP)[0].close()
    rig = make_rig()
    rig.unlock(TasksPage)
    rig.settle()
    rig.shell.settings.change(receives=True)
    rig.press("Received")
    return rig


def open_received(rig: ShellRig) -> ReceivedPage:
    rig.unlock(TasksPage)
    rig.settle()
    rig.press("Received")
    rig.settle()
    page = rig.page
    assert isinstance(page, ReceivedPage)
    return page


def cells(page: ReceivedPage, column: ReceivedColumn) -> list[str]:
    return [str(page.model.index(row, column).data()) for row in range(page.model.rowCount())]


def watch(rig: ShellRig) -> ViewingPage:
    rig.press("Watch")
    page = rig.wait_for(ViewingPage)
    assert isinstance(page, ViewingPage)
    rig.qtbot.waitUntil(lambda: page.bench is not None and page.bench.isVisible(), timeout=_LONG_MS)
    rig.qtbot.waitUntil(lambda: page.session.content is not None and page.session.content.is_complete)
    return page


def decide(rig: ShellRig, *names: str) -> list[str]:
    """Press these buttons of the questions that come next; what those said is in the list."""
    said: list[str] = []
    waiting = list(names)

    def press() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, DecisionDialog):
            QTimer.singleShot(20, rig.shell, press)
            return
        said.extend(label.text() for label in dialog.findChildren(QLabel))
        assert dialog.no.isDefault()
        name = waiting.pop(0)
        (button,) = (each for each in (dialog.yes, dialog.no) if each.text().replace("&", "") == name)
        if waiting:
            QTimer.singleShot(20, rig.shell, press)
        button.click()

    QTimer.singleShot(20, rig.shell, press)
    return said


def test_a_volunteer_never_meets_the_place(rig: ShellRig) -> None:
    rig.unlock(TasksPage)
    rig.settle()
    assert not rig.button_is_in_sight("Received")
    rig.qtbot.keyClick(rig.shell.window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert isinstance(rig.page, SettingsPage)


def test_who_opens_recordings_of_others_says_so_in_the_settings(rig: ShellRig) -> None:
    rig.unlock(TasksPage)
    rig.shell.window.go(Visit(Place.SETTINGS))
    switch = receiving_switch(rig)
    assert not switch.isChecked()
    switch.click()
    assert rig.shell.settings.now.receives
    rig.qtbot.keyClick(rig.shell.window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert isinstance(rig.page, ReceivedPage)
    rig.qtbot.keyClick(rig.shell.window, Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier)
    receiving_switch(rig).click()
    assert not rig.button_is_in_sight("Received")
    assert isinstance(rig.page, SettingsPage)


def receiving_switch(rig: ShellRig) -> Switch:
    (card,) = rig.page.findChildren(ReceivingCard)
    return card.switch


def test_who_loses_the_place_is_taken_to_the_first(newcomer: ShellRig) -> None:
    newcomer.shell.settings.change(receives=False)
    assert isinstance(newcomer.page, TasksPage)


def test_the_place_is_there_for_who_has_something_in_it(reader: ShellRig) -> None:
    page = open_received(reader)
    assert not reader.shell.settings.now.receives
    assert [cell.split("\n")[0] for cell in cells(page, ReceivedColumn.TASK)] == [
        "Write a short letter",
        "List files and write one in a terminal",
        "Correct a name with find and replace",
    ]
    assert cells(page, ReceivedColumn.STANDING) == ["Opened", "Taken back", "Past its time"]
    assert cells(page, ReceivedColumn.LENGTH)[1:] == ["", ""]


def test_the_model_keeps_qts_rules(reader: ShellRig) -> None:
    page = open_received(reader)
    tester = QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Warning, page)
    reader.type("Search", "terminal")
    assert tester.model() is page.model
    assert page.model.rowCount() == 1
    reader.type("Search", "zebra")
    assert "No recording fits" in reader.said


def test_what_is_gone_cannot_be_opened_and_says_why(reader: ShellRig) -> None:
    page = open_received(reader)
    page.table.selectRow(1)
    assert not reader.button("Open").isEnabled()
    assert not reader.button("Remove my copy…").isEnabled()
    assert "has taken it back" in reader.said
    page.table.selectRow(2)
    assert "is over" in reader.said


def test_a_received_recording_is_watched_and_cannot_be_changed(reader: ShellRig) -> None:
    open_received(reader)
    page = watch(reader)
    bench = page.bench
    assert bench is not None
    assert "Write a short letter" in reader.said
    assert "only to watch" in reader.said
    assert "Everyday office tasks" in reader.said
    for verb in ("Cut", "Redact", "Box", "Share…", "Prepare to share…"):
        assert not reader.button_is_in_sight(verb)
    reader.qtbot.keyClick(bench.stage, Qt.Key.Key_B)
    assert not bench.stage.is_drawing
    reader.qtbot.keyClick(bench.stage, Qt.Key.Key_End)
    assert bench.player.position_ns == bench.player.timeline.ended_ns
    rows = bench.inspector.done.list.model_of_rows.rows
    assert any("dear friend" in row.words for row in rows)


def test_what_was_typed_is_found_while_watching(reader: ShellRig) -> None:
    open_received(reader)
    bench = watch(reader).bench
    assert bench is not None
    reader.qtbot.keyClick(bench.stage, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    reader.qtbot.keyClicks(bench.inspector.found.field, "friend")
    found = bench.inspector.found.list.model_of_rows
    reader.qtbot.waitUntil(lambda: bool(found.rows))
    assert not bench.inspector.found.redact.isVisible()


def test_locking_leaves_nothing_of_what_was_watched(reader: ShellRig) -> None:
    open_received(reader)
    page = watch(reader)
    session = page.session
    reader.shell.lock()
    reader.wait_for(UnlockPage)
    assert session.content is None
    assert reader.shell.receiving.desk.items == ()


def test_removing_a_copy_says_what_goes_and_destroys_it(reader: ShellRig, home: Path) -> None:
    page = open_received(reader)
    chosen = page.table.chosen
    assert chosen is not None
    reader.qtbot.waitUntil(lambda: page.pictures.count == 1)
    said = decide(reader, "Remove my copy")
    reader.qtbot.keyClick(page.table, Qt.Key.Key_Delete)
    reader.settle()
    reader.settle()
    assert any("the key that opens your copy" in words for words in said)
    assert cells(page, ReceivedColumn.STANDING)[-1] == "Removed here"
    assert page.pictures.count == 0
    assert not list((home / "received").glob(f"{chosen.bundle_id}*"))


def test_keeping_a_copy_keeps_it(reader: ShellRig) -> None:
    page = open_received(reader)
    decide(reader, "Keep it")
    reader.press("Remove my copy…")
    reader.settle()
    assert cells(page, ReceivedColumn.STANDING)[0] == "Opened"


def test_a_recording_taken_back_while_it_is_watched_is_left(reader: ShellRig) -> None:
    page = open_received(reader)
    chosen = page.table.chosen
    assert chosen is not None
    watch(reader)
    reader.ask(lambda vault: vault.destroy_received(chosen.bundle_id, GoneBecause.WITHDRAWN))
    reader.shell.receiving.desk.refresh()
    reader.wait_for(ReceivedPage)
    assert reader.shell.window.visit == Visit(Place.RECEIVED)


def test_an_empty_place_says_what_to_do_first(newcomer: ShellRig) -> None:
    newcomer.settle()
    assert "Recordings that others share with you will be here" in newcomer.said
    assert not newcomer.button_is_in_sight("Look for new ones")
    assert newcomer.button("Add a study file…").property("role") == "primary"


def test_the_card_is_saved_and_can_be_read(newcomer: ShellRig, files: Path) -> None:
    newcomer.press("Save your card…")
    newcomer.settle()
    card = read_card((files / "saved").read_bytes())
    assert newcomer.ask(lambda vault: identity_of(vault).card) == card
    assert "no secret" in newcomer.said
    newcomer.press("Settings")
    newcomer.settle()
    assert "Key that signs what you share" in newcomer.said


def test_a_study_that_names_the_reader_is_added(newcomer: ShellRig, files: Path) -> None:
    key = newcomer.ask(lambda vault: identity_of(vault, name="Noor").card.age_key)
    (files / "open").write_bytes(study_naming(str(key)))
    said = decide(newcomer, "Add the study")
    newcomer.press("Add a study file…")
    newcomer.qtbot.waitUntil(lambda: newcomer.button_is_in_sight("Look for new ones"))
    assert any("The study names you" in words for words in said)
    assert any("for the first time" in words for words in said)
    studies = newcomer.ask(studies_to_open)
    assert isinstance(studies, tuple)
    assert [study.id for study in studies] == ["office-tasks"]


def test_a_study_that_names_others_says_so(newcomer: ShellRig, files: Path) -> None:
    (files / "open").write_bytes(
        study_naming("age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p")
    )
    said = decide(newcomer, "Not now")
    newcomer.press("Add a study file…")
    newcomer.settle()
    assert any("The study does not name you" in words for words in said)
    assert newcomer.ask(lambda vault: vault.studies()) == ()


def test_a_study_of_another_owner_is_not_added_by_one_press(reader: ShellRig, files: Path) -> None:
    open_received(reader)
    before = reader.ask(lambda vault: vault.owners())
    key = reader.ask(lambda vault: identity_of(vault).card.age_key)
    (files / "open").write_bytes(study_naming(str(key), owner=OTHER_OWNER))
    said = decide(reader, "Do not go on")
    reader.press("Add a study file…")
    reader.settle()
    assert any("somebody else than before" in words for words in said)
    assert reader.ask(lambda vault: vault.owners()) == before
    decide(reader, "I asked them: go on", "Add the study")
    reader.press("Add a study file…")
    reader.qtbot.waitUntil(lambda: "is added" in reader.said)
    assert reader.ask(lambda vault: vault.owners()) != before


def test_a_broken_study_is_told_by_line(newcomer: ShellRig, files: Path) -> None:
    (files / "open").write_text("x = ")
    newcomer.press("Add a study file…")
    assert "Line 1" in newcomer.said


def test_a_place_that_is_no_recording_is_told(reader: ShellRig, files: Path) -> None:
    open_received(reader)
    (files / "open").write_text("{}")
    reader.press("Open a file…")
    assert "no sealed recording" in reader.said


def test_going_back_comes_to_the_list(reader: ShellRig) -> None:
    page = open_received(reader)
    watch(reader)
    reader.press("Back to what you received")
    assert reader.page is page
    assert isinstance(reader.page, ReceivedPage)
    reader.press("Library")
    assert isinstance(reader.page, LibraryPage)


def test_watching_one_that_is_gone_says_so(reader: ShellRig) -> None:
    open_received(reader)
    received = reader.ask(lambda vault: vault.received())
    assert isinstance(received, tuple)
    gone = next(row.bundle_id for row in received if row.state is ReceivedState.GONE)
    reader.shell.receiving.watch(gone)
    assert reader.shell.window.visit == Visit(Place.RECEIVED, Opened.RECEIVED, gone)
    reader.settle()
    assert "Opening the recording…" not in reader.said


def test_the_pictures_come_for_what_is_opened(reader: ShellRig, qtbot: QtBot) -> None:
    page = open_received(reader)
    item = page.model.item_at(page.model.index(0, 0))
    assert item is not None
    qtbot.waitUntil(lambda: page.model.picture(item) is not None)
    gone = page.model.item_at(page.model.index(1, 0))
    assert gone is not None
    assert page.model.picture(gone) is None
