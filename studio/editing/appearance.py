"""From when until when what is in a box is on the screen: a box that starts late shows what it was to hide.

What is looked for is what the box shows at one end of the range that the person chose: its tiles of eight
pixels that are not of one flat colour. From there the pictures are walked through, outwards, one by one. A
tile that looks otherwise has *gone* from there on, for good, and the range grows up to the last picture
before the last tile went. Text that was typed letter by letter goes letter by letter, so that its first
letter ends the walk.

A label that stands in the box all the time never goes. It does not end the walk, which goes on for as long as
any tile is there, no further than ``Reach``; but it does not make the range grow either: the last tile that
did go does. If none went at all, what the box hides may have been there long before, and the range grows as
far as the walk came. Either way the result says that something was there even further out, so that the
person can be asked to look.

What moves within the box, as by scrolling, counts as gone from where it was.

The codec draws what stands still a little differently from picture to picture. Two tiles are the same if they
differ by no more than that.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from recorder.episode.screen import Rect
from recorder.episode.time import NS_PER_SECOND, TimeRange

TILE_PX: Final = 8
_FLAT: Final = 24
"""A tile whose brightness varies by no more, of 219, shows nothing."""
_SAME_MEAN: Final = 6
_SAME_MOST: Final = 60
"""Two tiles are the same if they differ by no more on average, and by no more at any pixel."""

Brightness = NDArray[np.uint8]


class MonitorFilm(Protocol):
    """One monitor's pictures, by their number."""

    @property
    def times(self) -> NDArray[np.int64]:
        """When each was taken, in order."""
        ...

    def brightness(self, index: int, box: Rect) -> Brightness | None:
        """What of a box lies on a picture, as rows; ``None`` where nothing does.

        Neighbours are asked for one after the other, in either direction.
        """
        ...


@dataclass(frozen=True, slots=True)
class Reach:
    """How far to look, in each direction.

    Attributes:
        longest_ns: No further than this from the range.
        pictures: And through no more pictures than this.
    """

    longest_ns: int = 30 * NS_PER_SECOND
    pictures: int = 300


@dataclass(frozen=True, slots=True)
class Appearance:
    """How long what is in a box is on the screen.

    Attributes:
        range: The range that was asked for, grown; from the beginning of one picture to that of another.
        is_there_before: Something that is in the box was there even before.
        is_there_after: Something that is in the box is there even after.
    """

    range: TimeRange
    is_there_before: bool
    is_there_after: bool


def appearance(
    film: MonitorFilm,
    box: Rect,
    within: TimeRange,
    *,
    reach: Reach | None = None,
    check: Callable[[], None] = lambda: None,
) -> Appearance:
    """Grow a range to the first and last appearance of what is in a box.

    Args:
        film: The monitor's pictures.
        box: In pixels of the picture.
        within: The range that the person chose.
        reach: How far to look.
        check: Called for each picture; whatever it raises calls the work off.
    """
    limits = reach or Reach()
    times = film.times
    first = int(np.searchsorted(times, within.start_ns, side="right")) - 1
    last = int(np.searchsorted(times, max(within.start_ns + 1, within.end_ns))) - 1
    back = _walk(film, box, _reached(times, range(first, -1, -1), within.start_ns, limits), check)
    on = _walk(
        film, box, _reached(times, range(last, len(times)) if last >= 0 else (), within.end_ns, limits), check
    )
    start_ns, end_ns = within.start_ns, within.end_ns
    if back is not None:
        start_ns = min(start_ns, int(times[back.shows]))
    if on is not None and on.shows + 1 < len(times):
        end_ns = max(end_ns, int(times[on.shows + 1]))
    return Appearance(
        TimeRange(start_ns, end_ns),
        is_there_before=back is not None and back.is_something_left and back.shows > 0,
        is_there_after=on is not None and on.is_something_left and on.shows + 1 < len(times),
    )


@dataclass(frozen=True, slots=True)
class _Walked:
    """Where a walk came.

    Attributes:
        shows: The furthest picture that the range must reach.
        is_something_left: Whether a tile was there to the walk's end.
    """

    shows: int
    is_something_left: bool


def _walk(film: MonitorFilm, box: Rect, indexes: Iterator[int], check: Callable[[], None]) -> _Walked | None:
    start = next(indexes, None)
    if start is None:
        return None
    sought = film.brightness(start, box)
    if sought is None:
        return _Walked(start, is_something_left=False)
    there = _is_something(sought)
    shows, seen, has_any_gone = start, start, False
    for index in indexes:
        if not there.any():
            break
        check()
        now = film.brightness(index, box)
        has_changed_size = now is None or now.shape != sought.shape
        gone = there if now is None or has_changed_size else there & _differs(sought, now)
        if gone.any():
            shows, has_any_gone = seen, True
            there = there & ~gone
        seen = index
    is_something_left = bool(there.any())
    if is_something_left and not has_any_gone:
        shows = seen
    return _Walked(shows, is_something_left)


def _reached(times: NDArray[np.int64], indexes: Iterable[int], from_ns: int, reach: Reach) -> Iterator[int]:
    for place, index in enumerate(islice(indexes, reach.pictures + 1)):
        if place and abs(int(times[index]) - from_ns) > reach.longest_ns:
            return
        yield index


def _is_something(brightness: Brightness) -> NDArray[np.bool_]:
    """Which tiles are not flat."""
    tiles = _Tiles.of(brightness)
    # The greatest is never less than the least: it does not wrap.
    shows: NDArray[np.bool_] = tiles.each(np.maximum, brightness) - tiles.each(np.minimum, brightness) > _FLAT
    return shows


def _differs(one: Brightness, other: Brightness) -> NDArray[np.bool_]:
    """Which tiles differ by more than the codec's doing."""
    difference = np.abs(one.astype(np.int16) - other)
    tiles = _Tiles.of(difference)
    mean = tiles.each(np.add, difference.astype(np.int32)) / tiles.areas
    differs: NDArray[np.bool_] = (mean > _SAME_MEAN) | (tiles.each(np.maximum, difference) > _SAME_MOST)
    return differs


@dataclass(frozen=True, slots=True)
class _Tiles:
    """Tiles of eight pixels, or a little more at the near edges: none is smaller, unless the box is.

    All at once: one after the other, they would hold the interpreter up while a person goes on working.
    """

    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    areas: NDArray[np.int64]

    @classmethod
    def of(cls, pixels: NDArray[Any]) -> Self:
        """Those of pixels of this shape."""
        (rows, heights), (columns, widths) = map(_split, pixels.shape)
        return cls(rows, columns, np.outer(heights, widths))

    def each(self, reduce: np.ufunc, pixels: NDArray[Any]) -> NDArray[Any]:
        """Reduce every tile to one number."""
        whole: NDArray[Any] = reduce.reduceat(
            reduce.reduceat(pixels, self.rows, axis=0), self.columns, axis=1
        )
        return whole


def _split(side: int) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
    """Where the tiles of a side begin, and how long they are."""
    count = max(1, side // TILE_PX)
    sizes = np.full(count, side // count, np.int64)
    sizes[: side % count] += 1
    return np.cumsum(sizes) - sizes, sizes
