"""A task's start against real programs and a real window manager."""

import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from Xlib.display import Display

from recorder.commands.own_windows import own_processes
from recorder.episode.screen import Rect
from recorder.episode.study import Size
from recorder.task_start.plan import FileToPlace, StartPlan, WindowPlace
from recorder.task_start.program import AlreadyOpenError, MissingProgramError, ProgramFailedError
from recorder.task_start.starting import StartedTask, is_window_open, start_task
from replay.displays.private import PrivateDesktop
from replay.displays.processes import MARK
from tests.rigs import window_mover
from tests.rigs.recording import wait_for

LETTER = FileToPlace(("letter.txt",), b"Garden Friends\n")


class Starter:
    """Starts tasks on the tests' desktop, so that its end ends their programs too."""

    def __init__(self, desktop: PrivateDesktop, folder: Path) -> None:
        self._desktop = desktop
        self._folder = folder
        self._number = 0
        # Marked as a program of the desktop's: `close_programs` will end all that carries it.
        keeper = desktop.start(["sleep", "600"])
        # While it becomes another program, a process has no environment to show.
        wait_for("the keeper's mark", lambda: MARK in psutil.Process(keeper.pid).environ())
        self.environment = desktop.environment() | {MARK: psutil.Process(keeper.pid).environ()[MARK]}
        self.started: list[StartedTask] = []

    def __call__(
        self,
        *command: str,
        window: Size | None = None,
        screen: Size | None = None,
        place: WindowPlace | None = None,
        patience_s: float = 30.0,
    ) -> StartedTask:
        self._number += 1
        folder = self._folder / str(self._number)
        folder.mkdir(parents=True)
        plan = StartPlan(command, (LETTER,), window, screen, place)
        self.started.append(start_task(plan, folder, environment=self.environment, patience_s=patience_s))
        return self.started[-1]


@pytest.fixture
def start(desktop: PrivateDesktop, tmp_path: Path) -> "Starter":
    return Starter(desktop, tmp_path)


def end(start: Starter, desktop: PrivateDesktop) -> None:
    desktop.close_programs()
    for task in start.started:
        task.program.wait(10)
    start.started.clear()


def test_an_editor_gets_the_size_asked_for_with_its_file(start: Starter, desktop: PrivateDesktop) -> None:
    task = start("mousepad", "letter.txt", window=Size(700, 500))
    assert (task.rect.width, task.rect.height) == (700, 500)
    assert inner_size(task.window, start) == (700, 500)
    assert task.differences == ()
    assert (task.folder / "letter.txt").read_bytes() == LETTER.content
    assert "mousepad" in task.window_names
    assert is_window_open(task, environment=os.environ)
    end(start, desktop)
    assert not is_window_open(task, environment=os.environ)


def test_the_task_s_window_is_not_of_assent_s_own_processes(start: Starter, desktop: PrivateDesktop) -> None:
    task = start("xterm")
    assert task.window_process is not None
    assert task.window_process not in own_processes()
    assert os.getpid() in own_processes()
    assert os.getppid() in own_processes()
    end(start, desktop)


def test_a_window_that_keeps_another_size_is_said(start: Starter, desktop: PrivateDesktop) -> None:
    task = start("xterm", window=Size(501, 333), screen=Size(640, 480))
    assert (task.rect.width, task.rect.height) != (501, 333)
    window, screen = task.differences
    assert f"{task.rect.width} by {task.rect.height}" in window
    assert "501 by 333" in window
    assert "640 by 480" in screen
    assert "1920 by 1080" in screen
    end(start, desktop)


def test_a_maximised_window_takes_its_size_too(start: Starter, desktop: PrivateDesktop) -> None:
    task = start("xterm", "-maximized", "-xrm", "*allowTitleOps: false", window=Size(600, 400))
    assert task.rect.width <= 600
    assert task.rect.height <= 400
    assert task.rect.width > 560
    end(start, desktop)


@pytest.mark.parametrize("command", [("mousepad", "letter.txt"), ("xterm",)])
@pytest.mark.parametrize("is_framed", [False, True], ids=["by what it draws", "by its frame"])
def test_a_window_is_put_where_it_was(
    desktop: PrivateDesktop, tmp_path: Path, command: tuple[str, ...], *, is_framed: bool
) -> None:
    start = Starter(desktop, tmp_path / "first")
    first = start(*command, window=Size(700, 500))
    drawn, frame = first.rect.moved(97, 53), outer_rect(first.window, start).moved(97, 53)
    end(start, desktop)
    place = WindowPlace(frame, framed_app=command[0].upper()) if is_framed else WindowPlace(drawn)
    start = Starter(desktop, tmp_path / "again")
    again = start(*command, window=Size(700, 500), place=place)
    assert again.rect == drawn
    assert outer_rect(again.window, start) == frame
    end(start, desktop)


def test_a_window_of_another_program_is_not_put_there(desktop: PrivateDesktop, tmp_path: Path) -> None:
    start = Starter(desktop, tmp_path / "first")
    left_alone = start("xterm").rect
    end(start, desktop)
    start = Starter(desktop, tmp_path / "again")
    place = WindowPlace(Rect(400, 300, 10, 10), framed_app="Mousepad")
    assert start("xterm", place=place).rect == left_alone
    end(start, desktop)


def test_a_window_that_goes_back_to_its_own_place_has_its_way(
    start: Starter, desktop: PrivateDesktop
) -> None:
    mover = Path(window_mover.__file__)
    place = WindowPlace(Rect(400, 300, 484, 316))
    task = start(sys.executable, str(mover), "40", "50", "xterm", place=place)
    frame = outer_rect(task.window, start)
    assert (frame.x, frame.y) == (40, 50)
    end(start, desktop)


def test_a_program_that_runs_once_hands_on_to_the_one_that_runs(
    start: Starter, desktop: PrivateDesktop
) -> None:
    task = start("sh", "-c", "setsid xterm & exit 0", window=Size(640, 480))
    assert task.program.wait(10) == 0
    assert "xterm" in task.window_names
    end(start, desktop)


def test_a_program_that_is_open_with_the_person_s_own_files_is_not_recorded(
    start: Starter, desktop: PrivateDesktop
) -> None:
    start("mousepad", "letter.txt")
    with pytest.raises(AlreadyOpenError):
        start("mousepad", "letter.txt")
    end(start, desktop)


def test_a_program_that_fails_or_shows_nothing_is_said(start: Starter, desktop: PrivateDesktop) -> None:
    with pytest.raises(ProgramFailedError, match="with code 1"):
        start("false")
    with pytest.raises(ProgramFailedError, match="no window"):
        start("true", patience_s=0.5)
    with pytest.raises(AlreadyOpenError):
        start("true")
    with pytest.raises(MissingProgramError):
        start("no-such-program-here")
    assert not list((start._folder / "4").iterdir())  # noqa: SLF001 - nothing was placed
    end(start, desktop)


def outer_rect(window: int, start: Starter) -> Rect:
    """Of the frame that the window manager has put around it: the topmost window that it lies in."""
    display = Display(start.environment["DISPLAY"])
    try:
        root = display.screen().root
        outer = display.create_resource_object("window", window)
        while (parent := outer.query_tree().parent) != root:
            outer = parent
        shape = outer.get_geometry()
        border = 2 * shape.border_width
        return Rect(shape.x, shape.y, shape.width + border, shape.height + border)
    finally:
        display.close()


def inner_size(window: int, start: Starter) -> tuple[int, int]:
    """As xwininfo, another program altogether, sees it."""
    said = subprocess.run(
        ["xwininfo", "-id", str(window)], env=start.environment, check=True, capture_output=True, text=True
    ).stdout
    lines = dict(line.strip().split(":", 1) for line in said.splitlines() if line.count(":") == 1)
    rect = Rect(0, 0, int(lines["Width"]), int(lines["Height"]))
    return rect.width, rect.height
