"""Where the windows of a session stood, as far as the focus tells.

Only the window that has the focus is ever seen. What follows from that:

- A window without the focus is taken to stay where it was last seen, until it is seen elsewhere or the
  session ends; that it was closed nobody tells.
- A window is known again by its application and its place, else by its title. One that has the title of
  another in another place is that window moved only if it was dragged or one place lies in the other, as when
  it is made larger; otherwise both are there from then on.
- A window that is found elsewhere after others had the focus, or after a pause, may have gone there at any
  time in between: since it was last seen it is taken to be in both places.

Two windows of one application in exactly one place, one behind the other, cannot be told from one that
changes its title.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from recorder.episode.events import ButtonPressed, ButtonReleased, NumberedEvent, WindowContext
from recorder.episode.screen import Rect
from recorder.episode.time import NS_PER_SECOND, TimeRange
from studio.content.session_content import SessionContent, WindowStretch

_DRAG_SETTLES_NS: Final = NS_PER_SECOND

Path = tuple[tuple[TimeRange, Rect], ...]
"""Where something is, one place after the other, in pixels of the desktop."""


@dataclass(slots=True, eq=False)
class WindowTrack:
    """One window, over time.

    Attributes:
        sightings: The stretches in which it had the focus, in order.
    """

    sightings: list[WindowStretch] = field(default_factory=list)

    def paths(self, is_wanted: Callable[[WindowContext], bool], ended_ns: int) -> Iterator[Path]:
        """Where it is taken to be while it is wanted: from each sighting on, until one of which it is not.

        Args:
            is_wanted: Whether a window is meant, as it was sighted; its title may have changed.
            ended_ns: The session's length.
        """
        run: list[WindowStretch] = []
        for sighting in self.sightings:
            if is_wanted(sighting.window):
                run.append(sighting)
                continue
            yield from _paths(run, sighting.range.start_ns)
            run = []
        yield from _paths(run, ended_ns)


def window_tracks(content: SessionContent, app: str) -> tuple[WindowTrack, ...]:
    """The windows of an application."""
    drags = tuple(_drags(content.events))
    tracks: list[WindowTrack] = []
    for stretch in content.windows:
        if stretch.window.app != app or stretch.window.hidden is not None:
            continue
        track = _known(tracks, stretch, drags)
        if track is None:
            track = WindowTrack()
            tracks.append(track)
        track.sightings.append(stretch)
    return tuple(tracks)


def _known(
    tracks: Sequence[WindowTrack], stretch: WindowStretch, drags: Sequence[TimeRange]
) -> WindowTrack | None:
    rect, title = stretch.window.rect, stretch.window.title
    by_age = sorted(tracks, key=lambda track: track.sightings[-1].range.end_ns, reverse=True)
    for track in by_age:
        if track.sightings[-1].window.rect == rect:
            return track
    for track in by_age:
        last = track.sightings[-1].window
        if last.title == title and _may_have_gone(last.rect, rect, stretch.range.start_ns, drags):
            return track
    return None


def _may_have_gone(before: Rect | None, now: Rect | None, at_ns: int, drags: Sequence[TimeRange]) -> bool:
    if before is None or now is None:
        return True
    overlap = before.intersection(now)
    return overlap in {before, now} or any(at_ns in drag for drag in drags)


def _drags(events: Sequence[NumberedEvent]) -> Iterator[TimeRange]:
    """While a button was down, and a moment more."""
    pressed_ns: int | None = None
    for numbered in events:
        match numbered.event:
            case ButtonPressed(at_ns=at_ns):
                pressed_ns = at_ns if pressed_ns is None else pressed_ns
            case ButtonReleased(at_ns=at_ns):
                if pressed_ns is not None:
                    yield TimeRange(pressed_ns, at_ns + _DRAG_SETTLES_NS)
                pressed_ns = None
            case _:
                pass


def _paths(run: Sequence[WindowStretch], until_ns: int) -> Iterator[Path]:
    placed = [(each, each.window.rect) for each in run if each.window.rect is not None]
    if not placed:
        return
    starts = [sighting.range.start_ns for sighting, _ in placed]
    ends = [*starts[1:], max(until_ns, placed[-1][0].range.end_ns)]
    yield tuple(
        (TimeRange(start_ns, end_ns), rect)
        for start_ns, end_ns, (_, rect) in zip(starts, ends, placed, strict=True)
    )
    for (before, rect_before), (now, rect) in pairwise(placed):
        unseen = TimeRange(before.range.end_ns, max(before.range.end_ns, now.range.start_ns))
        if unseen.duration_ns and rect != rect_before:
            yield ((unseen, rect),)
