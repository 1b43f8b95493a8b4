"""The timeline: all of a session below its video, on one axis of time.

One painted widget. What does not move is kept in pixmaps, so that the playhead costs two narrow strips; what
pressing and dragging mean is decided in ``pointing``; where things are, in ``frame``; each lane paints
itself.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, assert_never

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from recorder.episode.edits import Edits
from recorder.episode.time import TimeRange, format_time
from studio.content.session_content import SessionContent
from studio.ui.models.edit_blocks import levels
from studio.ui.models.found_mark import FoundMark
from studio.ui.theme import TARGET, theme
from studio.ui.widgets.timeline import moving
from studio.ui.widgets.timeline.beneath import range_beneath
from studio.ui.widgets.timeline.cursors import cursor_over, tip_over
from studio.ui.widgets.timeline.facts import (
    NO_MARKS,
    ContextMenuRequest,
    EditRangeChange,
    LaneKind,
    Marks,
)
from studio.ui.widgets.timeline.frame import LANES_TOP_PX, RULER_TOP_PX, TITLES_PX, Frame
from studio.ui.widgets.timeline.hovering import Hovering
from studio.ui.widgets.timeline.lane_set import LaneSet
from studio.ui.widgets.timeline.overview import OVERVIEW_PX
from studio.ui.widgets.timeline.pointing import (
    Deed,
    Place,
    Pointing,
    Scrub,
    Seek,
    SelectEdit,
    SelectFound,
    SetMarks,
    Wish,
    Zone,
    wheel_deeds,
)
from studio.ui.widgets.timeline.rows import Rows
from studio.ui.widgets.timeline.scale import TimeScale
from studio.ui.widgets.timeline.scenery import Moment, Scenery
from studio.ui.widgets.timeline.snapping import Snap, SnapKind
from studio.ui.widgets.timeline.thumbnails import ThumbnailSource
from studio.ui.words import tr

_ZOOM_STEP: Final = 1.6
_LEVEL_PX: Final = 18
_LEAST_LANES_PX: Final = 96
_BY_KEYBOARD: Final = frozenset(
    {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason}
)
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
        self._scale = TimeScale(content.ended_ns, 1)
        self._rows = Rows().with_absent(self._lanes.absent())
        self._above_px = 0
        self._position_ns = 0
        self._marks = NO_MARKS
        self._hovered: Place | None = None
        self._scenery = Scenery(self._lanes)
        self._pointing = Pointing(content.ended_ns, self._snap)
        self._hovering = Hovering(self, self._lanes, thumbnails)
        self._shows_focus = False
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
        before = levels(self._lanes.removed.blocks)
        self._lanes.show_edits(edits)
        after = levels(self._lanes.removed.blocks)
        if before != after:
            # Blocks that lie below each other need room to be got hold of.
            high = TARGET if after == 1 else after * _LEVEL_PX
            self._set_frame(replace(self._frame(), rows=self._rows.with_height(LaneKind.REMOVED, high)))
        if self._rows.absent != (absent := self._lanes.absent()):
            self._rows = self._rows.with_absent(absent)
            self._repaint_all()
        self.update()

    def select_edit(self, edit_id: int | None) -> None:
        """Show an edit as selected."""
        if edit_id != self._lanes.removed.selected:
            self._lanes.select_edit(edit_id)
            self.update()

    def set_found(self, marks: Sequence[FoundMark]) -> None:
        """Show what was found; its lane is there only while there is something."""
        self._lanes.show_found(marks)
        self._rows = self._rows.with_absent(self._lanes.absent())
        self._repaint_all()

    def set_monitor(self, monitor_id: int) -> None:
        """Show another monitor's pictures."""
        self._lanes.show_monitor(monitor_id)
        self.update()

    def zoom_in(self) -> None:
        """Closer, about the playhead if it is visible, else about the middle."""
        self._set_scale(self._scale.zoomed(_ZOOM_STEP, self._zoom_x()))

    def zoom_out(self) -> None:
        """Further away, likewise."""
        self._set_scale(self._scale.zoomed(1 / _ZOOM_STEP, self._zoom_x()))

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
        self._set_frame(
            replace(self._frame(), rows=self._rows.with_fold(kind, is_folded=is_folded)).settled()
        )

    @property
    def rows(self) -> Rows:
        """How the lanes lie now, to be kept for next time."""
        return self._rows

    def set_rows(self, rows: Rows) -> None:
        """Lay the lanes out as they were."""
        rows = rows.with_absent(self._lanes.absent()).with_room(self._rows.room_px)
        self._set_frame(replace(self._frame(), rows=rows).settled())

    @property
    def scale(self) -> TimeScale:
        """What is visible now."""
        return self._scale

    @property
    def marks(self) -> Marks:
        """What is marked now."""
        return self._marks

    def clear(self) -> None:
        """Let go of all that was captured, painted or not; ``set_content`` and the rest show it again."""
        self._lanes.clear()
        self._rows = self._rows.with_absent(self._lanes.absent())
        self._hovering.hide()
        self._repaint_all()

    # What Qt says.

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """High enough for all lanes."""
        return QSize(960, LANES_TOP_PX + self._rows.wanted_height)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The overview, the ruler and a few lanes; the others are scrolled to."""
        return QSize(480, LANES_TOP_PX + _LEAST_LANES_PX)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Show more or less time, at the same zoom."""
        super().resizeEvent(event)
        frame = self._frame()
        rows = self._rows.with_room(self.height() - LANES_TOP_PX)
        self._set_frame(replace(frame, scale=self._scale.resized(frame.times_px), rows=rows).settled())
        self._scenery.forget_overview()

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
        painter = QPainter(self)
        self._scenery.wear(theme(), self.font(), self.devicePixelRatioF())
        self._scenery.paint(
            painter,
            event.rect(),
            self._frame(),
            Moment(
                position_ns=self._position_ns,
                marks=self._marks,
                hovered=self._hovered,
                snapped=self._pointing.snapped,
                edited=self._pointing.edited,
                shows_focus=self._shows_focus,
            ),
        )
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
        is_lane = place.zone is Zone.LANES
        range_ = range_beneath(place, self._lanes, self._scale.ns_per_px) if is_lane else None
        if range_ is not None and range_.duration_ns:
            self._do([SetMarks(Marks(range_.start_ns, range_.end_ns))])
        elif place.zone in {Zone.RULER, Zone.OVERVIEW}:
            self.zoom_to_fit()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Nothing is hovered any more."""
        self._leave()
        super().leaveEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Show who has the keyboard, to whoever came by it."""
        self._shows_focus = event.reason() in _BY_KEYBOARD
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Show it no more."""
        self._shows_focus = False
        self.update()
        super().focusOutEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Zoom about the pointer; scroll with Shift, sideways, or over the lanes' names."""
        place = self._place(event.position())
        self._do(
            wheel_deeds(
                place,
                sideways=event.angleDelta().x(),
                turned=event.angleDelta().y(),
                scrolls=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier),
                about_x=self._scale.x_of(place.at_ns) if place.zone is Zone.OVERVIEW else place.x,
            )
        )
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

    def _do(self, deeds: Sequence[Deed]) -> None:
        for deed in deeds:
            match deed:
                case Seek() | Scrub() | SetMarks() | SelectEdit() | SelectFound() | EditRangeChange():
                    self._tell(deed)
                case _:
                    self._set_frame(self._frame().after(deed))

    def _tell(self, wish: Wish) -> None:
        match wish:
            case Seek():
                self.seek_requested.emit(wish.at_ns)
            case Scrub():
                self.scrubbing_changed.emit(wish.is_on)
            case SetMarks():
                self.set_marks(wish.marks)
                self.marks_changed.emit(wish.marks)
            case SelectEdit():
                self.select_edit(wish.edit_id)
                self.edit_selected.emit(wish.edit_id)
            case SelectFound():
                self.found_selected.emit(wish.found_id)
            case EditRangeChange():
                self.edit_range_change_requested.emit(wish)
            case _:
                assert_never(wish)

    def _hover(self, place: Place) -> None:
        before, self._hovered = self._hovered, place
        self.setCursor(cursor_over(place))
        self.setToolTip(tip_over(place, self._rows))
        if (before is not None and before.zone is Zone.TITLES) or place.zone is Zone.TITLES:
            self.update(QRect(0, LANES_TOP_PX, TITLES_PX, self.height()))
        for each in (before, place):
            if each is not None:
                self._update_strip(each.x)
        self.update(QRect(TITLES_PX, RULER_TOP_PX, self.width(), LANES_TOP_PX - RULER_TOP_PX))
        if place.zone in {Zone.TITLES, Zone.OVERVIEW} or self._pointing.is_dragging:
            self._hovering.hide()
        else:
            self._hovering.show(place, self._scale, over=self._over(place))

    def _leave(self) -> None:
        self._hovered = None
        self._hovering.hide()
        self.update()

    @Slot()
    def _on_thumbnail_arrived(self) -> None:
        self._lanes.sheet.forget((LaneKind.PICTURES,))
        row = self._rows.row(LaneKind.PICTURES)
        if row is not None:
            self.update(QRect(TITLES_PX, LANES_TOP_PX - self._above_px + row.top, self.width(), row.height))
        if self._hovered is not None and self._hovering.is_shown:
            self._hovering.show(self._hovered, self._scale, over=self._over(self._hovered))

    # What is where.

    def _frame(self) -> Frame:
        return Frame(self.width(), self.height(), self._scale, self._rows, self._above_px)

    @staticmethod
    def _over(place: Place) -> QPoint:
        """Where a place's line meets the widget's top."""
        return QPoint(TITLES_PX + round(place.x), 0)

    def _place(self, at: QPointF) -> Place:
        return self._frame().place(at.x(), at.y(), self._lanes, self._marks)

    def _snap(self, at_ns: int, but: tuple[int, ...]) -> Snap | None:
        return self._lanes.snapper.snap(at_ns, self._scale.ns_per_px, but=but)

    def _zoom_x(self) -> float:
        x = self._scale.x_of(self._position_ns)
        return x if 0 <= x <= self._scale.width_px else self._scale.width_px / 2

    def _set_scale(self, scale: TimeScale) -> None:
        self._set_frame(replace(self._frame(), scale=scale))

    def _set_frame(self, frame: Frame) -> None:
        if frame == self._frame():
            return
        before, after = self._frame(), frame
        self._scale, self._rows, self._above_px = frame.scale, frame.rows, frame.lanes_above_px
        if after == replace(before, scale=after.scale):
            self.update(QRect(TITLES_PX - _STRIP_PX, 0, self.width(), self.height()))
        else:
            self.updateGeometry()
            self.update()
        if before.scale != after.scale:
            self.scale_changed.emit(after.scale)

    # What it looks like.

    def _repaint_all(self) -> None:
        self._scenery.forget()
        self._set_frame(self._frame().settled())
        self.updateGeometry()
        self.update()

    def _update_strip(self, x: float) -> None:
        self.update(QRect(TITLES_PX + int(x) - _STRIP_PX, RULER_TOP_PX, 2 * _STRIP_PX + 1, self.height()))

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
