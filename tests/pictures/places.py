"""The places of the sidebar, and what is opened from them."""

from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFrame, QLineEdit, QProgressBar, QScrollArea, QWidget

from recorder.devices.x11.connection import NoDisplayError
from recorder.episode.ending import EndReason
from recorder.episode.time import NS_PER_SECOND
from recorder.vault.session_header import SessionSummary
from recorder.vault.vault import Vault
from studio.app import Studio
from studio.recording.situation import Figures, Outcome, Situation, Stage
from studio.ui.models.places import Opened, Place, Visit
from studio.ui.pages.checkup_page import CheckupPage
from studio.ui.pages.library_page import LibraryPage
from studio.ui.pages.tasks_page import RecordWish, TasksPage
from studio.ui.widgets.recording_table import RecordingTable
from tests.pictures.camera import Camera, the
from tests.pictures.life import Life
from tests.rigs.shell_rig import SAMPLE, study_file

_RECORDINGS_IN_SIGHT: Final = 6


def take_places(camera: Camera, studio: Studio, life: Life) -> None:
    """All but the review."""
    window = studio.shell.window
    camera.until("the studies", lambda: _has_cards(the(TasksPage)))
    camera.page(window, "tasks")
    window.go(Visit(Place.TASKS, Opened.CHECKUP))
    camera.until("the check", lambda: not the(CheckupPage).findChildren(QProgressBar)[0].isVisible())
    camera.page(window, "check")
    studio.shell.open_study(SAMPLE)
    camera.page(window, "consent-top")
    _scroll(0.62)
    camera.page(window, "consent-switches")
    _take_library(camera, studio)
    window.go(Visit(Place.SETTINGS))
    camera.page(window, "settings")
    _scroll(0.7)
    camera.page(window, "settings-keys")
    _scroll(1)
    camera.page(window, "settings-end")
    _take_record(camera, studio, life)


def _take_library(camera: Camera, studio: Studio) -> None:
    window = studio.shell.window
    window.go(Visit(Place.LIBRARY))
    camera.until("the first pictures", lambda: the(LibraryPage).pictures.count == _RECORDINGS_IN_SIGHT)
    camera.page(window, "library")
    field = the(QLineEdit)
    QTest.keyClicks(field, "letter")
    camera.page(window, "library-filtered")
    QTest.keyClicks(field, " zebra")
    camera.page(window, "library-nothing-found")
    field.clear()
    the(RecordingTable).setFocus()
    the(RecordingTable).selectRow(0)
    camera.dialog(lambda: QTest.keyClick(the(RecordingTable), Qt.Key.Key_Delete), "library-delete")


def _take_record(camera: Camera, studio: Studio, life: Life) -> None:
    window, controller = studio.shell.window, studio.recording
    studio.open_task(RecordWish(study_file().study.sha256, "write-letter"))
    window.go(Visit(Place.TASKS, Opened.RECORD, "write-letter"))
    camera.until("the task's sheet", lambda: controller.sheet is not None)
    camera.page(window, "record")
    told: list[SessionSummary | None] = []
    studio.shell.desk.ask(partial(_summary, session_id=life.reviewed), on_done=told.append)
    camera.until("the summary", lambda: told)
    outcome = Outcome(life.reviewed, EndReason.STOPPED, told[0], is_filed=True)
    figures = Figures(99 * NS_PER_SECOND, 266_200, 293, 1904)
    controller.situation_changed.emit(Situation(Stage.OVER, figures=figures, outcome=outcome))
    camera.page(window, "record-over")
    failed = Situation(Stage.READY, error=NoDisplayError())
    controller.situation_changed.emit(failed)
    camera.page(window, "record-failed")
    controller.situation_changed.emit(controller.situation)


def _summary(vault: Vault, *, session_id: str) -> SessionSummary | None:
    return next(row.summary for row in vault.sessions() if row.session_id == session_id)


def _has_cards(page: QWidget) -> bool:
    return any(each.property("role") == "card" for each in page.findChildren(QFrame))


def _scroll(share: float) -> None:
    bar = the(QScrollArea).verticalScrollBar()
    bar.setValue(round(bar.maximum() * share))
