"""What edits take of what the hands did around a time, by the rules of the bake."""

from collections.abc import Sequence
from typing import Final

from recorder.episode.edits import Edits
from recorder.episode.events import NumberedEvent
from recorder.episode.screen import Rect
from recorder.episode.time import NS_PER_SECOND, TimeRange
from studio.content.session_content import SessionContent
from studio.editing.covered_places import boxes_over_time, covers_of, grown
from studio.editing.reach import is_in, reaching
from studio.editing.taken_input import taken_input

_HELD_NS: Final = 10 * NS_PER_SECOND
"""A key or a button that is held for longer is judged by what is known of it within that time."""


class Taken:
    """What a session's edits take, worked out once; asked for one moment after the other.

    Args:
        edits: All edits.
        content: What the session holds.

    Attributes:
        edits: As above.
    """

    def __init__(self, edits: Edits, content: SessionContent) -> None:
        self.edits = edits
        self._content = content
        ended_ns = content.ended_ns
        keys = [part.range for edit in edits.redactions for part in edit.parts if part.takes_keys]
        self._cuts = reaching([cut.range for cut in edits.cuts], ended_ns)
        self._keys = reaching(keys, ended_ns)
        self._boxes = tuple((when, grown(rect)) for when, rect in boxes_over_time(covers_of(edits, ended_ns)))

    def around(self, within: TimeRange) -> "Hiding":
        """What goes in a range of time; nothing may be asked about any other."""
        around = TimeRange(within.start_ns - _HELD_NS, within.end_ns + _HELD_NS)
        return Hiding(
            [each for each in self._cuts if each.overlaps(around)],
            [each for each in self._keys if each.overlaps(around)],
            [each for each in self._boxes if each[0].overlaps(around)],
            self._content.events_within(around),
        )


class Hiding:
    """What goes around one moment.

    Args:
        cuts: What is cut out.
        keys: Where keys are redacted.
        boxes: Where the pointer is redacted, and when.
        events: Those around the moment, moves excepted.
    """

    def __init__(
        self,
        cuts: Sequence[TimeRange],
        keys: Sequence[TimeRange],
        boxes: Sequence[tuple[TimeRange, Rect]],
        events: Sequence[NumberedEvent],
    ) -> None:
        self._cuts, self._keys, self._boxes = cuts, keys, boxes
        self._taken: frozenset[int] = frozenset()
        if cuts or keys or boxes:
            self._taken = taken_input(events, cuts=cuts, keys=keys, is_under_cover=self._is_under_cover)

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
