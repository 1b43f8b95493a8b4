"""The timeline: all of a session below its video, on one axis of time.

One painted widget. What does not move is kept in pixmaps, so that the playhead costs two narrow strips; what
pressing and dragging mean is decided in ``pointing``; where things are, in ``frame``; each lane paints
itself.
"""

from collections.abc import Sequence
from typing import Final, assert_never

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from recorder.episode.edits import Edits
from recorder.episode.time import TimeRange, format_time
from studio.content.session_content import SessionContent
from studio.ui.models.found_mark import FoundMark
from studio.ui.models.time_words import short_length_words
from studio.ui.theme import theme
from studio.ui.widgets.timeline import moving
from studio.ui.widgets.timeline.facts import NO_MARKS, ContextMenuRequest, EditRangeChange, LaneKind, Marks
from studio.ui.widgets.timeline.frame import LANES_TOP_PX, RULER_TOP_PX, TITLES_PX, Frame, range_at
from studio.ui.widgets.timeline.lane_set import LaneSet
from studio.ui.widgets.timeline.look import Look, look_for
from studio.ui.widgets.timeline.overview import OVERVIEW_PX, overview_pixmap, paint_part, visible_part
from studio.ui.widgets.timeline.pointing import (
    CentreOn,
    Deed,
    FoldLane,
    Place,
    Pointing,
    ResizeLane,
    ScrollBy,
    Scrub,
    Seek,
    SelectEdit,
    SelectFound,
    SetMarks,
    Zone,
)
from studio.ui.widgets.timeline.preview import PREVIEW_PX, HoverPreview
from studio.ui.widgets.timeline.rows import Rows
from studio.ui.widgets.timeline.ruler import paint_marks, paint_ruler
from studio.ui.widgets.timeline.scale import TimeScale
from studio.ui.widgets.timeline.snapping import Snap, SnapKind
from studio.ui.widgets.timeline.thumbnails import ThumbnailSource
from studio.ui.widgets.timeline.titles import paint_title
from studio.ui.words import tr

_ZOOM_STEP: Final = 1.6
_WHEEL_ZOOM: Final = 1.0016
"""To the power of the wheel's eighths of a degree: a notch (120) is a fifth closer."""
_WHEEL_SCROLL: Final = 0.8
_LEAST_LANES_PX: Final = 96
_STRIP_PX: Final = moving.PLAYHEAD_REACH_PX


class Timeline(QWidget):
    """Shows a session over time, and says what the person wants of it.

    Times are the session's, in nanoseconds. It changes nothing itself: what the person does comes out as a
    signal, and comes back as ``set_position``, ``set_marks``, ``set_edits``.

    Attributes:
        seek_requested: An ``int``: show this time.
        scrubbing_changed: A ``bool``: the person begins, or ends, to drag through the session.
        marks_changed: ``Marks``: the person marked this.
        edit_selected: The id of the edit that the person selected, or ``None``.
        found_selected: The id of the found thing that the person selected.
        edit_range_change_requested: An ``EditRangeChange``.
        context_menu_requested: A ``ContextMenuRequest``.
        scale_changed: The ``TimeScale`` that is visible now.
    """

    seek_requested = Signal(object)
    scrubbing_changed = Signal(object)
    marks_changed = Signal(object)
    edit_selected = Signal(object)
    found_selected = Signal(object)
    edit_range_change_requested = Signal(object)
    context_menu_requested = Signal(object)
    scale_changed = Signal(object)

    def __init__(
        self, content: SessionContent, thumbnails: ThumbnailSource, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._lanes = LaneSet(content, thumbnails)
        self._thumbnails = thumbnails
        self._scale = TimeScale(content.ended_ns, 1)
        self._rows = Rows().with_absent(self._lanes.absent())
        self._above_px = 0
        self._position_ns = 0
        self._marks = NO_MARKS
        self._hovered: Place | None = None
        self._look: Look | None = None
        self._overview = QPixmap()
        self._resized_from = 0
        self._pointing = Pointing(content.ended_ns, self._snap)
        self._preview: HoverPreview | None = None
        thumbnails.thumbnail_arrived.connect(self._on_thumbnail_arrived)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(tr("Timeline"))
        self._say_position()

    # What the page says.

    def set_content(self, content: SessionContent) -> None:
        """Show what more was loaded of the same session."""
        self._lanes.show_content(content)
        self._rows = self._rows.with_absent(self._lanes.absent())
        self._repaint_all()

    def set_position(self, at_ns: int) -> None:
        """Move the playhead; costs two narrow strips."""
        before_ns, self._position_ns = self._position_ns, at_ns
        if int(self._scale.x_of(before_ns)) == int(self._scale.x_of(at_ns)):
            return
        self._lanes.snapper.put(SnapKind.PLAYHEAD, (at_ns,))
        whole = self._frame().whole
        for each in (before_ns, at_ns):
            self._update_strip(self._scale.x_of(each))
            along = TITLES_PX + int(whole.x_of(each))
            self.update(QRect(along - 2, 0, 5, OVERVIEW_PX))
        self._say_position()

    def set_marks(self, marks: Marks | TimeRange | None) -> None:
        """Show what is marked."""
        self._marks = (
            Marks(marks.start_ns, marks.end_ns) if isinstance(marks, TimeRange) else marks or NO_MARKS
        )
        self._pointing.marks = self._marks
        ends = (each for each in (self._marks.in_ns, self._marks.out_ns) if each is not None)
        self._lanes.snapper.put(SnapKind.MARK, ends)
        self.update()

    def set_edits(self, edits: Edits) -> None:
        """Show what will be gone."""
        self._lanes.show_edits(edits)
        self._overview = QPixmap()
        self.update()

    def select_edit(self, edit_id: int | None) -> None:
        """Show an edit as selected."""
        if edit_id != self._lanes.removed.selected:
            self._lanes.select_edit(edit_id)
            self.update()

    def set_found(self, marks: Sequence[FoundMark]) -> None:
        """Show what was found; the lane is there only while there is something."""
        self._lanes.show_found(marks)
        self._rows = self._rows.with_absent(self._lanes.absent())
        self._repaint_all()

    def set_monitor(self, monitor_id: int) -> None:
        """Show another monitor's pictures."""
        self._lanes.show_monitor(monitor_id)
        self.update()

    def zoom_in(self) -> None:
        """Closer, about the playhead if it is visible, else about the middle."""
        self._zoom(_ZOOM_STEP, self._zoom_x())

    def zoom_out(self) -> None:
        """Further away, likewise."""
        self._zoom(1 / _ZOOM_STEP, self._zoom_x())

    def zoom_to_fit(self) -> None:
        """All of the session."""
        self._set_scale(self._scale.fitted())

    def zoom_to(self, range_: TimeRange) -> None:
        """As close as a range of time allows."""
        self._set_scale(self._scale.showing(range_))

    def ensure_visible(self, at_ns: int) -> None:
        """Scroll, if need be, so that a time is visible."""
        self._set_scale(self._scale.with_visible(at_ns))

    def fold_lane(self, kind: LaneKind, *, is_folded: bool) -> None:
        """Fold a lane to a narrow strip, or unfold it."""
        self._set_rows(self._rows.with_fold(kind, is_folded=is_folded))

    @property
    def rows(self) -> Rows:
        """How the lanes lie now, to be kept for next time."""
        return self._rows

    def set_rows(self, rows: Rows) -> None:
        """Lay the lanes out as they were."""
        self._set_rows(rows.with_absent(self._lanes.absent()))

    @property
    def scale(self) -> TimeScale:
        """What is visible now."""
        return self._scale

    @property
    def marks(self) -> Marks:
        """What is marked now."""
        return self._marks

    def clear(self) -> None:
        """Let go of all that was painted from what was captured; it is painted anew when shown again."""
        self._lanes.sheet.drop()
        self._overview = QPixmap()
        if self._preview is not None:
            self._preview.clear()

    # What Qt says.

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """High enough for all lanes."""
        return QSize(960, LANES_TOP_PX + self._rows.height)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The overview, the ruler and a few lanes; the others are scrolled to."""
        return QSize(480, LANES_TOP_PX + _LEAST_LANES_PX)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Show more or less time, at the same zoom."""
        super().resizeEvent(event)
        self._set_scale(self._scale.resized(self._frame().times_px))
        self._scroll_lanes(0)
        self._overview = QPixmap()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Take the preview along."""
        self._leave()
        super().hideEvent(event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the look of the app."""
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.PaletteChange, QEvent.Type.StyleChange}:
            self._repaint_all()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint what is asked for: kept pixmaps, and over them what moves."""
        look, frame, painter = self._wear(), self._frame(), QPainter(self)
        painter.fillRect(event.rect(), look.colour("ground"))
        if event.rect().left() < TITLES_PX:
            self._paint_titles(painter, frame, look)
        if event.rect().top() < RULER_TOP_PX:
            self._paint_overview(painter, frame, look)
        if event.rect().bottom() >= RULER_TOP_PX:
            self._paint_times(painter, frame, look, event.rect())
        if self.hasFocus():
            painter.setPen(look.pen("accent", 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Begin a click or a drag."""
        if event.button() not in {Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton}:
            return
        self._do(
            self._pointing.press(
                self._place(event.position()),
                selects=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier),
                pans=event.button() is Qt.MouseButton.MiddleButton,
                snaps=_snaps(event),
            )
        )

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Drag, or hover."""
        place = self._place(event.position())
        if self._pointing.is_dragging:
            self._do(self._pointing.move(place, snaps=_snaps(event)))
            self.update()
        self._hover(place)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """End it."""
        self._do(self._pointing.release(self._place(event.position()), snaps=_snaps(event)))
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Mark what was clicked: a window's time, a text's, a pause's."""
        place = self._place(event.position())
        range_ = range_at(place, self._lanes) if place.zone is Zone.LANES else None
        if range_ is not None and range_.duration_ns:
            self._do([SetMarks(Marks(range_.start_ns, range_.end_ns))])
        elif place.zone in {Zone.RULER, Zone.OVERVIEW}:
            self.zoom_to_fit()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Nothing is hovered any more."""
        self._leave()
        super().leaveEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Zoom about the pointer; scroll with Shift, sideways, or over the lanes' names."""
        turned = event.angleDelta()
        place = self._place(event.position())
        if place.zone is Zone.TITLES:
            self._scroll_lanes(-turned.y() / 4)
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier or abs(turned.x()) > abs(turned.y()):
            self._set_scale(self._scale.scrolled(-(turned.x() or turned.y()) * _WHEEL_SCROLL))
        elif place.zone is Zone.OVERVIEW:
            self._zoom(_WHEEL_ZOOM ** turned.y(), self._scale.x_of(place.at_ns))
        else:
            self._zoom(_WHEEL_ZOOM ** turned.y(), place.x)
        self._hover(self._place(event.position()))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Escape lets go of what is dragged; all other keys are the page's."""
        if event.key() == Qt.Key.Key_Escape and self._pointing.is_dragging:
            self._do(self._pointing.cancel())
            self.update()
            return
        event.ignore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        """Ask for a menu."""
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            over = QPoint(TITLES_PX + int(self._scale.x_of(self._position_ns)), LANES_TOP_PX)
            request = ContextMenuRequest(
                self._position_ns, None, self._lanes.removed.selected, None, self.mapToGlobal(over)
            )
        else:
            place = self._place(QPointF(event.pos()))
            edit_id = None if place.block is None else place.block.edit.id
            request = ContextMenuRequest(place.at_ns, place.lane, edit_id, place.found_id, event.globalPos())
        self.context_menu_requested.emit(request)

    # What the person does.

    def _do(self, deeds: list[Deed]) -> None:
        for deed in deeds:
            self._do_one(deed)

    def _do_one(self, deed: Deed) -> None:  # noqa: C901 - one case for each deed
        match deed:
            case Seek():
                self.seek_requested.emit(deed.at_ns)
            case Scrub():
                self.scrubbing_changed.emit(deed.is_on)
            case SetMarks():
                self.set_marks(deed.marks)
                self.marks_changed.emit(deed.marks)
            case SelectEdit():
                self.select_edit(deed.edit_id)
                self.edit_selected.emit(deed.edit_id)
            case SelectFound():
                self.found_selected.emit(deed.found_id)
            case EditRangeChange():
                self.edit_range_change_requested.emit(deed)
            case ScrollBy():
                self._set_scale(self._scale.scrolled(deed.px))
            case CentreOn():
                visible_ns = self._scale.width_px * self._scale.ns_per_px
                self._set_scale(self._scale.starting_at(deed.at_ns - visible_ns / 2))
            case ResizeLane():
                row = self._rows.row(deed.lane)
                if deed.is_first and row is not None:
                    self._resized_from = row.height
                self._set_rows(self._rows.with_height(deed.lane, round(self._resized_from + deed.px)))
            case FoldLane():
                self.fold_lane(deed.lane, is_folded=deed.lane not in self._rows.folded)
            case _:
                assert_never(deed)

    def _hover(self, place: Place) -> None:
        before, self._hovered = self._hovered, place
        self.setCursor(_cursor(place))
        if (before is not None and before.zone is Zone.TITLES) or place.zone is Zone.TITLES:
            self.update(QRect(0, LANES_TOP_PX, TITLES_PX, self.height()))
        for each in (before, place):
            if each is not None:
                self._update_strip(each.x)
        self.update(QRect(TITLES_PX, RULER_TOP_PX, self.width(), LANES_TOP_PX - RULER_TOP_PX))
        if place.zone in {Zone.TITLES, Zone.OVERVIEW} or not self._lanes.content.pictures:
            self._hide_preview()
        else:
            self._show_preview(place)

    def _leave(self) -> None:
        self._hovered = None
        self._hide_preview()
        self.update()

    def _show_preview(self, place: Place) -> None:
        if self._preview is None or self._preview.parentWidget() is not self.window():
            self._preview = HoverPreview(self.window())
        index = self._lanes.content.pictures.get(self._lanes.monitor_id)
        shown = -1 if index is None else index.index_at(place.at_ns)
        picture = None
        if index is not None and shown >= 0:
            width = round(PREVIEW_PX * self.devicePixelRatioF())
            picture = self._thumbnails.thumbnail(self._lanes.monitor_id, int(index.at_ns[shown]), width)
        over = self.mapTo(self.window(), QPoint(TITLES_PX + round(place.x), 0))
        self._preview.show_at(place.at_ns, picture, self._lanes.shape, over)

    def _hide_preview(self) -> None:
        if self._preview is not None:
            self._preview.clear()

    @Slot()
    def _on_thumbnail_arrived(self) -> None:
        self._lanes.sheet.forget((LaneKind.PICTURES,))
        row = self._rows.row(LaneKind.PICTURES)
        if row is not None:
            self.update(QRect(TITLES_PX, LANES_TOP_PX - self._above_px + row.top, self.width(), row.height))
        hovered = self._hovered
        if hovered is not None and self._preview is not None and self._preview.isVisible():
            self._show_preview(hovered)

    # What is where.

    def _frame(self) -> Frame:
        return Frame(self.width(), self.height(), self._scale, self._rows, self._above_px)

    def _place(self, at: QPointF) -> Place:
        return self._frame().place(at.x(), at.y(), self._lanes, self._marks)

    def _snap(self, at_ns: int, but: tuple[int, ...]) -> Snap | None:
        return self._lanes.snapper.snap(at_ns, self._scale.ns_per_px, but=but)

    def _zoom_x(self) -> float:
        x = self._scale.x_of(self._position_ns)
        return x if 0 <= x <= self._scale.width_px else self._scale.width_px / 2

    def _zoom(self, factor: float, about_x: float) -> None:
        self._set_scale(self._scale.zoomed(factor, about_x))

    def _set_scale(self, scale: TimeScale) -> None:
        if scale == self._scale:
            return
        self._scale = scale
        self.update()
        self.scale_changed.emit(scale)

    def _set_rows(self, rows: Rows) -> None:
        self._rows = rows
        self.updateGeometry()
        self._scroll_lanes(0)
        self.update()

    def _scroll_lanes(self, px: float) -> None:
        above_px = round(min(max(0.0, self._above_px + px), self._frame().most_above_px))
        if above_px != self._above_px:
            self._above_px = above_px
            self.update()

    # What it looks like.

    def _wear(self) -> Look:
        colours, dpr = theme(), self.devicePixelRatioF()
        if self._look is None or self._look.theme is not colours or self._look.dpr != dpr:
            self._look = look_for(colours, self.font(), dpr)
            self._overview = QPixmap()
        return self._look

    def _repaint_all(self) -> None:
        self._look = None
        self._overview = QPixmap()
        self._lanes.sheet.forget()
        self._scroll_lanes(0)
        self.updateGeometry()
        self.update()

    def _update_strip(self, x: float) -> None:
        self.update(QRect(TITLES_PX + int(x) - _STRIP_PX, RULER_TOP_PX, 2 * _STRIP_PX + 1, self.height()))

    def _paint_overview(self, painter: QPainter, frame: Frame, look: Look) -> None:
        if self._overview.isNull():
            self._overview = overview_pixmap(self._lanes.content, frame.whole, self._lanes.taken, look)
        painter.save()
        painter.translate(TITLES_PX, 0)
        painter.setClipRect(QRect(0, 0, frame.times_px, OVERVIEW_PX))
        painter.drawPixmap(QPointF(0, 0), self._overview)
        if not self._scale.is_whole:
            paint_part(painter, visible_part(frame.whole, self._scale), frame.whole, look)
        x = int(frame.whole.x_of(self._position_ns))
        painter.fillRect(QRect(x, 0, 2, OVERVIEW_PX), look.colour("text"))
        painter.restore()

    def _paint_times(self, painter: QPainter, frame: Frame, look: Look, asked: QRect) -> None:
        bottom = self.height() - RULER_TOP_PX
        painter.save()
        painter.setClipRect(QRect(TITLES_PX, LANES_TOP_PX, frame.times_px, self.height()))
        sheet = self._lanes.sheet.pixmap(self._scale, self._rows, look)
        painter.drawPixmap(QPointF(TITLES_PX, LANES_TOP_PX - self._above_px), sheet)
        painter.setClipRect(
            QRect(TITLES_PX - _STRIP_PX, RULER_TOP_PX, frame.times_px + 2 * _STRIP_PX, bottom)
        )
        painter.translate(TITLES_PX, RULER_TOP_PX)
        if asked.top() < LANES_TOP_PX:
            paint_ruler(painter, self._scale, look)
        paint_marks(painter, self._scale, look, self._marks, bottom)
        edited, snapped, hovered = self._pointing.edited, self._pointing.snapped, self._hovered
        if edited is not None:
            moving.paint_edited(painter, edited, self._scale, bottom, look)
        if hovered is not None and hovered.zone in {Zone.RULER, Zone.LANES}:
            moving.paint_hover(painter, hovered.x, bottom, look)
            moving.paint_time(painter, snapped.at_ns if snapped else hovered.at_ns, self._scale, look)
        moving.paint_playhead(painter, self._scale.x_of(self._position_ns), bottom, look)
        if snapped is not None:
            moving.paint_snap(painter, snapped, self._scale, bottom, look)
        painter.restore()

    def _paint_titles(self, painter: QPainter, frame: Frame, look: Look) -> None:
        painter.setFont(look.small)
        painter.setPen(look.colour("quiet"))
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRect(22, 0, TITLES_PX - 26, OVERVIEW_PX), left, tr("Overview"))
        range_ = self._marks.range
        if range_ is not None:
            painter.setPen(look.colour("accent"))
            words = tr("Marked {duration}", duration=short_length_words(range_.duration_ns))
            painter.drawText(
                QRect(22, RULER_TOP_PX, TITLES_PX - 26, LANES_TOP_PX - RULER_TOP_PX), left, words
            )
        painter.save()
        painter.setClipRect(QRect(0, LANES_TOP_PX, TITLES_PX, self.height()))
        hot = self._hovered.lane if self._hovered is not None and self._hovered.zone is Zone.TITLES else None
        for row in frame.rows.rows:
            painter.save()
            painter.translate(0, LANES_TOP_PX - self._above_px + row.top)
            paint_title(painter, row, self._lanes.lanes, look, width=TITLES_PX, is_hot=row.kind is hot)
            painter.restore()
        painter.restore()

    def _say_position(self) -> None:
        """For a screen reader: where the playhead is."""
        self.setAccessibleDescription(
            tr(
                "At {time} of {length}. The same is in the table of events.",
                time=format_time(self._position_ns),
                length=format_time(self._lanes.content.ended_ns),
            )
        )


def _snaps(event: QMouseEvent) -> bool:
    return not event.modifiers() & Qt.KeyboardModifier.AltModifier


def _cursor(place: Place) -> Qt.CursorShape:
    if place.lane_edge is not None:
        return Qt.CursorShape.SizeVerCursor
    if place.edit_end is not None or place.mark_end is not None:
        return Qt.CursorShape.SizeHorCursor
    if place.zone is Zone.OVERVIEW:
        return Qt.CursorShape.OpenHandCursor
    if place.zone is Zone.TITLES or place.block is not None or place.found_id is not None:
        return Qt.CursorShape.PointingHandCursor
    return Qt.CursorShape.ArrowCursor
