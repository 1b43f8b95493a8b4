"""What each action did, input by input, from the events it came from.

Decisions:

* **Text is typed by its characters**, each at the time of the key that showed it: accents are composed, Caps
  Lock and Shift are in the character already, and Backspace is pressed as the person pressed it.
* **A key is tapped** for as long as it was held, up to a quarter of a second: no system repeats a key so
  soon, so that it comes as often as it came. A key that was held while a button was pressed, as Space is to
  push a drawing about, is held again.
* **A modifier goes down shortly before what it was held for**, even if the person held it much longer: until
  then the pointer is still on its way, and the screen not yet as it was when they acted.
* **A release that was never seen** is made where the action ended.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from recorder.episode.actions import Action, Click, Drag, Type
from recorder.episode.events import (
    ButtonPressed,
    ButtonReleased,
    Event,
    KeyPressed,
    KeyReleased,
    NumberedEvent,
    PointerMoved,
    Scrolled,
)
from recorder.episode.keys import BACKSPACE, COMPOSE_KEYS, Modifier, modifier_of
from recorder.episode.recognition.composing import Composer, dead_accent
from recorder.episode.time import NS_PER_MS
from replay.plan.chords import LOCK_KEYS
from replay.plan.inputs import ButtonDown, ButtonUp, KeyDown, KeyUp, Move, TimedInput, TypeText, Wheel
from replay.plan.key_holds import key_holds
from replay.plan.reading import MOVE_EVERY_NS

LONGEST_TAP_NS: Final = 250 * NS_PER_MS
"""How long a key is held; desktops repeat one after 300 ms at the soonest."""

_UNRELEASED_TAP_NS: Final = 50 * NS_PER_MS
_LEAD_NS: Final = 30 * NS_PER_MS
_LAST: Final = 1 << 62
_CANONICAL: Final[Mapping[Modifier, str]] = {
    Modifier.CTRL: "ctrl",
    Modifier.ALT: "alt",
    Modifier.SHIFT: "shift",
    Modifier.SUPER: "cmd",
}

Order = tuple[int, int, int]
"""A time, the number of the event that an input comes from, and its place among those of that event."""


@dataclass(frozen=True, slots=True)
class OwnInput:
    """One input of one action.

    Attributes:
        order: Where it belongs among all inputs of the episode.
        owner: The place of its action in the list of actions.
        acts: Whether it does something itself, as modifiers and moves do not.
        input: What is done.
    """

    order: Order
    owner: int
    acts: bool
    input: TimedInput


class OwnInputs:
    """Reads the inputs of an episode's actions, which are asked for in order.

    Args:
        events: The episode's: at least all that the actions came from.
    """

    def __init__(self, events: Sequence[NumberedEvent]) -> None:
        self._events = {numbered.seq: numbered.event for numbered in events}
        self._holds = key_holds(events)
        # The first presses of holds that are held again: what repeats them is left to the system.
        self._held: set[int] = set()

    def of(self, place: int, action: Action) -> list[OwnInput]:
        """The inputs of one action, in order.

        Args:
            place: Its place in the list of actions.
            action: Which.
        """
        events = sorted(
            ((self._events[seq].at_ns, seq, self._events[seq]) for seq in action.sources),
            key=lambda each: each[:2],
        )
        is_text = isinstance(action, Type)
        made = [*(self._typed(events) if is_text else self._key_inputs(events)), *_pointer_inputs(events)]
        if isinstance(action, Click | Drag) and action.release_lost:
            made.append(_made(action.end_ns, _LAST, ButtonUp(at_ns=action.end_ns, button=action.button)))
        made.sort(key=lambda each: each.order)
        return [OwnInput(each.order, place, each.acts, each.input) for each in _with_leads(made)]

    def _typed(self, events: "Iterable[_Sourced]") -> "Iterator[_Made]":
        composer = Composer()
        for at_ns, seq, event in events:
            if not isinstance(event, KeyPressed) or modifier_of(event.name) or event.name in LOCK_KEYS:
                continue
            if event.name == BACKSPACE and composer.is_waiting:
                composer.cancel()
            elif event.name == BACKSPACE:
                yield from self._pressed(at_ns, seq, event)
            elif shown := _shown(composer, event):
                if _types_itself(event, shown) and self._is_held_again(seq):
                    yield from self._pressed(at_ns, seq, event)
                else:
                    yield _made(at_ns, seq, TypeText(at_ns=at_ns, text=shown))

    def _is_held_again(self, seq: int) -> bool:
        """Whether a press begins a hold, or repeats one that did not begin with another character."""
        hold = self._holds[seq]
        return hold.held_until_ns is not None and (hold.first_seq == seq or hold.first_seq in self._held)

    def _key_inputs(self, events: "Iterable[_Sourced]") -> "Iterator[_Made]":
        for at_ns, seq, event in events:
            if not isinstance(event, KeyPressed | KeyReleased) or event.name in LOCK_KEYS:
                continue
            modifier = modifier_of(event.name)
            if modifier is not None:
                name = canonical_name(event.name, modifier)
                if isinstance(event, KeyPressed):
                    yield _made(at_ns, seq, KeyDown(at_ns=at_ns, name=name), acts=False)
                else:
                    yield _made(at_ns, seq, KeyUp(at_ns=at_ns, name=name), acts=False)
            elif isinstance(event, KeyPressed):
                yield from self._pressed(at_ns, seq, event)

    def _pressed(self, at_ns: int, seq: int, event: KeyPressed) -> "Iterator[_Made]":
        """A key tapped, or held until it came up; a repeat of one that is held is left to the system."""
        hold = self._holds[seq]
        if hold.held_until_ns is None:
            until_ns = at_ns + _UNRELEASED_TAP_NS if hold.until_ns is None else hold.until_ns
            up_ns = min(until_ns, at_ns + LONGEST_TAP_NS)
        elif hold.first_seq != seq:
            return
        else:
            self._held.add(seq)
            up_ns = hold.held_until_ns
        yield _made(at_ns, seq, KeyDown(at_ns=at_ns, name=event.name))
        yield _made(up_ns, seq, KeyUp(at_ns=up_ns, name=event.name), nth=1)


_Sourced = tuple[int, int, Event]


@dataclass(frozen=True, slots=True)
class _Made:
    order: Order
    acts: bool
    input: TimedInput


def canonical_name(name: str, modifier: Modifier) -> str:
    """The canonical name of a modifier's key, the side kept: systems call them differently."""
    stem = _CANONICAL.get(modifier)
    if stem is None:
        return Modifier.ALT_GR.value
    return stem + ("_r" if name.endswith("_r") else "_l")


def _made(at_ns: int, seq: int, done: TimedInput, *, nth: int = 0, acts: bool = True) -> _Made:
    return _Made((at_ns, seq, nth), acts, done)


def _pointer_inputs(events: Sequence[_Sourced]) -> Iterator[_Made]:
    last_slot = -1
    moves: list[_Made] = []
    for at_ns, seq, event in events:
        match event:
            case PointerMoved(x=x, y=y):
                if at_ns // MOVE_EVERY_NS == last_slot:
                    moves.pop()
                last_slot = at_ns // MOVE_EVERY_NS
                moves.append(_made(at_ns, seq, Move(at_ns=at_ns, x=x, y=y), acts=False))
            case ButtonPressed(x=x, y=y, button=button):
                yield _made(at_ns, seq, Move(at_ns=at_ns, x=x, y=y), acts=False)
                yield _made(at_ns, seq, ButtonDown(at_ns=at_ns, button=button), nth=1)
            case ButtonReleased(x=x, y=y, button=button):
                yield _made(at_ns, seq, Move(at_ns=at_ns, x=x, y=y), acts=False)
                yield _made(at_ns, seq, ButtonUp(at_ns=at_ns, button=button), nth=1)
            case Scrolled(x=x, y=y, dx=dx, dy=dy):
                yield _made(at_ns, seq, Move(at_ns=at_ns, x=x, y=y), acts=False)
                yield _made(at_ns, seq, Wheel(at_ns=at_ns, dx=dx, dy=dy), nth=1)
            case _:
                pass
    yield from moves


def _shown(composer: Composer, event: KeyPressed) -> str:
    """What a key shows, as recognition reads it."""
    accent = dead_accent(event.name, event.char, event.vk)
    if accent is not None:
        return composer.dead(accent)
    if event.name in COMPOSE_KEYS:
        composer.compose()
        return ""
    return composer.char(" " if event.name == "space" else event.char or "")


def _types_itself(event: KeyPressed, shown: str) -> bool:
    """Whether the key alone shows this on any Latin keyboard."""
    return event.name == "space" or (event.name == shown and shown.isascii())


def _with_leads(made: Sequence[_Made]) -> Iterator[_Made]:
    """The inputs, the modifiers before the first that acts moved close to it."""
    first_ns = next((each.order[0] for each in made if each.acts), None)
    for each in made:
        at_ns, seq, nth = each.order
        if first_ns is None or not isinstance(each.input, KeyDown) or each.acts or at_ns >= first_ns:
            yield each
            continue
        lead_ns = max(at_ns, first_ns - _LEAD_NS)
        yield _made(lead_ns, seq, KeyDown(at_ns=lead_ns, name=each.input.name), nth=nth, acts=False)
