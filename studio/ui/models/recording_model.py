"""The library's rows for Qt's views: thin, over plain rows."""

from collections.abc import Mapping, Sequence
from enum import IntEnum
from types import MappingProxyType
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QPixmap

from recorder.wording import clean
from studio.ui.models.first_pictures import FirstPictures
from studio.ui.models.recording_rows import RecordingRow, RecordingState, SortBy
from studio.ui.models.time_words import day_words, length_words, size_words, when_words
from studio.ui.words import later, tr

Index = QModelIndex | QPersistentModelIndex
_NO_INDEX: Final = QModelIndex()


class LibraryColumn(IntEnum):
    """The columns, from the left."""

    TASK = 0
    STARTED = 1
    LENGTH = 2
    SIZE = 3
    STATE = 4


SORTS: Final[Mapping[LibraryColumn, SortBy]] = MappingProxyType(
    {
        LibraryColumn.TASK: SortBy.TASK,
        LibraryColumn.STARTED: SortBy.STARTED,
        LibraryColumn.LENGTH: SortBy.LENGTH,
        LibraryColumn.SIZE: SortBy.SIZE,
        LibraryColumn.STATE: SortBy.STATE,
    }
)
STATE_NAMES: Final[Mapping[RecordingState, str]] = MappingProxyType(
    {
        RecordingState.RECORDING: later("Recording now"),
        RecordingState.RECORDED: later("Recorded"),
        RecordingState.RECOVERED: later("Recovered"),
        RecordingState.EDITED: later("Edited"),
        RecordingState.BAKED: later("Ready to share"),
    }
)
_HEADINGS: Final[Mapping[LibraryColumn, str]] = MappingProxyType(
    {
        LibraryColumn.TASK: later("Recording"),
        LibraryColumn.STARTED: later("Recorded"),
        LibraryColumn.LENGTH: later("Length"),
        LibraryColumn.SIZE: later("Size"),
        LibraryColumn.STATE: later("State"),
    }
)
_NUMBERS: Final = frozenset({LibraryColumn.LENGTH, LibraryColumn.SIZE})


class RecordingModel(QAbstractTableModel):
    """Shows rows; a thumbnail is asked for only when a view draws its row.

    Args:
        pictures: Where the pictures come from.
    """

    def __init__(self, pictures: FirstPictures, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pictures = pictures
        self._rows: list[RecordingRow] = []
        self._places: dict[str, int] = {}
        pictures.came.connect(self._on_thumbnail)

    def show_rows(self, rows: Sequence[RecordingRow]) -> None:
        """Show these, in this order."""
        self.beginResetModel()
        self._rows = list(rows)
        self._places = {row.session_id: place for place, row in enumerate(self._rows)}
        self.endResetModel()

    def row_at(self, index: Index) -> RecordingRow | None:
        """The recording of a row."""
        return self._rows[index.row()] if index.isValid() else None

    def place_of(self, session_id: str) -> int | None:
        """The row of a recording, if it is shown."""
        return self._places.get(session_id)

    def rowCount(self, parent: Index = _NO_INDEX) -> int:  # noqa: N802 - Qt's name
        """How many recordings are shown."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NO_INDEX) -> int:  # noqa: N802 - Qt's name
        """How many columns there are."""
        return 0 if parent.isValid() else len(LibraryColumn)

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # noqa: ANN401 - as Qt has it
        """A column's name."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return tr(_HEADINGS[LibraryColumn(section)])
        if role == Qt.ItemDataRole.TextAlignmentRole and section in _NUMBERS:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - as Qt has it
        """What a cell shows."""
        row = self.row_at(index)
        if row is None:
            return None
        column = LibraryColumn(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return _shown(row, column)
            case Qt.ItemDataRole.ToolTipRole:
                return _tip(row, column)
            case Qt.ItemDataRole.TextAlignmentRole if column in _NUMBERS:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            case _:
                return None

    def thumbnail(self, row: RecordingRow) -> QPixmap | None:
        """A row's picture, if it has come; else it will be told by ``dataChanged``."""
        if row.state is RecordingState.RECORDING:
            return None
        return self._pictures.get(row.session_id)

    def _on_thumbnail(self, session_id: str) -> None:
        place = self._places.get(session_id)
        if place is not None:
            index = self.index(place, LibraryColumn.TASK)
            self.dataChanged.emit(index, index, [Qt.ItemDataRole.DecorationRole])


def _shown(row: RecordingRow, column: LibraryColumn) -> str:
    match column:
        case LibraryColumn.TASK:
            return f"{clean(row.task)}\n{clean(row.study)}"
        case LibraryColumn.STARTED:
            return when_words(row.started_at)
        case LibraryColumn.LENGTH:
            return length_words(row.length_ns) if row.length_ns else ""
        case LibraryColumn.SIZE:
            return size_words(row.size_bytes) if row.size_bytes else ""
        case LibraryColumn.STATE:
            return _state_words(row)


def _state_words(row: RecordingRow) -> str:
    said = tr(STATE_NAMES[row.state])
    if row.was_cut_short and row.state is not RecordingState.RECOVERED:
        return f"{said}\n{tr('ended early')}"
    return said


def _tip(row: RecordingRow, column: LibraryColumn) -> str | None:
    if column is LibraryColumn.STATE and row.was_cut_short:
        return tr("This recording ended abruptly. All that was written until then is in it.")
    if column is LibraryColumn.STARTED and row.expires_at is not None:
        return tr("Kept until {day}, then destroyed.", day=day_words(row.expires_at))
    return None
