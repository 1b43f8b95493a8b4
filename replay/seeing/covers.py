"""What was painted over in a recorded picture, found by its paint: an episode does not say where it is.

The recorder and the bake paint with one grey, flat, in boxes whose edges lie on a grid of four pixels. What
looks so cannot be told from paint and is not compared: a program that draws just that grey loses a
comparison, and a redaction never passes as one.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from recorder.episode.screen import Rect
from replay.seeing.areas import Mask, areas_of
from replay.seeing.picture import Pixels

GRID_PX: Final = 4
_PAINT: Final = 128
_DECODED_PX: Final = 3
"""How far from the paint a decoded pixel may be; measured: 1 within a box, 2 at its edges."""
_LEAST_CELLS: Final = 9
_LEAST_SIDE: Final = 3
_SMEAR_PX: Final = 4
"""How far beside a box the codec lets its paint run."""


def covered_places(pixels: Pixels) -> tuple[Rect, ...]:
    """Where a recorded picture is painted over, and the seam around it, in pixels of the picture.

    The rectangles may overlap. A picture without that grey costs one look at its brightest channel.
    """
    height, width = pixels.shape[0] // GRID_PX * GRID_PX, pixels.shape[1] // GRID_PX * GRID_PX
    green = _flat_cells(pixels[:height, :width, 1])
    if not green.any():
        return ()
    paint = green & _flat_cells(pixels[:height, :width, 0]) & _flat_cells(pixels[:height, :width, 2])
    whole = Rect(0, 0, pixels.shape[1], pixels.shape[0])
    places: list[Rect] = []
    for area in areas_of(paint):
        if area.count < _LEAST_CELLS or min(area.rect.width, area.rect.height) < _LEAST_SIDE:
            continue
        places.extend(_in_pixels(cells).intersection(whole) for cells in _solid_boxes(paint, area.rect))
    return tuple(places)


def _flat_cells(channel: NDArray[np.uint8]) -> Mask:
    near = (channel >= _PAINT - _DECODED_PX) & (channel <= _PAINT + _DECODED_PX)
    rows, columns = channel.shape
    tiles = near.reshape(rows // GRID_PX, GRID_PX, columns // GRID_PX, GRID_PX)
    return np.asarray(tiles.all(axis=(1, 3)))


def _solid_boxes(paint: Mask, area: Rect) -> list[Rect]:
    """An area of paint as boxes, row by row, joined while their edges stay the same."""
    boxes: list[Rect] = []
    is_open: dict[tuple[int, int], int] = {}
    for row in range(area.y, area.bottom):
        edges = np.flatnonzero(np.diff(paint[row, area.x : area.right].astype(np.int8), prepend=0, append=0))
        still: dict[tuple[int, int], int] = {}
        for left, right in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
            number = is_open.get((left, right))
            if number is None:
                number = len(boxes)
                boxes.append(Rect(area.x + left, row, right - left, 1))
            else:
                box = boxes[number]
                boxes[number] = Rect(box.x, box.y, box.width, box.height + 1)
            still[left, right] = number
        is_open = still
    return boxes


def _in_pixels(cells: Rect) -> Rect:
    return Rect(
        cells.x * GRID_PX - _SMEAR_PX,
        cells.y * GRID_PX - _SMEAR_PX,
        cells.width * GRID_PX + 2 * _SMEAR_PX,
        cells.height * GRID_PX + 2 * _SMEAR_PX,
    )
