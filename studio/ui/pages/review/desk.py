"""The review laid out: picture and lists above, buttons and timeline below, and what others will get."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from studio.ui.models.commands import Command, CommandId
from studio.ui.models.edit_words import STEP_WORDS
from studio.ui.pages.review.edit_bar import EditBar
from studio.ui.pages.review.keys import CommandActions
from studio.ui.pages.review.running import Running
from studio.ui.pages.review.timeline_menu import TimelineMenu
from studio.ui.pages.review.workbench import Workbench
from studio.ui.theme import GRID
from studio.ui.widgets.timeline.facts import ContextMenuRequest
from studio.ui.words import tr

_PICTURE_PX: Final = GRID * 52
_TIMELINE_PX: Final = GRID * 33
_LISTS_PX: Final = GRID * 48


class ReviewDesk(QWidget):
    """All of the review but its header.

    Args:
        bench: The parts; owned by this from now on.
        commands: What can be done, with its keys.
        parent: Owns this.

    Attributes:
        bench: The parts.
        actions_of_page: The commands, as buttons and menus show them.
    """

    def __init__(
        self, bench: Workbench, commands: Mapping[CommandId, Command], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.bench = bench
        bench.setParent(self)
        self._running = Running(bench, commands, self)
        self.actions_of_page = CommandActions(self, commands, self._running.run)
        bench.edits_shown.connect(self._on_edits_shown)
        bench.timeline.context_menu_requested.connect(self._on_menu_requested)
        bench.stage.box_drawn.connect(self._running.take_box)
        bench.inspector.found.redaction_requested.connect(self._running.redact_found)
        bench.summary.preview_requested.connect(self._running.toggle_preview)
        self._lay_out()
        self._on_edits_shown()

    def run(self, command: CommandId) -> None:
        """Carry out a command, as its key would."""
        self._running.run(command)

    def menu(self, request: ContextMenuRequest) -> TimelineMenu:
        """The menu of a place on the timeline."""
        return TimelineMenu(self.bench, self.actions_of_page, self._running, request, self)

    def _lay_out(self) -> None:
        bench = self.bench
        picture = _column(bench.preview_banner, bench.stage, bench.transport, stretched=bench.stage)
        sides = QSplitter(Qt.Orientation.Horizontal)
        sides.addWidget(picture)
        sides.addWidget(bench.inspector)
        sides.setStretchFactor(0, 1)
        sides.setStretchFactor(1, 0)
        sides.setSizes([_PICTURE_PX * 3, _LISTS_PX])
        sides.setChildrenCollapsible(False)
        halves = QSplitter(Qt.Orientation.Vertical)
        halves.addWidget(sides)
        halves.addWidget(_column(EditBar(self.actions_of_page), bench.timeline, stretched=bench.timeline))
        halves.setStretchFactor(0, 1)
        halves.setStretchFactor(1, 0)
        halves.setSizes([_PICTURE_PX, _TIMELINE_PX])
        halves.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(halves, 1)
        layout.addWidget(bench.notice)
        layout.addWidget(bench.summary)

    def _on_edits_shown(self) -> None:
        actions, edit_desk = self.actions_of_page, self.bench.edit_desk
        undo, redo = edit_desk.undo_name, edit_desk.redo_name
        actions[CommandId.UNDO].setEnabled(undo is not None)
        actions[CommandId.REDO].setEnabled(redo is not None)
        actions[CommandId.REMOVE].setEnabled(self.bench.selected is not None)
        actions.say(CommandId.UNDO, tr(STEP_WORDS[undo][0]) if undo else tr("Undo"))
        actions.say(CommandId.REDO, tr(STEP_WORDS[redo][1]) if redo else tr("Redo"))

    def _on_menu_requested(self, request: ContextMenuRequest) -> None:
        menu = self.menu(request)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(request.position)


def _column(*widgets: QWidget, stretched: QWidget) -> QWidget:
    column = QWidget()
    layout = QVBoxLayout(column)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    for widget in widgets:
        layout.addWidget(widget, 1 if widget is stretched else 0)
    return column
