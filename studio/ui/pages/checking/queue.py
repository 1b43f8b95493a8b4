"""The list of what is checked: a sign, what it is called, and where it stands."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from studio.checking.findings import Finding
from studio.ui import icons
from studio.ui.models.check_items import CheckItem, CheckState
from studio.ui.models.check_words import is_amber, sign_of, state_words
from studio.ui.models.plain_tips import plain_tip
from studio.ui.theme import GRID, Theme, theme
from studio.ui.widgets.row_painting import elided, paint_ground
from studio.ui.words import tr

Index = QModelIndex | QPersistentModelIndex
_NO_INDEX: Final = QModelIndex()
_SIGN_PX: Final = 20
_HEIGHT: Final = GRID * 7
ITEM_ROLE: Final = Qt.ItemDataRole.UserRole


class QueueModel(QAbstractListModel):
    """The rows for Qt's view: thin, over plain rows."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items: list[CheckItem] = []

    def show_items(self, items: Sequence[CheckItem]) -> None:
        """Show these, in this order."""
        self.beginResetModel()
        self._items = list(items)
        self.endResetModel()

    def show_item(self, item: CheckItem) -> None:
        """Show one as it is now."""
        place = self.place_of(item.subject_id)
        if place is not None:
            self._items[place] = item
            self.dataChanged.emit(self.index(place), self.index(place))

    def place_of(self, subject_id: str) -> int | None:
        """The row of a recording, if it is shown."""
        return next((at for at, item in enumerate(self._items) if item.subject_id == subject_id), None)

    def rowCount(self, parent: Index = _NO_INDEX) -> int:  # noqa: N802 - Qt's name
        """How many there are."""
        return 0 if parent.isValid() else len(self._items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - as Qt has it
        """What a row shows."""
        if not index.isValid():
            return None
        item = self._items[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return title_of(item)
            case Qt.ItemDataRole.AccessibleTextRole:
                return tr("{title}: {state}", title=title_of(item), state=state_words(item))
            case Qt.ItemDataRole.ToolTipRole:
                said = [title_of(item), item.name.origin, state_words(item)]
                return plain_tip("\n".join(each for each in said if each))
            case _ if role == ITEM_ROLE:
                return item
            case _:
                return None


def title_of(item: CheckItem) -> str:
    """What a recording is called."""
    return item.name.title or tr("A recording")


class QueueList(QListView):
    """The list. Del takes one away, Alt with an arrow lets it come earlier or later.

    Attributes:
        chosen: The id of the row that the person chose.
        removal_requested: The id of the one that they want to take away.
        move_requested: The id of the one to come earlier or later, and by how many places.
    """

    chosen = Signal(str)
    removal_requested = Signal(str)
    move_requested = Signal(str, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_following = False
        self.rows = QueueModel(self)
        self.setModel(self.rows)
        self.setItemDelegate(_QueueDelegate(self))
        self.setAccessibleName(tr("What is checked"))
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    @property
    def chosen_id(self) -> str:
        """The id of the chosen row; empty where none is."""
        index = self.currentIndex()
        return index.data(ITEM_ROLE).subject_id if index.isValid() else ""

    def show_items(self, items: Sequence[CheckItem], chosen: str) -> None:
        """Show these; choose this one if it is there, else the first."""
        self._is_following = True
        self.rows.show_items(items)
        place = self.rows.place_of(chosen)
        if items:
            self.setCurrentIndex(self.rows.index(place or 0))
            self.scrollTo(self.currentIndex())
        self._is_following = False

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802 - Qt's name
        """Tell which was chosen."""
        super().currentChanged(current, previous)
        if not self._is_following and current.isValid():
            self.chosen.emit(self.chosen_id)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keep the chosen row in sight, as when something is shown below."""
        super().resizeEvent(event)
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Move with the arrows, and leave letters, Space and what they may mean to the page."""
        chosen = self.chosen_id
        if event.key() == Qt.Key.Key_Delete and chosen:
            self.removal_requested.emit(chosen)
            return
        is_move = event.modifiers() == Qt.KeyboardModifier.AltModifier and chosen
        if is_move and event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            self.move_requested.emit(chosen, -1 if event.key() == Qt.Key.Key_Up else 1)
            return
        if event.text() and event.text().isprintable():
            event.ignore()
            return
        super().keyPressEvent(event)


class _QueueDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002, N802 - Qt's name
        return QSize(GRID * 20, _HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        item: CheckItem = index.data(ITEM_ROLE)
        colours = theme()
        rect: QRect = option.rect
        painter.save()
        paint_ground(painter, rect, option.state, colours, is_first=True)
        _paint_sign(painter, rect, item, colours)
        words = rect.adjusted(GRID * 2 + _SIGN_PX + GRID, 0, -GRID, 0)
        font = QFont(painter.font())
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor(colours.text))
        metrics = QFontMetrics(font)
        middle = words.center().y()
        upper = QRect(words.left(), middle - metrics.height() - 1, words.width(), metrics.height())
        painter.drawText(upper, Qt.AlignmentFlag.AlignLeft, elided(metrics, title_of(item), words.width()))
        font.setWeight(QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(QColor(colours.notice if is_amber(item) else colours.quiet))
        lower = QRect(words.left(), middle + 2, words.width(), metrics.height())
        said = elided(QFontMetrics(font), state_words(item), words.width())
        painter.drawText(lower, Qt.AlignmentFlag.AlignLeft, said)
        painter.restore()


def sign_colour(item: CheckItem, colours: Theme) -> str:
    """In which colour a state's sign is drawn; its shape says the same."""
    finding: Finding | None = item.finding
    if is_amber(item):
        return colours.notice
    if item.state.is_under_way:
        return colours.accent
    if item.state is CheckState.DONE and finding is not None and finding.found.is_pass:
        return colours.good
    return colours.quiet


def _paint_sign(painter: QPainter, rect: QRect, item: CheckItem, colours: Theme) -> None:
    scale = painter.device().devicePixelRatioF()
    drawn = icons.pixmap(sign_of(item), round(_SIGN_PX * scale), sign_colour(item, colours))
    place = QRectF(rect.left() + GRID * 1.5, rect.center().y() - _SIGN_PX / 2, _SIGN_PX, _SIGN_PX)
    painter.drawPixmap(place, drawn, QRectF(drawn.rect()))
