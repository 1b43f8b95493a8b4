"""Messages over a pipe: four bytes that say how long, then as many bytes.

Both ends have a limit, so that nobody can make the other one keep more than that.
"""

import struct
from typing import IO, Final

LONGEST_BYTES: Final = 96 * 1024 * 1024
"""A picture of 4096 by 4096 pixels that does not get smaller, and room for what comes with it."""
_LENGTH: Final = struct.Struct(">I")


class PipeError(Exception):
    """What came through a pipe is no message."""


class TooLongError(ValueError):
    """A message is longer than the other side would read."""


def write_frame(pipe: IO[bytes], body: bytes) -> None:
    """Write a message, and return when the pipe has it.

    Raises:
        TooLongError: It is longer than the other side would read.
        OSError: Nobody reads any more.
    """
    check_length(body)
    pipe.write(_LENGTH.pack(len(body)))
    pipe.write(body)
    pipe.flush()


def check_length(body: bytes) -> None:
    """Look whether the other side would read a message.

    Raises:
        TooLongError: It would not.
    """
    if len(body) > LONGEST_BYTES:
        raise TooLongError("a message is longer than its reader allows")


def read_frame(pipe: IO[bytes], *, longest_bytes: int = LONGEST_BYTES) -> bytes | None:
    """Read a message; ``None`` where the pipe ended after a whole one.

    Args:
        pipe: Where it comes from.
        longest_bytes: How long it may be, where the reader knows of a shorter limit.

    Raises:
        PipeError: It ended within one, or one is too long.
    """
    head = pipe.read(_LENGTH.size)
    if not head:
        return None
    if len(head) < _LENGTH.size:
        raise PipeError("the pipe ended within a message")
    (length,) = _LENGTH.unpack(head)
    if length > longest_bytes:
        raise PipeError("a message is too long")
    body = pipe.read(length)
    if len(body) < length:
        raise PipeError("the pipe ended within a message")
    return body
