"""Which window had the focus."""

from typing import Final

import numpy as np
from PySide6.QtCore import QRectF

from studio.content.session_content import SessionContent, WindowStretch
from studio.content.spans import NO_SPANS, spans_of_ranges
from studio.ui.models.happened_words import window_words
from studio.ui.widgets.timeline.facts import LaneKind
from studio.ui.widgets.timeline.lanes.lane import Canvas, Lane, joined, pixels
from studio.ui.words import tr

_TONES: Final = (1.0, 0.72, 0.48)
_NARROW_PX: Final = 3.0


class WindowsLane(Lane):
    """A block for each window and title; blocks of one app have one tone of three."""

    kind = LaneKind.WINDOWS

    def __init__(self) -> None:
        self._windows: tuple[WindowStretch, ...] = ()
        self._spans = NO_SPANS
        self._tones: dict[str, float] = {}

    def title(self) -> str:
        """Its name."""
        return tr("Windows")

    def show(self, content: SessionContent) -> None:
        """Take the windows."""
        self._windows = content.windows
        self._spans = spans_of_ranges([each.range for each in content.windows])
        apps = dict.fromkeys(each.window.app for each in content.windows)
        self._tones = {app: _TONES[place % len(_TONES)] for place, app in enumerate(apps)}

    def paint(self, canvas: Canvas) -> None:
        """Paint blocks; what is too narrow for its name only as far as it reaches."""
        if not self._windows:
            canvas.say_empty(tr("No window was in front"))
            return
        visible = self._spans.within(canvas.scale.start_ns, canvas.scale.end_ns)
        left = pixels(canvas.scale, self._spans.start_ns[visible])
        right = pixels(canvas.scale, self._spans.end_ns[visible])
        painter, look = canvas.painter, canvas.look
        narrow = right - left < _NARROW_PX
        tone = look.blend("lane_windows", "sunken", _TONES[1])
        for begin, end in zip(*joined(left[narrow], right[narrow], 1.0), strict=True):
            painter.fillRect(QRectF(begin, 0, max(1.0, end - begin), canvas.height), tone)
        for place in np.flatnonzero(~narrow).tolist():
            stretch = self._windows[visible.start + place]
            begin, end = float(left[place]), float(right[place])
            area = QRectF(begin, 0, end - begin - 1, canvas.height)
            hidden = stretch.window.hidden is not None
            share = self._tones.get(stretch.window.app, 1.0)
            painter.fillRect(
                area, look.colour("lane_idle") if hidden else look.blend("lane_windows", "sunken", share)
            )
            if canvas.has_room(begin, end):
                canvas.write(window_words(stretch.window), begin, end)
