"""What will be gone: a block for each cut and each redacted range, to select and to drag by its ends."""

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPen

from recorder.episode.edits import Cut, Edits
from studio.content.session_content import SessionContent
from studio.ui.models.edit_blocks import EditBlock, edit_blocks, levels
from studio.ui.models.edit_words import edit_name
from studio.ui.models.time_words import short_length_words
from studio.ui.widgets.timeline.facts import LaneKind
from studio.ui.widgets.timeline.lanes.lane import Canvas, Lane, elided
from studio.ui.words import tr

_GRIP_PX: Final = 4
_GRIPS_PX: Final = 14
_LABEL_PX: Final = 28
_PADDING_PX: Final = 5


class RemovedLane(Lane):
    """The edits. A cut has closed ends, a redaction open ones; the words say which as well."""

    kind = LaneKind.REMOVED

    def __init__(self) -> None:
        self.blocks: tuple[EditBlock, ...] = ()
        self.selected: int | None = None

    def title(self) -> str:
        """Its name."""
        return tr("Removed")

    def show(self, content: SessionContent) -> None:
        """Nothing of it is here: the page says edits."""

    def show_edits(self, edits: Edits) -> None:
        """Take the edits."""
        self.blocks = edit_blocks(edits)

    def level_at(self, y: float, height: int) -> int:
        """Which level of blocks is at a height of the lane."""
        return max(0, min(int(y * levels(self.blocks) / max(1, height)), levels(self.blocks) - 1))

    def paint(self, canvas: Canvas) -> None:
        """Paint the blocks, the selected ones last."""
        if not self.blocks:
            canvas.say_empty(tr("Nothing is taken out"))
            return
        high = canvas.height / levels(self.blocks)
        for block in sorted(self.blocks, key=lambda each: each.edit.id == self.selected):
            left, right = canvas.scale.x_of(block.range.start_ns), canvas.scale.x_of(block.range.end_ns)
            if right < 0 or left > canvas.scale.width_px:
                continue
            area = QRectF(left, block.level * high, max(3.0, right - left), high - (high < canvas.height))
            self._paint_block(canvas, block, area)

    def _paint_block(self, canvas: Canvas, block: EditBlock, area: QRectF) -> None:
        painter, look = canvas.painter, canvas.look
        is_selected = block.edit.id == self.selected
        visible = area.intersected(canvas.area.adjusted(-_GRIP_PX, 0, _GRIP_PX, 0))
        if is_selected:
            painter.fillRect(visible, look.colour("accent_wash"))
        look.cross_out(painter, visible)
        ink = "accent" if is_selected else "gone"
        if isinstance(block.edit, Cut) and area.width() > _GRIPS_PX:
            for x in (area.left(), area.right() - _GRIP_PX):
                painter.fillRect(QRectF(x, area.top(), _GRIP_PX, area.height()), look.colour(ink))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        width = 2.0 if is_selected else 1.0
        pen = QPen(look.colour(ink), width)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        painter.drawRect(visible.adjusted(width / 2, width / 2, -width / 2, -width / 2))
        self._write(canvas, block, visible)

    @staticmethod
    def _write(canvas: Canvas, block: EditBlock, visible: QRectF) -> None:
        room = visible.width() - 2 * (_GRIP_PX + _PADDING_PX)
        metrics = canvas.look.small_metrics
        if room < _LABEL_PX or visible.height() < metrics.height() or canvas.is_folded:
            return
        words = elided(metrics, tr("{what} {duration}", what=edit_name(block.edit),
                                   duration=short_length_words(block.range.duration_ns)), room)  # fmt: skip
        width = metrics.horizontalAdvance(words) + 2 * _PADDING_PX
        high = min(visible.height() - 4, metrics.height() + 2)
        plate = QRectF(visible.left() + _GRIP_PX + 2, visible.center().y() - high / 2, width, high)
        painter, look = canvas.painter, canvas.look
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("raised"))
        painter.drawRoundedRect(plate, 3, 3)
        painter.setPen(look.colour("text"))
        painter.setFont(look.small)
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextSingleLine, words)
