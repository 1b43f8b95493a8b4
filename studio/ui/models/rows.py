"""A list of things that happened, each with its time: actions, edits, what a search found."""

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from recorder.episode.time import format_time
from recorder.wording import clean
from studio.ui.icons import icon
from studio.ui.models.plain_tips import plain_tip
from studio.ui.words import tr

TIME_COLUMN: Final = 0
WORDS_COLUMN: Final = 1
_NOWHERE: Final = QModelIndex()


@dataclass(frozen=True, slots=True)
class Row:
    """One line.

    Attributes:
        at_ns: When it began.
        words: What it is, in the person's language.
        icon_name: Its picture.
        thing: What it stands for; never shown.
        detail: More of it, for the tooltip.
    """

    at_ns: int
    words: str = field(repr=False)
    icon_name: str
    thing: object = field(repr=False)
    detail: str = field(default="", repr=False)


class RowModel(QAbstractTableModel):
    """Rows in the order of their times, as a table: time, words."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Row, ...] = ()

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows."""
        return self._rows

    def set_rows(self, rows: tuple[Row, ...]) -> None:
        """Show these instead, which are in the order of their times."""
        if rows == self._rows:
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def row_at(self, at_ns: int) -> int:
        """The last row that began at or before a time; -1 if none did."""
        return bisect_right(self._rows, at_ns, key=lambda row: row.at_ns) - 1

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:  # noqa: N802 - Qt's
        """How many rows there are."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:  # noqa: N802 - Qt's
        """Time and words."""
        return 0 if parent.isValid() else 2

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """What a cell says."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        is_time = index.column() == TIME_COLUMN
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return format_time(row.at_ns) if is_time else clean(row.words)
            case Qt.ItemDataRole.DecorationRole:
                return None if is_time else icon(row.icon_name)
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(row.detail or row.words)
            case Qt.ItemDataRole.AccessibleTextRole:
                return tr("{what}, at {time}", what=clean(row.words), time=format_time(row.at_ns))
            case _:
                return None

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """The columns' names."""
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return tr("Time") if section == TIME_COLUMN else tr("What")
