"""The recording bar over a program at work, in each of its states."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from recorder.episode.events import MarkKind
from recorder.recording.messages import Hotkeys
from studio.app import Studio
from studio.recording.problems import DiskLow, FrontHidden
from studio.recording.situation import Figures, Pause, Situation, Stage
from studio.ui.windows.recording_bar import RecordingBar
from tests.pictures.camera import Camera

_S: Final = 10**9
_FIGURES: Final = Figures(331 * _S, 12_300_000, 1204, 5000)
_RECORDING: Final = Situation(Stage.RECORDING, figures=_FIGURES)


def take_bars(camera: Camera, studio: Studio) -> None:
    """Each state; the task must have been opened, and the window is out of the way meanwhile."""
    window = studio.shell.window
    window.hide()
    now = datetime.now().astimezone()
    paused = Situation(
        Stage.PAUSED, figures=_FIGURES, pause=Pause(MarkKind.PAUSED, now, is_off_the_record=False)
    )
    states = {
        "countdown": Situation(Stage.COUNTDOWN, seconds_left=2),
        "recording": _RECORDING,
        "paused": paused,
        "off-the-record": replace(paused, pause=Pause(MarkKind.PAUSED, now, is_off_the_record=True)),
        "locked": replace(paused, pause=Pause(MarkKind.SCREEN_LOCKED, now, is_off_the_record=False)),
        "problems": replace(_RECORDING, problems=(DiskLow(240 * _S), FrontHidden())),
        "asking": replace(_RECORDING, is_asking=True),
        "ending": Situation(Stage.ENDING, figures=_FIGURES),
    }
    bar = RecordingBar()
    bar.show_sheet(studio.recording.sheet)
    for name, situation in states.items():
        bar.show_situation(situation)
        bar.appear(Hotkeys())
        camera.screen(f"bar-{name}")
    bar.show_situation(_RECORDING)
    bar.instructions_button.click()
    camera.screen("bar-instructions")
    bar.disappear()
    bar.deleteLater()
    window.show()
