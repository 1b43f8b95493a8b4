"""A table of recordings, one's own or others': a picture and a name, then figures, then how it stands.

In a narrow window the figures give way to the name, one after another.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from studio.ui.theme import GRID
from studio.ui.widgets.row_painting import ROW_HEIGHT, elided

Index = QModelIndex | QPersistentModelIndex
SIGN_PX: Final = 5.0
"""Half the side of the sign before a state's word."""
_LINE_PX: Final = 1.75


@dataclass(frozen=True, slots=True)
class TableLook:
    """How a table is laid out.

    Attributes:
        name: What it lists, for who cannot see it.
        task: The column that takes what room is left.
        widths: Of the others, in pixels.
        gives_way: The width of the table, in pixels, below which a column is hidden.
        sorted_by: The column that it is sorted by at first.
        order: And in which order.
    """

    name: str
    task: int
    widths: Mapping[int, int]
    gives_way: Mapping[int, int]
    sorted_by: int
    order: Qt.SortOrder


class PictureTable(QTableView):
    """The table; only what is in sight is drawn."""

    def __init__(self, model: QAbstractTableModel, look: TableLook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setModel(model)
        self.setAccessibleName(look.name)
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
        self._lay_out_head(look)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Give the name the room that it needs."""
        super().resizeEvent(event)
        for column, room in self._look.gives_way.items():
            self.setColumnHidden(column, self.width() < room)

    def select_place(self, place: int | None) -> None:
        """Select a row; the first if it is not there."""
        if self.model().rowCount():
            self.setCurrentIndex(self.model().index(place or 0, 0))

    def _lay_out_head(self, look: TableLook) -> None:
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionsClickable(True)
        head.setSortIndicatorShown(True)
        head.setSortIndicator(look.sorted_by, look.order)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setSectionResizeMode(look.task, QHeaderView.ResizeMode.Stretch)
        for column, width in look.widths.items():
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            self.setColumnWidth(column, width)


class PictureTableDelegate(QStyledItemDelegate):
    """Draws rows that are as high as their pictures."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802 - Qt's name
        """As high as its picture."""
        return QSize(super().sizeHint(option, index).width(), ROW_HEIGHT)


def paint_figure(painter: QPainter, rect: QRect, index: Index, colour: str) -> None:
    """A cell that holds a number or a day."""
    flags = index.data(Qt.ItemDataRole.TextAlignmentRole)
    if flags is None:
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
    painter.setPen(QColor(colour))
    painter.drawText(rect.adjusted(GRID, 0, -GRID * 2, 0), flags, str(index.data()))


def sign_box(rect: QRect) -> QRectF:
    """Where in a cell the sign of a state stands."""
    centre = QPointF(rect.left() + GRID + SIGN_PX, rect.center().y())
    return QRectF(centre.x() - SIGN_PX, centre.y() - SIGN_PX, 2 * SIGN_PX, 2 * SIGN_PX)


def paint_dot(painter: QPainter, box: QRectF, colour: str, *, is_full: bool) -> None:
    """A sign: a full or a hollow circle."""
    painter.setPen(Qt.PenStyle.NoPen if is_full else QPen(QColor(colour), _LINE_PX))
    painter.setBrush(QColor(colour) if is_full else Qt.BrushStyle.NoBrush)
    painter.drawEllipse(box)


def paint_triangle(painter: QPainter, box: QRectF, colour: str) -> None:
    """A sign: look here."""
    painter.setPen(QPen(QColor(colour), _LINE_PX))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolygon([box.topLeft() + QPointF(SIGN_PX, 0), box.bottomRight(), box.bottomLeft()])


def paint_words_beside_sign(painter: QPainter, rect: QRect, words: str, colour: str) -> None:
    """The word of a state, after its sign; a second line says more."""
    painter.setPen(QColor(colour))
    room = rect.adjusted(round(GRID * 2 + 2 * SIGN_PX), 0, -GRID, 0)
    said = "\n".join(elided(painter.fontMetrics(), line, room.width()) for line in words.split("\n"))
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, said)
