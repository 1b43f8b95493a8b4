"""What a hand does on the timeline and to one edit: each is one step to undo, and a menu offers the same."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QPushButton

from recorder.episode.edits import Edits, Redaction
from recorder.episode.screen import Rect
from recorder.episode.time import NS_PER_SECOND, TimeRange
from studio.editing.history import StepName
from studio.ui.models.commands import CommandId
from studio.ui.pages.review.desk import ReviewDesk
from studio.ui.pages.review.page import ReviewPage
from studio.ui.pages.review.timeline_menu import TimelineMenu
from studio.ui.pages.review.workbench import Workbench
from studio.ui.widgets.stage import BoxDrawn
from studio.ui.widgets.timeline.facts import ContextMenuRequest, EditRangeChange, Marks
from tests.gui.review.conftest import Reviewed

S = NS_PER_SECOND
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(reviewed: Reviewed) -> ReviewPage:
    return reviewed.open()


def desk_with_box(reviewed: Reviewed, page: ReviewPage) -> Workbench:
    """A box over the middle of the window of the bank, for less long than that shows."""
    desk = reviewed.desk_of(page)
    at_ns = bank(page).start_ns + S // 2
    desk.player.seek(at_ns)
    desk.taking_out.redact_box(BoxDrawn(0, Rect(350, 150, 50, 50), at_ns), TimeRange(at_ns, at_ns + S // 5))
    reviewed.qtbot.waitUntil(lambda: len(desk.edit_desk.edits) == 1 and not desk.taking_out.is_looking)
    return desk


def bank(page: ReviewPage) -> TimeRange:
    content = page.session.content
    assert content is not None
    return next(each.range for each in content.windows if each.window.app == "bank")


def box_of(desk: Workbench) -> Redaction:
    (box,) = desk.edit_desk.edits
    assert isinstance(box, Redaction)
    return box


def drag(desk: Workbench, *ends: float) -> None:
    """Drag the end of the only edit, from where it is."""
    edit = next(iter(desk.edit_desk.edits))
    start_ns, now_ns = edit.range.start_ns, edit.range.end_ns
    for number, end_ns in enumerate((now_ns, *(round(end * S) for end in ends))):
        change = EditRangeChange(edit.id, 0, TimeRange(start_ns, end_ns), is_final=number == len(ends))
        desk.timeline.edit_range_change_requested.emit(change)


def press(desk: Workbench, words: str) -> None:
    buttons = desk.inspector.edits.details.findChildren(QPushButton)
    next(each for each in buttons if each.text() == words).click()


def menu(desk: Workbench, at_ns: int, edit_id: int | None = None) -> TimelineMenu:
    return page_of(desk).menu(ContextMenuRequest(at_ns, None, edit_id, None, QPoint(0, 0)))


def page_of(bench: Workbench) -> ReviewDesk:
    page = bench.parent()
    assert isinstance(page, ReviewDesk)
    return page


def choose(offered: TimelineMenu, what: str) -> None:
    action = next(each for each in offered.actions() if each.data() == what)
    assert action.isEnabled()
    action.trigger()


def cut(reviewed: Reviewed, desk: Workbench) -> None:
    desk.set_marks(Marks(2 * S, 4 * S))
    page_of(desk).run(CommandId.CUT)
    reviewed.qtbot.waitUntil(lambda: len(desk.edit_desk.edits) == 1)


def test_each_drag_of_an_end_is_one_step_to_undo(reviewed: Reviewed, page: ReviewPage) -> None:
    desk = reviewed.desk_of(page)
    cut(reviewed, desk)
    drag(desk, 4.5, 5, 6)
    drag(desk, 6.5, 7)
    ends = []
    while desk.edit_desk.undo_name is StepName.CHANGE_RANGE:
        ends.append(next(iter(desk.edit_desk.edits)).range.end_ns)
        desk.edit_desk.undo()
    assert ends == [7 * S, 6 * S]
    assert next(iter(desk.edit_desk.edits)).range == TimeRange(2 * S, 4 * S)


def test_a_part_of_a_redaction_is_dragged_in_one_step(reviewed: Reviewed, page: ReviewPage) -> None:
    desk = desk_with_box(reviewed, page)
    before = box_of(desk)
    drag(desk, before.range.end_ns / S + 0.1, before.range.end_ns / S + 0.2)
    assert box_of(desk).range.end_ns == before.range.end_ns + S // 5
    desk.edit_desk.undo()
    assert box_of(desk) == before


def test_a_box_follows_the_window_beneath_it(reviewed: Reviewed, page: ReviewPage) -> None:
    desk = desk_with_box(reviewed, page)
    before = box_of(desk)
    desk.player.seek(0)  # the window is not there: the nearest time at which the box is there counts
    press(desk, "Follow the window beneath")
    reviewed.qtbot.waitUntil(lambda: box_of(desk) != before and not desk.taking_out.is_looking)
    after = box_of(desk)
    assert after.range.start_ns <= bank(page).start_ns
    assert after.range.end_ns >= bank(page).end_ns
    desk.edit_desk.undo()
    assert box_of(desk) == before


def test_what_is_covered_is_looked_for_again(reviewed: Reviewed, page: ReviewPage) -> None:
    desk = desk_with_box(reviewed, page)
    whole = box_of(desk)
    assert whole.range.end_ns >= bank(page).end_ns
    drag(desk, whole.range.start_ns / S + 0.1)
    short = box_of(desk)
    assert short.range.end_ns < bank(page).end_ns
    press(desk, "Cover it until it disappears")
    reviewed.qtbot.waitUntil(lambda: box_of(desk) != short)
    assert box_of(desk).range.end_ns == whole.range.end_ns
    desk.edit_desk.undo()
    assert box_of(desk) == short


def test_the_menu_cuts_what_is_marked(reviewed: Reviewed, page: ReviewPage) -> None:
    desk = reviewed.desk_of(page)
    desk.set_marks(Marks(2 * S, 4 * S))
    choose(menu(desk, 3 * S), CommandId.CUT.value)
    reviewed.qtbot.waitUntil(lambda: len(desk.edit_desk.edits) == 1)


def test_the_menu_takes_the_window_and_the_text_under_the_pointer(
    reviewed: Reviewed, page: ReviewPage
) -> None:
    desk = reviewed.desk_of(page)
    desk.player.seek(0)
    choose(menu(desk, bank(page).start_ns + 1), CommandId.WINDOW.value)
    reviewed.qtbot.waitUntil(lambda: len(desk.edit_desk.edits) == 1)
    choose(menu(desk, round(1.5 * S)), CommandId.TYPED.value)
    reviewed.qtbot.waitUntil(lambda: len(desk.edit_desk.edits) == 2)


def test_the_menu_offers_nothing_that_is_not_there(reviewed: Reviewed, page: ReviewPage) -> None:
    desk = reviewed.desk_of(page)
    enabled = {each.data(): each.isEnabled() for each in menu(desk, 4 * S).actions()}
    assert CommandId.CUT.value not in enabled
    assert CommandId.REMOVE.value not in enabled
    assert not enabled[CommandId.TYPED.value]


def test_the_menu_of_an_edit_zooms_to_it_and_removes_it(reviewed: Reviewed, page: ReviewPage) -> None:
    desk = reviewed.desk_of(page)
    cut(reviewed, desk)
    desk.select(None)
    offered = menu(desk, 3 * S, edit_id=1)
    choose(offered, "zoom")
    scale = desk.timeline.scale
    assert scale.end_ns - scale.start_ns < 4 * S
    choose(offered, CommandId.REMOVE.value)
    assert desk.edit_desk.edits.items == Edits().items


def test_a_menu_that_is_asked_for_is_there(reviewed: Reviewed, page: ReviewPage) -> None:
    desk = reviewed.desk_of(page)
    request = ContextMenuRequest(S, None, None, None, desk.timeline.mapToGlobal(QPoint(200, 60)))
    desk.timeline.context_menu_requested.emit(request)
    (shown,) = page_of(desk).findChildren(TimelineMenu)
    reviewed.qtbot.waitUntil(shown.isVisible)
    shown.close()


def test_nothing_is_prepared_while_an_edit_is_being_worked_out(reviewed: Reviewed, page: ReviewPage) -> None:
    desk = reviewed.desk_of(page)
    assert desk.summary.share.isEnabled()
    desk.taking_out.padding_changed.emit(True)  # noqa: FBT003 - as the signal has it
    assert not desk.summary.share.isEnabled()
    cut(reviewed, desk)
    assert not desk.summary.share.isEnabled()
    desk.taking_out.padding_changed.emit(False)  # noqa: FBT003 - as the signal has it
    assert desk.summary.share.isEnabled()


def test_the_preview_says_over_the_picture_whose_eyes_it_is_seen_with(
    reviewed: Reviewed, page: ReviewPage
) -> None:
    desk = reviewed.desk_of(page)
    assert not desk.preview_banner.isVisible()
    page_of(desk).run(CommandId.PREVIEW)
    assert desk.preview_banner.isVisible()
    page_of(desk).run(CommandId.PREVIEW)
    assert not desk.preview_banner.isVisible()
