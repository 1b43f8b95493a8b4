"""Where nothing was recorded, and where nothing was done."""

from typing import Final

import numpy as np
from PySide6.QtCore import QRectF, Qt

from recorder.episode.events import Mark, MarkKind
from recorder.episode.time import TimeRange
from studio.content.session_content import SessionContent
from studio.content.spans import NO_SPANS, ActionKind, spans_of_ranges
from studio.ui.models.happened_words import mark_words
from studio.ui.widgets.timeline.facts import LaneKind
from studio.ui.widgets.timeline.lanes.lane import Canvas, Lane, joined, pixels
from studio.ui.words import tr

_OF_PICTURES: Final = frozenset({MarkKind.FRAMES_DROPPED, MarkKind.SCREEN_UNREADABLE})
_IDLE_PX: Final = 6


class PausesLane(Lane):
    """High grey blocks where the recording stopped, low ones where the hands did."""

    kind = LaneKind.PAUSES

    def __init__(self) -> None:
        self._marks: tuple[Mark, ...] = ()
        self._spans = NO_SPANS
        self._actions = NO_SPANS

    def title(self) -> str:
        """Its name."""
        return tr("Pauses")

    def show(self, content: SessionContent) -> None:
        """Take the marks and the waits."""
        self._marks = content.marks
        self._spans = spans_of_ranges([_range(mark) for mark in content.marks])
        self._actions = content.action_spans

    def paint(self, canvas: Canvas) -> None:
        """Paint idle stretches, then the pauses over them."""
        if not self._marks and not np.any(self._actions.kind == ActionKind.WAIT):
            canvas.say_empty(tr("No pauses"))
            return
        self._paint_idle(canvas)
        visible = self._spans.within(canvas.scale.start_ns, canvas.scale.end_ns)
        left = pixels(canvas.scale, self._spans.start_ns[visible])
        right = pixels(canvas.scale, self._spans.end_ns[visible])
        for mark, begin, end in zip(self._marks[visible], left.tolist(), right.tolist(), strict=True):
            width = max(2.0, end - begin)
            is_notice = mark.kind in _OF_PICTURES
            ground = canvas.look.colour("notice_wash" if is_notice else "lane_idle")
            canvas.painter.fillRect(QRectF(begin, 0, width, canvas.height), ground)
            edge = canvas.look.colour("notice" if is_notice else "edge")
            canvas.painter.fillRect(QRectF(begin, 0, 2, canvas.height), edge)
            canvas.write(mark_words(mark), begin, end)

    def _paint_idle(self, canvas: Canvas) -> None:
        visible = self._actions.within(canvas.scale.start_ns, canvas.scale.end_ns)
        waits = self._actions.kind[visible] == ActionKind.WAIT
        starts, ends = self._actions.start_ns[visible][waits], self._actions.end_ns[visible][waits]
        left, right = pixels(canvas.scale, starts), pixels(canvas.scale, ends)
        top = (canvas.height - _IDLE_PX) / 2
        canvas.painter.setPen(Qt.PenStyle.NoPen)
        canvas.painter.setBrush(canvas.look.colour("lane_idle"))
        canvas.painter.drawRects(
            [
                QRectF(begin, top, max(1.0, end - begin), _IDLE_PX)
                for begin, end in zip(*joined(left, right, 0.5), strict=True)
            ]
        )


def _range(mark: Mark) -> TimeRange:
    return TimeRange(mark.at_ns, max(mark.at_ns, mark.end_ns))
