"""Everything that a session holds but its pictures, loaded once.

Moves of the pointer, nine tenths of all events, are arrays; all else are the events themselves. A picture's
packet stays in the file until somebody looks at it. It is loaded in phases, so that an hour can be looked at
and played before its moves are read and its actions told.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from recorder.episode.actions import Action
from recorder.episode.events import (
    ContextChanged,
    Event,
    KeyPressed,
    Mark,
    MonitorsChanged,
    NumberedEvent,
    PointerMoved,
    WindowContext,
)
from recorder.episode.recognition import recognise
from recorder.episode.recognition.held_moves import ranges_with_a_button_down
from recorder.episode.recognition.stretches import stops_input
from recorder.episode.screen import Monitor
from recorder.episode.time import TimeRange
from recorder.vault.session_header import SessionHeader
from recorder.vault.session_reader import SessionReader
from studio.content.density import NOTHING_DONE, Densities, densities
from studio.content.spans import NO_SPANS, Spans, spans_of_actions


@dataclass(frozen=True, slots=True)
class PictureIndex:
    """When the pictures of one monitor were taken; one entry a picture, in order.

    Attributes:
        monitor_id: Which monitor.
        at_ns: int64.
        is_key: bool; whether a group begins here.
    """

    monitor_id: int
    at_ns: NDArray[np.int64]
    is_key: NDArray[np.bool_]

    def index_at(self, at_ns: int) -> int:
        """Which picture the monitor shows at a time; -1 before its first."""
        return int(np.searchsorted(self.at_ns, at_ns, side="right")) - 1

    def shown(self, index: int, ended_ns: int) -> TimeRange:
        """From when until when a picture is on the screen."""
        start_ns = int(self.at_ns[index])
        is_last = index + 1 == len(self.at_ns)
        return TimeRange(start_ns, max(start_ns, ended_ns if is_last else int(self.at_ns[index + 1])))


@dataclass(frozen=True, slots=True)
class PointerPath:
    """Where the pointer was: one entry a move, in time order; times int64, places int32."""

    at_ns: NDArray[np.int64]
    x: NDArray[np.int32]
    y: NDArray[np.int32]


NO_PATH: Final = PointerPath(np.zeros(0, np.int64), np.zeros(0, np.int32), np.zeros(0, np.int32))


@dataclass(frozen=True, slots=True)
class WindowStretch:
    """One window had the focus, with one title and in one place.

    Attributes:
        range: When.
        seq: The number of the ``ContextChanged`` that says so.
        window: Which.
    """

    range: TimeRange
    seq: int
    window: WindowContext


@dataclass(frozen=True, slots=True)
class MonitorStretch:
    """The monitors were these."""

    range: TimeRange
    monitors: tuple[Monitor, ...]


@dataclass(frozen=True, slots=True)
class SessionContent:
    """What a session holds.

    Attributes:
        header: Of the session.
        ended_ns: Its length.
        monitors: The monitors, over time.
        pictures: By monitor.
        pointer: Where the pointer was.
        events: All but the pointer's moves, in order of time, then number.
        windows: Who had the focus, over time; where nobody did there is none.
        actions: What the events mean, in time order.
        marks: What was not recorded, in time order; events as well.
        densities: How much the hands did over time.
        action_spans: The actions' times and kinds, one entry an action.
        is_complete: Whether all is loaded; before that the moves or the actions may be missing.
    """

    header: SessionHeader
    ended_ns: int
    monitors: tuple[MonitorStretch, ...]
    pictures: Mapping[int, PictureIndex]
    pointer: PointerPath = field(repr=False)
    events: tuple[NumberedEvent, ...] = field(repr=False)
    windows: tuple[WindowStretch, ...] = field(repr=False)
    actions: tuple[Action, ...] = field(repr=False)
    marks: tuple[Mark, ...] = ()
    densities: Densities = field(default=NOTHING_DONE, repr=False)
    action_spans: Spans = field(default=NO_SPANS, repr=False)
    is_complete: bool = True

    def window_at(self, at_ns: int) -> WindowStretch | None:
        """Who has the focus at a time."""
        index = bisect_right(self.windows, at_ns, key=lambda stretch: stretch.range.start_ns) - 1
        found = self.windows[index] if index >= 0 else None
        return found if found is not None and at_ns in found.range else None

    def monitors_at(self, at_ns: int) -> tuple[Monitor, ...]:
        """Which monitors there are at a time."""
        index = bisect_right(self.monitors, at_ns, key=lambda stretch: stretch.range.start_ns) - 1
        return self.monitors[max(0, index)].monitors if self.monitors else ()

    def monitor(self, monitor_id: int, at_ns: int) -> Monitor | None:
        """One monitor as it is at a time."""
        return next((each for each in self.monitors_at(at_ns) if each.id == monitor_id), None)

    def events_within(self, within: TimeRange) -> Sequence[NumberedEvent]:
        """The events of a range, moves excepted."""
        start, end = (
            bisect_right(self.events, at_ns - 1, key=lambda each: each.event.at_ns)
            for at_ns in (within.start_ns, within.end_ns)
        )
        return self.events[start:end]


def load_content(reader: SessionReader) -> SessionContent:
    """Read all of a session but its pictures.

    Raises:
        DamagedFileError: A page or a row cannot be read.
    """
    *_, whole = load_in_phases(reader)
    return whole


def load_outline(reader: SessionReader) -> SessionContent:
    """Read what is needed to show a session and to play it; without moves and actions.

    Raises:
        DamagedFileError: A page or a row cannot be read.
    """
    return next(load_in_phases(reader))


def load_in_phases(reader: SessionReader) -> Iterator[SessionContent]:
    """Read a session, what is needed first first: its outline, then the moves, then the actions.

    Does its work as it is asked for more, never holding other threads up for more than some milliseconds.

    Yields:
        Three contents, each with all that those before it had; the last is whole.

    Raises:
        DamagedFileError: A page or a row cannot be read.
    """
    events = tuple(sorted(reader.rarer_events(), key=_in_order))
    key_at_ns = np.fromiter(
        (each.event.at_ns for each in events if isinstance(each.event, KeyPressed)), np.int64
    )
    outline = SessionContent(
        header=reader.header,
        ended_ns=reader.ended_ns,
        monitors=tuple(_monitors(events, reader.ended_ns)),
        pictures={number: picture_index(reader, number) for number in reader.monitor_ids()},
        pointer=NO_PATH,
        events=events,
        windows=tuple(_windows(events, reader.ended_ns)),
        actions=(),
        marks=tuple(each.event for each in events if isinstance(each.event, Mark)),
        densities=densities(key_at_ns, NO_PATH.at_ns, NO_PATH.x, NO_PATH.y),
        is_complete=False,
    )
    yield outline
    seqs, path = _pointer(reader)
    pointed = replace(outline, pointer=path, densities=densities(key_at_ns, path.at_ns, path.x, path.y))
    yield pointed
    actions = recognise(_with_held_moves(events, seqs, path), reader.header.gestures)
    yield replace(pointed, actions=actions, action_spans=spans_of_actions(actions), is_complete=True)


def picture_index(reader: SessionReader, monitor_id: int) -> PictureIndex:
    """When the pictures of a monitor were taken; their bytes are not read."""
    rows = reader.picture_times(monitor_id)
    return PictureIndex(
        monitor_id,
        np.array([at_ns for at_ns, _ in rows], np.int64),
        np.array([is_key for _, is_key in rows], np.bool_),
    )


_COLUMN_KINDS: Final = (np.int64, np.int64, np.int32, np.int32)


def _in_order(numbered: NumberedEvent) -> tuple[int, int]:
    return numbered.event.at_ns, numbered.seq


def _pointer(reader: SessionReader) -> tuple[NDArray[np.int64], PointerPath]:
    """The numbers of the pointer's moves, and the moves, in order of time, then number."""
    columns: tuple[list[NDArray[Any]], ...] = ([], [], [], [])
    for block in reader.pointer_moves():
        # Column by column, so that no copy is so large that other threads must wait for it.
        for column, values, kind in zip(columns, block.T, _COLUMN_KINDS, strict=True):
            column.append(values.astype(kind))
    seqs, at_ns, x, y = (
        np.concatenate(column) if column else np.zeros(0, kind)
        for column, kind in zip(columns, _COLUMN_KINDS, strict=True)
    )
    if np.any(at_ns[1:] < at_ns[:-1]):
        order = np.lexsort((seqs, at_ns))
        seqs, at_ns, x, y = seqs[order], at_ns[order], x[order], y[order]
    return seqs, PointerPath(at_ns, x, y)


def _with_held_moves(
    events: Sequence[NumberedEvent], seqs: NDArray[np.int64], path: PointerPath
) -> Sequence[NumberedEvent]:
    """The events with those moves that can be part of an action."""
    moves: list[NumberedEvent] = []
    for held in ranges_with_a_button_down(events):
        first, last = np.searchsorted(path.at_ns, (held.start_ns, held.end_ns))
        moves += (
            NumberedEvent(seq, PointerMoved(at_ns, x, y))
            for seq, at_ns, x, y in zip(
                *(column[first:last].tolist() for column in (seqs, path.at_ns, path.x, path.y)), strict=True
            )
        )
    return sorted((*events, *moves), key=_in_order) if moves else events


def _monitors(events: Sequence[NumberedEvent], ended_ns: int) -> Iterator[MonitorStretch]:
    changes = [each.event for each in events if isinstance(each.event, MonitorsChanged)]
    ends = [*(change.at_ns for change in changes[1:]), ended_ns]
    for change, end_ns in zip(changes, ends, strict=True):
        yield MonitorStretch(TimeRange(change.at_ns, max(change.at_ns, end_ns)), change.monitors)


def _windows(events: Sequence[NumberedEvent], ended_ns: int) -> Iterator[WindowStretch]:
    began: tuple[int, int, WindowContext] | None = None
    for each in events:
        if not _ends_a_window(each.event):
            continue
        if began is not None and began[0] < each.event.at_ns:
            yield WindowStretch(TimeRange(began[0], each.event.at_ns), began[1], began[2])
        began = None
        if isinstance(each.event, ContextChanged) and each.event.window is not None:
            began = (each.event.at_ns, each.seq, each.event.window)
    if began is not None and began[0] < ended_ns:
        yield WindowStretch(TimeRange(began[0], ended_ns), began[1], began[2])


def _ends_a_window(event: Event) -> bool:
    return isinstance(event, ContextChanged) or (isinstance(event, Mark) and stops_input(event))
