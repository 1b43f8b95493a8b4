"""Painting over what is covered, and telling what still differs once it is.

Everything is done on the codec's own planes (see ``recorder.video.planes``). The paint is one grey, and the
encoder never sees what was below it.

A picture whose only news lay under the cover is none: if it were kept, the times of the pictures would tell
when each letter was typed. The codec leaves traces of a change, though: strong ones in the whole blocks
around it, weak ones wherever it refines what stands still, and a key frame draws every pixel anew. So a
difference beside the cover counts only if it is more than such a trace. What is no news is taken over all
the same, and seen with the next picture.
"""

from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from recorder.episode.screen import Rect
from recorder.video.planes import PLANE_STEPS, Plane, Planes

GREY: Final = (126, 128, 128)
"""The recorder's paint, 128 of 255 in red, green and blue, as the codec has it (BT.709, 16 to 235)."""
STRONG_TRACE: Final = 24
"""The most that a pixel differs by, of 219, where the codec drew its block anew; text does by a hundred."""
WEAK_TRACE: Final = 8
"""And where it only refined it. Measured on drawn desktops: up to 1, and up to 7 under a key frame."""
_BLOCK_PX: Final = 16
_FILTER_PX: Final = 4
"""How far the codec's smoothing filter carries a change over the edge of a block (H.264, 8.7)."""
_BAND_ROWS: Final = 32

ScalarT = TypeVar("ScalarT", bound=np.generic)


class CoveredPicture:
    """The picture that an encoder is to see, taken from decoded ones.

    Args:
        target: Its planes; written in place.
    """

    def __init__(self, target: Planes) -> None:
        self._target = target
        self._covered: tuple[Rect, ...] | None = None

    def has_other_covers(self, covered: tuple[Rect, ...]) -> bool:
        """Whether other places were covered on the picture before.

        Where a cover is new, an encoder that stands on the picture before leaves a ghost of it in the grey.
        """
        return covered != self._covered

    def take(self, fresh: Planes, covered: tuple[Rect, ...], *, is_key: bool) -> bool:
        """Take over a decoded picture and paint over it.

        Args:
            fresh: Of the same size.
            covered: What to paint over; edges even, inside the picture.
            is_key: Whether the session had a key frame here.

        Returns:
            Whether it shows anything that the one before it did not.
        """
        is_news = (
            self.has_other_covers(covered) or not covered or self._differs(fresh, covered, is_key=is_key)
        )
        self._covered = covered
        for place, source, step, grey in zip(
            self._target.planes, fresh.planes, PLANE_STEPS, GREY, strict=True
        ):
            np.copyto(place, source)
            for rect in covered:
                _part(place, _scaled(rect, step))[...] = grey
        return is_news

    def forget(self) -> None:
        """Take it that something else was shown since: whatever comes next is news."""
        self._covered = None

    def _differs(self, fresh: Planes, covered: tuple[Rect, ...], *, is_key: bool) -> bool:
        return any(
            _plane_differs(before, after, _Beside(covered, step), is_key=is_key)
            for before, after, step in zip(self._target.planes, fresh.planes, PLANE_STEPS, strict=True)
        )


class _Beside:
    """What lies beside the covers on one plane: not beneath them, and where their traces end."""

    def __init__(self, covered: tuple[Rect, ...], step: int) -> None:
        self.beneath = tuple(_scaled(rect, step) for rect in covered)
        self.traced = tuple(_scaled(_with_traces(rect), step) for rect in covered)


def _plane_differs(before: Plane, after: Plane, beside: _Beside, *, is_key: bool) -> bool:
    """Whether there is a difference beside the cover; looked for by bands, which stay in the cache."""
    for top in range(0, before.shape[0], _BAND_ROWS):
        old, new = before[top : top + _BAND_ROWS], after[top : top + _BAND_ROWS]
        if not np.array_equal(old, new) and _band_differs(old, new, top, beside, is_key=is_key):
            return True
    return False


def _band_differs(old: Plane, new: Plane, top: int, beside: _Beside, *, is_key: bool) -> bool:
    difference = np.abs(new.astype(np.int16) - old)
    for rect in beside.beneath:
        _part(difference, rect.moved(0, -top))[...] = 0
    if is_key:
        return bool((difference > STRONG_TRACE).any())
    differs = difference > WEAK_TRACE
    for rect in beside.traced:
        place = rect.moved(0, -top)
        _part(differs, place)[...] = _part(difference, place) > STRONG_TRACE
    return bool(differs.any())


def _part(array: NDArray[ScalarT], area: Rect) -> NDArray[ScalarT]:
    return array[max(0, area.y) : max(0, area.bottom), max(0, area.x) : max(0, area.right)]


def _scaled(rect: Rect, step: int) -> Rect:
    return Rect.from_edges(rect.x // step, rect.y // step, -(-rect.right // step), -(-rect.bottom // step))


def _with_traces(rect: Rect) -> Rect:
    """As far as a change beneath the rectangle may be seen."""
    return Rect.from_edges(
        rect.x // _BLOCK_PX * _BLOCK_PX - _FILTER_PX,
        rect.y // _BLOCK_PX * _BLOCK_PX - _FILTER_PX,
        -(-rect.right // _BLOCK_PX) * _BLOCK_PX + _FILTER_PX,
        -(-rect.bottom // _BLOCK_PX) * _BLOCK_PX + _FILTER_PX,
    )
