"""When nothing happened: no input and no changed picture for a while, or the recording was paused."""

from collections.abc import Iterable
from typing import Final

import numpy as np

from recorder.episode.recognition.stretches import stops_input
from recorder.episode.time import NS_PER_SECOND, TimeRange
from recorder.episode.timeline import union
from studio.content.session_content import SessionContent

IDLE_AFTER_NS: Final = 2 * NS_PER_SECOND
"""A stretch without input and without a changed picture is idle once it is longer."""
LEAD_NS: Final = NS_PER_SECOND // 2
"""Of an idle stretch, so much is played at either end: what was done is seen to end and to begin."""


def idle_stretches(content: SessionContent) -> tuple[TimeRange, ...]:
    """The idle stretches of a session, pauses included, apart from each other, in order."""
    happened = np.concatenate(
        [
            np.array([0, content.ended_ns], np.int64),
            content.pointer.at_ns,
            np.array([each.event.at_ns for each in content.events], np.int64),
            *(pictures.at_ns for pictures in content.pictures.values()),
        ]
    )
    # Each of them is in order already, which this kind of sort makes use of: a third of the time.
    happened.sort(kind="stable")
    found = np.flatnonzero(np.diff(happened) > IDLE_AFTER_NS)
    quiet = [TimeRange(int(happened[index]), int(happened[index + 1])) for index in found]
    return union([*quiet, *_pauses(content)])


def skipped_stretches(idle: Iterable[TimeRange]) -> tuple[TimeRange, ...]:
    """What playing leaves out of idle stretches: all but a moment at either end."""
    return tuple(
        TimeRange(each.start_ns + LEAD_NS, each.end_ns - LEAD_NS)
        for each in idle
        if each.duration_ns > 2 * LEAD_NS
    )


def _pauses(content: SessionContent) -> Iterable[TimeRange]:
    for mark in content.marks:
        if stops_input(mark) and mark.at_ns < mark.end_ns:
            yield TimeRange(max(0, mark.at_ns), min(mark.end_ns, content.ended_ns))
