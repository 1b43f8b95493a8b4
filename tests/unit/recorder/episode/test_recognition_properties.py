"""What holds for every sequence of events, however senseless."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from recorder.episode.action_json import action_from_json, action_to_json
from recorder.episode.actions import Hidden, Wait
from recorder.episode.descriptions import describe
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
    NumberedEvent,
    PointerMoved,
    Scrolled,
    WindowContext,
)
from recorder.episode.gestures import Gestures
from recorder.episode.recognition import recognise
from recorder.episode.recognition.stretches import stops_input
from recorder.episode.time import NS_PER_MS

# Few names, places and steps of time, so that events meet; and whatever else hypothesis thinks of.
_times = st.integers(0, 40).map(lambda step: step * 150 * NS_PER_MS) | st.integers(0, 10**10)
_places = st.sampled_from([0, 3, 9, -200]) | st.integers(-5_000, 5_000)
_buttons = st.sampled_from([Button.LEFT, Button.RIGHT, Button.OTHER])
_names = (
    st.sampled_from(["a", "b", "ctrl_l", "shift", "alt_gr", "super_l", "caps_lock"])
    | st.sampled_from(["enter", "backspace", "dead_acute", "compose", "space", "left", "num_4"])
    | st.text(max_size=3)
)
_chars = st.sampled_from([None, "a", "e", "\x03", "\r", "\u0301", ""]) | st.text(max_size=2)
_vks = st.none() | st.integers(0, 5)
_kinds = st.sampled_from(list(MarkKind))
_windows = st.none() | st.builds(WindowContext, st.sampled_from("xy"), st.sampled_from("tu"), st.none())
_events: st.SearchStrategy[Event] = st.one_of(
    st.builds(PointerMoved, _times, _places, _places),
    st.builds(ButtonPressed, _times, _places, _places, _buttons),
    st.builds(ButtonReleased, _times, _places, _places, _buttons),
    st.builds(Scrolled, _times, _places, _places, st.integers(-2, 2), st.integers(-2, 2)),
    st.builds(KeyPressed, _times, _names, _chars, _vks),
    st.builds(KeyPressed, _times, _names, _chars, _vks),
    st.builds(KeyReleased, _times, _names, _chars, _vks),
    st.builds(KeysHidden, _times, _times, st.sampled_from(list(HiddenReason))),
    st.builds(ContextChanged, _times, _windows),
    st.builds(Mark, _times, _times, _kinds),
)
_gestures = st.builds(Gestures, st.integers(0, 10**9), st.integers(0, 20), st.integers(0, 20))


def _numbered(events: list[Event], *, first: int = 1) -> list[NumberedEvent]:
    numbered = [NumberedEvent(first + place, event) for place, event in enumerate(events)]
    return sorted(numbered, key=lambda each: (each.event.at_ns, each.seq))


_sessions = st.lists(_events, max_size=60).map(_numbered)


@given(_sessions, _gestures)
def test_every_action_is_made_of_events_in_order_and_none_is_used_twice(
    events: list[NumberedEvent], gestures: Gestures
) -> None:
    actions = recognise(events, gestures)

    known = {each.seq for each in events}
    used = [seq for action in actions for seq in action.sources]
    assert known.issuperset(used)
    assert len(used) == len(set(used))
    assert all(action.sources == tuple(sorted(action.sources)) for action in actions)
    assert all(action.sources for action in actions if not isinstance(action, Wait))


@given(_sessions, _gestures)
def test_actions_are_in_time_order_and_the_same_every_time(
    events: list[NumberedEvent], gestures: Gestures
) -> None:
    actions = recognise(events, gestures)

    assert all(before.start_ns <= after.start_ns for before, after in pairwise(actions))
    assert all(action.start_ns <= action.end_ns for action in actions)
    assert recognise(tuple(events), gestures) == actions


@given(_sessions, _gestures)
def test_no_action_reaches_into_a_mark_or_uses_what_is_inside(
    events: list[NumberedEvent], gestures: Gestures
) -> None:
    marks = [each.event for each in events if isinstance(each.event, Mark) and stops_input(each.event)]
    at_ns = {each.seq: each.event.at_ns for each in events}

    for action in recognise(events, gestures):
        for mark in marks:
            assert not any(mark.at_ns <= at_ns[seq] < mark.end_ns for seq in action.sources)
            assert action.end_ns <= mark.at_ns or action.start_ns >= mark.end_ns or mark.end_ns < mark.at_ns


@given(st.lists(_events, max_size=40), st.lists(_events, max_size=40), _gestures)
def test_what_a_pause_parts_is_the_sum_of_its_parts(
    first: list[Event], second: list[Event], gestures: Gestures
) -> None:
    before = _numbered(first)
    start_ns = max((max(e.event.at_ns, getattr(e.event, "end_ns", 0)) for e in before), default=0) + 1
    pause = NumberedEvent(1_000, Mark(start_ns, start_ns + 5, MarkKind.PAUSED))
    after = [each for each in _numbered(second, first=2_000) if each.event.at_ns >= start_ns + 5]

    whole = recognise([*before, pause, *after], gestures)

    assert whole == recognise([*before, pause], gestures) + recognise([pause, *after], gestures)


@given(_sessions, _gestures)
def test_every_action_can_be_described_exported_and_read_back(
    events: list[NumberedEvent], gestures: Gestures
) -> None:
    for action in recognise(events, gestures):
        assert describe(action)
        assert action_from_json(action_to_json(action)) == action


@given(_sessions, _gestures)
def test_no_press_of_a_button_goes_unseen(events: list[NumberedEvent], gestures: Gestures) -> None:
    marks = [each.event for each in events if isinstance(each.event, Mark) and stops_input(each.event)]
    presses = {
        each.seq
        for each in events
        if isinstance(each.event, ButtonPressed)
        and each.event.button is not Button.OTHER
        and not any(mark.at_ns <= each.event.at_ns < mark.end_ns for mark in marks)
    }
    used = {seq for action in recognise(events, gestures) for seq in action.sources}

    assert presses <= used


def test_hidden_ranges_that_a_pause_cuts_short_end_at_it() -> None:
    events = [
        NumberedEvent(1, KeysHidden(0, 100, HiddenReason.PASSWORD)),
        NumberedEvent(2, Mark(50, 200, MarkKind.PAUSED)),
    ]

    (hidden,) = recognise(events, Gestures(1, 1, 1))
    assert isinstance(hidden, Hidden)
    assert hidden.end_ns == 50
