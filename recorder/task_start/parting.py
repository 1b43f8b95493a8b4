"""Before a task's start and after it: whose folder, what a stranger's program is told, and what stays.

A task's program and files are the person's. A folder that is as it began, and that nothing uses, is taken
away; whatever a person made stays where it is.
"""

import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from recorder.errors import UserFacingError
from recorder.task_start.folder import TASK_FOLDER_PREFIX, remove_untouched
from recorder.task_start.program import is_running
from recorder.task_start.starting import StartedTask, is_window_open
from recorder.vault.home import HOME_VARIABLE
from recorder.vault.session_header import TASK_FOLDER

# A stranger's program is not told where the vault is, nor what opens it, nor whose terminal this is.
_NOT_FOR_PROGRAMS: Final = (HOME_VARIABLE, "ASSENT_PASSPHRASE_FILE", "ASSENT_DEBUG", "WINDOWID")


def environment_for_programs(environment: Mapping[str, str]) -> dict[str, str]:
    """What a study's program is told of this process's environment."""
    return {name: value for name, value in environment.items() if name not in _NOT_FOR_PROGRAMS}


def temporary_folder() -> Path:
    """A new folder for a task's files.

    Its name is in window titles, which are recorded: so it lies in no home and holds no person's name.
    """
    return Path(tempfile.mkdtemp(prefix=TASK_FOLDER_PREFIX))


def plain_name(folder: Path) -> str:
    """The folder's path, if it is one of ``temporary_folder`` below nothing but ``/tmp``; else empty."""
    return str(folder) if re.fullmatch(TASK_FOLDER, str(folder)) else ""


def is_temporary(folder: Path) -> bool:
    """Whether it is one of ``temporary_folder``: the system may remove it some day."""
    return folder.name.startswith(TASK_FOLDER_PREFIX)


def part_from(started: StartedTask, *, environment: Mapping[str, str]) -> Path | None:
    """Leave a task to the person: their program goes on, and their files stay.

    Returns:
        The folder; ``None`` where it was as it began and nothing uses it, so that it was removed.
    """
    if not started.folder.exists():
        return None
    in_use = _is_in_use(started, environment)
    is_removed = not in_use and remove_untouched(started.folder, started.plan.files)
    return None if is_removed else started.folder


def _is_in_use(started: StartedTask, environment: Mapping[str, str]) -> bool:
    """Whether something may still want to write there; unknown counts as yes."""
    if is_running(started.program):
        return True
    try:
        return is_window_open(started, environment=environment)
    except UserFacingError:
        return True
