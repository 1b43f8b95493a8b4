"""What differs between two pictures of one place, noise aside.

A recording went through a codec, a replay did not; a caret blinks; a letter falls half a pixel further. So a
difference is looked for in three ways, each with a limit that was measured on real windows:

* A pixel differs whose brightness is off by more than the codec ever puts it (30 of 255 measured).
* A cell of 8 by 8 pixels differs whose mean brightness or colour is off: a light of another colour, a row
  that is selected.
* Where nearly every edge of a region differs, and no pixel by more than its neighbours allow, the same thing
  was drawn again a fraction of a pixel further, or smoothed otherwise. That is no difference. One letter
  that changed among others that did not is one, however small.

A single caret, a thin upright bar or the block of a terminal, is no difference either: it blinks. A second
one is: it stands elsewhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import reduce
from typing import Final, TypeVar

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
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
_REDRAWN_SHARE: Final = 0.25
_AROUND_PX: Final = 24
_NEAR_PX: Final = 4
_CARET_WIDTH: Final = 3
_CARET_HEIGHTS: Final = range(12, 65)
_BLOCK_WIDTHS: Final = range(5, 15)
_BLOCK_HEIGHTS: Final = range(10, 33)
_BLOCK_SLIM: Final = 1.5
_FLAT: Final = 16.0
_MOST_REGIONS: Final = 200
_C1: Final = (0.01 * 255) ** 2
"""The constants of structural similarity (Wang et al. 2004), here of cells that do not overlap."""
_C2: Final = (0.03 * 255) ** 2

ScalarT = TypeVar("ScalarT", bound=np.generic)


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between two pictures of one place.

    Attributes:
        regions: Where, in pixels of the virtual desktop, largest first.
        covered: What could not be compared, likewise.
        similarity: The mean structural similarity of the cells that were compared; ``None`` where none was.
        compared: The share of the place that was compared, 0 to 1.
        changed: The share of what was compared that lies in differing cells, 0 to 1.
    """

    regions: tuple[Rect, ...]
    covered: tuple[Rect, ...]
    similarity: float | None
    compared: float
    changed: float


def difference(expected: ScreenPicture, seen: ScreenPicture, *, ignored: Sequence[Rect] = ()) -> Difference:
    """Compare two pictures of the same place.

    Args:
        expected: As recorded; what it has covered is not compared.
        seen: As replayed.
        ignored: What is not looked at, in pixels of the virtual desktop, such as clocks.

    Raises:
        ValueError: They are not of one place.
    """
    if expected.place != seen.place:
        raise ValueError("only pictures of one place can be compared")
    covered = tuple(
        part
        for rect in expected.covered + seen.covered
        if not (part := rect.intersection(expected.place)).is_empty
    )
    if expected.place.is_empty:
        return Difference((), covered, None, 0.0, 0.0)
    is_open = _without(expected.place, (*covered, *ignored))
    pair = _Pair(expected, seen, is_open)
    coloured = _off_colours(expected.pixels, seen.pixels, is_open)
    changed, carets = [], []
    for area in areas_of(pair.differing_cells() | coloured):
        judged = pair.judged(area.rect)
        if judged is _Judged.CARET:
            carets.append(area.rect)
        elif judged is _Judged.CHANGED or np.count_nonzero(_part(coloured, area.rect)) >= _LEAST_CELLS:
            changed.append(area.rect)
    # One caret blinks; two are one that stands elsewhere.
    changed += carets if len(carets) > 1 else []
    regions = sorted(pair.regions(changed), key=lambda rect: (-rect.width * rect.height, rect))
    return Difference(
        regions=tuple(regions),
        covered=covered,
        similarity=pair.similarity(),
        compared=float(is_open.mean()),
        changed=sum(rect.width * rect.height for rect in regions) / max(1, int(is_open.sum())),
    )


def looks_same(expected: ScreenPicture, seen: ScreenPicture, *, ignored: Sequence[Rect] = ()) -> bool:
    """Whether nothing differs, and something could be compared."""
    found = difference(expected, seen, ignored=ignored)
    return not found.regions and found.compared > 0


def edge_count(picture: ScreenPicture) -> int:
    """How many pixels of a picture lie on an edge that is stronger than noise, what is covered aside."""
    if picture.place.is_empty:
        return 0
    found = _edges(luma_of(picture.pixels)) & _without(picture.place, picture.covered)
    return int(np.count_nonzero(found))


class _Judged(Enum):
    NOISE = auto()
    CARET = auto()
    CHANGED = auto()


class _Pair:
    """Two pictures' brightness, and which of it may be looked at. Sides are filled up to whole cells."""

    def __init__(self, expected: ScreenPicture, seen: ScreenPicture, is_open: Mask) -> None:
        self._place = expected.place
        height, width = is_open.shape
        margin = ((0, -height % CELL_PX), (0, -width % CELL_PX))
        self._open = np.pad(is_open, margin)
        self._expected = np.pad(luma_of(expected.pixels), margin, mode="edge")
        self._seen = np.pad(luma_of(seen.pixels), margin, mode="edge")
        self._off = np.abs(self._expected - self._seen)
        self._off[~self._open] = 0
        self._open_cells: Mask = np.asarray(_by_cell(self._open).all(axis=(1, 3)))
        means = _by_cell(self._expected - self._seen).mean(axis=(1, 3))
        # Brighter or darker on the whole.
        self._shaded_cells: Mask = (np.abs(means) > CELL_LIMIT) & self._open_cells

    def differing_cells(self) -> Mask:
        """The cells with a pixel that is off, or off on the whole."""
        pixels = np.asarray(_by_cell(self._off > PIXEL_LIMIT).any(axis=(1, 3)))
        return pixels | self._shaded_cells

    def judged(self, cells: Rect) -> _Judged:
        """What an area of cells comes to."""
        box = Rect(cells.x * CELL_PX, cells.y * CELL_PX, cells.width * CELL_PX, cells.height * CELL_PX)
        changed = _part(self._off, box) > PIXEL_LIMIT
        if np.count_nonzero(changed) >= _LEAST_PIXELS:
            tight = _bounds(changed).moved(box.x, box.y)
            if self._is_caret(tight):
                return _Judged.CARET
            if not self._is_redrawn(tight):
                return _Judged.CHANGED
        shaded = np.count_nonzero(_part(self._shaded_cells, cells))
        return _Judged.CHANGED if shaded >= _LEAST_CELLS else _Judged.NOISE

    def regions(self, cells: Sequence[Rect]) -> list[Rect]:
        """Where areas of cells have their differing pixels, joined where they are near each other."""
        near = np.zeros(self._open_cells.shape, np.bool_)
        for each in cells:
            _part(near, _grown(each, 1, 0, near.shape))[...] = True
        joined = [area.rect for area in areas_of(near)]
        # Far more than anyone could look at: one around all of them says as much.
        if len(joined) > _MOST_REGIONS:
            joined = [reduce(Rect.hull, joined)]
        return [self._on_desktop(each) for each in joined]

    def _on_desktop(self, cells: Rect) -> Rect:
        box = Rect(cells.x * CELL_PX, cells.y * CELL_PX, cells.width * CELL_PX, cells.height * CELL_PX)
        changed = _part(self._off, box) > CELL_LIMIT
        tight = _bounds(changed) if changed.any() else Rect(0, 0, box.width, box.height)
        return tight.moved(box.x + self._place.x, box.y + self._place.y).intersection(self._place)

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
        """Whether all around was drawn again a little further, and nothing but that."""
        around = _grown(box, _AROUND_PX, _NEAR_PX, self._off.shape)
        one, other = _part(self._expected, around), _part(self._seen, around)
        edges = _edges(one) | _edges(other)
        off = _part(self._off, around) > PIXEL_LIMIT
        if np.count_nonzero(off & edges) < _REDRAWN_SHARE * np.count_nonzero(edges):
            return False
        beyond = np.maximum(_beyond(one, other), _beyond(other, one)) > PIXEL_LIMIT
        return int(np.count_nonzero(beyond & (_part(self._off, around) > 0))) < _LEAST_PIXELS

    def _is_caret(self, box: Rect) -> bool:
        if box.width <= _CARET_WIDTH and box.height in _CARET_HEIGHTS:
            return self._is_plain_bar(box)
        is_block = box.width in _BLOCK_WIDTHS and box.height in _BLOCK_HEIGHTS
        return is_block and box.height >= _BLOCK_SLIM * box.width and self._is_plain_bar(box)

    def _is_plain_bar(self, box: Rect) -> bool:
        """Whether one colour fills the box in one picture, and another one in the other."""
        one, other = _part(self._expected, box), _part(self._seen, box)
        return bool(one.std() < _FLAT and other.std() < _FLAT)


def _without(place: Rect, hidden: Sequence[Rect]) -> Mask:
    """What of a place may be looked at."""
    is_open = np.ones((place.height, place.width), np.bool_)
    for rect in hidden:
        own = rect.intersection(place).moved(-place.x, -place.y)
        _part(is_open, own)[...] = False
    return is_open


def _off_colours(expected: Pixels, seen: Pixels, is_open: Mask) -> Mask:
    """The cells that have another colour on the whole; those at the right and lower edge may be cut."""
    height, width = is_open.shape
    cells = np.zeros((-(-height // CELL_PX), -(-width // CELL_PX)), np.bool_)
    whole = Rect(0, 0, width // CELL_PX * CELL_PX, height // CELL_PX * CELL_PX)
    if whole.is_empty:
        return cells
    one, other = _cell_colours(_part(expected, whole)), _cell_colours(_part(seen, whole))
    opened = _by_cell(_part(is_open, whole)).all(axis=(1, 3))
    off = (np.abs(one - other) > _COLOUR_LIMIT).any(axis=2) & opened
    cells[: off.shape[0], : off.shape[1]] = off
    return cells


def _cell_colours(pixels: Pixels) -> NDArray[np.float32]:
    """How much more blue and more red than green each cell is."""
    rows, columns = pixels.shape[0] // CELL_PX, pixels.shape[1] // CELL_PX
    tiles = pixels.reshape(rows, CELL_PX, columns, CELL_PX, 4)
    # Rows first, in whole words: twice as fast as both at once.
    means = tiles.sum(axis=1, dtype=np.uint16).sum(axis=2, dtype=np.uint16).astype(np.float32) / CELL_PX**2
    return np.stack((means[..., 0] - means[..., 1], means[..., 2] - means[..., 1]), axis=2)


def _part(array: NDArray[ScalarT], rect: Rect) -> NDArray[ScalarT]:
    return array[rect.y : rect.bottom, rect.x : rect.right]


def _by_cell(array: NDArray[ScalarT]) -> NDArray[ScalarT]:
    """``(cell rows, CELL_PX, cell columns, CELL_PX)``."""
    rows, columns = array.shape
    return array.reshape(rows // CELL_PX, CELL_PX, columns // CELL_PX, CELL_PX)


def _bounds(mask: Mask) -> Rect:
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return Rect.from_edges(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)


def _grown(rect: Rect, across: int, down: int, shape: tuple[int, ...]) -> Rect:
    whole = Rect(0, 0, shape[1], shape[0])
    return Rect(rect.x - across, rect.y - down, rect.width + 2 * across, rect.height + 2 * down).intersection(
        whole
    )


def _edges(luma: Luma) -> Mask:
    found = np.zeros(luma.shape, np.bool_)
    found[:, 1:] |= np.abs(np.diff(luma, axis=1)) > PIXEL_LIMIT
    found[1:] |= np.abs(np.diff(luma, axis=0)) > PIXEL_LIMIT
    return found


def _beyond(luma: Luma, other: Luma) -> Luma:
    """How far each pixel is beyond what the other picture has within one pixel of it."""
    around = sliding_window_view(np.pad(other, 1, mode="edge"), (3, 3))
    above, below = luma - around.max(axis=(2, 3)), around.min(axis=(2, 3)) - luma
    further: Luma = np.maximum(above, below)
    return further
