"""Where a picture is on another one, and whether it is there once.

Normalized cross-correlation by Fourier transforms (Lewis 1995) proposes places, the comparison of
``difference`` decides: what merely resembles is not found. A correlation is blind to shade, so that a button
is found whether or not it is lit; its sign is not looked at, since what is selected is often inverted.

OpenCV would do the same eight times as fast for 60 MB more; a search is rare, and takes 0.3 s on 1080p.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from recorder.episode.screen import Rect
from replay.seeing.difference import difference, edge_count, open_mask
from replay.seeing.picture import Luma, ScreenPicture, luma_of
from replay.seeing.shading import is_only_lit

_LIKELY: Final = 0.8
_MOST_CANDIDATES: Final = 12
_NEIGHBOURHOOD_PX: Final = 6
_LEAST_EDGES: Final = 24
_FLAT: Final = 4.0


Luma64 = NDArray[np.float64]


class Search:
    """Looks for pictures on one other; what is worked out of that one is worked out once.

    Args:
        seen: What is searched.
    """

    def __init__(self, seen: ScreenPicture) -> None:
        self._seen: Final = seen
        luma = luma_of(seen.pixels)
        luma -= luma.mean()
        self._size: Final = (_fast_size(luma.shape[0]), _fast_size(luma.shape[1]))
        self._spectrum: Final = np.fft.rfft2(luma, self._size)
        self._sums: Final = _summed(luma)
        self._squares: Final = _summed(luma**2)

    def offsets(
        self, wanted: ScreenPicture, *, may_differ: float = 0.0, around: Rect | None = None
    ) -> tuple[tuple[int, int], ...]:
        """How far from its own place a picture is, in pixels, each place where it looks the same.

        Args:
            wanted: What is looked for.
            may_differ: How much of what is drawn in it need not look the same, 0 to 1.
            around: What of it may be lit otherwise; see ``matches``.


        Returns:
            The nearest first; empty where it is nowhere, or has too little in it to be known again.
        """
        place = wanted.place
        if place.width > self._seen.place.width or place.height > self._seen.place.height:
            return ()
        if is_plain(wanted):
            return ()
        likeness = np.abs(self._correlation(_open_luma(wanted)))
        places = []
        for _ in range(_MOST_CANDIDATES):
            row, column = divmod(int(likeness.argmax()), likeness.shape[1])
            if likeness[row, column] < _LIKELY:
                break
            x, y = self._seen.place.x + column, self._seen.place.y + row
            dx, dy = x - place.x, y - place.y
            lit = None if around is None else around.moved(dx, dy)
            if matches(wanted.as_if_at(x, y), self._seen, may_differ=may_differ, around=lit):
                places.append((dx, dy))
            top, left = max(0, row - _NEIGHBOURHOOD_PX), max(0, column - _NEIGHBOURHOOD_PX)
            likeness[top : row + _NEIGHBOURHOOD_PX + 1, left : column + _NEIGHBOURHOOD_PX + 1] = 0
        return tuple(sorted(places, key=lambda offset: (abs(offset[0]) + abs(offset[1]), offset)))

    def _correlation(self, wanted: Luma) -> Luma:
        """The normalized correlation at each place where the wanted fits: -1 to 1."""
        height, width = wanted.shape
        rows, columns = self._seen.place.height - height + 1, self._seen.place.width - width + 1
        product = self._spectrum * np.conj(np.fft.rfft2(wanted, self._size))
        raw = np.fft.irfft2(product, self._size)[:rows, :columns]
        area = height * width
        spread = _window_sums(self._squares, wanted) - _window_sums(self._sums, wanted) ** 2 / area
        energy = np.sqrt(np.maximum(spread, 0.0))
        scale = energy * float(np.sqrt((wanted**2).sum()))
        likely = np.where(energy > _FLAT * np.sqrt(area), raw / np.maximum(scale, 1.0), 0.0)
        return likely.astype(np.float32)


def is_plain(picture: ScreenPicture) -> bool:
    """Whether a picture has too little in it to be known again."""
    return edge_count(picture) < _LEAST_EDGES


def matches(
    wanted: ScreenPicture, seen: ScreenPicture, *, may_differ: float = 0.0, around: Rect | None = None
) -> bool:
    """Whether a picture's place looks as it does: lit otherwise at most, or but for so much of it.

    Args:
        wanted: The picture.
        seen: What is searched.
        may_differ: How much of what is drawn in it need not look the same, 0 to 1.
        around: Where the pointer is: nothing else is lit by it. ``None`` for anywhere.
    """
    there = seen.part(wanted.place)
    if there.place != wanted.place:
        return False
    found = difference(wanted, there)
    if may_differ:
        return found.compared > 0 and found.changed <= may_differ
    return found.compared > 0 and all(
        (around is None or not rect.intersection(around).is_empty)
        and is_only_lit(wanted.part(rect), there.part(rect))
        for rect in found.regions
    )


def _open_luma(picture: ScreenPicture) -> Luma:
    """Brightness around its mean, 0 where covered: it then weighs nothing in a correlation."""
    luma, is_open = luma_of(picture.pixels), open_mask(picture.place, picture.covered)
    if not is_open.any():
        return np.zeros_like(luma)
    luma -= luma[is_open].mean()
    luma[~is_open] = 0
    return luma


def _summed(luma: Luma) -> Luma64:
    """The sum of all that is above and left of each pixel."""
    return np.pad(luma.astype(np.float64).cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))


def _window_sums(sums: Luma64, window: Luma) -> Luma64:
    height, width = window.shape
    return sums[height:, width:] - sums[:-height, width:] - sums[height:, :-width] + sums[:-height, :-width]


def _fast_size(least: int) -> int:
    """The next size whose only factors are 2, 3 and 5: ten times as fast as a prime."""
    size = least
    while True:
        rest = size
        for factor in (2, 3, 5):
            while rest % factor == 0:
                rest //= factor
        if rest == 1:
            return size
        size += 1
