"""The recordings, found, sorted, opened and destroyed."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QComboBox, QLabel
from pytestqt.qtbot import QtBot

from studio.ui.dialogs.decision import DecisionDialog
from studio.ui.models.places import Opened, Place, Visit
from studio.ui.models.recording_model import LibraryColumn
from studio.ui.pages.library_page import LibraryPage
from studio.ui.pages.tasks_page import TasksPage
from tests.rigs.shell_rig import ShellRig


def open_library(rig: ShellRig) -> LibraryPage:
    rig.unlock(TasksPage)
    rig.shell.window.go(Visit(Place.LIBRARY))
    page = rig.page
    assert isinstance(page, LibraryPage)
    rig.settle()
    return page


def cells(page: LibraryPage, column: LibraryColumn) -> list[str]:
    return [str(page.model.index(row, column).data()) for row in range(page.model.rowCount())]


def tasks(page: LibraryPage) -> list[str]:
    return [cell.split("\n")[0] for cell in cells(page, LibraryColumn.TASK)]


def test_recordings_are_named_by_their_tasks_newest_first(rig: ShellRig) -> None:
    page = open_library(rig)
    assert tasks(page) == ["Write a short letter", "List files and write one in a terminal"]
    assert cells(page, LibraryColumn.STATE) == ["Recorded", "Recorded"]
    assert all(cell.endswith(("kB", "MB")) for cell in cells(page, LibraryColumn.SIZE))
    assert "2 recordings" in rig.said


def test_the_model_keeps_qts_rules(rig: ShellRig, qtbot: QtBot) -> None:
    page = open_library(rig)
    tester = QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Warning, page)
    rig.type("Search", "letter")
    assert tester.model() is page.model
    assert page.model.rowCount() == 1


def test_a_search_and_a_filter_narrow_what_is_shown(rig: ShellRig) -> None:
    page = open_library(rig)
    rig.type("Search", "TERMINAL files")
    assert tasks(page) == ["List files and write one in a terminal"]
    states = next(box for box in page.findChildren(QComboBox) if "state" in box.accessibleName())
    states.setCurrentIndex(states.findText("Recovered"))
    assert tasks(page) == []
    assert "No recording fits" in rig.said


def test_a_heading_sorts(rig: ShellRig) -> None:
    page = open_library(rig)
    page.table.horizontalHeader().setSortIndicator(LibraryColumn.TASK, Qt.SortOrder.AscendingOrder)
    assert tasks(page)[0].startswith("List")


def test_enter_opens_the_chosen_recording(rig: ShellRig, qtbot: QtBot) -> None:
    page = open_library(rig)
    chosen = page.table.chosen
    assert chosen is not None
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert [review.text() for review in rig.reviews] == [chosen.session_id]
    assert rig.shell.window.visit == Visit(Place.LIBRARY, Opened.REVIEW, chosen.session_id)
    rig.shell.window.go_back()
    assert rig.page is page
    assert rig.reviews[0].has_let_go


def test_pictures_come_for_what_is_in_sight(rig: ShellRig, qtbot: QtBot) -> None:
    page = open_library(rig)
    row = page.model.row_at(page.model.index(0, 0))
    assert row is not None
    qtbot.waitUntil(lambda: page.model.thumbnail(row) is not None)
    picture = page.model.thumbnail(row)
    assert picture is not None
    assert not picture.isNull()
    assert picture.toImage().pixelColor(2, 2) != picture.toImage().pixelColor(64, 36)


def test_deleting_says_what_goes_and_destroys_it(rig: ShellRig, qtbot: QtBot) -> None:
    page = open_library(rig)
    chosen = page.table.chosen
    assert chosen is not None
    file = rig.home / "sessions" / f"{chosen.session_id}.db"
    assert file.exists()
    said: list[str] = []

    def decide() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, DecisionDialog)
        said.extend(label.text() for label in dialog.findChildren(QLabel))
        assert dialog.windowTitle() == "Assent"
        dialog.yes.click()

    QTimer.singleShot(100, rig.shell, decide)
    qtbot.keyClick(page.table, Qt.Key.Key_Delete)
    words = " ".join(said)
    assert "Write a short letter" in words
    assert "the key that opens its file" in words
    rig.settle()
    rig.settle()
    assert not file.exists()
    assert tasks(page) == ["List files and write one in a terminal"]


def test_keeping_destroys_nothing(rig: ShellRig) -> None:
    page = open_library(rig)

    def decide() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, DecisionDialog)
        dialog.no.click()

    QTimer.singleShot(100, rig.shell, decide)
    rig.press("Delete…")
    rig.settle()
    page.refresh()
    rig.settle()
    assert len(tasks(page)) == 2
