"""Carries out what takes something out of a recording: works it out off this thread, then asks the desk.

Working an edit out may take a moment: a text is looked for everywhere, a box back to where it first shows.
Meanwhile the person goes on. Whatever they changed in between stays: what was worked out is added to the
edits as they are by then.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from recorder.episode.actions import Type
from recorder.episode.edits import Edit, Edits, Redaction
from recorder.episode.time import TimeRange
from recorder.errors import UserFacingError
from recorder.vault.session_reader import SessionAccess
from studio.content.session_content import SessionContent
from studio.editing import changing, making
from studio.editing.history import StepName
from studio.editing.occurrences import Occurrences
from studio.editing.padding import Padding, padding
from studio.editing.text_redaction import redact_text
from studio.editing.window_redaction import redact_window
from studio.ui.jobs import Job, Task
from studio.ui.models.edit_desk import EditDesk
from studio.ui.models.review_session import ReviewSession
from studio.ui.pages.review.cautions import cautions
from studio.ui.widgets.stage import BoxChange, BoxDrawn
from studio.ui.widgets.timeline.facts import EditRangeChange
from studio.ui.words import tr

Make = Callable[[SessionContent, Edits], Edits]
"""From a session's content and its edits to new edits; may take a moment."""


class TakingOut(QObject):
    """Changes the edits of one recording as the person asks.

    Attributes:
        said: In words, why something was not done, or what to look at.
        selected: The id of the edit that was made or changed; ``None`` where it is gone.
        padding_changed: Whether the first and last pictures of what was covered are looked for now.
    """

    said = Signal(str)
    selected = Signal(object)
    padding_changed = Signal(bool)

    def __init__(
        self, session: ReviewSession, desk: EditDesk, access: SessionAccess, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._desk = desk
        self._access = access
        self._padding: Job[Padding] | None = None
        self._drag: tuple[int, StepName] | None = None

    @property
    def is_looking(self) -> bool:
        """Whether the first and last pictures of what was covered are looked for now."""
        return self._padding is not None

    def cut(self, range_: TimeRange) -> None:
        """Cut a range out."""
        self._make(StepName.CUT, lambda content, edits: making.cut(content, edits, range_))

    def trim(self, kept: TimeRange) -> None:
        """Cut away what is before and after a range."""
        self._make(StepName.TRIM, lambda content, edits: making.trim(content, edits, kept))

    def redact(self, range_: TimeRange) -> None:
        """Take the keys and the context of a range."""
        self._make(StepName.REDACT_RANGE, lambda content, edits: making.redact_range(content, edits, range_))

    def redact_typed(self, typed: Type) -> None:
        """Take what was typed in one go."""
        self._make(StepName.REDACT_TYPED, lambda _, edits: making.redact_typed(edits, typed))

    def redact_text(self, found: Occurrences) -> None:
        """Take a text wherever it was found."""
        self._make(StepName.REDACT_TEXT, lambda content, edits: redact_text(content, edits, found), pads=True)

    def redact_window(self, app: str) -> None:
        """Take the windows of an application for as long as they may be visible."""
        self._make(
            StepName.REDACT_WINDOW, lambda content, edits: redact_window(content, edits, app), pads=True
        )

    def redact_box(self, drawn: BoxDrawn, range_: TimeRange) -> None:
        """Cover a box; then look for where what it covers first and last shows."""
        self._make(
            StepName.REDACT_BOX,
            lambda content, edits: making.redact_box(
                content, edits, drawn.rect, range_, monitor_id=drawn.monitor_id
            ),
            pads=True,
        )

    def follow_window(self, edit_id: int, at_ns: int) -> None:
        """Let a box move with the window that lies under it at a time, or at the nearest that it is there."""
        edit = self._desk.edits.edit(edit_id)
        if not isinstance(edit, Redaction) or edit.parts[0].cover is None:
            return
        part = edit.parts[0]
        cover = edit.parts[0].cover
        at_ns = min(max(at_ns, part.range.start_ns), part.range.end_ns - 1)

        def make(content: SessionContent, edits: Edits) -> Edits:
            made = making.redact_box(
                content,
                Edits(),
                cover.rect_at(at_ns),
                part.range,
                monitor_id=cover.monitor_id,
                takes_keys=part.takes_keys,
                takes_context=part.takes_context,
                follows_window_at_ns=at_ns,
            )
            return edits.with_changed(replace(edit, parts=made.redactions[0].parts))

        self._make(StepName.MOVE_BOX, make, pads=True)

    def look_for_all(self, edit_id: int) -> None:
        """Look again for where what an edit covers first and last shows, and cover it until then."""
        self._pad(StepName.CHANGE_RANGE, edit_id, merges=False)

    def move_box(self, change: BoxChange) -> None:
        """Put a box elsewhere; the changes of one drag are one step to undo."""
        self._change_by_hand(
            StepName.MOVE_BOX,
            change.edit_id,
            lambda _, edits: changing.place_box(
                edits, change.edit_id, self._here_ns(), change.rect, part=change.part
            ),
            is_final=change.is_final,
        )

    def change_range(self, change: EditRangeChange) -> None:
        """Let an edit begin or end elsewhere; the changes of one drag are one step to undo."""
        self._change_by_hand(
            StepName.CHANGE_RANGE,
            change.edit_id,
            lambda content, edits: changing.change_range(
                content, edits, change.edit_id, change.range, part=change.part
            ),
            is_final=change.is_final,
        )

    def put(self, edit: Edit) -> None:
        """Put another edit in the place of the one of its id."""
        before = self._desk.edits.edit(edit.id)
        name = StepName.CHANGE_RANGE if edit.range != before.range else StepName.CHANGE_TAKEN
        self._desk.do(name, self._desk.edits.with_changed(edit))

    def remove(self, edit_id: int) -> None:
        """Let what an edit took stay again."""
        self._stop_padding()
        self._desk.do(StepName.REMOVE, changing.remove(self._desk.edits, edit_id))
        self.selected.emit(None)

    def _make(self, name: StepName, make: Make, *, pads: bool = False) -> None:
        content = self._session.content
        if content is None:
            return
        if not content.is_complete:
            self.said.emit(tr("The recording is still being read. Try again in a moment."))
            return
        before = self._desk.edits
        self._session.worker.submit(
            lambda _: make(content, before),
            on_done=partial(self._take, name, make, before, pads),
            on_failed=self._tell,
        )

    def _take(self, name: StepName, make: Make, before: Edits, pads: bool, made: Edits) -> None:  # noqa: FBT001 - bound by partial
        if self._desk.edits != before:
            self._make(name, make, pads=pads)
            return
        self._desk.do(name, made)
        changed = [edit.id for edit in made if edit not in before.items]
        if not changed:
            return
        self.selected.emit(changed[-1])
        if pads:
            self._pad(name, changed[-1])
        else:
            self._warn(changed[-1])

    def _pad(self, name: StepName, edit_id: int, *, merges: bool = True) -> None:
        content, edit = self._session.content, self._desk.edits.edit(edit_id)
        if content is None or not isinstance(edit, Redaction):
            return
        self._stop_padding()
        self._tell_padding(is_looking=True)
        access = self._access

        def look(task: Task) -> Padding:
            with access.open() as reader:
                return padding(reader, content, edit, lambda: task.report(0, 0))

        self._padding = self._session.looker.submit(
            look, on_done=partial(self._take_padding, name, edit, merges), on_failed=self._tell
        )

    def _take_padding(self, name: StepName, edit: Redaction, merges: bool, found: Padding) -> None:  # noqa: FBT001 - bound by partial
        self._stop_padding()
        edits = self._desk.edits
        # Changed or taken back meanwhile: the person has decided, and is not overruled.
        if edit not in edits.items:
            return
        self._desk.do(name, making.with_appearances(edits, edit.id, found.ranges), merges=merges)
        self._warn(edit.id, found)

    def _warn(self, edit_id: int, found: Padding | None = None) -> None:
        made = self._desk.edits.edit(edit_id)
        said = cautions(made, found) if isinstance(made, Redaction) else ""
        if said:
            self.said.emit(said)

    def _stop_padding(self) -> None:
        if self._padding is not None:
            self._padding.cancel()
            self._padding = None
            self._tell_padding(is_looking=False)

    def _tell_padding(self, *, is_looking: bool) -> None:
        self.padding_changed.emit(is_looking)

    def _change_by_hand(self, name: StepName, edit_id: int, make: Make, *, is_final: bool) -> None:
        """A change that is small enough for this thread, one of many while something is dragged."""
        content = self._session.content
        if content is None:
            return
        self._stop_padding()
        drag, before = (edit_id, name), self._desk.edits
        goes_on = self._drag == drag
        with suppress(UserFacingError):  # the hand is where nothing can be: the edit stays as it was
            self._desk.do(name, make(content, before), merges=goes_on)
        # A drag that has not moved anything yet has no step to go on with: that would be the one before it.
        has_step = goes_on or self._desk.edits != before
        self._drag = drag if has_step and not is_final else None

    def _here_ns(self) -> int:
        return self._session.player.position_ns if self._session.player is not None else 0

    def _tell(self, error: BaseException) -> None:
        self._stop_padding()
        if not isinstance(error, UserFacingError):
            raise error
        self.said.emit(" ".join(part for part in (error.happened, error.mend) if part))
