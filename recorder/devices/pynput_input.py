"""Pointer and keys through pynput, on every platform that pynput knows.

On X11 ``recorder.devices.x11.input`` is used instead: it reads the same RECORD extension, but in one order
for both devices, with the server's own times, and at a tenth of the cost, which 1000 reports a second need.
This adapter is for Windows and macOS, where it has not been run; what can be tested of it is tested on X11,
where pynput's threads end only with the next event after ``stop``.

pynput asks for a display when it is imported, and the recorder must be importable without one. So the import
waits until a device is opened.
"""

import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from recorder.episode.events import (
    Button,
    ButtonPressed,
    ButtonReleased,
    InputEvent,
    KeyPressed,
    KeyReleased,
    PointerMoved,
    Scrolled,
)
from recorder.episode.keys import Modifier, modifier_of
from recorder.ports import Clock

if TYPE_CHECKING:
    from pynput import keyboard, mouse

_BUTTONS: Final[Mapping[str, Button]] = {
    "left": Button.LEFT,
    "middle": Button.MIDDLE,
    "right": Button.RIGHT,
    "button8": Button.BACK,
    "x1": Button.BACK,
    "button9": Button.FORWARD,
    "x2": Button.FORWARD,
}
_COMMANDING: Final = frozenset({Modifier.CTRL, Modifier.ALT, Modifier.SUPER})
# Below it are the characters of commands: on some platforms Ctrl+A is U+0001.
_FIRST_PRINTABLE: Final = " "
_JOIN_S: Final = 0.5


class PynputInput:
    """An ``InputSource`` by pynput's two listeners; times are those of arrival.

    Args:
        clock: The session's clock.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._listeners: list[mouse.Listener | keyboard.Listener] = []
        # The listeners are two threads: one event at a time keeps times from falling.
        self._one_at_a_time = threading.Lock()
        self._last_ns = 0
        self._held: set[str] = set()
        self._on_event: Callable[[InputEvent], None] | None = None

    def start(self, on_event: Callable[[InputEvent], None]) -> None:
        """Begin to report; on return every later event will be reported."""
        from pynput import keyboard, mouse  # noqa: PLC0415 - see the module's docstring

        if self._listeners:
            raise RuntimeError("already started")
        self._on_event = on_event
        self._listeners = [
            mouse.Listener(on_move=self._moved, on_click=self._clicked, on_scroll=self._scrolled),
            keyboard.Listener(on_press=self._pressed, on_release=self._released),
        ]
        for listener in self._listeners:
            listener.start()
            listener.wait()

    def stop(self) -> None:
        """Stop, and return when no call to ``on_event`` can follow."""
        with self._one_at_a_time:
            self._on_event = None
        for listener in self._listeners:
            listener.stop()
        for listener in self._listeners:
            listener.join(_JOIN_S)
        self._listeners.clear()

    def _moved(self, x: int, y: int) -> None:
        self._report(lambda at_ns: PointerMoved(at_ns, int(x), int(y)))

    def _clicked(self, x: int, y: int, button: "mouse.Button", is_pressed: bool) -> None:  # noqa: FBT001 - pynput's signature
        which = _BUTTONS.get(button.name, Button.OTHER)
        kind = ButtonPressed if is_pressed else ButtonReleased
        self._report(lambda at_ns: kind(at_ns, int(x), int(y), which))

    def _scrolled(self, x: int, y: int, dx: int, dy: int) -> None:
        self._report(lambda at_ns: Scrolled(at_ns, int(x), int(y), int(dx), int(dy)))

    def _pressed(self, key: "keyboard.Key | keyboard.KeyCode | None") -> None:
        if key is not None:
            name, char, vk = _describe(key)
            self._held.add(name)
            self._report(lambda at_ns: KeyPressed(at_ns, name, self._typed(char), vk))

    def _released(self, key: "keyboard.Key | keyboard.KeyCode | None") -> None:
        if key is not None:
            name, char, vk = _describe(key)
            self._held.discard(name)
            self._report(lambda at_ns: KeyReleased(at_ns, name, self._typed(char), vk))

    def _typed(self, char: str | None) -> str | None:
        """The character, unless a modifier makes a command of the key."""
        return None if any(modifier_of(name) in _COMMANDING for name in self._held) else char

    def _report(self, made: Callable[[int], InputEvent]) -> None:
        with self._one_at_a_time:
            if self._on_event is not None:
                self._last_ns = max(self._last_ns, self._clock.now_ns())
                self._on_event(made(self._last_ns))


def _describe(key: "keyboard.Key | keyboard.KeyCode") -> tuple[str, str | None, int | None]:
    """A key's canonical name, the character it types, and its virtual key."""
    name: str | None = getattr(key, "name", None)
    code: keyboard.KeyCode = getattr(key, "value", key)  # type: ignore[arg-type]  # a Key holds its KeyCode
    vk: int | None = code.vk
    if name is not None:
        return name, " " if name == "space" else None, vk
    char: str | None = code.char
    if char is None:
        return f"vk_{vk}", None, vk
    if char < _FIRST_PRINTABLE:
        return chr(ord(char) | 0x60), None, vk
    return char.lower(), char, vk
