"""The library's list: a picture, what it is, when, how long, how large, how far."""

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from recorder.wording import clean
from studio.ui import icons
from studio.ui.models.recording_model import LibraryColumn, RecordingModel, task_words
from studio.ui.models.recording_rows import RecordingRow, RecordingState
from studio.ui.theme import GRID, Theme, theme
from studio.ui.widgets.row_painting import (
    ROW_HEIGHT,
    elided,
    paint_ground,
    paint_in_the_middle,
    paint_place_of_picture,
    paint_two_lines,
)
from studio.ui.words import tr

_WIDTHS: Final = {
    LibraryColumn.STARTED: 160,
    LibraryColumn.LENGTH: 104,
    LibraryColumn.SIZE: 96,
    LibraryColumn.STATE: 152,
}
_ROOM_FOR_SIZE: Final = 800
"""Pixels; in a narrower table the size gives way to the task's name."""
_ROOM_FOR_LENGTH: Final = 640
"""Likewise the length."""
_DOT: Final = 5.0
_SIGN_PX: Final = 18
Index = QModelIndex | QPersistentModelIndex


class RecordingTable(QTableView):
    """A row is opened by Enter or a double click, deleted by Del; only what is in sight is drawn."""

    opened = Signal(str)
    deletion_requested = Signal(object)
    sort_requested = Signal(object)

    def __init__(self, model: RecordingModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = model
        self.setModel(model)
        self.setAccessibleName(tr("Recordings"))
        self.setItemDelegate(_RecordingDelegate(model, self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(ROW_HEIGHT)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionsClickable(True)
        head.setSortIndicatorShown(True)
        head.setSortIndicator(LibraryColumn.STARTED, Qt.SortOrder.DescendingOrder)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setSectionResizeMode(LibraryColumn.TASK, QHeaderView.ResizeMode.Stretch)
        for column, width in _WIDTHS.items():
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            self.setColumnWidth(column, width)
        head.sortIndicatorChanged.connect(self._on_sort)
        self.doubleClicked.connect(self._on_open)

    @property
    def chosen(self) -> RecordingRow | None:
        """The recording that is selected."""
        return self._rows.row_at(self.currentIndex())

    def choose(self, session_id: str) -> None:
        """Select a recording, if it is shown; else the first."""
        place = self._rows.place_of(session_id)
        if self._rows.rowCount():
            self.setCurrentIndex(self._rows.index(place or 0, 0))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Give the task's name the room that it needs."""
        super().resizeEvent(event)
        self.setColumnHidden(LibraryColumn.SIZE, self.width() < _ROOM_FOR_SIZE)
        self.setColumnHidden(LibraryColumn.LENGTH, self.width() < _ROOM_FOR_LENGTH)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter opens, Del asks to delete."""
        row = self.chosen
        if row is not None and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._on_open(self.currentIndex())
        elif row is not None and not row.is_deleted and event.key() == Qt.Key.Key_Delete:
            self.deletion_requested.emit(row)
        else:
            super().keyPressEvent(event)

    def _on_open(self, index: QModelIndex) -> None:
        row = self._rows.row_at(index)
        if row is not None and row.state is not RecordingState.RECORDING and not row.is_deleted:
            self.opened.emit(row.session_id)

    def _on_sort(self, column: int, order: Qt.SortOrder) -> None:
        self.sort_requested.emit((LibraryColumn(column), order is Qt.SortOrder.DescendingOrder))


class _RecordingDelegate(QStyledItemDelegate):
    def __init__(self, model: RecordingModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows = model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802 - Qt's name
        return QSize(super().sizeHint(option, index).width(), ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = self._rows.row_at(index)
        if row is None:
            return
        colours = theme()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect, is_first = option.rect, index.column() == LibraryColumn.TASK
        paint_ground(painter, rect, option.state, colours, is_first=is_first)
        match LibraryColumn(index.column()):
            case LibraryColumn.TASK:
                self._paint_task(painter, rect, row, colours)
            case LibraryColumn.STATE:
                _paint_state(painter, rect, row, colours, words=str(index.data()))
            case _:
                flags = index.data(Qt.ItemDataRole.TextAlignmentRole)
                aligned = (
                    Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft if flags is None else flags
                )
                painter.setPen(QColor(colours.text))
                painter.drawText(rect.adjusted(GRID, 0, -GRID * 2, 0), aligned, str(index.data()))
        painter.restore()

    def _paint_task(self, painter: QPainter, rect: QRect, row: RecordingRow, colours: Theme) -> None:
        place = paint_place_of_picture(painter, rect, colours)
        picture = self._rows.thumbnail(row)
        if picture is not None:
            paint_in_the_middle(painter, place, picture)
        paint_two_lines(painter, rect, task_words(row), clean(row.study), colours)


def _paint_state(painter: QPainter, rect: QRect, row: RecordingRow, colours: Theme, *, words: str) -> None:
    """A shape and a word for each state; the shape fills as the recording goes on its way."""
    centre = QPointF(rect.left() + GRID + _DOT, rect.center().y())
    box = QRectF(centre.x() - _DOT, centre.y() - _DOT, 2 * _DOT, 2 * _DOT)
    match row.state:
        case RecordingState.RECORDING:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.recording))
            painter.drawEllipse(box)
        case RecordingState.RECORDED:
            painter.setPen(QPen(QColor(colours.quiet), 1.75))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(box)
        case RecordingState.RECOVERED:
            painter.setPen(QPen(QColor(colours.notice), 1.75))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolygon([box.topLeft() + QPointF(_DOT, 0), box.bottomRight(), box.bottomLeft()])
        case RecordingState.EDITED:
            painter.setPen(QPen(QColor(colours.accent), 1.75))
            painter.setBrush(QColor(colours.accent))
            painter.drawPie(box, 90 * 16, 180 * 16)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(box)
        case RecordingState.BAKED:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.good))
            painter.drawEllipse(box)
        case _:
            _paint_sign(painter, centre, row, colours)
    painter.setPen(QColor(colours.text))
    room = rect.adjusted(round(GRID * 2 + 2 * _DOT), 0, -GRID, 0)
    said = elided(painter.fontMetrics(), words, room.width())
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, said)


def _paint_sign(painter: QPainter, centre: QPointF, row: RecordingRow, colours: Theme) -> None:
    """What is on its way to others, with them, or back: a drawing each."""
    newest = row.copies.newest
    match row.state:
        case RecordingState.APPROVED:
            name, colour = "good", colours.good
        case RecordingState.SHARED:
            name, colour = "share", colours.good
        case RecordingState.WAITING | RecordingState.WITHDRAWING:
            name = "share" if row.state is RecordingState.WAITING else "take-back"
            colour = colours.notice if newest is not None and newest.problem else colours.accent
        case _:
            name, colour = "take-back", colours.quiet
    scale = painter.device().devicePixelRatioF()
    drawn = icons.pixmap(name, round(_SIGN_PX * scale), colour)
    place = QRectF(centre.x() - _SIGN_PX / 2, centre.y() - _SIGN_PX / 2, _SIGN_PX, _SIGN_PX)
    painter.drawPixmap(place, drawn, QRectF(drawn.rect()))
