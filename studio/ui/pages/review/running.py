"""Carries out the commands of the review page."""

from typing import TYPE_CHECKING, Final

from recorder.episode.actions import Type
from recorder.episode.time import NS_PER_SECOND, TimeRange
from studio.editing.making import typed_at
from studio.ui.dialogs.shortcut_sheet import ShortcutSheet
from studio.ui.models.commands import CommandId
from studio.ui.pages.review.inspector import Tab
from studio.ui.widgets.stage import BoxDrawn
from studio.ui.widgets.timeline.facts import Marks
from studio.ui.words import tr

if TYPE_CHECKING:
    from studio.ui.pages.review.desk import ReviewDesk


_LEAST_BOX_NS: Final = 2 * NS_PER_SECOND


class Running:
    """Turns a command into what the parts of the desk can do.

    Args:
        desk: Whose commands.
    """

    def __init__(self, desk: "ReviewDesk") -> None:
        self._desk = desk
        player_commands = {
            CommandId.PLAY_PAUSE: desk.player.toggle,
            CommandId.PAUSE: desk.player.pause,
            CommandId.SLOWER: desk.player.slower,
            CommandId.FASTER: desk.player.faster,
            CommandId.SKIP_IDLE: lambda: desk.player.set_skips_idle(not desk.player.skips_idle),
            CommandId.STEP_BACK: lambda: desk.player.step(-1),
            CommandId.STEP_ON: lambda: desk.player.step(1),
            CommandId.SECOND_BACK: lambda: self._move(-NS_PER_SECOND),
            CommandId.SECOND_ON: lambda: self._move(NS_PER_SECOND),
            CommandId.PREVIOUS_ACTION: desk.player.to_previous_action,
            CommandId.NEXT_ACTION: desk.player.to_next_action,
            CommandId.TO_START: lambda: self._go(0),
            CommandId.TO_END: lambda: self._go(desk.player.timeline.ended_ns),
            CommandId.NEXT_MONITOR: self._next_monitor,
        }
        view_commands = {
            CommandId.PREVIOUS_ITEM: lambda: self._step_item(-1),
            CommandId.NEXT_ITEM: lambda: self._step_item(1),
            CommandId.PREVIEW: self.toggle_preview,
            CommandId.ZOOM_IN: desk.timeline.zoom_in,
            CommandId.ZOOM_OUT: desk.timeline.zoom_out,
            CommandId.ZOOM_TO_FIT: desk.timeline.zoom_to_fit,
            CommandId.SEARCH: self._search,
            CommandId.SHORTCUTS: self._show_shortcuts,
        }
        edit_commands = {
            CommandId.MARK_IN: lambda: desk.set_marks(Marks(self._here_ns, desk.marks.out_ns)),
            CommandId.MARK_OUT: lambda: desk.set_marks(Marks(desk.marks.in_ns, self._here_ns)),
            CommandId.CLEAR_MARKS: self._clear,
            CommandId.CUT: self._cut,
            CommandId.TRIM_START: self._trim_start,
            CommandId.TRIM_END: self._trim_end,
            CommandId.REDACT: self._redact,
            CommandId.BOX: lambda: desk.stage.set_drawing(not desk.stage.is_drawing),
            CommandId.WINDOW: self._redact_window,
            CommandId.TYPED: self._redact_typed,
            CommandId.TEXT: self._search,
            CommandId.REMOVE: self._remove,
            CommandId.UNDO: desk.edit_desk.undo,
            CommandId.REDO: desk.edit_desk.redo,
        }
        self._run: Final = player_commands | view_commands | edit_commands

    def run(self, command: CommandId) -> None:
        """Carry one out."""
        self._run[command]()

    def toggle_preview(self) -> None:
        """Show what others will see, or everything."""
        self._desk.set_preview(is_on=not self._desk.player.is_preview)

    def take_box(self, drawn: BoxDrawn) -> None:
        """Cover a box that was drawn: in the marked range, else while its picture is shown."""
        desk = self._desk
        content = desk.session.content
        pictures = None if content is None else content.pictures.get(drawn.monitor_id)
        if content is None or pictures is None:
            return
        shown = pictures.shown(max(0, pictures.index_at(drawn.at_ns)), content.ended_ns)
        # What is covered may be too plain to be followed, and a box that is gone at once protects nothing.
        least_ns = min(drawn.at_ns + _LEAST_BOX_NS, content.ended_ns)
        shown = TimeRange(shown.start_ns, max(shown.end_ns, least_ns))
        desk.taking_out.redact_box(drawn, self._marked() or shown)

    def redact_found(self) -> None:
        """Take what the search found wherever it is."""
        found = self._desk.finding.occurrences
        if found is not None and found.items:
            self._desk.taking_out.redact_text(found)

    @property
    def _here_ns(self) -> int:
        return self._desk.player.position_ns

    def _marked(self) -> TimeRange | None:
        """The marked range; from or to here where one end alone is marked."""
        marks, here_ns = self._desk.marks, self._here_ns
        if marks.in_ns is None and marks.out_ns is None:
            return None
        ends = sorted(here_ns if end is None else end for end in (marks.in_ns, marks.out_ns))
        return TimeRange(*ends) if ends[0] < ends[1] else None

    def _marked_or_say(self) -> TimeRange | None:
        marked = self._marked()
        if marked is None:
            self._desk.notice.say(tr("Mark a range first: press I where it begins and O where it ends."))
        return marked

    def _go(self, at_ns: int) -> None:
        self._desk.player.seek(at_ns)
        self._desk.timeline.ensure_visible(at_ns)

    def _move(self, by_ns: int) -> None:
        self._go(self._here_ns + by_ns)

    def _next_monitor(self) -> None:
        self._desk.player.next_monitor()
        self._desk.timeline.set_monitor(self._desk.player.monitor_id)

    def _step_item(self, rows: int) -> None:
        """To the next edit, found thing or action, whichever list is in front."""
        self._desk.inspector.current_list().step(rows)

    def _search(self) -> None:
        self._desk.inspector.show_tab(Tab.FOUND)
        self._desk.inspector.found.field.setFocus()
        self._desk.inspector.found.field.selectAll()

    def _show_shortcuts(self) -> None:
        ShortcutSheet(self._desk.actions_of_page.commands, self._desk).exec()

    def _clear(self) -> None:
        desk = self._desk
        if desk.stage.is_drawing:
            desk.stage.set_drawing(False)
        elif desk.selected is not None:
            desk.select(None)
        else:
            desk.set_marks(Marks())

    def _cut(self) -> None:
        marked = self._marked_or_say()
        if marked is not None:
            self._desk.taking_out.cut(marked)

    def _trim_start(self) -> None:
        if self._here_ns > 0:
            self._desk.taking_out.trim(TimeRange(self._here_ns, self._desk.player.timeline.ended_ns))

    def _trim_end(self) -> None:
        if self._here_ns < self._desk.player.timeline.ended_ns:
            self._desk.taking_out.trim(TimeRange(0, self._here_ns))

    def _redact(self) -> None:
        marked = self._marked_or_say()
        if marked is not None:
            self._desk.taking_out.redact(marked)

    def _redact_window(self) -> None:
        content = self._desk.session.content
        stretch = None if content is None else content.window_at(self._here_ns)
        if stretch is None or stretch.window.hidden is not None or not stretch.window.app:
            self._desk.notice.say(tr("No window has the focus here. Go to where the window is in use."))
            return
        self._desk.taking_out.redact_window(stretch.window.app)

    def _redact_typed(self) -> None:
        content = self._desk.session.content
        row = self._desk.inspector.done.list.chosen()
        typed = None if content is None else typed_at(content, self._here_ns)
        if typed is None and row is not None and isinstance(row.thing, Type):
            typed = row.thing
        if typed is None:
            self._desk.notice.say(tr("Nothing was typed here. Choose a typed text in the list of actions."))
            return
        self._desk.taking_out.redact_typed(typed)

    def _remove(self) -> None:
        if self._desk.selected is not None:
            self._desk.taking_out.remove(self._desk.selected)
