"""What edits take of what the hands did around a time, by the rules of the bake."""

from typing import Final

from recorder.episode.edits import Edits
from recorder.episode.time import NS_PER_SECOND, TimeRange
from studio.content.session_content import SessionContent
from studio.editing.covered_places import boxes_over_time, covers_of, grown
from studio.editing.reach import is_in, reaching
from studio.editing.taken_input import taken_input

_HELD_NS: Final = 10 * NS_PER_SECOND
"""A key or a button that is held for longer is judged by what is known of it within that time."""


class Hiding:
    """Made once for many questions about one moment.

    Args:
        edits: All edits.
        within: Nothing is asked about any other time.
        content: What the session holds.
    """

    def __init__(self, edits: Edits, within: TimeRange, content: SessionContent) -> None:
        ended_ns = content.ended_ns
        around = TimeRange(within.start_ns - _HELD_NS, within.end_ns + _HELD_NS)
        self._cuts = _near(reaching([cut.range for cut in edits.cuts], ended_ns), around)
        keys = [part.range for edit in edits.redactions for part in edit.parts if part.takes_keys]
        self._keys = _near(reaching(keys, ended_ns), around)
        covers = [each for each in covers_of(edits, ended_ns) if each[0].overlaps(around)]
        self._boxes = tuple((when, grown(rect)) for when, rect in boxes_over_time(covers))
        self._taken: frozenset[int] = frozenset()
        if self._cuts or self._keys or self._boxes:
            self._taken = taken_input(
                content.events_within(around),
                cuts=self._cuts,
                keys=self._keys,
                is_under_cover=self._is_under_cover,
            )

    def takes(self, seq: int) -> bool:
        """Whether a press, a release or a turn of the wheel goes."""
        return seq in self._taken

    def hides_place(self, at_ns: int, place: tuple[int, int]) -> bool:
        """Whether the pointer is not seen at a place and a time."""
        return is_in(self._cuts, at_ns) or self._is_under_cover(at_ns, *place)

    def hides_keys(self, at_ns: int) -> bool:
        """Whether a mark of redacted keys stands at a time."""
        return is_in(self._keys, at_ns)

    def _is_under_cover(self, at_ns: int, x: int, y: int) -> bool:
        return any(at_ns in when and rect.contains(x, y) for when, rect in self._boxes)


def _near(ranges: tuple[TimeRange, ...], within: TimeRange) -> tuple[TimeRange, ...]:
    return tuple(each for each in ranges if each.overlaps(within))
