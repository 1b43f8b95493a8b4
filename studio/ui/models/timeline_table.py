"""The timeline as a table, for whoever cannot see it or would rather not point: time, kind, what.

Everything that its lanes show of what happened, one row each, in the order of time. Words are made when a row
is asked for, so that an hour's table costs nothing until it is read.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Final, assert_never

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from recorder.episode.actions import Action, Type
from recorder.episode.edits import Edits
from recorder.episode.events import Mark, WindowContext
from recorder.episode.time import TimeRange, format_time
from studio.content.session_content import SessionContent
from studio.ui.models.action_words import action_words
from studio.ui.models.edit_blocks import EditBlock, edit_blocks
from studio.ui.models.edit_words import edit_name
from studio.ui.models.found_mark import FoundMark
from studio.ui.models.happened_words import mark_words, window_words
from studio.ui.models.time_words import short_length_words
from studio.ui.words import later, tr

_NOWHERE: Final = QModelIndex()


class Column(IntEnum):
    """The columns."""

    TIME = 0
    KIND = 1
    WHAT = 2


class EntryKind(StrEnum):
    """What an entry is about; entries of one instant are in this order."""

    WINDOW = "window"
    PAUSE = "pause"
    TYPED = "typed"
    ACTION = "action"
    FOUND = "found"
    REMOVED = "removed"


_COLUMNS: Final = (later("Time"), later("Kind"), later("What"))
_KINDS: Final = {
    EntryKind.WINDOW: later("Window"),
    EntryKind.PAUSE: later("Pause"),
    EntryKind.TYPED: later("Typed"),
    EntryKind.ACTION: later("Action"),
    EntryKind.FOUND: later("Found"),
    EntryKind.REMOVED: later("Removed"),
}
_ORDER: Final = {kind: place for place, kind in enumerate(EntryKind)}
Thing = WindowContext | Mark | Action | FoundMark | EditBlock


@dataclass(frozen=True, slots=True)
class Entry:
    """One row.

    Attributes:
        range: When it is.
        kind: What it is about.
        thing: The window, mark, action, found thing or edit's block itself.
    """

    range: TimeRange
    kind: EntryKind
    thing: Thing = field(repr=False)


class TimelineTable(QAbstractTableModel):
    """All entries, in the order of their beginnings."""

    def __init__(self, content: SessionContent, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._content = content
        self._edits = Edits()
        self._found: tuple[FoundMark, ...] = ()
        self._of_content = tuple(_content_entries(content))
        self._entries: tuple[Entry, ...] = ()
        self._sort()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What the rows are, in their order."""
        return self._entries

    def set_content(self, content: SessionContent) -> None:
        """Take what more was loaded."""
        self._content = content
        self._of_content = tuple(_content_entries(content))
        self._reset()

    def set_edits(self, edits: Edits) -> None:
        """Take the edits."""
        self._edits = edits
        self._reset()

    def set_found(self, marks: Sequence[FoundMark]) -> None:
        """Take what was found."""
        self._found = tuple(marks)
        self._reset()

    def show_all(self, content: SessionContent, edits: Edits, marks: Sequence[FoundMark]) -> None:
        """Take all at once, and tell of it once."""
        if content is not self._content:
            self._content = content
            self._of_content = tuple(_content_entries(content))
        self._edits, self._found = edits, tuple(marks)
        self._reset()

    def row_at(self, at_ns: int) -> int:
        """The last row that begins at a time or before it; -1 where none does."""
        return bisect_right(self._entries, at_ns, key=lambda entry: entry.range.start_ns) - 1

    def clear(self) -> None:
        """Forget everything that was captured."""
        self.beginResetModel()
        self._of_content, self._found, self._entries, self._edits = (), (), (), Edits()
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:  # noqa: N802 - Qt's
        """How many entries there are."""
        return 0 if parent.isValid() else len(self._entries)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:  # noqa: N802 - Qt's
        """Time, kind, what."""
        return 0 if parent.isValid() else len(Column)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """What a cell says."""
        if not index.isValid():
            return None
        entry = self._entries[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return _cell(entry, Column(index.column()))
            case Qt.ItemDataRole.AccessibleTextRole if index.column() == Column.WHAT:
                return tr("{what}, at {time}", what=_what(entry), time=format_time(entry.range.start_ns))
            case Qt.ItemDataRole.UserRole:
                return entry.range.start_ns
            case _:
                return None

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """The columns' names."""
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return tr(_COLUMNS[section]) if 0 <= section < len(_COLUMNS) else None

    def _reset(self) -> None:
        self.beginResetModel()
        self._sort()
        self.endResetModel()

    def _sort(self) -> None:
        others = [
            *(Entry(mark.range, EntryKind.FOUND, mark) for mark in self._found),
            *(Entry(block.range, EntryKind.REMOVED, block) for block in edit_blocks(self._edits)),
        ]
        self._entries = tuple(sorted((*self._of_content, *others), key=_place))


def _place(entry: Entry) -> tuple[int, int]:
    return entry.range.start_ns, _ORDER[entry.kind]


def _content_entries(content: SessionContent) -> Iterator[Entry]:
    for stretch in content.windows:
        yield Entry(stretch.range, EntryKind.WINDOW, stretch.window)
    for mark in content.marks:
        yield Entry(TimeRange(mark.at_ns, max(mark.at_ns, mark.end_ns)), EntryKind.PAUSE, mark)
    for action in content.actions:
        kind = EntryKind.TYPED if isinstance(action, Type) else EntryKind.ACTION
        yield Entry(TimeRange(action.start_ns, action.end_ns), kind, action)


def _cell(entry: Entry, column: Column) -> str:
    match column:
        case Column.TIME:
            return format_time(entry.range.start_ns)
        case Column.KIND:
            return tr(_KINDS[entry.kind])
        case Column.WHAT:
            return _what(entry)
        case _:
            assert_never(column)


def _what(entry: Entry) -> str:
    match entry.thing:
        case WindowContext():
            return window_words(entry.thing)
        case Mark():
            return mark_words(entry.thing)
        case FoundMark():
            return entry.thing.what
        case EditBlock():
            return tr(
                "{what} {duration}",
                what=edit_name(entry.thing.edit),
                duration=short_length_words(entry.range.duration_ns),
            )
        case Type():
            return entry.thing.text or action_words(entry.thing)
        case _:
            return action_words(entry.thing)
