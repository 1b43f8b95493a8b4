"""Connected cells of a mask, as rectangles."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recorder.episode.screen import Rect

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Area:
    """Cells that touch each other, also by their corners.

    Attributes:
        rect: Around them, in cells.
        count: How many they are.
    """

    rect: Rect
    count: int


def areas_of(cells: Mask) -> tuple[Area, ...]:
    """The connected areas of a mask, from the top, then from the left.

    Run by run: its cost is that of what is set, which is little on a screen.
    """
    roots: list[int] = []
    boxes: list[tuple[int, int, int, int]] = []
    counts: list[int] = []
    above: list[tuple[int, int, int]] = []
    rows = np.flatnonzero(cells.any(axis=1))
    last_row = -2
    for row in rows.tolist():
        here: list[tuple[int, int, int]] = []
        candidates = above if row == last_row + 1 else []
        for left, right in _runs(cells[row]):
            number = len(roots)
            roots.append(number)
            boxes.append((left, row, right, row + 1))
            counts.append(right - left)
            for other_left, other_right, other in candidates:
                if other_left <= right and left <= other_right:
                    _join(roots, number, other)
            here.append((left, right, number))
        above, last_row = here, row
    return _merged(roots, boxes, counts)


def _runs(row: Mask) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(row.astype(np.int8), prepend=0, append=0))
    return [(int(left), int(right)) for left, right in zip(edges[::2], edges[1::2], strict=True)]


def _root(roots: list[int], number: int) -> int:
    while roots[number] != number:
        roots[number] = roots[roots[number]]
        number = roots[number]
    return number


def _join(roots: list[int], one: int, other: int) -> None:
    first, second = sorted((_root(roots, one), _root(roots, other)))
    roots[second] = first


def _merged(roots: list[int], boxes: list[tuple[int, int, int, int]], counts: list[int]) -> tuple[Area, ...]:
    found: dict[int, Area] = {}
    for number, (left, top, right, bottom) in enumerate(boxes):
        root = _root(roots, number)
        box = Rect.from_edges(left, top, right, bottom)
        known = found.get(root)
        found[root] = (
            Area(known.rect.hull(box), known.count + counts[number]) if known else Area(box, counts[number])
        )
    return tuple(sorted(found.values(), key=lambda area: (area.rect.y, area.rect.x)))
