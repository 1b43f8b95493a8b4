"""On a real desktop: text for an editor that is seen is not typed into the terminal that has the focus."""

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from recorder.episode.screen import Rect
from recorder.episode.time import NS_PER_SECOND
from replay.displays.private import PrivateDesktop
from replay.plan.steps import ReplayPlan
from replay.running.eyes import FocusEyes, X11Eyes
from replay.running.options import RunOptions
from replay.running.own_desktop import ask
from replay.running.own_gate import OTHER_PROGRAM
from replay.running.result import RunEnding, RunResult
from replay.running.run import run_replay
from replay.seeing.picture import ScreenPicture
from tests.rigs.recording import wait_for
from tests.rigs.replay_plans import plan_of, typing

TYPED = "rm -r work\n"


class Recorded:
    """What the desktop showed, at every step."""

    def __init__(self, picture: ScreenPicture) -> None:
        self._picture = picture

    def before(self, _number: int, /) -> ScreenPicture:
        return self._picture


def focused_app() -> str:
    with FocusEyes() as focus:
        window = focus.window()
    return "" if window is None else window.app.casefold()


def bring_to_front(desktop: PrivateDesktop, app: str) -> None:
    # Asked again: a window manager that has just mapped a window may be about to give it the focus.
    def is_in_front() -> bool:
        command = ["xdotool", "search", "--onlyvisible", "--class", app, "windowactivate"]
        subprocess.run(command, env=desktop.environment(), check=False, capture_output=True)
        return focused_app() == app

    wait_for(f"the focus of {app}", is_in_front, seconds=60)


def replay(plan: ReplayPlan, picture: ScreenPicture) -> RunResult:
    yes = ask(plan, lambda _: True)
    assert yes is not None
    return run_replay(plan, Recorded(picture), RunOptions(own_desktop=yes, patience_ns=NS_PER_SECOND))


def test_text_for_an_editor_is_not_typed_into_the_terminal_that_has_the_focus(
    desktop: PrivateDesktop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("replay.running.run.count_down", lambda _tell, _cancel: True)
    heard, letter = tmp_path / "heard", tmp_path / "letter.txt"
    letter.write_text("Dear Ada,\nthank you for the apples.\n")
    terminal = ["xterm", "-geometry", "40x10-0-0", "-e", "sh", "-c", 'cat > "$0"', str(heard)]
    desktop.start(["mousepad", "--disable-server", str(letter)])
    wait_for("the editor", lambda: focused_app() == "mousepad", seconds=60)
    desktop.start(terminal)
    wait_for("the terminal", heard.exists, seconds=60)
    bring_to_front(desktop, "xterm")
    bring_to_front(desktop, "mousepad")
    screen = Rect(0, 0, desktop.screen.width, desktop.screen.height)
    with FocusEyes() as focus, X11Eyes(screen) as eyes:
        window, picture = focus.window(), ScreenPicture(screen, eyes.look().copy())
    plan = plan_of(replace(typing(1, 100, TYPED), window=window), screen=screen)

    bring_to_front(desktop, "xterm")
    refused = replay(plan, picture)
    assert refused.ending is RunEnding.STOPPED
    assert refused.reason == OTHER_PROGRAM
    assert heard.read_text() == ""

    bring_to_front(desktop, "mousepad")
    done = replay(plan, picture)
    assert done.ending is RunEnding.FINISHED, done.reason
    assert heard.read_text() == ""
