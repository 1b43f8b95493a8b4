"""The parent's ends of a pipe, which somebody can let go of while another thread waits on them.

A pipe ends when the last one who has it open is gone. That may be a process that nobody knows of any more:
so whoever waits on a pipe here waits for a wish to stop as well.
"""

import io
import os
import select
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer


class _Ending(io.RawIOBase):
    """One end of a pipe.

    Args:
        pipe: Its descriptor, owned by somebody else; it does not block from now on.
        ended: Readable, or hung up, once nobody wants it any more.
    """

    def __init__(self, pipe: int, ended: int) -> None:
        super().__init__()
        os.set_blocking(pipe, False)
        self._pipe: Final = pipe
        self._ended: Final = ended

    def _waited(self, event: int) -> bool:
        """Wait until the pipe is ready; false where nobody wants it any more."""
        poll = select.poll()
        poll.register(self._pipe, event)
        poll.register(self._ended, select.POLLIN)
        return all(descriptor != self._ended for descriptor, _ in poll.poll())


class EndingReader(_Ending):
    """Reads; the wish to stop is the end of what there is to read."""

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        """Read what is there, after a wait for it; 0 at the end."""
        while self._waited(select.POLLIN):
            try:
                return os.readv(self._pipe, [buffer])
            except BlockingIOError:
                continue
        return 0


class EndingWriter(_Ending):
    """Writes; the wish to stop is as if nobody read any more."""

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, buffer: "ReadableBuffer", /) -> int:
        """Write what there is room for, after a wait for it.

        Raises:
            BrokenPipeError: Nobody reads any more, or nobody wants it written.
        """
        while self._waited(select.POLLOUT):
            try:
                return os.write(self._pipe, buffer)
            except BlockingIOError:
                continue
        raise BrokenPipeError
