"""The table of what was received: a picture and a name, the day, the length, and how it stands with it."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QModelIndex, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyleOptionViewItem, QWidget

from studio.ui.icons import icon
from studio.ui.models.received_model import ReceivedColumn, ReceivedModel, item_origin, item_title
from studio.ui.models.received_rows import ReceivedItem, Standing
from studio.ui.theme import Theme, theme
from studio.ui.widgets.picture_table import (
    Index,
    PictureTable,
    PictureTableDelegate,
    TableLook,
    paint_dot,
    paint_figure,
    paint_triangle,
    paint_words_beside_sign,
    sign_box,
)
from studio.ui.widgets.row_painting import (
    paint_ground,
    paint_in_the_middle,
    paint_place_of_picture,
    paint_two_lines,
)
from studio.ui.words import tr

_WIDTHS: Final[Mapping[int, int]] = {
    ReceivedColumn.DAY: 152,
    ReceivedColumn.LENGTH: 104,
    ReceivedColumn.SIZE: 96,
    ReceivedColumn.STANDING: 168,
}
_GIVES_WAY: Final[Mapping[int, int]] = {
    ReceivedColumn.SIZE: 840,
    ReceivedColumn.LENGTH: 680,
    ReceivedColumn.DAY: 600,
}
_SEAL_PX: Final = 28


class ReceivedTable(PictureTable):
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
        look = TableLook(
            name=tr("Recordings of others"),
            task=ReceivedColumn.TASK,
            widths=_WIDTHS,
            gives_way=_GIVES_WAY,
            sorted_by=ReceivedColumn.STANDING,
            order=Qt.SortOrder.AscendingOrder,
        )
        super().__init__(model, look, parent)
        self._items = model
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setItemDelegate(_ReceivedDelegate(model, self))
        self.horizontalHeader().sortIndicatorChanged.connect(self._on_sort)
        self.doubleClicked.connect(self._on_open)

    @property
    def chosen(self) -> ReceivedItem | None:
        """The recording that is selected."""
        return self._items.item_at(self.currentIndex())

    @property
    def chosen_all(self) -> tuple[ReceivedItem, ...]:
        """All recordings that are selected, from above."""
        rows = sorted({index.row() for index in self.selectedIndexes()})
        items = (self._items.item_at(self._items.index(row, 0)) for row in rows)
        return tuple(item for item in items if item is not None)

    def choose(self, bundle_id: str) -> None:
        """Select a recording, if it is shown; else the first."""
        self.select_place(self._items.place_of(bundle_id))

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


class _ReceivedDelegate(PictureTableDelegate):
    def __init__(self, model: ReceivedModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._items = model

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
                paint_figure(painter, rect, index, colours.text if item.can_open else colours.quiet)
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
    box = sign_box(rect)
    match item.standing:
        case Standing.WAITING:
            paint_dot(painter, box, colours.accent, is_full=False)
        case Standing.REFUSED:
            paint_triangle(painter, box, colours.notice)
        case Standing.OPENED:
            paint_dot(painter, box, colours.good, is_full=True)
        case Standing.WITHDRAWN | Standing.EXPIRED | Standing.REMOVED:
            painter.setPen(QPen(QColor(colours.quiet), 1.75))
            middle = box.center().y()
            painter.drawLine(QPointF(box.left(), middle), QPointF(box.right(), middle))
    paint_words_beside_sign(painter, rect, words, colours.text if item.can_open else colours.quiet)
