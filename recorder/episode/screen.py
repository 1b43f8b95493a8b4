"""Places on the screen, in pixels of the virtual desktop.

The virtual desktop joins all monitors; a monitor left of or above the first has negative coordinates, which
are normal here.
"""

from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True, order=True)
class Rect:
    """A rectangle of pixels: ``x <= px < x + width``, ``y <= py < y + height``.

    Raises:
        ValueError: A side is negative.
    """

    x: int
    y: int
    width: int
    height: int

    def __post_init__(self) -> None:
        if self.width < 0 or self.height < 0:
            raise ValueError("a rectangle's sides are never negative")

    @property
    def right(self) -> int:
        """The first column past it."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """The first row past it."""
        return self.y + self.height

    @property
    def is_empty(self) -> bool:
        """Whether it holds no pixel."""
        return not (self.width and self.height)

    @classmethod
    def from_edges(cls, left: int, top: int, right: int, bottom: int) -> Self:
        """The rectangle between four edges, empty where they cross."""
        return cls(left, top, max(0, right - left), max(0, bottom - top))

    def contains(self, x: int, y: int) -> bool:
        """Whether the pixel lies inside."""
        return self.x <= x < self.right and self.y <= y < self.bottom

    def moved(self, dx: int, dy: int) -> "Rect":
        """The same rectangle elsewhere."""
        return Rect(self.x + dx, self.y + dy, self.width, self.height)

    def intersection(self, other: "Rect") -> "Rect":
        """What both cover; empty where they do not meet."""
        return Rect.from_edges(
            max(self.x, other.x),
            max(self.y, other.y),
            min(self.right, other.right),
            min(self.bottom, other.bottom),
        )

    def hull(self, other: "Rect") -> "Rect":
        """The smallest rectangle around both; an empty one adds nothing."""
        if self.is_empty:
            return other
        if other.is_empty:
            return self
        return Rect.from_edges(
            min(self.x, other.x),
            min(self.y, other.y),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def minus(self, other: "Rect") -> "tuple[Rect, ...]":
        """What this covers and the other does not: up to four disjoint rectangles."""
        cut = self.intersection(other)
        if cut.is_empty:
            return () if self.is_empty else (self,)
        pieces = (
            Rect.from_edges(self.x, self.y, self.right, cut.y),
            Rect.from_edges(self.x, cut.y, cut.x, cut.bottom),
            Rect.from_edges(cut.right, cut.y, self.right, cut.bottom),
            Rect.from_edges(self.x, cut.bottom, self.right, self.bottom),
        )
        return tuple(piece for piece in pieces if not piece.is_empty)


@dataclass(frozen=True, slots=True)
class Monitor:
    """One monitor: a number that stays while it is plugged in, its name, place and scale.

    Attributes:
        id: From 0, in the order of the system.
        name: The system's own, such as ``DP-1``.
        rect: In pixels of the virtual desktop.
        scale: Device pixels per logical pixel, as the system says.
        is_primary: Whether the system calls it so.
    """

    id: int
    name: str
    rect: Rect
    scale: float
    is_primary: bool
