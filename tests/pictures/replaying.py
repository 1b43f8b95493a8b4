"""A replay on one's own desktop: the question before it, and its bar in each state."""

from dataclasses import replace
from typing import Final

from PySide6.QtCore import QRect

from studio.app import Studio
from studio.ui.models.replay_state import ReplayStage, ReplayState
from studio.ui.windows.replay_bar import ReplayBar
from studio.ui.words import tr
from tests.pictures.camera import Camera

_PLAYING: Final = ReplayState(stage=ReplayStage.PLAYING, total=12, opens_task=True, number=3)
_STATES: Final = {
    "countdown": replace(_PLAYING, stage=ReplayStage.COUNTDOWN, seconds_left=2),
    "opening": replace(_PLAYING, stage=ReplayStage.OPENING),
    "playing": _PLAYING,
    "paused": replace(_PLAYING, stage=ReplayStage.PAUSED),
    "ending": replace(_PLAYING, stage=ReplayStage.ENDING),
}


def take_replaying(camera: Camera, studio: Studio, session_id: str) -> None:
    """Nothing is replayed: the question is left, and the bar shown by hand."""
    window = studio.shell.window
    camera.dialog(lambda: studio.shell.replaying.begin_named(session_id), "replay-question")
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
