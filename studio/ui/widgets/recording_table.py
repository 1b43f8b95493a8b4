"""The library's list: a picture, what it is, when, how long, how large, how far."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QModelIndex, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from recorder.wording import clean
from studio.submission.reviews import Decision
from studio.ui import icons
from studio.ui.models.recording_model import LibraryColumn, RecordingModel, task_words
from studio.ui.models.recording_rows import RecordingRow, RecordingState
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
    LibraryColumn.STARTED: 160,
    LibraryColumn.LENGTH: 104,
    LibraryColumn.SIZE: 96,
    LibraryColumn.STATE: 152,
}
_GIVES_WAY: Final[Mapping[int, int]] = {LibraryColumn.SIZE: 800, LibraryColumn.LENGTH: 640}
_SIGN_PX: Final = 18


class RecordingTable(PictureTable):
    """A row is opened by Enter or a double click, deleted by Del; only what is in sight is drawn."""

    opened = Signal(str)
    deletion_requested = Signal(object)
    sort_requested = Signal(object)

    def __init__(self, model: RecordingModel, parent: QWidget | None = None) -> None:
        look = TableLook(
            name=tr("Recordings"),
            task=LibraryColumn.TASK,
            widths=_WIDTHS,
            gives_way=_GIVES_WAY,
            sorted_by=LibraryColumn.STARTED,
            order=Qt.SortOrder.DescendingOrder,
        )
        super().__init__(model, look, parent)
        self._rows = model
        self.setItemDelegate(_RecordingDelegate(model, self))
        self.horizontalHeader().sortIndicatorChanged.connect(self._on_sort)
        self.doubleClicked.connect(self._on_open)

    @property
    def chosen(self) -> RecordingRow | None:
        """The recording that is selected."""
        return self._rows.row_at(self.currentIndex())

    def choose(self, session_id: str) -> None:
        """Select a recording, if it is shown; else the first."""
        self.select_place(self._rows.place_of(session_id))

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


class _RecordingDelegate(PictureTableDelegate):
    def __init__(self, model: RecordingModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows = model

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
                paint_figure(painter, rect, index, colours.text)
        painter.restore()

    def _paint_task(self, painter: QPainter, rect: QRect, row: RecordingRow, colours: Theme) -> None:
        place = paint_place_of_picture(painter, rect, colours)
        picture = self._rows.thumbnail(row)
        if picture is not None:
            paint_in_the_middle(painter, place, picture)
        paint_two_lines(painter, rect, task_words(row), clean(row.study), colours)


def _paint_state(painter: QPainter, rect: QRect, row: RecordingRow, colours: Theme, *, words: str) -> None:
    """A shape and a word for each state; the shape fills as the recording goes on its way."""
    box = sign_box(rect)
    match row.state:
        case RecordingState.RECORDING:
            paint_dot(painter, box, colours.recording, is_full=True)
        case RecordingState.RECORDED:
            paint_dot(painter, box, colours.quiet, is_full=False)
        case RecordingState.RECOVERED:
            paint_triangle(painter, box, colours.notice)
        case RecordingState.EDITED:
            painter.setPen(QPen(QColor(colours.accent), 1.75))
            painter.setBrush(QColor(colours.accent))
            painter.drawPie(box, 90 * 16, 180 * 16)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(box)
        case RecordingState.BAKED:
            paint_dot(painter, box, colours.good, is_full=True)
        case _:
            _paint_sign(painter, box.center(), row, colours)
    paint_words_beside_sign(painter, rect, words, colours.text)


def _paint_sign(painter: QPainter, centre: QPointF, row: RecordingRow, colours: Theme) -> None:
    """What is on its way to others, with them, or back: a drawing each."""
    newest = row.copies.newest
    match row.state:
        case RecordingState.APPROVED:
            name, colour = "good", colours.good
        case RecordingState.SHARED if row.outcome is not None:
            is_accepted = row.outcome.decision is Decision.ACCEPTED
            name, colour = ("good", colours.good) if is_accepted else ("notice", colours.notice)
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
