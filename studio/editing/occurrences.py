"""Every occurrence of a text: typed, in a window's title, in an application's name.

What is found is listed for the person before anything goes.

A typed one is the keys that took part, from the first press to the last release; that a Shift which was held
then goes as well is the bake's. Where it was typed in several goes, after a pause, a click or in another
window, each go is a range of its own, so that a mark does not lie over what happened in between.

The picture shows what was typed as well; where, the keys do not tell. Titles are covered: see
``text_redaction``.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

from recorder.episode.events import ButtonPressed, Mark, NumberedEvent
from recorder.episode.recognition.keyboard import TYPING_GAP_NS
from recorder.episode.recognition.stretches import stops_input
from recorder.episode.time import TimeRange
from recorder.episode.timeline import union
from studio.content.session_content import SessionContent, WindowStretch
from studio.editing.key_strokes import KeyStroke, key_strokes
from studio.editing.text_matching import folded, pattern_of
from studio.editing.typed_stream import typed_matches


class Whereabouts(StrEnum):
    """Where a text was."""

    TYPED = "typed"
    TITLED = "titled"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A text was there once.

    Attributes:
        whereabouts: Whether it was typed, or in a title or an application's name.
        ranges: When, apart from each other and in order; the keys of one that was typed, or for how long the
            window of one that was titled had the focus.
    """

    whereabouts: Whereabouts
    ranges: tuple[TimeRange, ...]

    @property
    def at_ns(self) -> int:
        """When it began."""
        return self.ranges[0].start_ns


@dataclass(frozen=True, slots=True)
class Occurrences:
    """All of a text.

    Attributes:
        text: What was looked for; never shown by ``repr``.
        items: In order of time.
        stretches: The windows of those that were titled, in order.
    """

    text: str = field(repr=False)
    items: tuple[Occurrence, ...]
    stretches: tuple[WindowStretch, ...] = field(repr=False)

    @property
    def typed(self) -> int:
        """How often it was typed."""
        return sum(each.whereabouts is Whereabouts.TYPED for each in self.items)

    @property
    def titled(self) -> int:
        """How often it was in a title, one window's in a row counted once."""
        return sum(each.whereabouts is Whereabouts.TITLED for each in self.items)


def occurrences(content: SessionContent, text: str) -> Occurrences:
    """Look for a text; none are found of one that is empty."""
    pattern = pattern_of(text)
    if pattern is None:
        return Occurrences(text, (), ())
    strokes = key_strokes(content.events)
    typed = typed_matches(strokes, pattern, folded(text))
    stretches = tuple(
        each
        for each in content.windows
        if pattern.search(folded(each.window.title)) or pattern.search(folded(each.window.app))
    )
    interruptions = sorted({*_interruptions(content.events), *_changes_of_window(strokes)})
    items = [
        *(Occurrence(Whereabouts.TYPED, _goes(keys, interruptions)) for keys in typed),
        *(Occurrence(Whereabouts.TITLED, (each,)) for each in union(each.range for each in stretches)),
    ]
    return Occurrences(text, tuple(sorted(items, key=lambda each: each.at_ns)), stretches)


def _interruptions(events: Sequence[NumberedEvent]) -> Iterator[int]:
    for numbered in events:
        event = numbered.event
        if isinstance(event, ButtonPressed) or (isinstance(event, Mark) and stops_input(event)):
            yield event.at_ns


def _changes_of_window(strokes: Sequence[KeyStroke]) -> Iterator[int]:
    for before, stroke in pairwise(strokes):
        if stroke.app != before.app:
            yield stroke.pressed_ns


def _goes(strokes: Sequence[KeyStroke], interruptions: Sequence[int]) -> tuple[TimeRange, ...]:
    """The keys' times, parted where the person did something else in between."""
    goes: list[list[KeyStroke]] = [[strokes[0]]]
    for before, stroke in pairwise(strokes):
        waited_ns = stroke.pressed_ns - before.pressed_ns
        first, last = (bisect_right(interruptions, each.pressed_ns) for each in (before, stroke))
        is_parted = waited_ns > TYPING_GAP_NS or first < last
        if is_parted:
            goes.append([])
        goes[-1].append(stroke)
    return union(
        TimeRange(
            min(each.pressed_ns for each in go),
            max(max(each.pressed_ns, each.released_ns) for each in go) + 1,
        )
        for go in goes
    )
