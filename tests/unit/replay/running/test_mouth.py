"""What the acting process says, and what becomes of what it cannot say."""

import io
from threading import Event

import pytest

from replay.running import pipe
from replay.running.messages import Failed, Released, Up, read_from_child
from replay.running.mouth import Mouth
from replay.running.pipe import read_frame


def test_whoever_cannot_say_what_there_is_says_so_and_then_nothing_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pipe, "LONGEST_BYTES", 1_000)
    written, gone = io.BytesIO(), Event()
    mouth = Mouth(written, gone)
    for message in (Up(), Up(warnings=("x" * 1_500,)), Released()):
        mouth.say(message)
    mouth.close()
    assert gone.is_set()
    written.seek(0)
    bodies = iter(lambda: read_frame(written), None)
    assert [type(read_from_child(body)) for body in bodies if body is not None] == [Up, Failed]
