"""Actions are the same whether all moves are looked at, or only those with a button down."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from recorder.episode.events import (
    Button,
    ButtonPressed,
    ButtonReleased,
    ContextChanged,
    Event,
    KeyPressed,
    KeyReleased,
    Mark,
    MarkKind,
    NumberedEvent,
    PointerMoved,
    Scrolled,
)
from recorder.episode.gestures import Gestures
from recorder.episode.recognition import recognise
from recorder.episode.recognition.held_moves import ButtonsDown, ranges_with_a_button_down
from recorder.episode.time import NS_PER_MS

_times = st.integers(0, 60).map(lambda step: step * 100 * NS_PER_MS)
_places = st.sampled_from([0, 3, 9, 200])
_buttons = st.sampled_from([Button.LEFT, Button.RIGHT, Button.OTHER])
_names = st.sampled_from(["a", "ctrl_l", "shift", "enter", "left"])
_moves = st.builds(PointerMoved, _times, _places, _places)
_events: st.SearchStrategy[Event] = st.one_of(
    _moves,
    _moves,
    _moves,
    st.builds(ButtonPressed, _times, _places, _places, _buttons),
    st.builds(ButtonPressed, _times, _places, _places, _buttons),
    st.builds(ButtonReleased, _times, _places, _places, _buttons),
    st.builds(Scrolled, _times, _places, _places, st.integers(-1, 1), st.integers(-1, 1)),
    st.builds(KeyPressed, _times, _names, st.sampled_from([None, "a"]), st.none()),
    st.builds(KeyReleased, _times, _names, st.none(), st.none()),
    st.builds(ContextChanged, _times, st.none()),
    st.builds(Mark, _times, _times, st.sampled_from(list(MarkKind))),
)
_gestures = st.builds(Gestures, st.integers(0, 10**9), st.integers(0, 20), st.integers(0, 20))


def _numbered(events: list[Event]) -> list[NumberedEvent]:
    numbered = [NumberedEvent(place, event) for place, event in enumerate(events, 1)]
    return sorted(numbered, key=lambda each: (each.event.at_ns, each.seq))


@settings(max_examples=400)
@given(st.lists(_events, max_size=50).map(_numbered), _gestures)
def test_no_other_move_changes_an_action(events: list[NumberedEvent], gestures: Gestures) -> None:
    rarer = [each for each in events if not isinstance(each.event, PointerMoved)]
    held = ranges_with_a_button_down(rarer)
    needed = [
        each
        for each in events
        if not isinstance(each.event, PointerMoved) or any(each.event.at_ns in range_ for range_ in held)
    ]
    assert recognise(needed, gestures) == recognise(events, gestures)


def test_moves_with_no_button_down_are_not_needed() -> None:
    events: list[Event] = [
        ButtonPressed(100, 0, 0, Button.LEFT),
        ButtonReleased(200, 0, 0, Button.LEFT),
        ButtonPressed(300, 0, 0, Button.LEFT),
        KeyPressed(400, "a", "a", None),
        ButtonPressed(900, 0, 0, Button.LEFT),
        ButtonReleased(950, 0, 0, Button.LEFT),
    ]
    found = ranges_with_a_button_down(_numbered(events))
    assert [(each.start_ns, each.end_ns) for each in found] == [(100, 201), (300, 401), (900, 951)]


@given(st.lists(_events, max_size=50).map(_numbered), _gestures, st.lists(st.integers(0, 50), max_size=4))
def test_told_along_the_way_it_is_the_same(
    events: list[NumberedEvent], gestures: Gestures, cuts: list[int]
) -> None:
    buttons = ButtonsDown()
    needed: list[NumberedEvent] = []
    places = sorted({0, len(events), *(min(cut, len(events)) for cut in cuts)})
    for start, end in pairwise(places):
        block = events[start:end]
        for each in block:
            if not isinstance(each.event, PointerMoved):
                buttons.see(each.event)
        held = buttons.take(block[-1].event.at_ns)
        needed += [
            each
            for each in block
            if not isinstance(each.event, PointerMoved) or any(each.event.at_ns in range_ for range_ in held)
        ]
    assert recognise(needed, gestures) == recognise(events, gestures)
