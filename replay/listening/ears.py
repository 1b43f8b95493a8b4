"""Which step is being typed, and where its text goes."""

import threading
from collections import deque
from collections.abc import Callable, Collection
from types import TracebackType
from typing import Final, Self

from recorder.devices.x11.keymap import Keymap
from recorder.ports import ScreenGoneError
from replay.listening.client import KeyListener
from replay.listening.typed import TypedText

OnHeard = Callable[[int, str], object]
"""Told a step's number, and what was typed in it."""


class Ears:
    """Hears what each step types, while its ``with`` block lasts. Used by one thread, the one that plays.

    Args:
        typing: The numbers of the steps that type; of the others nothing is heard.
        on_heard: Told of each step, on a thread of its own, in order.

    Raises:
        NoDisplayError: On entry, where no X server answers.
        CannotListenError: On entry, where it does not tell what is typed.
    """

    def __init__(self, typing: Collection[int], on_heard: OnHeard) -> None:
        self._typing: Final = frozenset(typing)
        self._on_heard: Final = on_heard
        self._listener: Final = KeyListener(on_key=self._hear, on_mark=self._turn)
        self._is_typing = False
        # What each mark that is on its way stands for: a step that begins, or the end of one.
        self._marks: Final[deque[int | None]] = deque()
        self._all_turned: Final = threading.Condition()
        # Of the listener's thread.
        self._number: int | None = None
        self._typed = TypedText()

    def __enter__(self) -> Self:
        self._listener.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.__exit__(kind, error, trace)

    def begin(self, number: int) -> None:
        """From here on, what is typed belongs to that step, if it types."""
        if number in self._typing:
            self._mark(number)
            self._is_typing = True

    def end(self) -> None:
        """The step that was begun is over; nothing happens if none was."""
        if self._is_typing:
            self._is_typing = False
            self._mark(None)

    def finish(self, timeout_s: float) -> bool:
        """End what was begun, and wait until all was heard.

        Returns:
            Whether that came in time.
        """
        self.end()
        with self._all_turned:
            return self._all_turned.wait_for(lambda: not self._marks, timeout_s)

    def _mark(self, number: int | None) -> None:
        with self._all_turned:
            self._marks.append(number)
        try:
            self._listener.mark()
        except ScreenGoneError:
            # The next input says so, in words.
            return

    def _hear(self, keymap: Keymap, keycode: int, state: int) -> None:
        if self._number is not None:
            self._typed.add(keymap, keycode, state)

    def _turn(self) -> None:
        number, typed = self._number, self._typed
        self._number, self._typed = self._marks[0], TypedText()
        if number is not None:
            self._on_heard(number, typed.text)
        with self._all_turned:
            # Only now: whoever waits for the last one waits until it was said.
            self._marks.popleft()
            self._all_turned.notify_all()
