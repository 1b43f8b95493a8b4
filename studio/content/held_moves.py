"""When moves of the pointer mean something: while a button is down.

``recognise`` looks at no other move, so that a session's million moves need not become objects to tell its
actions. What is found here may be a little more than is needed, never less: a test compares with all moves.
"""

from collections.abc import Sequence
from typing import Final

from recorder.episode.events import (
    Button,
    ButtonPressed,
    ButtonReleased,
    KeyPressed,
    Mark,
    NumberedEvent,
    Scrolled,
)
from recorder.episode.keys import modifier_of
from recorder.episode.recognition.stretches import stops_input
from recorder.episode.time import TimeRange
from recorder.episode.timeline import union

_END_OF_TIME: Final = (1 << 62) - 1


def ranges_with_a_button_down(events: Sequence[NumberedEvent]) -> tuple[TimeRange, ...]:
    """The ranges of time in which a button is down, apart from each other and in order.

    A press whose release was lost is followed to the first other input after it, which is where its gesture
    is closed, or to where the recording stops.

    Args:
        events: All but the moves, sorted by time, then number.
    """
    presses = _Presses()
    for numbered in events:
        event = numbered.event
        match event:
            case ButtonPressed():
                presses.press(event)
            case ButtonReleased():
                presses.release(event)
            case Mark() if stops_input(event):
                presses.stop(event.at_ns)
            case KeyPressed() if modifier_of(event.name) is None:
                presses.other_input(event.at_ns)
            case Scrolled() if event.dx or event.dy:
                presses.other_input(event.at_ns)
            case _:
                pass
    presses.stop(_END_OF_TIME)
    return union(presses.found)


class _Presses:
    """The buttons that are down, since when, and since when they may have come up unseen."""

    def __init__(self) -> None:
        self.found: list[TimeRange] = []
        self._since_ns: dict[Button, int] = {}
        self._unsure_ns: dict[Button, int] = {}

    def press(self, event: ButtonPressed) -> None:
        if event.button is Button.OTHER:
            # It may only be how a device reports its wheel, and then neither opens nor closes anything.
            self._since_ns.setdefault(event.button, event.at_ns)
            return
        self.other_input(event.at_ns)
        if event.button in self._since_ns:
            self._close(event.button, self._unsure_ns.get(event.button, event.at_ns))
        self._since_ns[event.button] = event.at_ns

    def release(self, event: ButtonReleased) -> None:
        if event.button in self._since_ns:
            self._close(event.button, event.at_ns)

    def stop(self, at_ns: int) -> None:
        for button in tuple(self._since_ns):
            self._close(button, self._unsure_ns.get(button, at_ns))

    def other_input(self, at_ns: int) -> None:
        for button in self._since_ns:
            if button is not Button.OTHER:
                self._unsure_ns.setdefault(button, at_ns)

    def _close(self, button: Button, until_ns: int) -> None:
        start_ns = self._since_ns.pop(button)
        self._unsure_ns.pop(button, None)
        self.found.append(TimeRange(start_ns, max(start_ns, until_ns) + 1))
