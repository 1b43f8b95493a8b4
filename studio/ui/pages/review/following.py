"""Keeps the timeline and the lists in step with the player, and the player with what is chosen in them.

The same for a recording that is edited and for one that is only watched.
"""

from typing import Protocol

from PySide6.QtCore import QObject

from studio.content.session_content import SessionContent
from studio.ui.models.player import Player
from studio.ui.models.rows import Row
from studio.ui.pages.review.finding import Finding
from studio.ui.pages.review.inspector import ActionsTab, FoundTab
from studio.ui.widgets.stage import Stage
from studio.ui.widgets.timeline import Timeline
from studio.ui.widgets.timeline_list import TimelineList


class Lists(Protocol):
    """The lists beside a recording that every inspector has.

    Attributes:
        done: What was done.
        found: What a search found.
        everything: All that the timeline shows.
    """

    done: ActionsTab
    found: FoundTab
    everything: TimelineList


class Following(QObject):
    """Joins the parts to each other.

    Args:
        player: Plays the recording.
        stage: Shows its picture.
        timeline: All of it.
        lists: Beside the picture.
        finding: What is searched.
        parent: Owns this.
    """

    def __init__(
        self,
        player: Player,
        stage: Stage,
        timeline: Timeline,
        lists: Lists,
        finding: Finding,
        *,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._player, self._timeline, self._lists, self._finding = player, timeline, lists, finding
        self._is_scrubbing = False
        player.position_changed.connect(self._on_position_changed)
        timeline.seek_requested.connect(self._on_seek_requested)
        timeline.scrubbing_changed.connect(self._on_scrubbing_changed)
        stage.place_clicked.connect(finding.show_place)
        lists.done.list.row_chosen.connect(self.go_to_row)
        lists.found.list.row_chosen.connect(self.go_to_row)
        lists.everything.time_chosen.connect(self.go_to)
        finding.marks_shown.connect(lists.everything.show_found)

    def show_content(self, content: SessionContent) -> None:
        """Show what more was read."""
        self._timeline.set_content(content)
        if content.is_complete:
            self._lists.everything.show_content(content)
            self._lists.done.set_actions(content.actions)
            self._finding.search_again()

    def let_go(self) -> None:
        """Let go of everything captured."""
        self._lists.done.set_actions(())
        self._lists.everything.clear()
        self._finding.clear()
        self._timeline.clear()

    def go_to_row(self, row: Row) -> None:
        """Go to when something happened."""
        self.go_to(row.at_ns)

    def go_to(self, at_ns: int) -> None:
        """Go to a time, and let it be seen."""
        self._player.seek(at_ns)
        self._timeline.ensure_visible(at_ns)

    def _on_position_changed(self, at_ns: int) -> None:
        self._timeline.set_position(at_ns)
        if self._player.is_playing:
            self._timeline.ensure_visible(at_ns)
        self._lists.done.list.follow(at_ns)

    def _on_seek_requested(self, at_ns: int) -> None:
        self._player.seek(at_ns, is_scrubbing=self._is_scrubbing)

    def _on_scrubbing_changed(self, is_scrubbing: bool) -> None:  # noqa: FBT001 - as the signal has it
        self._is_scrubbing = is_scrubbing
        if not is_scrubbing:
            self._player.seek(self._player.position_ns)
