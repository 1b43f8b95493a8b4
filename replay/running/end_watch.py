"""Hears that a person wants the end of a replay on their own desktop, whatever it does then.

The pointer in a corner: pyautogui looks for that with each input that it gives, and a replay that waits gives
none. A replay never goes into a corner by itself: it refuses such a step. One that rests there already says
nothing: there is time to take it away, and pyautogui's own look ends the replay if it is still there.

The chord, held down: a program that has taken the keyboard, as one with an open menu does, keeps it from
whoever has grabbed it, and so does an Alt or a Super that the replay holds at the moment. The keyboard itself
can be looked at all the same.
"""

import threading
from collections.abc import Callable
from threading import Event
from types import TracebackType
from typing import Any, Final, Self

from recorder.devices.x11.connection import Connection, screen_may_go
from recorder.devices.x11.hotkeys import UnknownKeyError, keys_of
from recorder.ports import ScreenGoneError
from recorder.recording.hotkeys import parse_chord

_EVERY_S: Final = 0.04


class EndWatch:
    """Looks from a thread of its own, up while its ``with`` block lasts.

    Args:
        chord: Such as ``ctrl+shift+f12``; a keyboard that cannot strike it has the corner alone.
        on_wanted: Called on that thread, once, and also when the screen is gone.

    Raises:
        HotkeyError: It is no chord.
        NoDisplayError: No X server answers.
    """

    def __init__(self, chord: str, on_wanted: Callable[[], object]) -> None:
        self._on_wanted: Final = on_wanted
        self._is_over: Final = Event()
        parsed = parse_chord(chord)
        self._connection: Final = Connection(None)
        self._keys: tuple[frozenset[int], ...] = ()
        try:
            with screen_may_go():
                self._is_parked = self._is_in_a_corner()
                self._keys = keys_of(parsed, self._connection)
        except UnknownKeyError:
            pass
        except BaseException:
            self._connection.close()
            raise
        self._thread: Final = threading.Thread(target=self._watch, name="end-watch")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_over.set()
        self._thread.join()
        self._connection.close()

    def _watch(self) -> None:
        try:
            with screen_may_go():
                while not self._is_over.wait(_EVERY_S):
                    is_there = self._is_in_a_corner()
                    self._is_parked = self._is_parked and is_there
                    if (is_there and not self._is_parked) or self._is_held():
                        break
        except ScreenGoneError:
            pass
        if not self._is_over.is_set():
            self._on_wanted()

    def _is_in_a_corner(self) -> bool:
        root: Any = self._connection.root
        size, pointer = root.get_geometry(), root.query_pointer()
        return pointer.root_x in {0, size.width - 1} and pointer.root_y in {0, size.height - 1}

    def _is_held(self) -> bool:
        down = self._connection.display.query_keymap()
        return bool(self._keys) and all(
            any(down[code // 8] >> code % 8 & 1 for code in codes) for codes in self._keys
        )
