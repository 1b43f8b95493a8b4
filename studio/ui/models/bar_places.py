"""Where a bar may lie above a desktop on which a replay acts: never where it clicks, and known in advance.

The pictures that tell whether the screen is ready are taken of the whole desktop, so the bar is in them. They
are not compared where it lies; and so that this covers nothing that matters, it lies elsewhere than what a
step acts on. It moves rarely: most replays leave one place free from their first step to their last.
"""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from recorder.episode.screen import Rect
from replay.plan.inputs import Move
from replay.plan.steps import PlanStep

_AROUND: Final = 96
"""How far from a place that is acted on the bar stays, in pixels: more than what is compared around it."""
_EDGE: Final = 8

_Counts = NDArray[np.int64]


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
    hits, overlaps = _covered(places, steps)
    if not overlaps.size:
        return (places[0],) * (len(steps) + 1)
    free = np.flatnonzero(overlaps.sum(axis=1) == 0)
    if free.size:
        return (places[int(free[0])],) * (len(steps) + 1)
    near_hits, near_overlaps = _with_the_next(hits), _with_the_next(overlaps)
    best = np.lexsort((near_overlaps, near_hits), axis=0)[0]
    found = [int(best[0])]
    for number in range(1, len(steps) + 1):
        stays = near_overlaps[found[-1], number] == 0
        found.append(found[-1] if stays else int(best[number]))
    return tuple(places[each] for each in found)


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


def _covered(places: Sequence[Rect], steps: Sequence[PlanStep]) -> tuple[_Counts, _Counts]:
    """On how many of a step's places the bar would lie, and how much of what is around them it would cover.

    All of a long recording at once: ``(places, steps)`` each, the second in pixels.
    """
    points = [_acted_on(step) for step in steps]
    ends = np.cumsum([len(each) for each in points])
    every = np.array([point for each in points for point in each], np.int64).reshape(-1, 2)
    hits, overlaps = (np.zeros((len(places), len(steps)), np.int64) for _ in range(2))
    for number, place in enumerate(places):
        low = np.maximum(every - _AROUND, (place.x, place.y))
        high = np.minimum(every + _AROUND, (place.right, place.bottom))
        inside = (every >= (place.x, place.y)) & (every < (place.right, place.bottom))
        hits[number] = _sums(np.asarray(inside.all(axis=1)), ends)
        overlaps[number] = _sums(np.asarray(np.maximum(high - low, 0).prod(axis=1)), ends)
    return hits, overlaps


def _sums(values: NDArray[np.int64 | np.bool_], ends: NDArray[np.int64]) -> NDArray[np.int64]:
    """The sum of each step's values, which lie one after the other and end before these indices."""
    total = np.concatenate(([0], np.cumsum(values, dtype=np.int64)))
    return np.diff(total[np.concatenate(([0], ends)).astype(np.intp)])


def _with_the_next(counts: _Counts) -> _Counts:
    """Of each step and the one after it together, and at the end of nothing more."""
    after = np.pad(counts, ((0, 0), (0, 2)))
    return np.asarray(after[:, :-1] + after[:, 1:])


def _acted_on(step: PlanStep) -> list[tuple[int, int]]:
    points = {(each.x, each.y) for each in step.inputs if isinstance(each, Move)}
    points |= {(each.x, each.y) for each in step.approach[-1:]} if step.inputs else set()
    if step.target is not None:
        points.add((step.target.x, step.target.y))
    return sorted(points)
