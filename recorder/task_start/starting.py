"""Starts a task: files, program, first window, its size and place."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Final

from recorder.devices.x11.connection import Connection, screen_may_go
from recorder.devices.x11.first_window import Corner, FirstWindow, NewWindow, monitor_of
from recorder.devices.x11.monitors import MonitorList
from recorder.episode.phrase import later
from recorder.episode.screen import Rect
from recorder.episode.study import Size
from recorder.errors import UserFacingError
from recorder.task_start.folder import place_files
from recorder.task_start.plan import StartPlan
from recorder.task_start.program import (
    AlreadyOpenError,
    Program,
    ProgramFailedError,
    belongs_to,
    find_program,
    start_program,
)

FIRST_WINDOW_S: Final = 30.0
_HAND_ON_S: Final = 4.0
_POLL_S: Final = 0.05
_OTHER_WINDOW: Final = later("The window is {0} pixels; the task asks for {1}.")
_OTHER_SCREEN: Final = later("The task was made for a screen of {0} pixels; this one has {1}.")


@dataclass(frozen=True, slots=True)
class StartedTask:
    """What a start came to.

    Attributes:
        plan: What was asked for.
        folder: Where its files lie.
        program: The process that was started; it may have handed on to another one and ended.
        window: The X11 id of its first window.
        window_process: The process of that window, if known.
        window_names: Both parts of its ``WM_CLASS``, in lower case.
        rect: Where that window was when it was ready, without its frame.
        screen: The size of the monitor on which it opened.
    """

    plan: StartPlan
    folder: Path
    program: Program = field(repr=False)
    window: int
    window_process: int | None
    window_names: frozenset[str]
    rect: Rect
    screen: Size

    @property
    def differences(self) -> tuple[str, ...]:
        """What is not as the study asks, in whole sentences."""
        found = []
        got = Size(self.rect.width, self.rect.height)
        if self.plan.window not in {None, got}:
            found.append(_OTHER_WINDOW.format(_sides(got), _sides(self.plan.window)))
        if self.plan.screen not in {None, self.screen}:
            found.append(_OTHER_SCREEN.format(_sides(self.plan.screen), _sides(self.screen)))
        return tuple(found)


class StartCalledOffError(UserFacingError):
    """The person no longer wanted to wait for the task's window."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"You no longer waited for {name}.",
            kept="Nothing was recorded.",
            mend="Its window may still open; close it if you do not want it.",
        )


def start_task(
    plan: StartPlan,
    folder: Path,
    *,
    environment: Mapping[str, str],
    patience_s: float = FIRST_WINDOW_S,
    is_called_off: Callable[[], bool] = lambda: False,
) -> StartedTask:
    """Start a task and return when its first window has its size, and its place where one is asked for.

    Args:
        plan: What to place and run.
        folder: The task's own, empty.
        environment: The whole of the program's; its ``DISPLAY`` is where the window is waited for. The
            display's cookie is read as this process's own ``XAUTHORITY`` says.
        patience_s: How long to wait for the window, in seconds.
        is_called_off: Whether the person no longer waits; asked again and again, on this thread.

    Raises:
        MissingProgramError: The program is not installed.
        TaskFolderError: The files could not be placed.
        ProgramFailedError: The program ended, or showed no window in time.
        AlreadyOpenError: It ended well without a window: one that runs already took the file.
        StartCalledOffError: It was called off; the program, if it was started, goes on.
        NoDisplayError: No X server answers.
        ScreenGoneError: It went away.
    """
    find_program(plan, environment=environment)
    connection = Connection(environment.get("DISPLAY", ""))
    try:
        with screen_may_go():
            windows = FirstWindow(connection)
            place_files(folder, plan.files)
            program = start_program(plan, folder, environment=environment)
            until = time.monotonic() + patience_s
            window = _wait(windows, program, plan, until=until, is_called_off=is_called_off)
            _arrange(windows, window, plan)
            rect = windows.rect_of(window.id)
            if rect is None:
                raise ProgramFailedError(_name(plan), "closed its window at once")
            screen = monitor_of(rect, MonitorList(connection).read()).rect
    finally:
        connection.close()
    return StartedTask(
        plan,
        folder,
        program,
        window.id,
        window.process,
        window.names,
        rect,
        Size(screen.width, screen.height),
    )


def is_window_open(started: StartedTask, *, environment: Mapping[str, str]) -> bool:
    """Whether the task's first window is still there.

    Raises:
        NoDisplayError: The X server is gone.
        ScreenGoneError: It went away just now.
    """
    connection = Connection(environment.get("DISPLAY", ""))
    try:
        with screen_may_go():
            return FirstWindow(connection).is_there(started.window)
    finally:
        connection.close()


def _wait(
    windows: FirstWindow,
    program: Program,
    plan: StartPlan,
    *,
    until: float,
    is_called_off: Callable[[], bool],
) -> NewWindow:
    ended_at: float | None = None
    while True:
        code = program.poll()
        opened = windows.opened()
        own = [window for window in opened if belongs_to(program, window.process)]
        # A program that runs only once hands its file to the one that runs, whose window is then the task's.
        handed_on = [window for window in opened if code == 0 or _name(plan).casefold() in window.names]
        if own or handed_on:
            return (own or handed_on)[0]
        if code:
            raise ProgramFailedError(_name(plan), f"ended at once, with code {code}")
        if code == 0:
            ended_at = ended_at or time.monotonic()
            if time.monotonic() - ended_at > _HAND_ON_S:
                raise AlreadyOpenError(_name(plan))
        if is_called_off():
            raise StartCalledOffError(_name(plan))
        if time.monotonic() > until:
            raise ProgramFailedError(_name(plan), "runs, but showed no window in time")
        time.sleep(_POLL_S)


def _arrange(windows: FirstWindow, window: NewWindow, plan: StartPlan) -> None:
    """Give the window its size, and the place where it was."""
    place, size = plan.place, plan.window
    if place is None:
        corner = None
    elif place.framed_app is None:
        corner, size = Corner(place.rect.x, place.rect.y), Size(place.rect.width, place.rect.height)
    elif place.framed_app.casefold() in window.names:
        corner = windows.corner_inside(window.id, Corner(place.rect.x, place.rect.y))
    else:
        corner = None
    if size is not None or corner is not None:
        windows.arrange(window.id, size=size, corner=corner)


def _name(plan: StartPlan) -> str:
    return PurePath(plan.command[0]).name


def _sides(size: Size | None) -> str:
    return "" if size is None else f"{size.width} by {size.height}"
