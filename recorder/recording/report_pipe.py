"""Says how a recording goes to whoever shows it, without ever waiting for them.

A host that was stopped (Ctrl+Z in its terminal, or worse) reads nothing. If the recording waited for it, no
hotkey would work any more; if it went on, somebody would be recorded beside a sign that stands still. So the
pipe is small, nothing waits for it, and once it is full there is no sign: the recording has to end.
"""

import fcntl
import os
import select
import sys
from typing import Final

from recorder.recording.messages import FromRecorder, line_of

# Some six seconds of progress. Lines up to PIPE_BUF (4096 bytes on Linux, pipe(7)) are written whole or not.
_PIPE_BYTES: Final = 4096
_LAST_WORD_MS: Final = 2000


class ReportPipe:
    """The recording's end of the pipe; owned by one thread.

    Args:
        descriptor: Of the pipe; taken over.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        os.set_blocking(descriptor, False)
        if sys.platform == "linux":
            fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)

    def say(self, message: FromRecorder) -> bool:
        """Say something, now or not at all.

        Returns:
            Whether there is anybody who reads.
        """
        try:
            os.write(self._descriptor, line_of(message))
        except (BlockingIOError, BrokenPipeError):
            return False
        return True

    def say_last(self, message: FromRecorder) -> None:
        """Say how it ended; waits a little for a reader who is late."""
        poll = select.poll()
        poll.register(self._descriptor, select.POLLOUT)
        poll.poll(_LAST_WORD_MS)
        self.say(message)
