"""The acting process: ``python -m replay.running.child``, spoken to through its standard input and output.

It holds what an episode showed and what is to be typed, and shows nothing of it: no core dump, no debugger
of the same user, no arguments, no environment, no file. What it is told and what it says are in
``messages.py``; the rest is ``acting``.
"""

import contextlib
import os
from pathlib import Path
from threading import Event
from typing import IO, Final

from recorder.episode.phrase import later
from recorder.errors import UserFacingError, where_of
from recorder.process_memory import close_to_others
from replay.running.acting import act
from replay.running.messages import Failed
from replay.running.mouth import Mouth

_OOM_SCORE: Final = Path("/proc/self/oom_score_adj")
_OWN_FAULT: Final = later("The replay met an error of its own ({0}).")


def main() -> int:
    """Run the acting process.

    Returns:
        0 if a replay ran and ended, 1 if it could not.
    """
    # Before others: whatever fills the memory is to be the first that is ended for it. It is inherited.
    with contextlib.suppress(OSError):
        _OOM_SCORE.write_text("1000")
    close_to_others()
    orders, reports = _private_pipes()
    mouth = Mouth(reports, Event())
    try:
        act(orders, mouth)
    except UserFacingError as error:
        mouth.say(Failed(happened=error.happened, kept=error.kept, mend=error.mend))
        return 1
    except Exception as error:  # noqa: BLE001 - the last handler: no traceback, which could hold what was captured
        mouth.say(
            Failed(
                happened=_OWN_FAULT.format(where_of(error)),
                kept="No key and no button is held down.",
                mend="Please report it, with what 'assent doctor' prints.",
            )
        )
        return 1
    finally:
        mouth.close()
    return 0


def _private_pipes() -> tuple[IO[bytes], IO[bytes]]:
    """The two ends of the conversation, moved away from where a chatty library could write into them."""
    orders = os.fdopen(os.dup(0), "rb")
    reports = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    os.close(nothing)
    return orders, reports


if __name__ == "__main__":
    # At once: a thread that waits for a screen that hangs must not keep a process that nobody sees.
    os._exit(main())
