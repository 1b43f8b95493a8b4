"""The desktop that a replay acts on, in the process that acts: a private one, or the person's own.

Behind a wall the private one is all that there is: server, buses, window manager and the task's program have
their own processes, network and files with it.
"""

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from recorder.task_start.plan import plan_start
from recorder.task_start.starting import StartedTask, start_task
from replay.displays.private import PrivateDesktop
from replay.displays.processes import MARK
from replay.running.desktop_size import screen_of
from replay.running.messages import Begin, Place

# Behind a wall this place is free, and the same each time: a title that shows it is then the same, too. It
# is as long as the one of a recording (``recorder.task_start.parting``).
_FIXED_FOLDER: Final = "assent-task-replayed"
_PREFIX: Final = "assent-task-"


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
            plan_start(begin.start), self.folder, environment=self.environment, is_called_off=is_called_off
        )


@contextmanager
def stage_of(begin: Begin) -> Iterator[Stage]:
    """The desktop that was asked for; this process's environment names it while the block lasts.

    Raises:
        UserFacingError: It did not come up.
    """
    if begin.place is Place.OWN:
        yield Stage(dict(os.environ), Path(tempfile.mkdtemp(prefix=_PREFIX)))
        return
    with PrivateDesktop(screen_of(begin.desktop)) as desktop:
        environment = desktop.environment()
        # This process acts there, but is none of the programs that end with the desktop.
        os.environ.update({name: value for name, value in environment.items() if name != MARK})
        yield Stage(environment, _task_folder(desktop))


def _task_folder(desktop: PrivateDesktop) -> Path:
    try:
        fixed = Path(tempfile.gettempdir()) / _FIXED_FOLDER
        fixed.mkdir(mode=0o700)
    except FileExistsError:
        return Path(tempfile.mkdtemp(prefix=_PREFIX, dir=desktop.temporary))
    return fixed
