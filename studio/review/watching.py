"""What of an episode its owner has seen before others do, monitor by monitor.

Counted is what was really gone through: what played, at whatever speed, and what was dragged or stepped
through in small moves. A leap shows nothing of what it leaps over. Idle stretches that playing leaves out
count, since nothing happens in them; time in which one monitor is looked at counts for that one alone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Self

from recorder.episode.time import NS_PER_MS, NS_PER_SECOND, TimeRange
from recorder.episode.timeline import complement, union

LONGEST_MOVE_NS: Final = NS_PER_SECOND
"""Who moves on by more at a time has not seen what lies between."""
LEAST_GAP_NS: Final = 50 * NS_PER_MS
"""What is shorter is shorter than any picture is looked at."""


@dataclass(frozen=True, slots=True)
class Watching:
    """What was seen so far; every method gives the next state.

    Attributes:
        ended_ns: The episode's length.
        seen: What was seen of each monitor, apart from each other, in order.
    """

    ended_ns: int
    seen: Mapping[int, tuple[TimeRange, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, ended_ns: int, monitor_ids: Iterable[int]) -> Self:
        """Nothing was seen yet."""
        return cls(ended_ns, dict.fromkeys(monitor_ids, ()))

    def moved(self, monitor_id: int, from_ns: int, to_ns: int) -> Self:
        """The person went from here to there themselves, forwards or backwards."""
        if abs(to_ns - from_ns) > LONGEST_MOVE_NS:
            return self
        return self.passed(monitor_id, TimeRange(min(from_ns, to_ns), max(from_ns, to_ns)))

    def passed(self, monitor_id: int, passage: TimeRange) -> Self:
        """All of this was gone through."""
        before = self.seen.get(monitor_id, ())
        after = union((*before, passage))
        return self if after == before else replace(self, seen={**self.seen, monitor_id: after})

    @property
    def is_whole(self) -> bool:
        """Whether all was seen, on every monitor."""
        return self.next_gap(0, None) is None

    @property
    def share(self) -> float:
        """How much of it was seen, from 0 to 1; 1 only where nothing is left."""
        if self.is_whole:
            return 1.0
        most = self.ended_ns * len(self.seen)
        seen_ns = sum(each.duration_ns for held in self.seen.values() for each in held)
        return min(seen_ns / most, 0.99)

    def gaps(self, monitor_id: int) -> tuple[TimeRange, ...]:
        """What was not seen of a monitor."""
        left = complement(self.seen.get(monitor_id, ()), TimeRange(0, self.ended_ns))
        return tuple(each for each in left if each.duration_ns >= LEAST_GAP_NS)

    def next_gap(self, at_ns: int, monitor_id: int | None) -> tuple[int, TimeRange] | None:
        """The next thing to watch: on this monitor from a time on, else its first, else another monitor's.

        Returns:
            The monitor and the range; ``None`` where all was seen.
        """
        own_first = sorted(self.seen, key=lambda each: (each != monitor_id, each))
        for each in own_first:
            left = self.gaps(each)
            later = (gap for gap in left if gap.end_ns > at_ns) if each == monitor_id else iter(())
            found = next(later, left[0] if left else None)
            if found is not None:
                return each, found
        return None
