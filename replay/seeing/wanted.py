"""What must look the same before a step: the surroundings of its target, or the window that keys go to.

A window's title is left out: it often names a folder, which is another one in every replay. What lies in the
title itself, such as a button that closes the window, is known by what is below it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from recorder.episode.actions import Scroll
from recorder.episode.screen import Rect
from replay.plan.steps import PlanStep, Point
from replay.seeing.difference import difference, open_share, undrawn_share
from replay.seeing.finding import is_plain, matches
from replay.seeing.picture import ScreenPicture
from replay.seeing.titles import TITLE_PX

AROUND: Final = (80, 24)
"""How far around a target it must look the same, left and right, up and down: a button and its label."""
FURTHER: Final = ((160, 80), (320, 200), (640, 400))
"""How far is looked where there is too little to be known by."""
ROW: Final = (320, 24)
"""A field and its label, which stand side by side wherever they stand."""
SMALLER: Final = ((80, 12), (40, 12))
"""What else a target is known by when it moved: its own row of a list, and the name in it."""
_TOP_PX: Final = 32
MAY_DIFFER: Final = 0.1
"""How much of what is drawn may differ where no target is compared: letters that were recorded late."""
SCROLLED_MAY_DIFFER: Final = 0.5
"""And in the upper part of a window that is scrolled, which may scroll as well."""

_LEAST_SHOWN: Final = 0.25
"""How much of a picture must not be painted over, on a desktop where nothing may be done by mistake."""
_EMPTY_SHOWN: Final = 0.75
"""And where nothing is drawn in what is left: an empty place looks like any other one."""

_UNDRAWN: Final = 0.5
"""How much of what is drawn in a place must be missing before it may come yet; of another text less is."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What must be there before a step.

    Attributes:
        picture: What must look the same.
        may_differ: How much of what is drawn in it need not, 0 to 1.
        around: What of it the pointer may have lit up; ``None`` where there is no target.
    """

    picture: ScreenPicture
    may_differ: float
    around: Rect | None = None

    def is_there(self, seen: ScreenPicture, dx: int, dy: int) -> bool:
        """Whether it is there, as far from its own place as that."""
        place = self.picture.place.moved(dx, dy)
        there = self.picture.as_if_at(place.x, place.y)
        around = None if self.around is None else self.around.moved(dx, dy)
        return matches(there, seen, may_differ=self.may_differ, around=around)


def wanted_for(step: PlanStep, expected: ScreenPicture) -> Wanted | None:
    """What must be there before a step; ``None`` where nothing of it can be compared.

    Args:
        step: Which.
        expected: What the desktop showed when the person did it.
    """
    if step.target is None:
        if _rect_of(step) is None:
            return None
        wanted = Wanted(expected.part(_below_title(step, expected)), MAY_DIFFER)
    elif isinstance(step.action, Scroll):
        wanted = Wanted(expected.part(_top(step, expected)), SCROLLED_MAY_DIFFER)
    elif _is_in_title(step.target, step, expected):
        wanted = Wanted(_around(step.target, FURTHER[0], step, expected), MAY_DIFFER)
    else:
        wanted = Wanted(_around(step.target, AROUND, step, expected), 0.0, lit_around(step))
        for size in FURTHER:
            if not is_plain(wanted.picture):
                break
            wanted = Wanted(_around(step.target, size, step, expected), MAY_DIFFER)
    return wanted if open_share(wanted.picture) else None


def is_enough(picture: ScreenPicture) -> bool:
    """Whether enough of a picture can be compared to say that another one is the same.

    A part of it must have something drawn in it; where nothing is, most of it must be known to be empty.
    """
    share = open_share(picture)
    return share >= _EMPTY_SHOWN or (share >= _LEAST_SHOWN and not is_plain(picture))


def undrawn(
    step: PlanStep, expected: ScreenPicture, seen: ScreenPicture, moved: tuple[int, int]
) -> tuple[Rect, ...]:
    """Where a step's window has something drawn in the recording, and nothing on the screen: it may come yet.

    Args:
        step: Which; what is scrolled may stand elsewhere, so that nothing is looked for in it.
        expected: What the desktop showed when the person did it.
        seen: What it shows now.
        moved: How far what is acted on has moved; what did not move with it is at its own place.

    Returns:
        Places where the recording has them.
    """
    if _rect_of(step) is None or isinstance(step.action, Scroll) or expected.place != seen.place:
        return ()
    there = _below_title(step, expected).moved(*moved).intersection(seen.place)
    window = expected.part(there.moved(-moved[0], -moved[1]))
    missing = difference(window, seen.part(there).as_if_at(window.place.x, window.place.y)).regions
    return tuple(
        rect
        for rect in missing
        if all(
            undrawn_share(window.part(rect), seen.part(there)) >= _UNDRAWN
            for there in {rect, rect.moved(*moved)}
            if seen.part(there).place == there
        )
    )


def looked_for(step: PlanStep, expected: ScreenPicture) -> Iterator[ScreenPicture]:
    """What a step's target is looked for by, the most of it first; for keys, all of their window."""
    if step.target is None or isinstance(step.action, Scroll):
        yield expected.part(_top(step, expected) if step.target else _below_title(step, expected))
        return
    for size in (*reversed(FURTHER), ROW, AROUND, *SMALLER):
        picture = _around(step.target, size, step, expected)
        if picture.place.contains(step.target.x, step.target.y) or size in FURTHER:
            yield picture


def lit_around(step: PlanStep) -> Rect | None:
    """What the pointer may light up before a step: a button, or the box beside a label."""
    if step.target is None:
        return None
    across, down = AROUND
    return Rect(step.target.x - across, step.target.y - down, 2 * across, 2 * down)


def _around(target: Point, size: tuple[int, int], step: PlanStep, expected: ScreenPicture) -> ScreenPicture:
    across, down = size
    around = Rect(target.x - across, target.y - down, 2 * across, 2 * down)
    window = _window(step, expected)
    # A menu reaches out of its window, so that a target may lie beside it.
    if not window.contains(target.x, target.y):
        return expected.part(around)
    return expected.part(around.intersection(_below_title(step, expected)))


def _window(step: PlanStep, expected: ScreenPicture) -> Rect:
    """The window that a step was done in, as far as it is on the screen; else all of the desktop."""
    rect = _rect_of(step)
    shown = expected.place if rect is None else rect.intersection(expected.place)
    return expected.place if shown.is_empty else shown


def _below_title(step: PlanStep, expected: ScreenPicture) -> Rect:
    rect = _rect_of(step)
    if rect is None or rect.height <= TITLE_PX:
        return _window(step, expected)
    below = Rect(rect.x, rect.y + TITLE_PX, rect.width, rect.height - TITLE_PX)
    shown = below.intersection(expected.place)
    return _window(step, expected) if shown.is_empty else shown


def _top(step: PlanStep, expected: ScreenPicture) -> Rect:
    """The upper part of a window, with its menus or tools, which stays while the rest scrolls."""
    below = _below_title(step, expected)
    return Rect(below.x, below.y, below.width, min(below.height, _TOP_PX))


def _rect_of(step: PlanStep) -> Rect | None:
    return None if step.window is None else step.window.rect


def _is_in_title(target: Point, step: PlanStep, expected: ScreenPicture) -> bool:
    window = _window(step, expected)
    return window.contains(target.x, target.y) and not _below_title(step, expected).contains(
        target.x, target.y
    )
