"""The Check page: a queue, what happens to the chosen one, and what came of it."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from recorder.episode.keys import Chord
from recorder.errors import UserFacingError
from recorder.vault.check_rows import IgnoredRegion
from replay.isolation.in_force import Isolation
from replay.report.record import RunRecord
from replay.running.messages import Wish
from studio.checking.wanted import Wanted
from studio.ui.announcing import announce
from studio.ui.models.check_items import CheckItem, CheckState
from studio.ui.models.check_records import CheckRecords, OpenedRecord
from studio.ui.models.check_words import state_words, unreadable_words
from studio.ui.models.checking_desk import CheckingDesk
from studio.ui.pages.checking.answering import Answering
from studio.ui.pages.checking.frame import CheckingFrame
from studio.ui.pages.checking.middle import Pane
from studio.ui.pages.checking.options import CheckOptions
from studio.ui.widgets.comparison import IgnoredWish
from studio.ui.widgets.turns import Turns
from studio.ui.words import tr, trn

_ENDED: Final = frozenset({CheckState.DONE, CheckState.STOPPED})

MakeAnswer = Callable[[CheckItem, RunRecord], Answering | None]
"""Makes the answer to who recorded something; ``None`` where nobody waits for one."""


class CheckingPage(CheckingFrame):
    """Shows the desk's queue, and has it do what the person wishes.

    Args:
        desk: Works the queue off; lives longer than this page.
        chosen: The id of the one to show first; empty for whichever runs.
        back: What the way back is called.
        make_answer: Makes the answer to who recorded something, if there may be one.

    Attributes:
        save_requested: The ``RunRecord`` whose report is to be saved.
        wall_requested: Whether a check is refused where there is no wall.
    """

    save_requested = Signal(object)
    wall_requested = Signal(bool)

    def __init__(
        self,
        desk: CheckingDesk,
        chosen: str,
        *,
        back: str,
        make_answer: MakeAnswer = lambda _item, _record: None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(back, parent)
        self._desk = desk
        self._chosen = chosen
        self._back = back
        self._make_answer = make_answer
        self._answer: Answering | None = None
        self._opening = Turns(self)
        self._showing = Turns(self)
        self._record: RunRecord | None = None
        self._shown: tuple[str, object] | None = None
        self._under_way = ""
        self._is_let_go = False
        self.records = CheckRecords(desk.desk, self)
        self._ignored: tuple[IgnoredWish, ...] = ()
        self._options: CheckOptions | None = None
        self._connect()
        self._on_items()
        # Once the rest is seen: making all parts in one would hold the interface up.
        self._opening.add(self._make_options, desk.find_wall)
        desk.refresh()

    @property
    def first_stop(self) -> QWidget:
        """What has the keyboard first."""
        return self.queue if self._desk.items else self.middle.word.button

    @property
    def record(self) -> RunRecord | None:
        """What is compared now."""
        return self._record

    def let_go(self) -> None:
        """Forget all that is shown; the queue goes on."""
        self._is_let_go = True
        self._opening.forget()
        self._desk.watch("")
        self.records.close()
        self._forget_record()
        self.middle.let_go()
        self.queue.rows.show_items(())
        self._shown = None

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Take the keys that the focus had no use for."""
        is_live = self.middle.pane is Pane.LIVE and not event.modifiers()
        if is_live and event.key() == Qt.Key.Key_Space:
            self.middle.live.toggle()
        elif is_live and event.key() == Qt.Key.Key_Period:
            self.middle.live.step.click()
        else:
            super().keyPressEvent(event)

    def _connect(self) -> None:
        desk, middle = self._desk, self.middle
        desk.items_changed.connect(self._on_items)
        desk.item_changed.connect(self._on_item)
        desk.viewed.connect(self._on_viewed)
        desk.wall_changed.connect(self._on_wall)
        desk.failed.connect(self.notice.say_error)
        self.records.opened.connect(self._on_opened)
        self.records.failed.connect(self._on_unreadable)
        self.queue.chosen.connect(self._on_chosen)
        self.queue.removal_requested.connect(desk.remove)
        self.queue.move_requested.connect(desk.move)
        self.start.clicked.connect(desk.start)
        self.stop_all.clicked.connect(desk.stop_all)
        self.wall.changed.connect(self.wall_requested)
        middle.pause_requested.connect(partial(self._wish, Wish.PAUSE))
        middle.go_on_requested.connect(partial(self._wish, Wish.RESUME))
        middle.step_requested.connect(partial(self._wish, Wish.STEP))
        middle.stop_requested.connect(self._on_stop)
        middle.word.pressed.connect(self._on_pressed)
        middle.word.other_pressed.connect(self._on_again)
        middle.allowed.connect(self._on_allowed)
        middle.ignored_requested.connect(self._on_ignored)
        middle.ignored_removed.connect(self._on_heeded)
        self.finding.again_requested.connect(self._on_again)
        self.finding.save_requested.connect(self._on_save)
        for keys, run in (
            ("Ctrl+.", self._on_stop),
            ("Ctrl+Return", self.start.click),
            ("F5", self._on_again),
            ("F9", self.folding.click),
            ("Ctrl+S", self.finding.save.click),
        ):
            QShortcut(
                QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut
            ).activated.connect(run)

    def _make_options(self) -> None:
        self._options = CheckOptions(self._desk.wanted, self.left)
        self._options.changed.connect(self._on_wanted)
        self.below_queue.addWidget(self._options)

    def _on_items(self) -> None:
        if self._is_let_go:
            return
        items = self._desk.items
        if self._desk.item(self._chosen) is None:
            running = next((item for item in items if item.state.is_under_way), None)
            self._chosen = (running or items[0]).subject_id if items else ""
        self.queue.show_items(items, self._chosen)
        self._show_chosen()

    def _on_item(self, subject_id: str) -> None:
        item = self._desk.item(subject_id)
        if item is None or self._is_let_go:
            return
        self.queue.rows.show_item(item)
        if subject_id == self._chosen:
            self._tell_end(item)
            self._show_chosen()
        else:
            self._offer()

    def _tell_end(self, item: CheckItem) -> None:
        """Say how the one that is shown ended; not what the person did with it themselves."""
        is_news = item.state is CheckState.DONE or (item.state is CheckState.STOPPED and bool(item.why))
        if is_news and self._under_way == item.subject_id:
            announce(self.middle, state_words(item))

    def _on_chosen(self, subject_id: str) -> None:
        self._chosen = subject_id
        self._show_chosen()

    def _show_chosen(self) -> None:
        item = self._desk.item(self._chosen)
        self._under_way = self._chosen if item is not None and item.state.is_under_way else ""
        self._show_middle()
        self._offer()
        self.arrange()

    def _show_middle(self) -> None:
        item = self._desk.item(self._chosen)
        self.has_queue = bool(self._desk.items)
        if item is None:
            self._forget_record()
            self.middle.show_nothing(self._back)
            return
        if item.state.is_under_way:
            self._forget_record()
            view = self._desk.watch(item.subject_id)
            if view is not None and self.middle.live.picture.view is None:
                self.middle.live.picture.show_view(view)
            self.middle.show_live(item, self._desk.target_of(item))
            return
        self._desk.watch("")
        self.middle.let_go_of_live()
        if item.state is CheckState.ASKS:
            self._forget_record()
            self.middle.show_asking(item)
        elif item.state in _ENDED and item.is_kept and not item.why:
            self._show_kept(item)
        else:
            self._forget_record()
            self.middle.show_word_of(item, is_going=self._desk.is_going, back=self._back)

    def _show_kept(self, item: CheckItem) -> None:
        """Show what its latest check showed; read it first, unless it is there."""
        what = (item.subject_id, item.made_at)
        if self._shown == what:
            return
        self._forget_record()
        self._shown = what
        self.middle.show_opening()
        self.finding.show_item(item)
        self.records.open(item.subject_id)
        self._read_ignored(item)

    def _on_opened(self, opened: OpenedRecord) -> None:
        if opened.subject_id != self._chosen or self._shown is None:
            return
        self._record = opened.record
        self._showing.add(self.middle.make_comparison, self._show_run, self._show_found)

    def _show_run(self) -> None:
        if self._record is not None:
            self.middle.comparison.show_record(self._record)
            self.middle.comparison.show_ignored(self._ignored)

    def _show_found(self) -> None:
        item = self._desk.item(self._chosen)
        if item is None or self._record is None:
            return
        self.finding.show_record(item, self._record)
        self._show_answer(self._make_answer(item, self._record))
        self.finding.show()
        self.middle.show_comparison()
        self.arrange()

    def _on_unreadable(self, error: BaseException) -> None:
        if not isinstance(error, UserFacingError):
            raise error
        self.middle.show_error(unreadable_words(error))

    def _forget_record(self) -> None:
        self.records.forget()
        self._showing.forget()
        self._shown = None
        if self._record is not None:
            self._record = None
            self.middle.comparison.clear()
        self._ignored = ()
        self.finding.clear()
        self._show_answer(None)
        self.finding.hide()

    def _show_answer(self, answer: Answering | None) -> None:
        if self._answer is not None:
            for part in (self._answer, self._answer.said):
                part.hide()
                part.deleteLater()
        self._answer = answer
        if answer is not None:
            self.put_foot(answer)
            self.finding.below.addWidget(answer.said)

    def _on_viewed(self, subject_id: str) -> None:
        if self._is_let_go or subject_id != self._chosen or self.middle.pane is not Pane.LIVE:
            return
        view = self._desk.take_view(subject_id)
        if view is not None:
            self.middle.live.picture.show_view(view)

    def _on_wall(self, wall: Isolation) -> None:
        self.wall_line.show_wall(wall)
        self.wall.show_wall(wall, needs_wall=self._desk.wanted.needs_wall)

    def _on_wanted(self, wanted: Wanted) -> None:
        self._desk.want(wanted)

    def show_wanted(self) -> None:
        """Show how it is checked from now on, where somebody else changed that."""
        if self._options is not None:
            self._options.show_wanted(self._desk.wanted)
        if self._desk.wall is not None:
            self._on_wall(self._desk.wall)

    def _offer(self) -> None:
        items = self._desk.items
        waiting = sum(item.state is CheckState.WAITING for item in items)
        is_busy = any(item.state.is_under_way for item in items)
        # The middle offers the one next step of the one that waits; this is for several.
        is_offered = self.middle.pane is Pane.WORD and self.middle.word.has_button
        self.start.setVisible(not self._desk.is_running and waiting > (1 if is_offered else 0))
        self.start.setText(trn("&Start", "&Start all {count}", waiting) if waiting else tr("&Start"))
        self.stop_all.setVisible(is_busy)

    def _wish(self, wish: Wish) -> None:
        self._desk.wish(self._chosen, wish)

    def _on_stop(self) -> None:
        self._desk.stop(self._chosen)

    def _on_pressed(self) -> None:
        item = self._desk.item(self._chosen)
        if item is None or item.is_mended_there:
            self.back_requested.emit()
        elif item.state is CheckState.WAITING:
            self._desk.start()
        else:
            self._on_again()

    def _on_again(self) -> None:
        item = self._desk.item(self._chosen)
        if item is not None and not item.is_gone:
            self._desk.add((item.subject_id,), start=True)

    def _on_allowed(self, chord: Chord) -> None:
        self._desk.allow(self._chosen, chord)

    def _on_save(self) -> None:
        if self._record is not None:
            self.save_requested.emit(self._record)

    def _on_ignored(self, wish: IgnoredWish) -> None:
        item = self._desk.item(self._chosen)
        if item is None or item.name.kind is None:
            return
        kind, region = item.name.kind, IgnoredRegion(wish.rect, wish.step)
        self._desk.desk.ask(
            lambda vault: vault.ignore_region(kind, item.subject_id, region),
            on_done=lambda _: self._on_left_out(item),
            on_failed=self.notice.say_error,
        )

    def _on_left_out(self, item: CheckItem) -> None:
        if self._is_let_go:
            return
        self.notice.say_done(tr("That region is left out from now on. Check again to see what comes of it."))
        self._read_ignored(item)

    def _on_heeded(self, wish: IgnoredWish) -> None:
        item = self._desk.item(self._chosen)
        if item is None:
            return
        region = IgnoredRegion(wish.rect, wish.step)
        self._desk.desk.ask(
            lambda vault: vault.heed_region(item.subject_id, region),
            on_done=lambda _: self._read_ignored(item),
            on_failed=self.notice.say_error,
        )

    def _read_ignored(self, item: CheckItem) -> None:
        self._desk.desk.ask(
            lambda vault: vault.ignored_regions(item.subject_id),
            on_done=lambda regions: self._on_regions(item, regions),
            on_failed=self.notice.say_error,
        )

    def _on_regions(self, item: CheckItem, regions: Sequence[IgnoredRegion]) -> None:
        if item.subject_id == self._chosen and not self._is_let_go:
            self._ignored = tuple(IgnoredWish(each.rect, each.step) for each in regions)
            self.finding.show_ignored(len(regions))
            if self.middle.has_comparison:
                self.middle.comparison.show_ignored(self._ignored)
