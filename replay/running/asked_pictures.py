"""The recording's pictures, for the process that acts: asked for through the pipe, and ahead of need.

While one step's picture is looked at, the next one's is on its way.
"""

import queue
from collections import deque
from collections.abc import Callable
from typing import Final

from recorder.episode.screen import Rect
from replay.running.film import Canvas
from replay.running.messages import Asked, Shown
from replay.seeing.picture import ScreenPicture

_KEPT: Final = 4


class PicturesGoneError(Exception):
    """Nobody answers any more: the other side is gone."""


class AskedPictures:
    """What the recording showed. Owned by one thread; ``take`` and ``end`` are for the one that hears.

    Args:
        say: Writes a question into the pipe.
        last: The number past the last step's.
    """

    def __init__(self, say: Callable[[Asked], object], last: int) -> None:
        self._say = say
        self._last: Final = last
        self._answers: Final[queue.SimpleQueue[Shown | None]] = queue.SimpleQueue()
        self._under_way: deque[int] = deque()
        self._kept: dict[int, ScreenPicture | None] = {}
        self._canvas: Canvas | None = None

    def take(self, answer: Shown) -> None:
        """Take an answer that the pipe brought."""
        self._answers.put(answer)

    def end(self) -> None:
        """Nothing more will come."""
        self._answers.put(None)

    def before(self, number: int) -> ScreenPicture | None:
        """What the desktop showed when a step was done; of the number past the last one's, at the end.

        Raises:
            PicturesGoneError: Nobody answers any more.
        """
        self._ask(number)
        if number < self._last:
            self._ask(number + 1)
        while number not in self._kept:
            self._hear()
        return self._kept[number]

    def _ask(self, number: int) -> None:
        if number not in self._kept and number not in self._under_way:
            self._under_way.append(number)
            self._say(Asked(number=number))

    def _hear(self) -> None:
        answer = self._answers.get()
        if answer is None:
            # For whoever asks next.
            self._answers.put(None)
            raise PicturesGoneError
        # Answers come in the order of the questions, and each picture builds on the one before.
        self._kept[self._under_way.popleft()] = self._drawn(answer)
        while len(self._kept) > _KEPT:
            del self._kept[next(iter(self._kept))]

    def _drawn(self, answer: Shown) -> ScreenPicture | None:
        shown = answer.picture
        if shown is None:
            return None
        canvas = self._canvas_of(shown.place)
        canvas.draw(shown.change)
        pixels = canvas.pixels.copy()
        pixels.flags.writeable = False
        return ScreenPicture(shown.place, pixels, shown.covered)

    def _canvas_of(self, place: Rect) -> Canvas:
        if self._canvas is None or self._canvas.place != place:
            self._canvas = Canvas(place)
        return self._canvas
