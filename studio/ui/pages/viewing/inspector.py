"""The lists beside a recording that is only watched, and where it came from."""

from collections.abc import Sequence
from enum import IntEnum

from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from studio.ui.models.viewing_session import Fact
from studio.ui.pages.review.inspector import ActionsTab, FoundTab
from studio.ui.theme import GRID
from studio.ui.widgets.column import Column
from studio.ui.widgets.row_list import RowList
from studio.ui.widgets.text import strangers_words, words
from studio.ui.widgets.timeline_list import TimelineList
from studio.ui.words import tr


class ViewingTab(IntEnum):
    """The lists, in their order."""

    ABOUT = 0
    ACTIONS = 1
    FOUND = 2
    EVERYTHING = 3


class ViewingInspector(QTabWidget):
    """Shows the lists and tells what was chosen.

    Args:
        about: What is said of the recording, first of all.
        name: What that is called.
    """

    def __init__(self, about: QWidget, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDocumentMode(True)
        self.about = about
        self.done = ActionsTab()
        self.found = FoundTab(can_redact=False)
        self.everything = TimelineList()
        self.addTab(self.about, name)
        self.addTab(self.done, tr("Actions"))
        self.addTab(self.found, tr("Search"))
        self.addTab(_margined(self.everything), tr("Everything"))
        self.setMinimumWidth(GRID * 34)

    def step(self, rows: int) -> None:
        """Choose the row so many further on in the list in front, if it has rows."""
        lists: dict[ViewingTab, RowList | TimelineList] = {
            ViewingTab.ACTIONS: self.done.list,
            ViewingTab.FOUND: self.found.list,
            ViewingTab.EVERYTHING: self.everything,
        }
        in_front = lists.get(ViewingTab(self.currentIndex()))
        if in_front is not None:
            in_front.step(rows)


class AboutTab(Column):
    """Each fact under its name; keys in letters that can be compared."""

    def __init__(self, facts: Sequence[Fact], parent: QWidget | None = None) -> None:
        super().__init__(margin=GRID * 2, parent=parent)
        self.body.setSpacing(GRID // 2)
        for fact in facts:
            name = words(fact.name, role="quiet")
            told = strangers_words(fact.words, role="mono" if fact.is_key else "")
            told.setAccessibleName(f"{fact.name}: {told.text()}")
            self.body.addWidget(name)
            self.body.addWidget(told)
            self.body.addSpacing(GRID)
        self.body.addStretch(1)


def _margined(widget: QWidget) -> QWidget:
    holder = QWidget()
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(GRID, GRID, GRID, GRID)
    layout.addWidget(widget)
    return holder
