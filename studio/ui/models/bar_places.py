"""Where a bar may lie above a desktop on which a replay acts: never where it clicks, and known in advance.

The pictures that tell whether the screen is ready are taken of the whole desktop, so the bar is in them. They
are not compared where it lies; and so that this covers nothing that matters, it lies elsewhere than what a
step acts on. It moves rarely: most replays leave one place free from their first step to their last.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from recorder.episode.screen import Rect
from replay.plan.inputs import Move
from replay.plan.steps import PlanStep

_AROUND: Final = 96
"""How far from a place that is acted on the bar stays, in pixels: more than what is compared around it."""
_EDGE: Final = 8


def bar_places(steps: Sequence[PlanStep], size: tuple[int, int], room: Rect) -> tuple[Rect, ...]:
    """Where the bar lies while each step is done, and at the end, all in pixels of the desktop.

    It goes to a step's place once the step before is done, or a little later. So each place is free of what
    that step acts on, and of what the next one does.

    Args:
        steps: The plan's.
        size: The bar's.
        room: Where it may lie, larger than itself.
    """
    places = tuple(_candidates(size, room))
    acted_on = [tuple(_acted_on(step)) for step in steps]
    everything = tuple(rect for each in acted_on for rect in each)
    for place in places:
        if _overlap(place, everything) == 0:
            return (place,) * (len(steps) + 1)
    found: list[Rect] = []
    for number in range(len(steps) + 1):
        near = tuple(rect for each in acted_on[number : number + 2] for rect in each)
        stay = found[-1:] if found and _overlap(found[-1], near) == 0 else []
        found += stay or [min(places, key=lambda place: (_hits(place, near), _overlap(place, near)))]
    return tuple(found)


def covered_at(places: Sequence[Rect], number: int) -> tuple[Rect, ...]:
    """Where the bar may be when a step is waited for: at its place, or still at the one before.

    Args:
        places: As ``bar_places`` gives them.
        number: The step's, from 1; the number past the last one's for the end.
    """
    return tuple(dict.fromkeys(places[max(0, number - 2) : number]))


def _candidates(size: tuple[int, int], room: Rect) -> Iterator[Rect]:
    """Top centre first, as every bar of the app; then below, then the corners, and last in between.

    Whatever two places are acted on, one of these is on neither.
    """
    width, height = size
    top, bottom = room.y + _EDGE, room.bottom - height - _EDGE
    centre, left, right = room.x + (room.width - width) // 2, room.x + _EDGE, room.right - width - _EDGE
    for x in (centre, left, right):
        for y in (top, bottom):
            yield Rect(x, y, width, height)
    for x in (left, right):
        yield Rect(x, room.y + (room.height - height) // 2, width, height)


def _acted_on(step: PlanStep) -> Iterator[Rect]:
    points = {(each.x, each.y) for each in step.inputs if isinstance(each, Move)}
    points |= {(each.x, each.y) for each in step.approach[-1:]} if step.inputs else set()
    if step.target is not None:
        points.add((step.target.x, step.target.y))
    for x, y in sorted(points):
        yield Rect(x - _AROUND, y - _AROUND, 2 * _AROUND, 2 * _AROUND)


def _hits(place: Rect, others: Sequence[Rect]) -> int:
    """On how many of the places that are acted on it would lie; they are in the middle of what is around."""
    return sum(place.contains(other.x + _AROUND, other.y + _AROUND) for other in others)


def _overlap(place: Rect, others: Sequence[Rect]) -> int:
    shared = (place.intersection(other) for other in others)
    return sum(0 if each.is_empty else each.width * each.height for each in shared)
