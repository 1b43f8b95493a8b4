"""A recording is replayed on the person's own desktop from the library: asked, shown by a bar, ended."""

import itertools
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from Xlib.display import Display

from recorder.episode.events import MarkKind
from recorder.vault.keys import Passphrase
from recorder.vault.vault import Vault
from replay.displays.private import PrivateDesktop
from replay.running import own_desktop
from replay.running.result import RunEnding, RunResult
from replay.running.standing import ReplayStage, ReplayState
from replay.verifying.playing import Looking, ToPlay
from replay.verifying.subjects import Subject
from studio.ui.dialogs.replay_question import ReplayQuestionDialog
from studio.ui.jobs import CancelledError
from studio.ui.models import replay_desk
from studio.ui.models.places import Place, Visit
from studio.ui.pages.library_page import LibraryPage
from studio.ui.pages.tasks_page import TasksPage
from studio.ui.pages.unlock_page import UnlockPage
from studio.ui.windows.replay_bar import ReplayBar
from tests.rigs.replayable import keep_replayable, on_a_screen
from tests.rigs.shell_rig import CHEAP, PASSPHRASE, ShellRig

PATIENCE_MS = 60_000


@pytest.fixture(autouse=True)
def _short_countdown(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = own_desktop.count_down
    monkeypatch.setattr(
        "replay.running.run.count_down", lambda tell, cancel: plain(tell, cancel, seconds=1, second_s=0.1)
    )


@pytest.fixture
def rig(
    home: Path, desktop: PrivateDesktop, make_rig: Callable[[], ShellRig], monkeypatch: pytest.MonkeyPatch
) -> ShellRig:
    """In the library, at two recordings of this very screen: one is over soon, one waits for minutes."""
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    width, height = desktop.screen.width, desktop.screen.height
    vault, _ = Vault.create(home, Passphrase(PASSPHRASE), cost=CHEAP)
    with vault:
        keep_replayable(vault, on_a_screen(width, height).after(200).move(900, 900).click(900, 900))
    made = make_rig()
    made.unlock(TasksPage)
    return made


def at_library(rig: ShellRig) -> None:
    rig.shell.window.go(Visit(Place.LIBRARY))
    page = rig.wait_for(LibraryPage)
    assert isinstance(page, LibraryPage)
    rig.qtbot.waitUntil(lambda: page.table.chosen is not None, timeout=PATIENCE_MS)


def long_one(rig: ShellRig, desktop: PrivateDesktop) -> str:
    """Clicks, and clicks again ten minutes later."""
    done = on_a_screen(desktop.screen.width, desktop.screen.height).after(200)
    done.move(900, 900).click(900, 900).after(600_000).move(900, 900).click(900, 900)
    kept = rig.ask(lambda vault: keep_replayable(vault, done))
    assert isinstance(kept, str)
    return kept


def answer(rig: ShellRig, *, yes: bool, is_open: bool = True) -> list[ReplayQuestionDialog]:
    """Press a button of the question that comes next."""
    seen: list[ReplayQuestionDialog] = []

    def press() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, ReplayQuestionDialog):
            QTimer.singleShot(20, rig.shell, press)
            return
        seen.append(dialog)
        dialog.is_open.setChecked(is_open)
        (dialog.yes if yes else dialog.no).click()

    QTimer.singleShot(50, rig.shell, press)
    return seen


def states(rig: ShellRig) -> list[ReplayState | None]:
    heard: list[ReplayState | None] = []
    rig.shell.replaying.desk.state_changed.connect(heard.append)
    return heard


def endings(rig: ShellRig) -> list[RunResult]:
    heard: list[RunResult] = []
    rig.shell.replaying.over.connect(heard.append)
    return heard


def bar_of(rig: ShellRig) -> ReplayBar:
    bar = rig.shell.replaying.bar
    assert bar is not None
    return bar


def wait_for_stage(rig: ShellRig, stage: ReplayStage, number: int = 1) -> None:
    def is_there() -> bool:
        state = rig.shell.replaying.desk.state
        return state is not None and state.stage is stage and state.number >= number

    rig.qtbot.waitUntil(is_there, timeout=PATIENCE_MS)


def is_anything_held(desktop: PrivateDesktop) -> bool:
    display = Display(desktop.display)
    try:
        buttons = display.screen().root.query_pointer().mask & 0x1F00
        return bool(buttons) or any(display.query_keymap())
    finally:
        display.close()


def test_it_is_asked_done_and_told(rig: ShellRig) -> None:
    at_library(rig)
    heard, over = states(rig), endings(rig)
    asked = answer(rig, yes=True)
    rig.press("Replay on my desktop…")
    rig.qtbot.waitUntil(lambda: rig.shell.replaying.is_under_way, timeout=PATIENCE_MS)
    assert asked
    assert bar_of(rig).isVisible()
    assert rig.shell.window.isMinimized()
    rig.qtbot.waitUntil(lambda: bool(over), timeout=PATIENCE_MS)
    assert over[0].ending is RunEnding.FINISHED
    stages = [state.stage for state in heard if state is not None]
    assert stages[0] is ReplayStage.STARTING
    assert {ReplayStage.COUNTDOWN, ReplayStage.PLAYING, ReplayStage.LOOKING} <= set(stages)
    assert rig.shell.replaying.bar is None
    assert not rig.shell.window.isMinimized()
    assert "its one step is done. No key and no button is held down." in rig.said


def test_a_no_does_nothing(rig: ShellRig) -> None:
    at_library(rig)
    heard = states(rig)
    asked = answer(rig, yes=False)
    rig.qtbot.keyClick(rig.shell.window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    rig.qtbot.waitUntil(lambda: bool(asked), timeout=PATIENCE_MS)
    rig.settle()
    assert heard == []
    assert rig.shell.replaying.bar is None
    assert not rig.shell.replaying.desk.is_busy


def test_the_bar_pauses_goes_on_and_stops(rig: ShellRig, desktop: PrivateDesktop, qtbot: QtBot) -> None:
    over = endings(rig)
    answer(rig, yes=True)
    rig.shell.replaying.begin_named(long_one(rig, desktop))
    wait_for_stage(rig, ReplayStage.PLAYING, number=2)
    # A second wish while one is under way is none.
    rig.shell.replaying.begin_named("whatever")
    qtbot.mouseClick(bar_of(rig).pause_button, Qt.MouseButton.LeftButton)
    wait_for_stage(rig, ReplayStage.PAUSED)
    assert bar_of(rig).pause_button.text() == "Go on"
    qtbot.mouseClick(bar_of(rig).pause_button, Qt.MouseButton.LeftButton)
    wait_for_stage(rig, ReplayStage.PLAYING)
    qtbot.mouseClick(bar_of(rig).stop_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(over), timeout=PATIENCE_MS)
    assert over[0].ending is RunEnding.ABORTED
    assert not is_anything_held(desktop)
    assert rig.shell.replaying.bar is None
    assert "The replay was ended by hand" in rig.said


def test_locking_the_vault_ends_it_and_says_nothing_at_the_gate(
    rig: ShellRig, desktop: PrivateDesktop
) -> None:
    over = endings(rig)
    answer(rig, yes=True)
    rig.shell.replaying.begin_named(long_one(rig, desktop))
    wait_for_stage(rig, ReplayStage.PLAYING)
    rig.shell.idle_lock.due.emit()
    rig.wait_for(UnlockPage)
    rig.qtbot.waitUntil(lambda: bool(over), timeout=PATIENCE_MS)
    assert over[0].ending is RunEnding.ABORTED
    assert rig.shell.replaying.bar is None
    assert "replay" not in rig.said


def test_closing_the_app_ends_it(rig: ShellRig, desktop: PrivateDesktop) -> None:
    answer(rig, yes=True)
    rig.shell.replaying.begin_named(long_one(rig, desktop))
    wait_for_stage(rig, ReplayStage.PLAYING)
    rig.shell.close()
    rig.qtbot.waitUntil(lambda: not is_anything_held(desktop), timeout=PATIENCE_MS)
    assert rig.shell.replaying.bar is None


def test_what_cannot_be_replayed_here_is_said_in_place(rig: ShellRig) -> None:
    at_library(rig)
    small = on_a_screen(800, 600).after(200).move(90, 90).click(90, 90)
    named = rig.ask(lambda vault: keep_replayable(vault, small))
    rig.shell.replaying.begin_named(str(named))
    rig.qtbot.waitUntil(lambda: "800 × 600" in rig.said, timeout=PATIENCE_MS)  # noqa: RUF001 - a sign
    unknown = on_a_screen(800, 600).after(200).mark(500, MarkKind.PAUSED)
    named = rig.ask(lambda vault: keep_replayable(vault, unknown))
    rig.shell.replaying.begin_named(str(named))
    rig.qtbot.waitUntil(lambda: "nothing that was pressed" in rig.said, timeout=PATIENCE_MS)


def test_nothing_is_replayed_into_a_recording(rig: ShellRig) -> None:
    at_library(rig)
    rig.recording.append(True)
    rig.press("Replay on my desktop…")
    assert "End the recording first" in rig.said
    assert not rig.shell.replaying.desk.is_busy


def test_looking_through_the_recording_is_shown_and_stopped(
    rig: ShellRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[str] = []

    def looked_through(_subject: Subject, looking: Looking) -> ToPlay:
        try:
            for done in itertools.count():
                # As long as nobody ends it.
                looking.on_compared(done % 100, 100)
                threading.Event().wait(0.02)
        except CancelledError:
            ended.append("by the person")
            raise
        raise AssertionError("it is never over")

    monkeypatch.setattr(replay_desk, "to_play_here", looked_through)
    at_library(rig)
    heard = states(rig)
    rig.press("Replay on my desktop…")
    rig.qtbot.waitUntil(lambda: "Looking through the recording" in rig.said, timeout=PATIENCE_MS)
    rig.press("Stop")
    rig.qtbot.waitUntil(lambda: bool(ended), timeout=PATIENCE_MS)
    rig.settle()
    assert "Looking through" not in rig.said
    assert heard == []
    assert not rig.shell.replaying.desk.is_busy
