"""A person takes out what they do not want to share, by keys and by hand, and nothing of it is lost."""

import gc
import weakref

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from recorder.episode.edits import Cut, Redaction, Subject
from recorder.vault.vault import Vault
from studio.editing.history import StepName
from studio.ui.pages.review.edit_bar import EditBar
from studio.ui.pages.review.inspector import Tab
from studio.ui.pages.review.page import ReviewPage
from tests.gui.review.conftest import SECRET, SESSION, Reviewed

SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier


def cut_from_two_to_four(reviewed: Reviewed, page: ReviewPage) -> None:
    reviewed.go(page, 2)
    reviewed.press(page, Qt.Key.Key_I)
    reviewed.go(page, 4)
    reviewed.press(page, Qt.Key.Key_O, Qt.Key.Key_X)
    desk = reviewed.desk_of(page)
    reviewed.qtbot.waitUntil(lambda: len(desk.edit_desk.edits) == 1)


def kept_edits(reviewed: Reviewed) -> int:
    """How many edits the vault holds, asked after all that was asked before."""
    heard: list[int] = []
    reviewed.desk.ask(lambda vault: len(vault.edits(SESSION)), on_done=heard.append)
    reviewed.qtbot.waitUntil(lambda: bool(heard))
    return heard[0]


def test_a_marked_range_is_cut_by_keys(reviewed: Reviewed) -> None:
    page = reviewed.open()
    cut_from_two_to_four(reviewed, page)
    (cut,) = reviewed.desk_of(page).edit_desk.edits
    assert isinstance(cut, Cut)
    assert (cut.range.start_ns, cut.range.end_ns) == (2_000_000_000, 4_000_000_000)
    assert reviewed.desk_of(page).marks.range is None


def test_a_recording_opens_at_its_first_picture(reviewed: Reviewed) -> None:
    desk = reviewed.desk_of(reviewed.open())
    assert desk.session.content is not None
    assert desk.player.position_ns == int(desk.session.content.pictures[0].at_ns[0]) == 40_000_000


def test_without_marks_a_cut_says_what_to_do(reviewed: Reviewed) -> None:
    page = reviewed.open()
    reviewed.press(page, Qt.Key.Key_X)
    assert reviewed.desk_of(page).notice.isVisible()
    assert len(reviewed.desk_of(page).edit_desk.edits) == 0


def test_edits_are_undone_and_redone_by_name_across_restarts(reviewed: Reviewed) -> None:
    page = reviewed.open()
    cut_from_two_to_four(reviewed, page)
    page.let_go()
    again = reviewed.open()
    desk = reviewed.desk_of(again)
    assert desk.edit_desk.undo_name is StepName.CUT
    reviewed.press(again, Qt.Key.Key_Z, held=CTRL)
    assert (len(desk.edit_desk.edits), desk.edit_desk.redo_name) == (0, StepName.CUT)
    again.let_go()
    third = reviewed.open()
    reviewed.press(third, Qt.Key.Key_Y, held=CTRL)
    assert len(reviewed.desk_of(third).edit_desk.edits) == 1
    assert kept_edits(reviewed) == 1


def test_closing_at_once_loses_no_edit(reviewed: Reviewed) -> None:
    page = reviewed.open()
    cut_from_two_to_four(reviewed, page)
    page.let_go()
    assert kept_edits(reviewed) == 1


def test_the_ends_are_trimmed(reviewed: Reviewed) -> None:
    page = reviewed.open()
    desk = reviewed.desk_of(page)
    reviewed.go(page, 3)
    reviewed.press(page, Qt.Key.Key_I, held=SHIFT)
    reviewed.qtbot.waitUntil(lambda: len(desk.edit_desk.edits) == 1)
    reviewed.go(page, 8)
    reviewed.press(page, Qt.Key.Key_O, held=SHIFT)
    reviewed.qtbot.waitUntil(lambda: len(desk.edit_desk.edits) == 2)
    (kept,) = desk.player.timeline.kept
    assert (kept.start_ns, kept.end_ns) == (3_000_000_000, 8_000_000_000)


def test_a_box_is_drawn_with_the_mouse_and_hides_what_is_under_it(reviewed: Reviewed) -> None:
    page = reviewed.open()
    desk, qtbot = reviewed.desk_of(page), reviewed.qtbot
    reviewed.go(page, 9)
    reviewed.press(page, Qt.Key.Key_B)
    qtbot.waitUntil(lambda: desk.stage.is_drawing)
    start, middle, end = (reviewed.place(page, *at) for at in ((50, 60), (175, 100), (300, 140)))
    qtbot.mousePress(desk.stage, Qt.MouseButton.LeftButton, pos=start)
    for place in (middle, end):
        qtbot.mouseMove(desk.stage, place)
    qtbot.mouseRelease(desk.stage, Qt.MouseButton.LeftButton, pos=end)
    qtbot.waitUntil(lambda: len(desk.edit_desk.edits) == 1)
    (box,) = desk.edit_desk.edits
    assert isinstance(box, Redaction)
    assert box.subject is Subject.BOX
    reviewed.press(page, Qt.Key.Key_P)
    qtbot.waitUntil(lambda: grey_at(desk.stage.grab().toImage(), middle))


def grey_at(image: QImage, at: QPoint) -> bool:
    colour = image.pixelColor(at)
    return (colour.red(), colour.green(), colour.blue()) == (0x80, 0x80, 0x80)


def test_what_was_typed_is_taken_where_it_is_played(reviewed: Reviewed) -> None:
    page = reviewed.open()
    desk = reviewed.desk_of(page)
    reviewed.go(page, 1.5)
    reviewed.press(page, Qt.Key.Key_T)
    reviewed.qtbot.waitUntil(lambda: len(desk.edit_desk.edits) == 1)
    (typed,) = desk.edit_desk.edits
    assert isinstance(typed, Redaction)
    assert typed.subject is Subject.TYPED


def test_a_text_is_searched_and_taken_everywhere(reviewed: Reviewed) -> None:
    page = reviewed.open()
    desk, qtbot = reviewed.desk_of(page), reviewed.qtbot
    reviewed.press(page, Qt.Key.Key_F, held=CTRL)
    assert desk.inspector.currentIndex() == Tab.FOUND
    qtbot.keyClicks(desk.inspector.found.field, SECRET.upper())
    qtbot.waitUntil(desk.inspector.found.redact.isEnabled)
    desk.inspector.found.redact.click()
    qtbot.waitUntil(lambda: len(desk.edit_desk.edits) == 1)
    (text,) = desk.edit_desk.edits
    assert isinstance(text, Redaction)
    assert text.subject is Subject.TEXT
    assert any(part.takes_keys for part in text.parts)


def test_a_window_is_taken_for_as_long_as_it_may_show(reviewed: Reviewed) -> None:
    page = reviewed.open()
    desk = reviewed.desk_of(page)
    shown = next(stretch for stretch in page.session.content.windows if stretch.window.app == "bank")  # type: ignore[union-attr]
    desk.player.seek(shown.range.start_ns + 1)
    reviewed.press(page, Qt.Key.Key_W)
    reviewed.qtbot.waitUntil(lambda: len(desk.edit_desk.edits) == 1)
    (window,) = desk.edit_desk.edits
    assert window.range.start_ns <= shown.range.start_ns
    assert window.range.end_ns >= shown.range.end_ns


def test_selecting_and_removing_an_edit(reviewed: Reviewed) -> None:
    page = reviewed.open()
    cut_from_two_to_four(reviewed, page)
    desk = reviewed.desk_of(page)
    assert desk.selected == 1
    reviewed.press(page, Qt.Key.Key_Delete)
    assert len(desk.edit_desk.edits) == 0
    assert desk.selected is None


def test_a_click_on_the_picture_shows_what_was_done_there(reviewed: Reviewed) -> None:
    page = reviewed.open()
    desk, qtbot = reviewed.desk_of(page), reviewed.qtbot
    reviewed.go(page, 9)
    qtbot.waitUntil(lambda: desk.player.picture is not None)
    qtbot.mouseClick(desk.stage, Qt.MouseButton.LeftButton, pos=reviewed.place(page, 400, 200))
    rows = desk.inspector.found.list.model_of_rows.rows
    assert [row.words for row in rows] == ["Click"]


def test_locking_while_it_plays_lets_go_of_every_picture(reviewed: Reviewed) -> None:
    page = reviewed.open()
    desk = reviewed.desk_of(page)
    player, session = desk.player, page.session
    reviewed.press(page, Qt.Key.Key_Space)
    reviewed.qtbot.waitUntil(lambda: player.is_playing and player.picture is not None)
    page.let_go()
    reviewed.desk.lock()
    assert not player.is_playing
    assert player.picture is None
    assert session.content is None
    del desk
    gc.collect()
    assert [each for each in gc.get_objects() if isinstance(each, np.ndarray) and each.nbytes > 500_000] == []


def test_an_episode_is_prepared_and_is_what_others_get(reviewed: Reviewed) -> None:
    page = reviewed.open()
    cut_from_two_to_four(reviewed, page)
    desk, qtbot = reviewed.desk_of(page), reviewed.qtbot
    with qtbot.waitSignal(desk.baking.baked, timeout=60_000):
        desk.summary.share.click()
    heard: list[tuple[int, bool]] = []

    def look(vault: Vault) -> tuple[int, bool]:
        (episode,) = vault.episodes(SESSION)
        with vault.episode_access(episode.episode_id).open() as reader:
            return reader.ended_ns, any(True for _ in reader.events())

    reviewed.desk.ask(look, on_done=heard.append)
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [(desk.player.timeline.duration_ns, True)]


def test_preparing_is_called_off_without_a_trace(reviewed: Reviewed) -> None:
    page = reviewed.open()
    desk, qtbot = reviewed.desk_of(page), reviewed.qtbot
    desk.summary.share.click()
    qtbot.waitUntil(lambda: desk.baking.is_running)
    desk.baking.cancel()
    heard: list[int] = []

    def is_clear() -> bool:
        reviewed.desk.ask(lambda vault: len(vault.episodes(SESSION)), on_done=heard.append)
        return bool(heard) and heard[-1] == 0

    qtbot.waitUntil(is_clear, timeout=20_000)
    files = [path.name for path in (reviewed.desk.home / "sessions").iterdir()]
    assert [name for name in files if not name.startswith(SESSION)] == []


def episodes_left(reviewed: Reviewed) -> int:
    heard: list[int] = []
    reviewed.desk.ask(lambda vault: len(vault.episodes(SESSION)), on_done=heard.append)
    reviewed.qtbot.waitUntil(lambda: bool(heard))
    return heard[0]


def test_preparing_that_is_called_off_at_once_never_begins(reviewed: Reviewed) -> None:
    """Before the vault has answered that it wrote it down."""
    page = reviewed.open()
    desk, qtbot = reviewed.desk_of(page), reviewed.qtbot
    desk.baking.start()
    desk.baking.cancel()
    assert not desk.baking.is_running
    qtbot.wait(300)
    qtbot.waitUntil(lambda: episodes_left(reviewed) == 0)
    assert not desk.baking.is_running


def test_a_lock_in_the_moment_that_preparing_begins_leaves_no_bake_and_no_fault(reviewed: Reviewed) -> None:
    page = reviewed.open()
    desk, qtbot = reviewed.desk_of(page), reviewed.qtbot
    desk.baking.start()
    page.let_go()
    qtbot.wait(300)
    assert not desk.baking.is_running
    qtbot.waitUntil(lambda: episodes_left(reviewed) == 0)


def test_preparing_is_asked_for_twice_and_done_once(reviewed: Reviewed) -> None:
    page = reviewed.open()
    desk, qtbot = reviewed.desk_of(page), reviewed.qtbot
    with qtbot.waitSignal(desk.baking.baked, timeout=60_000):
        desk.baking.start()
        desk.baking.start()
    assert episodes_left(reviewed) == 1


def test_a_recording_that_is_gone_says_so(reviewed: Reviewed, qtbot: QtBot) -> None:
    heard: list[None] = []
    reviewed.desk.ask(lambda vault: vault.delete_session(SESSION), on_done=heard.append)
    qtbot.waitUntil(lambda: bool(heard))
    from studio.ui.models.commands import commands_with  # noqa: PLC0415 - only here
    from studio.ui.models.review_session import ReviewSession  # noqa: PLC0415 - only here

    page = ReviewPage(ReviewSession(reviewed.desk, SESSION), commands_with({}))
    qtbot.addWidget(page, before_close_func=lambda each: each.let_go())
    with qtbot.waitSignal(page.session.failed):
        page.show()


def test_leaving_lets_go_of_what_was_read_by_itself(reviewed: Reviewed) -> None:
    page = reviewed.open()
    content = page.session.content
    assert content is not None
    read = weakref.ref(content.pointer.at_ns)
    del content
    gc.disable()
    try:
        page.let_go()
        reviewed.qtbot.waitUntil(lambda: read() is None)
    finally:
        gc.enable()


def test_where_there_is_no_room_for_all_verbs_the_buttons_show_none(reviewed: Reviewed) -> None:
    page = reviewed.open()
    bar = page.findChild(EditBar)
    assert bar is not None
    cut = next(each for each in bar.findChildren(QToolButton) if each.text() == "Cut")
    assert cut.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonTextBesideIcon
    bar.resize(bar.sizeHint().width() // 2, bar.height())
    assert cut.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonIconOnly
    assert cut.accessibleName() == "Cut the marked range"
    assert "(X)" in cut.toolTip()
    bar.resize(1280, bar.height())
    assert cut.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonTextBesideIcon


def test_the_timeline_can_be_read_as_a_table(reviewed: Reviewed) -> None:
    page = reviewed.open()
    bench = reviewed.desk_of(page)
    cut_from_two_to_four(reviewed, page)
    bench.inspector.show_tab(Tab.EVERYTHING)
    table = bench.inspector.everything
    reviewed.qtbot.waitUntil(table.isVisible)
    model = table.model()
    said = [
        " ".join(str(model.index(row, column).data()) for column in range(3))
        for row in range(model.rowCount())
    ]
    assert any("dear friend" in line for line in said)
    assert any("My account" in line for line in said)
    assert any(line.startswith("00:02.000 Removed") for line in said)
    table.setFocus()
    reviewed.qtbot.keyClick(table, Qt.Key.Key_End)
    assert bench.player.position_ns == model.index(model.rowCount() - 1, 0).data(Qt.ItemDataRole.UserRole)
    bench.let_go()
    assert model.rowCount() == 0
