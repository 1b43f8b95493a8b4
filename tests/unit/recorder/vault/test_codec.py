import pytest
from hypothesis import given
from hypothesis import strategies as st

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
    PointerMoved,
    Scrolled,
    WindowContext,
)
from recorder.episode.screen import Monitor, Rect
from recorder.vault.codec import EventKind, EventRow, event_to_row, row_to_event

times = st.integers(0, 2**62)
places = st.integers(-(2**31), 2**31)
texts = st.text(st.characters(), max_size=20)
rects = st.builds(Rect, places, places, st.integers(0, 2**20), st.integers(0, 2**20))
windows = st.builds(WindowContext, texts, texts, st.none() | rects, st.none() | st.sampled_from(HiddenReason))
monitors = st.builds(
    Monitor, st.integers(0, 9), texts, rects, st.floats(0.5, 4, allow_nan=False), st.booleans()
)
chars = st.none() | texts
vks = st.none() | st.integers(0, 2**32)
strategies: dict[type[Event], st.SearchStrategy[Event]] = {
    PointerMoved: st.builds(PointerMoved, times, places, places),
    ButtonPressed: st.builds(ButtonPressed, times, places, places, st.sampled_from(Button)),
    ButtonReleased: st.builds(ButtonReleased, times, places, places, st.sampled_from(Button)),
    Scrolled: st.builds(Scrolled, times, places, places, places, places),
    KeyPressed: st.builds(KeyPressed, times, texts, chars, vks),
    KeyReleased: st.builds(KeyReleased, times, texts, chars, vks),
    KeysHidden: st.builds(KeysHidden, times, times, st.sampled_from(HiddenReason)),
    ContextChanged: st.builds(ContextChanged, times, st.none() | windows),
    MonitorsChanged: st.builds(MonitorsChanged, times, st.lists(monitors, max_size=3).map(tuple)),
    Mark: st.builds(Mark, times, times, st.sampled_from(MarkKind), st.integers(0, 1000)),
}


@given(st.integers(1, 2**62), st.one_of(*strategies.values()))
def test_every_event_comes_back_as_it_was(seq: int, event: Event) -> None:
    numbered = NumberedEvent(seq, event)
    assert row_to_event(event_to_row(numbered)) == numbered


def test_every_kind_of_event_is_covered() -> None:
    assert set(strategies) == set(Event.__args__)
    assert len(strategies) == len(EventKind)


@given(st.one_of(*strategies.values()))
def test_text_in_a_row_is_ascii(event: Event) -> None:
    body = event_to_row(NumberedEvent(1, event))[6]
    assert body is None or body.isascii()


def test_a_pointer_move_is_integers_only() -> None:
    assert event_to_row(NumberedEvent(7, PointerMoved(5, -3, 4))) == (7, 5, 1, -3, 4, None, None)


@pytest.mark.parametrize(
    "row",
    [
        (1, 0, 99, None, None, None, None),
        (1, 0, EventKind.BUTTON_PRESSED, 1, None, None, '{"button": "left"}'),
        (1, 0, EventKind.BUTTON_PRESSED, 1, 1, None, '{"button": "nose"}'),
        (1, 0, EventKind.BUTTON_PRESSED, 1, 1, None, None),
        (1, 0, EventKind.CONTEXT_CHANGED, None, None, None, '{"window": {"app": 1}}'),
        (1, 0, EventKind.MARK, None, None, 5, "not json"),
    ],
)
def test_a_row_that_no_event_wrote_is_refused(row: EventRow) -> None:
    with pytest.raises(ValueError, match=r"."):
        row_to_event(row)
