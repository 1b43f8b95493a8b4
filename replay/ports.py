"""The ports of a replay: what acts on a screen, what looks at it, and what tells the time.

Places are pixels of the virtual desktop that the replay acts on. Keys have the canonical names of
``recorder.episode.events.KeyPressed``.
"""

from threading import Event
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from recorder.episode.events import Button
from recorder.episode.screen import Rect


class Actuator(Protocol):
    """The pointer and the keyboard of one desktop. Owned by one thread.

    Each call has taken effect on the X server, or the like, when it returns; none of them waits for what a
    program makes of it.
    """

    def move(self, x: int, y: int) -> None:
        """Put the pointer there, at once."""

    def press(self, button: Button) -> None:
        """Press a button where the pointer is.

        Raises:
            ValueError: This desktop has no such button.
        """

    def release(self, button: Button) -> None:
        """Let go of a button; nothing happens if it is not down."""

    def scroll(self, dx: int, dy: int) -> None:
        """Turn the wheels where the pointer is, in notches: right and up positive."""

    def key_down(self, name: str) -> None:
        """Press a key, or repeat one that is down.

        Raises:
            ValueError: This keyboard has no such key.
        """

    def key_up(self, name: str) -> None:
        """Let go of a key; nothing happens if it is not down."""

    def type_text(self, text: str) -> None:
        """Type exactly this, whatever the keyboard's layout; line breaks and tabs are keys of their own."""

    def release_all(self) -> None:
        """Let go of every button and key that this has pressed; safe at any moment, and twice."""

    def position(self) -> tuple[int, int]:
        """Where the pointer is."""


class Eyes(Protocol):
    """What sees one desktop. Owned by one thread."""

    def look(self, region: Rect | None = None) -> NDArray[np.uint8]:
        """The desktop as it is now, or a part of it.

        Args:
            region: In pixels of the virtual desktop; all of it if not given. What lies outside of every
                monitor is black.

        Returns:
            ``(height, width, 4)`` bytes in the order blue, green, red, unused; read-only, and valid until the
            next call.
        """


class Clock(Protocol):
    """Nanoseconds that only go forward, and waiting for them."""

    def now_ns(self) -> int:
        """The monotonic time now."""

    def sleep_until_ns(self, at_ns: int, wake: Event) -> bool:
        """Wait until a time has come, or ``wake`` is set, whichever is first.

        Returns:
            Whether the time came; ``False`` where ``wake`` cut the wait short.
        """
