"""The one place where time with cuts in it becomes time without, and back."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

from recorder.episode.time import TimeRange


@dataclass(frozen=True, slots=True)
class Timeline:
    """A session's time, of which some ranges are cut out.

    Attributes:
        ended_ns: The session's length.
        cuts: The cut ranges within the session, apart from each other, in order, none empty.
        kept: What is left, likewise.
        duration_ns: How long what is left is.
    """

    ended_ns: int
    cuts: tuple[TimeRange, ...]
    kept: tuple[TimeRange, ...] = field(init=False)
    duration_ns: int = field(init=False)
    _starts: tuple[int, ...] = field(init=False, repr=False)
    _kept_before: tuple[int, ...] = field(init=False, repr=False)

    def __init__(self, ended_ns: int, cuts: Iterable[TimeRange] = ()) -> None:
        """Join cuts that touch, and clip them to the session."""
        joined = union(cut for cut in _clipped(cuts, ended_ns))
        kept = complement(joined, TimeRange(0, ended_ns))
        before, total = [], 0
        for piece in kept:
            before.append(total)
            total += piece.duration_ns
        object.__setattr__(self, "ended_ns", ended_ns)
        object.__setattr__(self, "cuts", joined)
        object.__setattr__(self, "kept", kept)
        object.__setattr__(self, "duration_ns", total)
        object.__setattr__(self, "_starts", tuple(piece.start_ns for piece in kept))
        object.__setattr__(self, "_kept_before", tuple(before))

    def is_cut(self, at_ns: int) -> bool:
        """Whether an instant of the session is cut out."""
        return any(at_ns in cut for cut in self.cuts)

    def to_kept(self, at_ns: int) -> int:
        """When an instant of the session is once the cuts are closed; one that is cut, where its gap was."""
        index = bisect_right(self._starts, at_ns) - 1
        if index < 0:
            return 0
        piece = self.kept[index]
        return self._kept_before[index] + min(at_ns, piece.end_ns) - piece.start_ns

    def to_session(self, at_ns: int) -> int:
        """Which instant of the session is at a time of what is left; at a seam, the one behind the gap.

        Times at or past the end give the end of what is left.
        """
        if not self.kept:
            return self.ended_ns
        index = max(0, bisect_right(self._kept_before, at_ns) - 1)
        piece = self.kept[index]
        return min(piece.start_ns + max(0, at_ns - self._kept_before[index]), piece.end_ns)

    def next_kept(self, at_ns: int) -> int:
        """This instant if it is kept, else the end of the cut that it lies in."""
        for cut in self.cuts:
            if at_ns in cut:
                return cut.end_ns
        return at_ns


def union(ranges: Iterable[TimeRange]) -> tuple[TimeRange, ...]:
    """The instants that any of the ranges holds, as ranges apart from each other, in order, none empty."""
    joined: list[TimeRange] = []
    for each in sorted(one for one in ranges if one.duration_ns):
        if joined and each.start_ns <= joined[-1].end_ns:
            joined[-1] = TimeRange(joined[-1].start_ns, max(joined[-1].end_ns, each.end_ns))
        else:
            joined.append(each)
    return tuple(joined)


def complement(ranges: tuple[TimeRange, ...], within: TimeRange) -> tuple[TimeRange, ...]:
    """What is left of a range without others, which are as ``union`` gives them and lie inside of it."""
    edges = [within.start_ns]
    for each in ranges:
        edges += [each.start_ns, each.end_ns]
    edges.append(within.end_ns)
    pairs = zip(edges[::2], edges[1::2], strict=True)
    return tuple(TimeRange(start, end) for start, end in pairs if start < end)


def _clipped(cuts: Iterable[TimeRange], ended_ns: int) -> Iterable[TimeRange]:
    for cut in cuts:
        start_ns, end_ns = max(0, cut.start_ns), min(cut.end_ns, ended_ns)
        if start_ns < end_ns:
            yield TimeRange(start_ns, end_ns)
