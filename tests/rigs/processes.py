"""What became of a process that a test did not start itself."""

from contextlib import suppress
from pathlib import Path

import psutil


def is_running(process: psutil.Process) -> bool:
    """Whether it still runs; one that has ended and only waits to be asked for its exit code does not."""
    with suppress(psutil.NoSuchProcess):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False


def end_programs_in(folder: Path) -> None:
    """End what was started in a folder, at once.

    A browser whose parent has ended, and that has written over its own environment, is nobody's: where it
    breaks down with its screen, and what writes its dump is ended, it stays behind, stopped, for ever.
    """
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if process.cwd() == str(folder):
                process.kill()
