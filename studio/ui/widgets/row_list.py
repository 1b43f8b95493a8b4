"""A list of rows with their times, which keeps in step with where the person is in the recording."""

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFont, QFontDatabase, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeView, QWidget

from studio.ui.models.rows import TIME_COLUMN, WORDS_COLUMN, Row, RowModel
from studio.ui.theme import TARGET

_TIME_WIDTH: Final = 84
Index = QModelIndex | QPersistentModelIndex


class RowList(QTreeView):
    """Shows a ``RowModel``. A row that is clicked or reached by the keyboard is chosen.

    ``row_chosen`` tells the row; rows that are merely followed while playing are not told.
    """

    row_chosen = Signal(object)
    row_activated = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model_of_rows = RowModel(self)
        self.setModel(self.model_of_rows)
        self.setAccessibleName(name)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setHeaderHidden(True)
        self.setIndentation(0)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setStyleSheet(f"QTreeView::item {{ min-height: {TARGET}px; }}")
        header = self.header()
        header.setStretchLastSection(True)
        header.setSectionResizeMode(TIME_COLUMN, QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(WORDS_COLUMN, QHeaderView.ResizeMode.Stretch)
        header.resizeSection(TIME_COLUMN, _TIME_WIDTH)
        self.setFont(_with_tabular_figures(self))
        self._is_following = False
        self.clicked.connect(self._on_clicked)
        self.activated.connect(self._on_activated)

    def set_rows(self, rows: tuple[Row, ...]) -> None:
        """Show these, in the order of their times; the chosen one stays chosen if it is still there."""
        before = self.chosen()
        self._is_following = True
        self.model_of_rows.set_rows(rows)
        if before is not None:
            found = next((place for place, row in enumerate(rows) if row.thing == before.thing), -1)
            self._choose(found)
        self._is_following = False

    def chosen(self) -> Row | None:
        """The row that is chosen or followed."""
        index = self.currentIndex()
        rows = self.model_of_rows.rows
        return rows[index.row()] if index.isValid() and index.row() < len(rows) else None

    def follow(self, at_ns: int) -> None:
        """Point out the row that is in force at a time."""
        self._is_following = True
        self._choose(self.model_of_rows.row_at(at_ns))
        self._is_following = False

    def point_out(self, thing: object) -> None:
        """Point out the row of a thing, or none."""
        self._is_following = True
        rows = self.model_of_rows.rows
        self._choose(next((place for place, row in enumerate(rows) if row.thing == thing), -1))
        self._is_following = False

    def step(self, rows: int) -> None:
        """Choose the row so many further on, as far as there is one."""
        count = len(self.model_of_rows.rows)
        if count:
            place = self.currentIndex().row() if self.currentIndex().isValid() else -1 if rows > 0 else count
            self._choose(min(max(place + rows, 0), count - 1))

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802 - Qt's name
        """Tell what was chosen."""
        super().currentChanged(current, previous)
        row = self.chosen()
        if row is not None and not self._is_following:
            self.row_chosen.emit(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Move with the arrows and leave all letters to the page, where they are commands."""
        if event.text() and event.text().isprintable():
            event.ignore()
            return
        super().keyPressEvent(event)

    def _choose(self, place: int) -> None:
        if place < 0:
            self.setCurrentIndex(QModelIndex())
            return
        index = self.model_of_rows.index(place, TIME_COLUMN)
        if index != self.currentIndex():
            self.setCurrentIndex(index)
            self.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)

    def _on_clicked(self, index: QModelIndex) -> None:
        # The one that is chosen already may be clicked again, to come back to it.
        self.row_chosen.emit(self.model_of_rows.rows[index.row()])

    def _on_activated(self, index: QModelIndex) -> None:
        self.row_activated.emit(self.model_of_rows.rows[index.row()])


def _with_tabular_figures(widget: QWidget) -> QFont:
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    font.setPointSizeF(widget.font().pointSizeF())
    font.setFeature(QFont.Tag("tnum"), 1)
    return font
