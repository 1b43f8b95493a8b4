"""Cuts events into stretches: the times between the marks in which nothing was recorded.

Every stretch is read by itself, which is what keeps an action from reaching over a pause.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from recorder.episode.events import Mark, MarkKind, NumberedEvent
from recorder.episode.time import TimeRange

_STOPS_INPUT = frozenset(
    {
        MarkKind.PAUSED,
        MarkKind.OFF_THE_RECORD,
        MarkKind.SCREEN_LOCKED,
        MarkKind.SUSPENDED,
        MarkKind.ENDED_ABRUPTLY,
        MarkKind.CUT,
    }
)


def stops_input(mark: Mark) -> bool:
    """Whether a mark says that events, and not only pictures, are missing."""
    return mark.kind in _STOPS_INPUT


@dataclass(frozen=True, slots=True)
class Stretch:
    """Events with nothing missing between them.

    Attributes:
        events: Sorted by time, then number.
        end_ns: Where the mark after them begins, ``None`` after the last.
    """

    events: Sequence[NumberedEvent]
    end_ns: int | None


def stretches(events: Sequence[NumberedEvent]) -> Iterator[Stretch]:
    """Yield the events between the marks, in order; those inside a mark, if any, are left out.

    Args:
        events: Sorted by time, then number.
    """
    stops = _stops(events)
    if not stops:
        yield Stretch(events, None)
        return
    upcoming = iter(stops)
    stop = next(upcoming, None)
    stretch: list[NumberedEvent] = []
    for numbered in events:
        event = numbered.event
        while stop is not None and event.at_ns >= stop.end_ns:
            stop = next(upcoming, None)
        if isinstance(event, Mark) and stops_input(event):
            yield Stretch(stretch, event.at_ns)
            stretch = []
        elif stop is None or event.at_ns not in stop:
            stretch.append(numbered)
    yield Stretch(stretch, None)


def _stops(events: Sequence[NumberedEvent]) -> list[TimeRange]:
    """The ranges of all marks that stop input, joined where they overlap. An empty one only cuts."""
    joined: list[TimeRange] = []
    for numbered in events:
        event = numbered.event
        if not isinstance(event, Mark) or not stops_input(event):
            continue
        if joined and event.at_ns <= joined[-1].end_ns:
            joined[-1] = TimeRange(joined[-1].start_ns, max(joined[-1].end_ns, event.end_ns))
        else:
            joined.append(TimeRange(event.at_ns, max(event.at_ns, event.end_ns)))
    return joined
