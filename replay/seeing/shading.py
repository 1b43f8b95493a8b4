"""Whether the same thing is only lit otherwise: under the pointer, selected, or neither.

What is under the pointer is often brighter, and what is selected often inverted, white on blue for black on
white. What is greyed out is neither: its contrast goes and its ground stays, and clicking it would do
nothing. So only a change of the ground, or a turned-around contrast, counts as light.
"""

from typing import Final

import numpy as np

from replay.seeing.picture import ScreenPicture, luma_of

_LEAST_SPREAD: Final = 6.0
_LIKENESS: Final = 0.9
_SAME_CONTRAST: Final = (0.75, 1.35)
_TURNED_CONTRAST: Final = (0.3, 2.0)
_MOST_LIT: Final = 96.0


def is_only_lit(expected: ScreenPicture, seen: ScreenPicture) -> bool:
    """Whether one picture is the other one lit otherwise; what has nothing drawn on it never is."""
    one, other = luma_of(expected.pixels), luma_of(seen.pixels)
    spread, other_spread = float(one.std()), float(other.std())
    if min(spread, other_spread) < _LEAST_SPREAD:
        return False
    likeness = float(((one - one.mean()) * (other - other.mean())).mean()) / (spread * other_spread)
    contrast = other_spread / spread
    if likeness >= _LIKENESS:
        lit = abs(float(np.median(other)) - float(np.median(one)))
        return _SAME_CONTRAST[0] <= contrast <= _SAME_CONTRAST[1] and lit <= _MOST_LIT
    return likeness <= -_LIKENESS and _TURNED_CONTRAST[0] <= contrast <= _TURNED_CONTRAST[1]
