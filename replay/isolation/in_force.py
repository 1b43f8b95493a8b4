"""Which wall stands on this machine: found by putting one up, and told in words.

A wall is not in force because a program is installed. Some systems forbid new namespaces to ordinary
programs, and a container may forbid a new ``/proc``: so a wall is tried with a process that does nothing.
"""

import subprocess
from dataclasses import dataclass
from typing import Final

from recorder.episode.phrase import Phrase, english, phrase
from recorder.errors import UserFacingError
from replay.isolation.bubblewrap import (
    INNER_HOME,
    INNER_TEMPORARY,
    PACKAGE,
    find_bubblewrap,
    walled,
)
from replay.isolation.environment import private_environment
from replay.isolation.kernel_calls import UnknownMachineError
from replay.isolation.visible import visible

_TRY_SECONDS: Final = 10.0
_LONGEST_REASON: Final = 200
_NO_REASON: Final = Phrase("")


@dataclass(frozen=True, slots=True)
class Isolation:
    """What stands between a replay's programs and the rest of the machine.

    Attributes:
        program: The wall's program by its full path; empty where there is no wall.
        why_not: Why there is none, in a whole sentence; empty where there is one.
        is_own_desktop: Whether it is the person's own desktop that is acted on, where nothing can stand
            between.
    """

    program: str = ""
    why_not: Phrase = _NO_REASON
    is_own_desktop: bool = False

    @property
    def is_walled(self) -> bool:
        """Whether files, network, processes and other displays are out of reach."""
        return bool(self.program)

    def sentences(self) -> tuple[Phrase, ...]:
        """What a person should know of it, the most important first."""
        if self.is_own_desktop:
            return (
                phrase("This acts on your own desktop: everything that you can reach, it can reach."),
                phrase("Vault and keys are not handed to it, but nothing stands in its way."),
            )
        if self.is_walled:
            return (
                phrase("Behind a wall: its own network without a way out, its own processes and displays."),
                phrase("Your files and the vault are not there; what it writes lies in memory and is gone."),
            )
        return (
            phrase("No wall: the programs of the replay can reach your files and the network."),
            phrase("They have a display, a home folder and a temporary folder of their own."),
            *([self.why_not] if self.why_not.text else []),
        )


class NoWallError(UserFacingError):
    """There is no wall, and nobody said that it can be done without."""

    def __init__(self, isolation: Isolation) -> None:
        super().__init__(
            f"A replay runs behind a wall, and none can be put up here. {english(isolation.why_not)}",
            kept="Nothing was started.",
            mend=f"Install {PACKAGE}, on Debian and Ubuntu with: sudo apt-get install {PACKAGE}",
        )


def isolation_in_force() -> Isolation:
    """Which wall stands here; tried anew each time, in some 30 ms: it may have been installed just now."""
    program = find_bubblewrap()
    if program is None:
        return Isolation(why_not=phrase("The program bwrap, which makes the wall, is not installed."))
    try:
        why_not = _tried(program)
    except UnknownMachineError:
        why_not = phrase("No wall is known for this kind of machine.")
    except OSError as error:
        why_not = phrase(
            "The program bwrap could not be started: {reason}.", reason=error.strerror or type(error).__name__
        )
    return Isolation(program=program) if why_not is None else Isolation(why_not=why_not)


def _tried(program: str) -> Phrase | None:
    """Put a wall up around a process that does nothing; why that went wrong, or ``None``."""
    environment = private_environment(home=INNER_HOME, temporary=INNER_TEMPORARY)
    with walled(program, ["/bin/true"], shown=visible(), environment=environment) as command:
        tried = subprocess.Popen(
            command.argv,
            env={},
            pass_fds=command.descriptors,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        with tried:
            command.begun()
            try:
                complaint = tried.communicate(timeout=_TRY_SECONDS)[1]
            except subprocess.TimeoutExpired:
                tried.kill()
                return phrase("The program bwrap, which makes the wall, did not answer.")
    if tried.returncode == 0:
        return None
    lines = complaint.decode(errors="replace").strip().splitlines()
    if not lines:
        return phrase("The program bwrap, which makes the wall, failed and did not say why.")
    reason = lines[-1].removeprefix("bwrap: ")[:_LONGEST_REASON].rstrip(".")
    return phrase("The program bwrap, which makes the wall, failed: {reason}.", reason=reason)
