"""Payloads with one thing wrong and all else right: only the rule that is attacked can refuse them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from foxglove_schemas_protobuf.CompressedVideo_pb2 import CompressedVideo
from google.protobuf.timestamp_pb2 import Timestamp

from recorder.bundle.payload_limits import HIGHEST_SEQ
from recorder.bundle.payload_topics import (
    CONSENT,
    CONTEXT,
    INPUT,
    MARKS,
    POINTER,
    SCREENS,
    STUDY,
    screen_topic,
)
from tests.rigs.hostile_bundle import Message, Said

_EVENTS: Final = frozenset({INPUT, CONTEXT, SCREENS, MARKS})
_NS: Final = 1_000_000_000
KEY: Final[Said] = {"kind": "key_pressed", "name": "a", "char": "a", "vk": 97}
MARK: Final[Said] = {"kind": "mark", "mark": "paused", "count": 0}
PPS: Final = b"\0\0\1\x68\xce\x38\x80"
SLICE: Final = b"\0\0\1\x41\x9a\x20"
KEY_SLICE: Final = b"\0\0\1\x65\x88\x84"


def ended(messages: Sequence[Message]) -> int:
    """The length of the episode."""
    return int(messages[0].said["ended_ns"])


def last_seq(messages: Sequence[Message]) -> int:
    """The highest number that was used."""
    return int(messages[0].said["last_seq"])


def with_event(
    messages: Sequence[Message], topic: str, said: Said, *, at_ns: int | None = None
) -> list[Message]:
    """One more event at the end, numbered, timed and counted as it should be, but for what it says itself.

    Args:
        messages: The others.
        topic: Of the event.
        said: The event; its own ``seq`` and ``at_ns``, if it has them, go before what is right.
        at_ns: The time of the message, if it is another.
    """
    seq, at = last_seq(messages) + 1, ended(messages)
    message = Message(topic, at if at_ns is None else at_ns, b"{}").saying(
        **({"seq": seq, "at_ns": at} | said)
    )
    said_seq = said.get("seq")
    highest = max(seq, min(said_seq, HIGHEST_SEQ)) if isinstance(said_seq, int) else seq
    return [*counted(messages, events=1, last_seq=highest), message]


def with_raw_event(messages: Sequence[Message], topic: str, data: bytes) -> list[Message]:
    """One more event that is written by hand; ``SEQ`` and ``AT`` in it become what is right."""
    seq, at = last_seq(messages) + 1, ended(messages)
    written = data.replace(b"SEQ", str(seq).encode()).replace(b"AT", str(at).encode())
    return [*counted(messages, events=1, last_seq=seq), Message(topic, at, written)]


def with_moves(messages: Sequence[Message], count: int = 3, **columns: Any) -> list[Message]:  # noqa: ANN401
    """One more message of moves; columns that are given go before what is right."""
    first, at = last_seq(messages) + 1, ended(messages)
    said = {
        "seq": list(range(first, first + count)),
        "at_ns": [at] * count,
        "x": list(range(count)),
        "y": [0] * count,
    } | columns
    events = len(said["seq"]) if isinstance(said["seq"], list) else count
    highest = max((seq for seq in said["seq"] if isinstance(seq, int)), default=first)
    message = Message(POINTER, at, b"{}").saying(**said)
    return [*counted(messages, events=events, last_seq=max(highest, first)), message]


def with_picture(
    messages: Sequence[Message],
    data: bytes,
    *,
    monitor_id: int = 0,
    at_ns: int | None = None,
    said_ns: int | None = None,
    form: str = "h264",
    raw: bytes | None = None,
) -> list[Message]:
    """One more picture at the end, timed and counted as it should be.

    Args:
        messages: The others.
        data: H.264.
        monitor_id: Of which monitor.
        at_ns: The time of the message, if it is another.
        said_ns: The time in the message, if it is another.
        form: What the data is said to be.
        raw: The whole message instead.
    """
    at = ended(messages) if at_ns is None else at_ns
    seconds, nanos = divmod(at if said_ns is None else said_ns, _NS)
    held = CompressedVideo(timestamp=Timestamp(seconds=seconds, nanos=nanos), format=form, data=data)
    message = Message(screen_topic(monitor_id), at, held.SerializeToString() if raw is None else raw)
    return [*counted(messages, pictures=1), message]


def counted(
    messages: Sequence[Message], *, events: int = 0, pictures: int = 0, last_seq: int | None = None
) -> list[Message]:
    """The messages, that many more announced."""
    said = messages[0].said
    first = messages[0].saying(
        events=said["events"] + events,
        pictures=said["pictures"] + pictures,
        last_seq=said["last_seq"] if last_seq is None else last_seq,
    )
    return [first, *messages[1:]]


def saying(messages: Sequence[Message], **changes: object) -> list[Message]:
    """The messages, the first of which says something else of the whole."""
    return [messages[0].saying(**changes), *messages[1:]]


def carrying(
    messages: Sequence[Message], *, study_toml: bytes | None = None, receipt: str | None = None
) -> list[Message]:
    """The messages with another study or another consent."""
    changed = list(messages)
    if study_toml is not None:
        changed[1] = Message(STUDY, 0, b"{}").saying(toml=study_toml.decode())
    if receipt is not None:
        changed[2] = Message(CONSENT, 0, b"{}").saying(receipt=receipt)
    return changed


def without(messages: Sequence[Message], *topics: str) -> list[Message]:
    """The messages but those of some topics, counted as it should be."""
    kept = [message for message in messages if message.topic not in topics]
    events = sum(message.topic in _EVENTS for message in kept)
    events += sum(len(message.said["seq"]) for message in kept if message.topic == POINTER)
    pictures = sum(message.topic.startswith("/screen/") for message in kept)
    return [kept[0].saying(events=events, pictures=pictures), *kept[1:]]


def retimed(message: Message, at_ns: int) -> Message:
    """An event's message with another time, inside as outside."""
    return replace(message.saying(at_ns=at_ns), at_ns=at_ns)


def key_picture(parameters: bytes | None = None) -> bytes:
    """A whole key picture as far as anyone looks who decodes nothing."""
    return (sps() if parameters is None else parameters) + PPS + KEY_SLICE


def sps(  # noqa: PLR0913 - each is a field of theirs
    *,
    width: int = 64,
    height: int = 64,
    references: int = 1,
    profile: int = 66,
    whole_frames: bool = True,
    order_count: int = 2,
    cycle: int | None = None,
    high: str = "",
    more: bytes = b"",
) -> bytes:
    """Sequence parameters that ask for a picture of some size.

    Args:
        width: In pixels, a multiple of 16.
        height: As above.
        references: How many earlier pictures are kept.
        profile: Its number.
        whole_frames: Whether it is not interlaced.
        order_count: The kind of the pictures' order.
        cycle: With ``order_count`` 1, how many offsets follow.
        high: Bits that the high profiles have.
        more: Bytes at the end.
    """
    order = _number(order_count)
    if cycle is not None:
        order += "0" + _number(0) + _number(0) + _number(cycle) + _number(0) * min(cycle, 300)
    elif order_count == 0:
        order += _number(0)
    bits = "".join(
        (
            f"{profile:08b}", "0" * 8, f"{40:08b}", _number(0), high, _number(0), order, _number(references),
            "0", _number(width // 16 - 1), _number(height // 16 - 1), "1" if whole_frames else "00", "1001",
        )
    )  # fmt: skip
    bits += "0" * (-len(bits) % 8)
    body = int(bits, 2).to_bytes(len(bits) // 8, "big") + more
    return b"\0\0\1\x67" + _escaped(body)


def _number(value: int) -> str:
    """An Exp-Golomb code."""
    digits = f"{value + 1:b}"
    return "0" * (len(digits) - 1) + digits


def _escaped(body: bytes) -> bytes:
    written = bytearray()
    for byte in body:
        if byte <= 3 and written[-2:] == b"\0\0":
            written.append(3)
        written.append(byte)
    return bytes(written)
