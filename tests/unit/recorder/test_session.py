from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recorder.episode.ending import EndReason
from recorder.episode.events import (
    Button,
    ButtonPressed,
    ButtonReleased,
    ContextChanged,
    Event,
    HiddenReason,
    KeyPressed,
    KeyReleased,
    Mark,
    MarkKind,
    MonitorsChanged,
    PointerMoved,
    WindowContext,
)
from recorder.episode.keys import Chord, Modifier
from recorder.episode.screen import Monitor, Rect
from recorder.episode.study import Stream
from recorder.episode.time import NS_PER_SECOND
from recorder.ports import DesktopSignal
from recorder.privacy import FocusObservation
from recorder.session import (
    Capture,
    Command,
    Effect,
    End,
    FramesDropped,
    HiddenAreas,
    Record,
    RecordingRules,
    Session,
    State,
    Stimulus,
    WipeSince,
)

ALL = frozenset(Stream)
MONITORS = (Monitor(0, "screen", Rect(0, 0, 800, 600), 1.0, is_primary=True),)
STOP = Chord("f12", frozenset({Modifier.CTRL, Modifier.SHIFT}))
PAUSE = Chord("f9", frozenset({Modifier.CTRL, Modifier.SHIFT}))
WINDOW = WindowContext("Mousepad", "Letter", Rect(0, 0, 400, 300))


def s(seconds: float) -> int:
    return round(seconds * NS_PER_SECOND)


class Script:
    """A recording told as a script; every stimulus carries the time at which it arrives."""

    def __init__(self, streams: frozenset[Stream] = ALL, longest_s: float | None = None) -> None:
        chords = {STOP: Command.STOP, PAUSE: Command.TOGGLE_PAUSE}
        longest_ns = None if longest_s is None else s(longest_s)
        rules = RecordingRules(streams, chords, off_the_record_ns=s(120), longest_ns=longest_ns)
        self.session = Session(rules, MONITORS)
        self.effects: list[Effect] = self.session.begin(0)

    def at(self, seconds: float, *stimuli: Stimulus) -> "Script":
        for stimulus in stimuli:
            self.effects += self.session.handle(stimulus, s(seconds))
        self.effects += self.session.tick(s(seconds))
        return self

    def watched(self, start: float, end: float, hidden: HiddenReason | None = None) -> "Script":
        """The focus, seen every tenth of a second."""
        for tenth in range(round(start * 10), round(end * 10) + 1):
            self.at(tenth / 10, FocusObservation(s(tenth / 10), WINDOW, hidden))
        return self

    def state(self) -> State:
        return self.session.state

    @property
    def kept(self) -> list[Event]:
        """What is left after every wipe, as the file would hold it."""
        events: list[Event] = []
        for effect in self.effects:
            if isinstance(effect, Record):
                events += effect.events
            elif isinstance(effect, WipeSince):
                events = [event for event in events if event.at_ns < effect.at_ns]
        return events

    def kept_of(self, *kinds: type) -> list[Event]:
        return [event for event in self.kept if isinstance(event, kinds)]


def chord(seconds: float, name: str) -> Sequence[Stimulus]:
    at_ns = s(seconds)
    names = ("ctrl_l", "shift_l", name)
    return [
        *(KeyPressed(at_ns, each, None, None) for each in names),
        *(KeyReleased(at_ns, each, None, None) for each in reversed(names)),
    ]


def test_it_begins_with_its_monitors_and_pictures() -> None:
    assert Script().effects == [Record((MonitorsChanged(0, MONITORS),)), Capture(on=True)]


def test_a_pause_holds_no_data_and_is_marked() -> None:
    script = Script().at(1, PointerMoved(s(1), 1, 1)).at(2, Command.PAUSE)
    script.at(50, PointerMoved(s(50), 2, 2), *chord(51, "a")).at(90_000, Command.RESUME)
    script.at(90_001, PointerMoved(s(90_001), 3, 3))
    assert script.kept_of(PointerMoved) == [
        PointerMoved(s(1), 1, 1),
        PointerMoved(s(90_001), 3, 3),
    ]
    assert script.kept_of(Mark) == [Mark(s(2), s(90_000), MarkKind.PAUSED)]
    assert script.kept_of(KeyPressed, KeyReleased) == []


def test_what_happened_in_a_pause_stays_out_however_late_it_arrives() -> None:
    script = Script().at(1, Command.PAUSE).at(2, Command.RESUME).at(2.1, PointerMoved(s(1.9), 5, 5))
    assert script.kept_of(PointerMoved) == []


def test_pictures_stop_before_the_wipe_so_that_none_can_follow_it() -> None:
    script = Script().at(600, Command.OFF_THE_RECORD)
    kinds = [type(effect) for effect in script.effects[2:]]
    assert kinds.index(Capture) < kinds.index(WipeSince)


def test_off_the_record_wipes_two_minutes_says_so_and_pauses() -> None:
    script = Script()
    for second in range(600):
        script.at(second, PointerMoved(s(second), second, 0))
    script.at(600, Command.OFF_THE_RECORD)
    assert script.state() is State.PAUSED
    assert max(event.at_ns for event in script.kept_of(PointerMoved)) < s(480)
    assert script.kept_of(Mark) == [Mark(s(480), s(600), MarkKind.OFF_THE_RECORD)]


def test_off_the_record_during_a_pause_reaches_back_from_its_beginning() -> None:
    script = Script().at(300, PointerMoved(s(250), 1, 1), Command.PAUSE).at(9000, Command.OFF_THE_RECORD)
    assert WipeSince(s(180)) in script.effects
    assert script.kept_of(PointerMoved) == []


def test_off_the_record_reaches_over_the_pauses_among_the_minutes_that_it_wipes() -> None:
    script = Script().at(200, Command.PAUSE).at(3000, Command.RESUME).at(3020, Command.OFF_THE_RECORD)
    assert WipeSince(s(100)) in script.effects


def test_asking_twice_to_go_off_the_record_is_asking_once() -> None:
    script = Script().at(300, Command.OFF_THE_RECORD).at(301, Command.OFF_THE_RECORD)
    assert script.session.recorded_ns(s(301)) == s(180)
    assert script.kept_of(Mark) == [Mark(s(180), s(300), MarkKind.OFF_THE_RECORD)]


def test_the_stop_chord_is_not_in_the_recording() -> None:
    script = Script().watched(0, 2).at(1.95, *chord(1.9, "f12"))
    assert script.effects[-1] == End(EndReason.STOPPED)
    assert script.kept_of(KeyPressed, KeyReleased) == []


def test_chords_work_in_a_pause_and_leave_nothing() -> None:
    script = Script().watched(0, 1).at(1, *chord(1, "f9"))
    assert script.state() is State.PAUSED
    script.at(5, *chord(5, "f9"))
    assert script.state() is State.RECORDING
    script.watched(5, 8).at(8, Command.STOP)
    assert script.kept_of(KeyPressed, KeyReleased) == []


def test_panic_destroys_and_records_nothing_more() -> None:
    script = Script().at(1, Command.PANIC)
    assert script.effects[-1] == End(EndReason.DESTROYED)
    before = len(script.effects)
    script.at(2, PointerMoved(s(2), 1, 1), Command.RESUME)
    assert len(script.effects) == before


@pytest.mark.parametrize(
    ("signal", "kind"),
    [
        (DesktopSignal.LOCKED, MarkKind.SCREEN_LOCKED),
        (DesktopSignal.SUSPENDING, MarkKind.SUSPENDED),
    ],
)
def test_a_lock_and_a_sleep_pause_until_the_person_goes_on(signal: DesktopSignal, kind: MarkKind) -> None:
    script = Script().at(1, signal)
    assert script.session.pause_kind is kind
    script.at(2, DesktopSignal.UNLOCKED, DesktopSignal.RESUMED)
    assert script.state() is State.PAUSED
    script.at(3, Command.TOGGLE_PAUSE).at(4, Command.STOP)
    assert script.kept_of(Mark) == [Mark(s(1), s(3), kind)]


def test_keys_wait_for_the_focus_and_then_pass() -> None:
    script = Script().watched(0, 1).at(1.0, KeyPressed(s(1), "a", "a", 97))
    assert script.kept_of(KeyPressed) == []
    assert script.watched(1.1, 1.3).kept_of(KeyPressed) == [KeyPressed(s(1), "a", "a", 97)]


def test_keys_that_a_pause_overtakes_are_not_guessed_at() -> None:
    script = Script().watched(0, 1).at(1.02, KeyPressed(s(1.02), "a", "a", 97), Command.PAUSE)
    assert script.kept_of(KeyPressed) == []


def test_the_pointer_is_unseen_over_hidden_windows() -> None:
    hidden = HiddenAreas((Rect(100, 100, 50, 50),))
    script = Script().at(1, hidden, PointerMoved(s(1), 120, 120), PointerMoved(s(1), 10, 10))
    script.at(2, ButtonPressed(s(2), 149, 149, Button.LEFT), ButtonReleased(s(2), 10, 10, Button.LEFT))
    assert script.kept_of(PointerMoved, ButtonPressed, ButtonReleased) == [PointerMoved(s(1), 10, 10)]


def test_a_window_that_just_went_still_hides_the_pointer_that_was_on_it() -> None:
    hidden = HiddenAreas((Rect(100, 100, 50, 50),))
    script = Script().at(1, hidden, HiddenAreas(()), PointerMoved(s(1), 120, 120))
    assert script.kept_of(PointerMoved) == []


@pytest.mark.parametrize("stream", list(Stream))
def test_a_stream_that_was_not_granted_leaves_nothing(stream: Stream) -> None:
    script = Script(ALL - {stream}).watched(0, 1).at(1.05, KeyPressed(s(1.05), "a", "a", 97))
    script.at(1.1, PointerMoved(s(1.1), 1, 1)).watched(1.2, 2).at(2, Command.STOP)
    kinds = {type(event) for event in script.kept}
    of_stream = {
        Stream.KEYBOARD: KeyPressed,
        Stream.POINTER: PointerMoved,
        Stream.CONTEXT: ContextChanged,
        Stream.SCREEN: None,
    }
    assert of_stream[stream] not in kinds
    assert {kind for other, kind in of_stream.items() if other is not stream and kind} <= kinds


def test_the_focus_is_noted_once_and_again_after_a_pause() -> None:
    script = Script().watched(0, 1).at(1.5, Command.PAUSE).watched(2, 3).at(4, Command.RESUME)
    assert [event.at_ns for event in script.kept_of(ContextChanged)] == [0, s(4)]


def test_dropped_frames_are_said() -> None:
    script = Script().at(3, FramesDropped(s(1), s(3), 20))
    assert script.kept_of(Mark) == [Mark(s(1), s(3), MarkKind.FRAMES_DROPPED, count=20)]


def test_the_time_is_up_after_so_much_recorded_time() -> None:
    script = Script(longest_s=10).at(4, Command.PAUSE).at(1000, Command.RESUME).at(1005.9)
    assert script.state() is State.RECORDING
    assert script.at(1006).effects[-1] == End(EndReason.TIME_IS_UP)
    assert script.session.recorded_ns(s(2000)) == s(10)


def test_an_end_in_a_pause_marks_the_pause() -> None:
    script = Script().at(1, Command.PAUSE).at(7, EndReason.SCREEN_GONE)
    assert script.kept_of(Mark) == [Mark(s(1), s(7), MarkKind.PAUSED)]
    assert script.effects[-1] == End(EndReason.SCREEN_GONE)


@given(
    st.lists(
        st.tuples(
            st.floats(0, 500, allow_nan=False),
            st.sampled_from(
                [Command.PAUSE, Command.RESUME, Command.TOGGLE_PAUSE, Command.OFF_THE_RECORD, "move"]
            ),
        ),
        max_size=40,
    ).map(lambda items: sorted(items, key=lambda item: item[0]))
)
def test_no_event_lies_in_a_pause_and_none_in_what_was_wiped(
    steps: list[tuple[float, Command | str]],
) -> None:
    script = Script()
    for seconds, step in steps:
        script.at(seconds, step if isinstance(step, Command) else PointerMoved(s(seconds), 1, 1))
    script.at(501, Command.STOP)
    marks = [mark for mark in script.kept_of(Mark) if isinstance(mark, Mark)]
    for event in script.kept_of(PointerMoved):
        assert not any(mark.at_ns < event.at_ns < mark.end_ns for mark in marks)
    assert all(mark.at_ns <= mark.end_ns for mark in marks)
