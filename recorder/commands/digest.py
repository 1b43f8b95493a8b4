"""What a session holds, in figures and lists."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from recorder.episode.action_json import ACTION_NAMES
from recorder.episode.actions import Action
from recorder.episode.event_json import EVENT_NAMES
from recorder.episode.events import (
    ContextChanged,
    HiddenReason,
    KeysHidden,
    Mark,
    MarkKind,
    MonitorsChanged,
    NumberedEvent,
    WindowContext,
)
from recorder.episode.gestures import Gestures
from recorder.episode.recognition import recognise
from recorder.episode.recognition.stretches import stops_input
from recorder.episode.screen import Monitor
from recorder.episode.time import TimeRange


@dataclass(frozen=True, slots=True)
class WindowUse:
    """A window that had the focus, and for how long in all; no app where there was none or it is hidden."""

    app: str
    title: str
    hidden: HiddenReason | None
    focused_ns: int


@dataclass(frozen=True, slots=True)
class Gap:
    """A range of time of which something is missing.

    Attributes:
        range: When.
        why: The kind of the mark, or why keys were hidden.
        frames: How many pictures were dropped, where that is what is missing.
    """

    range: TimeRange
    why: MarkKind | HiddenReason
    frames: int


@dataclass(frozen=True, slots=True)
class Digest:
    """What a session holds.

    Attributes:
        events: How many of each kind, under their exported names.
        actions: All of them, in time order.
        windows: Those that had the focus, the longest first.
        gaps: In time order.
        monitors: Every one that was there, as it was last.
    """

    events: Mapping[str, int]
    actions: tuple[Action, ...]
    windows: tuple[WindowUse, ...]
    gaps: tuple[Gap, ...]
    monitors: tuple[Monitor, ...]

    @property
    def action_counts(self) -> Mapping[str, int]:
        """How many actions of each kind, under their exported names."""
        return Counter(ACTION_NAMES[type(action)] for action in self.actions)


def digest_of(events: Sequence[NumberedEvent], gestures: Gestures, *, ended_ns: int) -> Digest:
    """Count and list.

    Args:
        events: All of a session's, sorted by time, then number.
        gestures: From the session's header.
        ended_ns: How long the session was.
    """
    monitors: dict[int, Monitor] = {}
    for numbered in events:
        if isinstance(numbered.event, MonitorsChanged):
            monitors |= {monitor.id: monitor for monitor in numbered.event.monitors}
    return Digest(
        events=Counter(EVENT_NAMES[type(numbered.event)] for numbered in events),
        actions=recognise(events, gestures),
        windows=_windows(events, ended_ns),
        gaps=_gaps(events),
        monitors=tuple(monitors[number] for number in sorted(monitors)),
    )


_NO_WINDOW: Final = WindowContext("", "", None)


def _windows(events: Sequence[NumberedEvent], ended_ns: int) -> tuple[WindowUse, ...]:
    focused: Counter[tuple[str, str, HiddenReason | None]] = Counter()
    window: WindowContext | None = None
    since_ns = 0
    for numbered in events:
        event = numbered.event
        if isinstance(event, ContextChanged):
            now = event.window or _NO_WINDOW
        elif isinstance(event, Mark) and stops_input(event):
            now = None
        else:
            continue
        if window is not None:
            focused[window.app, window.title, window.hidden] += max(0, event.at_ns - since_ns)
        window, since_ns = now, event.at_ns
    if window is not None:
        focused[window.app, window.title, window.hidden] += max(0, ended_ns - since_ns)
    return tuple(WindowUse(*key, focused_ns) for key, focused_ns in focused.most_common())


def _gaps(events: Sequence[NumberedEvent]) -> tuple[Gap, ...]:
    gaps: list[Gap] = []
    for numbered in events:
        event = numbered.event
        if isinstance(event, Mark):
            gaps.append(Gap(TimeRange(event.at_ns, max(event.at_ns, event.end_ns)), event.kind, event.count))
        elif isinstance(event, KeysHidden):
            gaps.append(Gap(TimeRange(event.at_ns, max(event.at_ns, event.end_ns)), event.reason, 0))
    return tuple(gaps)
