"""The bar, fed by hand: what it says in every state, and that it never takes the keyboard."""

from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from Xlib import X
from Xlib.display import Display

from recorder.episode.events import MarkKind
from recorder.episode.study import Stream
from recorder.recording.messages import Hotkeys
from recorder.task_start.plan import StartPlan
from replay.displays.private import PrivateDesktop
from studio.recording.problems import DiskLow, FrontHidden, PicturesDropped, Warned
from studio.recording.sheet import KeptStream, TaskSheet
from studio.recording.situation import Figures, Pause, Situation, Stage
from studio.recording.steps import Wish
from studio.ui.theme import TARGET, Appearance, choose_appearance, dress
from studio.ui.widgets.recording_sign import Shape, shape_of
from studio.ui.windows.recording_bar import RecordingBar
from studio.ui.windows.tray import RecordingTray

S = 10**9
FIGURES = Figures(331 * S, 12_300_000, 1204, 5000)
AT = datetime(2026, 5, 1, 14, 2, tzinfo=UTC)
RECORDING = Situation(Stage.RECORDING, figures=FIGURES)
PAUSED = Situation(Stage.PAUSED, figures=FIGURES, pause=Pause(MarkKind.PAUSED, AT, is_off_the_record=False))
OFF = replace(PAUSED, pause=Pause(MarkKind.PAUSED, AT, is_off_the_record=True))
LOCKED = replace(PAUSED, pause=Pause(MarkKind.SCREEN_LOCKED, AT, is_off_the_record=False))
ASKING = replace(RECORDING, is_asking=True)
SHEET = TaskSheet(
    study_title="Office",
    title="Write",
    instructions="1. Write a letter.\n2. Save it.",
    kept=tuple(KeptStream(stream, "…") for stream in Stream),
    not_kept=(),
    allowed_apps=("mousepad",),
    excluded_apps=(),
    excluded_titles=(),
    command="mousepad",
    files=(),
    plan=StartPlan(("mousepad",), (), None, None),
)


@pytest.fixture
def bar(qtbot: QtBot) -> RecordingBar:
    made = RecordingBar()
    qtbot.addWidget(made)
    made.show_sheet(SHEET)
    made.show_situation(RECORDING)
    made.appear(Hotkeys())
    qtbot.waitExposed(made)
    return made


def said(bar: QWidget) -> str:
    """All words that show."""
    shown = [part.text() for part in bar.findChildren(QLabel) if part.isVisible()]
    shown += [part.text() for part in bar.findChildren(QPushButton) if part.isVisible()]
    return " | ".join(text for text in shown if text)


@pytest.mark.parametrize(
    ("situation", "shape", "words", "missing"),
    [
        (Situation(Stage.STARTING), Shape.RING, "Opening the task", "Stop"),
        (Situation(Stage.COUNTDOWN, seconds_left=2), Shape.RING, "Recording begins in 2", "Pause"),
        (Situation(Stage.BEGINNING), Shape.RING, "Getting ready", "Stop"),
        (RECORDING, Shape.DOT, "Recording", "Go on"),
        (PAUSED, Shape.BARS, "Paused since 14:02", "Pause |"),
        (OFF, Shape.STRUCK_RING, "The last 2 minutes were wiped", "Keep it"),
        (LOCKED, Shape.BARS, "The screen was locked", "Keep it"),
        (Situation(Stage.ENDING), Shape.SQUARE, "Closing the recording", "Stop"),
    ],
)
def test_each_state_has_a_word_and_a_shape(
    bar: RecordingBar, *, situation: Situation, shape: Shape, words: str, missing: str
) -> None:
    bar.show_situation(situation)
    assert words in said(bar)
    assert missing not in said(bar)
    assert shape_of(situation) is shape


def test_problems_are_said_in_words(bar: RecordingBar) -> None:
    troubles = (DiskLow(240 * S), PicturesDropped(12), FrontHidden(), Warned("A key is taken."))
    bar.show_situation(replace(RECORDING, problems=troubles))
    for words in ("about 4 minutes", "12 pictures were left out", "not part of this study", "A key is taken"):
        assert words in said(bar)
    assert bar.height() > 80
    bar.show_situation(RECORDING)
    assert bar.height() < 60


def test_each_button_wishes_for_one_thing(bar: RecordingBar, qtbot: QtBot) -> None:
    wishes: list[Wish] = []
    bar.wish_requested.connect(wishes.append)
    for button in (bar.pause_button, bar.off_button, bar.stop_button, bar.discard_button):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert wishes == [Wish.TOGGLE_PAUSE, Wish.OFF_THE_RECORD, Wish.STOP, Wish.ASK_TO_DISCARD]


def test_discarding_names_what_is_destroyed_and_hides_the_rest(bar: RecordingBar, qtbot: QtBot) -> None:
    wishes: list[Wish] = []
    bar.wish_requested.connect(wishes.append)
    bar.show_situation(ASKING)
    assert "5 min 31 s and 1,204 pictures" in said(bar).replace("1204", "1,204")
    assert not bar.stop_button.isVisible()
    qtbot.mouseClick(bar.keep_button, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(bar.destroy_button, Qt.MouseButton.LeftButton)
    assert wishes == [Wish.KEEP, Wish.DISCARD]


def test_it_takes_the_focus_from_nobody_and_has_none_itself(bar: RecordingBar, qtbot: QtBot) -> None:
    field = QLineEdit()
    qtbot.addWidget(field)
    field.show()
    field.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is field)
    for situation in (RECORDING, PAUSED, ASKING):
        bar.disappear()
        bar.show_situation(situation)
        bar.appear(Hotkeys())
        for button in bar.findChildren(QPushButton):
            assert button.focusPolicy() is Qt.FocusPolicy.NoFocus
            if button.isVisible():
                qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert QApplication.focusWidget() is field


def test_no_button_moves_away_from_a_hand_when_the_state_changes(bar: RecordingBar) -> None:
    places = []
    for situation in (RECORDING, PAUSED, OFF, replace(RECORDING, figures=Figures(3599 * S, 999_900_000))):
        bar.show_situation(situation)
        QApplication.processEvents()
        buttons = (bar.pause_button, bar.off_button, bar.stop_button, bar.discard_button)
        places.append([button.mapToGlobal(QPoint(0, 0)) for button in buttons])
    assert all(place == places[0] for place in places)


def test_each_state_has_room_for_its_words(bar: RecordingBar) -> None:
    before = (Stage.STARTING, Stage.COUNTDOWN, Stage.STARTING, Stage.BEGINNING)
    for situation in (*(Situation(stage, seconds_left=3) for stage in before), RECORDING, OFF, PAUSED):
        bar.show_situation(situation)
        QApplication.processEvents()
        parts: list[QLabel | QPushButton] = [*bar.findChildren(QLabel), *bar.findChildren(QPushButton)]
        for part in parts:
            is_wrapped = isinstance(part, QLabel) and part.wordWrap()
            if part.isVisible() and part.text() and not is_wrapped:
                assert part.width() >= part.sizeHint().width(), part.text()


def test_it_is_slim_centred_and_can_be_dragged_but_not_off_the_screen(
    bar: RecordingBar, qtbot: QtBot
) -> None:
    room = bar.screen().availableGeometry()
    assert bar.height() <= 48
    assert abs(bar.geometry().center().x() - room.center().x()) <= 1
    qtbot.mousePress(bar, Qt.MouseButton.LeftButton, pos=QPoint(4, 4))
    qtbot.mouseMove(bar, QPoint(4 - 3 * room.width(), 204))
    qtbot.mouseRelease(bar, Qt.MouseButton.LeftButton)
    assert bar.x() == room.x()
    dragged = bar.pos()
    bar.show_situation(OFF)
    assert bar.x() == dragged.x()


def test_the_instructions_unfold_in_it(bar: RecordingBar, qtbot: QtBot) -> None:
    assert SHEET.instructions not in said(bar)
    qtbot.mouseClick(bar.instructions_button, Qt.MouseButton.LeftButton)
    assert SHEET.instructions in said(bar)
    qtbot.mouseClick(bar.instructions_button, Qt.MouseButton.LeftButton)
    assert bar.height() < 60


def test_everything_has_a_name_a_tooltip_with_its_hotkey_and_room_for_a_finger(bar: RecordingBar) -> None:
    for button in bar.findChildren(QPushButton):
        assert button.accessibleName()
        if button.isVisible():
            assert min(button.width(), button.height()) >= TARGET
    for button, chord in (
        (bar.pause_button, "Ctrl+Shift+F9"),
        (bar.off_button, "Ctrl+Shift+F10"),
        (bar.stop_button, "Ctrl+Shift+F12"),
        (bar.discard_button, "F12"),
    ):
        assert chord in button.toolTip()
    names = {label.accessibleName() for label in bar.streams.findChildren(QLabel)}
    assert names == {"Recorded: Screen", "Recorded: Pointer", "Recorded: Keyboard", "Recorded: Window names"}


@pytest.mark.parametrize("appearance", [Appearance.LIGHT, Appearance.DARK, Appearance.HIGH_CONTRAST])
def test_red_is_shown_while_recording_and_in_no_other_state(
    bar: RecordingBar, qapp: QApplication, appearance: Appearance
) -> None:
    choose_appearance(appearance)
    try:
        dress(qapp)
        for situation in (RECORDING, PAUSED, OFF, Situation(Stage.ENDING)):
            bar.show_situation(situation)
            QApplication.processEvents()
            picture = bar.grab().toImage()
            middle = picture.height() // 2 if picture.height() < 60 else 22
            reds = sum(
                1
                for x in range(picture.width())
                if (colour := picture.pixelColor(x, middle)).red() > colour.green() + 90
                and colour.red() > colour.blue() + 70
            )
            assert (reds > 8) == (situation is RECORDING), (appearance, situation.stage, reds)
    finally:
        choose_appearance(Appearance.SYSTEM)
        dress(qapp)


def test_a_desktop_without_a_tray_is_no_trouble(qapp: QApplication) -> None:
    tray = RecordingTray()
    wishes: list[Wish] = []
    tray.wish_requested.connect(wishes.append)
    tray.appear()
    tray.show_situation(PAUSED)
    assert tray.state.text() == "Paused since 14:02 · 05:31"
    assert tray.pause.text() == "Go on"
    tray.pause.trigger()
    tray.show_situation(Situation(Stage.ENDING))
    tray.stop.trigger()
    assert wishes == [Wish.TOGGLE_PAUSE]
    tray.disappear()


def test_icons_are_drawn_for_every_state() -> None:
    folder = Path(__file__).parents[2] / "assets" / "icons"
    for name in ("pause", "go-on", "stop", "off-the-record", "discard", "instructions", *Stream):
        assert (folder / f"recording-{name}.svg").exists()


@pytest.mark.parametrize("attack", ["unmap", "cover"])
def test_a_program_that_hides_the_bar_or_covers_it_hides_it_for_a_moment_only(
    bar: RecordingBar, qtbot: QtBot, desktop: PrivateDesktop, attack: str
) -> None:
    with closing(Display(desktop.environment()["DISPLAY"])) as display:
        screen = display.screen()
        window = display.create_resource_object("window", int(bar.winId()))
        over = screen.root.create_window(0, 0, 1, 1, 0, screen.root_depth, override_redirect=True)
        over.map()
        if attack == "unmap":
            window.unmap()
        else:
            over.configure(x=bar.x(), y=bar.y(), width=bar.width(), height=bar.height())
            over.configure(stack_mode=X.Above)
        display.sync()

        def is_seen() -> bool:
            above = screen.root.query_tree().children
            is_mapped = window.get_attributes().map_state == X.IsViewable
            return bool(is_mapped and above.index(window) > above.index(over))

        assert not is_seen()
        qtbot.waitUntil(is_seen, timeout=5000)
