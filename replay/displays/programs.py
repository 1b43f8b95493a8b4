"""The system's programs that a private desktop is made of: which package brings each, and how they start."""

import os
import select
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from typing import IO, Final

from recorder.errors import UserFacingError

START_SECONDS: Final = 20.0
PACKAGES: Final = {
    "Xephyr": "xserver-xephyr",
    "Xvfb": "xvfb",
    "dbus-daemon": "dbus",
    "openbox": "openbox",
    "xprop": "x11-utils",
    "xsetroot": "x11-xserver-utils",
}

Process = subprocess.Popen[bytes]


class MissingProgramError(UserFacingError):
    """A program that a private desktop needs is not installed."""

    def __init__(self, name: str, package: str) -> None:
        super().__init__(
            f"A private desktop needs {name}, which is not installed.",
            mend=f"Install it: apt-get install {package}",
        )


class DesktopFailedError(UserFacingError):
    """A part of the private desktop did not come up."""

    def __init__(self, part: str, reason: str) -> None:
        super().__init__(
            f"The private desktop's {part} did not start: {reason}.",
            kept="Your own desktop is untouched.",
            mend="Try again; if it stays so, run: make install",
        )


def find_program(name: str) -> str:
    """The path of one of ``PACKAGES``.

    Raises:
        MissingProgramError: It is not installed.
    """
    path = shutil.which(name)
    if path is None:
        raise MissingProgramError(name, PACKAGES[name])
    return path


def start_quietly(
    argv: Sequence[str], *, environment: Mapping[str, str], pass_fds: tuple[int, ...] = ()
) -> Process:
    """Start a program in a session of its own, hearing and saying nothing."""
    return subprocess.Popen(
        list(argv),
        env=dict(environment),
        pass_fds=pass_fds,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def start_announcing(
    part: str, argv: Sequence[str], *, fd_option: str, environment: Mapping[str, str]
) -> tuple[Process, str]:
    """Start a program that writes one line to a file descriptor once it is ready, and wait for that line.

    Args:
        part: What it is of the desktop, for a person.
        argv: The program and its arguments but for the descriptor.
        fd_option: The option after whose text the descriptor's number goes: ``-fd`` or ``--fd=``.
        environment: The whole of it.

    Returns:
        The process and its line.

    Raises:
        DesktopFailedError: It ended instead, or was silent; it is not running then.
    """
    readable, writable = os.pipe()
    with os.fdopen(readable, "rb") as pipe:
        try:
            option = [f"{fd_option}{writable}"] if fd_option.endswith("=") else [fd_option, str(writable)]
            process = start_quietly([*argv, *option], environment=environment, pass_fds=(writable,))
        finally:
            os.close(writable)
        try:
            return process, _hear(part, pipe)
        except BaseException:
            end_now(process)
            raise


def end_now(process: Process) -> None:
    """End a child that failed, and take its exit code so that no trace of it stays."""
    process.kill()
    process.wait()


def _hear(part: str, pipe: IO[bytes]) -> str:
    if not select.select([pipe], [], [], START_SECONDS)[0]:
        raise DesktopFailedError(part, f"it was silent for {START_SECONDS:.0f} seconds")
    line = pipe.readline().decode().strip()
    if not line:
        # The pipe's other end closed unused: the program is ending.
        raise DesktopFailedError(part, "it ended at once")
    return line
