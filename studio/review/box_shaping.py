"""How a box over a picture is drawn, moved and resized; all in pixels of the virtual desktop.

A box never leaves its monitor and never gets smaller than something that can be seen and held.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from recorder.episode.screen import Rect

SMALLEST_PX: Final = 8
"""No box has a shorter side, unless its monitor has."""


class Grip(StrEnum):
    """Where a box is held."""

    BODY = "body"
    TOP_LEFT = "top_left"
    TOP = "top"
    TOP_RIGHT = "top_right"
    RIGHT = "right"
    BOTTOM_RIGHT = "bottom_right"
    BOTTOM = "bottom"
    BOTTOM_LEFT = "bottom_left"
    LEFT = "left"

    @property
    def moves(self) -> tuple[bool, bool, bool, bool]:
        """Whether it moves the left, top, right and bottom edge."""
        return (
            self in _LEFTS or self is Grip.BODY,
            self in _TOPS or self is Grip.BODY,
            self in _RIGHTS or self is Grip.BODY,
            self in _BOTTOMS or self is Grip.BODY,
        )


_LEFTS: Final = frozenset({Grip.TOP_LEFT, Grip.LEFT, Grip.BOTTOM_LEFT})
_RIGHTS: Final = frozenset({Grip.TOP_RIGHT, Grip.RIGHT, Grip.BOTTOM_RIGHT})
_TOPS: Final = frozenset({Grip.TOP_LEFT, Grip.TOP, Grip.TOP_RIGHT})
_BOTTOMS: Final = frozenset({Grip.BOTTOM_LEFT, Grip.BOTTOM, Grip.BOTTOM_RIGHT})


def grip_places(left: float, top: float, width: float, height: float) -> dict[Grip, tuple[float, float]]:
    """Where the eight handles of a rectangle are."""
    right, bottom, across, down = left + width, top + height, left + width / 2, top + height / 2
    return {
        Grip.TOP_LEFT: (left, top),
        Grip.TOP_RIGHT: (right, top),
        Grip.BOTTOM_RIGHT: (right, bottom),
        Grip.BOTTOM_LEFT: (left, bottom),
        Grip.TOP: (across, top),
        Grip.RIGHT: (right, down),
        Grip.BOTTOM: (across, bottom),
        Grip.LEFT: (left, down),
    }


def grip_at(rect: tuple[float, float, float, float], x: float, y: float, *, reach: float) -> Grip | None:
    """What a place holds of a rectangle: a handle within reach, corners first, else its body, else nothing.

    Args:
        rect: Left, top, width, height, in the same pixels as the place.
        x: The place.
        y: As above.
        reach: How far from a handle's middle still holds it, on either axis.
    """
    for grip, (at_x, at_y) in grip_places(*rect).items():
        if max(abs(at_x - x), abs(at_y - y)) <= reach:
            return grip
    left, top, width, height = rect
    return Grip.BODY if left <= x < left + width and top <= y < top + height else None


def drawn(start: tuple[int, int], end: tuple[int, int], within: Rect) -> Rect:
    """The box between two pixels, both inside of it."""
    left, right = sorted((start[0], end[0]))
    top, bottom = sorted((start[1], end[1]))
    return Rect.from_edges(left, top, right + 1, bottom + 1).intersection(within)


def reshaped(rect: Rect, grip: Grip, dx: int, dy: int, *, within: Rect) -> Rect:
    """A box whose grip was pulled; its body moves it, an edge stops before the opposite one."""
    if grip is Grip.BODY:
        return kept_within(rect.moved(dx, dy), within)
    left, top, right, bottom = rect.x, rect.y, rect.right, rect.bottom
    moves = grip.moves
    if moves[0]:
        left = max(within.x, min(left + dx, right - SMALLEST_PX))
    if moves[1]:
        top = max(within.y, min(top + dy, bottom - SMALLEST_PX))
    if moves[2]:
        right = min(within.right, max(right + dx, left + SMALLEST_PX))
    if moves[3]:
        bottom = min(within.bottom, max(bottom + dy, top + SMALLEST_PX))
    return Rect.from_edges(left, top, right, bottom)


def kept_within(rect: Rect, within: Rect) -> Rect:
    """The same size, moved as little as needed to lie inside; smaller only where it cannot."""
    width, height = min(rect.width, within.width), min(rect.height, within.height)
    x = min(max(rect.x, within.x), within.right - width)
    y = min(max(rect.y, within.y), within.bottom - height)
    return Rect(x, y, width, height)


def snapped(rect: Rect, grip: Grip, targets: Iterable[Rect], *, reach_px: float, within: Rect) -> Rect:
    """A box whose moving edges jump to the nearest edge of what is beneath, if one is within reach.

    Args:
        rect: As it was pulled.
        grip: By which it was pulled.
        targets: Whose edges attract.
        reach_px: How far an edge jumps at most.
        within: The monitor.
    """
    known = tuple(targets)
    across = [edge for each in known for edge in (each.x, each.right)]
    down = [edge for each in known for edge in (each.y, each.bottom)]
    left, top, right, bottom = grip.moves
    dx = _jump([rect.x] * left + [rect.right] * right, across, reach_px)
    dy = _jump([rect.y] * top + [rect.bottom] * bottom, down, reach_px)
    return reshaped(rect, grip, dx, dy, within=within)


def first_box(monitor: Rect) -> Rect:
    """A box to begin with from the keyboard: the middle ninth of a monitor."""
    width, height = monitor.width // 3, monitor.height // 3
    return kept_within(Rect(monitor.x + width, monitor.y + height, width, height), monitor)


def _jump(edges: list[int], targets: list[int], reach_px: float) -> int:
    jumps = [target - edge for edge in edges for target in targets if abs(target - edge) <= reach_px]
    return min(jumps, key=abs, default=0)
