"""The comparison of a checked replay, with a real mouse and real keys, and what its pixels show."""

import gc

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent, QWheelEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from recorder.episode.screen import Rect
from replay.report.gallery import Gallery
from replay.report.record import Comparison, Point, RunRecord, Sentence, StepRecord
from replay.verdict import VerdictKind
from studio.ui.models.comparison_pictures import MAX_KEPT_BYTES, PictureWish
from studio.ui.theme import theme
from studio.ui.widgets.comparison import IgnoredWish
from studio.ui.widgets.comparison.wishes import View
from tests.gui.comparison.conftest import PATIENCE_MS, Shown
from tests.rigs.replay_record import DESKTOP, HIDDEN, HOSTILE, SQUARE, drawn, drawn_run, run_of

BLACK, WHITE, BLUE = [0, 0, 0], [255, 255, 255], [40, 90, 160]
MIDDLE = (SQUARE.x + SQUARE.width // 2, SQUARE.y + SQUARE.height // 2)


def _key(shown: Shown, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    shown.qtbot.keyClick(shown.view.steps.list, key, modifiers)


def _move(shown: Shown, pos: QPoint) -> None:
    stage = shown.view.stage
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(pos),
        QPointF(stage.mapToGlobal(pos)),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(stage, event)


def _drag(shown: Shown, start: QPoint, end: QPoint) -> None:
    stage = shown.view.stage
    shown.qtbot.mousePress(stage, Qt.MouseButton.LeftButton, pos=start)
    for pos in ((start + end) / 2, end):
        _move(shown, pos)
    shown.qtbot.mouseRelease(stage, Qt.MouseButton.LeftButton, pos=end)


def _view(shown: Shown, key: Qt.Key) -> None:
    _key(shown, key)
    shown.settle()


def _said(shown: Shown) -> str:
    labels = shown.view.findChildren(QLabel)
    return "\n".join(f"{label.text()}\n{label.accessibleName()}" for label in labels if label.isVisible())


def test_the_first_step_that_failed_is_shown_at_once(shown: Shown) -> None:
    assert shown.steps == [4]
    assert shown.view.step is not None
    assert shown.view.step.number == 4
    assert shown.view.steps.list.current_place() == 3
    assert "Different" in _said(shown)
    assert "97 % sure" in _said(shown)


def test_where_nothing_failed_the_first_step_is_shown(comparison: Shown) -> None:
    comparison.show(run_of(VerdictKind.SAME))
    assert comparison.steps == [1]
    assert not comparison.view.steps.only.isEnabled()


def test_arrows_go_from_step_to_step_and_n_to_the_next_that_differs(shown: Shown) -> None:
    for key, number in (
        (Qt.Key.Key_Left, 3),
        (Qt.Key.Key_Up, 2),
        (Qt.Key.Key_Down, 3),
        (Qt.Key.Key_Right, 4),
        (Qt.Key.Key_N, 6),
        (Qt.Key.Key_N, 7),
        (Qt.Key.Key_N, 7),
        (Qt.Key.Key_Right, 7),
    ):
        _key(shown, key)
        assert shown.view.step is not None
        assert shown.view.step.number == number
    _key(shown, Qt.Key.Key_N, Qt.KeyboardModifier.ShiftModifier)
    _key(shown, Qt.Key.Key_N, Qt.KeyboardModifier.ShiftModifier)
    assert shown.steps == [4, 3, 2, 3, 4, 6, 7, 6, 4]


def test_up_and_down_work_from_the_picture_as_well(shown: Shown) -> None:
    shown.qtbot.keyClick(shown.view.stage, Qt.Key.Key_Up)
    assert shown.steps == [4, 3]


def test_only_what_differs_is_listed_and_the_arrows_of_the_list_keep_to_it(shown: Shown) -> None:
    shown.qtbot.mouseClick(shown.view.steps.only, Qt.MouseButton.LeftButton)
    model = shown.view.steps.model
    assert [model.steps[place].number for place in model.shown] == [4, 6, 7]
    _key(shown, Qt.Key.Key_Down)
    _key(shown, Qt.Key.Key_Left)
    assert shown.steps == [4, 6, 5]
    assert shown.view.steps.list.current_place() is None


def test_words_narrow_the_list_and_letters_are_no_commands_meanwhile(shown: Shown) -> None:
    _key(shown, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    field = shown.view.steps.field
    assert shown.view.focusWidget() is field
    shown.qtbot.keyClicks(field, "not comparable")
    assert shown.steps == [4, 5]
    assert field.text() == "not comparable"
    shown.qtbot.keyClicks(field, "x")
    assert "No step has these words." in _said(shown)
    field.clear()
    assert len(shown.view.steps.model.shown) == 7


def test_the_model_keeps_to_the_rules_of_models(shown: Shown) -> None:
    model = shown.view.steps.model
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for words in ("late", "", "zzz", ""):
        model.show_only(failures=False, words=words)
    index = model.index(1, 0)
    spoken = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Step 2: Click the left button at 300, 200. Late · 1.5 s late"
    assert "moved by 32, 0" in model.index(2, 0).data(Qt.ItemDataRole.AccessibleTextRole)


def test_the_slider_shows_the_recording_on_its_left_and_the_replay_on_its_right(shown: Shown) -> None:
    shown.view.stage.set_split(0.1)
    assert shown.colour(*MIDDLE) == BLACK
    shown.view.stage.set_split(0.9)
    assert shown.colour(*MIDDLE) == WHITE


def test_the_edge_is_dragged(shown: Shown) -> None:
    stage = shown.view.stage
    _drag(shown, shown.at(DESKTOP.width // 2, 300), shown.at(160, 300))
    assert stage.split == pytest.approx(0.25, abs=0.01)
    assert shown.view.slider.value() == 25
    assert shown.colour(*MIDDLE) == BLACK


def test_the_edge_is_moved_by_keys(shown: Shown) -> None:
    slider = shown.view.slider
    slider.setFocus()
    shown.qtbot.keyClick(slider, Qt.Key.Key_Left)
    assert shown.view.stage.split == 0.48
    shown.qtbot.keyClick(slider, Qt.Key.Key_End)
    assert shown.view.stage.split == 1.0
    assert shown.steps == [4]


def test_side_by_side_shows_both(shown: Shown) -> None:
    _view(shown, Qt.Key.Key_2)
    assert shown.colour(*MIDDLE, pane=0) == WHITE
    assert shown.colour(*MIDDLE, pane=1) == BLACK
    assert not shown.view.slider.isVisible()


def test_in_turn_shows_one_and_the_other_by_a_key_or_a_click_and_never_by_itself(shown: Shown) -> None:
    _view(shown, Qt.Key.Key_4)
    assert shown.colour(*MIDDLE) == BLACK
    _view(shown, Qt.Key.Key_Space)
    assert shown.colour(*MIDDLE) == WHITE
    shown.qtbot.mouseClick(shown.view.stage, Qt.MouseButton.LeftButton, pos=shown.at(*MIDDLE))
    assert shown.colour(*MIDDLE) == BLACK


def test_the_difference_marks_what_differs_in_a_dim_grey(shown: Shown) -> None:
    _view(shown, Qt.Key.Key_3)
    inside = shown.inside(SQUARE).reshape(-1, 3)
    assert len(np.unique(inside, axis=0)) == 1
    marked = inside[0].astype(int)
    assert marked.max() - marked.min() > 60
    beside = np.array(shown.colour(100, 340))
    assert beside.max() == beside.min()
    assert abs(int(beside.mean()) - int(marked.mean())) > 80
    share = 100 * SQUARE.width * SQUARE.height / (DESKTOP.width * DESKTOP.height)
    assert f"{share:.1f} % of the pixels differ" in shown.view.stage.accessibleDescription()


def test_what_was_found_elsewhere_is_compared_where_it_was(shown: Shown) -> None:
    shown.view.select_step(3)
    _view(shown, Qt.Key.Key_3)
    # The window moved by 32: taken back, nothing of it differs; the blue beside it does, at its edges.
    for place in ((100, 120), (300, 250), (560, 300)):
        colour = shown.colour(*place)
        assert max(colour) == min(colour)


def test_before_and_after_are_switched(shown: Shown) -> None:
    shown.view.stage.set_split(0.0)
    shown.settle()
    assert shown.colour(*MIDDLE) == BLACK
    _view(shown, Qt.Key.Key_A)
    assert shown.colour(*MIDDLE) == WHITE
    shown.qtbot.mouseClick(shown.view.tools.moments.button("after"), Qt.MouseButton.LeftButton)
    shown.settle()
    assert shown.colour(*MIDDLE) == BLACK


def test_a_step_that_was_not_reached_says_so_where_its_picture_would_be(shown: Shown) -> None:
    shown.view.select_step(6)
    shown.settle()
    assert shown.view.stage.panes.view is View.SIDE
    assert "did not get this far" in shown.view.stage.accessibleDescription()
    assert shown.colour(200, 300, pane=0) == WHITE
    assert not shown.view.tools.moments.button("after").isEnabled()


def test_regions_are_numbered_as_in_the_list_and_can_be_hidden(shown: Shown) -> None:
    shown.view.select_step(5)
    shown.settle()
    texts = [shown.view.marks.list.item(row).text() for row in range(shown.view.marks.list.count())]
    assert texts == ["1  Redacted, not comparable", "2  Never stays the same, not compared: in the window"]
    hatched = shown.inside(HIDDEN).reshape(-1, 3)
    assert len(np.unique(hatched, axis=0)) > 1
    _key(shown, Qt.Key.Key_M)
    assert len(np.unique(shown.inside(HIDDEN).reshape(-1, 3), axis=0)) == 1


def test_a_mark_that_is_activated_is_seen_from_close(shown: Shown) -> None:
    marks = shown.view.marks.list
    marks.setFocus()
    marks.setCurrentRow(0)
    before = shown.view.stage.panes.scale()
    shown.qtbot.keyClick(marks, Qt.Key.Key_Return)
    assert shown.view.stage.panes.scale() > before


def test_the_wheel_zooms_about_the_pointer_and_f_shows_all_again(shown: Shown) -> None:
    stage = shown.view.stage
    at = shown.at(*MIDDLE)
    fit = stage.panes.look
    under = []
    for _ in range(6):
        event = QWheelEvent(
            at, stage.mapToGlobal(at), QPoint(), QPoint(0, 240),
            Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase, False,  # noqa: FBT003 - Qt's
        )  # fmt: skip
        QApplication.sendEvent(stage, event)
        under.append(stage.panes.pixel_at(QPointF(at), stage.panes.panes()[0]))
    # While the picture is narrower than the stage it stays in the middle; from then on the pixel stays.
    assert under[2:] == [pytest.approx(under[-1], abs=1)] * 4
    assert stage.panes.look.scale is not None
    before = stage.panes.look.centre
    _drag(shown, shown.at(MIDDLE[0] + 10, MIDDLE[1] + 10), shown.at(MIDDLE[0] + 4, MIDDLE[1] + 10))
    assert stage.panes.look.centre[0] > before[0]
    _key(shown, Qt.Key.Key_F)
    assert stage.panes.look == fit


def test_each_pixel_is_as_large_as_one_of_the_screen(shown: Shown) -> None:
    _key(shown, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    shown.settle()
    panes = shown.view.stage.panes
    assert panes.placement(panes.panes()[0]).device_scale == 1.0


def test_a_box_that_is_drawn_asks_that_it_is_left_out_at_every_step(shown: Shown) -> None:
    _key(shown, Qt.Key.Key_B)
    assert shown.view.reach.isVisible()
    _drag(shown, shown.at(100, 100), shown.at(139, 119))
    (wish,) = shown.wishes
    assert wish.step is None
    edges = (wish.rect.x, wish.rect.y, wish.rect.right, wish.rect.bottom)
    # The picture is smaller than its pixels here, so that one of the screen may mean either of two.
    assert edges == pytest.approx((100, 100, 140, 120), abs=1)
    assert not shown.view.stage.is_drawing
    assert not shown.view.reach.isVisible()


def test_a_box_can_be_left_out_at_this_step_alone_and_be_made_by_keys(shown: Shown) -> None:
    _key(shown, Qt.Key.Key_B)
    shown.qtbot.mouseClick(shown.view.reach.choices.button("this_step"), Qt.MouseButton.LeftButton)
    stage = shown.view.stage
    shown.qtbot.keyClick(stage, Qt.Key.Key_Return)
    shown.qtbot.keyClick(stage, Qt.Key.Key_Right)
    shown.qtbot.keyClick(stage, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert "pixels at" in stage.accessibleDescription()
    shown.qtbot.keyClick(stage, Qt.Key.Key_Return)
    (wish,) = shown.wishes
    assert wish.step == 4
    assert not wish.rect.is_empty
    assert shown.steps == [4]


def test_marks_in_the_replay_lie_where_the_window_went(comparison: Shown) -> None:
    record = drawn_run()
    moved = replace(record.steps[3], moved=Point(x=40, y=0))
    comparison.show(replace(record, steps=(*record.steps[:3], moved, *record.steps[4:])))
    _view(comparison, Qt.Key.Key_2)
    panes = comparison.view.stage.panes
    seen = comparison.pixels()
    edges = [
        [comparison.at(x, SQUARE.y + 40, pane).x() for x in (SQUARE.x + dx, SQUARE.right + dx)]
        for pane, dx in ((0, 0), (1, 40))
    ]
    row = comparison.at(*MIDDLE).y()
    amber = [int(theme().notice[place : place + 2], 16) for place in (1, 3, 5)]
    for left, right in edges:
        assert amber in seen[row, left - 5 : left].tolist()
        assert amber in seen[row, right + 1 : right + 6].tolist()
    assert len(panes.panes()) == 2
    _key(comparison, Qt.Key.Key_B)
    _drag(comparison, comparison.at(200, 100, 1), comparison.at(260, 160, 1))
    (wish,) = comparison.wishes
    assert (wish.rect.x, wish.rect.y) == pytest.approx((160, 100), abs=2)


def test_escape_draws_nothing(shown: Shown) -> None:
    _key(shown, Qt.Key.Key_B)
    shown.qtbot.keyClick(shown.view.stage, Qt.Key.Key_Escape)
    assert not shown.wishes
    assert not shown.view.reach.isVisible()


def test_what_is_left_out_is_listed_drawn_and_can_be_removed_by_keys(shown: Shown) -> None:
    everywhere, there = IgnoredWish(Rect(60, 250, 100, 40)), IgnoredWish(Rect(60, 250, 10, 10), 2)
    before = shown.pixels()
    shown.view.show_ignored((everywhere, there))
    assert not np.array_equal(before, shown.pixels())
    marks = shown.view.marks
    texts = [marks.list.item(row).text() for row in range(marks.list.count())]
    assert texts[1:] == [
        "a  Left out at every step: 100 × 40 pixels at 60, 250",  # noqa: RUF001
        "b  Left out at step 2: 10 × 10 pixels at 60, 250",  # noqa: RUF001
    ]
    marks.list.setFocus()
    marks.list.setCurrentRow(1)
    shown.qtbot.keyClick(marks.list, Qt.Key.Key_Delete)
    assert shown.removed == [everywhere]
    marks.list.setCurrentRow(2)
    shown.qtbot.mouseClick(marks.remove, Qt.MouseButton.LeftButton)
    assert shown.removed == [everywhere, there]
    marks.list.setCurrentRow(0)
    assert not marks.remove.isEnabled()


def test_the_chart_says_how_late_it_was_and_selects_a_step(shown: Shown) -> None:
    chart = shown.view.chart
    assert "furthest from it was step 2, 1.5 s late" in chart.accessibleDescription()
    step = drawn_run().steps[1]
    assert step.began_ns is not None
    at = QPoint(round(chart.x_of(step.began_ns)), chart.height() // 2)
    shown.qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=at)
    assert shown.steps == [4, 2]


def test_no_control_is_smaller_than_a_finger_or_without_a_name(shown: Shown) -> None:
    for button in shown.view.findChildren(QPushButton):
        if button.isVisible():
            assert button.height() >= 28
            assert button.text() or button.accessibleName()
    for widget in (shown.view.stage, shown.view.slider, shown.view.chart, shown.view.steps.list):
        assert widget.accessibleName()


def test_clear_leaves_no_picture_on_the_stage_nor_in_memory(comparison: Shown) -> None:
    before = _held()
    comparison.show(drawn_run())
    assert {type(each) for name, each in _held().items() if name not in before} == {RunRecord, QImage}
    assert comparison.view.kept_bytes > 0
    comparison.view.clear()
    assert comparison.view.kept_bytes == 0
    assert comparison.view.record is None
    assert not any(isinstance(each, RunRecord) for name, each in _held().items() if name not in before)
    # What the worker is at just now it still ends, and it goes with the worker.
    comparison.qtbot.waitUntil(lambda: set(_held()) <= set(before), timeout=PATIENCE_MS)
    colours = np.unique(comparison.pixels().reshape(-1, 3), axis=0).tolist()
    assert BLACK not in colours
    assert BLUE not in colours


def test_a_picture_that_comes_after_clear_is_not_kept(comparison: Shown) -> None:
    comparison.view.show_record(drawn_run())
    comparison.view.clear()
    comparison.show(run_of(VerdictKind.SAME))
    assert comparison.view.kept_bytes == 0


def test_pictures_that_the_record_was_written_without_are_said_to_be_left_out(comparison: Shown) -> None:
    comparison.show(drawn_run(pictures=()))
    assert "left out, to keep the record small" in comparison.view.stage.accessibleDescription()


def test_a_run_without_steps_says_why(comparison: Shown) -> None:
    comparison.show(drawn_run(steps=(), pictures=()))
    assert "There are no steps to show." in _said(comparison)


def test_words_of_strangers_neither_reorder_nor_command(comparison: Shown) -> None:
    comparison.show(drawn_run(words=HOSTILE))
    shown = comparison.view.steps.model.index(0, 0)
    for text in (_said(comparison), shown.data(), shown.data(Qt.ItemDataRole.AccessibleTextRole)):
        assert "\u202e" not in text
    assert all(
        label.textFormat() is Qt.TextFormat.PlainText
        for label in comparison.view.findChildren(QLabel)
        if "window.taken" in label.text()
    )


def test_a_sentence_that_counts_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="no number"):
        Sentence(text="{count} things", one="one thing", values={"count": "many"})


def test_partial_pictures_lie_where_they_belong(comparison: Shown) -> None:
    gallery = Gallery()
    whole = drawn()
    moment = Comparison(
        expected=gallery.keep(whole[100:300, 200:500], left=200, top=100),
        actual=gallery.keep(drawn(square=True), left=0, top=0),
    )
    comparison.show(_one_step(gallery, moment))
    comparison.view.stage.set_split(1.0)
    assert comparison.colour(250, 200) == WHITE
    assert comparison.colour(100, 200) not in (WHITE, BLUE)
    _view(comparison, Qt.Key.Key_3)
    assert "of the pixels differ" in comparison.view.stage.accessibleDescription()
    assert max(comparison.colour(*MIDDLE)) != min(comparison.colour(*MIDDLE))


def test_a_tiny_picture_and_a_huge_one_are_shown(comparison: Shown) -> None:
    gallery = Gallery()
    one = np.full((1, 1, 4), 200, np.uint8)
    huge = np.zeros((500, 32_000, 4), np.uint8)
    huge[:, 16_000:] = 255
    moment = Comparison(expected=gallery.keep(one, left=5, top=5), actual=None)
    later = Comparison(expected=gallery.keep(huge, left=0, top=0), actual=None)
    record = _one_step(gallery, moment)
    second = replace(record.steps[0], number=2, after=later)
    comparison.show(replace(record, steps=(*record.steps, second), pictures=gallery.pictures))
    assert comparison.colour(5, 5) == [200, 200, 200]
    comparison.view.select_step(2)
    comparison.settle()
    _key(comparison, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    comparison.settle()
    assert 0 < comparison.view.kept_bytes <= MAX_KEPT_BYTES


def test_a_picture_that_is_none_says_so(comparison: Shown) -> None:
    record = drawn_run()
    broken = tuple(replace(picture, png=b"\x89PNG\r\n\x1a\nnothing") for picture in record.pictures)
    comparison.show(replace(record, pictures=broken))
    assert comparison.view.kept_bytes == 0
    assert comparison.colour(*MIDDLE) not in (BLACK, WHITE)


def test_decoded_pictures_never_take_more_than_their_room(qtbot: QtBot, comparison: Shown) -> None:
    comparison.show(drawn_run())
    pictures = comparison.view.stage.pictures
    one = DESKTOP.width * DESKTOP.height * 4
    pictures.room = one * 3
    names = [picture.name for picture in drawn_run().pictures]
    wishes = [PictureWish(name, (DESKTOP.width, DESKTOP.height)) for name in names]
    pictures.want(wishes)
    qtbot.waitUntil(lambda: not pictures.is_busy, timeout=PATIENCE_MS)
    assert pictures.size <= one * 3
    # What was asked for first is what is looked at.
    assert pictures.made(wishes[0]) is not None


def test_twenty_thousand_steps_are_listed_filtered_and_walked_through(comparison: Shown) -> None:
    record = drawn_run()
    first = record.steps[0]
    many = tuple(replace(first, number=number) for number in range(1, 20_001))
    failed = replace(many[-1], verdict=record.steps[3].verdict)
    comparison.show(replace(record, steps=(*many[:-1], failed)))
    assert comparison.steps == [20_000]
    assert "Only what differs (1)" in comparison.view.steps.only.text()
    comparison.view.steps.only.setChecked(True)
    assert comparison.view.steps.model.rowCount() == 1
    comparison.view.steps.field.setText("19000")
    assert comparison.view.steps.model.rowCount() == 0


def _held() -> dict[int, object]:
    gc.collect()
    return {id(each): each for each in gc.get_objects() if isinstance(each, RunRecord | QImage)}


def _one_step(gallery: Gallery, moment: Comparison) -> RunRecord:
    record = run_of(VerdictKind.DIFFERENT)
    step: StepRecord = replace(record.steps[0], after=moment)
    return replace(record, steps=(step,), pictures=gallery.pictures)
