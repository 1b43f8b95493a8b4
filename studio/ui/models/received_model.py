"""The rows of what was received, for Qt's views: thin, over plain rows."""

from collections.abc import Mapping, Sequence
from enum import IntEnum
from types import MappingProxyType
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QPixmap

from recorder.wording import clean
from studio.submission.store_errors import StoreUrlError
from studio.submission.store_places import read_place
from studio.ui.models.check_words import found_words
from studio.ui.models.first_pictures import FirstPictures
from studio.ui.models.plain_tips import plain_tip
from studio.ui.models.received_rows import ReceivedItem, ReceivedSort, Standing
from studio.ui.models.time_words import day_words, length_words, size_words
from studio.ui.words import later, tr

Index = QModelIndex | QPersistentModelIndex
_NO_INDEX: Final = QModelIndex()


class ReceivedColumn(IntEnum):
    """The columns, from the left."""

    TASK = 0
    DAY = 1
    LENGTH = 2
    SIZE = 3
    STANDING = 4


RECEIVED_SORTS: Final[Mapping[ReceivedColumn, ReceivedSort]] = MappingProxyType(
    {
        ReceivedColumn.TASK: ReceivedSort.TASK,
        ReceivedColumn.DAY: ReceivedSort.DAY,
        ReceivedColumn.LENGTH: ReceivedSort.LENGTH,
        ReceivedColumn.SIZE: ReceivedSort.SIZE,
        ReceivedColumn.STANDING: ReceivedSort.STANDING,
    }
)
STANDING_NAMES: Final[Mapping[Standing, str]] = MappingProxyType(
    {
        Standing.WAITING: later("Waiting for you"),
        Standing.REFUSED: later("Not opened"),
        Standing.OPENED: later("Opened"),
        Standing.WITHDRAWN: later("Taken back"),
        Standing.EXPIRED: later("Past its time"),
        Standing.REMOVED: later("Removed here"),
    }
)
_TIPS: Final[Mapping[Standing, str]] = MappingProxyType(
    {
        Standing.WAITING: later("It lies in its store, sealed to you. Open it to fetch and check it."),
        Standing.OPENED: later("Its seal and signature hold, and a copy is in your vault, encrypted."),
        Standing.WITHDRAWN: later(
            "Whoever recorded it has taken it back. Your copy and the key to it are destroyed."
        ),
        Standing.EXPIRED: later(
            "The time for which it might be kept is over. Your copy and the key to it are destroyed."
        ),
        Standing.REMOVED: later("You removed your copy. The key to it is destroyed."),
    }
)
_HEADINGS: Final[Mapping[ReceivedColumn, str]] = MappingProxyType(
    {
        ReceivedColumn.TASK: later("Recording"),
        ReceivedColumn.DAY: later("Recorded on"),
        ReceivedColumn.LENGTH: later("Length"),
        ReceivedColumn.SIZE: later("Size"),
        ReceivedColumn.STANDING: later("State"),
    }
)
_NUMBERS: Final = frozenset({ReceivedColumn.LENGTH, ReceivedColumn.SIZE})


class ReceivedModel(QAbstractTableModel):
    """Shows rows; a picture is asked for only when a view draws its row.

    Args:
        pictures: Where the pictures come from.
    """

    def __init__(self, pictures: FirstPictures, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pictures = pictures
        self._items: list[ReceivedItem] = []
        pictures.came.connect(self._on_picture)

    def show_items(self, items: Sequence[ReceivedItem]) -> None:
        """Show these, in this order."""
        self.beginResetModel()
        self._items = list(items)
        self.endResetModel()

    def item_at(self, index: Index) -> ReceivedItem | None:
        """The recording of a row."""
        return self._items[index.row()] if index.isValid() else None

    def place_of(self, bundle_id: str) -> int | None:
        """The row of a recording, if it is shown."""
        return next((at for at, item in enumerate(self._items) if item.bundle_id == bundle_id), None)

    def rowCount(self, parent: Index = _NO_INDEX) -> int:  # noqa: N802 - Qt's name
        """How many recordings are shown."""
        return 0 if parent.isValid() else len(self._items)

    def columnCount(self, parent: Index = _NO_INDEX) -> int:  # noqa: N802 - Qt's name
        """How many columns there are."""
        return 0 if parent.isValid() else len(ReceivedColumn)

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # noqa: ANN401 - as Qt has it
        """A column's name."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return tr(_HEADINGS[ReceivedColumn(section)])
        if role == Qt.ItemDataRole.TextAlignmentRole and section in _NUMBERS:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - as Qt has it
        """What a cell shows."""
        item = self.item_at(index)
        if item is None:
            return None
        column = ReceivedColumn(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return _shown(item, column)
            case Qt.ItemDataRole.ToolTipRole:
                return _tip(item, column)
            case Qt.ItemDataRole.AccessibleDescriptionRole if column is ReceivedColumn.STANDING:
                return " ".join(standing_words(item))
            case Qt.ItemDataRole.TextAlignmentRole if column in _NUMBERS:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            case _:
                return None

    def picture(self, item: ReceivedItem) -> QPixmap | None:
        """A row's picture, if it has come; else it will be told by ``dataChanged``."""
        return self._pictures.get(item.bundle_id) if item.standing is Standing.OPENED else None

    def _on_picture(self, bundle_id: str) -> None:
        place = self.place_of(bundle_id)
        if place is not None:
            index = self.index(place, ReceivedColumn.TASK)
            self.dataChanged.emit(index, index, [Qt.ItemDataRole.DecorationRole])


def item_title(item: ReceivedItem) -> str:
    """What a recording is called; of one that is sealed nobody can know more than when that was done."""
    if item.task:
        return clean(item.task)
    if item.sealed_on is None:
        return tr("A sealed recording")
    return tr("Sealed on {day}", day=day_words(item.sealed_on))


def item_origin(item: ReceivedItem) -> str:
    """Where it is from: its study, or else its place."""
    return clean(item.study) if item.study else place_words(item.place)


def place_words(url: str) -> str:
    """A store as a person reads it."""
    try:
        return clean(read_place(url).shown)
    except StoreUrlError:
        return clean(url)


def standing_words(item: ReceivedItem) -> tuple[str, ...]:
    """How it stands with a recording, in whole sentences."""
    if item.standing is Standing.REFUSED:
        return item.why
    said = [tr(_TIPS[item.standing])]
    if item.can_open and item.expires_on is not None:
        said.append(tr("It may be kept until {day}.", day=day_words(item.expires_on)))
    return tuple(said)


def _shown(item: ReceivedItem, column: ReceivedColumn) -> str:
    match column:
        case ReceivedColumn.TASK:
            return f"{item_title(item)}\n{item_origin(item)}"
        case ReceivedColumn.DAY:
            return "" if item.recorded_on is None else day_words(item.recorded_on)
        case ReceivedColumn.LENGTH:
            return length_words(item.length_ns) if item.length_ns else ""
        case ReceivedColumn.SIZE:
            return size_words(item.size_bytes) if item.size_bytes else ""
        case ReceivedColumn.STANDING:
            said = tr(STANDING_NAMES[item.standing])
            return said if item.finding is None else f"{said}\n{found_words(item.finding)}"


def _tip(item: ReceivedItem, column: ReceivedColumn) -> str | None:
    if column is ReceivedColumn.STANDING:
        return plain_tip(" ".join(standing_words(item)))
    if column is ReceivedColumn.TASK:
        return plain_tip(place_words(item.place))
    if column is ReceivedColumn.DAY and item.standing is Standing.OPENED and item.expires_on is not None:
        return tr("Kept until {day}, then destroyed.", day=day_words(item.expires_on))
    return None
