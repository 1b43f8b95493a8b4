"""What a bad program, or a bad mind, may put into a payload: it is refused, or it is an episode."""

# ruff: noqa: S108 - folders that are only named, or lie behind a wall

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recorder.bundle.errors import BrokenBundleError, NewerBundleError, NotConsentedError
from recorder.bundle.judging import received_header
from recorder.bundle.mcap_writing import McapWriter
from recorder.bundle.payload_limits import BLOCK_EVENTS, MOST_RECORD_BYTES
from recorder.bundle.payload_pictures import picture_message
from recorder.bundle.payload_reading import PayloadReader
from recorder.bundle.payload_records import EpisodeRecord, GesturesRecord
from recorder.bundle.payload_topics import RECORDS, schema_of, screen_topic
from recorder.episode.ending import EndReason
from recorder.episode.frames import Packet
from recorder.episode.screen import Rect
from recorder.episode.study import Stream
from recorder.vault.session_reader import SessionAccess
from recorder.vault.session_writer import SessionWriter
from recorder.video.encoder import EncoderSettings, PictureEncoder
from tests.rigs.synthetic import KEY

END_NS = 10_000
MONITOR = {
    "id": 0,
    "name": "m",
    "rect": {"x": 0, "y": 0, "width": 64, "height": 64},
    "scale": 1.0,
    "is_primary": True,
}

HUGE_MONITOR = {**MONITOR, "rect": {"x": 0, "y": 0, "width": 1 << 20, "height": 1 << 20}}


@dataclass(frozen=True)
class Sent:
    """One message of a payload."""

    topic: str
    at_ns: int
    data: bytes


def episode(**changes: object) -> EpisodeRecord:
    record = EpisodeRecord(
        format=1,
        bundle="0" * 32,
        signer="ab" * 32,
        voucher="",
        study_id="office",
        study_version="1",
        study_sha256="ab" * 32,
        task_id="write",
        grant_sha256="ab" * 32,
        streams=tuple(Stream),
        day=date(2026, 5, 1),
        platform="Linux",
        gestures=GesturesRecord(1, 1, 1),
        frames_per_second=10,
        first_window=None,
        ended_ns=END_NS,
        reason=EndReason.STOPPED,
        events=0,
        pictures=0,
        last_seq=1 << 20,
    )
    return msgspec.structs.replace(record, **changes)


def event(topic: str, seq: int, at_ns: int, **fields: object) -> Sent:
    return Sent(topic, at_ns, json.dumps({"seq": seq, "at_ns": at_ns, **fields}).encode())


def monitors(seq: int, at_ns: int = 0) -> Sent:
    return event("/screens", seq, at_ns, kind="monitors_changed", monitors=[MONITOR])


def button(seq: int, at_ns: int) -> Sent:
    return event("/input", seq, at_ns, kind="button_pressed", x=1, y=1, button="left")


def key(seq: int, at_ns: int) -> Sent:
    return event("/input", seq, at_ns, kind="key_pressed", name="a", char="a", vk=97)


def moves(*places: tuple[int, int]) -> Sent:
    columns = {"seq": [seq for seq, _ in places], "at_ns": [at_ns for _, at_ns in places]}
    columns |= {"x": [1] * len(places), "y": [2] * len(places)}
    return Sent("/pointer", places[0][1], json.dumps(columns).encode())


def picture(packet: Packet, *, monitor_id: int = 0) -> Sent:
    return Sent(screen_topic(monitor_id), packet.at_ns, b"".join(picture_message(packet)))


def packets(count: int) -> list[Packet]:
    encoder = PictureEncoder(0, 64, 64, settings=EncoderSettings(gop_frames=3))
    blank = np.zeros((64, 64, 4), np.uint8)
    return [encoder.encode(blank, Rect(0, 0, 64, 64), number * 1000) for number in range(count)]


PICTURES = packets(5)


def payload(about: EpisodeRecord, sent: Iterable[Sent], *, topics: Sequence[str] = ("/screen/0",)) -> bytes:
    mcap = McapWriter("assent")
    for topic in [*RECORDS, *topics]:
        schema = schema_of(topic)
        mcap.add_channel(topic, messages=schema.messages, schema=(schema.name, schema.encoding, schema.data))
    pieces = [mcap.start()]
    mcap.add("/episode", 0, msgspec.json.encode(about))
    mcap.add("/study", 0, b'{"toml":"x"}')
    mcap.add("/consent", 0, b'{"receipt":"y"}')
    for each in sent:
        mcap.add(each.topic, each.at_ns, each.data)
        pieces += mcap.take_full()
    return b"".join([*pieces, *mcap.finish()])


Pour = Callable[..., SessionAccess]


@pytest.fixture
def pour(tmp_path: Path) -> Pour:
    """Read a payload into a file."""

    def _pour(
        sent: Iterable[Sent], *, topics: Sequence[str] = ("/screen/0",), **changes: object
    ) -> SessionAccess:
        path = tmp_path / "received.db"
        path.unlink(missing_ok=True)
        about = episode(**changes)
        pieces = iter([payload(about, sent, topics=topics), b""])
        reader = PayloadReader(lambda: next(pieces))
        assert reader.beginning().episode == about
        writer = SessionWriter.fill(path, KEY, received_header(about))
        try:
            reader.pour(about, writer)
        except BaseException:
            writer.destroy()
            raise
        return SessionAccess(path, KEY, writer.finish(about.ended_ns, about.reason))

    return _pour


def test_a_plain_payload_is_an_episode(pour: Pour) -> None:
    sent = [monitors(1), button(2, 50), key(4, 80), moves((3, 60), (5, 90)), *map(picture, PICTURES)]
    access = pour(sent, events=5, pictures=5)
    with access.open() as reader:
        assert [each.seq for each in reader.events()] == [1, 2, 3, 4, 5]
        assert list(reader.packets(0)) == PICTURES


def test_an_empty_payload_is_an_episode(pour: Pour) -> None:
    assert pour([]).summary.events == 0


@pytest.mark.parametrize(
    ("sent", "counts"),
    [
        pytest.param([button(1, 5)], {"events": 0}, id="more events than said"),
        pytest.param([button(1, 5)], {"events": 2}, id="fewer events than said"),
        pytest.param([monitors(1), picture(PICTURES[0])], {"events": 1}, id="more pictures than said"),
        pytest.param([button(9, 5)], {"events": 1, "last_seq": 8}, id="a number beyond the last"),
        pytest.param([button(1, 5), key(1, 5)], {"events": 2}, id="one number twice"),
        pytest.param([moves((2, 5), (2, 6))], {"events": 2}, id="one number twice in moves"),
        pytest.param([button(1, 9), key(2, 5)], {"events": 2}, id="time falls"),
        pytest.param([button(1, 9), moves((2, 5))], {"events": 2}, id="time falls into moves"),
        pytest.param([moves((1, 9), (2, 5))], {"events": 2}, id="time falls in moves"),
        pytest.param([button(2000, 5), key(1, 5)], {"events": 2}, id="a block comes late"),
        pytest.param([moves((1020, 5), (1030, 6))], {"events": 2}, id="moves of two blocks"),
        pytest.param([moves((1, 5), (2000, 6), (3, 7))], {"events": 3}, id="moves of another block inside"),
        pytest.param([button(1, END_NS + 1)], {"events": 1}, id="after the end"),
        pytest.param([moves((1, 5), (2, END_NS + 1))], {"events": 2}, id="a move after the end"),
        pytest.param([Sent("/input", 4, button(1, 5).data)], {"events": 1}, id="another time outside"),
        pytest.param([Sent("/pointer", 4, moves((1, 5)).data)], {"events": 1}, id="another time of moves"),
        pytest.param([Sent("/context", 5, button(1, 5).data)], {"events": 1}, id="under another topic"),
        pytest.param([Sent("/input", 5, b"tea")], {"events": 1}, id="no record"),
        pytest.param([Sent("/input", 5, b"[" * 100_000)], {"events": 1}, id="deep"),
        pytest.param([Sent("/episode", 0, b"{}")], {}, id="a second beginning"),
        pytest.param(
            [Sent("/pointer", 5, b'{"seq":[1,2],"at_ns":[5],"x":[1],"y":[1]}')],
            {"events": 1},
            id="short column",
        ),
        pytest.param([Sent("/pointer", 5, b'{"seq":[],"at_ns":[],"x":[],"y":[]}')], {}, id="no moves"),
        pytest.param(
            [event("/marks", 1, 5, kind="mark", end_ns=4, mark="cut", count=0)],
            {"events": 1},
            id="a mark turns back",
        ),
        pytest.param(
            [event("/marks", 1, 5, kind="mark", end_ns=END_NS + 1, mark="cut", count=0)],
            {"events": 1},
            id="a mark past the end",
        ),
        pytest.param(
            [event("/marks", 1, 5, kind="mark", end_ns=6, mark="spell", count=0)], {"events": 1}, id="no mark"
        ),
        pytest.param(
            [event("/screens", 1, 0, kind="monitors_changed", monitors=[HUGE_MONITOR])],
            {"events": 1},
            id="a monitor that no screen can show",
        ),
        pytest.param([picture(PICTURES[0])], {"pictures": 1}, id="a monitor that nobody named"),
        pytest.param([monitors(1), picture(PICTURES[1])], {"events": 1, "pictures": 1}, id="no key frame"),
        pytest.param(
            [monitors(1), picture(PICTURES[3]), picture(PICTURES[0])],
            {"events": 1, "pictures": 2},
            id="pictures turn back",
        ),
        pytest.param(
            [monitors(1), Sent("/screen/0", 1, picture(PICTURES[0]).data)],
            {"events": 1, "pictures": 1},
            id="another time of a picture",
        ),
        pytest.param(
            [monitors(1), Sent("/screen/0", 0, b"tea")], {"events": 1, "pictures": 1}, id="no picture"
        ),
    ],
)
def test_what_does_not_fit_is_refused(pour: Pour, sent: list[Sent], counts: dict[str, Any]) -> None:
    with pytest.raises(BrokenBundleError):
        pour(sent, **counts)


@pytest.mark.parametrize(
    ("changes", "without"),
    [
        ({"x": 1 << 40}, ()),
        ({"x": 1.5}, ()),
        ({"x": "1"}, ()),
        ({"x": True}, ()),
        ({"x": None}, ()),
        ({"seq": 0}, ()),
        ({"seq": 1 << 60}, ()),
        ({"at_ns": -1}, ()),
        ({"button": "fourth"}, ()),
        ({"kind": "mark"}, ()),
        ({"more": 1}, ()),
        ({}, ("x",)),
        ({}, ("kind",)),
        ({}, ("seq",)),
    ],
)
def test_a_record_is_read_strictly(pour: Pour, changes: dict[str, object], without: tuple[str, ...]) -> None:
    fields = {**json.loads(button(1, 5).data), **changes}
    data = json.dumps({name: value for name, value in fields.items() if name not in without}).encode()
    with pytest.raises(BrokenBundleError):
        pour([Sent("/input", 5, data)], events=1)


@pytest.mark.parametrize(
    ("sent", "needs"),
    [
        (button(1, 5), Stream.POINTER),
        (moves((1, 5)), Stream.POINTER),
        (key(1, 5), Stream.KEYBOARD),
        (
            event(
                "/context",
                1,
                5,
                kind="context_changed",
                window={"app": "a", "title": "t", "rect": None, "hidden": None},
            ),
            Stream.CONTEXT,
        ),
    ],
)
def test_every_kind_of_data_needs_its_consent(pour: Pour, sent: Sent, needs: Stream) -> None:
    with pytest.raises(NotConsentedError):
        pour([sent], events=1, streams=tuple(stream for stream in Stream if stream is not needs))
    pour([sent], events=1, streams=(needs,))


def test_pictures_need_their_consent(pour: Pour) -> None:
    sent = [monitors(1), picture(PICTURES[0])]
    with pytest.raises(NotConsentedError):
        pour(sent, events=1, pictures=1, streams=(Stream.POINTER,))


def test_what_was_hidden_needs_none(pour: Pour) -> None:
    hidden = {"app": "", "title": "", "rect": None, "hidden": "redacted"}
    sent = [
        event("/context", 1, 5, kind="context_changed", window=hidden),
        event("/context", 2, 5, kind="context_changed", window=None),
        event("/input", 3, 5, kind="keys_hidden", end_ns=9, reason="redacted"),
    ]
    pour(sent, events=3, streams=(Stream.SCREEN,))


@pytest.mark.parametrize("topic", ["/screen/00", "/screen/-1", "/screen/", "/screen/1e3", "/other", ""])
def test_topics_that_are_none_are_refused(topic: str) -> None:
    mcap = McapWriter("assent")
    mcap.add_channel(topic, messages="json", schema=("A", "jsonschema", b"{}"))
    pieces = iter([b"".join([mcap.start(), *mcap.finish()]), b""])
    with pytest.raises(BrokenBundleError):
        PayloadReader(lambda: next(pieces)).beginning()


def test_a_long_record_is_refused(pour: Pour) -> None:
    with pytest.raises(BrokenBundleError):
        pour([Sent("/actions", 0, bytes(MOST_RECORD_BYTES + 1))])


def test_actions_are_passed_over_whatever_they_say(pour: Pour) -> None:
    assert pour([Sent("/actions", 0, b"\xff" * 1000)]).summary.events == 0


def test_a_later_payload_is_said_to_be_one() -> None:
    mcap = McapWriter("assent")
    schema = schema_of("/episode")
    mcap.add_channel("/episode", messages="json", schema=(schema.name, schema.encoding, schema.data))
    start = mcap.start()
    mcap.add("/episode", 0, b'{"format":2,"whatever":1}')
    pieces = iter([b"".join([start, *mcap.finish()]), b""])
    with pytest.raises(NewerBundleError):
        PayloadReader(lambda: next(pieces)).beginning()


def test_no_more_than_a_block_is_ever_held(pour: Pour) -> None:
    sent = [moves(*((1 + at, 5) for at in range(BLOCK_EVENTS - 1))), *(button(1, 5) for _ in range(3))]
    with pytest.raises(BrokenBundleError):
        pour(sent, events=2 * BLOCK_EVENTS)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(1, 700), st.integers(0, 500)), max_size=30))
def test_any_events_in_order_are_poured_and_come_back(pour: Pour, steps: list[tuple[int, int, int]]) -> None:
    sent: list[Sent] = []
    expected: list[tuple[int, int]] = []
    held: list[tuple[int, int]] = []
    seq = at_ns = 0

    def close() -> None:
        if held:
            sent.append(moves(*held))
            held.clear()

    for kind, gap, later_ns in steps:
        if (seq + gap) // BLOCK_EVENTS != seq // BLOCK_EVENTS:
            close()
        seq, at_ns = seq + gap, min(END_NS, at_ns + later_ns)
        expected.append((seq, at_ns))
        if kind == 2:
            held.append((seq, at_ns))
        else:
            sent.append((button, key)[kind](seq, at_ns))
    close()
    with pour(sent, events=len(expected)).open() as reader:
        assert [(each.seq, each.event.at_ns) for each in reader.events()] == expected


def test_events_that_nobody_could_hold_are_refused(pour: Pour, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recorder.bundle.payload_pouring.MOST_RARER_BYTES", 200)
    pour([button(1, 5)], events=1)
    with pytest.raises(BrokenBundleError):
        pour([button(number, 5) for number in range(1, 5)], events=4)


@pytest.mark.parametrize(
    "folder",
    ["/etc", "/tmp/../etc/assent-task-abcdefgh", "assent-task-abcdefgh", "/home/ada/assent-task-abcdefgh"],
)
def test_a_stranger_names_no_folder_of_their_own(folder: str) -> None:
    known = msgspec.json.encode(episode(task_folder="/tmp/assent-task-abcdefgh"))
    assert msgspec.json.decode(known, type=EpisodeRecord).task_folder
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(known.replace(b"/tmp/assent-task-abcdefgh", folder.encode()), type=EpisodeRecord)


@pytest.mark.parametrize("language", ["../de", "de_DE.UTF-8", "de DE", "de:fr", "de\\nX=1", "DE"])
def test_a_stranger_says_nothing_but_a_language(language: str) -> None:
    known = msgspec.json.encode(episode(language="de_DE"))
    assert msgspec.json.decode(known, type=EpisodeRecord).language == "de_DE"
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(known.replace(b"de_DE", language.encode()), type=EpisodeRecord)
