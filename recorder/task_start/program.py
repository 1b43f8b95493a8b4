"""Finds a task's program and starts it, in a session of its own and hearing and saying nothing.

Ctrl+C in the terminal and the terminal's end are not for it, and what it prints would break the recording's
sign (and may be content), so it prints nowhere.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import psutil

from recorder.episode.phrase import later
from recorder.errors import UserFacingError
from recorder.task_start.plan import StartPlan

Program = subprocess.Popen[bytes]

# Programs whose Debian package has another name.
_PACKAGES: Final = {
    "soffice": "libreoffice",
    "localc": "libreoffice-calc",
    "lowriter": "libreoffice-writer",
    "libreoffice": "libreoffice",
    "firefox": "firefox-esr",
}
# Section 5.6.7 of the Debian policy; nothing else is offered in a line that a person may copy.
_PACKAGE_NAME: Final = re.compile(r"[a-z0-9][a-z0-9+.-]+\Z")


class MissingProgramError(UserFacingError):
    """The task's program is not installed."""

    def __init__(self, name: str) -> None:
        package = _PACKAGES.get(name, name)
        mend = "Install it with your system's package manager, then try again."
        if _PACKAGE_NAME.match(package):
            mend = f"Install it, on Debian and Ubuntu often with: sudo apt-get install {package}"
        super().__init__(
            f"The task needs the program {name}, which is not installed.",
            kept="Nothing was recorded.",
            mend=mend,
        )


class AlreadyOpenError(UserFacingError):
    """The program was open already, and took the task's file into a window of the person's own."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} ended without a window of its own: it seems to be open already.",
            kept="Nothing was recorded.",
            mend=f"Close every window of {name}, so that none of your own files is recorded, and try again.",
        )


class ProgramFailedError(UserFacingError):
    """The task's program ended, or showed nothing."""

    def __init__(self, name: str, what: str) -> None:
        super().__init__(
            f"The task's program {name} {what}.",
            kept="Nothing was recorded.",
            mend=f"Try to start {name} yourself; if it works, do so for the task and record with --no-start.",
        )


def find_program(plan: StartPlan, *, environment: Mapping[str, str]) -> Path:
    """The task's program by its full path, so that nothing in the task's folder can take its place.

    Raises:
        MissingProgramError: It is not installed.
    """
    found = shutil.which(plan.command[0], path=environment.get("PATH", os.defpath))
    if found is None:
        raise MissingProgramError(plan.command[0])
    return Path(found).absolute()


def start_program(plan: StartPlan, folder: Path, *, environment: Mapping[str, str]) -> Program:
    """Start the task's program in its folder.

    Raises:
        MissingProgramError: It is not installed.
        ProgramFailedError: The system refused to start it.
    """
    path = find_program(plan, environment=environment)
    try:
        return subprocess.Popen(
            list(plan.command),
            executable=path,
            cwd=folder,
            env={**environment, "PWD": str(folder)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        reason = (error.strerror or later("for no reason it gave")).lower()
        raise ProgramFailedError(plan.command[0], f"could not be started: {reason}") from None


def belongs_to(program: Program, pid: int | None) -> bool:
    """Whether a process is the program, or was started by it, however many steps away."""
    if pid is None:
        return False
    if pid == program.pid:
        return True
    if _session_of(pid) == program.pid:
        return True
    try:
        return program.pid in {parent.pid for parent in psutil.Process(pid).parents()}
    except psutil.Error:
        return False


def is_running(program: Program) -> bool:
    """Whether the program, or something that it started and that stayed in its session, still runs."""
    if program.poll() is None:
        return True
    return any(_session_of(pid) == program.pid for pid in psutil.pids())


def _session_of(pid: int) -> int | None:
    try:
        return os.getsid(pid)
    except OSError:
        return None
