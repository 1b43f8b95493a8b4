"""The lists beside the picture: what was done, what is taken out, what a search finds."""

from collections.abc import Mapping
from enum import IntEnum
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QTabWidget, QVBoxLayout, QWidget

from recorder.episode.actions import Action, Click, Drag, Hidden, Hotkey, Press, Scroll, Type, Wait
from recorder.episode.edits import Edits
from studio.ui.models.action_words import action_words
from studio.ui.models.edit_words import edit_rows, edit_words
from studio.ui.models.rows import Row
from studio.ui.theme import GRID
from studio.ui.widgets.edit_details import EditDetails
from studio.ui.widgets.row_list import RowList
from studio.ui.widgets.text import words
from studio.ui.widgets.timeline_list import TimelineList
from studio.ui.words import tr

ACTION_ICONS: Final[Mapping[type[Action], str]] = {
    Click: "click",
    Drag: "drag",
    Scroll: "scroll",
    Type: "keyboard",
    Press: "key",
    Hotkey: "key",
    Wait: "wait",
    Hidden: "hidden",
}


class Tab(IntEnum):
    """The inspector's lists, in their order."""

    ACTIONS = 0
    EDITS = 1
    FOUND = 2
    EVERYTHING = 3


class Inspector(QTabWidget):
    """Shows the lists and tells what was chosen. Knows no rule of what follows from that."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDocumentMode(True)
        self.done = ActionsTab()
        self.edits = EditsTab()
        self.found = FoundTab()
        self.addTab(self.done, tr("Actions"))
        self.addTab(self.edits, tr("Edits"))
        self.addTab(self.found, tr("Search"))
        self.everything = TimelineList()
        self.addTab(_margined(self.everything), tr("Everything"))
        self.setMinimumWidth(GRID * 34)

    def show_tab(self, tab: Tab) -> None:
        """Bring a list to the front."""
        self.setCurrentIndex(tab)

    def current_list(self) -> RowList | TimelineList:
        """The list in front."""
        lists = (self.done.list, self.edits.list, self.found.list, self.everything)
        return lists[self.currentIndex()]


class ActionsTab(QWidget):
    """What was done, in step with the player; the field keeps what holds its words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Row, ...] = ()
        self._filter = QLineEdit()
        self._filter.setPlaceholderText(tr("Show only…"))
        self._filter.setAccessibleName(tr("Show only actions with these words"))
        self._filter.setClearButtonEnabled(True)
        self.list = RowList(tr("Actions"))
        self._empty = _quiet(tr("Reading what was done…"))
        _fill(self, self._filter, self._empty, self.list)
        self._filter.textChanged.connect(self._on_filter_changed)

    def set_actions(self, actions: tuple[Action, ...]) -> None:
        """Show these, in the order of their times."""
        self._rows = tuple(
            Row(action.start_ns, action_words(action), ACTION_ICONS[type(action)], action)
            for action in actions
        )
        self._empty.setText(tr("Nothing was done in this recording."))
        self._show(self._filter.text())

    def _on_filter_changed(self, text: str) -> None:
        self._show(text)

    def _show(self, wanted: str) -> None:
        wanted = wanted.casefold().strip()
        self.list.set_rows(tuple(row for row in self._rows if wanted in row.words.casefold()))
        self._empty.setVisible(not self._rows)
        self.list.setVisible(bool(self._rows))


class EditsTab(QWidget):
    """What is taken out, and the numbers of the selected edit."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = RowList(tr("Edits"))
        self.details = EditDetails()
        self._empty = _quiet(
            tr(
                "Nothing is taken out yet.\n\nMark a range with I and O, then cut it or redact it. Or draw "
                "a box over the picture. Everything can be undone."
            )
        )
        _fill(self, self._empty, self.list, self.details)

    def set_edits(self, edits: Edits, selected: int | None, ended_ns: int) -> None:
        """Show all edits, and the details of one."""
        self.list.set_rows(edit_rows(edits))
        self._empty.setVisible(not len(edits))
        self.list.setVisible(bool(len(edits)))
        self.list.point_out(selected)
        edit = None if selected is None else edits.edit(selected)
        self.details.show_edit(edit, "" if edit is None else edit_words(edit), ended_ns)


class FoundTab(QWidget):
    """A search, and what it found; or what was done at a place that was clicked.

    Args:
        can_redact: Whether what was found can be taken out; not of a recording that nobody edits.
    """

    search_requested = Signal(str)
    redaction_requested = Signal()

    def __init__(self, parent: QWidget | None = None, *, can_redact: bool = True) -> None:
        super().__init__(parent)
        self._can_redact = can_redact
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("Typed text, titles, actions"))
        self.field.setAccessibleName(tr("Search what was typed and done"))
        self.field.setClearButtonEnabled(True)
        self.list = RowList(tr("Found"))
        self._said = _quiet(self._invitation())
        self.redact = QPushButton(tr("Redact it everywhere"))
        self.redact.setEnabled(False)
        _fill(self, self.field, self._said, self.list, self.redact)
        self.list.hide()
        if not can_redact:
            self.redact.hide()
        self.field.textChanged.connect(self.search_requested)
        self.redact.clicked.connect(self.redaction_requested)

    def show_found(self, rows: tuple[Row, ...], *, said: str, can_redact: bool) -> None:
        """Show what was found, and say so in words."""
        self.list.set_rows(rows)
        self.list.setVisible(bool(rows))
        self._said.setText(said)
        self.redact.setEnabled(can_redact)

    def show_nothing(self) -> None:
        """There is no search."""
        self.list.set_rows(())
        self.list.hide()
        self._said.setText(self._invitation())
        self.redact.setEnabled(False)

    def _invitation(self) -> str:
        if self._can_redact:
            return tr("Search for a word, a name or a number that you do not want to share.")
        return tr("Search for a word that was typed, the title of a window, or an action.")


def _margined(widget: QWidget) -> QWidget:
    holder = QWidget()
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(GRID, GRID, GRID, GRID)
    layout.addWidget(widget)
    return holder


def _quiet(text: str) -> QLabel:
    return words(text, role="quiet")


def _fill(tab: QWidget, *widgets: QWidget) -> None:
    layout = QVBoxLayout(tab)
    layout.setContentsMargins(GRID, GRID, GRID, GRID)
    layout.setSpacing(GRID)
    for widget in widgets:
        layout.addWidget(widget, 1 if isinstance(widget, RowList) else 0)
    layout.addStretch(0)
