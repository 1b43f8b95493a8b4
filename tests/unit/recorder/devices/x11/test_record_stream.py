import struct
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from Xlib import X

from recorder.devices.x11.keymap import Keymap, Modifiers
from recorder.devices.x11.record_replies import RecordRefusedError
from recorder.devices.x11.record_stream import EventMaker, RawEvent, RecordStream
from recorder.devices.x11.server_time import ServerTime
from recorder.episode.events import InputEvent, PointerMoved

KEYMAP = Keymap({38: (0x61, 0x41)}, Modifiers(num_lock=0, level_3=0, chord=8, shift_lock=False))


def core_event(raw: RawEvent) -> bytes:
    return struct.pack(
        "=BBHIIIIhhhhHBx", raw.kind, raw.detail, 0, raw.server_ms, 1, 2, 3, raw.x, raw.y, 0, 0, raw.state, 1
    )


def reply(category: int, body: bytes = b"") -> bytes:
    return struct.pack("=BBHI24x", 1, category, 1, len(body) // 4) + body


_raw = st.builds(
    RawEvent,
    kind=st.integers(2, 6),
    detail=st.integers(1, 255),
    server_ms=st.integers(0, (1 << 32) - 1),
    x=st.integers(-32768, 32767),
    y=st.integers(-32768, 32767),
    state=st.integers(0, 65535),
)


@given(st.lists(st.lists(_raw, max_size=40), max_size=5), st.lists(st.integers(1, 200), min_size=1))
def test_events_come_out_whole_however_the_socket_cut_them(
    batches: list[list[RawEvent]], cuts: list[int]
) -> None:
    data = reply(4) + b"".join(reply(0, b"".join(map(core_event, batch))) for batch in batches) + reply(5)
    found: list[RawEvent] = []
    stream, at, turn = RecordStream(), 0, 0
    while at < len(data):
        size = cuts[turn % len(cuts)]
        found.extend(stream.feed(data[at : at + size]))
        at, turn = at + size, turn + 1
    assert found == [raw for batch in batches for raw in batch]
    assert stream.has_begun
    assert stream.has_ended


def test_a_stray_event_on_the_connection_is_passed_over() -> None:
    stream = RecordStream()
    move = RawEvent(X.MotionNotify, 0, 5, 1, 2, 0)
    mapping_notify = bytes([X.MappingNotify]) + bytes(31)
    assert list(stream.feed(mapping_notify + reply(0, core_event(move)))) == [move]


def test_an_error_is_a_refusal() -> None:
    with pytest.raises(RecordRefusedError):
        list(RecordStream().feed(bytes(32)))


def test_an_event_costs_under_twenty_microseconds() -> None:
    events: list[InputEvent] = []
    maker = EventMaker(KEYMAP, time=ServerTime(), on_event=events.append)
    stream = RecordStream()
    data = b"".join(
        reply(0, b"".join(core_event(RawEvent(6, 0, 100 * n + i, i, n, 0)) for i in range(31)))
        for n in range(600)
    )
    begun_s = time.process_time()
    for raw in stream.feed(data):
        maker.make(raw, arrived_ns=10**15)
    each_s = (time.process_time() - begun_s) / len(events)
    assert len(events) == 600 * 31
    assert all(isinstance(event, PointerMoved) for event in events)
    assert each_s < 20e-6
