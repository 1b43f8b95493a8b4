"""What covers the pictures of one monitor: each that is shown at any instant of a redaction, and whole."""

from collections.abc import Sequence
from typing import Final

from recorder.episode.edits import Cover, Edits
from recorder.episode.events import Event
from recorder.episode.screen import Rect
from recorder.episode.time import TimeRange
from studio.editing.covered_places import MonitorPlaces, covered_on_picture, covers_of

_END_OF_TIME: Final = (1 << 63) - 1


class MonitorCovers:
    """What covers the pictures of one monitor.

    Args:
        monitor_id: Which monitor.
        at_ns: When each of its pictures was taken.
        events: Of the session, in order; only changes of the monitors are looked at.
        edits: What goes.
        ended_ns: The session's length.
    """

    def __init__(
        self, monitor_id: int, at_ns: Sequence[int], events: Sequence[Event], edits: Edits, ended_ns: int
    ) -> None:
        self._at_ns = at_ns
        self._places = MonitorPlaces(monitor_id, events)
        self._covers: tuple[tuple[TimeRange, Cover], ...] = tuple(
            (range_, cover) for range_, cover in covers_of(edits, ended_ns) if cover.monitor_id == monitor_id
        )

    def is_covered(self, index: int) -> bool:
        """Whether something covers a picture, or would if the box were on it."""
        shown = self._shown(index)
        return any(range_.overlaps(shown) for range_, _ in self._covers)

    def on_picture(self, index: int, size: tuple[int, int]) -> tuple[Rect, ...]:
        """What to cover on it, in pixels of the picture."""
        shown = self._shown(index)
        if not any(range_.overlaps(shown) for range_, _ in self._covers):
            return ()
        return covered_on_picture(self._covers, self._places.within(shown, size), shown, size)

    def _shown(self, index: int) -> TimeRange:
        """From when until when it is on the screen; one that another replaces at once counts as well."""
        is_last = index + 1 == len(self._at_ns)
        until_ns = _END_OF_TIME if is_last else self._at_ns[index + 1]
        return TimeRange(self._at_ns[index], max(until_ns, self._at_ns[index] + 1))
