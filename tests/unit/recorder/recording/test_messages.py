import msgspec
import pytest

from recorder.episode.ending import EndReason
from recorder.episode.events import MarkKind
from recorder.recording.messages import (
    Ended,
    Failed,
    FromHost,
    FromRecorder,
    Order,
    Progress,
    Started,
    line_of,
    read_from_host,
    read_from_recorder,
)
from recorder.session import Command, State
from recorder.vault.session_header import SessionSummary
from tests.rigs.synthetic import BEGIN, KEY

SUMMARY = SessionSummary("a1", 5, EndReason.STOPPED, 1, 2, 3, 4, 5, "ef")


@pytest.mark.parametrize("message", [BEGIN, *(Order(command) for command in Command)])
def test_what_the_host_says_is_read_as_it_was_said(message: FromHost) -> None:
    line = line_of(message)
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert read_from_host(line) == message


@pytest.mark.parametrize(
    "message",
    [
        Started(("Ctrl+Shift+F9 is in use.",)),
        Progress(State.PAUSED, MarkKind.SUSPENDED, 1, 2, 3, 4, 5, 6, 7, True, 8),  # noqa: FBT003 - in order
        Failed("happened", "kept", "mend"),
        *(Ended(reason, SUMMARY) for reason in EndReason),
        Ended(EndReason.DESTROYED, None),
    ],
)
def test_what_the_recorder_says_is_read_as_it_was_said(message: FromRecorder) -> None:
    assert read_from_recorder(line_of(message)) == message


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"\n",
        b"null\n",
        b"[]\n",
        b"{}\n",
        b'{"kind":"Order"}\n',
        b'{"kind":"Order","command":"dance"}\n',
        b'{"kind":"Ended","reason":"stopped","summary":null}\n',
        b'{"kind":"Order","command":"stop"',
        b"\xff\xfe\n",
        line_of(BEGIN)[:-40],
    ],
)
def test_what_is_no_order_is_refused(line: bytes) -> None:
    with pytest.raises(msgspec.MsgspecError):
        read_from_host(line)


def test_an_order_is_nothing_that_a_recorder_says() -> None:
    with pytest.raises(msgspec.MsgspecError):
        read_from_recorder(line_of(Order(Command.STOP)))


def test_no_message_shows_what_is_in_it() -> None:
    for message in (BEGIN, Failed("a secret", "b", "c"), Order(Command.STOP)):
        for text in (repr(message), str(message), f"{message}"):
            assert text == f"<{type(message).__name__}>"


def test_a_refusal_does_not_show_the_key() -> None:
    line = line_of(BEGIN).replace(b'"task_id"', b'"task_it"')
    with pytest.raises(msgspec.MsgspecError) as refused:
        read_from_host(line)
    assert msgspec.json.encode(KEY).decode().strip('"') not in str(refused.value)
