"""The keys of a session, one by one: what each showed, composed, and in which application.

Read as the recognition of actions reads them (``recorder.episode.recognition``), but for all of the session
at once: a pause, a click or another window ends nothing here.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from recorder.episode.events import ContextChanged, KeyPressed, KeyReleased, NumberedEvent
from recorder.episode.keys import COMPOSE_KEYS, Modifier, is_text, modifier_of
from recorder.episode.recognition.composing import Composer, dead_accent
from studio.editing.text_matching import folded

_COMMANDS: Final = frozenset({Modifier.CTRL, Modifier.ALT, Modifier.SUPER})
_X11_NUMPAD_0: Final = 0xFFB0
_WINDOWS_NUMPAD_0: Final = 0x60
_BREAKS: Final = frozenset({"enter", "return", "tab", "num_enter", "kp_enter"})


@dataclass(frozen=True, slots=True)
class KeyStroke:
    """One key, from its press to its release.

    Attributes:
        place: Which key of the session it is, by time.
        pressed_ns: When it went down.
        released_ns: When it came up; its press, if that was not seen.
        name: Canonical.
        text: What it shows, composed and folded; empty for what shows nothing.
        is_typing: Whether it takes part in typing: it shows something, or will with the next key.
        is_command: Whether Ctrl, Alt or Super was down.
        app: Who had the focus.
    """

    place: int
    pressed_ns: int
    released_ns: int
    name: str = field(repr=False)
    text: str = field(repr=False)
    is_typing: bool
    is_command: bool
    app: str


def key_strokes(events: Iterable[NumberedEvent]) -> tuple[KeyStroke, ...]:
    """The keys of a session but its modifiers, in the order of their presses.

    Args:
        events: In order of time, then number; pointer events may be missing.
    """
    return tuple(_Reader().read(events))


@dataclass(slots=True)
class _Press:
    pressed_ns: int
    name: str
    text: str
    is_typing: bool
    is_command: bool
    app: str
    released_ns: int


class _Reader:
    def __init__(self) -> None:
        self._presses: list[_Press] = []
        self._down: dict[str, _Press] = {}
        self._names: dict[int, str] = {}
        self._held: set[str] = set()
        self._composer = Composer()
        self._app = ""

    def read(self, events: Iterable[NumberedEvent]) -> Iterator[KeyStroke]:
        for numbered in events:
            match numbered.event:
                case ContextChanged(window=window):
                    self._app = "" if window is None else window.app
                case KeyPressed() as event:
                    self._press(event)
                case KeyReleased() as event:
                    self._release(event)
                case _:
                    pass
        for place, press in enumerate(self._presses):
            yield KeyStroke(
                place,
                press.pressed_ns,
                press.released_ns,
                press.name,
                press.text,
                press.is_typing,
                press.is_command,
                press.app,
            )

    def _press(self, event: KeyPressed) -> None:
        if modifier_of(event.name) is not None:
            self._held.add(event.name)
            return
        char = event.char or _unsaid_char(event)
        if is_text(char) and Modifier.ALT_GR not in self._modifiers():
            # As in recognition: what types has no command held, so a release was lost.
            self._held = {name for name in self._held if modifier_of(name) not in _COMMANDS}
        text, is_typing = self._shown(event, char)
        press = _Press(
            event.at_ns,
            event.name,
            folded(text),
            is_typing,
            bool(_COMMANDS & self._modifiers()),
            self._app,
            event.at_ns,
        )
        self._presses.append(press)
        self._down[event.name] = press
        if event.vk is not None:
            self._names[event.vk] = event.name

    def _shown(self, event: KeyPressed, char: str | None) -> tuple[str, bool]:
        accent = dead_accent(event.name, event.char, event.vk)
        if accent is not None:
            return self._composer.dead(accent), True
        if event.name in COMPOSE_KEYS:
            self._composer.compose()
            return "", True
        if event.name in _BREAKS:
            self._composer.cancel()
            return "\n", True
        if is_text(char):
            return self._composer.char(char or ""), True
        return "", False

    def _release(self, event: KeyReleased) -> None:
        if modifier_of(event.name) is not None:
            self._held.discard(event.name)
            return
        press = self._down.pop(event.name, None)
        if press is None and event.vk is not None:
            press = self._down.pop(self._names.get(event.vk, ""), None)
        if press is not None:
            press.released_ns = event.at_ns

    def _modifiers(self) -> frozenset[Modifier | None]:
        return frozenset(modifier_of(name) for name in self._held)


def _unsaid_char(event: KeyPressed) -> str | None:
    """What a key types whose character the system did not tell."""
    if event.name == "space":
        return " "
    if event.vk is None or event.char is not None:
        return None
    for first in (_X11_NUMPAD_0, _WINDOWS_NUMPAD_0):
        if event.name.startswith("num_") and 0 <= event.vk - first <= 9:  # noqa: PLR2004 - ten digits
            return str(event.vk - first)
    return None
