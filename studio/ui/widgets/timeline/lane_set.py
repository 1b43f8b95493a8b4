"""All lanes together, and what they are shown."""

from collections.abc import Sequence
from dataclasses import replace

from recorder.episode.edits import Edits
from recorder.episode.study import Stream
from studio.content.density import NOTHING_DONE
from studio.content.session_content import NO_PATH, SessionContent
from studio.content.spans import NO_SPANS
from studio.ui.models.found_mark import FoundMark
from studio.ui.widgets.timeline.facts import LaneKind
from studio.ui.widgets.timeline.gone import Gone, gone
from studio.ui.widgets.timeline.lanes.actions import ActionsLane
from studio.ui.widgets.timeline.lanes.activity import ActivityLane
from studio.ui.widgets.timeline.lanes.found import FoundLane
from studio.ui.widgets.timeline.lanes.lane import Lane
from studio.ui.widgets.timeline.lanes.pauses import PausesLane
from studio.ui.widgets.timeline.lanes.pictures import PicturesLane
from studio.ui.widgets.timeline.lanes.removed import RemovedLane
from studio.ui.widgets.timeline.lanes.typed import TypedLane
from studio.ui.widgets.timeline.lanes.windows import WindowsLane
from studio.ui.widgets.timeline.sheet import LaneSheet
from studio.ui.widgets.timeline.snapping import SnapKind, Snapper
from studio.ui.widgets.timeline.thumbnails import ThumbnailSource


class LaneSet:
    """The lanes, the sheet that they are painted on, and the times that draw the pointer.

    Attributes:
        content: What is loaded of the session.
        edits: All edits.
        taken: What they take.
        found: The lane of what was found.
        removed: The lane of edits.
        pictures: The lane of pictures.
        sheet: Where the lanes are painted.
        snapper: Knows all times that draw.
    """

    def __init__(self, content: SessionContent, thumbnails: ThumbnailSource) -> None:
        self.content = content
        self.edits = Edits()
        self.taken = Gone()
        self.pictures = PicturesLane(thumbnails)
        self.found = FoundLane()
        self.removed = RemovedLane()
        lanes: tuple[Lane, ...] = (
            self.pictures, self.removed, self.found, WindowsLane(), ActionsLane(), TypedLane(),
            ActivityLane(), PausesLane(),
        )  # fmt: skip
        self.lanes = {lane.kind: lane for lane in lanes}
        self.sheet = LaneSheet(self.lanes)
        self.snapper = Snapper()
        if content.pictures and self.monitor_id not in content.pictures:
            self.pictures.show_monitor(min(content.pictures))
        self.show_content(content)

    @property
    def monitor_id(self) -> int:
        """The monitor whose pictures are shown."""
        return self.pictures.monitor_id

    @property
    def shape(self) -> float:
        """How much wider than high that monitor is."""
        return self.pictures.shape

    def absent(self) -> frozenset[LaneKind]:
        """The lanes with nothing to show: what was never recorded, found or taken out."""
        streams = set(self.content.header.streams)
        lacking = set()
        if Stream.KEYBOARD.value not in streams:
            lacking.add(LaneKind.TYPED)
        if not {Stream.KEYBOARD.value, Stream.POINTER.value} & streams:
            lacking |= {LaneKind.ACTIONS, LaneKind.ACTIVITY}
        if not self.content.pictures:
            lacking.add(LaneKind.PICTURES)
        if not self.found.marks:
            lacking.add(LaneKind.FOUND)
        if not self.removed.blocks:
            lacking.add(LaneKind.REMOVED)
        return frozenset(lacking)

    def show_content(self, content: SessionContent) -> None:
        """Take what is loaded."""
        self.content = content
        for lane in self.lanes.values():
            lane.show(content)
        self.sheet.forget()
        self.snapper.put(SnapKind.ACTION, content.action_spans.start_ns)
        self.snapper.put(SnapKind.WINDOW, (each.range.start_ns for each in content.windows))
        self._show_pictures()

    def show_edits(self, edits: Edits) -> None:
        """Take the edits."""
        self.edits = edits
        self.removed.show_edits(edits)
        ends = {end for block in self.removed.blocks for end in (block.range.start_ns, block.range.end_ns)}
        self.snapper.put(SnapKind.EDIT, ends)
        self.sheet.forget((LaneKind.REMOVED,))
        self._take()

    def show_found(self, marks: Sequence[FoundMark]) -> None:
        """Take what was found."""
        self.found.show_found(marks)
        self.sheet.forget((LaneKind.FOUND,))

    def show_monitor(self, monitor_id: int) -> None:
        """Show another monitor's pictures."""
        self.pictures.show_monitor(monitor_id)
        self._show_pictures()

    def select_edit(self, edit_id: int | None) -> None:
        """Select an edit."""
        self.removed.selected = edit_id
        self.sheet.forget((LaneKind.REMOVED,))

    def clear(self) -> None:
        """Let go of everything that was captured."""
        self.show_found(())
        self.show_edits(Edits())
        self.select_edit(None)
        self.show_content(
            replace(
                self.content,
                monitors=(), pictures={}, pointer=NO_PATH, events=(), windows=(), actions=(), marks=(),
                densities=NOTHING_DONE, action_spans=NO_SPANS,
            )
        )  # fmt: skip

    def _show_pictures(self) -> None:
        index = self.content.pictures.get(self.monitor_id)
        self.snapper.put(SnapKind.PICTURE, () if index is None else index.at_ns)
        self.sheet.forget((LaneKind.PICTURES,))
        self._take()

    def _take(self) -> None:
        monitor = self.content.monitor(self.monitor_id, 0)
        self.taken = gone(self.edits, self.monitor_id, None if monitor is None else monitor.rect)
        self.sheet.take(self.taken)
