"""What became of a process that a test did not start itself."""

from contextlib import suppress

import psutil


def is_running(process: psutil.Process) -> bool:
    """Whether it still runs; one that has ended and only waits to be asked for its exit code does not."""
    with suppress(psutil.NoSuchProcess):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False
