"""Which pictures of one monitor an episode has, when, and which of them must be encoded anew.

A group of pictures is copied as far as nothing in it was touched; from the first touched picture on it is
encoded anew, with a key frame first, so that nothing that is left stands on something that is gone. Where
a cut was closed, what follows opens with a key frame of the picture that is on the screen then, as long as
that is known: a picture taken inside of the cut counts only if nothing says that the screen was not
watched since, or that the monitor is gone.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from recorder.episode.events import Event, Mark, MarkKind, MonitorsChanged
from recorder.episode.time import TimeRange
from recorder.episode.timeline import Timeline

_END_OF_TIME: Final = (1 << 63) - 1
_SAYS_NOTHING_OF_PICTURES: Final = frozenset({MarkKind.CUT, MarkKind.ENDED_ABRUPTLY})


@dataclass(frozen=True, slots=True)
class Wanted:
    """A picture of the session that the episode shows.

    Attributes:
        index: Which of the monitor's pictures.
        at_ns: From when on, on the episode's clock.
        opens: Whether it is the first behind a gap: it stands on no other.
    """

    index: int
    at_ns: int
    opens: bool


@dataclass(frozen=True, slots=True)
class GroupPlan:
    """What becomes of one group of pictures.

    Attributes:
        first: The index of its key frame.
        end: The index past its last picture.
        copied: What is copied as it is: the group's first pictures, one after the other.
        encoded: What is encoded anew; a picture may be in it twice, where a cut lies within its time.
    """

    first: int
    end: int
    copied: tuple[Wanted, ...]
    encoded: tuple[Wanted, ...]


class Watched:
    """When a monitor was watched: what is on it is known for as long as nothing says otherwise.

    Args:
        monitor_id: Which monitor.
        events: Of the session; only marks and changes of the monitors are looked at.
    """

    def __init__(self, monitor_id: int, events: Sequence[Event]) -> None:
        self._ends = sorted(
            event.at_ns
            for event in events
            if (isinstance(event, Mark) and event.kind not in _SAYS_NOTHING_OF_PICTURES)
            or (
                isinstance(event, MonitorsChanged)
                and all(monitor.id != monitor_id for monitor in event.monitors)
            )
        )

    def is_watched(self, from_ns: int, until_ns: int) -> bool:
        """Whether what was on the screen at one time is known to be there still at another."""
        return not any(from_ns < end_ns <= until_ns for end_ns in self._ends)


class PicturePlan:
    """The plan for one monitor.

    Args:
        times: When each of its pictures was taken, in order, and whether it is a key frame.
        timeline: Of the edited session.
        is_covered: Whether something covers a picture, by its index.
        is_watched: See ``Watched``.
    """

    def __init__(
        self,
        times: Sequence[tuple[int, bool]],
        timeline: Timeline,
        *,
        is_covered: Callable[[int], bool],
        is_watched: Callable[[int, int], bool],
    ) -> None:
        self._at_ns = np.array([at_ns for at_ns, _ in times], np.int64)
        self._is_key = np.array([is_key for _, is_key in times], np.bool_)
        self._timeline = timeline
        self._is_covered = is_covered
        self._pieces = tuple(self._piece(piece, is_watched) for piece in timeline.kept)

    def groups(self) -> Iterator[GroupPlan]:
        """The monitor's groups, in order."""
        starts = [0, *(int(each) for each in np.flatnonzero(self._is_key) if each)]
        for first, end in zip(starts, [*starts[1:], len(self._at_ns)], strict=True):
            if first < end:
                yield self._group(first, end)

    def _piece(self, piece: TimeRange, is_watched: Callable[[int, int], bool]) -> tuple[int | None, int, int]:
        """The picture that opens a kept piece, if it was there before, and the bounds of those within."""
        end_ns = piece.end_ns if piece.end_ns < self._timeline.ended_ns else _END_OF_TIME
        first, end = (int(np.searchsorted(self._at_ns, at_ns)) for at_ns in (piece.start_ns, end_ns))
        is_there = first < len(self._at_ns) and int(self._at_ns[first]) == piece.start_ns
        opening = first - 1
        if is_there or opening < 0 or not is_watched(int(self._at_ns[opening]), piece.start_ns):
            return None, first, end
        return opening, first, end

    def _group(self, first: int, end: int) -> GroupPlan:
        wanted = tuple(self._wanted(first, end))
        copied = 0
        for one in wanted:
            is_next = one.index == first + copied and (copied == 0 or not one.opens)
            if not is_next or self._is_covered(one.index):
                break
            copied += 1
        return GroupPlan(first, end, wanted[:copied], wanted[copied:])

    def _wanted(self, first: int, end: int) -> Iterator[Wanted]:
        for piece, (opening, from_index, to_index) in zip(self._timeline.kept, self._pieces, strict=True):
            if opening is not None and first <= opening < end:
                yield Wanted(opening, self._timeline.to_kept(piece.start_ns), opens=True)
            for index in range(max(first, from_index), min(end, to_index)):
                opens = opening is None and index == from_index and piece.start_ns > 0
                at_ns = self._timeline.to_kept(int(self._at_ns[index]))
                yield Wanted(index, at_ns, opens=opens)
