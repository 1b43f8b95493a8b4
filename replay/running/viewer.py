"""Says again and again what the desktop shows, for a person who looks on; with eyes of its own."""

import threading
from threading import Event
from types import TracebackType
from typing import Final, Self

from recorder.episode.screen import Rect
from recorder.episode.time import NS_PER_SECOND
from recorder.ports import UnreadableScreenError
from replay.running.eyes import X11Eyes
from replay.running.film import Camera, pack
from replay.running.messages import View
from replay.running.mouth import Mouth


class Viewer:
    """Looks from a thread, up while its ``with`` block lasts; what is done matters more than what is seen.

    Args:
        mouth: Says what is new, where nothing else is to be said.
        desktop: What to look at.
        every_ns: How often.
    """

    def __init__(self, mouth: Mouth, desktop: Rect, every_ns: int) -> None:
        self._mouth: Final = mouth
        self._desktop: Final = desktop
        self._every_s: Final = every_ns / NS_PER_SECOND
        self._is_over: Final = Event()
        self._thread: Final = threading.Thread(target=self._run, name="viewer", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_over.set()
        self._thread.join()

    def _run(self) -> None:
        camera = Camera()
        try:
            with X11Eyes(self._desktop) as eyes:
                while not self._is_over.wait(self._every_s):
                    if not self._mouth.is_idle:
                        continue
                    change, part = camera.see(eyes.look())
                    if change.width:
                        self._mouth.say(View(change=pack(change, part)))
        except UnreadableScreenError:
            # Whoever acts there notices as well, and says so.
            return
