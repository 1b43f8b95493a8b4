"""Which key and button events go: those taken themselves, and the other halves that would tell of them.

A press and its release are one gesture, with the repeats between. Of a gesture that a redaction touches
nothing stays, be it that it only began or ended there or was held throughout. A cut is closed like a pause:
what came before it stays, with a release that was never seen; but what was pressed inside of it leaves
neither repeats nor a release behind.

A release that matches no press that was seen goes as well while a press that was taken is open: the system
may have named the two differently.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from recorder.episode.events import (
    ButtonPressed,
    ButtonReleased,
    KeyPressed,
    KeyReleased,
    Mark,
    NumberedEvent,
    Scrolled,
)
from recorder.episode.recognition.stretches import stops_input
from recorder.episode.time import TimeRange
from studio.editing.reach import is_in

IsUnderCover = Callable[[int, int, int], bool]
"""Whether a box covers a place of the desktop: time, x, y."""


@dataclass(slots=True)
class _Gesture:
    """One key or button, held."""

    pressed_ns: int
    is_from_cut: bool
    is_redacted: bool = False
    numbers: list[int] = field(default_factory=list)


def taken_input(
    events: Iterable[NumberedEvent],
    *,
    cuts: Sequence[TimeRange],
    keys: Sequence[TimeRange],
    is_under_cover: IsUnderCover,
) -> frozenset[int]:
    """The numbers of the events of keys, buttons and the wheel that go.

    Args:
        events: In order.
        cuts: What is cut out.
        keys: Where keys are redacted.
        is_under_cover: Where the pointer is redacted.
    """
    reading = _Reading(cuts, keys, is_under_cover)
    for numbered in events:
        reading.read(numbered)
    reading.close_all()
    return frozenset(reading.taken)


class _Reading:
    def __init__(
        self, cuts: Sequence[TimeRange], keys: Sequence[TimeRange], is_under_cover: IsUnderCover
    ) -> None:
        self.taken: set[int] = set()
        self._cuts, self._keys, self._is_under_cover = cuts, keys, is_under_cover
        self._open: dict[str, _Gesture] = {}
        # Pressed where it was taken and still down when a pause began: only its release may come yet.
        self._lingering: set[str] = set()

    def read(self, numbered: NumberedEvent) -> None:
        event = numbered.event
        match event:
            case KeyPressed():
                self._press(f"key {event.name}", numbered, is_redacted=is_in(self._keys, event.at_ns))
            case KeyReleased():
                self._release(f"key {event.name}", numbered, is_redacted=is_in(self._keys, event.at_ns))
            case ButtonPressed():
                is_redacted = self._is_under_cover(event.at_ns, event.x, event.y)
                self._press(f"button {event.button}", numbered, is_redacted=is_redacted)
            case ButtonReleased():
                is_redacted = self._is_under_cover(event.at_ns, event.x, event.y)
                self._release(f"button {event.button}", numbered, is_redacted=is_redacted)
            case Scrolled():
                is_redacted = self._is_under_cover(event.at_ns, event.x, event.y)
                if is_redacted or is_in(self._cuts, event.at_ns):
                    self.taken.add(numbered.seq)
            case Mark() if stops_input(event):
                self.close_all()
            case _:
                pass

    def _press(self, name: str, numbered: NumberedEvent, *, is_redacted: bool) -> None:
        at_ns = numbered.event.at_ns
        is_cut = is_in(self._cuts, at_ns)
        self._lingering.discard(name)
        gesture = self._open.setdefault(name, _Gesture(at_ns, is_from_cut=is_cut))
        gesture.numbers.append(numbered.seq)
        gesture.is_redacted |= is_redacted
        if is_cut or gesture.is_from_cut:
            self.taken.add(numbered.seq)

    def _release(self, name: str, numbered: NumberedEvent, *, is_redacted: bool) -> None:
        at_ns = numbered.event.at_ns
        gesture = self._open.pop(name, None)
        if is_in(self._cuts, at_ns):
            self.taken.add(numbered.seq)
        if gesture is None:
            if is_redacted or name in self._lingering or self._has_taken_one_open(name.partition(" ")[0]):
                self.taken.add(numbered.seq)
            self._lingering.discard(name)
            return
        gesture.numbers.append(numbered.seq)
        gesture.is_redacted |= is_redacted
        if name.startswith("key "):
            gesture.is_redacted |= self._is_held_through(gesture.pressed_ns, at_ns)
        if gesture.is_from_cut:
            self.taken.add(numbered.seq)
        self._close(gesture)

    def close_all(self) -> None:
        """Forget what is held: from here on it is unknown."""
        for name, gesture in self._open.items():
            self._close(gesture)
            if gesture.is_redacted or gesture.is_from_cut:
                self._lingering.add(name)
        self._open.clear()

    def _close(self, gesture: _Gesture) -> None:
        if gesture.is_redacted:
            self.taken.update(gesture.numbers)

    def _is_held_through(self, pressed_ns: int, released_ns: int) -> bool:
        return any(each.start_ns <= released_ns and pressed_ns < each.end_ns for each in self._keys)

    def _has_taken_one_open(self, device: str) -> bool:
        return any(
            name.startswith(device) and (gesture.is_redacted or gesture.is_from_cut)
            for name, gesture in self._open.items()
        )
