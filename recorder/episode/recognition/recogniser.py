"""Takes the events of each stretch to their readers."""

from collections.abc import Sequence
from typing import Final, assert_never

from recorder.episode.actions import Action
from recorder.episode.events import (
    ButtonPressed,
    ButtonReleased,
    ContextChanged,
    Event,
    KeyPressed,
    KeyReleased,
    KeysHidden,
    Mark,
    MonitorsChanged,
    NumberedEvent,
    PointerMoved,
    Scrolled,
)
from recorder.episode.gestures import Gestures
from recorder.episode.recognition.drafts import HiddenDraft, Sheet
from recorder.episode.recognition.holds import Holds
from recorder.episode.recognition.keyboard import KeyboardReader
from recorder.episode.recognition.pointer import PointerReader
from recorder.episode.recognition.stretches import Stretch, stretches
from recorder.episode.recognition.waits import with_waits
from recorder.episode.time import NS_PER_MS, NS_PER_SECOND

# Nobody lets a key go and presses it again within this; X11's repeat does.
_REPEAT_NS: Final = NS_PER_MS


def recognise(events: Sequence[NumberedEvent], gestures: Gestures) -> tuple[Action, ...]:
    """Say what a person did.

    Args:
        events: Sorted by time, then number; numbers are unique.
        gestures: The system's settings, from the session's header.

    Returns:
        The actions in time order (by start, then by first event). Any order of events whatever has a
        reading: what makes no sense is left out, and never raises.
    """
    actions: list[Action] = []
    for stretch in stretches(events):
        actions += _StretchReader(stretch, gestures).read()
    return tuple(actions)


class _StretchReader:
    """Takes each event of one stretch to the reader it is for."""

    def __init__(self, stretch: Stretch, gestures: Gestures) -> None:
        # At least a second, since a held key waits up to 660 ms before it repeats (the X server's default).
        pace_ns = max(2 * gestures.double_click_ns, NS_PER_SECOND)
        holds = Holds()
        self._stretch = stretch
        self._sheet = Sheet()
        self._contexts: list[tuple[int, int]] = []
        self._repeats = _repeats(stretch.events)
        self._pointer = PointerReader(
            self._sheet,
            holds,
            gestures=gestures,
            pace_ns=pace_ns,
            wheel_times={each.event.at_ns for each in stretch.events if isinstance(each.event, Scrolled)},
        )
        self._keyboard = KeyboardReader(self._sheet, holds, pointer=self._pointer, pace_ns=pace_ns)

    def read(self) -> list[Action]:
        """The actions of the stretch, in time order."""
        for numbered in self._stretch.events:
            self._take(numbered.seq, numbered.event)
        self._pointer.end()
        return with_waits(self._sheet.actions(), self._contexts)

    def _take(self, seq: int, event: Event) -> None:
        match event:
            case PointerMoved():
                self._pointer.moved(seq, event)
            case ButtonPressed():
                self._pointer.pressed(seq, event)
            case ButtonReleased():
                self._pointer.released(seq, event)
            case Scrolled():
                self._pointer.scrolled(seq, event)
            case KeyPressed():
                self._keyboard.pressed(seq, event)
            case KeyReleased():
                self._keyboard.released(seq, event, is_repeat=seq in self._repeats)
            case KeysHidden():
                self._hide(seq, event)
            case ContextChanged():
                self._change_context(seq, event)
            case MonitorsChanged() | Mark():
                pass
            case _:
                assert_never(event)

    def _hide(self, seq: int, event: KeysHidden) -> None:
        """Write down hidden keys, and go on with what the pointer is doing meanwhile."""
        self._keyboard.hidden()
        end_ns = max(event.at_ns, event.end_ns)
        if self._stretch.end_ns is not None:
            end_ns = min(end_ns, self._stretch.end_ns)
        self._sheet.drafts.append(
            HiddenDraft(
                start_ns=event.at_ns,
                end_ns=end_ns,
                context=self._sheet.context,
                sources=[seq],
                reason=event.reason,
            )
        )

    def _change_context(self, seq: int, event: ContextChanged) -> None:
        self._keyboard.focus_changed(self._sheet.window, event.window)
        self._sheet.window = event.window
        self._sheet.context = seq
        self._contexts.append((event.at_ns, seq))


def _repeats(events: Sequence[NumberedEvent]) -> frozenset[int]:
    """The numbers of the releases that are half of a repeat: the same key goes down at once."""
    found: list[int] = []
    released = ""
    released_seq = released_ns = 0
    for numbered in events:
        event = numbered.event
        if isinstance(event, KeyReleased):
            released, released_seq, released_ns = event.name, numbered.seq, event.at_ns
        elif isinstance(event, KeyPressed):
            if released == event.name and event.at_ns - released_ns <= _REPEAT_NS:
                found.append(released_seq)
            released = ""
    return frozenset(found)
