"""What others may see of one monitor: its pixels, everything hidden painted over before they are encoded.

A hidden window's pixels outlive it on the screen: where it stood, they stay until the windows beneath have
drawn themselves again. So a place that a hidden window left stays painted over, tile by tile, until what is
there differs from what the hidden window showed there, and for a moment longer, since windows draw in steps.
A tile of one flat colour is let go at once: it shows nothing.

A picture is encoded one beat after it was taken. If a window turns out to be hidden by then (its title came
later than its pixels), it is painted over in the waiting picture as well.

A fresh 8 MB array costs 2 ms in page faults alone, comparing two of them 1 ms (measured at 1920x1080); hence
three arrays that live as long as the monitor, and bands of rows for comparing.
"""

from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from recorder.episode.screen import Rect
from recorder.episode.time import NS_PER_SECOND

TILE: Final = 16
HOLD_NS: Final = NS_PER_SECOND
_PAINT: Final = 0x00808080
# Stands for "no hidden window was seen here": the unused fourth byte of a real pixel is 0 or 255.
_UNKNOWN: Final = 0x7F5A5A5A
_BAND_ROWS: Final = 32
_NOWHERE: Final = Rect(0, 0, 0, 0)

ScalarT = TypeVar("ScalarT", bound=np.generic)


@dataclass(frozen=True, slots=True)
class Pending:
    """A picture that waits to be encoded: when it was taken and where it differs from the one before."""

    at_ns: int
    changed: Rect


class Canvas:
    """One monitor's picture as others may see it.

    All rectangles that go in are in pixels of the virtual desktop; those of ``Pending`` are the canvas's own.

    Args:
        place: The monitor's rectangle.
    """

    def __init__(self, place: Rect) -> None:
        self.place = place
        rows, columns = -(-place.height // TILE) * TILE, -(-place.width // TILE) * TILE
        # Pixels as whole words: comparing and painting four bytes at a time.
        self._shown = np.zeros((rows, columns), np.uint32)
        self._incoming = np.zeros((rows, columns), np.uint32)
        self._beneath = np.full((rows, columns), _UNKNOWN, np.uint32)
        self._left_at_ns = np.zeros((rows // TILE, columns // TILE), np.int64)
        self._own = Rect(0, 0, place.width, place.height)
        self._hidden: tuple[Rect, ...] = ()
        self._stale = _NOWHERE
        self._unseen = self._own
        # Where the picture differs from what was last handed over, but for what waits.
        self._owed = self._own
        self._pending: Pending | None = None

    @property
    def encodable_size(self) -> tuple[int, int]:
        """Width and height of ``encodable``: the monitor's, made even."""
        return self.place.width + self.place.width % 2, self.place.height + self.place.height % 2

    @property
    def encodable(self) -> NDArray[np.uint8]:
        """The picture for the encoder, ``(height, width, 4)`` bytes, blue first, sides even."""
        width, height = self.encodable_size
        return self._shown.view(np.uint8).reshape(*self._shown.shape, 4)[:height, :width]

    @property
    def pending(self) -> Pending | None:
        """The picture that waits, if any."""
        return self._pending

    def take_pending(self) -> Pending | None:
        """Hand over the waiting picture."""
        pending, self._pending = self._pending, None
        return pending

    def forget(self) -> None:
        """Drop the waiting picture, and take the next one whole.

        It counts as changed even where it looks as before: what was handed over since may be gone.
        """
        self._pending = None
        self._unseen = self._owed = self._own

    def hide(self, hidden: tuple[Rect, ...], now_ns: int) -> None:
        """Learn what is hidden now; paint it over at once, in the waiting picture too."""
        own = tuple(area for rect in hidden if not (area := self._to_own(rect)).is_empty)
        if own == self._hidden:
            return
        for area in _minus_all(own, self._hidden):
            self._paint(area)
            self._unseen = self._unseen.hull(area)
        for area in _minus_all(self._hidden, own):
            self._mark_left(area, now_ns)
        self._hidden = own

    def to_look_at(self, damaged: Rect) -> Rect:
        """Where to take pixels from next, given where something was drawn.

        Both are in pixels of the virtual desktop.
        """
        area = self._unseen.hull(self._stale).hull(self._to_own(damaged))
        return area.moved(self.place.x, self.place.y)

    def absorb(self, region: Rect, pixels: NDArray[np.uint8], at_ns: int) -> bool:
        """Take new pixels of a region, as answered to ``to_look_at``.

        Args:
            region: In pixels of the virtual desktop.
            pixels: ``(height, width, 4)`` bytes of just that region; only read.
            at_ns: When they were taken.

        Returns:
            Whether there is something new to show.
        """
        area = region.moved(-self.place.x, -self.place.y)
        fresh = pixels.view(np.uint32).reshape(area.height, area.width)
        self._unseen = _NOWHERE
        if self._hidden or not self._stale.is_empty:
            fresh = self._censored(area, fresh, at_ns)
        changed = _difference(fresh, _part(self._shown, area))
        if not changed.is_empty:
            _part(_part(self._shown, area), changed)[...] = _part(fresh, changed)
            self._owed = self._owed.hull(changed.moved(area.x, area.y))
        if self._owed.is_empty:
            return False
        before = self._pending.changed if self._pending else _NOWHERE
        self._pending, self._owed = Pending(at_ns, before.hull(self._owed)), _NOWHERE
        return True

    def _to_own(self, rect: Rect) -> Rect:
        return rect.moved(-self.place.x, -self.place.y).intersection(self._own)

    def _paint(self, area: Rect) -> None:
        """Paint over; the paint is a change of its own, since the pixels beneath it are never compared."""
        _part(self._shown, area)[...] = _PAINT
        if self._pending is not None:
            self._pending = Pending(self._pending.at_ns, self._pending.changed.hull(area))
        else:
            self._owed = self._owed.hull(area)

    def _mark_left(self, area: Rect, now_ns: int) -> None:
        _part(self._left_at_ns, _tiles_around(area))[...] = max(1, now_ns)
        self._stale = self._stale.hull(_grown_to_tiles(area)).intersection(self._own)

    def _censored(self, area: Rect, fresh: NDArray[np.uint32], at_ns: int) -> NDArray[np.uint32]:
        """The region's pixels with everything hidden painted over, in an array that is ours."""
        incoming = _part(self._incoming, area)
        incoming[...] = fresh
        if not self._stale.is_empty:
            self._let_go_of_stale(at_ns)
            held = (self._left_at_ns > 0)[:, np.newaxis, :, np.newaxis]
            np.copyto(_by_tile(self._incoming), np.uint32(_PAINT), where=held)
        for hidden in self._hidden:
            both = hidden.intersection(area)
            if both.is_empty:
                continue
            _part(self._beneath, both)[...] = _part(fresh, both.moved(-area.x, -area.y))
            _part(self._incoming, both)[...] = _PAINT
        return incoming

    def _let_go_of_stale(self, at_ns: int) -> None:
        """Free the tiles that no longer show what a hidden window left there."""
        tiles = _tiles_around(self._stale)
        whole = Rect(tiles.x * TILE, tiles.y * TILE, tiles.width * TILE, tiles.height * TILE)
        now, beneath = _by_tile(_part(self._incoming, whole)), _by_tile(_part(self._beneath, whole))
        left_at_ns = _part(self._left_at_ns, tiles)
        known = beneath != _UNKNOWN
        redrawn = ((now != beneath) & known).any(axis=(1, 3)) | ~known.any(axis=(1, 3))
        flat = (now == now[:, :1, :, :1]).all(axis=(1, 3))
        free = (left_at_ns > 0) & (flat | (redrawn & (at_ns - left_at_ns >= HOLD_NS)))
        left_at_ns[free] = 0
        np.copyto(beneath, np.uint32(_UNKNOWN), where=free[:, np.newaxis, :, np.newaxis])
        for hidden in self._hidden:
            self._unseen = self._unseen.hull(hidden.intersection(whole))
        held = np.argwhere(self._left_at_ns)
        if not held.size:
            self._stale = _NOWHERE
            return
        (top, left), (bottom, right) = held.min(axis=0), held.max(axis=0)
        self._stale = Rect.from_edges(
            int(left) * TILE, int(top) * TILE, int(right + 1) * TILE, int(bottom + 1) * TILE
        ).intersection(self._own)


def _part(array: NDArray[ScalarT], area: Rect) -> NDArray[ScalarT]:
    return array[area.y : area.bottom, area.x : area.right]


def _by_tile(pixels: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """``(tile rows, TILE, tile columns, TILE)``."""
    rows, columns = pixels.shape
    return pixels.reshape(rows // TILE, TILE, columns // TILE, TILE)


def _tiles_around(area: Rect) -> Rect:
    return Rect.from_edges(area.x // TILE, area.y // TILE, -(-area.right // TILE), -(-area.bottom // TILE))


def _grown_to_tiles(area: Rect) -> Rect:
    tiles = _tiles_around(area)
    return Rect(tiles.x * TILE, tiles.y * TILE, tiles.width * TILE, tiles.height * TILE)


def _minus_all(areas: tuple[Rect, ...], others: tuple[Rect, ...]) -> tuple[Rect, ...]:
    """What the areas cover and none of the others does."""
    rest = areas
    for other in others:
        rest = tuple(piece for area in rest for piece in area.minus(other))
    return rest


def _difference(fresh: NDArray[np.uint32], shown: NDArray[np.uint32]) -> Rect:
    """The smallest rectangle around all pixels that differ; compared by bands, which stay in the cache."""
    rows = fresh.shape[0]
    bands = [top for top in range(0, rows, _BAND_ROWS) if _differs(fresh, shown, top)]
    if not bands:
        return _NOWHERE
    top, bottom = bands[0], min(bands[-1] + _BAND_ROWS, rows)
    differs = fresh[top:bottom] != shown[top:bottom]
    in_rows = np.flatnonzero(differs.any(axis=1))
    in_columns = np.flatnonzero(differs.any(axis=0))
    return Rect.from_edges(
        int(in_columns[0]), top + int(in_rows[0]), int(in_columns[-1]) + 1, top + int(in_rows[-1]) + 1
    )


def _differs(fresh: NDArray[np.uint32], shown: NDArray[np.uint32], top: int) -> bool:
    return not np.array_equal(fresh[top : top + _BAND_ROWS], shown[top : top + _BAND_ROWS])
