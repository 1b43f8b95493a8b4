"""What leaves and to whom, how it goes, and what becomes of it in the library."""

from dataclasses import replace

from PySide6.QtWidgets import QPushButton

from recorder.vault.sharing_rows import SubmissionRow, SubmissionState
from studio.app import Studio
from studio.submission.pending import WorkKind
from studio.submission.store_errors import UnreachableStoreError
from studio.ui.models.places import Opened, Place, Visit
from studio.ui.models.recording_rows import RecordingState
from studio.ui.models.sharing_desk import Going, Trouble
from studio.ui.pages.approval.page import ApprovalPage
from studio.ui.pages.library_page import LibraryPage
from studio.ui.pages.tasks_page import TasksPage
from studio.ui.widgets.recording_table import RecordingTable
from studio.ui.words import tr
from tests.pictures.camera import Camera, the, turn
from tests.pictures.life import Life


def take_sharing(camera: Camera, studio: Studio, life: Life) -> None:
    """The approval page, the notice below, and the library's states and questions."""
    window = studio.shell.window
    window.go(Visit(Place.LIBRARY, Opened.APPROVAL, life.prepared))
    page = window.page
    assert isinstance(page, ApprovalPage)
    camera.until("the episode", lambda: page.bench is not None and page.bench.player.content is not None)
    camera.until("its hash", lambda: page.is_hashed)
    turn(800)
    camera.page(window, "share-first-sight")
    assert page.bench is not None
    assert page.panel is not None
    page.bench.player.set_speed(16.0)
    page.panel.rest.click()
    turn(4000)
    page.bench.player.pause()
    camera.page(window, "share-watched-a-part")
    page.panel.knows.setChecked(True)
    bar = page.panel.verticalScrollBar()
    bar.setValue(bar.maximum())
    camera.page(window, "share-ready")
    window.go(Visit(Place.LIBRARY))
    studio.shell.sharing.desk.going.emit(Going(WorkKind.UPLOAD, 31, 100))
    _choose(camera, RecordingState.SHARED)
    camera.page(window, "share-library")
    _tell_how_it_goes(camera, studio)
    withdraw = next(b for b in the(LibraryPage).findChildren(QPushButton) if b.isVisible() and _is_last(b))
    camera.dialog(withdraw.click, "share-withdraw")
    window.go(Visit(Place.TASKS))
    camera.until("the studies", _withdraw_buttons)
    camera.dialog(lambda: _press_and_wait(_withdraw_buttons()[-1]), "share-withdraw-consent")


def _tell_how_it_goes(camera: Camera, studio: Studio) -> None:
    told: list[tuple[SubmissionRow, ...]] = []
    studio.shell.desk.ask(lambda vault: vault.submissions(), on_done=told.append)
    camera.until("the submissions", lambda: told)
    sent = told[0][0]
    waiting = replace(sent, state=SubmissionState.WAITING, next_try_at=sent.state_since)
    desk = studio.shell.sharing.desk
    desk.troubled.emit(Trouble(WorkKind.UPLOAD, UnreachableStoreError("store.example"), waiting))
    camera.page(studio.shell.window, "share-trouble")
    desk.ended.emit(sent)
    camera.page(studio.shell.window, "share-done")
    studio.shell.sharing.notice.hide()


def _withdraw_buttons() -> list[QPushButton]:
    said = tr("Withdraw…")
    return [each for each in the(TasksPage).findChildren(QPushButton) if each.text() == said]


def _press_and_wait(button: QPushButton) -> None:
    button.click()
    turn(800)


def _choose(camera: Camera, state: RecordingState) -> None:
    camera.until("the recordings", lambda: the(RecordingTable).model().rowCount())
    table, model = the(RecordingTable), the(LibraryPage).model
    for place in range(model.rowCount()):
        row = model.row_at(model.index(place, 0))
        if row is not None and row.state is state:
            table.setCurrentIndex(model.index(place, 0))
            return
    raise LookupError(f"no recording is {state}")


def _is_last(button: QPushButton) -> bool:
    return "take-back" in button.objectName()
