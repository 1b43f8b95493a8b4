"""What holds for the inputs of every sequence of events, however senseless."""

from itertools import pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st

from recorder.episode.actions import Action, Type
from recorder.episode.events import (
    Button,
    ButtonPressed,
    ButtonReleased,
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
)
from recorder.episode.gestures import Gestures
from recorder.episode.keys import modifier_of
from recorder.episode.recognition import recognise
from recorder.episode.time import NS_PER_MS
from replay.plan.inputs import ButtonDown, ButtonUp, KeyDown, KeyUp, TimedInput, TypeText
from replay.plan.joining import joined
from replay.plan.own_inputs import OwnInputs

# Few names, places and steps of time, so that events meet.
_times = st.integers(0, 60).map(lambda step: step * 20 * NS_PER_MS) | st.integers(0, 10**10)
_places = st.integers(0, 40)
_buttons = st.sampled_from([Button.LEFT, Button.RIGHT])
_names = st.sampled_from(
    ["a", "a", "b", "space", "ctrl_l", "shift_l", "alt_gr", "super_l", "caps_lock", "enter", "backspace"]
) | st.sampled_from(["dead_acute", "compose", "left", "num_4"])
_chars = st.sampled_from([None, "a", "e", "É", "\x03", "\u0301", " ", "漢"])
_events: st.SearchStrategy[Event] = st.one_of(
    st.builds(PointerMoved, _times, _places, _places),
    st.builds(ButtonPressed, _times, _places, _places, _buttons),
    st.builds(ButtonReleased, _times, _places, _places, _buttons),
    st.builds(Scrolled, _times, _places, _places, st.integers(-2, 2), st.integers(-2, 2)),
    st.builds(KeyPressed, _times, _names, _chars, st.none()),
    st.builds(KeyPressed, _times, _names, _chars, st.none()),
    st.builds(KeyReleased, _times, _names, _chars, st.none()),
    st.builds(KeysHidden, _times, _times, st.just(HiddenReason.PASSWORD)),
    st.builds(Mark, _times, _times, st.sampled_from([MarkKind.PAUSED, MarkKind.CUT])),
)
_scripts = st.lists(_events, max_size=30).map(
    lambda events: [
        NumberedEvent(seq, event) for seq, event in enumerate(sorted(events, key=lambda each: each.at_ns), 1)
    ]
)
_GESTURES = Gestures(400 * NS_PER_MS, 5, 8)


def _planned(events: list[NumberedEvent]) -> tuple[tuple[Action, ...], list[list[TimedInput]]]:
    actions = recognise(events, _GESTURES)
    own = OwnInputs(events)
    return actions, joined(actions, [own.of(place, action) for place, action in enumerate(actions)])


@given(_scripts)
def test_inputs_are_in_the_order_of_their_times(events: list[NumberedEvent]) -> None:
    _, steps = _planned(events)
    inputs = [each for step in steps for each in step]
    assert all(before.at_ns <= after.at_ns for before, after in pairwise(inputs))


@settings(max_examples=300)
@given(_scripts)
def test_all_that_goes_down_comes_up_and_nothing_else_does(events: list[NumberedEvent]) -> None:
    _, steps = _planned(events)
    # Apart: there is a key that is called left, too.
    keys: set[str] = set()
    buttons: set[Button] = set()
    for each in (each for step in steps for each in step):
        match each:
            case KeyDown(name=name):
                assert name not in keys
                keys.add(name)
            case KeyUp(name=name):
                keys.remove(name)
            case ButtonDown(button=button):
                assert button not in buttons
                buttons.add(button)
            case ButtonUp(button=button):
                buttons.remove(button)
            case TypeText():
                assert not {modifier_of(name) for name in keys} - {None}
            case _:
                pass
    assert not keys
    assert not buttons


# A capital is held, and its Shift let go: what repeats it is another letter.
_LET_GO_OF_SHIFT: list[Event] = [
    KeyPressed(0, "shift_l", None, None),
    KeyPressed(1, "a", "A", None),
    ButtonPressed(2, 0, 0, Button.LEFT),
    KeyReleased(3, "shift_l", None, None),
    KeyReleased(4, "a", None, None),
    KeyPressed(4, "a", "a", None),
    KeyReleased(20 * NS_PER_MS, "a", None, None),
]


@settings(max_examples=300)
@given(_scripts)
@example([NumberedEvent(seq, event) for seq, event in enumerate(_LET_GO_OF_SHIFT, 1)])
def test_what_is_typed_comes_to_what_was_read(events: list[NumberedEvent]) -> None:
    actions = recognise(events, _GESTURES)
    own = OwnInputs(events)
    for place, action in enumerate(actions):
        if not isinstance(action, Type):
            continue
        shown: list[str] = []
        inputs = [each.input for each in own.of(place, action)]
        if any(isinstance(each, KeyDown) and each.name != "backspace" for each in inputs):
            continue  # a key is held while a button is pressed
        for each in inputs:
            if isinstance(each, TypeText):
                shown.append(each.text)
            elif isinstance(each, KeyDown):
                shown.pop()
        assert "".join(shown) == action.text


@given(_scripts)
def test_no_action_is_lost_and_none_is_made_up(events: list[NumberedEvent]) -> None:
    actions, steps = _planned(events)
    assert len(actions) == len(steps)
    presses = sum(isinstance(each.event, ButtonPressed) for each in events)
    downs = sum(isinstance(each, ButtonDown) for step in steps for each in step)
    assert downs <= presses
