"""What is left of a session's events, on the episode's own clock.

The bake writes it and the preview shows it: both ask here. The pointer's moves, nine tenths of all events,
come and go as arrays; all others as events.

- A cut closes its gap. Where it was stands a mark of no length, and with it, once more, the monitors and the
  window in force behind it. Nothing tells how long the gap was.
- Redacted keys leave one mark over the whole range that the person chose, whatever was typed in it: neither
  how much nor when. Marks of keys that were hidden already end where it begins.
- A redacted context leaves a hidden window at its beginning, and at its end the window that is in force then,
  unless that one bears a title that was itself asked to be redacted.
- Under a cover no pointer is seen.

Where several things stand at one instant the monitors come first, then the mark of a cut, then the window,
then hidden keys, then what really happened, in its own order.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final, NamedTuple, assert_never

import numpy as np
from numpy.typing import NDArray

from recorder.episode.edits import Edits, Subject
from recorder.episode.events import (
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
    MonitorsChanged,
    NumberedEvent,
    PointerMoved,
    Scrolled,
    WindowContext,
)
from recorder.episode.recognition.stretches import stops_input
from recorder.episode.time import TimeRange
from recorder.episode.timeline import complement
from studio.editing.covered_places import boxes_over_time, covers_of, grown
from studio.editing.reach import is_in, on_episode, reaching, timeline_of
from studio.editing.taken_input import taken_input

HIDDEN: Final = WindowContext("", "", None, HiddenReason.REDACTED)
_MONITORS_RANK, _CUT_RANK, _WINDOW_RANK, _KEYS_RANK, REAL_RANK = range(5)

Mask = NDArray[np.bool_]
Times = NDArray[np.int64]
Places = NDArray[np.int32]


class Order(NamedTuple):
    """Where an event of the episode stands among the others.

    Attributes:
        at_ns: On the episode's clock.
        rank: What it is, among those of one instant.
        seq: Its number in the session, 0 if it was not in it.
    """

    at_ns: int
    rank: int
    seq: int


class Remainder:
    """What is left of one session once it is edited.

    Args:
        events: All of the session but the pointer's moves, in order of time, then number.
        edits: What goes.
        ended_ns: The session's length.

    Attributes:
        timeline: From the session's clock to the episode's.
    """

    def __init__(self, events: Sequence[NumberedEvent], edits: Edits, ended_ns: int) -> None:
        self.timeline = timeline_of(edits, ended_ns)
        self._events = events
        self._ended_ns = ended_ns
        self._cuts = reaching(self.timeline.cuts, ended_ns)
        self._boxes = tuple(
            (within, grown(rect)) for within, rect in boxes_over_time(covers_of(edits, ended_ns))
        )
        keys = [part.range for each in edits.redactions for part in each.parts if part.takes_keys]
        context = [part.range for each in edits.redactions for part in each.parts if part.takes_context]
        self._keys = reaching(keys, ended_ns)
        self._context = reaching(context, ended_ns)
        self._own_titles = tuple(
            each.text.casefold()
            for each in edits.redactions
            if each.text and each.subject in {Subject.TEXT, Subject.WINDOW}
            and any(part.takes_context for part in each.parts)
        )  # fmt: skip
        self._changes = {
            kind: [numbered.event for numbered in events if isinstance(numbered.event, kind)]
            for kind in (ContextChanged, MonitorsChanged)
        }

    def rarer(self) -> list[tuple[Order, Event]]:
        """All that is left but the pointer's moves, with what now stands for what is gone; in order."""
        left = [*self._real(), *self._seams(), *self._windows(), *self._hidden_keys()]
        return sorted(left, key=lambda each: each[0])

    def moves_left(self, at_ns: Times, x: Places, y: Places) -> Mask:
        """Which moves of the pointer are left."""
        gone = np.zeros(len(at_ns), np.bool_)
        for cut in self._cuts:
            gone |= (at_ns >= cut.start_ns) & (at_ns < cut.end_ns)
        for within, rect in self._boxes:
            is_then = (at_ns >= within.start_ns) & (at_ns < within.end_ns)
            is_there = (x >= rect.x) & (x < rect.right) & (y >= rect.y) & (y < rect.bottom)
            gone |= is_then & is_there
        return ~gone

    def moves_on_episode(self, at_ns: Times) -> Times:
        """The times of moves that are left, on the episode's clock."""
        kept = self.timeline.kept
        starts = np.array([piece.start_ns for piece in kept], np.int64)
        before = np.array([self.timeline.to_kept(piece.start_ns) for piece in kept], np.int64)
        piece = np.maximum(np.searchsorted(starts, at_ns, side="right") - 1, 0)
        return at_ns - starts[piece] + before[piece]

    def is_under_cover(self, at_ns: int, x: int, y: int) -> bool:
        """Whether a box covers a place of the desktop at an instant of the session."""
        return any(at_ns in within and rect.contains(x, y) for within, rect in self._boxes)

    def is_context_hidden(self, at_ns: int) -> bool:
        """Whether the focused window at an instant of the session was taken, by a cut or by a redaction."""
        return is_in(self._cuts, at_ns) or is_in(self._context, at_ns)

    def _real(self) -> Iterator[tuple[Order, Event]]:
        taken = taken_input(
            self._events, cuts=self._cuts, keys=self._keys, is_under_cover=self.is_under_cover
        )
        for numbered in self._events:
            if numbered.seq not in taken:
                for event in self._left_of(numbered.event):
                    yield Order(event.at_ns, REAL_RANK, numbered.seq), event

    def _left_of(self, event: Event) -> Iterable[Event]:
        match event:
            case KeysHidden():
                return self._left_of_hidden_keys(event)
            case Mark():
                return self._left_of_mark(event)
            case ContextChanged() if is_in(self._context, event.at_ns):
                return ()
            case _ if is_in(self._cuts, event.at_ns):
                return ()
            case PointerMoved() | Scrolled() | ButtonPressed() | ButtonReleased():
                return (self._moved(event),)
            case KeyPressed() | KeyReleased() | ContextChanged() | MonitorsChanged():
                return (self._moved(event),)
            case _:
                assert_never(event)

    def _moved(self, event: Event) -> Event:
        return replace(event, at_ns=self.timeline.to_kept(event.at_ns))

    def _left_of_mark(self, mark: Mark) -> Iterator[Mark]:
        if mark.end_ns <= mark.at_ns:
            if not is_in(self._cuts, mark.at_ns):
                yield self._at(mark, TimeRange(mark.at_ns, mark.at_ns))
            return
        whole = TimeRange(mark.at_ns, mark.end_ns)
        for left in on_episode([whole], self.timeline):
            is_whole = left.duration_ns == whole.duration_ns
            # How many pictures were missed tells how long a gap is that took some of them.
            yield replace(mark, at_ns=left.start_ns, end_ns=left.end_ns, count=mark.count if is_whole else 0)

    def _at(self, mark: Mark, at: TimeRange) -> Mark:
        at_ns = self.timeline.to_kept(at.start_ns)
        return replace(mark, at_ns=at_ns, end_ns=at_ns)

    def _left_of_hidden_keys(self, hidden: KeysHidden) -> Iterator[KeysHidden]:
        if hidden.end_ns <= hidden.at_ns:
            return
        whole = TimeRange(hidden.at_ns, hidden.end_ns)
        redacted = [
            TimeRange(max(each.start_ns, whole.start_ns), min(each.end_ns, whole.end_ns))
            for each in self._keys
            if each.overlaps(whole)
        ]
        for piece in complement(tuple(redacted), whole):
            for left in on_episode([piece], self.timeline):
                yield KeysHidden(left.start_ns, left.end_ns, hidden.reason)

    def _hidden_keys(self) -> Iterator[tuple[Order, Event]]:
        for left in on_episode(self._keys, self.timeline):
            mark = KeysHidden(left.start_ns, left.end_ns, HiddenReason.REDACTED)
            yield Order(left.start_ns, _KEYS_RANK, 0), mark

    def _seams(self) -> Iterator[tuple[Order, Event]]:
        for cut in self.timeline.cuts:
            at_ns = self.timeline.to_kept(cut.end_ns)
            yield Order(at_ns, _CUT_RANK, 0), Mark(at_ns, at_ns, MarkKind.CUT)
            if cut.end_ns >= self._ended_ns:
                continue
            monitors = self._in_force(MonitorsChanged, cut.end_ns)
            if monitors is not None:
                yield Order(at_ns, _MONITORS_RANK, 0), replace(monitors, at_ns=at_ns)

    def _windows(self) -> Iterator[tuple[Order, Event]]:
        """The windows in force, stated again where a gap was closed or a redaction begins or ends."""
        redacted = [
            each
            for each in on_episode(self._context, self.timeline)
            if self._last_change(ContextChanged, self.timeline.to_session(each.end_ns)) is not None
        ]
        stops = (
            self.timeline.to_kept(mark.end_ns)
            for mark in (numbered.event for numbered in self._events)
            if isinstance(mark, Mark) and stops_input(mark)
        )
        instants = {
            *(self.timeline.to_kept(cut.end_ns) for cut in self.timeline.cuts),
            *(edge for each in redacted for edge in (each.start_ns, each.end_ns)),
            *(at_ns for at_ns in stops if is_in(redacted, at_ns)),
        }
        for at_ns in sorted(instants):
            if at_ns >= self.timeline.duration_ns:
                continue
            if is_in(redacted, at_ns):
                yield Order(at_ns, _WINDOW_RANK, 0), ContextChanged(at_ns, HIDDEN)
                continue
            found = self._in_force(ContextChanged, self.timeline.to_session(at_ns))
            if found is not None and isinstance(found, ContextChanged):
                window = HIDDEN if self._is_own_title(found.window) else found.window
                yield Order(at_ns, _WINDOW_RANK, 0), ContextChanged(at_ns, window)

    def _in_force(
        self, kind: type[ContextChanged] | type[MonitorsChanged], at_ns: int
    ) -> ContextChanged | MonitorsChanged | None:
        """The last change before an instant; ``None`` if there is none, or one just then that says it."""
        found = self._last_change(kind, at_ns)
        return None if found is None or found.at_ns == at_ns else found

    def _last_change(
        self, kind: type[ContextChanged] | type[MonitorsChanged], at_ns: int
    ) -> ContextChanged | MonitorsChanged | None:
        changes = self._changes[kind]
        index = bisect_right(changes, at_ns, key=lambda change: change.at_ns) - 1
        found = changes[index] if index >= 0 else None
        return found if isinstance(found, ContextChanged | MonitorsChanged) else None

    def _is_own_title(self, window: WindowContext | None) -> bool:
        return window is not None and any(text in window.title.casefold() for text in self._own_titles)


def remaining_events(
    rarer: Sequence[NumberedEvent],
    moves: Sequence[tuple[int, int, int, int]],
    edits: Edits,
    ended_ns: int,
) -> Iterator[NumberedEvent]:
    """All events that are left, numbered from 1, as the episode will hold them.

    Args:
        rarer: All but the pointer's moves, in order.
        moves: Number, time, x and y of each move, in order.
        edits: What goes.
        ended_ns: The session's length.
    """
    remainder = Remainder(rarer, edits, ended_ns)
    ordered = remainder.rarer()
    kept = moves_in_order(remainder, moves)
    together = sorted([*ordered, *((order, PointerMoved(order.at_ns, x, y)) for order, x, y in kept)],
                      key=lambda each: each[0])  # fmt: skip
    for seq, (_, event) in enumerate(together, start=1):
        yield NumberedEvent(seq, event)


def moves_in_order(
    remainder: Remainder, moves: Sequence[tuple[int, int, int, int]]
) -> Iterator[tuple[Order, int, int]]:
    """The moves that are left, each with its place among all events, x and y."""
    seqs, at_ns, x, y = move_arrays(moves)
    left = remainder.moves_left(at_ns, x, y)
    shifted = remainder.moves_on_episode(at_ns[left])
    rows = zip(shifted.tolist(), seqs[left].tolist(), x[left].tolist(), y[left].tolist(), strict=True)
    for at, seq, where_x, where_y in rows:
        yield Order(at, REAL_RANK, seq), where_x, where_y


def move_arrays(moves: Sequence[tuple[int, int, int, int]]) -> tuple[Times, Times, Places, Places]:
    """Moves as arrays: numbers, times, x, y."""
    if not moves:
        nothing = np.zeros(0, np.int64)
        return nothing, nothing, nothing.astype(np.int32), nothing.astype(np.int32)
    seqs, at_ns, x, y = zip(*moves, strict=True)
    return (
        np.array(seqs, np.int64), np.array(at_ns, np.int64), np.array(x, np.int32), np.array(y, np.int32)
    )  # fmt: skip
