"""What was done: the pointer's actions above, the keyboard's below."""

from typing import Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt

from studio.content.session_content import SessionContent
from studio.content.spans import NO_SPANS, ActionKind
from studio.ui.widgets.timeline.facts import LaneKind
from studio.ui.widgets.timeline.glyphs import GLYPH_PX, glyph
from studio.ui.widgets.timeline.lanes.lane import Canvas, Lane, apart, joined, pixels
from studio.ui.words import tr

_POINTER_BARS: Final = (ActionKind.DRAG,)
_KEY_BARS: Final = (ActionKind.TYPE, ActionKind.HIDDEN)
_POINTER_POINTS: Final = (ActionKind.CLICK, ActionKind.SCROLL)
_KEY_POINTS: Final = (ActionKind.PRESS, ActionKind.HOTKEY)
_APART_PX: Final = float(GLYPH_PX)
_BAR_PX: Final = 5


class ActionsLane(Lane):
    """A shape for each action; where they crowd, one for as many as would cover each other."""

    kind = LaneKind.ACTIONS

    def __init__(self) -> None:
        self._spans = NO_SPANS
        self._is_complete = False

    def title(self) -> str:
        """Its name."""
        return tr("Actions")

    def show(self, content: SessionContent) -> None:
        """Take the actions."""
        self._spans = content.action_spans
        self._is_complete = content.is_complete

    def paint(self, canvas: Canvas) -> None:
        """Paint bars for what lasts, shapes for what does not."""
        if not len(self._spans):
            canvas.say_empty(tr("Nothing was done") if self._is_complete else tr("Reading the actions…"))
            return
        above, below = canvas.height * 0.28, canvas.height * 0.74
        if canvas.is_folded:
            above = below = canvas.height / 2
        visible = self._spans.within(canvas.scale.start_ns, canvas.scale.end_ns)
        kinds = self._spans.kind[visible]
        left = pixels(canvas.scale, self._spans.start_ns[visible])
        right = pixels(canvas.scale, self._spans.end_ns[visible])
        for kind in _POINTER_BARS:
            self._paint_bars(canvas, kind, left[kinds == kind], right[kinds == kind], above)
        for kind in _KEY_BARS:
            self._paint_bars(canvas, kind, left[kinds == kind], right[kinds == kind], below)
        for kind in _POINTER_POINTS:
            self._paint_points(canvas, kind, left[kinds == kind], above)
        for kind in _KEY_POINTS:
            self._paint_points(canvas, kind, left[kinds == kind], below)

    @staticmethod
    def _paint_bars(
        canvas: Canvas, kind: ActionKind, left: np.ndarray, right: np.ndarray, middle: float
    ) -> None:
        painter, look = canvas.painter, canvas.look
        begins, ends = joined(left, np.maximum(right, left + 2), 1.0)
        top = round(middle - _BAR_PX / 2)
        bars = [
            QRectF(begin, top, end - begin, _BAR_PX)
            for begin, end in zip(begins.tolist(), ends.tolist(), strict=True)
        ]
        painter.setPen(Qt.PenStyle.NoPen)
        is_hidden = kind is ActionKind.HIDDEN
        painter.setBrush(look.colour("lane_idle" if is_hidden else "lane_actions"))
        painter.drawRects(bars)
        if kind is not ActionKind.DRAG:
            return
        # A drag has a foot at each end, which tells it from a text.
        for bar in bars:
            painter.fillRect(QRectF(bar.left(), top - 3, 2, _BAR_PX + 6), painter.brush())
            painter.fillRect(QRectF(bar.right() - 2, top - 3, 2, _BAR_PX + 6), painter.brush())

    @staticmethod
    def _paint_points(canvas: Canvas, kind: ActionKind, left: np.ndarray, middle: float) -> None:
        look = canvas.look
        shape = glyph(kind, look.theme.lane_actions, look.theme.sunken, look.dpr)
        top = round(middle - GLYPH_PX / 2)
        for x in left[apart(left, _APART_PX)].tolist():
            canvas.painter.drawPixmap(QPointF(round(x) - GLYPH_PX // 2, top), shape)
