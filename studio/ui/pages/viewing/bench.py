"""The parts of a recording that is only watched, joined to each other and laid out."""

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from studio.content.session_content import SessionContent
from studio.ui.dialogs.shortcut_sheet import ShortcutSheet
from studio.ui.models.commands import Command, CommandId
from studio.ui.models.player import Player
from studio.ui.models.viewing_session import ViewingSession
from studio.ui.pages.review.finding import Finding
from studio.ui.pages.review.following import Following
from studio.ui.pages.review.keys import CommandActions
from studio.ui.pages.review.watching import watching_commands
from studio.ui.pages.viewing.inspector import ViewingInspector, ViewingTab
from studio.ui.theme import GRID
from studio.ui.widgets.notice import Notice
from studio.ui.widgets.stage import Stage
from studio.ui.widgets.timeline import Timeline
from studio.ui.widgets.transport import Transport

_PICTURE_PX: Final = GRID * 52
_TIMELINE_PX: Final = GRID * 29
_LISTS_PX: Final = GRID * 48


class ViewingBench(QWidget):
    """Picture and lists above, timeline below.

    Args:
        session: Open, with its first content.
        inspector: The lists.
        commands: What can be done, with its keys; those that change something are left out.
        replay: What is done where the person wants it replayed on their desktop; ``None`` where it cannot be.
        strip: What lies above the timeline, if anything; the lists then are as high as all of this.

    Attributes:
        player: Plays it.
        stage: The picture.
        timeline: All of it.
        inspector: The lists.
        notice: What went wrong with a picture.
    """

    def __init__(
        self,
        session: ViewingSession,
        inspector: ViewingInspector,
        commands: Mapping[CommandId, Command],
        parent: QWidget | None = None,
        *,
        replay: Callable[[], None] | None = None,
        strip: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        if session.player is None or session.content is None:
            raise AssertionError("a recording is watched once it is open")
        self.player: Player = session.player
        self.stage = Stage(self.player, can_draw=False)
        self.timeline = Timeline(session.content, self.player)
        self.inspector = inspector
        self.notice = Notice()
        self._transport = Transport(self.player, commands)
        finding = Finding(session, self.inspector.found, self.timeline, self)
        self._following = Following(
            self.player, self.stage, self.timeline, self.inspector, finding, parent=self
        )
        self._run = {**self._commands(), **({CommandId.REPLAY_HERE: replay} if replay is not None else {})}
        self._known = {name: command for name, command in commands.items() if name in self._run}
        self.actions_of_page = CommandActions(self, self._known, lambda command: self._run[command]())
        self.player.failed.connect(self.notice.say_error)
        self._lay_out(strip)

    def show_content(self, content: SessionContent) -> None:
        """Show what more was read."""
        self._following.show_content(content)

    def let_go(self) -> None:
        """Let go of everything captured."""
        self._following.let_go()

    def _commands(self) -> Mapping[CommandId, Callable[[], None]]:
        return {
            **watching_commands(self.player, self.timeline),
            CommandId.PREVIOUS_ITEM: lambda: self.inspector.step(-1),
            CommandId.NEXT_ITEM: lambda: self.inspector.step(1),
            CommandId.SEARCH: self._search,
            CommandId.SHORTCUTS: self._show_shortcuts,
        }

    def _lay_out(self, strip: QWidget | None) -> None:
        picture = _column(self.stage, self._transport, stretched=self.stage)
        if strip is None:
            sides = _split(Qt.Orientation.Horizontal, picture, self.inspector)
            sides.setSizes([_PICTURE_PX * 3, _LISTS_PX])
            all_of_it = _split(Qt.Orientation.Vertical, sides, self.timeline)
            all_of_it.setSizes([_PICTURE_PX, _TIMELINE_PX])
        else:
            below = _column(strip, self.timeline, stretched=self.timeline)
            halves = _split(Qt.Orientation.Vertical, picture, below)
            halves.setSizes([_PICTURE_PX, _TIMELINE_PX])
            all_of_it = _split(Qt.Orientation.Horizontal, halves, self.inspector)
            all_of_it.setSizes([_PICTURE_PX * 3, _LISTS_PX])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(all_of_it, 1)
        layout.addWidget(self.notice)

    def _search(self) -> None:
        self.inspector.setCurrentIndex(ViewingTab.FOUND)
        self.inspector.found.field.setFocus()
        self.inspector.found.field.selectAll()

    def _show_shortcuts(self) -> None:
        ShortcutSheet(self._known, self).exec()


def _split(way: Qt.Orientation, first: QWidget, second: QWidget) -> QSplitter:
    """Two parts of which the first grows with the window."""
    splitter = QSplitter(way)
    splitter.addWidget(first)
    splitter.addWidget(second)
    splitter.setStretchFactor(0, 1)
    splitter.setStretchFactor(1, 0)
    splitter.setChildrenCollapsible(False)
    return splitter


def _column(*parts: QWidget, stretched: QWidget) -> QWidget:
    column = QWidget()
    layout = QVBoxLayout(column)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    for part in parts:
        layout.addWidget(part, 1 if part is stretched else 0)
    return column
