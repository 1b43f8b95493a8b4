"""What was found that the person should look at."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPolygonF

from studio.content.session_content import SessionContent
from studio.ui.models.found_mark import FoundMark
from studio.ui.widgets.timeline.facts import LaneKind
from studio.ui.widgets.timeline.lanes.lane import Canvas, Lane
from studio.ui.words import tr

_FLAG_PX: Final = 9


class FoundLane(Lane):
    """A flag for each thing, its words beside it; one that was answered is only an outline."""

    kind = LaneKind.FOUND

    def __init__(self) -> None:
        self.marks: tuple[FoundMark, ...] = ()

    def title(self) -> str:
        """Its name."""
        return tr("Found")

    def show(self, content: SessionContent) -> None:
        """Nothing of it is here: the page says what was found."""

    def show_found(self, marks: Sequence[FoundMark]) -> None:
        """Take what was found."""
        self.marks = tuple(sorted(marks, key=lambda mark: (mark.range.start_ns, mark.id)))

    def paint(self, canvas: Canvas) -> None:
        """Paint flags."""
        if not self.marks:
            canvas.say_empty(tr("Nothing found"))
            return
        painter, look, scale = canvas.painter, canvas.look, canvas.scale
        places = [scale.x_of(mark.range.start_ns) for mark in self.marks]
        for mark, left, following in zip(self.marks, places, [*places[1:], scale.width_px], strict=True):
            right = scale.x_of(mark.range.end_ns)
            if right < 0 or left > scale.width_px:
                continue
            colour = look.colour("quiet" if mark.is_answered else "notice")
            painter.fillRect(QRectF(left, canvas.height - 3, max(2.0, right - left), 3), colour)
            painter.setPen(look.pen("quiet" if mark.is_answered else "notice"))
            painter.setBrush(look.colour("sunken") if mark.is_answered else colour)
            top = 2.0
            flag = QPolygonF([QPointF(left, top), QPointF(left + _FLAG_PX, top + 4), QPointF(left, top + 8)])
            painter.drawPolygon(flag)
            painter.drawLine(QPointF(left, top), QPointF(left, canvas.height))
            canvas.write(mark.what, left + _FLAG_PX, max(right, following), colour="quiet")

    def at(self, at_ns: int, reach_ns: int) -> FoundMark | None:
        """What was found at a time, or begins near it; of several the last."""
        for mark in reversed(self.marks):
            if (
                mark.range.start_ns - reach_ns
                <= at_ns
                <= max(mark.range.end_ns, mark.range.start_ns + reach_ns)
            ):
                return mark
        return None
