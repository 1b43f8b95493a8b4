"""Progress that is told no oftener than anybody can see, and still ends the work at once when called off."""

import time
from collections.abc import Callable
from typing import Final

from studio.ui.jobs import CancelledError, Task

_APART_S: Final = 0.1


def paced(task: Task) -> Callable[[int, int], None]:
    """What work tells its progress to, however often: the first, the last, and ten a second."""
    told_at = -_APART_S

    def tell(done: int, total: int) -> None:
        nonlocal told_at
        if task.is_called_off:
            raise CancelledError
        now = time.monotonic()
        if now - told_at >= _APART_S or done >= total:
            told_at = now
            task.report(done, total)

    return tell
