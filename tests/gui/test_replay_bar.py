"""The replay bar and its question: what they say, that they take no focus, and where the bar lies."""

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QListWidget, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from recorder.episode.actions import Type
from recorder.episode.screen import Rect
from replay.gate import Ready
from replay.plan.inputs import Move
from replay.plan.steps import PlanStep, ReplayPlan
from replay.report.record import Source
from replay.running.happenings import (
    CountingDown,
    DesktopReady,
    GoingOn,
    Pausing,
    StepAnswered,
    StepDone,
    StepSkipped,
    TaskReady,
)
from replay.running.own_desktop import question_of
from replay.running.standing import ReplayStage, ReplayState
from replay.verifying.playing import ToPlay
from replay.verifying.subjects import Subject
from studio.ui.dialogs.replay_question import ReplayQuestionDialog
from studio.ui.models.action_words import private_action_words
from studio.ui.models.bar_places import bar_places, covered_at
from studio.ui.theme import TARGET, Appearance, choose_appearance, dress
from studio.ui.windows.replay_bar import ReplayBar
from tests.rigs.replay_plans import click, plan_of, task

SECRET = "dear diary"  # noqa: S105 - what must not be shown
SCREEN = Rect(0, 0, 1280, 720)
BAR = (640, 44)
PLAYING = ReplayState(stage=ReplayStage.PLAYING, total=12, opens_task=True, number=3)


def typed(number: int) -> PlanStep:
    action = Type(start_ns=0, end_ns=1, context=None, sources=(), text=SECRET)
    return replace(click(number, 100 * number, 10, 10), action=action)


def wanted(plan: ReplayPlan) -> ToPlay:
    class Nobody:
        """Opens nothing: the question reads no file."""

    subject = Subject("a1" * 16, Source.RECEIVED, Nobody(), None)  # type: ignore[arg-type]
    return ToPlay(subject, plan, plan, plan.monitors)


@pytest.fixture
def bar(qtbot: QtBot) -> ReplayBar:
    made = ReplayBar()
    qtbot.addWidget(made)
    width, height = made.fit()
    made.lie_at(QRect(100, 8, width, height))
    made.show_state(PLAYING, "Press Ctrl+S")
    made.show()
    qtbot.waitExposed(made)
    return made


def said(part: QWidget) -> str:
    shown = [each.text() for each in part.findChildren(QLabel) if each.isVisible()]
    shown += [each.text() for each in part.findChildren(QPushButton) if each.isVisible()]
    return " | ".join(text for text in shown if text)


@pytest.mark.parametrize(
    ("state", "words", "missing"),
    [
        (replace(PLAYING, stage=ReplayStage.STARTING), "Ctrl+Shift+F12", "Pause"),
        (replace(PLAYING, stage=ReplayStage.COUNTDOWN, seconds_left=2), "Replay begins in 2", "Pause"),
        (replace(PLAYING, stage=ReplayStage.OPENING), "Opening the task", "Press Ctrl+S"),
        (replace(PLAYING, stage=ReplayStage.OPENING, warning="Look here."), "Look here.", "Press Ctrl+S"),
        (replace(PLAYING, warning="Look here."), "Look here.", "Press Ctrl+S"),
        (PLAYING, "Step 3 of 12 | Press Ctrl+S | Pause", "Go on"),
        (replace(PLAYING, stage=ReplayStage.PAUSED), "Paused before step 3 of 12", "| Pause"),
        (replace(PLAYING, stage=ReplayStage.LOOKING), "All steps are done", "Pause"),
        (replace(PLAYING, stage=ReplayStage.ENDING), "Letting go of keys and buttons", "Stop"),
    ],
)
def test_each_state_is_said_in_words(bar: ReplayBar, state: ReplayState, words: str, missing: str) -> None:
    bar.show_state(state, "Press Ctrl+S")
    assert words in said(bar)
    assert missing not in said(bar)


def test_it_keeps_its_size_and_place_whatever_it_says_and_is_not_dragged(
    bar: ReplayBar, qtbot: QtBot
) -> None:
    before = bar.geometry()
    for stage in ReplayStage:
        bar.show_state(replace(PLAYING, stage=stage, total=10_000, number=9_999), "Press it " * 40)
        QApplication.processEvents()
        assert bar.geometry() == before
        assert bar.width() >= bar.minimumSizeHint().width()
    qtbot.mousePress(bar, Qt.MouseButton.LeftButton, pos=QPoint(4, 4))
    qtbot.mouseMove(bar, QPoint(200, 200))
    qtbot.mouseRelease(bar, Qt.MouseButton.LeftButton)
    assert bar.geometry() == before


def test_it_takes_the_focus_from_nobody(bar: ReplayBar, qtbot: QtBot) -> None:
    wishes: list[str] = []
    bar.pause_requested.connect(lambda: wishes.append("pause"))
    bar.stop_requested.connect(lambda: wishes.append("stop"))
    field = QLineEdit()
    qtbot.addWidget(field)
    field.show()
    field.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is field)
    for button in (bar.pause_button, bar.stop_button):
        assert min(button.width(), button.height()) >= TARGET
        assert button.accessibleName()
        assert button.toolTip()
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert wishes == ["pause", "stop"]
    assert QApplication.focusWidget() is field
    assert "Ctrl+Shift+F12" in bar.stop_button.toolTip()


@pytest.mark.parametrize("appearance", [Appearance.LIGHT, Appearance.DARK, Appearance.HIGH_CONTRAST])
def test_it_is_never_red_which_means_recording(
    bar: ReplayBar, qapp: QApplication, appearance: Appearance
) -> None:
    choose_appearance(appearance)
    try:
        dress(qapp)
        for stage in ReplayStage:
            bar.show_state(replace(PLAYING, stage=stage), "Press Ctrl+S")
            QApplication.processEvents()
            picture = bar.grab().toImage()
            colours = [picture.pixelColor(x, picture.height() // 2) for x in range(picture.width())]
            # Red itself, as the recording's sign has it: amber and brown have much more green.
            assert not [each for each in colours if each.red() > 150 and each.green() < each.red() * 0.4]
    finally:
        choose_appearance(Appearance.SYSTEM)
        dress(qapp)


def test_what_is_told_of_a_run_moves_the_state_on() -> None:
    state = ReplayState(stage=ReplayStage.STARTING, total=3, opens_task=True)
    stages = []
    for event in (
        CountingDown(2),
        DesktopReady(("It is taken.",)),
        TaskReady(Rect(0, 0, 9, 9)),
        StepAnswered(1, Ready()),
        StepDone(1, None, 0, 1),
        Pausing(2),
        GoingOn(),
        StepSkipped(2),
        StepAnswered(3, Ready()),
        StepDone(3, None, 0, 1),
    ):
        state = state.after(event)
        stages.append((state.stage.value, state.number))
        assert bool(state.warning) == (stages[-1] in (("opening", 1), ("playing", 1)))
    assert stages == [
        ("countdown", 1),
        ("opening", 1),
        ("playing", 1),
        ("playing", 1),
        ("playing", 2),
        ("paused", 2),
        ("playing", 2),
        ("playing", 3),
        ("playing", 3),
        ("looking", 3),
    ]
    ending = state.ending()
    assert ending.after(GoingOn()) is ending
    nothing_opens = ReplayState(stage=ReplayStage.STARTING, total=3, opens_task=False)
    assert nothing_opens.after(DesktopReady()).stage is ReplayStage.PLAYING


def test_the_bar_stays_at_the_top_where_nothing_is_done_there() -> None:
    steps = [click(number, 100 * number, 640, 400) for number in range(1, 5)]
    assert set(bar_places(steps, BAR, SCREEN)) == {Rect(320, 8, *BAR)}


points = st.tuples(st.integers(0, 1279), st.integers(0, 719))


@example([(632, 8), (632, 616)])
@example([(640, 10), (640, 700)])
@given(st.lists(points, min_size=1, max_size=12))
def test_the_bar_is_never_what_a_step_or_the_next_one_acts_on(places: list[tuple[int, int]]) -> None:
    steps = [click(number, 100 * number, x, y) for number, (x, y) in enumerate(places, 1)]
    found = bar_places(steps, BAR, SCREEN)
    assert len(found) == len(steps) + 1
    for number in range(1, len(steps) + 1):
        for step in steps[number - 1 : number + 1]:
            assert step.target is not None
            assert not found[number - 1].contains(step.target.x, step.target.y)
        # Late by a step it is still not in the way, and where it may be nothing is compared.
        where = covered_at(found, number)
        assert found[number - 1] in where
        target = steps[number - 1].target
        assert target is not None
        assert not any(rect.contains(target.x, target.y) for rect in where)
    assert all(SCREEN.intersection(place) == place for place in found)


def test_a_drag_keeps_the_bar_away_from_its_whole_way() -> None:
    way = tuple(Move(at_ns=n, x=20 + n, y=30) for n in range(0, 1200, 10))
    drag = replace(click(1, 100, 20, 30), inputs=way)
    place = bar_places([drag], BAR, SCREEN)[0]
    assert not any(place.contains(move.x, move.y) for move in way)


@pytest.mark.parametrize("has_start", [True, False])
def test_the_question_shows_the_steps_and_never_what_was_typed(qtbot: QtBot, *, has_start: bool) -> None:
    start = task("mousepad", "letter.txt") if has_start else None
    plan = plan_of(click(1, 100, 10, 10), typed(2), start=start)
    dialog = ReplayQuestionDialog(wanted(plan), question_of(plan, is_own_work=False))
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    (steps,) = dialog.findChildren(QListWidget)
    listed = [steps.item(row).text() for row in range(steps.count())]
    assert "Type 10 characters" in listed[1]
    assert SECRET not in said(dialog) + "".join(listed) + private_action_words(plan.steps[1].action)
    for words in (
        "“task” of study",
        "move your own pointer",
        "recorded by another person",
        "2 steps",
        "Ctrl+Shift+F12",
    ):
        assert words in said(dialog)
    assert ("mousepad letter.txt" in said(dialog)) is has_start
    assert ("open it first" in said(dialog)) is not has_start
    assert dialog.is_open.isVisible() is has_start


def test_yes_is_never_what_enter_or_escape_means(qtbot: QtBot) -> None:
    plan = plan_of(click(1, 100, 10, 10), start=task("mousepad"))
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape, Qt.Key.Key_Space):
        dialog = ReplayQuestionDialog(wanted(plan), question_of(plan, is_own_work=True))
        qtbot.addWidget(dialog)
        answers: list[int] = []
        dialog.finished.connect(answers.append)
        dialog.show()
        dialog.activateWindow()
        qtbot.waitUntil(dialog.no.hasFocus)
        qtbot.keyClick(dialog.focusWidget(), key)
        assert answers == [0]
    dialog = ReplayQuestionDialog(wanted(plan), question_of(plan, is_own_work=True))
    qtbot.addWidget(dialog)
    dialog.show()
    answers = []
    dialog.finished.connect(answers.append)
    qtbot.mouseClick(dialog.yes, Qt.MouseButton.LeftButton)
    assert answers == [1]
