import os
from collections.abc import Iterator

import pytest

from recorder.episode.ending import EndReason
from recorder.recording.messages import Ended, Failed, Started, read_from_recorder
from recorder.recording.report_pipe import ReportPipe
from tests.rigs.recording import wait_for

WORD = Started(("w" * 300,))


class Ends:
    """A pipe whose reader may be slow."""

    def __init__(self) -> None:
        self.reader, writer = os.pipe()
        self.writer = writer
        self.pipe = ReportPipe(writer)

    def fill(self) -> int:
        """Say things until nobody reads; how many were said."""
        said = 0
        while self.pipe.say(WORD):
            said += 1
        return said


@pytest.fixture
def ends() -> Iterator[Ends]:
    made = Ends()
    yield made
    for descriptor in (made.reader, made.writer):
        os.close(descriptor)


def test_what_is_said_is_heard_whole(ends: Ends) -> None:
    assert ends.pipe.say(WORD)
    ends.pipe.say_last(Ended(EndReason.STOPPED, None))
    lines = os.read(ends.reader, 1 << 16).splitlines()
    assert [read_from_recorder(line) for line in lines] == [WORD, Ended(EndReason.STOPPED, None)]


def test_nobody_who_reads_is_noticed_within_a_few_words(ends: Ends) -> None:
    assert 5 < ends.fill() < 60
    lines = os.read(ends.reader, 1 << 16).splitlines()
    assert all(read_from_recorder(line) == WORD for line in lines)


def test_the_last_word_waits_for_a_late_reader(ends: Ends) -> None:
    said = ends.fill()
    heard = bytearray(os.read(ends.reader, 4096))
    ends.pipe.say_last(Failed("a", "b", "c"))
    os.set_blocking(ends.reader, False)
    heard += os.read(ends.reader, 1 << 16)
    lines = bytes(heard).splitlines()
    assert len(lines) == said + 1
    assert read_from_recorder(lines[-1]) == Failed("a", "b", "c")


def test_a_reader_who_is_gone_is_no_error() -> None:
    ends = Ends()
    os.close(ends.reader)
    assert not ends.pipe.say(WORD)
    ends.pipe.say_last(WORD)
    os.close(ends.writer)


def test_it_never_waits(ends: Ends) -> None:
    ends.fill()
    for _ in range(1000):
        assert not ends.pipe.say(WORD)
    wait_for("room again", lambda: os.read(ends.reader, 1 << 16))
    assert ends.pipe.say(WORD)
