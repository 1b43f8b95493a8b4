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
    Event,
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
    buttons = ButtonsDown()
    for numbered in events:
        buttons.see(numbered.event)
    return buttons.take(_END_OF_TIME)


class ButtonsDown:
    """The same, along the way: what a session's next events tell of the buttons."""

    def __init__(self) -> None:
        self._found: list[TimeRange] = []
        self._since_ns: dict[Button, int] = {}
        self._unsure_ns: dict[Button, int] = {}

    def see(self, event: Event) -> None:
        """Take the next event, which is no move."""
        match event:
            case ButtonPressed():
                self._press(event)
            case ButtonReleased():
                self._release(event)
            case Mark() if stops_input(event):
                for button in tuple(self._since_ns):
                    self._close(button, self._unsure_ns.get(button, event.at_ns))
            case KeyPressed() if modifier_of(event.name) is None:
                self._other_input(event.at_ns)
            case Scrolled() if event.dx or event.dy:
                self._other_input(event.at_ns)
            case _:
                pass

    def take(self, until_ns: int) -> tuple[TimeRange, ...]:
        """The ranges found since this was last asked, and those that last, up to this time; in order."""
        lasting = [
            _range(since_ns, self._unsure_ns.get(button, until_ns))
            for button, since_ns in self._since_ns.items()
        ]
        found, self._found = self._found, []
        return union([*found, *lasting])

    def _press(self, event: ButtonPressed) -> None:
        if event.button is Button.OTHER:
            # It may only be how a device reports its wheel, and then neither opens nor closes anything.
            self._since_ns.setdefault(event.button, event.at_ns)
            return
        self._other_input(event.at_ns)
        if event.button in self._since_ns:
            self._close(event.button, self._unsure_ns.get(event.button, event.at_ns))
        self._since_ns[event.button] = event.at_ns

    def _release(self, event: ButtonReleased) -> None:
        if event.button in self._since_ns:
            self._close(event.button, event.at_ns)

    def _other_input(self, at_ns: int) -> None:
        for button in self._since_ns:
            if button is not Button.OTHER:
                self._unsure_ns.setdefault(button, at_ns)

    def _close(self, button: Button, until_ns: int) -> None:
        start_ns = self._since_ns.pop(button)
        self._unsure_ns.pop(button, None)
        self._found.append(_range(start_ns, until_ns))


def _range(start_ns: int, until_ns: int) -> TimeRange:
    return TimeRange(start_ns, max(start_ns, until_ns) + 1)
