"""What the pointer and the keys were doing at a time: what is drawn over the picture.

Everything is asked by time and takes time only for what happened just before, so that it can be asked for
each picture that is drawn. What an edit takes out says so; whoever previews leaves it away.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Final

from recorder.episode.actions import Action, Drag, Hidden, Hotkey, Press, Type
from recorder.episode.edits import Edits
from recorder.episode.events import Button, ButtonPressed, ButtonReleased, KeyPressed, Scrolled
from recorder.episode.keys import BACKSPACE, is_text, key_label
from recorder.episode.time import NS_PER_MS, TimeRange
from studio.content.session_content import SessionContent
from studio.review.hiding import Hiding, Taken

CLICK_NS: Final = 600 * NS_PER_MS
"""A ring is seen for so long after the press."""
PATH_NS: Final = 600 * NS_PER_MS
SCROLL_NS: Final = 500 * NS_PER_MS
KEYS_NS: Final = 1500 * NS_PER_MS
"""Keys are read for so long after the last of them."""
LONGEST_RUN: Final = 48
"""Of what is being typed, so many characters are shown, the last ones."""
MOST_CAPS: Final = 6


@dataclass(frozen=True, slots=True)
class ClickTrace:
    """A button went down a moment ago, or is down.

    Attributes:
        x: In pixels of the virtual desktop.
        y: As above.
        button: Which.
        age_ns: Since when.
        is_gone: Whether an edit takes it out.
    """

    x: int
    y: int
    button: Button
    age_ns: int
    is_gone: bool


@dataclass(frozen=True, slots=True)
class ScrollTrace:
    """The wheel turned a moment ago.

    Attributes:
        x: In pixels of the virtual desktop.
        y: As above.
        dx: Notches, right positive.
        dy: Notches, up positive.
        is_gone: Whether an edit takes it out.
    """

    x: int
    y: int
    dx: int
    dy: int
    is_gone: bool


class KeyKind(StrEnum):
    """How keys are shown."""

    CAP = "cap"
    RUN = "run"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class KeyTrace:
    """Keys pressed a moment ago.

    Attributes:
        kind: A key's cap, typed text, or keys that nobody may know.
        text: What they were; empty where hidden.
        is_gone: Whether an edit takes them out, or some of them.
        left: What stays of them where some go.
    """

    kind: KeyKind
    text: str = field(repr=False)
    is_gone: bool = False
    left: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Traces:
    """All that is drawn over a picture.

    Attributes:
        pointer: Where the pointer is, in pixels of the virtual desktop.
        is_pointer_gone: Whether an edit takes it out here.
        clicks: Oldest first.
        paths: Of drags, as places of the virtual desktop.
        scrolls: The last one only.
        keys: Oldest first.
    """

    pointer: tuple[int, int] | None
    is_pointer_gone: bool
    clicks: tuple[ClickTrace, ...]
    paths: tuple[tuple[tuple[int, int], ...], ...]
    scrolls: tuple[ScrollTrace, ...]
    keys: tuple[KeyTrace, ...]

    def left(self) -> "Traces":
        """Without what edits take out."""
        return Traces(
            None if self.is_pointer_gone else self.pointer,
            is_pointer_gone=False,
            clicks=tuple(each for each in self.clicks if not each.is_gone),
            paths=self.paths,
            scrolls=tuple(each for each in self.scrolls if not each.is_gone),
            keys=tuple(_left_of(self.keys)),
        )


class TraceFinder:
    """Finds the traces of a session at any time.

    Args:
        content: What the session holds.
    """

    def __init__(self, content: SessionContent) -> None:
        self._content = content
        self._taken = Taken(Edits(), content)
        self._drags = tuple(each for each in content.actions if isinstance(each, Drag))
        self._keyed = tuple(
            each for each in content.actions if isinstance(each, Type | Press | Hotkey | Hidden)
        )
        # An action that began earlier than the longest lasts is over.
        self._longest_drag_ns = _longest(self._drags)
        self._longest_keyed_ns = _longest(self._keyed)

    @cached_property
    def _presses(self) -> dict[int, KeyPressed]:
        """All keys pressed, by their numbers; looked up once something typed is to be shown."""
        return {each.seq: each.event for each in self._content.events if isinstance(each.event, KeyPressed)}

    def at(self, at_ns: int, edits: Edits) -> Traces:
        """What is to be drawn at a time."""
        drags = list(_recent(self._drags, at_ns, self._longest_drag_ns + PATH_NS))
        keyed = list(_recent(self._keyed, at_ns, self._longest_keyed_ns + KEYS_NS))
        pointer, since_ns = self._pointer(at_ns)
        earliest_ns = min([since_ns, at_ns - CLICK_NS, *(each.start_ns for each in (*drags, *keyed))])
        hiding = self._taken_by(edits).around(TimeRange(earliest_ns, at_ns + 1))
        return Traces(
            pointer,
            is_pointer_gone=pointer is not None
            and (hiding.hides_place(since_ns, pointer) or hiding.hides_place(at_ns, pointer)),
            clicks=tuple(self._clicks(at_ns, hiding)),
            paths=tuple(self._paths(drags, at_ns, hiding)),
            scrolls=tuple(self._scrolls(at_ns, hiding)),
            keys=tuple(self._keys(keyed, at_ns, hiding))[-MOST_CAPS:],
        )

    def _taken_by(self, edits: Edits) -> Taken:
        if edits is not self._taken.edits:
            self._taken = Taken(edits, self._content)
        return self._taken

    def _pointer(self, at_ns: int) -> tuple[tuple[int, int] | None, int]:
        """Where the pointer is, and since when."""
        path = self._content.pointer
        index = bisect_right(path.at_ns, at_ns) - 1
        found: tuple[int, int] | None = None
        since_ns = -1
        if index >= 0:
            found, since_ns = (int(path.x[index]), int(path.y[index])), int(path.at_ns[index])
        # Where no move is known, a button's press tells as well.
        recent = TimeRange(max(since_ns, at_ns - CLICK_NS), at_ns + 1) if since_ns <= at_ns else None
        if recent is not None:
            for each in reversed(self._content.events_within(recent)):
                if isinstance(each.event, ButtonPressed | ButtonReleased | Scrolled):
                    return (each.event.x, each.event.y), each.event.at_ns
        return found, since_ns

    def _clicks(self, at_ns: int, hiding: Hiding) -> Iterator[ClickTrace]:
        for each in self._content.events_within(_since(at_ns, CLICK_NS)):
            event = each.event
            if isinstance(event, ButtonPressed):
                gone = hiding.takes(each.seq)
                yield ClickTrace(event.x, event.y, event.button, at_ns - event.at_ns, gone)

    def _paths(
        self, drags: Iterable[Action], at_ns: int, hiding: Hiding
    ) -> Iterator[tuple[tuple[int, int], ...]]:
        for drag in drags:
            if isinstance(drag, Drag) and at_ns < drag.end_ns + PATH_NS:
                piece: list[tuple[int, int]] = []
                for point in drag.path:
                    if point.at_ns > at_ns:
                        break
                    if hiding.hides_place(point.at_ns, (point.x, point.y)):
                        yield tuple(piece)
                        piece = []
                    else:
                        piece.append((point.x, point.y))
                yield tuple(piece)

    def _scrolls(self, at_ns: int, hiding: Hiding) -> Iterator[ScrollTrace]:
        for each in reversed(self._content.events_within(_since(at_ns, SCROLL_NS))):
            event = each.event
            if isinstance(event, Scrolled):
                gone = hiding.takes(each.seq)
                yield ScrollTrace(event.x, event.y, event.dx, event.dy, gone)
                return

    def _keys(self, keyed: Iterable[Action], at_ns: int, hiding: Hiding) -> Iterator[KeyTrace]:
        for action in keyed:
            if at_ns >= action.end_ns + KEYS_NS:
                continue
            match action:
                case Type():
                    yield from self._typed(action, at_ns, hiding)
                case Press():
                    gone = self._is_gone(action, hiding)
                    yield KeyTrace(KeyKind.CAP, _times(key_label(action.key), action.count), gone)
                case Hotkey():
                    label = "+".join(map(key_label, action.keys))
                    yield KeyTrace(KeyKind.CAP, _times(label, action.count), self._is_gone(action, hiding))
                case Hidden():
                    yield KeyTrace(KeyKind.HIDDEN, "")
        if hiding.hides_keys(at_ns):
            yield KeyTrace(KeyKind.HIDDEN, "")

    def _typed(self, action: Type, at_ns: int, hiding: Hiding) -> Iterator[KeyTrace]:
        """What was typed until now, as far as it is left, and what of it goes."""
        seqs = [seq for seq in action.sources if seq in self._presses]
        until_now = [seq for seq in seqs if self._presses[seq].at_ns <= at_ns]
        left = [seq for seq in until_now if not hiding.takes(seq)]
        is_gone = len(left) < len(until_now)
        text = action.text if len(until_now) == len(seqs) else self._text_of(until_now)
        if text:
            rest = self._text_of(left) if is_gone else text
            yield KeyTrace(KeyKind.RUN, text[-LONGEST_RUN:], is_gone, rest[-LONGEST_RUN:])

    def _is_gone(self, action: Action, hiding: Hiding) -> bool:
        return any(hiding.takes(seq) for seq in action.sources if seq in self._presses)

    def _text_of(self, seqs: Iterable[int]) -> str:
        typed: list[str] = []
        for press in map(self._presses.__getitem__, seqs):
            if press.name == BACKSPACE:
                typed[-1:] = []
            elif press.char is not None and is_text(press.char):
                typed.append(press.char)
        return "".join(typed)


def _left_of(keys: Iterable[KeyTrace]) -> Iterator[KeyTrace]:
    for each in keys:
        if not each.is_gone:
            yield each
        elif each.left:
            yield KeyTrace(each.kind, each.left)


def _times(label: str, count: int) -> str:
    return label if count == 1 else f"{label} ×{count}"  # noqa: RUF001 - the sign for times


def _since(at_ns: int, duration_ns: int) -> TimeRange:
    return TimeRange(at_ns - duration_ns + 1, at_ns + 1)


def _longest(actions: Iterable[Action]) -> int:
    return max((each.end_ns - each.start_ns for each in actions), default=0)


def _recent(actions: tuple[Action, ...], at_ns: int, reach_ns: int) -> Iterator[Action]:
    """Those that began before a time, and not longer ago than that."""
    first = bisect_left(actions, at_ns - reach_ns, key=lambda each: each.start_ns)
    last = bisect_right(actions, at_ns, key=lambda each: each.start_ns)
    yield from actions[first:last]
