"""How far edits reach, and in whose time: what every part of the bake asks of them first.

A range that reaches the session's end takes the end's own instant with it, and whatever may lie behind it:
a session that a crash ended is as long as its last event is late, and half-open ranges would spare that one.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from recorder.episode.edits import Edits
from recorder.episode.time import TimeRange
from recorder.episode.timeline import Timeline, union
from recorder.errors import UserFacingError

_END_OF_TIME: Final = (1 << 63) - 1


class NothingLeftError(UserFacingError):
    """The cuts take all of the session."""

    def __init__(self) -> None:
        super().__init__(
            "Nothing of this recording is left.",
            kept="The recording and its edits are as they were.",
            mend="Undo a cut, or delete the recording instead of sharing it.",
        )


def timeline_of(edits: Edits, ended_ns: int) -> Timeline:
    """The session's time without its cuts."""
    return Timeline(ended_ns, (cut.range for cut in edits.cuts))


def reaching(ranges: Iterable[TimeRange], ended_ns: int) -> tuple[TimeRange, ...]:
    """The ranges joined; one that reaches the session's end reaches as far as time does."""
    return union(
        TimeRange(each.start_ns, _END_OF_TIME) if each.end_ns >= ended_ns else each
        for each in ranges
        if each.duration_ns
    )


def is_in(ranges: Sequence[TimeRange], at_ns: int) -> bool:
    """Whether any of a few ranges holds an instant."""
    return any(at_ns in each for each in ranges)


def on_episode(ranges: Iterable[TimeRange], timeline: Timeline) -> tuple[TimeRange, ...]:
    """The ranges on the episode's clock, joined where they meet; what is cut out whole is none."""
    return union(
        TimeRange(timeline.to_kept(each.start_ns), timeline.to_kept(min(each.end_ns, timeline.ended_ns)))
        for each in ranges
        if each.start_ns < timeline.ended_ns
    )
