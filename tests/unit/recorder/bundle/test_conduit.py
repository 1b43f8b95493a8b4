import threading
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recorder.bundle.conduit import Conduit, ConduitReader, Feeder


def nothing() -> None:
    pass


def read_all(conduit: Conduit, most: int = 1000) -> bytes:
    reader = ConduitReader(conduit, nothing)
    return b"".join(iter(lambda: reader.read(most), b""))


@settings(max_examples=25)
@given(st.lists(st.integers(0, 400_000), max_size=8), st.integers(1000, 300_000))
def test_what_goes_in_comes_out(sizes: list[int], most: int) -> None:
    pieces = [bytes([number % 256]) * size for number, size in enumerate(sizes)]
    with Feeder(lambda conduit: conduit.write_all(pieces), name="test-feeder") as feeder:
        assert read_all(feeder.conduit, most) == b"".join(pieces)


def test_whoever_writes_waits_for_whoever_reads() -> None:
    taken = 0
    ahead: list[int] = []

    def pieces() -> Iterator[bytes]:
        for number in range(40):
            ahead.append(number - taken)
            yield bytes(1 << 20)

    with Feeder(lambda conduit: conduit.write_all(pieces()), name="test-feeder") as feeder:
        while feeder.conduit.take(nothing):
            taken += 1
    assert taken == 40
    # Four in the pipe, one in the hand of each side, and one whose number was already looked up.
    assert max(ahead) <= 7


def test_an_error_of_the_writer_is_raised_where_it_is_read() -> None:
    def write(conduit: Conduit) -> None:
        conduit.write(b"some")
        raise KeyError("lost")

    with Feeder(write, name="test-feeder") as feeder, pytest.raises(KeyError, match="lost"):
        read_all(feeder.conduit)


def test_leaving_ends_a_writer_that_waits() -> None:
    ended = threading.Event()

    def write(conduit: Conduit) -> None:
        try:
            conduit.write_all(bytes(1 << 20) for _ in range(1000))
        finally:
            ended.set()

    with Feeder(write, name="test-feeder") as feeder:
        feeder.conduit.take(nothing)
    assert ended.is_set()


def test_whoever_waits_can_be_called_off() -> None:
    def write(_conduit: Conduit) -> None:
        assert called_off.wait(10)

    def call_off() -> None:
        raise InterruptedError

    called_off = threading.Event()
    with Feeder(write, name="test-feeder") as feeder:
        with pytest.raises(InterruptedError):
            feeder.conduit.take(call_off)
        called_off.set()


def test_a_writer_that_hangs_is_left_to_itself() -> None:
    goes_on = threading.Event()

    def write(_conduit: Conduit) -> None:
        goes_on.wait(10)

    with Feeder(write, name="test-feeder", patience_s=0.01):
        pass
    goes_on.set()
