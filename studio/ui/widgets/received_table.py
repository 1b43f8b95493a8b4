"""The table of what was received: a picture and a name, the day, the length, and how it stands with it."""

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

from studio.ui.icons import icon
from studio.ui.models.received_model import ReceivedColumn, ReceivedModel, item_origin, item_title
from studio.ui.models.received_rows import ReceivedItem, Standing
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
    ReceivedColumn.DAY: 152,
    ReceivedColumn.LENGTH: 104,
    ReceivedColumn.SIZE: 96,
    ReceivedColumn.STANDING: 168,
}
_ROOM_FOR_SIZE: Final = 840
"""Pixels; in a narrower table the size gives way to the task's name."""
_ROOM_FOR_LENGTH: Final = 680
"""Likewise the length."""
_ROOM_FOR_DAY: Final = 600
"""Likewise the day."""
_DOT: Final = 5.0
_SEAL_PX: Final = 28
Index = QModelIndex | QPersistentModelIndex


class ReceivedTable(QTableView):
    """A row is opened by Enter or a double click, its copy removed by Del.

    Attributes:
        opened: The ``ReceivedItem`` that the person wants to watch.
        removal_requested: The one whose copy they want to be rid of.
        sort_requested: The column, and whether the other way round.
    """

    opened = Signal(object)
    removal_requested = Signal(object)
    sort_requested = Signal(object)

    def __init__(self, model: ReceivedModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items = model
        self.setModel(model)
        self.setAccessibleName(tr("Recordings of others"))
        self.setItemDelegate(_ReceivedDelegate(model, self))
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
        head.setSortIndicator(ReceivedColumn.STANDING, Qt.SortOrder.AscendingOrder)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setSectionResizeMode(ReceivedColumn.TASK, QHeaderView.ResizeMode.Stretch)
        for column, width in _WIDTHS.items():
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            self.setColumnWidth(column, width)
        head.sortIndicatorChanged.connect(self._on_sort)
        self.doubleClicked.connect(self._on_open)

    @property
    def chosen(self) -> ReceivedItem | None:
        """The recording that is selected."""
        return self._items.item_at(self.currentIndex())

    def choose(self, bundle_id: str) -> None:
        """Select a recording, if it is shown; else the first."""
        place = self._items.place_of(bundle_id)
        if self._items.rowCount():
            self.setCurrentIndex(self._items.index(place or 0, 0))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Give the task's name the room that it needs."""
        super().resizeEvent(event)
        self.setColumnHidden(ReceivedColumn.SIZE, self.width() < _ROOM_FOR_SIZE)
        self.setColumnHidden(ReceivedColumn.LENGTH, self.width() < _ROOM_FOR_LENGTH)
        self.setColumnHidden(ReceivedColumn.DAY, self.width() < _ROOM_FOR_DAY)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter opens, Del asks to remove the copy."""
        item = self.chosen
        if item is not None and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._on_open(self.currentIndex())
        elif item is not None and event.key() == Qt.Key.Key_Delete:
            if item.standing is Standing.OPENED:
                self.removal_requested.emit(item)
        else:
            super().keyPressEvent(event)

    def _on_open(self, index: QModelIndex) -> None:
        item = self._items.item_at(index)
        if item is not None and item.can_open:
            self.opened.emit(item)

    def _on_sort(self, column: int, order: Qt.SortOrder) -> None:
        self.sort_requested.emit((ReceivedColumn(column), order is Qt.SortOrder.DescendingOrder))


class _ReceivedDelegate(QStyledItemDelegate):
    def __init__(self, model: ReceivedModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._items = model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802 - Qt's name
        return QSize(super().sizeHint(option, index).width(), ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        item = self._items.item_at(index)
        if item is None:
            return
        colours, rect = theme(), option.rect
        column = ReceivedColumn(index.column())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_ground(painter, rect, option.state, colours, is_first=column is ReceivedColumn.TASK)
        match column:
            case ReceivedColumn.TASK:
                self._paint_task(painter, rect, item, colours)
            case ReceivedColumn.STANDING:
                _paint_standing(painter, rect, item, colours, words=str(index.data()))
            case _:
                flags = index.data(Qt.ItemDataRole.TextAlignmentRole)
                aligned = (
                    Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft if flags is None else flags
                )
                painter.setPen(QColor(colours.text if item.can_open else colours.quiet))
                painter.drawText(rect.adjusted(GRID, 0, -GRID * 2, 0), aligned, str(index.data()))
        painter.restore()

    def _paint_task(self, painter: QPainter, rect: QRect, item: ReceivedItem, colours: Theme) -> None:
        place = paint_place_of_picture(painter, rect, colours)
        picture = self._items.picture(item)
        if picture is not None:
            paint_in_the_middle(painter, place, picture)
        elif item.standing is not Standing.OPENED:
            # What is sealed, or gone, has no picture; a sign says so instead of an empty box.
            name = "lock" if item.can_open else "hidden"
            seal = QRect(0, 0, _SEAL_PX, _SEAL_PX)
            seal.moveCenter(place.center())
            icon(name).paint(painter, seal)
        paint_two_lines(painter, rect, item_title(item), item_origin(item), colours)


def _paint_standing(
    painter: QPainter, rect: QRect, item: ReceivedItem, colours: Theme, *, words: str
) -> None:
    """A shape and a word for each: hollow is to be opened, full is here, amber to look at, a line is gone."""
    centre = QPointF(rect.left() + GRID + _DOT, rect.center().y())
    box = QRectF(centre.x() - _DOT, centre.y() - _DOT, 2 * _DOT, 2 * _DOT)
    match item.standing:
        case Standing.WAITING:
            painter.setPen(QPen(QColor(colours.accent), 1.75))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(box)
        case Standing.REFUSED:
            painter.setPen(QPen(QColor(colours.notice), 1.75))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolygon([box.topLeft() + QPointF(_DOT, 0), box.bottomRight(), box.bottomLeft()])
        case Standing.OPENED:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.good))
            painter.drawEllipse(box)
        case Standing.WITHDRAWN | Standing.EXPIRED | Standing.REMOVED:
            painter.setPen(QPen(QColor(colours.quiet), 1.75))
            painter.drawLine(QPointF(box.left(), centre.y()), QPointF(box.right(), centre.y()))
    painter.setPen(QColor(colours.text if item.can_open else colours.quiet))
    room = rect.adjusted(round(GRID * 2 + 2 * _DOT), 0, -GRID, 0)
    said = elided(painter.fontMetrics(), words, room.width())
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, said)
