"""What the screen looked like, in small pictures."""

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage

from studio.content.session_content import PictureIndex, SessionContent
from studio.ui.widgets.timeline.facts import LaneKind
from studio.ui.widgets.timeline.lanes.lane import Canvas, Lane, joined, pixels
from studio.ui.widgets.timeline.thumbnails import ThumbnailSource
from studio.ui.words import tr

_GAP_PX = 1
_TICK_PX = 4
_TICKS_APART_PX = 2.0


class PicturesLane(Lane):
    """Small pictures of one monitor, side by side, and a short line for each picture taken.

    A tile shows its first moment; where it stands for so long that a group begins in it, that group's first
    picture, which alone is quick to decode.
    """

    kind = LaneKind.PICTURES

    def __init__(self, source: ThumbnailSource) -> None:
        self._source = source
        self._index: PictureIndex | None = None
        self._content: SessionContent | None = None
        self.monitor_id = 0

    def title(self) -> str:
        """Its name."""
        return tr("Pictures")

    def show(self, content: SessionContent) -> None:
        """Take the index of the monitor's pictures."""
        self._content = content
        self._index = content.pictures.get(self.monitor_id)

    def show_monitor(self, monitor_id: int) -> None:
        """Show another monitor."""
        self.monitor_id = monitor_id
        if self._content is not None:
            self.show(self._content)

    def paint(self, canvas: Canvas) -> None:
        """Paint tiles on a grid of time, so that scrolling moves them and changes none."""
        if self._index is None or not len(self._index.at_ns):
            canvas.say_empty(tr("No pictures"))
            return
        tile_px = max(24.0, canvas.height * self.shape)
        if not canvas.is_folded:
            self._paint_tiles(canvas, self._index, tile_px)
        self._paint_ticks(canvas, self._index)

    def _paint_tiles(self, canvas: Canvas, index: PictureIndex, tile_px: float) -> None:
        scale = canvas.scale
        tile_ns = tile_px * scale.ns_per_px
        first, last = int(scale.start_ns // tile_ns), int(min(scale.end_ns, scale.ended_ns) // tile_ns)
        # From the right to the left: what was asked for last comes first.
        for tile in range(last, first - 1, -1):
            start_ns, end_ns = round(tile * tile_ns), round((tile + 1) * tile_ns)
            left = scale.x_of(start_ns)
            right = min(left + tile_px, scale.x_of(scale.ended_ns))
            area = QRectF(left, 0, right - left - _GAP_PX, canvas.height)
            picture_ns = self._picture_for(index, start_ns, end_ns)
            found = (
                None
                if picture_ns is None
                else self._source.thumbnail(self.monitor_id, picture_ns, round(tile_px * canvas.look.dpr))
            )
            self._paint_tile(canvas, area, found, tile_px)

    @staticmethod
    def _paint_tile(canvas: Canvas, area: QRectF, found: QImage | None, tile_px: float) -> None:
        painter, look = canvas.painter, canvas.look
        painter.fillRect(area, look.colour("line", 90))
        if found is None or found.isNull():
            return
        share = min(1.0, area.width() / tile_px)
        painter.drawImage(area, found, QRectF(0, 0, found.width() * share, found.height()))

    def _paint_ticks(self, canvas: Canvas, index: PictureIndex) -> None:
        scale, painter = canvas.scale, canvas.painter
        first, last = np.searchsorted(index.at_ns, (round(scale.start_ns), round(scale.end_ns)))
        x = pixels(scale, index.at_ns[first:last])
        top = 0.0 if canvas.is_folded else float(canvas.height - _TICK_PX)
        if not canvas.is_folded:
            strip = QRectF(0, top, min(scale.width_px, scale.x_of(scale.ended_ns)), _TICK_PX)
            painter.fillRect(strip, canvas.look.colour("sunken", 190))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(canvas.look.colour("quiet"))
        # Where they are too many to tell apart, one bar stands for them.
        begins, ends = joined(np.floor(x), np.floor(x) + 1, _TICKS_APART_PX)
        painter.drawRects(
            [
                QRectF(begin, top + 1, end - begin, canvas.height - top - 1)
                for begin, end in zip(begins.tolist(), ends.tolist(), strict=True)
            ]
        )

    def _picture_for(self, index: PictureIndex, start_ns: int, end_ns: int) -> int | None:
        """When the picture was taken that a tile shows."""
        first, last = np.searchsorted(index.at_ns, (start_ns, end_ns))
        keys = np.flatnonzero(index.is_key[first:last])
        if len(keys):
            return int(index.at_ns[first + keys[0]])
        shown = index.index_at(start_ns)
        return int(index.at_ns[shown]) if shown >= 0 else None

    @property
    def shape(self) -> float:
        """How much wider than high the monitor is."""
        if self._content is None:
            return 16 / 9
        monitor = self._content.monitor(self.monitor_id, 0)
        if monitor is None or not monitor.rect.height:
            return 16 / 9
        return monitor.rect.width / monitor.rect.height
