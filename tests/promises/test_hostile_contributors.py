"""Promise 4: whoever seals and signs properly still gives a reader nothing but an episode, or a refusal.

Every case has one thing wrong and all else right, counts included: were its rule not there, it would open.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Final

import pytest

from recorder.bundle.errors import (
    BrokenBundleError,
    ExpiredBundleError,
    NotConsentedError,
    TamperedBundleError,
    UnknownOwnerError,
)
from recorder.bundle.identity import Identity
from recorder.bundle.mcap_writing import MAGIC
from recorder.bundle.payload_limits import (
    HIGHEST_SEQ,
    LONGEST_NS,
    MOST_CHARACTERS,
    MOST_EVENTS,
    MOST_GROUP_PICTURES,
    MOST_NAME,
    MOST_NOTCHES,
    MOST_PICTURE_BYTES,
    MOST_PIXELS_AWAY,
    MOST_RECORD_BYTES,
    MOST_TEXT,
    MOST_UNITS,
)
from recorder.bundle.payload_topics import (
    ACTIONS,
    CONSENT,
    CONTEXT,
    EPISODE,
    INPUT,
    MARKS,
    POINTER,
    RECORDS,
    SCREENS,
    STUDY,
)
from recorder.episode.study import Stream
from recorder.errors import UserFacingError
from recorder.study_file.signature import signed_study
from tests.rigs.hostile_bundle import (
    Message,
    channel_of,
    declarations_of,
    file_of,
    first_records,
    forged,
    mcap_chunk,
    mcap_message,
    messages_of,
    opened,
    read_payload,
    record,
    refusal,
    text,
)
from tests.rigs.hostile_payload import (
    KEY,
    KEY_SLICE,
    MARK,
    PPS,
    SLICE,
    carrying,
    counted,
    ended,
    key_picture,
    last_seq,
    retimed,
    saying,
    sps,
    with_event,
    with_moves,
    with_picture,
    with_raw_event,
    without,
)
from tests.rigs.sealed_bundle import BundleRig, receipt_for, study_for

Messages = list[Message]
Change = Callable[[Messages], Messages]
WINDOW: Final = {"app": "a", "title": "t", "rect": None, "hidden": None}
MONITOR: Final = {
    "id": 0, "name": "m", "rect": {"x": 0, "y": 0, "width": 1, "height": 1}, "scale": 1, "is_primary": True
}  # fmt: skip
BUTTON: Final = {"kind": "button_pressed", "x": 1, "y": 1, "button": "left"}
SCROLL: Final = {"kind": "scrolled", "x": 1, "y": 1, "dx": 0, "dy": 1}
HIDDEN: Final = {"kind": "keys_hidden", "reason": "password"}


@pytest.fixture(scope="module")
def messages(sent: BundleRig) -> Messages:
    return messages_of(sent)


def key(**said: object) -> Change:
    return lambda these: with_event(these, INPUT, KEY | said)


def event(topic: str, **said: object) -> Change:
    return lambda these: with_event(these, topic, said)


def window(**said: object) -> Change:
    return event(CONTEXT, kind="context_changed", window=WINDOW | said)


def monitor(**said: object) -> Change:
    return event(SCREENS, kind="monitors_changed", monitors=[MONITOR | said])


def raw(topic: str, data: bytes) -> Change:
    return lambda these: with_raw_event(these, topic, data)


def picture(data: bytes) -> Change:
    return lambda these: with_picture(these, data)


def parameters(**asked: object) -> Change:
    return lambda these: with_picture(these, key_picture(sps(**asked)))  # type: ignore[arg-type]


def unit(kind: int) -> bytes:
    return b"\0\0\1" + bytes([kind]) + b"\x80"


GOOD: Final[Mapping[str, Change]] = {
    "as it is": list,
    "one more key": key(),
    "a key at the last number": key(seq=HIGHEST_SEQ),
    "a long name": key(name="x" * MOST_NAME),
    "many characters": key(char="x" * MOST_CHARACTERS),
    "a button": event(INPUT, **BUTTON),
    "the wheel": event(INPUT, **SCROLL),
    "moves": with_moves,
    "a mark": lambda these: with_event(these, MARKS, MARK | {"end_ns": ended(these)}),
    "hidden keys": lambda these: with_event(these, INPUT, HIDDEN | {"end_ns": ended(these)}),
    "a window": window(),
    "no window": event(CONTEXT, kind="context_changed", window=None),
    "a long title": window(title="x" * MOST_TEXT),
    "a monitor": monitor(),
    "written by hand": raw(
        INPUT, b'{"kind":"key_pressed","seq":SEQ,"at_ns":AT,"name":"a","char":null,"vk":1}'
    ),
    "a key picture": picture(key_picture()),
    "a picture": picture(SLICE),
    "a picture of many slices": picture(SLICE * MOST_UNITS),
    "a large picture": parameters(width=8192, height=5120),
    "four references": parameters(references=4),
    "actions of any kind": lambda these: [*these, Message(ACTIONS, 0, b"\xff not even text")],
    "an empty episode": lambda these: without(these, INPUT, CONTEXT, SCREENS, MARKS, POINTER, "/screen/0"),
}

HOSTILE: Final[Mapping[str, Change]] = {
    # times and numbers
    "after the end": lambda these: with_event(
        these, INPUT, KEY | {"at_ns": ended(these) + 1}, at_ns=ended(these) + 1
    ),
    "two times": lambda these: with_event(these, INPUT, KEY, at_ns=ended(these) - 1),
    "two times, the other way": lambda these: with_event(these, INPUT, KEY | {"at_ns": ended(these) - 1}),
    "time falls": lambda these: [*(more := with_event(these, INPUT, KEY))[:-1], retimed(more[-1], 0)],
    "time below zero": key(at_ns=-1),
    "number twice": lambda these: with_event(these, INPUT, KEY | {"seq": last_seq(these)}),
    "number zero": key(seq=0),
    "number too high": key(seq=HIGHEST_SEQ + 1),
    "number above the highest": lambda these: saying(with_event(these, INPUT, KEY), last_seq=last_seq(these)),
    "number of an earlier block": lambda these: [
        *counted(with_event(these, INPUT, KEY | {"seq": 5000}), events=1, last_seq=5000),
        Message(INPUT, ended(these), b"{}").saying(**KEY, seq=last_seq(these) + 1, at_ns=ended(these)),
    ],
    "one event more": lambda these: saying(these, events=these[0].said["events"] - 1),
    "one event less": lambda these: saying(these, events=these[0].said["events"] + 1),
    "one picture more": lambda these: saying(these, pictures=these[0].said["pictures"] - 1),
    "one picture less": lambda these: saying(these, pictures=these[0].said["pictures"] + 1),
    "a mark that ends before": event(MARKS, **MARK, end_ns=0),
    "a mark that ends after the end": lambda these: with_event(
        these, MARKS, MARK | {"end_ns": ended(these) + 1}
    ),
    "hidden keys that end before": event(INPUT, **HIDDEN, end_ns=0),
    "hidden keys that end after": lambda these: with_event(
        these, INPUT, HIDDEN | {"end_ns": ended(these) + 1}
    ),
    # values
    "a mark among the keys": lambda these: with_event(these, INPUT, MARK | {"end_ns": ended(these)}),
    "a key among the marks": event(MARKS, **KEY),
    "unknown kind": key(kind="pointer_moved"),
    "no kind": key(kind=...),
    "one field more": key(more=1),
    "one field less": key(vk=...),
    "a long name": key(name="x" * (MOST_NAME + 1)),
    "too many characters": key(char="x" * (MOST_CHARACTERS + 1)),
    "a huge key": key(vk=HIGHEST_SEQ + 1),
    "a number as text": key(vk="1"),
    "a number as yes": key(vk=True),
    "a number with a fraction": key(vk=1.5),
    "far away": event(INPUT, **(BUTTON | {"x": MOST_PIXELS_AWAY + 1})),
    "far away below": event(INPUT, **(BUTTON | {"y": -MOST_PIXELS_AWAY - 1})),
    "unknown button": event(INPUT, **(BUTTON | {"button": "seventh"})),
    "many notches": event(INPUT, **(SCROLL | {"dy": MOST_NOTCHES + 1})),
    "unknown reason": lambda these: with_event(
        these, INPUT, HIDDEN | {"reason": "x", "end_ns": ended(these)}
    ),
    "unknown mark": lambda these: with_event(these, MARKS, MARK | {"mark": "x", "end_ns": ended(these)}),
    "a count below zero": lambda these: with_event(
        these, MARKS, MARK | {"count": -1, "end_ns": ended(these)}
    ),
    "a long title": window(title="x" * (MOST_TEXT + 1)),
    "a long app": window(app="x" * (MOST_TEXT + 1)),
    "a window of less than nothing": window(rect={"x": 0, "y": 0, "width": -1, "height": 1}),
    "many monitors": event(SCREENS, kind="monitors_changed", monitors=[MONITOR] * 65),
    "a monitor without scale": monitor(scale=0),
    "a monitor of great scale": monitor(scale=101),
    "a monitor larger than any picture": monitor(rect={"x": 0, "y": 0, "width": 1 << 14, "height": 1 << 14}),
    "a monitor of no number": monitor(id=-1),
    "a monitor of a great number": monitor(id=1_000_001),
    # JSON
    "not a number": raw(
        INPUT, b'{"kind":"key_pressed","seq":SEQ,"at_ns":AT,"name":"a","char":null,"vk":NaN}'
    ),
    "infinite": raw(INPUT, b'{"kind":"key_pressed","seq":SEQ,"at_ns":AT,"name":"a","char":null,"vk":1e999}'),
    "four thousand digits": raw(
        INPUT, b'{"kind":"key_pressed","seq":SEQ,"at_ns":AT,"name":"a","char":null,"vk":' + b"9" * 4000 + b"}"
    ),
    "half a character": raw(
        INPUT, b'{"kind":"key_pressed","seq":SEQ,"at_ns":AT,"name":"\\ud800","char":null,"vk":1}'
    ),
    "not UTF-8": raw(INPUT, b'{"kind":"key_pressed","seq":SEQ,"at_ns":AT,"name":"\xff","char":null,"vk":1}'),
    "more behind it": raw(
        INPUT, b'{"kind":"key_pressed","seq":SEQ,"at_ns":AT,"name":"a","char":null,"vk":1}{}'
    ),
    "deep lists": raw(INPUT, b"[" * 100_000),
    "deep objects": raw(INPUT, b'{"a":' * 100_000),
    "deep, behind an unknown name": raw(CONTEXT, b'{"kind":"context_changed","more":' + b"[" * 100_000),
    "nothing": raw(INPUT, b""),
    "null": raw(INPUT, b"null"),
    "a list": raw(MARKS, b"[]"),
    "one byte over the most": raw(MARKS, b" " * (MOST_RECORD_BYTES + 1)),
    # moves
    "moves of one column short": lambda these: with_moves(these, y=[0, 0]),
    "moves of one column long": lambda these: with_moves(these, x=[0] * 4),
    "no moves": lambda these: with_moves(these, seq=[], at_ns=[], x=[], y=[]),
    "many moves": lambda these: with_moves(these, 1025),
    "moves after the end": lambda these: with_moves(
        these, at_ns=[ended(these), ended(these), ended(these) + 1]
    ),
    "moves of another time": lambda these: with_moves(
        these, at_ns=[ended(these) - 1, ended(these), ended(these)]
    ),
    "moves back in time": lambda these: with_moves(these, at_ns=[ended(these), 0, ended(these)]),
    "moves of one number": lambda these: with_moves(these, seq=[last_seq(these) + 1] * 3),
    "moves of two blocks": lambda these: with_moves(these, seq=[last_seq(these) + 1, 1024, 2048]),
    "moves with one of another block": lambda these: with_moves(
        these, seq=[last_seq(these) + 1, 5000, last_seq(these) + 2]
    ),
    "moves far away": lambda these: with_moves(these, x=[0, 0, MOST_PIXELS_AWAY + 1]),
    # pictures
    "an unknown monitor": lambda these: with_picture(these, key_picture(), monitor_id=7),
    "a picture before its monitor": lambda these: [
        *these[:3],
        *sorted(these[3:], key=lambda m: m.topic == SCREENS),
    ],
    "a picture after the end": lambda these: with_picture(these, key_picture(), at_ns=ended(these) + 1),
    "a picture of two times": lambda these: with_picture(these, key_picture(), said_ns=ended(these) - 1),
    "a picture back in time": lambda these: with_picture(these, key_picture(), at_ns=0),
    "a picture that says HEVC": lambda these: with_picture(these, key_picture(), form="h265"),
    "a picture that says nothing": lambda these: with_picture(these, key_picture(), form=""),
    "a picture without data": picture(b""),
    "a picture that is no message": lambda these: with_picture(these, b"", raw=b"\xff" * 100),
    "a picture of deep groups": lambda these: with_picture(these, b"", raw=b"\x0b" * 100_000),
    "pictures that begin without a key": lambda these: with_picture(without(these, "/screen/0"), SLICE),
    "a key without parameters": picture(PPS + KEY_SLICE),
    "a key without picture parameters": picture(sps() + KEY_SLICE),
    "parameters without a picture": picture(sps() + PPS),
    "parameters before a plain slice": picture(sps() + PPS + SLICE),
    "two kinds of slices": picture(key_picture() + SLICE),
    "no start code": picture(b"\x41\x9a\x20"),
    "something before the start code": picture(b"x" + SLICE),
    "a start code at the very end": picture(SLICE + b"\0\0\1"),
    "a forbidden bit": picture(b"\0\0\1\xc1\x9a"),
    **{
        f"a unit of type {kind}": picture(key_picture() + unit(kind))
        for kind in range(32)
        if kind not in {1, 5, 7, 8}
    },
    "many units": picture(SLICE * (MOST_UNITS + 1)),
    "many small units": picture(b"\0\0\1\x41" * 100_000),
    "more than the most for a picture": picture(SLICE + b"\x01" * (MOST_PICTURE_BYTES + 300)),
    "a wide picture": parameters(width=1 << 20, height=1 << 10),
    "a picture just too large": parameters(width=8192, height=5136),
    "a picture of a line": parameters(width=1 << 24, height=16),
    "sixteen references": parameters(references=16),
    "interlaced": parameters(whole_frames=False),
    "ten bits": parameters(profile=110, high="010" + "011" + "011" + "00"),
    "full colour": parameters(profile=100, high="00100" + "1" + "1" + "00"),
    "lossless": parameters(profile=100, high="010" + "1" + "1" + "10"),
    "scaling lists": parameters(profile=100, high="010" + "1" + "1" + "01"),
    "multiview": parameters(profile=118),
    "long parameters": parameters(more=b"\x11" * 600),
    "parameters that never end": picture(key_picture(b"\0\0\1\x67\x42\0\x28" + b"\0\0\3" * 50)),
    "parameters that end at once": picture(key_picture(b"\0\0\1\x67")),
    "long picture parameters": picture(sps() + PPS + b"\x11" * 600 + KEY_SLICE),
    "a long group": lambda these: counted(
        [*these, *[with_picture(these, SLICE)[-1]] * (MOST_GROUP_PICTURES + 1)],
        pictures=MOST_GROUP_PICTURES + 1,
    ),
    # the beginning
    "an episode on another topic": lambda these: [replace(these[0], topic=MARKS), *these[1:]],
    "the study first": lambda these: [these[1], these[0], *these[2:]],
    "no study": lambda these: [these[0], *these[2:]],
    "no consent": lambda these: [*these[:2], *these[3:]],
    "an episode twice": lambda these: [*these, these[0]],
    "a consent twice": lambda these: [*these, these[2]],
    "nothing at all": lambda _: [],
    "format zero": lambda these: saying(these, format=0),
    "no streams": lambda these: saying(these, streams=[]),
    "one stream too many": lambda these: saying(these, streams=[*Stream, "screen"]),
    "an unknown stream": lambda these: saying(these, streams=["screen", "microphone"]),
    "no end of events": lambda these: saying(these, events=MOST_EVENTS + 1),
    "no end": lambda these: saying(these, ended_ns=LONGEST_NS + 1),
    "an end before the beginning": lambda these: saying(these, ended_ns=-1),
    "an end before the events": lambda these: saying(these, ended_ns=1),
    "no pictures a second": lambda these: saying(these, frames_per_second=0),
    "many pictures a second": lambda these: saying(these, frames_per_second=1001),
    "an unknown reason": lambda these: saying(these, reason="boredom"),
    "a time of the day": lambda these: saying(these, day="2026-06-01T12:00:00Z"),
    "no day": lambda these: saying(these, day="2026-02-30"),
    "a long platform": lambda these: saying(these, platform="x" * (MOST_NAME + 1)),
    "one field more of the whole": lambda these: saying(these, more=1),
    "one field less of the whole": lambda these: saying(these, gestures=...),
}


@pytest.mark.parametrize("how", GOOD)
def test_what_is_right_is_taken(messages: Messages, how: str) -> None:
    # The other cases mean nothing unless their neighbours are taken.
    changed = GOOD[how](messages)
    written = read_payload(file_of(changed))
    assert written.events == changed[0].said["events"]
    assert written.pictures == changed[0].said["pictures"]


@pytest.mark.timeout(30)
@pytest.mark.parametrize("how", HOSTILE)
def test_what_is_wrong_is_refused(messages: Messages, how: str) -> None:
    with pytest.raises(BrokenBundleError) as error:
        read_payload(file_of(HOSTILE[how](messages)))
    assert "\\u" not in str(error.value)


@pytest.mark.parametrize(
    "how",
    [
        "number above the highest", "one event less", "one picture less", "a long title", "deep lists",
        "an unknown monitor", "a picture back in time", "sixteen references", "a consent twice",
        "a long group",
    ],
)  # fmt: skip
def test_of_what_is_refused_nothing_is_left(sent: BundleRig, messages: Messages, how: str) -> None:
    assert isinstance(refusal(sent, forged(sent, file_of(HOSTILE[how](messages)))), BrokenBundleError)


# The file of records


def _file(
    messages: Sequence[Message], *, before: bytes = b"", within: bytes = b"", behind: bytes = b""
) -> bytes:
    """A good file whose episode is empty, with more records before, in, or behind its one chunk."""
    start = declarations_of(messages[:3])
    tail = record(15, bytes(4)) + record(2, bytes(20)) + MAGIC
    return start + before + mcap_chunk(first_records(messages) + within) + behind + tail


def _schema(number: int, name: str = "assent.Mark", *, size: int = 0) -> bytes:
    return record(3, number.to_bytes(2, "little") + text(name) + text("jsonschema") + text(b" " * size))


def _channel(number: int, topic: str, *, schema: int = 500, messages: str = "json") -> bytes:
    head = number.to_bytes(2, "little") + schema.to_bytes(2, "little")
    return record(4, head + text(topic) + text(messages) + text(b""))


def _declaring(messages: Sequence[Message], *records: bytes) -> bytes:
    return _file(messages, before=b"".join(records))


def _with_header(messages: Messages, body: bytes) -> bytes:
    good = _file(messages)
    return MAGIC + record(1, body) + good[8 + 9 + int.from_bytes(good[9:17], "little") :]


def _with_opcode(opcode: int, messages: Messages) -> bytes:
    return _file(messages, behind=record(opcode, bytes(30)))


_END: Final = record(15, bytes(4)) + record(2, bytes(20)) + MAGIC
FILES: Final[Mapping[str, Callable[[Messages], bytes]]] = {
    "empty": lambda _: b"",
    "the magic only": lambda _: MAGIC,
    "another magic": lambda these: b"\x89MCAP1\r\n" + _file(these)[8:],
    "another profile": lambda these: file_of(these, profile="ros1"),
    "no profile": lambda these: file_of(these, profile=""),
    "no header": lambda these: MAGIC + _file(these)[8 + 9 + int.from_bytes(_file(these)[9:17], "little") :],
    "a header without end": lambda _: MAGIC + record(1, b"", length=(1 << 64) - 1),
    "a header of great length": lambda these: _with_header(these, text("assent") + bytes(300_000)),
    "a text without end": lambda _: MAGIC + record(1, b"\xff\xff\xff\xff"),
    "a profile that is not UTF-8": lambda _: MAGIC + record(1, text(b"\xff\xfe") + text("")),
    "a schema of no number": lambda these: _declaring(these, _schema(0)),
    "a schema twice": lambda these: _declaring(these, _schema(500), _schema(500)),
    "a long schema": lambda these: _declaring(these, _schema(500, size=300_000)),
    "a schema without end": lambda these: declarations_of(these[:3]) + record(3, b"", length=1 << 62),
    "many schemas": lambda these: _declaring(these, *map(_schema, range(500, 700))),
    "a million schemas": lambda these: (
        declarations_of(these[:3]) + b"".join(_schema(500 + at % 60_000) for at in range(100_000)) * 10
    ),
    "many channels": lambda these: _declaring(
        these,
        _schema(500, "foxglove.CompressedVideo"),
        *(_channel(500 + at, f"/screen/{at}", messages="protobuf") for at in range(200)),
    ),
    "a topic twice": lambda these: _declaring(these, _schema(500), _channel(500, MARKS)),
    "a channel twice": lambda these: _declaring(
        these,
        _schema(500, "foxglove.CompressedVideo"),
        _channel(500, "/screen/1", messages="protobuf"),
        _channel(500, "/screen/2", messages="protobuf"),
    ),
    "a channel without a schema": lambda these: _declaring(these, _channel(500, "/screen/1", schema=999)),
    "an unknown topic": lambda these: _declaring(these, _schema(500), _channel(500, "/keystrokes")),
    "a topic of no monitor": lambda these: _declaring(
        these, _schema(500, "foxglove.CompressedVideo"), _channel(500, "/screen/01", messages="protobuf")
    ),
    "a topic of a great monitor": lambda these: _declaring(
        these,
        _schema(500, "foxglove.CompressedVideo"),
        _channel(500, f"/screen/{10**12}", messages="protobuf"),
    ),
    "a screen of another schema": lambda these: _declaring(
        these, _schema(500), _channel(500, "/screen/1", messages="protobuf")
    ),
    "a screen in another encoding": lambda these: _declaring(
        these, _schema(500, "foxglove.CompressedVideo"), _channel(500, "/screen/1", messages="json")
    ),
    "a schema behind the chunk": lambda these: _file(these, behind=_schema(500)),
    **{
        f"opcode {opcode} behind the chunk": (partial(_with_opcode, opcode))
        for opcode in (0, 1, 5, 8, 9, 10, 11, 12, 13, 14, 16, 0x80, 0xFF)
    },
    "an unknown opcode before the chunk": lambda these: _file(these, before=record(0x80, b"x")),
    "an unknown opcode in the chunk": lambda these: _file(
        these, within=b"\x80" + mcap_message(channel_of(ACTIONS), 0, b"{}")[1:]
    ),
    "something else than the end of the data": lambda these: _file(these).replace(
        _END, record(12, bytes(4)) + _END[13:]
    ),
    "something else than a footer": lambda these: _file(these).replace(
        _END, _END[:13] + record(0x80, bytes(20)) + MAGIC
    ),
    "a schema in the chunk": lambda these: _file(these, within=_schema(500)),
    "a chunk in the chunk": lambda these: _file(these, within=mcap_chunk(b"")),
    "a message of no channel": lambda these: _file(these, within=mcap_message(999, 0, b"{}")),
    "a message without a head": lambda these: _file(these, within=record(5, b"xx")),
    "a message without end": lambda these: _file(these, within=mcap_message(1, 0, b"", length=1 << 62)),
    "a message that leaves the chunk": lambda these: _file(
        these, within=mcap_message(channel_of(ACTIONS), 0, b"xx", length=60)
    ),
    "a compressed chunk": lambda these: _file(these, behind=mcap_chunk(b"", compression="zstd")),
    "a chunk of unknown compression": lambda these: _file(
        these, behind=mcap_chunk(b"", compression="x" * 9999)
    ),
    "a chunk that grows": lambda these: _file(
        these, behind=record(6, bytes(16) + (1 << 40).to_bytes(8, "little") + bytes(4) + text("") + bytes(8))
    ),
    "a chunk that is shorter than it says": lambda these: _file(
        these, behind=mcap_chunk(b"", size=50, length=90)
    ),
    "a chunk that is longer than it says": lambda these: _file(
        these, behind=mcap_chunk(record(7, b"") * 5, size=0, length=40 + 45)
    ),
    "a chunk that says it is compressed": lambda these: _file(
        these, behind=record(6, bytes(28) + (4).to_bytes(4, "little") + bytes(8))
    ),
    "a chunk without end": lambda these: _file(
        these, behind=mcap_chunk(b"", size=1 << 62, length=(1 << 62) + 40)
    ),
    "a chunk without a head": lambda these: _file(these, behind=record(6, b"xx")),
    "no end": lambda these: _file(these)[: -len(_END)],
    "no footer": lambda these: _file(these)[: -len(_END)] + record(15, bytes(4)) + MAGIC,
    "no magic at the end": lambda these: _file(these)[: -len(MAGIC)],
    "another magic at the end": lambda these: _file(these)[: -len(MAGIC)] + b"\x89MCAP1\r\n",
    "a byte behind the end": lambda these: _file(these) + b"\0",
    "a file behind the file": lambda these: _file(these) * 2,
    "a message in the summary": lambda these: (
        _file(these)[: -len(_END)] + record(15, bytes(4)) + mcap_message(1, 0, b"{}") + _END[13:]
    ),
    "a footer without end": lambda these: (
        _file(these)[: -len(_END)] + record(15, bytes(4)) + record(2, b"", length=1 << 62)
    ),
}


@pytest.fixture(scope="module")
def bare(messages: Messages) -> Messages:
    """The beginning of an episode in which nothing happened."""
    return without(messages[:3])


def test_a_bare_file_is_taken_and_so_is_what_our_reader_passes_over(bare: Messages) -> None:
    more = mcap_chunk(b"") * 1000 + record(7, b"anything") * 1000
    assert read_payload(_file(bare)).events == 0
    assert (
        read_payload(_file(bare, behind=more, within=mcap_message(channel_of(ACTIONS), 0, b""))).events == 0
    )
    assert read_payload(_declaring(bare, _schema(500, "foxglove.CompressedVideo"),
                                   _channel(500, "/screen/1", messages="protobuf"))).events == 0  # fmt: skip


@pytest.mark.timeout(30)
@pytest.mark.parametrize("how", FILES)
def test_what_is_no_file_of_records_is_refused(bare: Messages, how: str) -> None:
    with pytest.raises(BrokenBundleError):
        read_payload(FILES[how](bare))


# What was agreed to


def test_a_payload_of_another_bundle_or_person_is_refused(sent: BundleRig, messages: Messages) -> None:
    for changes in ({"bundle": "ab" * 16}, {"signer": sent.stranger.card.signing_key.hex()}):
        store = forged(sent, file_of(saying(messages, **changes)))
        assert isinstance(refusal(sent, store), TamperedBundleError)


def test_streams_beyond_the_consent_are_refused(sent: BundleRig, messages: Messages) -> None:
    for missing in Stream:
        granted = [stream for stream in Stream if stream is not missing]
        receipt = json.loads(sent.order.receipt_json)
        receipt["event"][0]["streams"]["granted"] = granted
        written = json.dumps(receipt)
        payload = file_of(carrying(messages, receipt=written))
        assert isinstance(refusal(sent, forged(sent, payload, receipt=written)), NotConsentedError)


@pytest.mark.parametrize("stream", Stream)
def test_data_of_a_stream_that_the_episode_does_not_declare_is_refused(
    sent: BundleRig, messages: Messages, stream: Stream
) -> None:
    changed = saying(with_moves(messages), streams=[each for each in Stream if each is not stream])
    assert isinstance(refusal(sent, forged(sent, file_of(changed))), NotConsentedError)


def test_a_hidden_window_tells_nothing_without_consent(sent: BundleRig, messages: Messages) -> None:
    plain = saying(
        without(messages, CONTEXT), streams=[each for each in Stream if each is not Stream.CONTEXT]
    )
    rect = {"x": 0, "y": 0, "width": 1, "height": 1}
    hidden = {"app": "", "title": "", "rect": None, "hidden": "excluded_window"}
    assert opened(
        sent, forged(sent, file_of(with_event(plain, CONTEXT, {"kind": "context_changed", "window": hidden})))
    )
    for told in ({"title": "My diary"}, {"app": "diary"}, {"rect": rect}):
        said = {"kind": "context_changed", "window": hidden | told}
        store = forged(sent, file_of(with_event(plain, CONTEXT, said)))
        assert isinstance(refusal(sent, store), NotConsentedError)


CONSENTS: Final[Mapping[str, tuple[tuple[str | int, ...], object, type[UserFacingError]]]] = {
    "of another study": (("assent", "study_id"), "another", NotConsentedError),
    "of another version": (("assent", "study_sha256"), "0" * 64, NotConsentedError),
    "of another text": (("assent", "consent_text_sha256"), "0" * 64, NotConsentedError),
    "over": (("event", 0, "valid_until"), "2026-05-31T00:00:00Z", NotConsentedError),
    "not yet given": (("event", 0, "event_time"), "2026-06-02T00:00:00Z", NotConsentedError),
    "of no stream": (("event", 0, "streams", "granted"), [], NotConsentedError),
    "never given": (("event", 0, "event_state"), "consent refused", BrokenBundleError),
    "without streams": (("event", 0, "streams"), None, BrokenBundleError),
    "without an end": (("event", 0, "valid_until"), None, BrokenBundleError),
    "of an odd day": (("event", 0, "event_time"), "yesterday", BrokenBundleError),
    "of an unknown stream": (("event", 0, "streams", "granted"), ["thoughts"], BrokenBundleError),
    "without events": (("event",), [], BrokenBundleError),
}
"""A place in a receipt, what stands there instead, and why the bundle is then refused."""


@pytest.mark.parametrize("how", CONSENTS)
def test_a_consent_that_does_not_hold_is_refused(sent: BundleRig, messages: Messages, how: str) -> None:
    (*path, last), value, error = CONSENTS[how]
    held = place = json.loads(sent.order.receipt_json)
    for step in path:
        place = place[step]
    place[last] = value
    written = json.dumps(held)
    store = forged(sent, file_of(carrying(messages, receipt=written)), receipt=written)
    assert isinstance(refusal(sent, store), error)


def test_a_consent_that_was_withdrawn_is_refused(sent: BundleRig, messages: Messages) -> None:
    written = receipt_for(sent.study_toml, withdrawn=True)
    store = forged(sent, file_of(carrying(messages, receipt=written)), receipt=written)
    assert isinstance(refusal(sent, store), NotConsentedError)


@pytest.mark.parametrize(
    "written",
    ["", "[]", "{}", "null", "[" * 100_000, '{"more":' + "[" * 100_000, '{"event":' * 100_000, "\0"],
)
def test_what_is_no_receipt_is_refused(sent: BundleRig, messages: Messages, written: str) -> None:
    store = forged(sent, file_of(carrying(messages, receipt=written)), receipt=written)
    assert isinstance(refusal(sent, store), BrokenBundleError)


def test_a_study_or_consent_other_than_the_manifest_commits_to_is_refused(
    sent: BundleRig, messages: Messages
) -> None:
    other = signed_study(sent.study_toml.rpartition(b"# assent-signature")[0] + b"\n", sent.owner.signing_key)
    later = receipt_for(other)
    for changed in (carrying(messages, study_toml=other), carrying(messages, receipt=later)):
        assert isinstance(refusal(sent, forged(sent, file_of(changed))), BrokenBundleError)
    assert opened(
        sent,
        forged(
            sent,
            file_of(carrying(messages, study_toml=other, receipt=later)),
            study_toml=other,
            receipt=later,
        ),
    )


@pytest.mark.parametrize("owner", ["another", "nobody", "a forged one"])
def test_a_study_that_the_readers_owner_did_not_sign_is_refused(
    sent: BundleRig, messages: Messages, owner: str
) -> None:
    readers = [sent.reader, sent.colleague]
    study_toml = {
        "another": study_for(readers, owner=Identity.generate("Olive")),
        "nobody": study_for(readers),
        "a forged one": sent.study_toml.replace(b"Everyday", b"Everynight"),
    }[owner]
    if owner == "a forged one":
        store = forged(sent, file_of(carrying(messages, study_toml=study_toml)), study_toml=study_toml)
        assert isinstance(refusal(sent, store), BrokenBundleError)
        return
    receipt = receipt_for(study_toml)
    payload = file_of(carrying(messages, study_toml=study_toml, receipt=receipt))
    store = forged(sent, payload, study_toml=study_toml, receipt=receipt)
    assert isinstance(refusal(sent, store), UnknownOwnerError)
    assert isinstance(refusal(sent, store, owners={}), UnknownOwnerError)


def test_an_episode_of_another_study_is_refused(sent: BundleRig, messages: Messages) -> None:
    store = forged(sent, file_of(saying(messages, study_id="another-study")))
    assert isinstance(refusal(sent, store), BrokenBundleError)


# Days


@pytest.mark.parametrize("day", ["0001-01-01", "1999-12-31", "3000-01-01", "9999-12-31"])
def test_a_day_at_the_ends_of_the_calendar_is_refused(sent: BundleRig, messages: Messages, day: str) -> None:
    # Another time zone's day would lie beyond them: whatever shows it would fail, each time.
    assert isinstance(refusal(sent, forged(sent, file_of(saying(messages, day=day)))), BrokenBundleError)


def test_a_bundle_sealed_on_the_last_of_all_days_ends_when_its_study_says(
    sent: BundleRig, messages: Messages
) -> None:
    held = json.loads(sent.order.receipt_json)
    held["event"][0]["valid_until"] = "9999-12-31T00:00:00Z"
    written = json.dumps(held)
    store = forged(
        sent,
        file_of(carrying(messages, receipt=written)),
        receipt=written,
        sealed_on="9999-12-31",
        expires_on="9999-12-31",
    )
    assert opened(sent, store).expires_on == sent.order.expires_on


def test_a_bundle_whose_study_is_over_is_refused_whatever_its_manifest_says(
    sent: BundleRig, messages: Messages
) -> None:
    store = forged(sent, file_of(messages), expires_on="9999-12-31")
    assert isinstance(refusal(sent, store, today=sent.order.expires_on), ExpiredBundleError)
    assert opened(sent, store, today=sent.order.expires_on - timedelta(days=1))


def test_all_topics_are_attacked() -> None:
    assert {EPISODE, STUDY, CONSENT, POINTER, INPUT, CONTEXT, SCREENS, MARKS, ACTIONS} == set(RECORDS)
