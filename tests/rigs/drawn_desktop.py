"""A desktop that a test draws by the time: eyes and a clock at once, for what waits for a screen."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event

import numpy as np
from numpy.typing import NDArray

from recorder.episode.screen import Rect
from recorder.episode.time import NS_PER_SECOND
from replay.seeing.picture import ScreenPicture
from tests.rigs.drawn_screen import Screen


@dataclass
class DrawnDesktop:
    """Eyes and clock at once: what is shown depends on the time, which passes when the gate waits."""

    screens: list[tuple[int, Screen]]
    now: int = 5 * NS_PER_SECOND
    began: int = 5 * NS_PER_SECOND
    looks: int = 0
    on_sleep: Callable[[], None] = field(default=lambda: None)
    drawn: dict[int, ScreenPicture] = field(default_factory=dict)

    def look(self, region: Rect | None = None) -> NDArray[np.uint8]:
        self.looks += 1
        at_ns, screen = [each for each in self.screens if each[0] <= self.now - self.began][-1]
        if at_ns not in self.drawn:
            self.drawn[at_ns] = screen.shown()
        picture = self.drawn[at_ns]
        seen = picture.pixels if region is None else picture.part(region).pixels
        seen.flags.writeable = False
        return seen

    def now_ns(self) -> int:
        return self.now

    def sleep_until_ns(self, at_ns: int, wake: Event) -> bool:
        self.on_sleep()
        # A search on another thread takes as long as it takes.
        wake.wait(0.001)
        self.now = max(self.now, at_ns)
        return not wake.is_set()


class OneStep:
    """What the recording showed at every step."""

    def __init__(self, screen: Screen | None) -> None:
        self.picture = None if screen is None else screen.recorded()

    def before(self, _number: int, /) -> ScreenPicture | None:
        return self.picture
