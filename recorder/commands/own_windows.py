"""Which windows in a terminal are Assent's own: they are in no picture, and no key typed there is kept."""

import os
from collections.abc import Iterable, Iterator
from typing import Final

import psutil

# Terminals inside a terminal: the shell is a child of their server, the window is of one of their clients.
_MULTIPLEXERS: Final = {"TMUX": ("tmux",), "STY": ("screen", "SCREEN")}


def own_windows() -> tuple[int, ...]:
    """The window of the terminal that this runs in, where the terminal says."""
    named = os.environ.get("WINDOWID", "")
    return (int(named),) if named.isdecimal() else ()


def own_processes() -> tuple[int, ...]:
    """This process and those that it runs in: the terminal is among them.

    What this process starts is not: the task's program is there to be recorded.
    """
    found = {process.pid: None for process in _with_ancestors([psutil.Process()])}
    names = tuple(
        name for variable, names in _MULTIPLEXERS.items() if variable in os.environ for name in names
    )
    if names:
        found |= {process.pid: None for process in _with_ancestors(_own_named(names))}
    return tuple(found)


def _with_ancestors(processes: Iterable[psutil.Process]) -> Iterator[psutil.Process]:
    for process in processes:
        try:
            yield from (process, *process.parents())
        except psutil.Error:  # it ended just now, and shows nothing any more
            continue


def _own_named(names: tuple[str, ...]) -> Iterator[psutil.Process]:
    for process in psutil.process_iter(["name", "uids"]):
        uids = process.info["uids"]
        if uids is not None and uids.real == os.getuid() and (process.info["name"] or "").startswith(names):
            yield process
