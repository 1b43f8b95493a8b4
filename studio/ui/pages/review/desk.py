"""The picture, the timeline, the lists and the buttons of a recording, joined to each other.

Every part shows what it is told and tells what the person wants of it; here one becomes the other. Edits go
through ``TakingOut`` and come back from the edit desk to every part at once.
"""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from recorder.episode.edits import Edits
from recorder.vault.session_reader import SessionAccess
from studio.content.session_content import SessionContent
from studio.ui.models.commands import Command, CommandId
from studio.ui.models.edit_words import STEP_WORDS
from studio.ui.models.review_session import ReviewSession
from studio.ui.models.rows import Row
from studio.ui.pages.review.baking import Baking
from studio.ui.pages.review.edit_bar import EditBar
from studio.ui.pages.review.finding import Finding
from studio.ui.pages.review.inspector import Inspector, Tab
from studio.ui.pages.review.keys import CommandActions
from studio.ui.pages.review.running import Running
from studio.ui.pages.review.taking_out import TakingOut
from studio.ui.pages.review.timeline_menu import TimelineMenu
from studio.ui.theme import GRID
from studio.ui.widgets.notice import Notice
from studio.ui.widgets.preview_banner import PreviewBanner
from studio.ui.widgets.stage import SelectedBox, Stage
from studio.ui.widgets.summary_bar import SummaryBar
from studio.ui.widgets.timeline import Timeline
from studio.ui.widgets.timeline.facts import ContextMenuRequest, Marks
from studio.ui.widgets.transport import Transport
from studio.ui.words import tr

_PICTURE_PX: Final = GRID * 52


_TIMELINE_PX: Final = GRID * 30
_LISTS_PX: Final = GRID * 44


class ReviewDesk(QWidget):
    """All of the review but its header.

    Args:
        session: Open, with its first content.
        access: What opens its file.
        commands: What can be done, with its keys.
        parent: Owns this.
    """

    def __init__(
        self,
        session: ReviewSession,
        access: SessionAccess,
        commands: Mapping[CommandId, Command],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        if session.player is None or session.edit_desk is None or session.content is None:
            raise AssertionError("a recording is reviewed once it is open")
        self.session, self.player, self.edit_desk = session, session.player, session.edit_desk
        self.marks = Marks()
        self.selected: int | None = None
        self.stage = Stage(self.player)
        self.transport = Transport(self.player, commands)
        self.timeline = Timeline(session.content, self.player)
        self.inspector = Inspector()
        self.summary = SummaryBar()
        self.preview_banner = PreviewBanner()
        self.notice = Notice()
        self.taking_out = TakingOut(session, self.edit_desk, access, self)
        self.finding = Finding(session, self.inspector.found, self.timeline, self)
        self.baking = Baking(session, self.notice, self.summary, self)
        self._running = Running(self)
        self.actions_of_page = CommandActions(self, commands, self._running.run)
        self._lay_out()
        self._connect()
        self._show_edits(self.edit_desk.edits)

    def run(self, command: CommandId) -> None:
        """Carry out a command, as its key would."""
        self._running.run(command)

    def show_content(self, content: SessionContent) -> None:
        """Show what more was read."""
        self.timeline.set_content(content)
        if content.is_complete:
            self.inspector.done.set_actions(content.actions)
            self.finding.search_again()

    def set_marks(self, marks: Marks) -> None:
        """Mark a range."""
        self.marks = marks
        self.timeline.set_marks(marks)

    def select(self, edit_id: int | None) -> None:
        """Select an edit everywhere, or none."""
        known = {edit.id for edit in self.edit_desk.edits}
        self.selected = edit_id if edit_id in known else None
        self.stage.select_edit(self.selected)
        self.timeline.select_edit(self.selected)
        self._show_edits_list()

    def set_preview(self, *, is_on: bool) -> None:
        """Show what others will see, or everything."""
        self.player.set_preview(is_on)
        self.summary.show_preview(is_on=is_on)
        self.preview_banner.setVisible(is_on)

    def let_go(self) -> None:
        """Let go of everything captured."""
        self.baking.cancel()
        self.inspector.done.set_actions(())
        self.finding.clear()

    def _lay_out(self) -> None:
        picture = QWidget()
        column = QVBoxLayout(picture)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.preview_banner)
        column.addWidget(self.stage, 1)
        column.addWidget(self.transport)
        sides = QSplitter(Qt.Orientation.Horizontal)
        sides.addWidget(picture)
        sides.addWidget(self.inspector)
        sides.setStretchFactor(0, 1)
        sides.setStretchFactor(1, 0)
        sides.setSizes([_PICTURE_PX * 3, _LISTS_PX])
        sides.setChildrenCollapsible(False)
        below = QWidget()
        lower = QVBoxLayout(below)
        lower.setContentsMargins(0, 0, 0, 0)
        lower.setSpacing(0)
        lower.addWidget(EditBar(self.actions_of_page))
        lower.addWidget(self.timeline, 1)
        halves = QSplitter(Qt.Orientation.Vertical)
        halves.addWidget(sides)
        halves.addWidget(below)
        halves.setStretchFactor(0, 1)
        halves.setStretchFactor(1, 0)
        halves.setSizes([_PICTURE_PX, _TIMELINE_PX])
        halves.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(halves, 1)
        layout.addWidget(self.notice)
        layout.addWidget(self.summary)

    def _connect(self) -> None:
        player, timeline, stage = self.player, self.timeline, self.stage
        player.position_changed.connect(self._on_position_changed)
        player.failed.connect(self.notice.say_error)
        timeline.seek_requested.connect(self._on_seek_requested)
        timeline.scrubbing_changed.connect(self._on_scrubbing_changed)
        timeline.marks_changed.connect(self.set_marks)
        timeline.edit_selected.connect(self.select)
        timeline.edit_range_change_requested.connect(self.taking_out.change_range)
        timeline.context_menu_requested.connect(self._on_menu_requested)
        stage.box_drawn.connect(self._running.take_box)
        stage.box_change_requested.connect(self.taking_out.move_box)
        stage.edit_selected.connect(self._on_box_selected)
        stage.place_clicked.connect(self.finding.show_place)
        self.taking_out.said.connect(self.notice.say)
        self.taking_out.selected.connect(self._on_edit_made)
        self.taking_out.padding_changed.connect(self._on_padding_changed)
        self.edit_desk.edits_changed.connect(self._show_edits)
        self.edit_desk.not_saved.connect(self._on_not_saved)
        self.inspector.done.list.row_chosen.connect(self._on_row_chosen)
        self.inspector.found.list.row_chosen.connect(self._on_row_chosen)
        self.inspector.found.redaction_requested.connect(self._running.redact_found)
        self.inspector.edits.list.row_chosen.connect(self._on_edit_row_chosen)
        self.inspector.edits.details.change_requested.connect(self._on_change_requested)
        self.inspector.edits.details.removal_requested.connect(self.taking_out.remove)
        self.inspector.edits.details.following_requested.connect(self._on_following_requested)
        self.inspector.edits.details.looking_requested.connect(self.taking_out.look_for_all)
        self.summary.preview_requested.connect(self._running.toggle_preview)
        self.summary.bake_requested.connect(self.baking.start)
        self._is_scrubbing = False

    def _show_edits(self, edits: Edits) -> None:
        self.player.set_edits(edits)
        self.timeline.set_edits(edits)
        self.summary.show_edits(edits, self._ended_ns)
        actions = self.actions_of_page
        undo, redo = self.edit_desk.undo_name, self.edit_desk.redo_name
        actions[CommandId.UNDO].setEnabled(undo is not None)
        actions[CommandId.REDO].setEnabled(redo is not None)
        actions.say(CommandId.UNDO, tr(STEP_WORDS[undo][0]) if undo else tr("Undo"))
        actions.say(CommandId.REDO, tr(STEP_WORDS[redo][1]) if redo else tr("Redo"))
        self.select(self.selected)

    def _show_edits_list(self) -> None:
        edits = self.edit_desk.edits
        self.inspector.edits.set_edits(edits, self.selected, self._ended_ns)
        self.actions_of_page[CommandId.REMOVE].setEnabled(self.selected is not None)

    @property
    def _ended_ns(self) -> int:
        return self.player.timeline.ended_ns

    def _on_position_changed(self, at_ns: int) -> None:
        self.timeline.set_position(at_ns)
        if self.player.is_playing:
            self.timeline.ensure_visible(at_ns)
        self.inspector.done.list.follow(at_ns)

    def _on_seek_requested(self, at_ns: int) -> None:
        self.player.seek(at_ns, is_scrubbing=self._is_scrubbing)

    def _on_scrubbing_changed(self, is_scrubbing: bool) -> None:  # noqa: FBT001 - as the signal has it
        self._is_scrubbing = is_scrubbing
        if not is_scrubbing:
            self.player.seek(self.player.position_ns)

    def _on_row_chosen(self, row: Row) -> None:
        self.player.seek(row.at_ns)
        self.timeline.ensure_visible(row.at_ns)

    def _on_edit_row_chosen(self, row: Row) -> None:
        if isinstance(row.thing, int):
            self._on_row_chosen(row)
            self.select(row.thing)

    def _on_box_selected(self, box: SelectedBox | None) -> None:
        self.select(None if box is None else box.edit_id)

    def _on_edit_made(self, edit_id: int | None) -> None:
        self.select(edit_id)
        if edit_id is not None:
            self.inspector.show_tab(Tab.EDITS)
            self.set_marks(Marks())

    def _on_change_requested(self, change: object) -> None:
        edit = getattr(change, "edit", None)
        if edit is not None:
            self.taking_out.put(edit)

    def _on_menu_requested(self, request: ContextMenuRequest) -> None:
        menu = TimelineMenu(self, request)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(request.position)

    def _on_following_requested(self, edit_id: int) -> None:
        self.taking_out.follow_window(edit_id, self.player.position_ns)

    def _on_padding_changed(self, is_looking: bool) -> None:  # noqa: FBT001 - as the signal has it
        if is_looking:
            self.notice.say_progress(tr("Looking for where this first and last shows…"), 0, 0)
        else:
            self.notice.hide()

    def _on_not_saved(self, error: BaseException) -> None:
        self.notice.say_error(error)
