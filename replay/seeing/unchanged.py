"""What was worked out of a picture, for as long as the place it is of looks the same.

Whoever waits looks again and again at a screen that stands still. A comparison costs up to a hundred times
as much as to see that not a pixel has changed, and comes to the same.
"""

from collections.abc import Callable, Hashable
from typing import Final, Generic, TypeVar

import numpy as np

from replay.seeing.picture import ScreenPicture

AnswerT = TypeVar("AnswerT")


class Unchanged(Generic[AnswerT]):
    """The last answer to each question, with the picture that it is about. Owned by one thread."""

    def __init__(self) -> None:
        self._known: Final[dict[Hashable, tuple[ScreenPicture, AnswerT]]] = {}

    def answer(self, question: Hashable, seen: ScreenPicture, work_out: Callable[[], AnswerT]) -> AnswerT:
        """The answer to a question about a picture; worked out where it is not the one of the last time.

        Args:
            question: What is asked; the same one is always about the same place.
            seen: What is asked about; kept.
            work_out: Answers it by nothing but that picture, and what stays the same.
        """
        known = self._known.get(question)
        if known is not None and is_same(known[0], seen):
            return known[1]
        answer = work_out()
        self._known[question] = seen, answer
        return answer


def is_same(one: ScreenPicture, other: ScreenPicture) -> bool:
    """Whether two pictures are of one place and the same to the last pixel, with the same parts covered."""
    return (
        one.place == other.place and one.covered == other.covered and np.array_equal(one.pixels, other.pixels)
    )
