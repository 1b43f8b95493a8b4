"""What is left of events: written as scripts of a session, in seconds, and what the episode then holds."""

from collections.abc import Sequence

import pytest

from recorder.episode.edits import BoxStep, Cover, Edits, Part, Subject
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
from recorder.episode.time import NS_PER_SECOND as S
from recorder.episode.time import TimeRange
from studio.editing.remainder import HIDDEN, remaining_events

MONITORS = (Monitor(0, "M", Rect(0, 0, 100, 100), 1.0, is_primary=True),)
ONE = WindowContext("editor", "one", Rect(0, 0, 50, 50))
TWO = WindowContext("mail", "two", Rect(10, 0, 50, 50))
BOX = Cover(0, (BoxStep(0, Rect(20, 20, 20, 20)),))
START: tuple[Event, ...] = (MonitorsChanged(0, MONITORS), ContextChanged(0, ONE))


def press(at: float, name: str = "a") -> KeyPressed:
    return KeyPressed(round(at * S), name, name, 1)


def release(at: float, name: str = "a") -> KeyReleased:
    return KeyReleased(round(at * S), name, name, 1)


def between(start: float, end: float) -> TimeRange:
    return TimeRange(round(start * S), round(end * S))


def left_of(
    events: Sequence[Event], edits: Edits, *, moves: Sequence[tuple[int, int, int, int]] = ()
) -> list[Event]:
    numbered = [NumberedEvent(number, event) for number, event in enumerate([*START, *events], start=1)]
    left = list(remaining_events(numbered, moves, edits, 20 * S))
    assert [each.seq for each in left] == list(range(1, len(left) + 1))
    assert [each.event.at_ns for each in left] == sorted(each.event.at_ns for each in left)
    assert left[0].event == START[0]
    return [each.event for each in left]


def keys(events: Sequence[Event]) -> list[tuple[str, str, float]]:
    return [
        (type(event).__name__, event.name, event.at_ns / S)
        for event in events
        if isinstance(event, KeyPressed | KeyReleased)
    ]


def contexts(events: Sequence[Event]) -> list[tuple[float, WindowContext | None]]:
    return [(event.at_ns / S, event.window) for event in events if isinstance(event, ContextChanged)]


def hides_keys(*ranges: TimeRange) -> Edits:
    parts = tuple(Part(each, takes_keys=True) for each in ranges)
    return Edits().with_redaction(Subject.TYPED, parts)


def hides_context(*ranges: TimeRange, subject: Subject = Subject.RANGE, text: str = "") -> Edits:
    parts = tuple(Part(each, takes_context=True) for each in ranges)
    return Edits().with_redaction(subject, parts, text)


def test_without_edits_everything_stays_as_it_was() -> None:
    marks = (Mark(2 * S, 3 * S, MarkKind.PAUSED), KeysHidden(4 * S, 5 * S, HiddenReason.PASSWORD))
    events: list[Event] = [press(1), release(1.5), *marks]
    assert left_of(events, Edits()) == [*START, *events]


def test_a_cut_leaves_a_mark_of_no_length_and_what_is_in_force_behind_it() -> None:
    typed: list[Event] = [press(7), release(7.5), press(9), release(9.5)]
    events: list[Event] = [press(1), release(1.5), ContextChanged(6 * S, TWO), *typed]
    left = left_of(events, Edits().with_cut(between(5, 8)))
    assert left[2:] == [
        press(1),
        release(1.5),
        MonitorsChanged(5 * S, MONITORS),
        Mark(5 * S, 5 * S, MarkKind.CUT),
        ContextChanged(5 * S, TWO),
        press(6),
        release(6.5),
    ]


def test_a_window_that_comes_as_the_cut_ends_is_stated_once() -> None:
    left = left_of([ContextChanged(8 * S, TWO)], Edits().with_cut(between(5, 8)))
    assert contexts(left) == [(0, ONE), (5, TWO)]


def test_a_trimmed_beginning_still_begins_with_the_monitors() -> None:
    left = left_of([press(6), release(7)], Edits().with_cut(between(-1, 5)))
    assert [type(event) for event in left[:3]] == [MonitorsChanged, Mark, ContextChanged]
    assert keys(left) == [("KeyPressed", "a", 1), ("KeyReleased", "a", 2)]


def test_a_trimmed_end_takes_the_last_instant_with_it() -> None:
    left = left_of([press(1), release(20)], Edits().with_cut(between(10, 20)))
    assert keys(left) == [("KeyPressed", "a", 1)]
    assert left[-1] == Mark(10 * S, 10 * S, MarkKind.CUT)


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        pytest.param([press(6), release(9)], [], id="pressed in the gap"),
        pytest.param([press(6), press(8.5), release(9)], [], id="still repeating behind the gap"),
        pytest.param([press(4), release(6)], [("KeyPressed", "a", 4)], id="released in the gap"),
        pytest.param(
            [press(4), release(9)], [("KeyPressed", "a", 4), ("KeyReleased", "a", 6)], id="held over the gap"
        ),
        pytest.param(
            [press(4), press(6), release(9)],
            [("KeyPressed", "a", 4), ("KeyReleased", "a", 6)],
            id="repeating in the gap",
        ),
        pytest.param(
            [press(4), release(5.5), press(6), release(9)],
            [("KeyPressed", "a", 4)],
            id="pressed again",
        ),
        pytest.param([press(6, "A"), release(9)], [], id="released under another name"),
        pytest.param(
            [press(6), Mark(10 * S, 11 * S, MarkKind.PAUSED), release(12)], [], id="held over a pause as well"
        ),
        pytest.param(
            [press(6), release(9), press(10), release(11)],
            [("KeyPressed", "a", 7), ("KeyReleased", "a", 8)],
            id="pressed afresh",
        ),
    ],
)
def test_keys_about_a_cut(events: list[Event], expected: list[tuple[str, str, float]]) -> None:
    assert keys(left_of(events, Edits().with_cut(between(5, 8)))) == expected


@pytest.mark.parametrize(
    "events",
    [
        pytest.param([press(6), release(7)], id="inside"),
        pytest.param([press(4), release(6)], id="pressed before"),
        pytest.param([press(7), release(9)], id="released after"),
        pytest.param([press(4), press(4.5), release(9)], id="held throughout"),
        pytest.param([press(7, "A"), release(9)], id="released under another name"),
        pytest.param([], id="nothing typed"),
    ],
)
def test_redacted_keys_leave_one_mark_over_the_range_that_was_chosen(events: list[Event]) -> None:
    left = left_of([press(1), release(1.5), *events, press(12), release(13)], hides_keys(between(5, 8)))
    assert [name for name, _, _ in keys(left)] == ["KeyPressed", "KeyReleased"] * 2
    hidden = [event for event in left if isinstance(event, KeysHidden)]
    assert hidden == [KeysHidden(5 * S, 8 * S, HiddenReason.REDACTED)]


def test_redactions_that_meet_are_one_also_over_a_gap() -> None:
    edits = hides_keys(between(2, 4), between(4, 5), between(8, 10)).with_cut(between(5, 8))
    hidden = [event for event in left_of([], edits) if isinstance(event, KeysHidden)]
    assert hidden == [KeysHidden(2 * S, 7 * S, HiddenReason.REDACTED)]


def test_marks_of_hidden_keys_end_where_a_redaction_begins() -> None:
    recorded = [KeysHidden(start * S, end * S, HiddenReason.PASSWORD) for start, end in ((4, 6), (6, 7))]
    left = left_of(recorded, hides_keys(between(5, 8)))
    hidden = [event for event in left if isinstance(event, KeysHidden)]
    assert hidden == [
        KeysHidden(4 * S, 5 * S, HiddenReason.PASSWORD),
        KeysHidden(5 * S, 8 * S, HiddenReason.REDACTED),
    ]


def test_a_redacted_context_is_hidden_and_then_the_one_in_force_is_stated() -> None:
    left = left_of([ContextChanged(6 * S, TWO)], hides_context(between(5, 8)))
    assert contexts(left) == [(0, ONE), (5, HIDDEN), (8, TWO)]


def test_a_redaction_that_ends_with_its_window_never_states_it_again() -> None:
    secret = WindowContext("bank", "secret", None)
    events = [ContextChanged(5 * S, secret), ContextChanged(8 * S, TWO)]
    assert contexts(left_of(events, hides_context(between(5, 8)))) == [(0, ONE), (5, HIDDEN), (8, TWO)]


def test_a_title_that_was_itself_redacted_is_stated_nowhere() -> None:
    secret = WindowContext("bank", "My Secret account", None)
    events = [ContextChanged(5 * S, secret), ContextChanged(9 * S, TWO)]
    edits = hides_context(between(5, 8), subject=Subject.TEXT, text="secret")
    assert contexts(left_of(events, edits)) == [(0, ONE), (5, HIDDEN), (8, HIDDEN), (9, TWO)]


def test_a_gap_inside_of_a_redacted_context_states_a_hidden_window() -> None:
    edits = hides_context(between(2, 10)).with_cut(between(5, 8))
    left = left_of([ContextChanged(6 * S, TWO)], edits)
    assert contexts(left) == [(0, ONE), (2, HIDDEN), (5, HIDDEN), (7, TWO)]


def test_a_pause_that_a_cut_shortens_is_shorter_and_tells_no_count() -> None:
    mark = Mark(4 * S, 10 * S, MarkKind.FRAMES_DROPPED, 7)
    left = left_of([mark], Edits().with_cut(between(5, 8)))
    assert [event for event in left if isinstance(event, Mark) and event.kind is not MarkKind.CUT] == [
        Mark(4 * S, 7 * S, MarkKind.FRAMES_DROPPED, 0)
    ]


def test_under_a_cover_no_pointer_is_seen() -> None:
    events: list[Event] = [
        ButtonPressed(6 * S, 30, 30, Button.LEFT),
        ButtonReleased(9 * S, 90, 90, Button.LEFT),
        ButtonPressed(10 * S, 90, 90, Button.LEFT),
        ButtonReleased(11 * S, 30, 30, Button.LEFT),
        Scrolled(7 * S, 30, 30, 0, 1),
    ]
    kept: list[Event] = [Scrolled(7 * S, 90, 30, 0, 1), ButtonPressed(13 * S, 30, 30, Button.LEFT)]
    edits = Edits().with_redaction(Subject.BOX, (Part(between(5, 12), BOX),))
    ordered = sorted([*events, *kept], key=lambda event: event.at_ns)
    moves = [(100, 6 * S, 30, 30), (101, 6 * S + 1, 60, 60), (102, 14 * S, 30, 30)]
    left = left_of(ordered, edits, moves=moves)
    assert left[2:] == [PointerMoved(6 * S + 1, 60, 60), *kept, PointerMoved(14 * S, 30, 30)]


def test_moves_keep_their_places_among_the_others() -> None:
    events: list[Event] = [press(2), release(2)]
    left = left_of(events, Edits().with_cut(between(0.5, 1)), moves=[(3, 2 * S - 5, 1, 1), (9, 2 * S, 2, 2)])
    shifted = [event for event in left if not isinstance(event, Mark | MonitorsChanged | ContextChanged)]
    half = S // 2
    assert shifted == [
        PointerMoved(2 * S - 5 - half, 1, 1),
        press(1.5),
        release(1.5),
        PointerMoved(2 * S - half, 2, 2),
    ]
