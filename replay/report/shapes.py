"""The shape of each verdict, which tells it without its colour: as SVG, for a page and for the app."""

from collections.abc import Mapping
from typing import Final

from replay.verdict import VerdictKind

SIDE: Final = 16
"""Each is drawn in a square of so many units, in lines of ``currentColor``."""
SHAPES: Final[Mapping[VerdictKind, str]] = {
    VerdictKind.SAME: '<path d="M3 8.5l3.2 3.2L13 4.8"/>',
    VerdictKind.SAME_AFTER_MOVING: '<path d="M2 8h11M9 4l4 4-4 4"/>',
    VerdictKind.LATE: '<circle cx="8" cy="8" r="5.6"/><path d="M8 4.6V8l2.4 1.8"/>',
    VerdictKind.DIFFERENT: '<path d="M3 6h10M3 10h10M11 2.5l-6 11"/>',
    VerdictKind.NOT_COMPARABLE: '<path d="M2.5 2.5h11v11h-11zM2.5 9l6.5-6.5M2.5 13.5l11-11M7 13.5l6.5-6.5"/>',
    VerdictKind.NOT_REACHED: '<circle cx="8" cy="8" r="5.6" stroke-dasharray="2.4 2"/>',
}


def drawing(kind: VerdictKind, colour: str) -> str:
    """A verdict's shape as a drawing of its own, in a colour such as ``#1a7037``."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}" fill="none" stroke="{colour}" '
        f'stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">{SHAPES[kind]}</svg>'
    )
