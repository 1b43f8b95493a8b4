"""The desktop that a replay acts on, in the process that acts: a private one, or the person's own.

Behind a wall the private one is all that there is: server, buses, window manager and the task's program have
their own processes, network and files with it.
"""

import os
import re
import resource
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from recorder.devices.x11.connection import Connection, screen_may_go
from recorder.devices.x11.monitors import MonitorList
from recorder.episode.language import language_settings
from recorder.errors import UserFacingError
from recorder.task_start.folder import TASK_FOLDER_PREFIX
from recorder.task_start.parting import environment_for_programs, temporary_folder
from recorder.task_start.plan import plan_start
from recorder.task_start.starting import StartedTask, start_task
from recorder.vault.session_header import TASK_FOLDER
from replay.displays.private import PrivateDesktop
from replay.displays.processes import MARK
from replay.running.desktop_size import OtherDesktopError, screen_of
from replay.running.messages import Begin, Place

# The same each time, so that a title which shows it is the same, too; as long as that of a recording, which
# has as many letters of chance (``recorder.task_start.folder``).
_FOLDER: Final = f"{TASK_FOLDER_PREFIX}replayed"
_WALLED_FOLDER: Final = Path("/tmp")  # noqa: S108 - the wall's own, in memory
# A program that starts itself again and again finds an end; a browser and an office together stay below. It
# counts what is behind the wall. Without one it would count all that the person runs. Root it does not bind.
_MOST_PROCESSES: Final = 1_024
_LOCALES_S: Final = 5.0


@dataclass(frozen=True, slots=True)
class Stage:
    """A desktop that is there.

    Attributes:
        environment: For the programs on it.
        folder: The task's own.
    """

    environment: Mapping[str, str]
    folder: Path

    def start(self, begin: Begin, *, is_called_off: Callable[[], bool]) -> StartedTask | None:
        """Start the task and return when its first window is there; ``None`` where there is none to start.

        Raises:
            UserFacingError: It did not start, or was called off.
        """
        if begin.start is None:
            return None
        return start_task(
            plan_start(begin.start, begin.first_window),
            self.folder,
            environment=self.environment,
            is_called_off=is_called_off,
        )


@contextmanager
def stage_of(begin: Begin) -> Iterator[Stage]:
    """The desktop that was asked for; this process's environment names it while the block lasts.

    Raises:
        UserFacingError: It did not come up.
    """
    if begin.place is Place.OWN:
        _check_monitors(begin)
        yield Stage(environment_for_programs(os.environ), temporary_folder())
        return
    with PrivateDesktop(screen_of(begin.desktop), server=begin.server) as desktop:
        environment = desktop.environment() | language_settings(begin.language, _locales())
        # This process acts there, but is none of the programs that end with the desktop.
        os.environ.update({name: value for name, value in environment.items() if name != MARK})
        if begin.is_walled:
            resource.setrlimit(resource.RLIMIT_NPROC, (_MOST_PROCESSES, _MOST_PROCESSES))
        folder = (_WALLED_FOLDER if begin.is_walled else desktop.temporary) / _FOLDER
        if begin.is_walled and re.fullmatch(TASK_FOLDER, begin.folder):
            # All of /tmp is this run's own, so that programs can show the very path that they showed.
            folder = Path(begin.folder)
        folder.mkdir(mode=0o700, parents=True)
        yield Stage(_found_first(begin.programs, environment), folder)


def _locales() -> tuple[str, ...]:
    """The names of the locales that are installed; none where nothing tells."""
    try:
        told = subprocess.run(["locale", "-a"], check=True, capture_output=True, timeout=_LOCALES_S).stdout
    except (OSError, subprocess.SubprocessError):
        return ()
    return tuple(told.decode("ascii", "replace").split())


def _found_first(programs: str, environment: Mapping[str, str]) -> Mapping[str, str]:
    """The environment in which the task finds other programs first; server and window manager do not.

    Raises:
        UserFacingError: None can be run here, so that it would be the system's own that is tried.
    """
    if not programs:
        return environment
    with os.scandir(programs) as entries:
        if not any(entry.is_file() and os.access(entry.path, os.X_OK) for entry in entries):
            raise UserFacingError(
                "None of the other programs can be run behind the wall.",
                kept="Nothing was started.",
                mend="Put them into a folder that belongs to you, on a disk that programs may be run from.",
            )
    return {**environment, "PATH": f"{programs}:{environment.get('PATH', os.defpath)}"}


def _check_monitors(begin: Begin) -> None:
    """Raise where a monitor that the plan was brought onto is not there; others may be."""
    connection = Connection(None)
    try:
        with screen_may_go():
            here = MonitorList(connection).read()
    finally:
        connection.close()
    if not {monitor.rect for monitor in begin.monitors} <= {monitor.rect for monitor in here}:
        raise OtherDesktopError
