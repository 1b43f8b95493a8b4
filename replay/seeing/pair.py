"""Two pictures of one place, pixel by pixel and cell by cell; see ``difference`` for what counts.

A cell is a square of 8 by 8 pixels, that of the codec's transform.
"""

from collections.abc import Sequence
from enum import Enum, auto
from functools import reduce
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from recorder.episode.screen import Rect
from replay.seeing.areas import Mask, areas_of
from replay.seeing.picture import Luma, Pixels, ScreenPicture, luma_of

CELL_PX: Final = 8
PIXEL_LIMIT: Final = 48
"""How far off the brightness of one pixel may be, of 255."""
CELL_LIMIT: Final = 24
"""How far off a cell may be on the whole: a hover, a theme's shade."""
_COLOUR_LIMIT: Final = 20
_LEAST_PIXELS: Final = 2
_LEAST_CELLS: Final = 2
_AROUND_PX: Final = 8
_RIDGE: Final = 1e-7
_INK_PX: Final = 2
_SAME_INK: Final = 0.5
"""How much of what is drawn must be drawn in the other picture, too, to be the same drawn otherwise."""
_CARET_WIDTH: Final = 3
_CARET_HEIGHTS: Final = range(12, 65)
_BLOCK_WIDTHS: Final = range(5, 15)
_BLOCK_HEIGHTS: Final = range(10, 33)
_BLOCK_SLIM: Final = 1.5
_FLAT: Final = 16.0
# Where no caret is, the letter beside it may reach into its place.
_NEARLY_FLAT: Final = 32.0
_MOST_REGIONS: Final = 200
_MOST_AREAS: Final = 1_000
"""Where more differ, none of them is looked at by itself: it would take seconds, and nothing is the same."""
_MOST_SMOOTHED: Final = 500_000
_C1: Final = (0.01 * 255) ** 2
"""The constants of structural similarity (Wang et al. 2004), here of cells that do not overlap."""
_C2: Final = (0.03 * 255) ** 2

ScalarT = TypeVar("ScalarT", bound=np.generic)


class _Judged(Enum):
    NOISE = auto()
    CARET = auto()
    CHANGED = auto()


class Pair:
    """Two pictures' brightness, and which of it may be looked at. Sides are filled up to whole cells."""

    def __init__(self, expected: ScreenPicture, seen: ScreenPicture, is_open: Mask) -> None:
        self._place = expected.place
        height, width = is_open.shape
        margin = ((0, -height % CELL_PX), (0, -width % CELL_PX))
        self._pixels = tuple(
            np.pad(each.pixels, (*margin, (0, 0)), mode="edge")
            if height % CELL_PX or width % CELL_PX
            else each.pixels
            for each in (expected, seen)
        )
        self._open = np.pad(is_open, margin)
        self._expected = np.pad(luma_of(expected.pixels), margin, mode="edge")
        self._seen = np.pad(luma_of(seen.pixels), margin, mode="edge")
        self._off = np.abs(self._expected - self._seen)
        self._off[~self._open] = 0
        self._open_cells: Mask = np.asarray(_by_cell(self._open).all(axis=(1, 3)))
        means = _by_cell(self._expected - self._seen).mean(axis=(1, 3))
        # Brighter or darker on the whole.
        self._shaded_cells: Mask = (np.abs(means) > CELL_LIMIT) & self._open_cells

    def _differing_cells(self) -> Mask:
        """The cells with a pixel that is off, or off on the whole."""
        pixels = np.asarray(_by_cell(self._off > PIXEL_LIMIT).any(axis=(1, 3)))
        return pixels | self._shaded_cells

    def changed_cells(self) -> Mask:
        """The cells that differ, noise aside."""
        coloured = self.coloured_cells()
        changed, carets = np.zeros(coloured.shape, np.bool_), []
        areas = areas_of(self._differing_cells() | coloured)
        if len(areas) > _MOST_AREAS:
            return self._differing_cells() | coloured
        for area in areas:
            judged = self._judged(area.rect)
            if judged is _Judged.CARET:
                carets.append(area.rect)
            elif judged is _Judged.CHANGED or count_of(part_of(coloured, area.rect)) >= _LEAST_CELLS:
                part_of(changed, area.rect)[...] = True
        # One caret blinks; two are one that stands elsewhere.
        for rect in carets if len(carets) > 1 else ():
            part_of(changed, rect)[...] = True
        return changed

    def off_cells(self) -> Mask:
        """Of the cells that differ, those that do by themselves, without what lies between them."""
        return self.changed_cells() & (self._differing_cells() | self.coloured_cells())

    def coloured_cells(self) -> Mask:
        """The cells that have another colour on the whole."""
        off = np.abs(_cell_colours(self._pixels[0]) - _cell_colours(self._pixels[1])) > _COLOUR_LIMIT
        return np.asarray(off.any(axis=2)) & self._open_cells

    def _judged(self, cells: Rect) -> _Judged:
        """What an area of cells comes to."""
        box = Rect(cells.x * CELL_PX, cells.y * CELL_PX, cells.width * CELL_PX, cells.height * CELL_PX)
        changed = part_of(self._off, box) > PIXEL_LIMIT
        if count_of(changed) >= _LEAST_PIXELS:
            tight = bounds_of(changed).moved(box.x, box.y)
            if self._is_caret(tight):
                return _Judged.CARET
            if not self._is_redrawn(tight):
                return _Judged.CHANGED
        shaded = count_of(part_of(self._shaded_cells, cells))
        return _Judged.CHANGED if shaded >= _LEAST_CELLS else _Judged.NOISE

    def differing_strips(self, axis: int) -> Mask:
        """In which columns (1) or rows (3) of its cells a pixel is off."""
        return np.asarray(_by_cell(self._off > PIXEL_LIMIT).any(axis=axis, keepdims=True))

    def shaded_cells(self) -> Mask:
        """The cells of another shade on the whole."""
        return self._shaded_cells

    def regions(self, changed: Mask) -> list[Rect]:
        """Where cells have their differing pixels, those of one line joined."""
        near = changed.copy()
        near[:, 1:] |= changed[:, :-1]
        near[:, :-1] |= changed[:, 1:]
        joined = [area.rect for area in areas_of(near)]
        # Far more than anyone could look at: one around all of them says as much.
        if len(joined) > _MOST_REGIONS:
            joined = [reduce(Rect.hull, joined)]
        return [self._on_desktop(each) for each in joined]

    def _on_desktop(self, cells: Rect) -> Rect:
        box = Rect(cells.x * CELL_PX, cells.y * CELL_PX, cells.width * CELL_PX, cells.height * CELL_PX)
        changed = part_of(self._off, box) > CELL_LIMIT
        tight = bounds_of(changed) if changed.any() else Rect(0, 0, box.width, box.height)
        return tight.moved(box.x + self._place.x, box.y + self._place.y).intersection(self._place)

    def bounds_px(self, cells: Rect) -> Rect:
        """Around the differing pixels in a rectangle of cells, in pixels of the place."""
        return self._on_desktop(cells).moved(-self._place.x, -self._place.y)

    def share_of(self, regions: Sequence[Rect]) -> float:
        """How much of what is drawn lies in regions, given in pixels of the virtual desktop."""
        if not regions:
            return 0.0
        drawn = (edges_of(self._expected) | edges_of(self._seen)) & self._open
        if not drawn.any():
            drawn = self._open
        inside = np.zeros(drawn.shape, np.bool_)
        for rect in regions:
            own = rect.moved(-self._place.x, -self._place.y)
            part_of(inside, grown(own, 1, 1, drawn.shape))[...] = True
        return (count_of(drawn & inside)) / max(1, (count_of(drawn)))

    def open_share(self) -> float:
        """How much of the place may be looked at, 0 to 1."""
        return float(self._open[: self._place.height, : self._place.width].mean())

    def similarity(self) -> float | None:
        """The mean structural similarity of the cells that may be looked at."""
        if not self._open_cells.any():
            return None
        here = self._open_cells
        one, other = _by_cell(self._expected), _by_cell(self._seen)
        mean_one, mean_other = one.mean(axis=(1, 3))[here], other.mean(axis=(1, 3))[here]
        spread_one = np.einsum("aibj,aibj->ab", one, one)[here] / CELL_PX**2 - mean_one**2
        spread_other = np.einsum("aibj,aibj->ab", other, other)[here] / CELL_PX**2 - mean_other**2
        both = np.einsum("aibj,aibj->ab", one, other)[here] / CELL_PX**2 - mean_one * mean_other
        likeness = ((2 * mean_one * mean_other + _C1) * (2 * both + _C2)) / (
            (mean_one**2 + mean_other**2 + _C1) * (spread_one + spread_other + _C2)
        )
        return float(np.clip(likeness.mean(), 0.0, 1.0))

    def _is_redrawn(self, box: Rect) -> bool:
        """Whether all around is the same, drawn a part of a pixel further or smoothed otherwise."""
        around = grown(box, _AROUND_PX, _AROUND_PX, self._off.shape)
        if around.width * around.height > _MOST_SMOOTHED:
            return False
        one, other = part_of(self._expected, around), part_of(self._seen, around)
        if not self._is_inked_alike(box, one, other):
            return False
        # What is covered is 0 in both, so that it hinders no fit.
        is_open = part_of(self._open, around)
        return _is_smoothed(one * is_open, other * is_open) or _is_smoothed(other * is_open, one * is_open)

    def _is_inked_alike(self, box: Rect, one: Luma, other: Luma) -> bool:
        """Whether about as much is drawn in both: the best blur of a fine line is close to none at all."""
        near = grown(box, _INK_PX, _INK_PX, self._off.shape)
        inks = [
            float(np.abs(part_of(luma, near) - np.median(around)).sum())
            for luma, around in ((self._expected, one), (self._seen, other))
        ]
        return min(inks) >= _SAME_INK * max(inks)

    def _is_caret(self, box: Rect) -> bool:
        if box.width <= _CARET_WIDTH and box.height in _CARET_HEIGHTS:
            return self._is_plain_bar(box)
        is_block = box.width in _BLOCK_WIDTHS and box.height in _BLOCK_HEIGHTS
        return is_block and box.height >= _BLOCK_SLIM * box.width and self._is_plain_bar(box)

    def _is_plain_bar(self, box: Rect) -> bool:
        """Whether one colour fills the box in one picture, and another one in the other."""
        one, other = part_of(self._expected, box), part_of(self._seen, box)
        flatter, other_one = sorted((float(one.std()), float(other.std())))
        return flatter < _FLAT and other_one < _NEARLY_FLAT


def unexplained(one: Pair, other: Pair) -> Mask:
    """The cells of a picture that differ from each of two others.

    A row or a column of a cell that is the same in one of them counts as the same: what moved may have come
    to lie beside what stayed, within one cell. Such a cell is another one on the whole than in either.
    """
    pixels: list[Mask] = []
    is_put_together = np.zeros(one.off_cells().shape, np.bool_)
    for axis in (1, 3):
        in_one, in_other = one.differing_strips(axis), other.differing_strips(axis)
        differs = np.asarray((in_one & in_other).any(axis=(1, 3)))
        pixels.append(differs)
        is_put_together |= ~differs & in_one.any(axis=(1, 3)) & in_other.any(axis=(1, 3))
    shaded = one.shaded_cells() & other.shaded_cells()
    coloured = one.coloured_cells() & other.coloured_cells()
    return np.asarray((pixels[0] & pixels[1]) | ((shaded | coloured) & ~is_put_together))


def _cell_colours(pixels: Pixels) -> NDArray[np.float32]:
    """How much more blue and more red than green each cell is."""
    rows, columns = pixels.shape[0] // CELL_PX, pixels.shape[1] // CELL_PX
    tiles = pixels.reshape(rows, CELL_PX, columns, CELL_PX, 4)
    # Rows first, in whole words: twice as fast as both at once.
    means = tiles.sum(axis=1, dtype=np.uint16).sum(axis=2, dtype=np.uint16).astype(np.float32) / CELL_PX**2
    return np.stack((means[..., 0] - means[..., 1], means[..., 2] - means[..., 1]), axis=2)


def part_of(array: NDArray[ScalarT], rect: Rect) -> NDArray[ScalarT]:
    """What of an array lies in a rectangle of it, as a view."""
    return array[rect.y : rect.bottom, rect.x : rect.right]


def _by_cell(array: NDArray[ScalarT]) -> NDArray[ScalarT]:
    """``(cell rows, CELL_PX, cell columns, CELL_PX)``."""
    rows, columns = array.shape
    return array.reshape(rows // CELL_PX, CELL_PX, columns // CELL_PX, CELL_PX)


def count_of(mask: Mask) -> int:
    """How much is set."""
    return int(np.count_nonzero(mask))


def bounds_of(mask: Mask) -> Rect:
    """The rectangle around what is set; there must be something."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return Rect.from_edges(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)


def grown(rect: Rect, across: int, down: int, shape: tuple[int, ...]) -> Rect:
    """A rectangle of an array, larger on all sides as far as the array goes."""
    whole = Rect(0, 0, shape[1], shape[0])
    return Rect(rect.x - across, rect.y - down, rect.width + 2 * across, rect.height + 2 * down).intersection(
        whole
    )


def edges_of(luma: Luma) -> Mask:
    """The pixels on an edge that is stronger than noise."""
    found = np.zeros(luma.shape, np.bool_)
    found[:, 1:] |= np.abs(np.diff(luma, axis=1)) > PIXEL_LIMIT
    found[1:] |= np.abs(np.diff(luma, axis=0)) > PIXEL_LIMIT
    return found


def _is_smoothed(luma: Luma, other: Luma) -> bool:
    """Whether one picture is the other one through a filter of three by three pixels, by least squares.

    Such a filter moves by a part of a pixel, blurs and sharpens, and makes no letter of another.
    """
    height, width = luma.shape
    padded = np.pad(luma, 1, mode="edge").astype(np.float64)
    around = np.stack([padded[y : y + height, x : x + width].ravel() for y in range(3) for x in range(3)])
    gram = around @ around.T
    # A flat picture has no best filter: the least one is as good.
    gram += np.eye(len(gram)) * (_RIDGE * np.trace(gram) + 1.0)
    weights = np.linalg.solve(gram, around @ other.ravel())
    off = np.abs(weights @ around - other.ravel())
    return count_of(off > PIXEL_LIMIT) < _LEAST_PIXELS
