"""Starts a Python module of Assent's behind the wall: the one door through which a replay is started."""

import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence

from replay.displays.programs import Process
from replay.isolation.bubblewrap import INNER_HOME, INNER_TEMPORARY, Door, walled
from replay.isolation.environment import own_desktop_environment, private_environment
from replay.isolation.in_force import Isolation
from replay.isolation.visible import visible


def start_module(module: str, *arguments: str, isolation: Isolation, doors: Iterable[Door] = ()) -> Process:
    """Start ``python -m module`` and speak to it through its standard input and output.

    Its standard error goes nowhere: a program's complaint can hold what is on the screen.

    Args:
        module: Of ``recorder`` or ``replay``; the only packages that are there.
        arguments: Passed on.
        isolation: The wall to put up. The process ends with the *thread* that starts it, and with it all
            that runs behind the wall.
        doors: What else is there behind this wall; of no meaning without one.
    """
    # -P and -s: nothing from the current folder and nothing of the person's is imported.
    argv = [sys.executable, "-P", "-s", "-m", module, *arguments]
    if not isolation.is_walled:
        return _start(argv, _environment(isolation))
    environment = private_environment(home=INNER_HOME, temporary=INNER_TEMPORARY)
    with walled(isolation.program, argv, shown=visible(), environment=environment, doors=doors) as command:
        process = _start(command.argv, {}, command.descriptors)
        command.begun()
    return process


def _environment(isolation: Isolation) -> dict[str, str]:
    if isolation.is_own_desktop:
        return own_desktop_environment()
    # Its programs are given a home of their own; the process itself needs none.
    return private_environment(home="/nonexistent", temporary=tempfile.gettempdir())


def _start(argv: Sequence[str], environment: dict[str, str], pass_fds: tuple[int, ...] = ()) -> Process:
    return subprocess.Popen(
        argv,
        cwd="/",
        env=environment,
        pass_fds=pass_fds,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        # Ctrl+C in the terminal is for the one who shows the replay, who then asks politely.
        start_new_session=True,
    )
