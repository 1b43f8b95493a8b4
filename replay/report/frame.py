"""What of the desktop a moment shows: all of its pictures, or what a person should look at."""

from collections.abc import Iterable
from typing import Final

from recorder.episode.screen import Rect
from replay.report.record import Comparison, Picture, StepRecord
from replay.verdict import RegionKind

_USUAL_WIDTH: Final = 1280
_MARGIN: Final = 48
_NEAR_SIDE: Final = 320


class Frame:
    """What is shown of one moment of a step.

    Attributes:
        whole: All that the pictures cover; empty where there is none.
        near: Around what differs and where it was acted, inside of the whole.
        scale: How much larger than usual marks must be drawn on the whole, to be seen as well.
    """

    def __init__(self, moment: Comparison, step: StepRecord, pictures: Iterable[Picture]) -> None:
        self.whole = Rect(0, 0, 0, 0)
        for each in pictures:
            self.whole = self.whole.hull(place_of(each))
        self.scale = max(1.0, self.whole.width / _USUAL_WIDTH)
        near = Rect(0, 0, 0, 0)
        for region in moment.regions:
            if region.kind is RegionKind.CHANGED:
                near = near.hull(region.rect)
        for point in (step.target, step.acted_at):
            if point is not None:
                near = near.hull(Rect(point.x, point.y, 1, 1))
        self.near = self._around(near) if not near.is_empty else self.whole

    def _around(self, near: Rect) -> Rect:
        wide = max(_NEAR_SIDE, near.width + 2 * _MARGIN)
        high = max(_NEAR_SIDE * 5 // 8, near.height + 2 * _MARGIN)
        left, top = near.x + near.width // 2 - wide // 2, near.y + near.height // 2 - high // 2
        # Kept inside of the picture where it fits: there is nothing to see outside.
        left = max(self.whole.x, min(left, self.whole.right - wide))
        top = max(self.whole.y, min(top, self.whole.bottom - high))
        return Rect(left, top, wide, high).intersection(self.whole)


def place_of(picture: Picture) -> Rect:
    """Where a picture lies on the desktop."""
    return Rect(picture.left, picture.top, picture.width, picture.height)


def way_back(step: StepRecord) -> tuple[int, int]:
    """How far the replay's picture is moved to be taken from the recording's.

    What was found elsewhere is compared where it was.
    """
    if step.target is not None and step.acted_at is not None and step.acted_at != step.target:
        return step.target.x - step.acted_at.x, step.target.y - step.acted_at.y
    return (0, 0) if step.moved is None else (-step.moved.x, -step.moved.y)
