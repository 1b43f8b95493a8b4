"""When each step was due and done, small: a line that leans is a step that was not on time.

The same drawing as on a report's page. Where many steps share a place, the one that is worst stands for all
of them; what is drawn is kept until the width or the colours change.
"""

from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from recorder.episode.time import format_time
from replay.report.record import RunRecord, StepRecord
from replay.report.timing import end_of, ticks
from studio.ui.models.compared_steps import step_title, verdict_words
from studio.ui.models.plain_tips import plain_tip
from studio.ui.models.verdict_signs import verdict_colour
from studio.ui.theme import GRID, theme
from studio.ui.widgets.stage.hatch import hatch
from studio.ui.words import tr

_LANE: Final = 14.0
_BAR: Final = 8.0
_REACH_PX: Final = 12.0
_GRAIN_PX: Final = 2
"""So wide is what one step stands for; a bar is wider."""
_FAILED: Final = float(2**63)
"""Weighs more than any lateness."""


class TimingChart(QWidget):
    """Draws a run's timing.

    Attributes:
        step_chosen: The place among the steps of the one that was clicked.
    """

    step_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps: tuple[StepRecord, ...] = ()
        self._end_ns = 1
        self._current = -1
        self._drawn: QPixmap | None = None
        self._left = 0.0
        self._due = self._reach = np.empty(0, np.int64)
        self._weights = np.empty(0, np.float64)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("When each step was due and done"))
        self._redraw()

    @property
    def is_empty(self) -> bool:
        """Whether no step began or was due."""
        return not bool((self._reach >= 0).any())

    def show_run(self, record: RunRecord | None, words: str = "") -> None:
        """Draw this run's, or nothing.

        Args:
            record: The run.
            words: The same in words, for who cannot see it.
        """
        self._steps = record.steps if record is not None else ()
        self._end_ns = end_of(record) if record is not None else 1
        self._current = -1
        self._due = _times(step.planned_ns for step in self._steps)
        self._reach = _times(_reach_ns(step) for step in self._steps)
        self._weights = np.array([_weight(step) for step in self._steps], np.float64)
        self.setAccessibleDescription(words)
        self._redraw()

    def point_out(self, place: int) -> None:
        """Mark a step as the one that is looked at."""
        self._current = place
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Two lanes and the axis."""
        return QSize(GRID * 60, round(_LANE * 2 + GRID) + self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As high as it is."""
        return QSize(GRID * 20, self.sizeHint().height())

    def x_of(self, at_ns: int) -> float:
        """Where a time lies."""
        return self._left + at_ns / self._end_ns * self._room

    @property
    def _room(self) -> float:
        return max(1.0, self.width() - self._left - GRID * 3)

    def _x(self, at_ns: NDArray[np.int64]) -> NDArray[np.float64]:
        return self._left + at_ns / self._end_ns * self._room

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw what is kept, and the step that is looked at over it."""
        del event
        ratio = self.devicePixelRatioF()
        if self._drawn is None or self._drawn.devicePixelRatio() != ratio:
            self._drawn = self._draw(ratio)
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._drawn)
        if 0 <= self._current < len(self._steps):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=True)
            self._paint_step(painter, self._steps[self._current], is_current=True)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Draw anew."""
        super().resizeEvent(event)
        self._redraw()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Draw anew in other colours."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._redraw()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Choose the step that is nearest."""
        place = self.place_at(event.position())
        if event.button() is Qt.MouseButton.LeftButton and place is not None:
            self.step_chosen.emit(place)

    def event(self, event: QEvent) -> bool:
        """Name the step under the pointer."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = self.place_at(QPointF(event.pos()))
            if place is None:
                QToolTip.hideText()
            else:
                step = self._steps[place]
                QToolTip.showText(
                    event.globalPos(), plain_tip(f"{step_title(step)}\n{verdict_words(step)}"), self
                )
            return True
        return super().event(event)

    def place_at(self, at: QPointF) -> int | None:
        """The step nearest to a place of the lane that the place is in; ``None`` where none is near."""
        times = self._due if at.y() < _LANE else self._reach
        if not times.size:
            return None
        away = np.where(times >= 0, np.abs(self._x(times) - at.x()), np.inf)
        place = int(away.argmin())
        return place if away[place] < _REACH_PX else None

    def _redraw(self) -> None:
        metrics = self.fontMetrics()
        names = max(metrics.horizontalAdvance(tr("due")), metrics.horizontalAdvance(tr("done")))
        self._left = names + GRID * 2.0
        self._drawn = None
        self.update()

    def _draw(self, ratio: float) -> QPixmap:
        size = self.size() * ratio
        drawn = QPixmap(max(1, size.width()), max(1, size.height()))
        drawn.setDevicePixelRatio(ratio)
        drawn.fill(Qt.GlobalColor.transparent)
        painter = QPainter(drawn)
        painter.setFont(self.font())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=True)
        self._paint_axis(painter)
        for step in self._standing_for_all():
            self._paint_step(painter, step, is_current=False)
        painter.end()
        return drawn

    def _standing_for_all(self) -> list[StepRecord]:
        """For every few pixels the step that says most: one that failed, else the furthest from its time."""
        timed = np.flatnonzero(self._reach >= 0)
        # What failed is drawn last, over all others.
        timed = timed[np.argsort(self._weights[timed], kind="stable")]
        columns = np.round(self._x(self._reach[timed]) / _GRAIN_PX).astype(np.int64)
        last = np.full(int(columns.max(initial=0)) + 1, -1)
        last[columns] = np.arange(timed.size)
        return [self._steps[int(timed[place])] for place in np.sort(last[last >= 0])]

    def _paint_axis(self, painter: QPainter) -> None:
        colours = theme()
        bottom = _LANE * 2 + GRID / 2
        names = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        painter.setPen(QColor(colours.quiet))
        painter.drawText(QRectF(0, 0, self._left, _LANE), names, tr("due"))
        painter.drawText(QRectF(0, _LANE, self._left, _LANE), names, tr("done"))
        for at_ns in ticks(self._end_ns):
            x = self.x_of(at_ns)
            painter.setPen(QPen(QColor(colours.line), 1))
            painter.drawLine(QLineF(x, 0, x, bottom))
            painter.setPen(QColor(colours.quiet))
            label = QRectF(x - GRID * 4, bottom, GRID * 8, self.height() - bottom)
            painter.drawText(label, int(Qt.AlignmentFlag.AlignCenter), format_time(at_ns)[:-4])

    def _paint_step(self, painter: QPainter, step: StepRecord, *, is_current: bool) -> None:
        colours = theme()
        colour = colours.accent if is_current else verdict_colour(step.verdict.kind)
        weight = 3.0 if is_current else 1.5
        middle = _LANE * 1.5
        due, began = step.planned_ns, step.began_ns
        if due is not None:
            x = self.x_of(due)
            pen = QPen(QColor(colour if began is None or is_current else colours.edge), weight)
            if began is None:
                pen.setStyle(Qt.PenStyle.DotLine)
            painter.setPen(pen)
            painter.drawLine(QLineF(x, 1, x, _LANE - 3))
            if began is not None:
                painter.setPen(QPen(QColor(colour if is_current else colours.edge), weight / 1.5))
                painter.drawLine(QLineF(x, _LANE - 3, self.x_of(began), middle - _BAR / 2))
        if began is None:
            return
        left = self.x_of(began)
        if step.waited_ns and is_current:
            start = self.x_of(max(0, began - step.waited_ns))
            painter.fillRect(QRectF(start, middle - _BAR / 2, left - start, _BAR), hatch())
        wide = max(3.0, self.x_of(max(began, step.done_ns or 0)) - left)
        bar = QRectF(left, middle - _BAR / 2, wide, _BAR)
        painter.fillRect(bar, QColor(colour))
        if step.verdict.is_failure and not is_current:
            # Not by its colour alone: what failed stands out of the lane.
            painter.fillRect(QRectF(left, middle - _BAR, 2.0, 2 * _BAR), QColor(colour))


def _reach_ns(step: StepRecord) -> int | None:
    """The time at which a step can be pointed at."""
    return step.began_ns if step.began_ns is not None else step.planned_ns


def _times(times: Iterable[int | None]) -> NDArray[np.int64]:
    return np.array([-1 if at_ns is None else at_ns for at_ns in times], np.int64)


def _weight(step: StepRecord) -> float:
    return _FAILED if step.verdict.is_failure else float(abs(step.lateness_ns or 0))
