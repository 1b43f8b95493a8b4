"""Carries out the commands of the review page."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtWidgets import QWidget

from recorder.episode.actions import Type
from recorder.episode.time import NS_PER_SECOND, TimeRange
from studio.editing.making import typed_at
from studio.ui.dialogs.shortcut_sheet import ShortcutSheet
from studio.ui.models.commands import Command, CommandId
from studio.ui.pages.review.inspector import Tab
from studio.ui.pages.review.watching import watching_commands
from studio.ui.pages.review.workbench import Workbench
from studio.ui.widgets.stage import BoxDrawn
from studio.ui.widgets.timeline.facts import Marks
from studio.ui.words import tr

_LEAST_BOX_NS: Final = 2 * NS_PER_SECOND


class Running:
    """Turns a command into what the parts can do.

    Args:
        bench: The parts.
        commands: With their keys, for the sheet that shows them.
        page: Over which the sheet of keys is shown.
    """

    def __init__(self, bench: Workbench, commands: Mapping[CommandId, Command], page: QWidget) -> None:
        self._bench = bench
        self._commands = commands
        self._page = page
        view_commands = {
            CommandId.PREVIOUS_ITEM: lambda: self._step_item(-1),
            CommandId.NEXT_ITEM: lambda: self._step_item(1),
            CommandId.PREVIEW: self.toggle_preview,
            CommandId.SEARCH: self._search,
            CommandId.REPLAY_HERE: bench.replay_requested.emit,
            CommandId.SHORTCUTS: self._show_shortcuts,
        }
        edit_commands = {
            CommandId.MARK_IN: lambda: bench.set_marks(Marks(self._here_ns, bench.marks.out_ns)),
            CommandId.MARK_OUT: lambda: bench.set_marks(Marks(bench.marks.in_ns, self._here_ns)),
            CommandId.CLEAR_MARKS: self._clear,
            CommandId.CUT: self._cut,
            CommandId.TRIM_START: self._trim_start,
            CommandId.TRIM_END: self._trim_end,
            CommandId.REDACT: self._redact,
            CommandId.BOX: lambda: bench.stage.set_drawing(not bench.stage.is_drawing),
            CommandId.WINDOW: self._redact_window,
            CommandId.TYPED: self._redact_typed,
            CommandId.TEXT: self._search,
            CommandId.REMOVE: self._remove,
            CommandId.UNDO: bench.edit_desk.undo,
            CommandId.REDO: bench.edit_desk.redo,
        }
        self._run: Final = {
            **watching_commands(bench.player, bench.timeline),
            **view_commands,
            **edit_commands,
        }

    def run(self, command: CommandId) -> None:
        """Carry one out."""
        self._run[command]()

    def toggle_preview(self) -> None:
        """Show what others will see, or everything."""
        self._bench.set_preview(is_on=not self._bench.player.is_preview)

    def take_box(self, drawn: BoxDrawn) -> None:
        """Cover a box that was drawn: in the marked range, else while its picture is shown."""
        bench = self._bench
        content = bench.session.content
        pictures = None if content is None else content.pictures.get(drawn.monitor_id)
        if content is None or pictures is None:
            return
        shown = pictures.shown(max(0, pictures.index_at(drawn.at_ns)), content.ended_ns)
        # What is covered may be too plain to be followed, and a box that is gone at once protects nothing.
        least_ns = min(drawn.at_ns + _LEAST_BOX_NS, content.ended_ns)
        shown = TimeRange(shown.start_ns, max(shown.end_ns, least_ns))
        bench.taking_out.redact_box(drawn, self._marked() or shown)

    def redact_found(self) -> None:
        """Take what the search found wherever it is."""
        found = self._bench.finding.occurrences
        if found is not None and found.items:
            self._bench.taking_out.redact_text(found)

    @property
    def _here_ns(self) -> int:
        return self._bench.player.position_ns

    def _marked(self) -> TimeRange | None:
        """The marked range; from or to here where one end alone is marked."""
        marks, here_ns = self._bench.marks, self._here_ns
        if marks.in_ns is None and marks.out_ns is None:
            return None
        ends = sorted(here_ns if end is None else end for end in (marks.in_ns, marks.out_ns))
        return TimeRange(*ends) if ends[0] < ends[1] else None

    def _marked_or_say(self) -> TimeRange | None:
        marked = self._marked()
        if marked is None:
            self._bench.notice.say(tr("Mark a range first: press I where it begins and O where it ends."))
        return marked

    def _step_item(self, rows: int) -> None:
        """To the next edit, found thing or action, whichever list is in front."""
        self._bench.inspector.current_list().step(rows)

    def _search(self) -> None:
        self._bench.inspector.show_tab(Tab.FOUND)
        self._bench.inspector.found.field.setFocus()
        self._bench.inspector.found.field.selectAll()

    def _show_shortcuts(self) -> None:
        ShortcutSheet(self._commands, self._page).exec()

    def _clear(self) -> None:
        bench = self._bench
        if bench.stage.is_drawing:
            bench.stage.set_drawing(False)
        elif bench.selected is not None:
            bench.select(None)
        else:
            bench.set_marks(Marks())

    def _cut(self) -> None:
        marked = self._marked_or_say()
        if marked is not None:
            self._bench.taking_out.cut(marked)

    def _trim_start(self) -> None:
        if self._here_ns > 0:
            self._bench.taking_out.trim(TimeRange(self._here_ns, self._bench.player.timeline.ended_ns))

    def _trim_end(self) -> None:
        if self._here_ns < self._bench.player.timeline.ended_ns:
            self._bench.taking_out.trim(TimeRange(0, self._here_ns))

    def _redact(self) -> None:
        marked = self._marked_or_say()
        if marked is not None:
            self._bench.taking_out.redact(marked)

    def _redact_window(self) -> None:
        content = self._bench.session.content
        stretch = None if content is None else content.window_at(self._here_ns)
        if stretch is None or stretch.window.hidden is not None or not stretch.window.app:
            self._bench.notice.say(tr("No window has the focus here. Go to where the window is in use."))
            return
        self._bench.taking_out.redact_window(stretch.window.app)

    def _redact_typed(self) -> None:
        content = self._bench.session.content
        row = self._bench.inspector.done.list.chosen()
        typed = None if content is None else typed_at(content, self._here_ns)
        if typed is None and row is not None and isinstance(row.thing, Type):
            typed = row.thing
        if typed is None:
            self._bench.notice.say(tr("Nothing was typed here. Choose a typed text in the list of actions."))
            return
        self._bench.taking_out.redact_typed(typed)

    def _remove(self) -> None:
        if self._bench.selected is not None:
            self._bench.taking_out.remove(self._bench.selected)
