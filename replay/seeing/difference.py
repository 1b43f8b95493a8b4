"""What differs between two pictures of one place, noise aside.

A recording went through a codec, a replay did not; a caret blinks; a letter falls half a pixel further. So a
difference is looked for in three ways, each with a limit that was measured on real windows:

* A pixel differs whose brightness is off by more than the codec ever puts it (30 of 255 measured).
* A cell of 8 by 8 pixels differs whose mean brightness or colour is off: a light of another colour, a row
  that is selected.
* What is left of that once the recording's picture went through the best filter of three by three pixels is
  a difference. So the same thing, drawn a fraction of a pixel further or smoothed otherwise, is none, and one
  letter that became another one is, however small.

A single caret, a thin upright bar or the block of a terminal, is no difference either: it blinks. A second
one is: it stands elsewhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from recorder.episode.screen import Rect
from replay.seeing.areas import Mask
from replay.seeing.pair import (
    CELL_PX,
    PIXEL_LIMIT,
    Pair,
    bounds_of,
    count_of,
    edges_of,
    part_of,
    unexplained,
)
from replay.seeing.picture import ScreenPicture, luma_of

_LEAST_DRAWN: Final = 12
_GROUND_LIMIT: Final = 40
"""How far the ground behind letters may be another colour, per channel of 255: themes differ by less."""
_NEAR_PX: Final = 2
_SCROLL_BAR_PX: Final = 20


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between two pictures of one place.

    Attributes:
        regions: Where, in pixels of the virtual desktop, largest first.
        covered: What could not be compared, likewise.
        similarity: The mean structural similarity of the cells that were compared; ``None`` where none was.
        compared: The share of the place that was compared, 0 to 1.
        changed: How much of what is drawn there is in those regions, 0 to 1: the share of edges, or of the
            place where there are none.
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
    covered = _within(expected.covered + seen.covered, expected.place)
    if expected.place.is_empty:
        return Difference((), covered, None, 0.0, 0.0)
    pair = Pair(expected, seen, open_mask(expected.place, (*covered, *ignored)))
    return _told(pair, pair.regions(pair.changed_cells()), covered)


def difference_elsewhere(
    expected: ScreenPicture,
    seen: ScreenPicture,
    window: Rect,
    move: tuple[int, int],
    *,
    ignored: Sequence[Rect] = (),
) -> Difference:
    """Compare a window that stands elsewhere as a whole, as far as it is on the screen both times.

    Args:
        expected: As recorded.
        seen: As replayed.
        window: Where the recording has it.
        move: How far it has moved, in pixels.
        ignored: What is not looked at, where the recording has it.
    """
    dx, dy = move
    there = window.intersection(expected.place).moved(dx, dy).intersection(seen.place)
    before = expected.part(there.moved(-dx, -dy))
    return difference(before, seen.part(there).as_if_at(before.place.x, before.place.y), ignored=ignored)


def difference_after_moving(
    expected: ScreenPicture,
    seen: ScreenPicture,
    moves: Sequence[tuple[int, int]],
    *,
    within: Rect,
    ignored: Sequence[Rect] = (),
) -> Difference:
    """Compare two pictures of which something moved in the second: what is found there has not changed.

    Both ways: what was there must be there or where it may have moved to, and what is there must have been
    there or where it may have come from. So neither what is gone nor what is new goes unseen, but at the
    ends of what moved. What was pushed out at the far end, as the last row of a list that grew, is nothing
    that changed; nor is what came in at the near end, as its first one. How much that may be is as much as
    it moved by; where all moved further than it is large, nothing is left to be compared.

    The bars at the edges of ``within`` are another one where a list is longer: the right edge, where a slider
    stands, is not compared, and what changed at the lower one alone, where a list is counted, is none.

    Args:
        expected: As recorded.
        seen: As replayed, of the same place.
        moves: How far things moved, in pixels, at least one; each may have moved by another of them.
        within: What is compared, where the recording has it, such as the window that they moved in.
        ignored: What is not looked at, where the recording has it.

    Returns:
        What is gone or new; of what was compared, without what was pushed out or came in.
    """
    before = expected.part(within)
    if before.place.is_empty:
        return Difference((), (), None, 0.0, 0.0)
    after = seen.part(before.place)
    covered = _within(before.covered + after.covered, before.place)
    slider = Rect(within.right - _SCROLL_BAR_PX, within.y, _SCROLL_BAR_PX, within.height)
    hidden = (*covered, *ignored, slider)
    stayed = Pair(before, after, open_mask(before.place, hidden))
    # A place whose picture is the same either way is as good as where it was.
    gone = new = off_here = stayed.off_cells()
    best = stayed
    # What is left out moves with the rest; what reaches out of the window is the screen around it.
    within_it = [rect for rect in ignored if rect.intersection(before.place) == rect]
    for dx, dy in moves:
        away = [rect.moved(-dx, -dy) for rect in seen.covered]
        came = [rect.moved(dx, dy) for rect in (*expected.covered, *within_it)]
        shifted = Pair(before, _shifted(before, seen, (dx, dy)), open_mask(before.place, (*hidden, *away)))
        back = Pair(after, _shifted(after, expected, (-dx, -dy)), open_mask(before.place, (*hidden, *came)))
        gone = gone & shifted.off_cells() & unexplained(shifted, stayed)
        new = new & back.off_cells() & unexplained(back, stayed)
        best = shifted if (shifted.similarity() or 0) > (best.similarity() or 0) else best
    changed = gone | new
    if off_here.any():
        reach = stayed.bounds_px(bounds_of(off_here))
        for dx, dy in moves:
            gone = gone & _still_within(reach, (-dx, -dy), changed.shape)
            new = new & _still_within(reach, (dx, dy), changed.shape)
    kept = gone | new
    regions = [rect for rect in best.regions(kept) if not _is_lower_bar(rect, within)]
    found = _told(best, regions, covered)
    return replace(found, compared=found.compared * (1 - count_of(changed & ~kept) / changed.size))


def _is_lower_bar(rect: Rect, window: Rect) -> bool:
    return rect.height <= _SCROLL_BAR_PX and rect.bottom >= window.bottom - _SCROLL_BAR_PX


def _still_within(reach: Rect, move: tuple[int, int], shape: tuple[int, ...]) -> Mask:
    """The cells that lie in what differs even when that is moved, both in pixels: without one of its ends.

    A cell that the end reaches into is of it: a row that is cut off there looks otherwise where it is whole.
    """
    kept = np.zeros(shape, np.bool_)
    across, down = (
        slice(
            (begin + step + CELL_PX - 1 if step > 0 else begin) // CELL_PX,
            max(0, (end + step if step < 0 else end + CELL_PX - 1) // CELL_PX),
        )
        for begin, end, step in ((reach.x, reach.right, move[0]), (reach.y, reach.bottom, move[1]))
    )
    kept[down, across] = True
    return kept


def _shifted(before: ScreenPicture, seen: ScreenPicture, move: tuple[int, int]) -> ScreenPicture:
    """What another picture shows so far from a place; as it was where it shows nothing."""
    there = seen.part(before.place.moved(*move)).as_if_at(0, 0)
    own = seen.place.intersection(before.place.moved(*move)).moved(-before.place.x - move[0], 0)
    own = own.moved(0, -before.place.y - move[1])
    pixels = before.pixels.copy()
    pixels[own.y : own.bottom, own.x : own.right] = there.pixels
    return ScreenPicture(before.place, pixels)


def looks_same(expected: ScreenPicture, seen: ScreenPicture, *, ignored: Sequence[Rect] = ()) -> bool:
    """Whether nothing differs, and something could be compared."""
    found = difference(expected, seen, ignored=ignored)
    return not found.regions and found.compared > 0


def open_mask(place: Rect, hidden: Sequence[Rect]) -> Mask:
    """What of a place may be looked at, pixel by pixel."""
    is_open = np.ones((place.height, place.width), np.bool_)
    for rect in hidden:
        own = rect.intersection(place).moved(-place.x, -place.y)
        part_of(is_open, own)[...] = False
    return is_open


def open_share(picture: ScreenPicture) -> float:
    """How much of a picture may be looked at, 0 to 1; 0 of an empty one."""
    if picture.place.is_empty:
        return 0.0
    return float(open_mask(picture.place, picture.covered).mean())


def edge_count(picture: ScreenPicture) -> int:
    """How many pixels of a picture lie on an edge that is stronger than noise, what is covered aside."""
    if picture.place.is_empty:
        return 0
    found = edges_of(luma_of(picture.pixels)) & open_mask(picture.place, picture.covered)
    return count_of(found)


def undrawn_share(expected: ScreenPicture, seen: ScreenPicture) -> float:
    """How much of what is drawn in a place has nothing drawn near it in another picture of as large a place.

    Returns:
        0 to 1; 0 where hardly anything is drawn, or another place is looked at.
    """
    if expected.pixels.shape != seen.pixels.shape:
        return 0.0
    drawn = edges_of(luma_of(expected.pixels)) & open_mask(expected.place, expected.covered)
    drawn &= open_mask(seen.place, seen.covered)
    if count_of(drawn) < _LEAST_DRAWN:
        return 0.0
    near = edges_of(luma_of(seen.pixels))
    for axis in (0, 1):
        near = np.any([np.roll(near, step, axis) for step in range(-_NEAR_PX, _NEAR_PX + 1)], axis=0)
    return count_of(drawn & ~near) / count_of(drawn)


def columns_with_edges(picture: ScreenPicture) -> Mask:
    """Which columns of a picture have something drawn in them."""
    return np.asarray(edges_of(luma_of(picture.pixels)).any(axis=0))


def redrawn_share(expected: ScreenPicture, seen: ScreenPicture) -> float:
    """In how many of a line's places where something is drawn it is drawn otherwise, 0 to 1.

    Most of them where the same text was drawn by other means; few where one letter is another one.
    """
    one, other = luma_of(expected.pixels), luma_of(seen.pixels)
    drawn = _by_columns(edges_of(one) | edges_of(other))
    off = _by_columns(np.abs(one - other) > PIXEL_LIMIT)
    return count_of(drawn & off) / max(1, count_of(drawn))


def is_on_same_ground(expected: ScreenPicture, seen: ScreenPicture) -> bool:
    """Whether what most of a line shows, which is what lies behind its letters, has the same colour.

    What is selected stands on another one: that is no other way to draw the same text.
    """
    one, other = (np.median(picture.pixels[..., :3].reshape(-1, 3), axis=0) for picture in (expected, seen))
    return bool(np.abs(one - other).max() <= _GROUND_LIMIT)


def _by_columns(mask: Mask) -> Mask:
    """Whether anything is set in each strip of a cell's width."""
    padded = np.pad(mask.any(axis=0), (0, -mask.shape[1] % CELL_PX))
    return np.asarray(padded.reshape(-1, CELL_PX).any(axis=1))


def _told(pair: Pair, regions: Sequence[Rect], covered: tuple[Rect, ...]) -> Difference:
    return Difference(
        regions=tuple(sorted(regions, key=lambda rect: (-rect.width * rect.height, rect))),
        covered=covered,
        similarity=pair.similarity(),
        compared=pair.open_share(),
        changed=pair.share_of(regions),
    )


def _within(rects: Sequence[Rect], place: Rect) -> tuple[Rect, ...]:
    return tuple(part for rect in rects if not (part := rect.intersection(place)).is_empty)
