"""The library's rows for Qt's views: thin, over plain rows."""

from collections.abc import Mapping, Sequence
from enum import IntEnum
from types import MappingProxyType
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QPixmap

from recorder.vault.sharing_rows import SubmissionState
from recorder.wording import clean
from studio.ui.models.check_words import found_words
from studio.ui.models.first_pictures import FirstPictures
from studio.ui.models.plain_tips import plain_tip
from studio.ui.models.recording_rows import RecordingRow, RecordingState, SortBy
from studio.ui.models.review_words import decided_words
from studio.ui.models.time_words import day_words, length_words, size_words, when_words
from studio.ui.words import later, tr, tr_said

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
        RecordingState.APPROVED: later("Approved"),
        RecordingState.WAITING: later("To be sent"),
        RecordingState.SHARED: later("Shared"),
        RecordingState.WITHDRAWING: later("Being withdrawn"),
        RecordingState.WITHDRAWN: later("Withdrawn"),
        RecordingState.TAKEN_BACK: later("Past its time"),
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
        if row.state is RecordingState.RECORDING or row.is_deleted:
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
            return f"{task_words(row)}\n{clean(row.study)}"
        case LibraryColumn.STARTED:
            return "" if row.is_deleted else when_words(row.started_at)
        case LibraryColumn.LENGTH:
            return length_words(row.length_ns) if row.length_ns else ""
        case LibraryColumn.SIZE:
            return size_words(row.size_bytes) if row.size_bytes else ""
        case LibraryColumn.STATE:
            return _state_words(row)


def task_words(row: RecordingRow) -> str:
    """What the recording is called."""
    return tr("A recording that you deleted") if row.is_deleted else clean(row.task)


def _state_words(row: RecordingRow) -> str:
    said, newest = tr(STATE_NAMES[row.state]), row.copies.newest
    if newest is not None and newest.problem and newest.state is not SubmissionState.WITHDRAWN:
        more = tr("tried again later") if newest.next_try_at is not None else tr("needs you")
    elif row.outcome is not None:
        more = decided_words(row.outcome)
    elif row.has_later_edits and row.state is RecordingState.SHARED:
        more = tr("edited since")
    elif row.was_cut_short and row.state is not RecordingState.RECOVERED and newest is None:
        more = tr("ended early")
    elif row.finding is not None:
        more = found_words(row.finding)
    else:
        return said
    return f"{said}\n{more}"


def _tip(row: RecordingRow, column: LibraryColumn) -> str | None:
    if column is LibraryColumn.STATE and row.copies.rows:
        return plain_tip(_shared_tip(row))
    if column is LibraryColumn.STATE and row.was_cut_short:
        return tr("This recording ended abruptly. All that was written until then is in it.")
    if column is LibraryColumn.STARTED and row.expires_at is not None:
        return tr("Kept until {day}, then destroyed.", day=day_words(row.expires_at))
    return None


def _shared_tip(row: RecordingRow) -> str:
    newest = row.copies.newest
    if newest is None:
        raise AssertionError("something was shared of it")
    said = []
    match row.state:
        case RecordingState.WAITING:
            said.append(tr("You approved it. It is sealed and sent while Assent is open."))
        case RecordingState.SHARED if newest.submitted_on is not None:
            said.append(
                tr(
                    "Shared on {day}, kept until {end}. Until then you can withdraw it.",
                    day=day_words(newest.submitted_on),
                    end=day_words(newest.expires_on),
                )
            )
        case RecordingState.WITHDRAWING:
            said.append(tr("You took it back. The store is told while Assent is open."))
        case RecordingState.WITHDRAWN:
            said.append(tr("You took it back on {day}.", day=day_words(newest.state_since)))
        case RecordingState.TAKEN_BACK:
            said.append(
                tr("Its time was over on {day}, and it was taken back.", day=day_words(newest.expires_on))
            )
        case _:
            pass
    if row.outcome is not None:
        said.append(f"{decided_words(row.outcome)}.")
    if newest.problem and newest.state is not SubmissionState.WITHDRAWN:
        said.append(tr_said(newest.problem))
    return " ".join(said)
