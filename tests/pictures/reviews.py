"""The review page: plain, at work, and in trouble."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from recorder.episode.screen import Rect
from recorder.episode.time import NS_PER_SECOND, TimeRange
from recorder.vault.errors import DiskFullError
from studio.app import Studio
from studio.ui.models.commands import CommandId
from studio.ui.pages.approval.page import ApprovalPage
from studio.ui.pages.review.desk import ReviewDesk
from studio.ui.pages.review.page import ReviewPage
from studio.ui.pages.review.workbench import Workbench
from studio.ui.widgets.stage import BoxDrawn
from studio.ui.widgets.timeline.facts import Marks
from tests.pictures.camera import Camera, the, turn
from tests.pictures.life import CODE, Life

_AT: Final = 12 * NS_PER_SECOND


def take_reviews(camera: Camera, studio: Studio, life: Life) -> None:
    """One recording, from its first sight to what others will get of it."""
    window = studio.shell.window
    window.open_review(life.plain)
    _desk(camera, studio)
    camera.page(window, "review-short")
    window.open_review(life.reviewed)
    desk = _desk(camera, studio)
    camera.page(window, "review-first-sight")
    _go(desk, _AT)
    camera.page(window, "review-plain")
    desk.set_marks(Marks(_AT, _AT + 3 * NS_PER_SECOND))
    camera.page(window, "review-marked")
    _take_edits(camera, studio, desk)
    _run(desk, CommandId.SEARCH)
    QTest.keyClicks(desk.inspector.found.field, "invitation")
    turn(600)
    camera.page(window, "review-search")
    camera.dialog(lambda: _run(desk, CommandId.SHORTCUTS), "review-keys")
    _run(desk, CommandId.PREVIEW)
    _go(desk, _in_window(desk))
    camera.page(window, "review-preview")
    _run(desk, CommandId.PREVIEW)
    desk.notice.say_error(DiskFullError())
    camera.page(window, "review-error")
    desk.baking.start()
    camera.until("the bake", lambda: desk.baking.is_running)
    camera.page(window, "review-baking")
    # What is prepared is shown at once, as others will see it.
    camera.until("the end of the bake", lambda: isinstance(window.page, ApprovalPage))
    camera.until("the episode", lambda: the(ApprovalPage).bench is not None and the(ApprovalPage).is_hashed)
    turn(800)
    camera.page(window, "review-baked")


def _take_edits(camera: Camera, studio: Studio, desk: Workbench) -> None:
    window = studio.shell.window
    desk.set_marks(Marks(0, 2 * NS_PER_SECOND))
    _run(desk, CommandId.CUT)
    camera.until("the cut", lambda: len(desk.edit_desk.edits) == 1)
    content = desk.session.content
    assert content is not None
    _go(desk, _in_window(desk))
    _run(desk, CommandId.WINDOW)
    camera.until("the window's redaction", lambda: len(desk.edit_desk.edits) == 2)
    camera.until("all of the window", desk.summary.share.isEnabled)
    desk.notice.hide()
    camera.page(window, "review-window-redacted")
    _run(desk, CommandId.SEARCH)
    QTest.keyClicks(desk.inspector.found.field, CODE)
    camera.until("what was found", desk.inspector.found.redact.isEnabled)
    camera.page(window, "review-found")
    QTest.mouseClick(desk.inspector.found.redact, Qt.MouseButton.LeftButton)
    camera.until("the text's redaction", lambda: len(desk.edit_desk.edits) == 3)
    camera.until("all of the text", desk.summary.share.isEnabled)
    desk.inspector.found.field.clear()
    desk.stage.setFocus()
    _go(desk, 21 * NS_PER_SECOND)
    _run(desk, CommandId.BOX)
    camera.page(window, "review-drawing")
    _run(desk, CommandId.BOX)
    desk.taking_out.redact_box(BoxDrawn(0, Rect(70, 80, 420, 30), desk.player.position_ns), _soon(desk))
    camera.until("the box", lambda: len(desk.edit_desk.edits) == 4)
    camera.page(window, "review-box-looking")
    camera.until("all of what the box covers", desk.summary.share.isEnabled)
    desk.notice.hide()
    camera.page(window, "review-box-selected")
    desk.select(None)
    camera.page(window, "review-edits")


def _soon(desk: Workbench) -> TimeRange:
    at = desk.player.position_ns
    return TimeRange(at, at + 2 * NS_PER_SECOND)


def _desk(camera: Camera, studio: Studio) -> Workbench:
    page = studio.shell.window.page
    assert isinstance(page, ReviewPage)
    camera.until(
        "the recording", lambda: page.desk and page.session.content and page.session.content.is_complete
    )
    assert page.desk is not None
    desk = page.desk.bench
    turn(800)
    return desk


def _in_window(desk: Workbench) -> int:
    """A time in which the window that is nobody's business is in front."""
    content = desk.session.content
    assert content is not None
    stretch = next(each for each in content.windows if each.window.app == "thunderbird")
    return (stretch.range.start_ns + stretch.range.end_ns) // 2


def _go(desk: Workbench, at_ns: int) -> None:
    desk.player.seek(at_ns)
    desk.timeline.ensure_visible(at_ns)
    turn(300)


def _run(desk: Workbench, command: CommandId) -> None:
    page = desk.parent()
    assert isinstance(page, ReviewDesk)
    page.actions_of_page[command].trigger()
