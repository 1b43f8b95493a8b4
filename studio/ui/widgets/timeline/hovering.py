"""Shows what was on the screen at the time under the pointer."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from studio.ui.widgets.timeline.beneath import words_beneath
from studio.ui.widgets.timeline.lane_set import LaneSet
from studio.ui.widgets.timeline.pointing import Place
from studio.ui.widgets.timeline.preview import PREVIEW_PX, HoverPreview
from studio.ui.widgets.timeline.scale import TimeScale
from studio.ui.widgets.timeline.thumbnails import ThumbnailSource


class Hovering:
    """The preview, which belongs to whatever window the timeline is in.

    Args:
        timeline: Above which it is shown.
        lanes: What lies beneath the pointer.
        thumbnails: Where its picture comes from.
    """

    def __init__(self, timeline: QWidget, lanes: LaneSet, thumbnails: ThumbnailSource) -> None:
        self._timeline = timeline
        self._lanes = lanes
        self._thumbnails = thumbnails
        self._preview: HoverPreview | None = None

    @property
    def is_shown(self) -> bool:
        """Whether it can be seen."""
        return self._preview is not None and self._preview.isVisible()

    def show(self, place: Place, scale: TimeScale, *, over: QPoint) -> None:
        """Show the time of a place.

        Args:
            place: Where the pointer is.
            scale: What is visible.
            over: Where its line meets the timeline's top, on the timeline.
        """
        window = self._timeline.window()
        if self._preview is None or self._preview.parentWidget() is not window:
            self._preview = HoverPreview(window)
        index = self._lanes.content.pictures.get(self._lanes.monitor_id)
        shown = -1 if index is None else index.index_at(place.at_ns)
        picture = None
        if index is not None and shown >= 0:
            width = round(PREVIEW_PX * self._timeline.devicePixelRatioF())
            picture = self._thumbnails.thumbnail(self._lanes.monitor_id, int(index.at_ns[shown]), width)
        self._preview.show_at(
            place.at_ns,
            picture,
            shape=self._lanes.shape if shown >= 0 else None,
            over=self._timeline.mapTo(window, over),
            what=words_beneath(place, self._lanes, scale.ns_per_px),
        )

    def hide(self) -> None:
        """Hide it, and let go of its picture."""
        if self._preview is not None:
            self._preview.clear()
