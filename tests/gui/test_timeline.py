"""The timeline shows what a session holds and what will be gone, and hears what the person wants."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QContextMenuEvent, QImage, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from recorder.episode.actions import Type
from recorder.episode.edits import BoxStep, Cover, Edits, Part, Subject
from recorder.episode.screen import Rect
from recorder.episode.time import NS_PER_MS, NS_PER_SECOND, TimeRange
from studio.content.session_content import SessionContent, load_in_phases
from studio.ui.models.found_mark import FoundMark
from studio.ui.theme import Appearance, choose_appearance, theme
from studio.ui.widgets.timeline import ContextMenuRequest, EditRangeChange, LaneKind, Marks, Timeline
from studio.ui.widgets.timeline.frame import LANES_TOP_PX, RULER_TOP_PX, TITLES_PX
from studio.ui.widgets.timeline.preview import HoverPreview
from tests.rigs.drawn_session import DrawnDesktop, DrawnWindow
from tests.rigs.plain_thumbnails import PlainThumbnails

WIDTH = 1000 + TITLES_PX + 8
Shown = Callable[..., Timeline]


@pytest.fixture(scope="module")
def phases(tmp_path_factory: pytest.TempPathFactory) -> tuple[SessionContent, ...]:
    desktop = DrawnDesktop(tmp_path_factory.mktemp("timeline") / "a.db", size=(320, 180))
    desktop.wait(1000)
    desktop.type("a letter")
    desktop.wait(2500)
    desktop.open_window(DrawnWindow("pcmanfm", "Documents", Rect(20, 20, 200, 100)))
    desktop.click(100, 60)
    desktop.pause(3000)
    desktop.type("more")
    desktop.wait(1000)
    with desktop.finish().open() as reader:
        return tuple(load_in_phases(reader))


@pytest.fixture
def content(phases: tuple[SessionContent, ...]) -> SessionContent:
    return phases[-1]


@pytest.fixture(autouse=True)
def _light(qapp: QApplication) -> Iterator[None]:
    choose_appearance(Appearance.LIGHT)
    yield
    choose_appearance(Appearance.SYSTEM)


@pytest.fixture
def shown(qtbot: QtBot, content: SessionContent) -> Iterator[Shown]:
    windows: list[QWidget] = []

    def show(of: SessionContent | None = None, source: PlainThumbnails | None = None) -> Timeline:
        window = QWidget()
        qtbot.addWidget(window)
        windows.append(window)
        made = Timeline(of or content, source or PlainThumbnails(), window)
        window.resize(WIDTH, 600)
        made.setGeometry(0, 240, WIDTH, made.sizeHint().height())
        window.show()
        qtbot.waitExposed(window)
        return made

    yield show
    windows.clear()


def x_of(timeline: Timeline, at_ns: float) -> int:
    return TITLES_PX + round(timeline.scale.x_of(at_ns))


def y_of(timeline: Timeline, kind: LaneKind) -> int:
    row = timeline.rows.row(kind)
    assert row is not None
    return LANES_TOP_PX + row.top + row.height // 2


def picture(timeline: Timeline) -> QImage:
    return timeline.grab().toImage()


def lane(timeline: Timeline, kind: LaneKind, range_: TimeRange) -> QImage:
    """A lane as it looks in a range of time."""
    row = timeline.rows.row(kind)
    assert row is not None
    left, right = x_of(timeline, range_.start_ns) + 3, x_of(timeline, range_.end_ns) - 3
    return picture(timeline).copy(left, LANES_TOP_PX + row.top, right - left, row.height)


def at(x: float, y: float) -> QPoint:
    return QPoint(round(x), round(y))


def drag(timeline: Timeline, start: QPoint, end: QPoint, modifier: Qt.KeyboardModifier | None = None) -> None:
    held = modifier or Qt.KeyboardModifier.NoModifier
    QTest.mousePress(timeline, Qt.MouseButton.LeftButton, held, start)
    for step in (0.5, 1.0):
        place = QPointF(start + (end - start) * step)
        move = QMouseEvent(
            QEvent.Type.MouseMove, place, timeline.mapToGlobal(place), Qt.MouseButton.NoButton,
            Qt.MouseButton.LeftButton, held,
        )  # fmt: skip
        QApplication.sendEvent(timeline, move)
    QTest.mouseRelease(timeline, Qt.MouseButton.LeftButton, held, end)


def hover(timeline: Timeline, place: QPoint) -> None:
    move = QMouseEvent(
        QEvent.Type.MouseMove, QPointF(place), QPointF(timeline.mapToGlobal(place)),
        Qt.MouseButton.NoButton, Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(timeline, move)


def roomy(timeline: Timeline) -> Timeline:
    """With room for one more lane, so that none folds when that comes."""
    timeline.resize(WIDTH, timeline.sizeHint().height() + 100)
    return timeline


def test_a_cut_hatches_every_lane_and_only_its_time(shown: Shown, content: SessionContent) -> None:
    timeline = roomy(shown())
    inside, outside = (
        TimeRange(NS_PER_SECOND, 3 * NS_PER_SECOND),
        TimeRange(5 * NS_PER_SECOND, content.ended_ns),
    )
    kinds = [row.kind for row in timeline.rows.rows]
    assert LaneKind.REMOVED not in kinds
    before = {kind: (lane(timeline, kind, inside), lane(timeline, kind, outside)) for kind in kinds}
    timeline.set_edits(Edits().with_cut(inside))
    for kind in kinds:
        assert lane(timeline, kind, inside) != before[kind][0], kind
        assert lane(timeline, kind, outside) == before[kind][1], kind
    assert timeline.rows.row(LaneKind.REMOVED) is not None


@pytest.mark.parametrize(
    ("part", "hatched"),
    [
        (Part(TimeRange(0, 0), takes_keys=True), {LaneKind.ACTIONS, LaneKind.TYPED, LaneKind.ACTIVITY}),
        (Part(TimeRange(0, 0), takes_context=True), {LaneKind.WINDOWS}),
        (Part(TimeRange(0, 0), Cover(0, (BoxStep(0, Rect(0, 0, 50, 50)),))), {LaneKind.PICTURES}),
    ],
)
def test_a_redaction_hatches_the_lanes_that_it_takes_from(
    shown: Shown, part: Part, hatched: set[LaneKind]
) -> None:
    timeline = roomy(shown())
    range_ = TimeRange(NS_PER_SECOND, 2 * NS_PER_SECOND)
    kinds = {row.kind for row in timeline.rows.rows}
    before = {kind: lane(timeline, kind, range_) for kind in kinds}
    timeline.set_edits(Edits().with_redaction(Subject.RANGE, (replace(part, range=range_),)))
    assert {kind for kind in kinds if lane(timeline, kind, range_) != before[kind]} == hatched


def test_what_is_kept_looks_like_what_is_painted_anew(shown: Shown, content: SessionContent) -> None:
    """After a tour of changes, the kept pixmaps show what a fresh widget does."""
    timeline = shown()
    edits = Edits().with_cut(TimeRange(0, NS_PER_SECOND))
    for step in range(3):
        timeline.set_position(step * NS_PER_SECOND)
        timeline.grab()
    timeline.zoom_in()
    timeline.set_edits(edits)
    timeline.grab()
    timeline.set_marks(TimeRange(NS_PER_SECOND, 2 * NS_PER_SECOND))
    timeline.fold_lane(LaneKind.TYPED, is_folded=True)
    timeline.set_position(3 * NS_PER_SECOND)
    timeline.set_edits(Edits())
    timeline.set_edits(edits)
    fresh = shown()
    fresh.set_position(2 * NS_PER_SECOND)
    fresh.zoom_in()
    fresh.set_rows(timeline.rows)
    fresh.set_edits(edits)
    fresh.set_marks(TimeRange(NS_PER_SECOND, 2 * NS_PER_SECOND))
    fresh.set_position(3 * NS_PER_SECOND)
    assert fresh.scale == timeline.scale
    assert picture(timeline) == picture(fresh)


def test_a_click_seeks_and_dragging_scrubs(shown: Shown) -> None:
    timeline = shown()
    sought: list[int] = []
    scrubbing: list[bool] = []
    timeline.seek_requested.connect(sought.append)
    timeline.scrubbing_changed.connect(scrubbing.append)
    y = y_of(timeline, LaneKind.ACTIVITY)
    start, end = x_of(timeline, 2 * NS_PER_SECOND), x_of(timeline, 4 * NS_PER_SECOND)
    drag(timeline, at(start, y), at(end, y), Qt.KeyboardModifier.AltModifier)
    px = timeline.scale.ns_per_px
    assert sought[0] == pytest.approx(2 * NS_PER_SECOND, abs=px)
    assert sought[-1] == pytest.approx(4 * NS_PER_SECOND, abs=px)
    assert scrubbing == [True, False]


def test_dragging_along_the_ruler_marks(shown: Shown) -> None:
    timeline = shown()
    marked: list[Marks] = []
    timeline.marks_changed.connect(marked.append)
    y = RULER_TOP_PX + 10
    drag(timeline, at(TITLES_PX + 100, y), at(TITLES_PX + 300, y), Qt.KeyboardModifier.AltModifier)
    assert marked[-1] == timeline.marks == Marks(timeline.scale.at(100), timeline.scale.at(300))


def test_a_mark_is_drawn_to_where_a_window_began_unless_alt_is_held(
    shown: Shown, content: SessionContent
) -> None:
    timeline = shown()
    window_ns = content.windows[1].range.start_ns
    marked: list[Marks] = []
    timeline.marks_changed.connect(marked.append)
    y, near = y_of(timeline, LaneKind.ACTIVITY), x_of(timeline, window_ns) + 3
    drag(timeline, at(near - 200, y), at(near, y), Qt.KeyboardModifier.ShiftModifier)
    assert marked[-1].out_ns == window_ns
    both = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.AltModifier
    drag(timeline, at(near - 200, y), at(near, y), both)
    assert marked[-1].out_ns == timeline.scale.at(near - TITLES_PX)


def test_an_edit_is_selected_and_its_end_dragged(shown: Shown) -> None:
    timeline = shown()
    edits = Edits().with_cut(TimeRange(2 * NS_PER_SECOND, 4 * NS_PER_SECOND))
    timeline.set_edits(edits)
    selected: list[object] = []
    changes: list[EditRangeChange] = []
    timeline.edit_selected.connect(selected.append)
    timeline.edit_range_change_requested.connect(changes.append)
    y = y_of(timeline, LaneKind.REMOVED)
    QTest.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=at(x_of(timeline, 3 * NS_PER_SECOND), y))
    assert selected == [1]
    end = x_of(timeline, 4 * NS_PER_SECOND)
    drag(timeline, at(end, y), at(end + 100, y), Qt.KeyboardModifier.AltModifier)
    assert [change.is_final for change in changes] == [False, False, True]
    moved_ns = 100 * timeline.scale.ns_per_px
    assert changes[-1].range.start_ns == 2 * NS_PER_SECOND
    assert changes[-1].range.end_ns == pytest.approx(
        4 * NS_PER_SECOND + moved_ns, abs=timeline.scale.ns_per_px
    )


def test_the_wheel_zooms_about_the_pointer(shown: Shown) -> None:
    timeline = shown()
    x = TITLES_PX + 400
    before_ns = timeline.scale.at(400)
    place = QPointF(x, y_of(timeline, LaneKind.WINDOWS))
    turn = QWheelEvent(
        place, timeline.mapToGlobal(place), QPoint(), QPoint(0, 240), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,  # noqa: FBT003 - Qt's
    )  # fmt: skip
    QApplication.sendEvent(timeline, turn)
    assert not timeline.scale.is_whole
    assert timeline.scale.at(400) == pytest.approx(before_ns, abs=timeline.scale.ns_per_px)
    timeline.zoom_to_fit()
    assert timeline.scale.is_whole


def test_a_double_click_marks_what_lies_there(shown: Shown, content: SessionContent) -> None:
    timeline = shown()
    window = content.windows[0].range
    middle = x_of(timeline, (window.start_ns + window.end_ns) / 2)
    QTest.mouseDClick(timeline, Qt.MouseButton.LeftButton, pos=at(middle, y_of(timeline, LaneKind.WINDOWS)))
    assert timeline.marks.range == window
    typed = next(action for action in content.actions if isinstance(action, Type))
    place = at(x_of(timeline, (typed.start_ns + typed.end_ns) / 2), y_of(timeline, LaneKind.TYPED))
    QTest.mouseDClick(timeline, Qt.MouseButton.LeftButton, pos=place)
    assert timeline.marks.range == TimeRange(typed.start_ns, typed.end_ns)


def test_a_menu_is_asked_for_by_mouse_and_by_keyboard(shown: Shown) -> None:
    timeline = shown()
    timeline.set_edits(Edits().with_cut(TimeRange(2 * NS_PER_SECOND, 4 * NS_PER_SECOND)))
    timeline.set_position(5 * NS_PER_SECOND)
    asked: list[ContextMenuRequest] = []
    timeline.context_menu_requested.connect(asked.append)
    place = at(x_of(timeline, 3 * NS_PER_SECOND), y_of(timeline, LaneKind.REMOVED))
    for reason in (QContextMenuEvent.Reason.Mouse, QContextMenuEvent.Reason.Keyboard):
        QApplication.sendEvent(timeline, QContextMenuEvent(reason, place, timeline.mapToGlobal(place)))
    by_mouse, by_keyboard = asked
    assert (by_mouse.lane, by_mouse.edit_id) == (LaneKind.REMOVED, 1)
    assert by_mouse.at_ns == pytest.approx(3 * NS_PER_SECOND, abs=timeline.scale.ns_per_px)
    assert (by_keyboard.at_ns, by_keyboard.lane) == (5 * NS_PER_SECOND, None)


def test_the_playhead_repaints_no_lane(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    timeline = shown()
    timeline.grab()
    painted: list[object] = []
    monkeypatch.setattr(
        "studio.ui.widgets.timeline.sheet.LaneSheet._paint_lane", lambda *what: painted.append(what)
    )
    for second in range(5):
        timeline.set_position(second * NS_PER_SECOND)
        timeline.grab()
    assert not painted
    timeline.zoom_in()
    timeline.grab()
    assert painted


def test_the_playhead_is_where_the_page_says(shown: Shown) -> None:
    timeline = shown()
    timeline.set_position(5 * NS_PER_SECOND)
    drawn = picture(timeline)
    y = y_of(timeline, LaneKind.PAUSES)
    ink = QColor(theme().text)
    columns = [x for x in range(TITLES_PX, WIDTH - 8) if drawn.pixelColor(x, y + 10) == ink]
    assert columns == [TITLES_PX + int(timeline.scale.x_of(5 * NS_PER_SECOND))]


def test_pictures_appear_when_they_arrive(shown: Shown, qtbot: QtBot) -> None:
    source = PlainThumbnails("#20a060", has_them=False)
    timeline = shown(source=source)
    place = at(TITLES_PX + 30, y_of(timeline, LaneKind.PICTURES))
    assert picture(timeline).pixelColor(place) != QColor("#20a060")
    assert source.asked
    source.arrive()
    qtbot.waitUntil(lambda: picture(timeline).pixelColor(place) == QColor("#20a060"))


def test_hovering_previews_the_time_under_the_pointer(shown: Shown, qtbot: QtBot) -> None:
    source = PlainThumbnails()
    timeline = shown(source=source)
    source.asked.clear()
    hover(timeline, at(x_of(timeline, 3 * NS_PER_SECOND), y_of(timeline, LaneKind.WINDOWS)))
    preview = timeline.window().findChild(HoverPreview)
    assert preview is not None
    assert preview.isVisible()
    assert preview.geometry().bottom() < timeline.geometry().top()
    assert source.asked[-1][1] <= 3 * NS_PER_SECOND
    QApplication.sendEvent(timeline, QEvent(QEvent.Type.Leave))
    assert not preview.isVisible()


def test_lanes_fold_and_their_names_say_so(shown: Shown) -> None:
    timeline = shown()
    high = timeline.sizeHint().height()
    QTest.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=at(30, y_of(timeline, LaneKind.TYPED)))
    assert LaneKind.TYPED in timeline.rows.folded
    assert timeline.sizeHint().height() < high


def test_the_lane_of_found_things_is_there_only_while_there_are_some(shown: Shown) -> None:
    timeline = shown()
    assert timeline.rows.row(LaneKind.FOUND) is None
    timeline.set_found([FoundMark(9, TimeRange(NS_PER_SECOND, 2 * NS_PER_SECOND), "a name")])
    selected: list[int] = []
    timeline.found_selected.connect(selected.append)
    place = at(x_of(timeline, 1.5 * NS_PER_SECOND), y_of(timeline, LaneKind.FOUND))
    QTest.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=place)
    assert selected == [9]
    timeline.set_found([])
    assert timeline.rows.row(LaneKind.FOUND) is None


def test_each_phase_of_loading_shows_more(shown: Shown, phases: tuple[SessionContent, ...]) -> None:
    timeline = shown(phases[0])
    seen = [picture(timeline)]
    for phase in phases[1:]:
        timeline.set_content(phase)
        seen.append(picture(timeline))
    assert all(one != other for one, other in pairwise(seen))
    assert seen[-1] == picture(shown())


def test_nothing_captured_is_left_after_a_lock(shown: Shown, content: SessionContent) -> None:
    timeline = shown()
    timeline.set_edits(Edits().with_cut(TimeRange(2 * NS_PER_SECOND, 4 * NS_PER_SECOND)))
    timeline.clear()
    bare = replace(
        content,
        monitors=(),
        pictures={},
        pointer=content.pointer,
        events=(),
        windows=(),
        actions=(),
        marks=(),
    )
    fresh = shown(bare)
    fresh.clear()
    fresh.resize(timeline.size())
    assert picture(timeline) == picture(fresh)
    timeline.set_content(content)
    assert picture(timeline) == picture(shown())


def test_streams_that_were_not_recorded_have_no_lane(shown: Shown, content: SessionContent) -> None:
    header = replace(content.header, streams=("pointer",))
    timeline = shown(replace(content, header=header))
    assert timeline.rows.row(LaneKind.TYPED) is None
    assert timeline.rows.row(LaneKind.ACTIONS) is not None


def test_a_session_of_no_length_is_shown(shown: Shown, content: SessionContent) -> None:
    empty = replace(content, ended_ns=0, windows=(), actions=(), marks=(), events=(), pictures={})
    timeline = shown(empty)
    timeline.zoom_in()
    timeline.ensure_visible(0)
    timeline.set_position(0)
    assert not picture(timeline).isNull()


@pytest.mark.parametrize("appearance", [Appearance.DARK, Appearance.HIGH_CONTRAST])
def test_other_looks_are_worn_at_once(shown: Shown, appearance: Appearance) -> None:
    timeline = shown()
    light = picture(timeline)
    choose_appearance(appearance)
    timeline.update()
    dark = picture(timeline)
    assert dark != light
    assert dark.pixelColor(2, timeline.height() - 1) == QColor(theme().ground)


def test_a_screen_reader_hears_where_the_playhead_is(shown: Shown) -> None:
    timeline = shown()
    timeline.set_position(2 * NS_PER_SECOND + 500 * NS_PER_MS)
    assert timeline.accessibleName() == "Timeline"
    assert "00:02.500" in timeline.accessibleDescription()


def test_keys_are_left_to_the_page(shown: Shown) -> None:
    timeline = shown()
    heard: list[int] = []
    window = timeline.window()
    window.keyPressEvent = lambda event: heard.append(event.key())  # type: ignore[method-assign]
    timeline.setFocus()
    QTest.keyClick(timeline, Qt.Key.Key_Left)
    assert heard == [Qt.Key.Key_Left]


def test_escape_puts_a_dragged_edit_back(shown: Shown) -> None:
    timeline = shown()
    range_ = TimeRange(2 * NS_PER_SECOND, 4 * NS_PER_SECOND)
    timeline.set_edits(Edits().with_cut(range_))
    changes: list[EditRangeChange] = []
    timeline.edit_range_change_requested.connect(changes.append)
    y, end = y_of(timeline, LaneKind.REMOVED), x_of(timeline, range_.end_ns)
    QTest.mousePress(timeline, Qt.MouseButton.LeftButton, pos=at(end, y))
    move = QMouseEvent(
        QEvent.Type.MouseMove, QPointF(end + 60, y), timeline.mapToGlobal(QPointF(end + 60, y)),
        Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(timeline, move)
    QTest.keyClick(timeline, Qt.Key.Key_Escape)
    QTest.mouseRelease(timeline, Qt.MouseButton.LeftButton, pos=at(end + 60, y))
    assert (changes[-1].range, changes[-1].is_final) == (range_, True)


def test_where_there_is_little_room_what_will_be_gone_can_still_be_seen(shown: Shown) -> None:
    timeline = shown()
    timeline.set_edits(Edits().with_cut(TimeRange(NS_PER_SECOND, 3 * NS_PER_SECOND)))
    timeline.resize(WIDTH, timeline.sizeHint().height() - 60)
    row = timeline.rows.row(LaneKind.REMOVED)
    assert row is not None
    assert not row.is_folded
    assert LANES_TOP_PX + row.bottom <= timeline.height()
    folded = {row.kind for row in timeline.rows.rows if row.is_folded}
    assert folded
    timeline.resize(WIDTH, timeline.sizeHint().height())
    assert not any(row.is_folded for row in timeline.rows.rows)


def test_lanes_that_have_no_room_are_scrolled_to(shown: Shown) -> None:
    timeline = shown()
    for kind in LaneKind:
        timeline.fold_lane(kind, is_folded=False)
    timeline.resize(WIDTH, timeline.minimumSizeHint().height())
    before = picture(timeline)
    place = QPointF(20, LANES_TOP_PX + 20)
    turn = QWheelEvent(
        place, timeline.mapToGlobal(place), QPoint(), QPoint(0, -480), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,  # noqa: FBT003 - Qt's
    )  # fmt: skip
    QApplication.sendEvent(timeline, turn)
    assert picture(timeline) != before
    timeline.resize(WIDTH, timeline.sizeHint().height())
    assert picture(timeline).height() == timeline.sizeHint().height()
