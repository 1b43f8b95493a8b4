"""The library's list: a picture, what it is, when, how long, how large, how far."""

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from recorder.wording import clean
from studio.ui.models.first_pictures import THUMBNAIL
from studio.ui.models.recording_model import LibraryColumn, RecordingModel
from studio.ui.models.recording_rows import RecordingRow, RecordingState
from studio.ui.theme import GRID, Theme, theme
from studio.ui.words import tr

_ROW: Final = THUMBNAIL.height() + GRID * 2
_WIDTHS: Final = {
    LibraryColumn.STARTED: 144,
    LibraryColumn.LENGTH: 104,
    LibraryColumn.SIZE: 96,
    LibraryColumn.STATE: 136,
}
_ROOM_FOR_SIZE: Final = 800
"""Pixels; in a narrower table the size gives way to the task's name."""
_DOT: Final = 5.0
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
        rows.setDefaultSectionSize(_ROW)
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

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter opens, Del asks to delete."""
        row = self.chosen
        if row is not None and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._on_open(self.currentIndex())
        elif row is not None and event.key() == Qt.Key.Key_Delete:
            self.deletion_requested.emit(row)
        else:
            super().keyPressEvent(event)

    def _on_open(self, index: QModelIndex) -> None:
        row = self._rows.row_at(index)
        if row is not None and row.state is not RecordingState.RECORDING:
            self.opened.emit(row.session_id)

    def _on_sort(self, column: int, order: Qt.SortOrder) -> None:
        self.sort_requested.emit((LibraryColumn(column), order is Qt.SortOrder.DescendingOrder))


class _RecordingDelegate(QStyledItemDelegate):
    def __init__(self, model: RecordingModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows = model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802 - Qt's name
        return QSize(super().sizeHint(option, index).width(), _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = self._rows.row_at(index)
        if row is None:
            return
        colours = theme()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        state, rect = option.state, option.rect
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(colours.accent_wash))
            if index.column() == LibraryColumn.TASK:
                painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), QColor(colours.accent))
        painter.setPen(QPen(QColor(colours.line), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
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
        place = QRect(rect.left() + GRID * 2, rect.top() + GRID, THUMBNAIL.width(), THUMBNAIL.height())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.sunken))
        painter.drawRoundedRect(place, 4, 4)
        picture = self._rows.thumbnail(row)
        if picture is not None:
            size = picture.deviceIndependentSize().toSize()
            at = place.center() - QRect(0, 0, size.width(), size.height()).center()
            painter.drawPixmap(at, picture)
        words = rect.adjusted(GRID * 4 + THUMBNAIL.width(), GRID * 2, -GRID, -GRID * 2)
        task, study = clean(row.task), clean(row.study)
        bold = QFont(painter.font())
        bold.setWeight(QFont.Weight.DemiBold)
        metrics = QFontMetrics(bold)
        middle = words.center().y()
        painter.setFont(bold)
        painter.setPen(QColor(colours.text))
        above = QRect(words.left(), middle - metrics.height() - 2, words.width(), metrics.height())
        painter.drawText(above, Qt.AlignmentFlag.AlignLeft, _elided(metrics, task, words.width()))
        bold.setWeight(QFont.Weight.Normal)
        painter.setFont(bold)
        painter.setPen(QColor(colours.quiet))
        below = QRect(words.left(), middle + 2, words.width(), metrics.height())
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, _elided(QFontMetrics(bold), study, words.width()))


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
    painter.setPen(QColor(colours.text))
    room = rect.adjusted(round(GRID * 2 + 2 * _DOT), 0, -GRID, 0)
    said = _elided(painter.fontMetrics(), words, room.width())
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, said)


def _elided(metrics: QFontMetrics, text: str, width: int) -> str:
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
