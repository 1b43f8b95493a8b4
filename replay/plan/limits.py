"""How much a replay does at the most: far above what a person does, far below what would do harm.

An episode may come from anyone. What is beyond these limits was not done by a person at a desk, and is
refused as a whole, in words that say which limit it was.
"""

from typing import Final

from recorder.episode.time import NS_PER_SECOND
from recorder.errors import UserFacingError

LONGEST_NS: Final = 8 * 3600 * NS_PER_SECOND
"""A working day."""

MOST_EVENTS: Final = 1_000_000
"""Of all kinds but the pointer's moves; an hour of work has some ten thousand."""

MOST_MOVES: Final = 20_000_000
"""Five hours of a mouse that reports a thousand times a second and never rests."""

MOST_HELD_MOVES: Final = 500_000
"""Those with a button down; eight minutes of such a mouse."""

MOST_STEPS: Final = 50_000
MOST_TYPED: Final = 200_000
"""Characters; a fast typist's whole day."""

MOST_IN_A_SECOND: Final = 1_000
"""Presses, releases, characters and notches together; a key that repeats gives 60, a wheel set free 200."""

MOST_PIXELS: Final = 1 << 26
"""Of the rectangle around all monitors: two screens of 8K."""

MOST_MONITORS: Final = 16
SCALES: Final = (0.25, 8.0)
FARTHEST_PX: Final = 1 << 15
"""From the origin: X11 counts places in 16 bits."""

_NOT_A_PERSON: Final = (
    "Do not trust it if it comes from somebody else. If it is one of yours, please report this."
)


class PlanRefusedError(UserFacingError):
    """An episode asks for more than a person does, or tells of a screen that there is not.

    Args:
        what: Which of these, as a part of a sentence.
    """

    def __init__(self, what: str) -> None:
        super().__init__(
            f"This cannot be replayed: {what}.", kept="Nothing was started or pressed.", mend=_NOT_A_PERSON
        )
