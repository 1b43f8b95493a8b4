"""The stage with a real mouse and real keys, and what its pixels show."""

import gc
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from recorder.episode.edits import BoxStep, Cover, Edits, Part, Redaction, Subject
from recorder.episode.screen import Monitor, Rect
from recorder.episode.time import NS_PER_SECOND, TimeRange
from recorder.vault.session_reader import SessionAccess
from studio.content.session_content import SessionContent, load_content
from studio.review.traces import TraceFinder
from studio.ui.models.player import Player
from studio.ui.theme import theme
from studio.ui.widgets.stage import BoxChange, BoxDrawn, PlaceClicked, SelectedBox, Stage
from tests.rigs.drawn_session import DrawnDesktop, DrawnWindow

SIZE = (640, 360)
WINDOW = Rect(60, 40, 400, 240)
GREY = (0x80, 0x80, 0x80)


@pytest.fixture(scope="module")
def access(tmp_path_factory: pytest.TempPathFactory) -> SessionAccess:
    window = DrawnWindow("mousepad", "letter.txt", WINDOW)
    desktop = DrawnDesktop(tmp_path_factory.mktemp("stage") / "s.db", size=SIZE, windows=(window,))
    desktop.wait(500)
    desktop.click(300, 200)
    desktop.wait(1000)
    desktop.type("geese")
    desktop.wait(3000)
    return desktop.finish()


@pytest.fixture(scope="module")
def content(access: SessionAccess) -> SessionContent:
    with access.open() as reader:
        return load_content(reader)


@dataclass
class Shown:
    """A stage in a window, and all that it wished."""

    stage: Stage
    player: Player
    drawn: list[BoxDrawn] = field(default_factory=list)
    changes: list[BoxChange] = field(default_factory=list)
    selected: list[SelectedBox | None] = field(default_factory=list)
    places: list[PlaceClicked] = field(default_factory=list)

    def at(self, x: float, y: float) -> QPoint:
        """A pixel of the desktop, on the widget."""
        left, top = self.stage.placement.to_widget(x + 0.5, y + 0.5)
        return QPoint(round(left - 0.5), round(top - 0.5))

    def pixels(self) -> NDArray[np.uint8]:
        """What is on the widget: rows, columns, red first."""
        image = self.stage.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
        return rows[:, : image.width() * 4].reshape(image.height(), image.width(), 4)[:, :, 2::-1].copy()


@pytest.fixture
def shown(qtbot: QtBot, access: SessionAccess, content: SessionContent) -> Iterator[Shown]:
    player = Player(access, content)
    stage = Stage(player)
    made = Shown(stage, player)
    stage.box_drawn.connect(made.drawn.append)
    stage.box_change_requested.connect(made.changes.append)
    stage.edit_selected.connect(made.selected.append)
    stage.place_clicked.connect(made.places.append)
    qtbot.addWidget(stage)
    stage.resize(800, 500)
    stage.show()
    qtbot.waitExposed(stage)
    player.seek(2 * NS_PER_SECOND)
    _settle(qtbot, made)
    yield made
    player.close()


def _settle(qtbot: QtBot, shown: Shown) -> None:
    content = shown.player.content
    assert content is not None
    wanted = content.pictures[0].index_at(shown.player.position_ns)
    qtbot.waitUntil(lambda: shown.player.picture is not None and shown.player.picture.index == wanted)


def _drag(qtbot: QtBot, shown: Shown, start: QPoint, end: QPoint) -> None:
    qtbot.mousePress(shown.stage, Qt.MouseButton.LeftButton, pos=start)
    middle = (start + end) / 2
    for pos in (middle, end):
        _move(shown, pos)
    qtbot.mouseRelease(shown.stage, Qt.MouseButton.LeftButton, pos=end)


def _move(shown: Shown, pos: QPoint) -> None:
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(pos),
        QPointF(shown.stage.mapToGlobal(pos)),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(shown.stage, event)


def _with_box(rect: Rect, *, start: int = 0, end: int = 10 * NS_PER_SECOND) -> Edits:
    part = Part(TimeRange(start, end), Cover(0, (BoxStep(0, rect),)))
    return Edits().with_redaction(Subject.BOX, (part,))


def _moved(edits: Edits, change: BoxChange) -> Edits:
    edit = edits.edit(change.edit_id)
    assert isinstance(edit, Redaction)
    part = replace(edit.parts[change.part], cover=Cover(0, (BoxStep(0, change.rect),)))
    return edits.with_changed(replace(edit, parts=(part,)))


def test_a_box_is_drawn_by_dragging(qtbot: QtBot, shown: Shown) -> None:
    qtbot.keyClick(shown.stage, Qt.Key.Key_B)
    assert shown.stage.is_drawing
    _drag(qtbot, shown, shown.at(500, 300), shown.at(560, 340))
    (box,) = shown.drawn
    assert (box.monitor_id, box.at_ns) == (0, shown.player.position_ns)
    assert box.rect == Rect(500, 300, 61, 41)
    assert not shown.stage.is_drawing
    assert not shown.places


def test_a_box_drawn_to_the_edge_of_a_window_snaps_to_it(qtbot: QtBot, shown: Shown) -> None:
    shown.stage.set_drawing(True)
    _drag(qtbot, shown, shown.at(120, 100), shown.at(WINDOW.right - 4, WINDOW.bottom + 3))
    assert shown.drawn[0].rect == Rect.from_edges(120, 100, WINDOW.right, WINDOW.bottom)


def test_dragging_past_the_picture_ends_at_its_edge(qtbot: QtBot, shown: Shown) -> None:
    shown.stage.set_drawing(True)
    _drag(qtbot, shown, shown.at(600, 330), QPoint(799, 499))
    assert shown.drawn[0].rect == Rect.from_edges(600, 330, *SIZE)


def test_escape_draws_nothing(qtbot: QtBot, shown: Shown) -> None:
    told: list[bool] = []
    shown.stage.drawing_changed.connect(told.append)
    qtbot.keyClick(shown.stage, Qt.Key.Key_B)
    qtbot.mousePress(shown.stage, Qt.MouseButton.LeftButton, pos=shown.at(100, 100))
    _move(shown, shown.at(200, 200))
    qtbot.keyClick(shown.stage, Qt.Key.Key_Escape)
    qtbot.mouseRelease(shown.stage, Qt.MouseButton.LeftButton, pos=shown.at(200, 200))
    assert not shown.drawn
    assert not shown.places
    assert told == [True, False]


def test_a_slip_of_the_hand_draws_nothing_and_goes_on_drawing(qtbot: QtBot, shown: Shown) -> None:
    shown.stage.set_drawing(True)
    qtbot.mouseClick(shown.stage, Qt.MouseButton.LeftButton, pos=shown.at(100, 100))
    assert not shown.drawn
    assert shown.stage.is_drawing


def test_a_box_is_made_with_keys_alone(qtbot: QtBot, shown: Shown) -> None:
    qtbot.keyClick(shown.stage, Qt.Key.Key_B)
    qtbot.keyClick(shown.stage, Qt.Key.Key_Return)
    qtbot.keyClick(shown.stage, Qt.Key.Key_Left)
    qtbot.keyClick(shown.stage, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(shown.stage, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert "pixels at" in shown.stage.accessibleDescription()
    qtbot.keyClick(shown.stage, Qt.Key.Key_Return)
    assert shown.drawn[0].rect == Rect(213 - 1, 120 - 10, 213 + 1, 120)


def test_a_click_tells_the_place(qtbot: QtBot, shown: Shown) -> None:
    qtbot.mouseClick(shown.stage, Qt.MouseButton.LeftButton, pos=shown.at(321, 123))
    assert shown.places == [PlaceClicked(0, 321, 123, shown.player.position_ns)]
    qtbot.mouseClick(shown.stage, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    assert len(shown.places) == 1


def test_a_box_is_selected_by_a_click_and_let_go_by_one_beside_it(qtbot: QtBot, shown: Shown) -> None:
    shown.player.set_edits(_with_box(Rect(100, 100, 100, 80)))
    qtbot.mouseClick(shown.stage, Qt.MouseButton.LeftButton, pos=shown.at(150, 140))
    qtbot.mouseClick(shown.stage, Qt.MouseButton.LeftButton, pos=shown.at(400, 300))
    assert shown.selected == [SelectedBox(1, 0), None]
    assert len(shown.places) == 1


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ((150, 140), (190, 170), Rect(140, 130, 100, 80)),
        ((199, 179), (239, 199), Rect(100, 100, 140, 100)),
        ((100, 140), (80, 140), Rect(80, 100, 120, 80)),
        ((150, 100), (150, 70), Rect(100, 70, 100, 110)),
    ],
)
def test_the_selected_box_is_moved_and_resized_by_its_handles(
    qtbot: QtBot, shown: Shown, start: tuple[int, int], end: tuple[int, int], expected: Rect
) -> None:
    edits = _with_box(Rect(100, 100, 100, 80))
    shown.player.set_edits(edits)
    shown.stage.select_edit(1)
    _drag(qtbot, shown, shown.at(*start), shown.at(*end))
    assert [change.is_final for change in shown.changes][-1]
    assert not any(change.is_final for change in shown.changes[:-1])
    assert shown.changes[-1].rect == expected
    assert not shown.selected


def test_a_box_that_is_not_selected_is_not_pulled(qtbot: QtBot, shown: Shown) -> None:
    shown.player.set_edits(_with_box(Rect(100, 100, 100, 80)))
    _drag(qtbot, shown, shown.at(150, 140), shown.at(190, 170))
    assert not shown.changes


def test_keys_nudge_the_selected_box_and_the_change_is_final_when_they_are_let_go(
    qtbot: QtBot, shown: Shown
) -> None:
    edits = _with_box(Rect(100, 100, 100, 80))
    shown.player.set_edits(edits)
    shown.stage.select_edit(1)
    shown.stage.box_change_requested.connect(
        lambda change: shown.player.set_edits(_moved(shown.player.edits, change))
    )
    qtbot.keyClick(shown.stage, Qt.Key.Key_Right)
    qtbot.keyClick(shown.stage, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert [(change.rect, change.is_final) for change in shown.changes] == [
        (Rect(101, 100, 100, 80), False),
        (Rect(101, 100, 100, 80), True),
        (Rect(101, 110, 100, 80), False),
        (Rect(101, 110, 100, 80), True),
    ]


def test_escape_puts_a_pulled_box_back(qtbot: QtBot, shown: Shown) -> None:
    shown.player.set_edits(_with_box(Rect(100, 100, 100, 80)))
    shown.stage.select_edit(1)
    qtbot.mousePress(shown.stage, Qt.MouseButton.LeftButton, pos=shown.at(150, 140))
    _move(shown, shown.at(250, 200))
    qtbot.keyClick(shown.stage, Qt.Key.Key_Escape)
    qtbot.mouseRelease(shown.stage, Qt.MouseButton.LeftButton, pos=shown.at(250, 200))
    assert shown.changes[-1] == BoxChange(1, 0, Rect(100, 100, 100, 80), is_final=True)


def test_a_preview_is_solid_grey_in_the_box_and_hides_the_pointer_beneath_it(
    qtbot: QtBot, shown: Shown, content: SessionContent
) -> None:
    box = Rect(280, 180, 60, 60)
    clicked_ns = next(action.start_ns for action in content.actions)
    shown.player.seek(clicked_ns + 1)
    _settle(qtbot, shown)
    before = shown.pixels()
    shown.player.set_edits(_with_box(box))
    shown.player.set_preview(True)
    after = shown.pixels()
    (left, top), (right, bottom) = (
        shown.stage.placement.to_widget(box.x, box.y),
        shown.stage.placement.to_widget(box.right, box.bottom),
    )
    inside = after[int(top) : int(bottom), int(left) : int(right)]
    assert np.array_equal(np.unique(inside.reshape(-1, 3), axis=0), [GREY])
    margin = 16
    beside = np.ones(after.shape[:2], np.bool_)
    beside[int(top) - margin : int(bottom) + margin, int(left) - margin : int(right) + margin] = False
    assert np.array_equal(before[beside], after[beside])
    assert len(np.unique(before[int(top) : int(bottom), int(left) : int(right)].reshape(-1, 3), axis=0)) > 2


def test_a_preview_takes_no_boxes(qtbot: QtBot, shown: Shown) -> None:
    shown.player.set_edits(_with_box(Rect(100, 100, 100, 80)))
    shown.stage.select_edit(1)
    shown.player.set_preview(True)
    qtbot.keyClick(shown.stage, Qt.Key.Key_B)
    assert not shown.stage.is_drawing
    _drag(qtbot, shown, shown.at(150, 140), shown.at(190, 170))
    qtbot.keyClick(shown.stage, Qt.Key.Key_Right)
    assert not shown.changes


def test_the_picture_is_shown_pixel_for_pixel_with_nothing_beside_it(qtbot: QtBot, shown: Shown) -> None:
    placement = shown.stage.placement
    assert placement.device_scale == 1
    pixels = shown.pixels()
    left, top = int(placement.left), int(placement.top)
    assert pixels[top + 5, left + 5].tolist() == pytest.approx([58, 74, 92], abs=3)
    sunken = theme().sunken
    assert "#{:02x}{:02x}{:02x}".format(*pixels[10, 10]) == sunken


def test_the_wheel_zooms_about_the_pointer_with_ctrl_only(qtbot: QtBot, shown: Shown) -> None:
    at = shown.at(100, 100)
    for modifiers, is_closer in (
        (Qt.KeyboardModifier.NoModifier, False),
        (Qt.KeyboardModifier.ControlModifier, True),
    ):
        before = shown.stage.placement
        event = QWheelEvent(
            at, shown.stage.mapToGlobal(at), QPoint(), QPoint(0, 480),
            Qt.MouseButton.NoButton, modifiers, Qt.ScrollPhase.NoScrollPhase, False,  # noqa: FBT003 - Qt's
        )  # fmt: skip
        QApplication.sendEvent(shown.stage, event)
        assert (shown.stage.placement.scale > before.scale) is is_closer
    assert shown.stage.placement.pixel_at(at.x() + 0.9, at.y() + 0.9) == (100, 100)
    qtbot.keyClick(shown.stage, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert shown.stage.placement.device_scale == 1


def test_a_lock_leaves_nothing_on_the_stage_nor_in_it(shown: Shown) -> None:
    finders = [each for each in gc.get_objects() if isinstance(each, TraceFinder)]
    assert len(finders) == 1
    finders.clear()
    shown.player.close()
    gc.collect()
    assert not [each for each in gc.get_objects() if isinstance(each, TraceFinder)]
    pixels = shown.pixels()
    inner = pixels[4:-4, 4:-4].reshape(-1, 3)
    assert ["#{:02x}{:02x}{:02x}".format(*each) for each in np.unique(inner, axis=0)] == [theme().sunken]


def test_a_lock_leaves_nothing_that_the_session_held(
    qtbot: QtBot, access: SessionAccess, content: SessionContent
) -> None:
    before = _contents()
    player = Player(access, replace(content))
    stage = Stage(player)
    qtbot.addWidget(stage)
    qtbot.waitUntil(lambda: player.picture is not None)
    assert _contents() == before + 1
    player.close()
    assert _contents() == before


def _contents() -> int:
    gc.collect()
    return sum(isinstance(each, SessionContent) for each in gc.get_objects())


def test_a_screen_that_was_not_recorded_is_said_in_words(
    qtbot: QtBot, access: SessionAccess, content: SessionContent
) -> None:
    player = Player(access, replace(content, pictures={}))
    stage = Stage(player)
    qtbot.addWidget(stage)
    stage.resize(800, 500)
    made = Shown(stage, player)
    assert len(np.unique(made.pixels().reshape(-1, 3), axis=0)) > 3
    stage.set_drawing(True)
    assert not stage.is_drawing
    player.close()


def test_a_monitor_left_of_the_first_has_negative_places(
    qtbot: QtBot, access: SessionAccess, content: SessionContent
) -> None:
    left = Monitor(0, "left", Rect(-640, -20, *SIZE), 1.0, is_primary=True)
    stretches = (replace(content.monitors[0], monitors=(left,)),)
    player = Player(access, replace(content, monitors=stretches))
    stage = Stage(player)
    qtbot.addWidget(stage)
    stage.resize(800, 500)
    stage.show()
    made = Shown(stage, player)
    stage.place_clicked.connect(made.places.append)
    _settle(qtbot, made)
    qtbot.mouseClick(stage, Qt.MouseButton.LeftButton, pos=made.at(-600, 30))
    assert (made.places[0].x, made.places[0].y) == (-600, 30)
    player.close()
