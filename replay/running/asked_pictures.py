"""The recording's pictures, for the process that acts: asked for through the pipe, and ahead of need.

Whoever compares asks for a time and gets its pictures. The times of the steps are known, so that the next
one's are asked for while this one's are looked at, and are there when they are needed.
"""

import queue
from collections.abc import Callable, Sequence
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
        times: When pictures will be needed, rising.
    """

    def __init__(self, say: Callable[[Asked], object], times: Sequence[int]) -> None:
        self._say = say
        self._times: Final = tuple(times)
        self._answers: Final[queue.SimpleQueue[Shown | None]] = queue.SimpleQueue()
        self._under_way: list[Asked] = []
        self._kept: dict[Asked, tuple[ScreenPicture, ...]] = {}
        self._canvas: Canvas | None = None

    def take(self, answer: Shown) -> None:
        """Take an answer that the pipe brought."""
        self._answers.put(answer)

    def end(self) -> None:
        """Nothing more will come."""
        self._answers.put(None)

    def at(self, at_ns: int) -> ScreenPicture | None:
        """What the desktop showed at a time; ``None`` where nothing was recorded of it yet.

        Raises:
            PicturesGoneError: Nobody answers any more.
        """
        found = self._get(Asked(at_ns=at_ns, is_about=False))
        return found[0] if found else None

    def about(self, at_ns: int) -> tuple[ScreenPicture, ...]:
        """The pictures that may show what there was at a time, the best first.

        Raises:
            PicturesGoneError: Nobody answers any more.
        """
        found = self._get(Asked(at_ns=at_ns, is_about=True))
        following = next((each for each in self._times if each > at_ns), None)
        if following is not None:
            self._ask(Asked(at_ns=following, is_about=True))
        return found

    def _get(self, question: Asked) -> tuple[ScreenPicture, ...]:
        self._ask(question)
        while question not in self._kept:
            answer = self._answers.get()
            if answer is None:
                self._answers.put(None)
                raise PicturesGoneError
            # Answers come in the order of the questions, and each picture builds on the one before.
            asked = self._under_way.pop(0)
            self._kept[asked] = self._unpacked(answer)
            while len(self._kept) > _KEPT:
                del self._kept[next(each for each in self._kept if each != question)]
        return self._kept[question]

    def _ask(self, question: Asked) -> None:
        if question not in self._kept and question not in self._under_way:
            self._under_way.append(question)
            self._say(question)

    def _unpacked(self, answer: Shown) -> tuple[ScreenPicture, ...]:
        found = []
        for each in answer.pictures:
            canvas = self._canvas_of(each.place)
            canvas.draw(each.change)
            pixels = canvas.pixels.copy()
            pixels.flags.writeable = False
            found.append(ScreenPicture(each.place, pixels, each.covered))
        return tuple(found)

    def _canvas_of(self, place: Rect) -> Canvas:
        if self._canvas is None or self._canvas.place != place:
            self._canvas = Canvas(place)
        return self._canvas
