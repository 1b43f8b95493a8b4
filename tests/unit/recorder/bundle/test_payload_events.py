"""Every event that can be recorded goes through its record and back."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from recorder.bundle.payload_events import event_of, record_of, whole_text
from recorder.bundle.payload_records import EventRecord
from recorder.bundle.payload_topics import RECORDS, TOPIC_OF
from recorder.episode.events import (
    Button,
    ButtonPressed,
    ButtonReleased,
    ContextChanged,
    Event,
    HiddenReason,
    KeyPressed,
    KeyReleased,
    KeysHidden,
    Mark,
    MarkKind,
    MonitorsChanged,
    NumberedEvent,
    Scrolled,
    WindowContext,
)
from recorder.episode.screen import Monitor, Rect

times = st.integers(0, 10**15)
places = st.integers(-100_000, 100_000)
sides = st.integers(0, 100_000)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
rects = st.builds(Rect, places, places, sides, sides)
reasons = st.sampled_from(HiddenReason)
windows = st.builds(WindowContext, texts, texts, st.none() | rects, st.none() | reasons)
monitors = st.builds(Monitor, st.integers(0, 20), texts, rects, st.floats(0.5, 4), st.booleans())
keys = (times, texts, st.none() | texts, st.none() | st.integers(0, 1 << 32))
events: st.SearchStrategy[Event] = st.one_of(
    st.builds(ButtonPressed, times, places, places, st.sampled_from(Button)),
    st.builds(ButtonReleased, times, places, places, st.sampled_from(Button)),
    st.builds(Scrolled, times, places, places, st.integers(-9, 9), st.integers(-9, 9)),
    st.builds(KeyPressed, *keys),
    st.builds(KeyReleased, *keys),
    st.builds(KeysHidden, times, times, reasons),
    st.builds(ContextChanged, times, st.none() | windows),
    st.builds(MonitorsChanged, times, st.lists(monitors, max_size=4).map(tuple)),
    st.builds(Mark, times, times, st.sampled_from(MarkKind), st.integers(0, 1000)),
)


@given(st.integers(1, 1 << 50), events)
def test_every_event_comes_back_from_its_record(seq: int, event: Event) -> None:
    record = record_of(NumberedEvent(seq, event))
    read = msgspec.json.decode(msgspec.json.encode(record), type=EventRecord)
    assert read == record
    assert (read.seq, event_of(read)) == (seq, event)


def test_half_a_character_is_replaced_and_whole_ones_stay() -> None:
    assert whole_text("caf\xe9 \U0001f375") == "caf\xe9 \U0001f375"
    assert whole_text("a\ud83cb") == "a\ufffdb"
    record = record_of(NumberedEvent(1, KeyPressed(0, "a", "\udc80", None)))
    assert b"\xef\xbf\xbd" in msgspec.json.encode(record)


@given(st.integers(1, 1 << 50), events)
def test_the_schema_names_every_field_that_is_written(seq: int, event: Event) -> None:
    record = record_of(NumberedEvent(seq, event))
    schema = msgspec.json.decode(RECORDS[TOPIC_OF[type(record)]].data)
    written = msgspec.to_builtins(record)
    assert written.keys() <= schema["properties"].keys()
    assert set(schema["required"]) <= written.keys()
    assert written["kind"] in schema["properties"]["kind"]["enum"]
