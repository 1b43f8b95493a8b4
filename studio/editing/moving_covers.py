"""Boxes that move: from where something is on the desktop to covers of the monitors it lies on.

A picture and the word of a window's place come from different threads, and a window is drawn some moments
before or after its place is told. So around each change the box is large enough for wherever the thing was
told to be shortly before and after; and it is there a moment early, and stays a moment longer.
"""

from collections.abc import Callable, Iterator
from functools import reduce
from typing import Final

from recorder.episode.edits import BoxStep, Cover, Part
from recorder.episode.screen import Rect
from recorder.episode.time import NS_PER_MS, TimeRange
from studio.content.session_content import SessionContent
from studio.editing.window_tracks import Path

DRAWING_NS: Final = 300 * NS_PER_MS
"""How far a picture and the word of what it shows may be apart; 0.3 s late was 3 frames shown."""
_NOWHERE: Final = Rect(0, 0, 0, 0)


def parts_along(content: SessionContent, path: Path) -> tuple[Part, ...]:
    """Covers along a path, one part for each monitor that it touches; they take nothing but the picture.

    Args:
        content: The session, for its monitors and its length.
        path: Where the thing is; not empty.
    """
    early = max(0, path[0][0].start_ns - DRAWING_NS)
    late = min(content.ended_ns, path[-1][0].end_ns + DRAWING_NS)
    edges = {early, *(each.range.start_ns for each in content.monitors)}
    for within, _ in path:
        edges |= {within.start_ns - DRAWING_NS, within.start_ns + DRAWING_NS}
    instants = sorted(at_ns for at_ns in edges if early <= at_ns < late)
    around = [(at_ns, _around(path, at_ns)) for at_ns in instants]
    return tuple(_parts(content, around, late))


def limited(parts: tuple[Part, ...], within: TimeRange) -> tuple[Part, ...]:
    """As much of the parts as lies in a range."""
    clipped = []
    for part in parts:
        start_ns, end_ns = max(part.range.start_ns, within.start_ns), min(part.range.end_ns, within.end_ns)
        if start_ns < end_ns:
            clipped.append(Part(TimeRange(start_ns, end_ns), part.cover, part.takes_keys, part.takes_context))
    return tuple(clipped)


def along(path: Path, place: Callable[[Rect], Rect]) -> Path:
    """The path of something that has its place on what goes along this one."""
    return tuple((within, place(rect)) for within, rect in path)


def _around(path: Path, at_ns: int) -> Rect:
    near = TimeRange(at_ns - DRAWING_NS, at_ns + DRAWING_NS + 1)
    return reduce(Rect.hull, (rect for within, rect in path if within.overlaps(near)), _NOWHERE)


def _parts(content: SessionContent, around: list[tuple[int, Rect]], end_ns: int) -> Iterator[Part]:
    numbers = {monitor.id for each in content.monitors for monitor in each.monitors}
    for monitor_id in sorted(numbers):
        steps: list[BoxStep] = []
        for at_ns, rect in around:
            monitor = content.monitor(monitor_id, at_ns)
            shown = _NOWHERE if monitor is None else rect.intersection(monitor.rect)
            step = BoxStep(at_ns, _NOWHERE if shown.is_empty else shown)
            if not steps or steps[-1].rect != step.rect:
                steps.append(step)
        while steps and steps[0].rect.is_empty:
            steps.pop(0)
        last_ns = end_ns
        if steps and steps[-1].rect.is_empty:
            last_ns = steps.pop().at_ns
        if steps:
            yield Part(TimeRange(steps[0].at_ns, last_ns), Cover(monitor_id, tuple(steps)))
