"""Times that a pointer is drawn to, so that a mark lies exactly where something happened."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

SNAP_PX: Final = 6
CROWDED_PX: Final = 2 * SNAP_PX
"""Where things of a kind lie closer to each other than this, they draw nothing: it would only stutter."""


class SnapKind(IntEnum):
    """What a time can be drawn to; of two as near, the first."""

    MARK = 0
    EDIT = 1
    WINDOW = 2
    ACTION = 3
    PICTURE = 4
    PLAYHEAD = 5


@dataclass(frozen=True, slots=True)
class Snap:
    """A time that was drawn to something.

    Attributes:
        at_ns: Where that is.
        kind: What it is.
    """

    at_ns: int
    kind: SnapKind


class Snapper:
    """Knows all times that draw; those of a kind are replaced together."""

    def __init__(self) -> None:
        self._times: dict[SnapKind, NDArray[np.int64]] = {}

    def put(self, kind: SnapKind, times: Iterable[int] | NDArray[np.int64]) -> None:
        """Say where the things of a kind are, in any order."""
        given = times if isinstance(times, np.ndarray) else np.fromiter(times, np.int64)
        ordered = np.sort(given)
        # What np.unique would give, which would import a sixth of a second's worth when it is first asked.
        self._times[kind] = ordered[np.diff(ordered, prepend=ordered[:1] - 1) > 0]

    def snap(self, at_ns: int, ns_per_px: float, *, but: Collection[int] = ()) -> Snap | None:
        """What a time is drawn to, if anything is near.

        Args:
            at_ns: The time under the pointer.
            ns_per_px: How long a pixel is.
            but: Times that do not draw: those of what is being dragged itself.
        """
        best: Snap | None = None
        reach = SNAP_PX * ns_per_px
        for kind in SnapKind:
            nearest = self._nearest(kind, at_ns, CROWDED_PX * ns_per_px)
            if nearest is None or nearest in but:
                continue
            distance = abs(nearest - at_ns)
            if distance <= reach and (best is None or distance < abs(best.at_ns - at_ns)):
                best = Snap(nearest, kind)
        return best

    def _nearest(self, kind: SnapKind, at_ns: int, crowded_ns: float) -> int | None:
        times = self._times.get(kind)
        if times is None or not len(times):
            return None
        place = int(np.searchsorted(times, at_ns))
        around = times[max(0, place - 1) : place + 1]
        can_crowd = kind in {SnapKind.PICTURE, SnapKind.ACTION}
        if can_crowd and len(around) > 1 and around[1] - around[0] < crowded_ns:
            return None
        return int(around[np.argmin(np.abs(around - at_ns))])
