from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from recorder.episode.events import (
    Button,
    ButtonPressed,
    HiddenReason,
    InputEvent,
    KeyEvent,
    KeyPressed,
    KeyReleased,
    KeysHidden,
)
from recorder.episode.keys import Chord, Modifier
from recorder.episode.time import NS_PER_MS, NS_PER_SECOND
from recorder.key_gate import ChordFilter, KeyGate
from recorder.privacy import FocusObservation

STOP = Chord("f12", frozenset({Modifier.CTRL, Modifier.SHIFT}))
CLEAR = None
PASSWORD = HiddenReason.PASSWORD
Sighting = tuple[int, HiddenReason | None]


def ms(value: int) -> int:
    return value * NS_PER_MS


def press(at_ms: int, name: str, char: str | None = None) -> KeyPressed:
    return KeyPressed(ms(at_ms), name, char, None)


def release(at_ms: int, name: str, char: str | None = None) -> KeyReleased:
    return KeyReleased(ms(at_ms), name, char, None)


def fed(chord_filter: ChordFilter[str], *events: InputEvent) -> tuple[list[InputEvent], list[str]]:
    passed: list[InputEvent] = []
    commands: list[str] = []
    for event in events:
        out, command = chord_filter.feed(event)
        passed += out
        commands += [command] if command else []
    return passed, commands


def test_a_chord_is_taken_out_with_its_modifiers_and_every_release() -> None:
    passed, commands = fed(
        ChordFilter({STOP: "stop"}),
        press(0, "ctrl_l"), press(5, "shift_r"), press(9, "f12"),
        release(12, "f12"), release(14, "ctrl_l"), release(20, "shift_r"),
    )  # fmt: skip
    assert passed == []
    assert commands == ["stop"]


def test_a_repeating_chord_commands_once() -> None:
    chord_filter = ChordFilter({STOP: "stop"})
    _, commands = fed(
        chord_filter,
        press(0, "ctrl_l"), press(1, "shift_l"), press(2, "f12"), press(40, "f12"), press(80, "f12"),
    )  # fmt: skip
    assert commands == ["stop"]


def test_a_chord_commands_again_while_its_modifiers_stay_down() -> None:
    _, commands = fed(
        ChordFilter({STOP: "stop"}),
        press(0, "ctrl_l"), press(1, "shift_l"), press(2, "f12"), release(3, "f12"), press(4, "f12"),
    )  # fmt: skip
    assert commands == ["stop", "stop"]


def test_modifiers_of_another_chord_are_the_persons_and_keep_their_order() -> None:
    events: list[InputEvent] = [press(0, "ctrl_l"), press(1, "c"), release(2, "c"), release(3, "ctrl_l")]
    assert fed(ChordFilter({STOP: "stop"}), *events) == (events, [])


def test_one_modifier_more_is_another_chord() -> None:
    events: list[InputEvent] = [press(0, "ctrl_l"), press(1, "shift_l"), press(2, "alt_l"), press(3, "f12")]
    assert fed(ChordFilter({STOP: "stop"}), *events) == (events, [])


def test_a_modifier_waits_and_comes_with_the_button_it_was_for() -> None:
    chord_filter = ChordFilter({STOP: "stop"})
    assert chord_filter.feed(press(0, "ctrl_l")) == ((), None)
    click = ButtonPressed(ms(9), 4, 4, Button.LEFT)
    assert chord_filter.feed(click) == ((press(0, "ctrl_l"), click), None)


def test_a_lone_modifier_comes_with_its_release() -> None:
    events: list[InputEvent] = [press(0, "cmd_l"), release(4, "cmd_l")]
    assert fed(ChordFilter({STOP: "stop"}), *events) == (events, [])


def run_gate(
    keys: Sequence[KeyEvent], sightings: Sequence[Sighting], *, until_ms: int = 5000
) -> list[KeyEvent | KeysHidden]:
    """Feed keys and sightings in order of time, then let time pass."""
    gate = KeyGate(0)
    out: list[KeyEvent | KeysHidden] = []
    happenings: list[tuple[int, int, KeyEvent | FocusObservation]] = [(key.at_ns, 1, key) for key in keys]
    happenings += [(ms(at), 0, FocusObservation(ms(at), None, reason)) for at, reason in sightings]
    for at_ns, _, what in sorted(happenings, key=lambda item: item[:2]):
        if isinstance(what, FocusObservation):
            gate.observe(what)
        else:
            gate.hold(what)
        out += gate.release(at_ns)
    return [*out, *gate.close(ms(until_ms))]


def steady(reason: HiddenReason | None, start: int = 0, end: int = 5000, step: int = 100) -> list[Sighting]:
    return [(at, reason) for at in range(start, end + 1, step)]


def test_keys_pass_where_the_focus_is_known_all_around_them() -> None:
    keys: list[KeyEvent] = [press(1000, "a", "a"), release(1050, "a", "a")]
    assert run_gate(keys, steady(CLEAR)) == keys


def test_a_key_is_held_until_the_focus_was_seen_after_it() -> None:
    gate = KeyGate(0)
    gate.observe(FocusObservation(0, None, CLEAR))
    gate.observe(FocusObservation(ms(400), None, CLEAR))
    gate.hold(press(450, "a", "a"))
    gate.observe(FocusObservation(ms(500), None, CLEAR))
    assert gate.release(ms(510)) == ()
    gate.observe(FocusObservation(ms(610), None, CLEAR))
    assert gate.release(ms(610)) == (press(450, "a", "a"),)


def test_the_first_and_the_last_key_of_a_password_are_hidden_too() -> None:
    sightings = steady(CLEAR, 0, 1000) + steady(PASSWORD, 1100, 2000) + steady(CLEAR, 2100, 4000)
    keys = [press(1040, "s", "s"), press(1500, "e", "e"), press(2090, "c", "c")]
    assert run_gate(keys, sightings) == [KeysHidden(ms(1100), ms(2100), PASSWORD)]


def test_the_mark_tells_neither_how_many_nor_when() -> None:
    sightings = steady(CLEAR, 0, 1000) + steady(PASSWORD, 1100, 2000) + steady(CLEAR, 2100, 4000)
    one = run_gate([press(1500, "x", "x")], sightings)
    many = run_gate([press(at, "x", "x") for at in range(1200, 1900, 50)], sightings)
    assert one == many


def test_nothing_is_known_before_the_first_sighting() -> None:
    assert run_gate([press(50, "a", "a")], steady(CLEAR, 100)) == [
        KeysHidden(0, ms(100), HiddenReason.UNKNOWN_FOCUS)
    ]


def test_nothing_is_known_when_the_sightings_stop() -> None:
    out = run_gate([press(2000, "a", "a")], steady(CLEAR, 0, 1900))
    assert [type(each) for each in out] == [KeysHidden]


def test_unknown_focus_lets_commands_pass_and_no_text() -> None:
    keys = [press(1000, "ctrl_l"), press(1010, "s"), press(1100, "enter"), press(1200, "s", "s"),
            press(1300, "backspace"), press(1400, "shift_l"), press(1500, "left")]  # fmt: skip
    passed = run_gate(keys, steady(HiddenReason.UNKNOWN_FOCUS))
    assert [key.name for key in passed if isinstance(key, KeyPressed)] == ["ctrl_l", "s", "enter"]


def test_assents_own_windows_leave_not_even_a_mark() -> None:
    assert run_gate([press(1000, "a", "a")], steady(HiddenReason.OWN_WINDOW)) == []


def test_a_command_typed_into_assents_own_window_just_before_the_end_is_not_known() -> None:
    keys = [press(990, "ctrl_l"), press(1000, "c")]
    assert run_gate(keys, steady(HiddenReason.OWN_WINDOW, 0, 1000), until_ms=1050) == []


def test_the_release_of_a_hidden_key_is_hidden_wherever_it_comes_up() -> None:
    sightings = steady(PASSWORD, 0, 1000) + steady(CLEAR, 1100, 4000)
    out = run_gate([press(900, "enter"), release(1500, "enter")], sightings)
    assert [type(each) for each in out] == [KeysHidden]


def test_the_release_of_a_key_that_went_down_before_the_recording_is_not_known() -> None:
    assert run_gate([release(1500, "s", "s")], steady(CLEAR)) == []


def test_a_modifier_that_waited_from_a_password_until_the_next_window_is_not_known() -> None:
    gate = KeyGate(0)
    for at, reason in steady(PASSWORD, 0, 1000) + steady(CLEAR, 1100, 3000):
        gate.observe(FocusObservation(ms(at), None, reason))
        gate.release(ms(at))
    gate.hold(press(900, "shift_l"))
    gate.hold(press(2500, "a", "A"))
    assert gate.release(ms(3000)) == (press(2500, "a", "A"),)


@given(
    keys=st.lists(st.integers(0, 4000), max_size=30).map(sorted),
    switches=st.lists(st.tuples(st.integers(0, 4000), st.sampled_from([None, *HiddenReason])), max_size=8),
)
def test_no_key_within_settling_time_of_a_hiding_sighting_passes(
    keys: list[int], switches: list[Sighting]
) -> None:
    switches = sorted(switches, key=lambda item: item[0])
    beats: list[Sighting] = []
    for at in range(0, 4500, 100):
        reason = next((why for when, why in reversed(switches) if when <= at), None)
        beats.append((at, reason))
    sightings = sorted([*beats, *switches], key=lambda item: item[0])
    out = run_gate([press(at, "x", "x") for at in keys], sightings)
    for key in out:
        if isinstance(key, KeyPressed):
            near = [why for at, why in sightings if abs(ms(at) - key.at_ns) <= ms(150)]
            assert set(near) == {None}
        elif isinstance(key, KeysHidden):
            assert key.end_ns <= 5 * NS_PER_SECOND
