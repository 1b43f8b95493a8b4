"""Paints the whole widget: what is kept, and over it what moves."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QFont, QPainter, QPixmap

from recorder.episode.time import TimeRange
from studio.ui.models.time_words import short_length_words
from studio.ui.theme import Theme
from studio.ui.widgets.timeline import moving
from studio.ui.widgets.timeline.facts import Marks
from studio.ui.widgets.timeline.frame import LANES_TOP_PX, MARGIN_PX, RULER_TOP_PX, TITLES_PX, Frame
from studio.ui.widgets.timeline.lane_set import LaneSet
from studio.ui.widgets.timeline.look import Look, look_for
from studio.ui.widgets.timeline.overview import (
    OVERVIEW_PX,
    overview_pixmap,
    paint_cuts,
    paint_part,
    visible_part,
)
from studio.ui.widgets.timeline.pointing import Place, Zone
from studio.ui.widgets.timeline.ruler import RULER_PX, paint_marks, paint_ruler
from studio.ui.widgets.timeline.scale import TimeScale
from studio.ui.widgets.timeline.snapping import Snap
from studio.ui.widgets.timeline.titles import paint_title
from studio.ui.words import tr

_STRIP_PX = moving.PLAYHEAD_REACH_PX
_WORDS_LEFT_PX = 22


@dataclass(frozen=True, slots=True)
class Moment:
    """What moves.

    Attributes:
        position_ns: Where the playhead is.
        marks: What is marked.
        hovered: Where the pointer is, if over the widget.
        snapped: What it was drawn to.
        edited: What the edit whose end is held would last.
        shows_focus: Whether to show that the widget has the keyboard.
    """

    position_ns: int
    marks: Marks
    hovered: Place | None
    snapped: Snap | None
    edited: TimeRange | None
    shows_focus: bool


class Scenery:
    """Paints the timeline.

    Args:
        lanes: The lanes, and what they show.
    """

    def __init__(self, lanes: LaneSet) -> None:
        self._lanes = lanes
        self._look: Look | None = None
        self._overview = QPixmap()
        self._ruler = QPixmap()
        self._ruler_for: tuple[TimeScale, Look] | None = None

    def wear(self, theme: Theme, font: QFont, dpr: float) -> None:
        """Paint with these from now on."""
        look = self._look
        if look is None or look.theme is not theme or look.dpr != dpr:
            self._look = look_for(theme, font, dpr)
            self._overview = QPixmap()

    def forget(self) -> None:
        """Paint everything anew."""
        self._look = None
        self._overview = QPixmap()
        self._lanes.sheet.drop()

    def forget_overview(self) -> None:
        """Paint the overview anew."""
        self._overview = QPixmap()

    def paint(self, painter: QPainter, asked: QRect, frame: Frame, moment: Moment) -> None:
        """Paint a part of the widget; ``wear`` comes first.

        Args:
            painter: On the widget.
            asked: Which part; more may be painted.
            frame: Where things are.
            moment: What moves.
        """
        look = self._look
        if look is None:
            raise RuntimeError("the timeline was given no look")
        painter.fillRect(asked, look.colour("ground"))
        if asked.left() < TITLES_PX:
            self._paint_titles(painter, frame, look, moment)
        if asked.top() < RULER_TOP_PX:
            self._paint_overview(painter, frame, look, moment)
        if asked.bottom() >= RULER_TOP_PX and asked.right() >= TITLES_PX - _STRIP_PX:
            self._paint_times(painter, frame, look, moment)
        self._paint_scroll_bar(painter, frame, look)
        if moment.shows_focus:
            painter.setPen(look.pen("accent", 2))
            painter.drawRect(QRect(1, 1, frame.width - 2, frame.height - 2))

    def _ruler_of(self, scale: TimeScale, look: Look) -> QPixmap:
        if self._ruler_for != (scale, look):
            self._ruler_for = (scale, look)
            self._ruler = QPixmap(round(scale.width_px * look.dpr), round(RULER_PX * look.dpr))
            self._ruler.setDevicePixelRatio(look.dpr)
            self._ruler.fill(look.colour("ground"))
            painter = QPainter(self._ruler)
            paint_ruler(painter, scale, look)
            painter.end()
        return self._ruler

    def _paint_overview(self, painter: QPainter, frame: Frame, look: Look, moment: Moment) -> None:
        if self._overview.isNull():
            self._overview = overview_pixmap(self._lanes.content, frame.whole, look)
        painter.save()
        painter.translate(TITLES_PX, 0)
        painter.setClipRect(QRect(0, 0, frame.times_px, OVERVIEW_PX))
        painter.drawPixmap(QPointF(0, 0), self._overview)
        paint_cuts(painter, self._lanes.taken, frame.whole, look)
        if not frame.scale.is_whole:
            paint_part(painter, visible_part(frame.whole, frame.scale), frame.whole, look)
        x = int(frame.whole.x_of(moment.position_ns))
        painter.fillRect(QRect(x, 0, 2, OVERVIEW_PX), look.colour("text"))
        painter.restore()

    def _paint_times(self, painter: QPainter, frame: Frame, look: Look, moment: Moment) -> None:
        bottom = frame.height - RULER_TOP_PX
        painter.save()
        painter.setClipRect(QRect(TITLES_PX, LANES_TOP_PX, frame.times_px, frame.height))
        sheet = self._lanes.sheet.pixmap(frame.scale, frame.rows, look)
        painter.drawPixmap(QPointF(TITLES_PX, LANES_TOP_PX - frame.lanes_above_px), sheet)
        painter.setClipRect(
            QRect(TITLES_PX - _STRIP_PX, RULER_TOP_PX, frame.times_px + 2 * _STRIP_PX, bottom)
        )
        painter.translate(TITLES_PX, RULER_TOP_PX)
        painter.drawPixmap(QPointF(0, 0), self._ruler_of(frame.scale, look))
        paint_marks(painter, frame.scale, look, moment.marks, bottom)
        edited, snapped, hovered = moment.edited, moment.snapped, moment.hovered
        if edited is not None:
            moving.paint_edited(painter, edited, frame.scale, bottom, look)
        if hovered is not None and hovered.zone in {Zone.RULER, Zone.LANES}:
            moving.paint_hover(painter, hovered.x, bottom, look)
            moving.paint_time(painter, snapped.at_ns if snapped else hovered.at_ns, frame.scale, look)
        moving.paint_playhead(painter, frame.scale.x_of(moment.position_ns), bottom, look)
        if snapped is not None:
            moving.paint_snap(painter, snapped, frame.scale, bottom, look)
        painter.restore()

    @staticmethod
    def _paint_scroll_bar(painter: QPainter, frame: Frame, look: Look) -> None:
        """Show that there are more lanes than have room; the wheel over their names brings them."""
        if not frame.most_above_px:
            return
        visible_px = frame.height - LANES_TOP_PX
        share = visible_px / frame.rows.height
        top = LANES_TOP_PX + frame.lanes_above_px * share
        bar = QRect(frame.width - MARGIN_PX + 3, round(top), 4, max(16, round(visible_px * share)))
        painter.fillRect(bar, look.colour("edge"))

    def _paint_titles(self, painter: QPainter, frame: Frame, look: Look, moment: Moment) -> None:
        painter.setFont(look.small)
        painter.setPen(look.colour("quiet"))
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRect(22, 0, TITLES_PX - 26, OVERVIEW_PX), left, tr("Overview"))
        range_ = moment.marks.range
        if range_ is not None:
            painter.setPen(look.colour("accent"))
            words = tr("Marked {duration}", duration=short_length_words(range_.duration_ns))
            painter.drawText(
                QRect(22, RULER_TOP_PX, TITLES_PX - 26, LANES_TOP_PX - RULER_TOP_PX), left, words
            )
        painter.save()
        painter.setClipRect(QRect(0, LANES_TOP_PX, TITLES_PX, frame.height))
        hot = (
            moment.hovered.lane if moment.hovered is not None and moment.hovered.zone is Zone.TITLES else None
        )
        for row in frame.rows.rows:
            painter.save()
            painter.translate(0, LANES_TOP_PX - frame.lanes_above_px + row.top)
            paint_title(painter, row, self._lanes.lanes, look, width=TITLES_PX, is_hot=row.kind is hot)
            painter.restore()
        painter.restore()
