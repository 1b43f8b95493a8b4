"""Which keys may enter the session.

Two sieves, both pure. ``ChordFilter`` takes out the recorder's own hotkeys, modifiers included: a modifier
waits until another key or button shows what it was for. ``KeyGate`` holds each key until the focus was seen
shortly before and shortly after it, and lets it pass only if every sighting between allows it: a password
prompt opens and closes around its keys, so a single look, early or late, would leak the first or the last.
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Generic, TypeVar

from recorder.episode.events import (
    ButtonPressed,
    HiddenReason,
    InputEvent,
    KeyEvent,
    KeyPressed,
    KeyReleased,
    KeysHidden,
    Scrolled,
)
from recorder.episode.keys import Chord, Modifier, modifier_of
from recorder.episode.time import NS_PER_MS
from recorder.privacy import FocusObservation

# A focus change, a role or a terminal's echo is seen within this time of happening.
SETTLE_NS: Final = 150 * NS_PER_MS
# Without a sighting for this long, nothing is known.
BLIND_NS: Final = 1000 * NS_PER_MS

_COMMANDING: Final = frozenset({Modifier.CTRL, Modifier.ALT, Modifier.SUPER})
# Keys that tell nothing of a text, nor how long it is: they may be known although the focus is not.
_TEXTLESS: Final = frozenset(
    {"enter", "esc", "tab", "page_up", "page_down", "menu", "print_screen"}
    | {f"f{number}" for number in range(1, 25)}
)
# Which reason a key is hidden for where several hold around it; only the last lets some keys pass.
_SEVEREST_FIRST: Final = (
    HiddenReason.PASSWORD,
    HiddenReason.EXCLUDED_WINDOW,
    HiddenReason.OWN_WINDOW,
    HiddenReason.REDACTED,
    HiddenReason.UNKNOWN_FOCUS,
)

CommandT = TypeVar("CommandT")


class ChordFilter(Generic[CommandT]):
    """Takes the chords that command the recorder out of the keys.

    Args:
        chords: What each chord commands.
    """

    def __init__(self, chords: Mapping[Chord, CommandT]) -> None:
        self._chords = dict(chords)
        self._waiting: dict[str, KeyPressed] = {}
        self._down: set[str] = set()
        self._swallowed: set[str] = set()

    def feed(self, event: InputEvent) -> tuple[tuple[InputEvent, ...], CommandT | None]:
        """Take one event.

        Returns:
            The events that are now known to be the person's, in order, and what was commanded, if anything.
        """
        match event:
            case KeyPressed():
                return self._pressed(event)
            case KeyReleased():
                return self._released(event), None
            case ButtonPressed() | Scrolled():
                return (*self._let_go(), event), None
            case _:
                return (event,), None

    def reset(self) -> None:
        """Forget what waits; held keys stay known, so that their releases are still taken out."""
        self._waiting.clear()

    def _pressed(self, event: KeyPressed) -> tuple[tuple[InputEvent, ...], CommandT | None]:
        if modifier_of(event.name) is not None:
            return self._modifier_pressed(event), None
        held = frozenset(filter(None, map(modifier_of, self._down)))
        command = self._chords.get(Chord(event.name, held))
        if command is None:
            return (*self._let_go(), event), None
        repeats = event.name in self._swallowed
        self._swallowed |= self._waiting.keys() | {event.name}
        self._waiting.clear()
        return (), None if repeats else command

    def _modifier_pressed(self, event: KeyPressed) -> tuple[InputEvent, ...]:
        repeats = event.name in self._down
        self._down.add(event.name)
        if repeats:
            return () if event.name in self._waiting or event.name in self._swallowed else (event,)
        self._waiting[event.name] = event
        return ()

    def _released(self, event: KeyReleased) -> tuple[InputEvent, ...]:
        self._down.discard(event.name)
        if event.name in self._swallowed:
            self._swallowed.discard(event.name)
            return ()
        if event.name in self._waiting:
            return (*self._let_go(), event)
        return (event,)

    def _let_go(self) -> tuple[InputEvent, ...]:
        waiting = tuple(self._waiting.values())
        self._waiting.clear()
        return waiting


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A stretch of time with one answer to the question whether keys may be known.

    The mark of hidden keys spans the whole stretch, whenever in it they were typed: no count, no rhythm.
    """

    start_ns: int
    end_ns: int
    reason: HiddenReason | None
    held_keys: bool = False


class KeyGate:
    """Holds keys until it is known whether they may be known.

    Args:
        since_ns: When recording began or went on; until the first sighting of the focus nothing is known.
    """

    def __init__(self, since_ns: int) -> None:
        # Without gaps; the last one is still growing.
        self._stretches: deque[_Stretch] = deque([_Stretch(since_ns, since_ns, HiddenReason.UNKNOWN_FOCUS)])
        self._held: deque[KeyEvent] = deque()
        self._known_down: set[str] = set()
        self._forgotten_until_ns = since_ns

    def observe(self, observation: FocusObservation) -> None:
        """Take a sighting of the focus, in order of time."""
        current = self._stretches[-1]
        if observation.at_ns - current.end_ns > BLIND_NS:
            self._enter(current.end_ns, HiddenReason.UNKNOWN_FOCUS)
        self._enter(observation.at_ns, observation.keys_hidden)

    def hold(self, event: KeyEvent) -> None:
        """Take a key, in order of time."""
        self._held.append(event)

    def release(self, now_ns: int) -> tuple[KeyEvent | KeysHidden, ...]:
        """What is decided by now: keys that pass, and a mark for each stretch of hidden ones that ended."""
        known_until = self._stretches[-1].end_ns
        if self._held and now_ns - known_until > BLIND_NS:
            self._enter(known_until, HiddenReason.UNKNOWN_FOCUS)
            self._enter(now_ns, HiddenReason.UNKNOWN_FOCUS)
            known_until = now_ns
        passed: list[KeyEvent | KeysHidden] = []
        while self._held and self._held[0].at_ns + SETTLE_NS <= known_until:
            passed += self._decide(self._held.popleft())
        oldest_ns = self._held[0].at_ns if self._held else known_until
        while len(self._stretches) > 1 and self._stretches[0].end_ns < oldest_ns - SETTLE_NS:
            forgotten = self._stretches.popleft()
            self._forgotten_until_ns = forgotten.end_ns + SETTLE_NS
            passed += _mark(forgotten)
        return tuple(passed)

    def close(self, now_ns: int) -> tuple[KeyEvent | KeysHidden, ...]:
        """Decide everything now, since recording pauses or ends; what is not yet known is hidden."""
        passed = list(self.release(now_ns))
        if self._held:
            self._enter(now_ns, HiddenReason.UNKNOWN_FOCUS)
        while self._held:
            passed += self._decide(self._held.popleft())
        last = self._stretches.pop()
        self._stretches.append(replace(last, end_ns=max(last.end_ns, now_ns)))
        for stretch in self._stretches:
            passed += _mark(stretch)
        self._stretches = deque([_Stretch(now_ns, now_ns, HiddenReason.UNKNOWN_FOCUS)])
        self._known_down.clear()
        return tuple(passed)

    def _enter(self, at_ns: int, reason: HiddenReason | None) -> None:
        current = self._stretches.pop()
        self._stretches.append(replace(current, end_ns=max(at_ns, current.end_ns)))
        if current.reason is not reason:
            self._stretches.append(_Stretch(at_ns, at_ns, reason))

    def _decide(self, event: KeyEvent) -> tuple[KeyEvent, ...]:
        if isinstance(event, KeyReleased):
            # It names the key as its press does, which may have been hidden, or lie before the recording.
            was_known = event.name in self._known_down
            self._known_down.discard(event.name)
            return (event,) if was_known else ()
        self._known_down.discard(event.name)
        if event.at_ns < self._forgotten_until_ns:
            # A modifier that waited for its key so long that nobody knows any more where it was struck.
            return ()
        index = self._blamed_stretch(event.at_ns)
        if index is None or _may_be_known(event, self._stretches[index].reason):
            self._known_down.add(event.name)
            return (event,)
        self._stretches[index] = replace(self._stretches[index], held_keys=True)
        return ()

    def _blamed_stretch(self, at_ns: int) -> int | None:
        """The index of the stretch for whose sake a key of this instant is hidden, if any."""
        hiding = {
            stretch.reason: index
            for index, stretch in enumerate(self._stretches)
            if stretch.reason is not None
            and stretch.start_ns <= at_ns + SETTLE_NS
            and stretch.end_ns >= at_ns - SETTLE_NS
        }
        return next((hiding[reason] for reason in _SEVEREST_FIRST if reason in hiding), None)


def _may_be_known(event: KeyPressed, reason: HiddenReason | None) -> bool:
    """Whether a key may be known although the focus is not: it types nothing and edits nothing.

    A letter without a character was struck with Ctrl or Alt: a command, not a text.
    """
    if reason is not HiddenReason.UNKNOWN_FOCUS:
        return False
    if event.name in _TEXTLESS or modifier_of(event.name) in _COMMANDING:
        return True
    return event.char is None and len(event.name) == 1


def _mark(stretch: _Stretch) -> tuple[KeysHidden, ...]:
    """The mark of a stretch; Assent's own windows leave none, since nothing of the task happens there."""
    if not stretch.held_keys or stretch.reason in (None, HiddenReason.OWN_WINDOW):
        return ()
    return (KeysHidden(stretch.start_ns, stretch.end_ns, stretch.reason),)
