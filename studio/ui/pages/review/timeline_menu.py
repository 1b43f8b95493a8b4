"""The menu of the timeline: what can be done with the place, the edit or the range under the pointer."""

from functools import partial

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from recorder.episode.time import TimeRange
from studio.editing.making import typed_at
from studio.ui.models.commands import CommandId
from studio.ui.pages.review.keys import CommandActions
from studio.ui.pages.review.running import Running
from studio.ui.pages.review.workbench import Workbench
from studio.ui.widgets.timeline.facts import ContextMenuRequest
from studio.ui.words import tr


class TimelineMenu(QMenu):
    """Offers what makes sense there; all of it can be done by keys and buttons too.

    Args:
        bench: The parts of the review.
        actions: The commands, as buttons show them.
        running: Carries them out.
        request: Where the menu was asked for.
        parent: Owns this.
    """

    def __init__(
        self,
        bench: Workbench,
        actions: CommandActions,
        running: Running,
        request: ContextMenuRequest,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._bench = bench
        self._actions = actions
        self._running = running
        self._at_ns = request.at_ns
        self.setToolTipsVisible(True)
        self._add_edit(request.edit_id)
        self._add_marked()
        self._add_place()

    def _add_edit(self, edit_id: int | None) -> None:
        if edit_id is None:
            return
        edit = self._bench.edit_desk.edits.edit(edit_id)
        self._add_zoom(edit.range)
        # Selected first: the command removes what is selected, and the person sees what that is.
        self._add(CommandId.REMOVE, partial(self._bench.select, edit_id))
        self.addSeparator()

    def _add_marked(self) -> None:
        marked = self._bench.marks.range
        if marked is None:
            return
        self._add(CommandId.CUT)
        self._add(CommandId.REDACT)
        self._add_zoom(marked)
        self._add(CommandId.CLEAR_MARKS, partial(self._bench.select, None))
        self.addSeparator()

    def _add_place(self) -> None:
        content = self._bench.session.content
        stretch = None if content is None else content.window_at(self._at_ns)
        is_window = stretch is not None and stretch.window.hidden is None and bool(stretch.window.app)
        is_typed = content is not None and typed_at(content, self._at_ns) is not None
        go = partial(self._bench.player.seek, self._at_ns)
        self._add(CommandId.WINDOW, go).setEnabled(is_window)
        self._add(CommandId.TYPED, go).setEnabled(is_typed)
        self.addSeparator()
        self._add(CommandId.MARK_IN, go)
        self._add(CommandId.MARK_OUT, go)

    def _add(self, command: CommandId, first: partial[None] | None = None) -> QAction:
        """An entry that does the same as the command's key, after what has to be so first."""
        known = self._actions.commands[command]
        action = QAction(self._actions[command].icon(), f"{known.said}\t{known.shown_key}", self)
        action.setData(command.value)
        action.triggered.connect(partial(self._on_chosen, command, first))
        self.addAction(action)
        return action

    def _add_zoom(self, range_: TimeRange) -> None:
        action = QAction(self._actions[CommandId.ZOOM_IN].icon(), tr("Zoom to it"), self)
        action.setData("zoom")
        action.triggered.connect(partial(self._on_zoom, range_))
        self.addAction(action)

    def _on_chosen(
        self,
        command: CommandId,
        first: partial[None] | None,
        _checked: bool = False,  # noqa: FBT001, FBT002 - Qt's
    ) -> None:
        if first is not None:
            first()
        self._running.run(command)

    def _on_zoom(self, range_: TimeRange, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's
        self._bench.timeline.zoom_to(range_)
