"""Whether the same thing is only lit otherwise: under the pointer, selected, or neither.

What is under the pointer is often brighter, and what is selected often inverted, white on blue for black on
white. What is greyed out is neither: its contrast goes and its ground stays, and clicking it would do
nothing. So only a change of the ground, or a turned-around contrast, counts as light.
"""

from typing import Final

import numpy as np

from replay.seeing.pair import PIXEL_LIMIT
from replay.seeing.picture import Luma, ScreenPicture, luma_of

_LEAST_SPREAD: Final = 6.0
_LEAST_PIXELS: Final = 2
_SAME_CONTRAST: Final = (0.75, 1.35)
_TURNED_CONTRAST: Final = (0.3, 2.0)
_MOST_LIT: Final = 96.0
_FRAME_PX: Final = 2
"""What is lit may have a line around it that stays as it was."""
_LEAST_SIDE: Final = 12


def is_only_lit(expected: ScreenPicture, seen: ScreenPicture) -> bool:
    """Whether one picture is the other one lit otherwise; what has nothing drawn on it never is."""
    one, other = (_within_frame(luma_of(each.pixels)) for each in (expected, seen))
    spread = float(one.std())
    if min(spread, float(other.std())) < _LEAST_SPREAD:
        return False
    ground = float(np.median(one))
    gain = float(((one - one.mean()) * (other - other.mean())).mean()) / spread**2
    off = np.abs((other - other.mean()) - gain * (one - one.mean()))
    # One letter that is another one is no light, however much else is alike.
    if np.count_nonzero(off > PIXEL_LIMIT) >= _LEAST_PIXELS:
        return False
    if gain > 0:
        lit = abs(float(np.median(other)) - ground)
        return _SAME_CONTRAST[0] <= gain <= _SAME_CONTRAST[1] and lit <= _MOST_LIT
    return _TURNED_CONTRAST[0] <= -gain <= _TURNED_CONTRAST[1]


def _within_frame(luma: Luma) -> Luma:
    if min(luma.shape) < _LEAST_SIDE:
        return luma
    return luma[_FRAME_PX:-_FRAME_PX, _FRAME_PX:-_FRAME_PX]
