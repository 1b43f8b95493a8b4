import io
import struct

import pytest

from replay.running.pipe import LONGEST_BYTES, PipeError, read_frame, write_frame


def test_what_is_written_is_read() -> None:
    pipe = io.BytesIO()
    for body in (b"one", b"", b"three" * 1000):
        write_frame(pipe, body)
    pipe.seek(0)
    assert [read_frame(pipe) for _ in range(4)] == [b"one", b"", b"three" * 1000, None]


@pytest.mark.parametrize("data", [b"\0\0", struct.pack(">I", 5) + b"1234"])
def test_a_pipe_that_ends_in_the_middle_is_told_apart_from_one_that_ended(data: bytes) -> None:
    with pytest.raises(PipeError):
        read_frame(io.BytesIO(data))


def test_what_is_too_long_is_never_read() -> None:
    class Endless(io.RawIOBase):
        asked = 0

        def readable(self) -> bool:
            return True

        def read(self, size: int = -1) -> bytes:
            self.asked += size
            return struct.pack(">I", LONGEST_BYTES + 1)[:size]

    pipe = Endless()
    with pytest.raises(PipeError):
        read_frame(pipe)  # type: ignore[arg-type]
    assert pipe.asked == 4


def test_nobody_is_sent_more_than_they_would_read() -> None:
    with pytest.raises(ValueError, match="longer"):
        write_frame(io.BytesIO(), bytes(LONGEST_BYTES + 1))
