"""Where pictures differ by themselves: clocks, spinners, pictures that load.

Learned in three ways, all of which would rather learn too little: what is taken for volatile is never
compared. A place that looked in three ways or more at the same step, in the recording and in its replays,
shows the hour or chance. One that looked in two does not: that is a result that is wrong, always or now and
then, and it stays a difference. And what changed again and again in the recording while nothing was done
changes by itself. What did so while only the pointer moved, on several of its ways, follows the pointer: the
coordinates that a drawing program shows are those of whichever move it heard last.

Only the part of two pictures in which any pixel differs is compared: what is found there is what would be
found in the whole of them. A part of more than ``MOST_COMPARED_PX`` is taken for one that did not change,
since nobody can end a comparison in its middle: it would take longer than an end may take.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from recorder.episode.screen import Rect
from replay.seeing.areas import Mask, areas_of
from replay.seeing.difference import difference
from replay.seeing.pair import CELL_PX
from replay.seeing.picture import Pixels, ScreenPicture

LEAST_LOOKS: Final = 3
LEAST_CHANGES: Final = 3
_LEAST_WAYS: Final = 2
MOST_SHARE: Final = 0.05
"""How much of the screen may differ for anything to be learned from it."""
MOST_COMPARED_PX: Final = 2560 * 1440
"""A comparison of as much takes an eighth of a second, and up to a quarter beside other work."""
_AROUND_PX: Final = 2 * CELL_PX
"""How far around a pixel that differs a comparison looks, and a cell more."""

Check = Callable[[], object]
"""Called before each comparison; what it raises ends the learning."""


def _nothing() -> None:
    """Nobody wants to end it."""


def learned_from_runs(
    steps: Iterable[Sequence[ScreenPicture]], *, check: Check = _nothing
) -> tuple[Rect, ...]:
    """The regions that looked in three ways or more at the same step.

    Args:
        steps: For each step, what the recording and each run showed after it, all of one place; a run that
            did not reach it is left out.
        check: May end it.
    """
    learned: list[Rect] = []
    for looks in steps:
        if len(looks) < LEAST_LOOKS:
            continue
        counts = _Counts(looks[0].place, check)
        for number, look in enumerate(looks):
            counts.add_new(look, looks[:number])
        learned += counts.regions(at_least=LEAST_LOOKS)
    return _joined(learned)


def restless_regions(
    still: Iterable[Iterable[ScreenPicture]], *, check: Check = _nothing
) -> tuple[Rect, ...]:
    """The regions that changed again and again while nothing was done.

    Args:
        still: The pictures of each stretch of time in which nothing was done, all of one place.
        check: May end it.
    """
    counts: _Counts | None = None
    for stretch in still:
        for one, other in pairwise(stretch):
            counts = counts or _Counts(one.place, check)
            counts.add(one, other)
    return () if counts is None else _joined(counts.regions(at_least=LEAST_CHANGES))


def pointer_regions(ways: Iterable[Iterable[ScreenPicture]], *, check: Check = _nothing) -> tuple[Rect, ...]:
    """The regions that changed again and again while only the pointer moved.

    What lights up under it changes twice on its way, and what a click came to on one way alone.

    Args:
        ways: The pictures of each stretch of time in which only the pointer moved, all of one place.
        check: May end it.
    """
    on_ways: _Counts | None = None
    for way in ways:
        counts: _Counts | None = None
        for one, other in pairwise(way):
            counts = counts or _Counts(one.place, check)
            on_ways = on_ways or _Counts(one.place, check)
            counts.add(one, other)
        if counts is not None and on_ways is not None:
            on_ways.add_reached(counts, at_least=LEAST_CHANGES)
    return () if on_ways is None else _joined(on_ways.regions(at_least=_LEAST_WAYS))


class _Counts:
    """How often each cell of a place changed."""

    def __init__(self, place: Rect, check: Check) -> None:
        self._place = place
        self._check = check
        self._counts = np.zeros((-(-place.height // CELL_PX), -(-place.width // CELL_PX)), np.int32)

    def add(self, one: ScreenPicture, other: ScreenPicture) -> None:
        """Count where two pictures differ."""
        self._counts += self._differing(one, other)

    def add_new(self, look: ScreenPicture, before: Sequence[ScreenPicture]) -> None:
        """Count where a picture looks like none of those before it."""
        is_new: Mask = np.ones(self._counts.shape, np.bool_)
        for other in before:
            is_new &= self._differing(look, other)
        self._counts += is_new

    def add_reached(self, other: "_Counts", *, at_least: int) -> None:
        """Count once each cell that another count has often enough."""
        self._counts += other.reached(at_least)

    def reached(self, at_least: int) -> Mask:
        """The cells that changed often enough."""
        return np.asarray(self._counts >= at_least)

    def _differing(self, one: ScreenPicture, other: ScreenPicture) -> Mask:
        self._check()
        changed: Mask = np.zeros(self._counts.shape, np.bool_)
        for rect in differing_regions(one, other):
            own = rect.moved(-self._place.x, -self._place.y)
            rows = slice(own.y // CELL_PX, -(-own.bottom // CELL_PX))
            changed[rows, own.x // CELL_PX : -(-own.right // CELL_PX)] = True
        # Where much of the screen differs, a window came or went, or the runs went other ways.
        return changed if changed.mean() <= MOST_SHARE else np.zeros_like(changed)

    def regions(self, *, at_least: int) -> list[Rect]:
        return [
            Rect(
                area.rect.x * CELL_PX + self._place.x,
                area.rect.y * CELL_PX + self._place.y,
                area.rect.width * CELL_PX,
                area.rect.height * CELL_PX,
            ).intersection(self._place)
            for area in areas_of(self.reached(at_least))
        ]


def differing_regions(one: ScreenPicture, other: ScreenPicture) -> tuple[Rect, ...]:
    """The regions of ``difference``, of two pictures of one place; none where too much is to be compared."""
    box = _differing_part(one, other)
    if box.is_empty or box.width * box.height > MOST_COMPARED_PX:
        return ()
    return difference(one.part(box), other.part(box)).regions


def _differing_part(one: ScreenPicture, other: ScreenPicture) -> Rect:
    """Around all pixels that differ, with what a comparison looks at beside them, in whole cells."""
    is_other = _as_words(one.pixels) != _as_words(other.pixels)
    rows = np.flatnonzero(is_other.any(axis=1))
    if not rows.size:
        return Rect(one.place.x, one.place.y, 0, 0)
    columns = np.flatnonzero(is_other[rows[0] : rows[-1] + 1].any(axis=0))
    left, top = (int(edge[0]) // CELL_PX * CELL_PX - _AROUND_PX for edge in (columns, rows))
    right, bottom = (-(-(int(edge[-1]) + 1) // CELL_PX) * CELL_PX + _AROUND_PX for edge in (columns, rows))
    return Rect.from_edges(left, top, right, bottom).moved(one.place.x, one.place.y).intersection(one.place)


def _as_words(pixels: Pixels) -> np.ndarray[tuple[int, ...], np.dtype[np.uint32]]:
    """Whole pixels at once: four times as fast as their bytes."""
    return np.ascontiguousarray(pixels).view(np.uint32)[..., 0]


def _joined(regions: list[Rect]) -> tuple[Rect, ...]:
    """Each region once; one that lies in another is part of it."""
    distinct = sorted(set(regions), key=lambda rect: (-rect.width * rect.height, rect))
    kept: list[Rect] = []
    for rect in distinct:
        if not any(rect.intersection(other) == rect for other in kept):
            kept.append(rect)
    return tuple(sorted(kept))
