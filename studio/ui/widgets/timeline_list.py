"""The timeline as a list: all that its lanes show, one line each, for whoever reads rather than points.

The entries are put together when the list is first looked at, and again when they change while it is seen:
who never looks at it pays nothing.
"""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeView, QWidget

from recorder.episode.edits import Edits
from studio.content.session_content import SessionContent
from studio.ui.models.found_mark import FoundMark
from studio.ui.models.timeline_table import Column, TimelineTable
from studio.ui.theme import TARGET
from studio.ui.words import tr

Index = QModelIndex | QPersistentModelIndex


class TimelineList(QTreeView):
    """Shows a ``TimelineTable``.

    Attributes:
        time_chosen: When the entry began that was clicked or reached by the keyboard, in nanoseconds.
    """

    time_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content: SessionContent | None = None
        self._edits = Edits()
        self._found: tuple[FoundMark, ...] = ()
        self._table: TimelineTable | None = None
        self._is_stale = True
        self.setAccessibleName(tr("Timeline as a table"))
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setIndentation(0)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setStyleSheet(f"QTreeView::item {{ min-height: {TARGET}px; }}")
        self.clicked.connect(self._on_clicked)

    def show_content(self, content: SessionContent) -> None:
        """Mirror this."""
        self._content = content
        self._go_stale()

    def show_edits(self, edits: Edits) -> None:
        """Mirror these edits."""
        self._edits = edits
        self._go_stale()

    def show_found(self, marks: Sequence[FoundMark]) -> None:
        """Mirror what was found."""
        self._found = tuple(marks)
        self._go_stale()

    def clear(self) -> None:
        """Forget everything that was captured."""
        self._content, self._edits, self._found = None, Edits(), ()
        if self._table is not None:
            self._table.clear()

    def step(self, rows: int) -> None:
        """Choose the entry so many further on, as far as there is one."""
        count = 0 if self._table is None else self._table.rowCount()
        if self._table is not None and count:
            here = self.currentIndex().row() if self.currentIndex().isValid() else -1 if rows > 0 else count
            self.setCurrentIndex(self._table.index(min(max(here + rows, 0), count - 1), Column.TIME))

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Put the entries together, if they are not."""
        super().showEvent(event)
        self._refresh()

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802 - Qt's name
        """Tell what was reached."""
        super().currentChanged(current, previous)
        if current.isValid() and self.hasFocus():
            self.time_chosen.emit(current.data(Qt.ItemDataRole.UserRole))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Move with the arrows and leave all letters to the page, where they are commands."""
        if event.text() and event.text().isprintable():
            event.ignore()
            return
        super().keyPressEvent(event)

    def _go_stale(self) -> None:
        self._is_stale = True
        if self.isVisible():
            self._refresh()

    def _refresh(self) -> None:
        if not self._is_stale or self._content is None:
            return
        self._is_stale = False
        here = self.currentIndex().row()
        if self._table is None:
            self._table = TimelineTable(self._content, self)
            self.setModel(self._table)
            header = self.header()
            header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
            header.setSectionResizeMode(Column.WHAT, QHeaderView.ResizeMode.Stretch)
        self._table.show_all(self._content, self._edits, self._found)
        if 0 <= here < self._table.rowCount():
            self.setCurrentIndex(self._table.index(here, Column.TIME))

    def _on_clicked(self, index: QModelIndex) -> None:
        self.time_chosen.emit(index.data(Qt.ItemDataRole.UserRole))
