"""Writes what a person does as events, so that a test reads as a script.

Times advance only where a script says so; every event gets the next number.
"""

from typing import Self

from recorder.episode.actions import Action
from recorder.episode.events import (
    Button,
    ButtonPressed,
    ButtonReleased,
    ContextChanged,
    Event,
    HiddenReason,
    KeyPressed,
    KeyReleased,
    KeysHidden,
    Mark,
    MarkKind,
    NumberedEvent,
    PointerMoved,
    Scrolled,
    WindowContext,
)
from recorder.episode.gestures import Gestures
from recorder.episode.recognition import recognise
from recorder.episode.screen import Rect
from recorder.episode.time import NS_PER_MS

GESTURES = Gestures(double_click_ns=400 * NS_PER_MS, double_click_px=5, drag_px=8)
LEFT, RIGHT = Button.LEFT, Button.RIGHT


class Script:
    """A person at a desk."""

    def __init__(self) -> None:
        self.events: list[NumberedEvent] = []
        self.now_ns = 0
        self._next_seq = 1

    def after(self, ms: float) -> Self:
        self.now_ns += int(ms * NS_PER_MS)
        return self

    def add(self, event: Event) -> Self:
        self.events.append(NumberedEvent(self._next_seq, event))
        self._next_seq += 1
        return self

    def move(self, x: int, y: int) -> Self:
        return self.add(PointerMoved(self.now_ns, x, y))

    def down(self, x: int, y: int, button: Button = LEFT) -> Self:
        return self.add(ButtonPressed(self.now_ns, x, y, button))

    def up(self, x: int, y: int, button: Button = LEFT) -> Self:
        return self.add(ButtonReleased(self.now_ns, x, y, button))

    def click(self, x: int, y: int, button: Button = LEFT, *, hold_ms: float = 50) -> Self:
        return self.down(x, y, button).after(hold_ms).up(x, y, button)

    def scroll(self, dy: int, dx: int = 0, *, x: int = 10, y: int = 10) -> Self:
        return self.add(Scrolled(self.now_ns, x, y, dx, dy))

    def press(self, name: str, char: str | None = None, vk: int | None = None) -> Self:
        return self.add(KeyPressed(self.now_ns, name, _char(name, char), vk))

    def release(self, name: str, char: str | None = None, vk: int | None = None) -> Self:
        return self.add(KeyReleased(self.now_ns, name, _char(name, char), vk))

    def tap(self, name: str, char: str | None = None, *, hold_ms: float = 20) -> Self:
        return self.press(name, char).after(hold_ms).release(name, char)

    def write(self, text: str, *, gap_ms: float = 80) -> Self:
        for letter in text:
            self.tap(letter.lower(), letter).after(gap_ms)
        return self

    def focus(self, app: str, title: str = "", rect: Rect | None = None) -> Self:
        return self.add(ContextChanged(self.now_ns, WindowContext(app, title, rect)))

    def hide(self, ms: float, reason: HiddenReason = HiddenReason.PASSWORD) -> Self:
        start_ns = self.now_ns
        return self.after(ms).add(KeysHidden(start_ns, self.now_ns, reason))

    def mark(self, ms: float, kind: MarkKind = MarkKind.PAUSED) -> Self:
        start_ns = self.now_ns
        return self.after(ms).add(Mark(start_ns, self.now_ns, kind))

    def sorted_events(self) -> list[NumberedEvent]:
        return sorted(self.events, key=lambda each: (each.event.at_ns, each.seq))

    def actions(self, gestures: Gestures = GESTURES) -> tuple[Action, ...]:
        return recognise(self.sorted_events(), gestures)


def _char(name: str, char: str | None) -> str | None:
    return name if char is None and len(name) == 1 else char
