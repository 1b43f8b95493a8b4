"""The parts of a review joined to each other: what one tells becomes what the others show.

Every part shows what it is told and tells what the person wants of it. Edits go through ``TakingOut`` and
come back from the edit desk to every part at once. Nothing of how it is laid out is known here.
"""

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal

from recorder.episode.edits import Edits
from recorder.vault.session_reader import SessionAccess
from studio.content.session_content import SessionContent
from studio.editing.episodes import is_prepared
from studio.ui.models.commands import Command, CommandId
from studio.ui.models.review_session import ReviewSession
from studio.ui.models.rows import Row
from studio.ui.pages.review.baking import Baking
from studio.ui.pages.review.finding import Finding
from studio.ui.pages.review.following import Following
from studio.ui.pages.review.inspector import Inspector, Tab
from studio.ui.pages.review.taking_out import TakingOut
from studio.ui.widgets.edit_details import EditChange
from studio.ui.widgets.notice import Notice
from studio.ui.widgets.preview_banner import PreviewBanner
from studio.ui.widgets.stage import SelectedBox, Stage
from studio.ui.widgets.summary_bar import SummaryBar
from studio.ui.widgets.timeline import Timeline
from studio.ui.widgets.timeline.facts import Marks
from studio.ui.widgets.transport import Transport
from studio.ui.words import tr


class Workbench(QObject):
    """The parts, and what is marked and selected.

    Args:
        session: Open, with its first content.
        access: What opens its file.
        commands: What can be done, with its keys.

    Attributes:
        marks: The range that the person marked.
        selected: The id of the selected edit, or ``None``.
    """

    edits_shown = Signal()
    """Other edits are shown, or another one is selected."""
    share_requested = Signal()
    replay_requested = Signal()
    """The person wants to share it, and what others will get is prepared."""

    def __init__(
        self, session: ReviewSession, access: SessionAccess, commands: Mapping[CommandId, Command]
    ) -> None:
        super().__init__()
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
        self._following = Following(
            self.player, self.stage, self.timeline, self.inspector, self.finding, parent=self
        )
        self._connect_playing()
        self._connect_editing()
        self._connect_lists()
        self._show_edits(self.edit_desk.edits)

    def show_content(self, content: SessionContent) -> None:
        """Show what more was read."""
        self._following.show_content(content)

    def set_marks(self, marks: Marks) -> None:
        """Mark a range."""
        self.marks = marks
        self.timeline.set_marks(marks)

    def select(self, edit_id: int | None) -> None:
        """Select an edit everywhere, or none."""
        edits = self.edit_desk.edits
        self.selected = edit_id if edit_id in {edit.id for edit in edits} else None
        self.stage.select_edit(self.selected)
        self.timeline.select_edit(self.selected)
        self.inspector.edits.set_edits(edits, self.selected, self.ended_ns)
        self.edits_shown.emit()

    def set_preview(self, *, is_on: bool) -> None:
        """Show what others will see, or everything."""
        self.player.set_preview(is_on)
        self.summary.show_preview(is_on=is_on)
        self.preview_banner.setVisible(is_on)

    def let_go(self) -> None:
        """Let go of everything captured."""
        self.baking.cancel()
        self._following.let_go()

    @property
    def ended_ns(self) -> int:
        """The recording's length."""
        return self.player.timeline.ended_ns

    def _connect_playing(self) -> None:
        self.player.failed.connect(self.notice.say_error)
        self.timeline.marks_changed.connect(self.set_marks)

    def _connect_editing(self) -> None:
        self.timeline.edit_selected.connect(self.select)
        self.timeline.edit_range_change_requested.connect(self.taking_out.change_range)
        self.stage.box_change_requested.connect(self.taking_out.move_box)
        self.stage.edit_selected.connect(self._on_box_selected)
        self.taking_out.said.connect(self._on_said)
        self.taking_out.selected.connect(self._on_edit_made)
        self.taking_out.padding_changed.connect(self._on_padding_changed)
        self.edit_desk.edits_changed.connect(self._show_edits)
        self.edit_desk.not_saved.connect(self.notice.say_error)
        self.summary.share_requested.connect(self._on_share_requested)
        self.baking.baked.connect(self._on_baked)

    def _connect_lists(self) -> None:
        details = self.inspector.edits.details
        self.inspector.edits.list.row_chosen.connect(self._on_edit_row_chosen)
        details.change_requested.connect(self._on_change_requested)
        details.removal_requested.connect(self.taking_out.remove)
        details.following_requested.connect(self._on_following_requested)
        details.looking_requested.connect(self.taking_out.look_for_all)

    def _show_edits(self, edits: Edits) -> None:
        self.player.set_edits(edits)
        self.timeline.set_edits(edits)
        self.inspector.everything.show_edits(edits)
        self.summary.show_edits(edits, self.ended_ns)
        self.select(self.selected)

    def _on_edit_row_chosen(self, row: Row) -> None:
        if isinstance(row.thing, int):
            self._following.go_to_row(row)
            self.select(row.thing)

    def _on_box_selected(self, box: SelectedBox | None) -> None:
        self.select(None if box is None else box.edit_id)

    def _on_edit_made(self, edit_id: int | None) -> None:
        self.select(edit_id)
        if edit_id is not None:
            self.inspector.show_tab(Tab.EDITS)
            self.set_marks(Marks())

    def _on_change_requested(self, change: EditChange) -> None:
        self.taking_out.put(change.edit)

    def _on_following_requested(self, edit_id: int) -> None:
        self.taking_out.follow_window(edit_id, self.player.position_ns)

    def _on_share_requested(self) -> None:
        session_id = self.session.session_id
        self.session.desk.ask(
            lambda vault: is_prepared(vault, session_id),
            on_done=self._on_known_to_be_prepared,
            on_failed=self.notice.say_error,
        )

    def _on_known_to_be_prepared(self, is_so: bool) -> None:  # noqa: FBT001 - told by the vault
        if is_so:
            self.share_requested.emit()
        else:
            self.baking.start()

    def _on_baked(self, _: object) -> None:
        self.share_requested.emit()

    def _on_said(self, words: str) -> None:
        if not self.baking.is_running:
            self.notice.say(words)

    def _on_padding_changed(self, is_looking: bool) -> None:  # noqa: FBT001 - as the signal has it
        # What is prepared meanwhile would lack what is still being looked for.
        self.summary.set_waiting(is_waiting=is_looking)
        # How far the preparing is, and the way to call it off, stay in sight.
        if self.baking.is_running:
            return
        if is_looking:
            self.notice.say_progress(tr("Looking for where this first and last shows…"), 0, 0)
        else:
            self.notice.hide()
