"""Reads from an episode what a plan is made of, and stops as soon as there is more than a person does."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from recorder.episode.events import (
    ButtonPressed,
    ButtonReleased,
    Event,
    KeyPressed,
    KeyReleased,
    MonitorsChanged,
    NumberedEvent,
    PointerMoved,
    Scrolled,
)
from recorder.episode.recognition.held_moves import ranges_with_a_button_down
from recorder.episode.screen import Monitor, Rect
from recorder.episode.time import NS_PER_MS, NS_PER_SECOND, TimeRange, format_time
from recorder.vault.session_reader import SessionReader
from replay.plan.limits import (
    FARTHEST_PX,
    LONGEST_NS,
    MOST_EVENTS,
    MOST_HELD_MOVES,
    MOST_IN_A_SECOND,
    MOST_MONITORS,
    MOST_MOVES,
    MOST_PIXELS,
    SCALES,
    PlanRefusedError,
)

MOVE_EVERY_NS: Final = 8 * NS_PER_MS
"""How far apart the pointer's moves are in a plan: 125 a second, as most mice report."""

_Moves = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class EpisodeInput:
    """What an episode says of its input.

    Attributes:
        events: All but the moves without a button, in order of time, then number.
        free_moves: The moves without a button, ``MOVE_EVERY_NS`` apart, in order: time, x and y of each; an
            array of the shape (moves, 3).
    """

    events: tuple[NumberedEvent, ...]
    free_moves: _Moves


def read_input(reader: SessionReader) -> EpisodeInput:
    """Read an episode.

    Raises:
        PlanRefusedError: There is more than a person does, or faster.
        DamagedFileError: A page or a row cannot be read.
    """
    if reader.ended_ns > LONGEST_NS:
        raise _too_long()
    rarer = tuple(_checked(reader.rarer_events()))
    held, free = _moves(reader, ranges_with_a_button_down(rarer))
    events = [*rarer, *(NumberedEvent(seq, PointerMoved(at_ns, x, y)) for seq, at_ns, x, y in held)]
    events.sort(key=lambda each: (each.event.at_ns, each.seq))
    return EpisodeInput(tuple(events), free)


def first_monitors(events: Sequence[NumberedEvent]) -> tuple[Monitor, ...]:
    """The monitors of an episode's beginning.

    Raises:
        PlanRefusedError: It names none, or none that there could be.
    """
    for numbered in events:
        if isinstance(numbered.event, MonitorsChanged):
            return _checked_monitors(numbered.event.monitors)
    raise PlanRefusedError("it does not say what its screen was")


def _too_long() -> PlanRefusedError:
    return PlanRefusedError(f"it lasts longer than {LONGEST_NS // (3600 * NS_PER_SECOND)} hours")


def _checked(events: Iterator[NumberedEvent]) -> Iterator[NumberedEvent]:
    pace = _Pace()
    for count, numbered in enumerate(events, 1):
        if count > MOST_EVENTS:
            raise PlanRefusedError(f"it has more than {MOST_EVENTS:,} events")
        if numbered.event.at_ns > LONGEST_NS:
            raise _too_long()
        pace.see(numbered.event)
        yield numbered


class _Pace:
    """How much was done in the second up to now."""

    def __init__(self) -> None:
        self._recent: deque[tuple[int, int]] = deque()
        self._sum = 0

    def see(self, event: Event) -> None:
        """Take the next event.

        Raises:
            PlanRefusedError: It is one too many.
        """
        weight = _weight(event)
        if not weight:
            return
        self._recent.append((event.at_ns, weight))
        self._sum += weight
        while self._recent[0][0] <= event.at_ns - NS_PER_SECOND:
            self._sum -= self._recent.popleft()[1]
        if self._sum > MOST_IN_A_SECOND:
            when = format_time(event.at_ns)
            raise PlanRefusedError(f"at {when} it does more than {MOST_IN_A_SECOND:,} things in a second")


def _weight(event: Event) -> int:
    """How many things an event does."""
    match event:
        case ButtonPressed() | ButtonReleased() | KeyReleased():
            return 1
        case KeyPressed(char=char):
            return max(1, len(char or ""))
        case Scrolled(dx=dx, dy=dy):
            return abs(dx) + abs(dy)
        case _:
            return 0


def _moves(reader: SessionReader, held_ranges: Sequence[TimeRange]) -> tuple[list[list[int]], _Moves]:
    """The moves with a button down, all of them as number, time, x, y; and the others, thinned."""
    starts = np.array([each.start_ns for each in held_ranges], np.int64)
    ends = np.array([each.end_ns for each in held_ranges], np.int64)
    held: list[_Moves] = []
    free: list[_Moves] = []
    seen = held_count = 0
    for block in reader.pointer_moves():
        seen += len(block)
        place = np.searchsorted(starts, block[:, 1], side="right") - 1
        is_held = (place >= 0) & (block[:, 1] < ends[place]) if len(starts) else np.zeros(len(block), bool)
        held.append(block[is_held])
        held_count += len(held[-1])
        free.append(_thinned(block[~is_held]))
        if seen > MOST_MOVES or held_count > MOST_HELD_MOVES:
            most = MOST_MOVES if seen > MOST_MOVES else MOST_HELD_MOVES
            raise PlanRefusedError(f"it has more than {most:,} moves of the pointer")
    nothing = np.zeros((0, 4), np.int64)
    left = _thinned(np.concatenate([nothing, *free]))
    return np.concatenate([nothing, *held]).tolist(), left[:, 1:]


def _thinned(moves: _Moves) -> _Moves:
    """The last move of each ``MOVE_EVERY_NS``, in order."""
    moves = moves[np.lexsort((moves[:, 0], moves[:, 1]))]
    slots = moves[:, 1] // MOVE_EVERY_NS
    is_last = np.ones(len(slots), bool)
    is_last[:-1] = slots[1:] != slots[:-1]
    return np.compress(is_last, moves, axis=0)


def _checked_monitors(monitors: Sequence[Monitor]) -> tuple[Monitor, ...]:
    if not 1 <= len(monitors) <= MOST_MONITORS:
        raise PlanRefusedError(f"its screen has {len(monitors)} monitors")
    around = Rect(0, 0, 0, 0)
    for monitor in monitors:
        rect = monitor.rect
        if rect.is_empty or not SCALES[0] <= monitor.scale <= SCALES[1]:
            raise PlanRefusedError("one of its monitors has no size, or no scale that there is")
        if max(map(abs, (rect.x, rect.y, rect.right, rect.bottom))) > FARTHEST_PX:
            raise PlanRefusedError("one of its monitors is where no screen can be")
        around = around.hull(rect)
    if around.width * around.height > MOST_PIXELS:
        raise PlanRefusedError("its screen is larger than any")
    return tuple(monitors)
