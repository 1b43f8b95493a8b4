"""A replay on one's own desktop: the question before it, and its bar in each state."""

from dataclasses import replace
from typing import Final, NoReturn

from PySide6.QtCore import QRect

from replay.report.record import Source
from replay.running.own_desktop import question_of
from replay.running.standing import ReplayStage, ReplayState
from replay.verifying.playing import ToPlay
from replay.verifying.subjects import Subject
from studio.app import Studio
from studio.ui.dialogs.replay_question import ReplayQuestionDialog
from studio.ui.windows.replay_bar import ReplayBar
from studio.ui.words import tr
from tests.pictures.camera import Camera
from tests.rigs.replay_plans import click, plan_of, task, typing

_PLAYING: Final = ReplayState(stage=ReplayStage.PLAYING, total=12, opens_task=True, number=3)
_STATES: Final = {
    "countdown": replace(_PLAYING, stage=ReplayStage.COUNTDOWN, seconds_left=2),
    "opening": replace(_PLAYING, stage=ReplayStage.OPENING),
    "playing": _PLAYING,
    "paused": replace(_PLAYING, stage=ReplayStage.PAUSED),
    "ending": replace(_PLAYING, stage=ReplayStage.ENDING),
}


class _Nobody:
    """Opens nothing: the question reads no file."""

    def open(self) -> NoReturn:
        """Nothing."""
        raise AssertionError


def take_replaying(camera: Camera, studio: Studio, session_id: str) -> None:
    """Nothing is replayed: its question is left, and the bar shown by hand."""
    window = studio.shell.window
    studio.shell.replaying.begin_named(session_id)
    camera.until("that the screen is another one", lambda: not window.problem.isHidden())
    camera.page(window, "replay-refused")
    window.problem.hide()
    steps = (click(1, 1000, 620, 420), typing(2, 2500, "Dear neighbours"))
    plan = plan_of(*steps, start=task("mousepad", "letter.txt"))
    subject = Subject("a1" * 16, Source.RECEIVED, _Nobody(), None)  # type: ignore[arg-type]
    wanted = ToPlay(subject, plan, plan, plan.monitors)
    dialog = ReplayQuestionDialog(wanted, question_of(plan, is_own_work=False), window)
    camera.dialog(dialog.exec, "replay-question")
    window.hide()
    bar = ReplayBar()
    width, height = bar.fit()
    bar.lie_at(QRect((bar.home_screen.geometry().width() - width) // 2, 8, width, height))
    for name, state in _STATES.items():
        bar.show_state(state, tr("Click"))
        bar.show()
        camera.screen(f"replay-{name}")
    bar.hide()
    bar.deleteLater()
    window.show()
