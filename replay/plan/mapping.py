"""Brings a plan onto other monitors: where that is certain, or not at all.

A place is carried over within its monitor, so that it means the same only where the desktop lays out the same
things at the same places. That is so on a monitor of the same size in logical pixels: its origin may be
another, and so may its scale, since whatever counts in logical pixels is then twice as large and twice as far
away. On any other size, what stands where is the programs' own doing: such a plan is refused, and the way out
is a private desktop of the recording's size.

Which monitor stands for which follows from their sizes; where several could, only from an arrangement that
is the same as a whole. Monitors on which nothing is done need no counterpart.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import permutations
from typing import Final

import msgspec

from recorder.episode.screen import Monitor, Rect
from recorder.errors import UserFacingError
from replay.plan.inputs import Move, TimedInput
from replay.plan.steps import PlanStep, Point, ReplayPlan

# Logical sizes are rounded by each desktop in its own way.
_ROUNDING: Final = 1.0
_MOST_TO_ARRANGE: Final = 6


class NotMappableError(UserFacingError):
    """The monitors here are not as they were, and where things are on them cannot be known."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"This was done on another screen: {why}.",
            kept="Nothing was started or pressed.",
            mend="Replay it on a private desktop, which has the size that the recording's screen had.",
        )


@dataclass(frozen=True, slots=True)
class MonitorPair:
    """A monitor of the recording, and the one here that stands for it."""

    there: Monitor
    here: Monitor

    @property
    def ratio(self) -> float:
        """How many pixels here are one there."""
        return self.here.scale / self.there.scale

    def point(self, x: int, y: int) -> Point:
        """Where a place of the recording is here; its pixel's middle stays the middle of what it showed."""
        there, here = self.there.rect, self.here.rect
        moved_x = here.x + int((x - there.x + 0.5) * self.ratio)
        moved_y = here.y + int((y - there.y + 0.5) * self.ratio)
        return Point(min(moved_x, here.right - 1), min(moved_y, here.bottom - 1))

    def rect(self, rect: Rect) -> Rect:
        """Where a rectangle of the recording is here."""
        there, here = self.there.rect, self.here.rect
        edges = [
            round((value - origin) * self.ratio) + base
            for value, origin, base in (
                (rect.x, there.x, here.x),
                (rect.y, there.y, here.y),
                (rect.right, there.x, here.x),
                (rect.bottom, there.y, here.y),
            )
        ]
        return Rect.from_edges(*edges)


@dataclass(frozen=True, slots=True)
class Mapping:
    """Where the recording's places are on the monitors here.

    Attributes:
        pairs: The monitors that something was done on, each with its counterpart.
    """

    pairs: tuple[MonitorPair, ...]

    @property
    def keeps_pixels(self) -> bool:
        """Whether pictures can be compared pixel by pixel: no scale differs."""
        return all(pair.ratio == 1 for pair in self.pairs)

    def pair_at(self, x: int, y: int) -> MonitorPair:
        """The pair whose recorded monitor holds a place.

        Raises:
            ValueError: None does, so that nothing is known of it.
        """
        for pair in self.pairs:
            if pair.there.rect.contains(x, y):
                return pair
        raise ValueError("a place outside of every monitor has no counterpart")

    def point(self, x: int, y: int) -> Point:
        """Where a place of the recording is here.

        Raises:
            ValueError: It lay outside of every monitor that something was done on.
        """
        return self.pair_at(x, y).point(x, y)


def mapping_onto(plan: ReplayPlan, here: Sequence[Monitor]) -> Mapping:
    """The way from the recording's monitors onto those here.

    Raises:
        NotMappableError: A monitor that something is done on has no counterpart, or several that could be.
    """
    if max(len(plan.monitors), len(here)) > _MOST_TO_ARRANGE:
        raise NotMappableError(f"more than {_MOST_TO_ARRANGE} monitors are too many to tell apart")
    used = _used(plan)
    as_a_whole = [mapping for mapping in _fitting(plan.monitors, here) if _is_same_arrangement(mapping)]
    if len(as_a_whole) == 1:
        return Mapping(tuple(pair for pair in as_a_whole[0].pairs if pair.there in used))
    fitting = _fitting(used, here)
    if not fitting:
        raise NotMappableError(f"it had {_sizes(used)}, and here is {_sizes(here)}")
    if len(fitting) > 1:
        raise NotMappableError("several monitors here could be the one that it was done on")
    return fitting[0]


def _fitting(there: Sequence[Monitor], here: Sequence[Monitor]) -> list[Mapping]:
    """All ways to give each monitor a counterpart of its size."""
    return [
        Mapping(tuple(MonitorPair(its, mine) for its, mine in zip(there, chosen, strict=True)))
        for chosen in permutations(here, len(there))
        if all(_is_same_size(its, mine) for its, mine in zip(there, chosen, strict=True))
    ]


def mapped(plan: ReplayPlan, mapping: Mapping) -> ReplayPlan:
    """The plan on the monitors here.

    Refused steps keep their places as they were: they are not done. Moves on monitors without a counterpart
    are left out.
    """
    first_window = plan.first_window
    if first_window is not None:
        rect = _mapped_rect(first_window.rect, mapping)
        first_window = None if rect is None else replace(first_window, rect=rect)
    return replace(
        plan,
        monitors=tuple(pair.here for pair in mapping.pairs) or plan.monitors,
        first_window=first_window,
        steps=tuple(_mapped_step(step, mapping) for step in plan.steps),
        last_moves=tuple(_mapped_moves(plan.last_moves, mapping)),
    )


def _mapped_step(step: PlanStep, mapping: Mapping) -> PlanStep:
    if not step.inputs:
        return replace(step, approach=tuple(_mapped_moves(step.approach, mapping)))
    target = None if step.target is None else mapping.point(step.target.x, step.target.y)
    return replace(
        step,
        target=target,
        approach=tuple(_mapped_moves(step.approach, mapping)),
        inputs=tuple(_mapped_input(each, mapping) for each in step.inputs),
    )


def _mapped_input(each: TimedInput, mapping: Mapping) -> TimedInput:
    if not isinstance(each, Move):
        return each
    place = mapping.point(each.x, each.y)
    return msgspec.structs.replace(each, x=place.x, y=place.y)


def _mapped_moves(moves: Sequence[Move], mapping: Mapping) -> Iterator[Move]:
    for move in moves:
        if any(pair.there.rect.contains(move.x, move.y) for pair in mapping.pairs):
            place = mapping.point(move.x, move.y)
            yield msgspec.structs.replace(move, x=place.x, y=place.y)


def _mapped_rect(rect: Rect, mapping: Mapping) -> Rect | None:
    """The rectangle on the monitor that holds its middle; ``None`` where that has no counterpart."""
    x, y = rect.x + rect.width // 2, rect.y + rect.height // 2
    pair = next((pair for pair in mapping.pairs if pair.there.rect.contains(x, y)), None)
    return None if pair is None else pair.rect(rect)


def _used(plan: ReplayPlan) -> list[Monitor]:
    """The monitors that something is done on; all of them where that cannot be told, as of keys alone."""
    places = {(each.x, each.y) for step in plan.steps for each in step.inputs if isinstance(each, Move)}
    used = [monitor for monitor in plan.monitors if any(monitor.rect.contains(x, y) for x, y in places)]
    return used or list(plan.monitors)


def _is_same_size(there: Monitor, here: Monitor) -> bool:
    return all(
        abs(mine / here.scale - its / there.scale) < _ROUNDING
        for mine, its in ((here.rect.width, there.rect.width), (here.rect.height, there.rect.height))
    )


def _is_same_arrangement(mapping: Mapping) -> bool:
    """Whether all monitors lie to each other as they did, in logical pixels."""
    first = mapping.pairs[0]
    return all(
        abs(
            (getattr(pair.here.rect, side) - getattr(first.here.rect, side)) / pair.here.scale
            - (getattr(pair.there.rect, side) - getattr(first.there.rect, side)) / pair.there.scale
        )
        < _ROUNDING
        for pair in mapping.pairs
        for side in ("x", "y")
    )


def _sizes(monitors: Sequence[Monitor]) -> str:
    """Sizes and scales, in signs that every language has."""
    sizes = [f"{each.rect.width} × {each.rect.height} ({each.scale:g}x)" for each in monitors]  # noqa: RUF001 - a sign
    return " + ".join(sizes) or "—"
