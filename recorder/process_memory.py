"""Keeps what a process holds in memory, keys above all, out of core dumps and away from other processes."""

import ctypes
import resource
import sys
from typing import Final

_SET_DUMPABLE: Final = 4  # PR_SET_DUMPABLE of prctl(2)


def close_to_others() -> None:
    """Let no core dump be written of this process or its children, and no debugger of this user attach."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_DUMPABLE, 0, 0, 0, 0)
