"""The Check page: a queue, what happens to the chosen one, and what came of it."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QStackedLayout,
    QTabBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from recorder.episode.keys import Chord
from recorder.errors import UserFacingError
from recorder.vault.check_rows import IgnoredRegion
from replay.isolation.in_force import Isolation
from replay.report.record import RunRecord
from replay.running.messages import Wish
from studio.checking.wanted import Wanted
from studio.ui.icons import icon
from studio.ui.models.check_items import CheckItem, CheckState
from studio.ui.models.check_records import CheckRecords, OpenedRecord
from studio.ui.models.checking_desk import CheckingDesk
from studio.ui.models.failure_words import failure_words
from studio.ui.pages.checking.finding import FindingPanel
from studio.ui.pages.checking.middle import Middle, Pane
from studio.ui.pages.checking.options import CheckOptions
from studio.ui.pages.checking.queue import QueueList
from studio.ui.pages.checking.wall import WallLine, WallNotice
from studio.ui.theme import GRID, TARGET
from studio.ui.widgets.comparison import IgnoredWish
from studio.ui.widgets.notice import Notice
from studio.ui.widgets.text import words
from studio.ui.words import tr, trn

_WIDE: Final = 960
"""Pixels; in a narrower page the finding shares the left side with the queue."""
_LEFT: Final = 248
_RIGHT: Final = 264
_ENDED: Final = frozenset({CheckState.DONE, CheckState.STOPPED})

MakeBeside = Callable[[CheckItem, RunRecord], QWidget | None]
"""Makes what belongs below a finding, such as the answer to who recorded it; ``None`` for nothing."""


class CheckingPage(QWidget):
    """Shows the desk's queue, and has it do what the person wishes.

    Args:
        desk: Works the queue off; lives longer than this page.
        chosen: The id of the one to show first; empty for whichever runs.
        back: What the way back is called.
        make_beside: Makes what belongs below a finding.

    Attributes:
        back_requested: The person wants to leave.
        save_requested: The ``RunRecord`` whose report is to be saved.
        wall_requested: Whether a check is refused where there is no wall.
    """

    back_requested = Signal()
    save_requested = Signal(object)
    wall_requested = Signal(bool)

    def __init__(
        self,
        desk: CheckingDesk,
        chosen: str,
        *,
        back: str,
        make_beside: MakeBeside = lambda _item, _record: None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._chosen = chosen
        self._back = back
        self._make_beside = make_beside
        self._beside: QWidget | None = None
        self._record: RunRecord | None = None
        self._shown: tuple[str, object] | None = None
        self.records = CheckRecords(desk.desk, self)
        self.notice = Notice()
        self.wall = WallNotice()
        self.wall_line = WallLine()
        self.queue = QueueList()
        self.options = CheckOptions(desk.wanted)
        self.middle = Middle()
        self.finding = FindingPanel()
        self.start = QPushButton(tr("&Start"))
        self.stop_all = QPushButton(tr("Stop &all"))
        self._tabs = QTabBar()
        self._left = QStackedLayout()
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._is_wide = True
        self._lay_out()
        self._connect()
        self._on_items()
        desk.find_wall()
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
        self._desk.watch("")
        self.records.close()
        self._forget_record()
        self.middle.live.let_go()
        self.middle.asking.show_asked(())
        self.queue.rows.show_items(())
        self._shown = None

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Put the finding where there is room for it."""
        super().resizeEvent(event)
        self._lay_out_for(is_wide=self.width() >= _WIDE)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._header())
        layout.addWidget(self.wall)
        layout.addWidget(self.notice)
        layout.addWidget(self._split, 1)
        self._split.setChildrenCollapsible(False)
        self._split.setHandleWidth(1)
        self._split.addWidget(self._make_left())
        self._split.addWidget(self.middle)
        self._split.addWidget(self.finding)
        self._split.setStretchFactor(1, 1)
        self._split.setSizes([_LEFT, 10_000, _RIGHT])
        self.finding.setMinimumWidth(GRID * 27)
        self.finding.hide()

    def _header(self) -> QHBoxLayout:
        back = QToolButton()
        back.setIcon(icon("back"))
        back.setProperty("role", "flat")
        back.setToolTip(self._back)
        back.setAccessibleName(self._back)
        back.setMinimumSize(TARGET, TARGET)
        back.clicked.connect(self.back_requested)
        header = QHBoxLayout()
        header.setContentsMargins(GRID, GRID, GRID * 2, GRID)
        header.setSpacing(GRID)
        header.addWidget(back)
        title = words(tr("Check"), role="heading")
        title.setWordWrap(False)
        header.addWidget(title)
        header.addSpacing(GRID)
        header.addWidget(self.wall_line, 1)
        return header

    def _make_left(self) -> QWidget:
        left = QWidget()
        left.setMinimumWidth(GRID * 26)
        queue = QWidget()
        column = QVBoxLayout(queue)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.queue, 1)
        column.addWidget(self.options)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(GRID * 2, 0, GRID * 2, GRID * 2)
        buttons.setSpacing(GRID)
        self.start.setProperty("role", "primary")
        self.start.setToolTip(tr("Check what waits, one after the other (Ctrl+Enter)"))
        self.stop_all.setToolTip(tr("Stop what is checked now; what waits stays"))
        buttons.addWidget(self.start, 1)
        buttons.addWidget(self.stop_all, 1)
        column.addLayout(buttons)
        self._tabs.addTab(tr("Queue"))
        self._tabs.addTab(tr("Finding"))
        self._tabs.setExpanding(True)
        self._tabs.hide()
        whole = QVBoxLayout(left)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._tabs)
        whole.addLayout(self._left, 1)
        self._left.addWidget(queue)
        return left

    def _connect(self) -> None:
        desk, live = self._desk, self.middle.live
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
        self.options.changed.connect(self._on_wanted)
        self.start.clicked.connect(desk.start)
        self.stop_all.clicked.connect(desk.stop_all)
        self.wall.changed.connect(self.wall_requested)
        live.pause_requested.connect(partial(self._wish, Wish.PAUSE))
        live.go_on_requested.connect(partial(self._wish, Wish.RESUME))
        live.step_requested.connect(partial(self._wish, Wish.STEP))
        live.stop_requested.connect(self._on_stop)
        self.middle.word.pressed.connect(self._on_pressed)
        self.middle.asking.allowed.connect(self._on_allowed)
        self.middle.comparison.ignored_requested.connect(self._on_ignored)
        self.finding.again_requested.connect(self._on_again)
        self.finding.save_requested.connect(self._on_save)
        self.finding.heed_requested.connect(self._on_heed)
        self._tabs.currentChanged.connect(self._left.setCurrentIndex)
        for keys, run in (
            ("Space", live.toggle),
            (".", live.step.click),
            ("Ctrl+.", live.stop.click),
            ("Ctrl+Return", self.start.click),
            ("F5", self._on_again),
            ("Ctrl+S", self.finding.save.click),
        ):
            QShortcut(
                QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut
            ).activated.connect(run)

    def _lay_out_for(self, *, is_wide: bool) -> None:
        """Give the finding a column of its own, or a tab beside the queue."""
        if is_wide == self._is_wide:
            return
        self._is_wide = is_wide
        is_shown = not self.finding.isHidden()
        if is_wide:
            self._left.removeWidget(self.finding)
            self._split.addWidget(self.finding)
            self._left.setCurrentIndex(0)
        else:
            self._left.addWidget(self.finding)
        self._show_finding(is_shown=is_shown)

    def _show_finding(self, *, is_shown: bool) -> None:
        self._tabs.setVisible(is_shown and not self._is_wide)
        if self._is_wide:
            self.finding.setVisible(is_shown)
            self._left.setCurrentIndex(0)
        else:
            self._tabs.setCurrentIndex(self._tabs.currentIndex() if is_shown else 0)
            self._left.setCurrentIndex(self._tabs.currentIndex())

    def _on_items(self) -> None:
        items = self._desk.items
        if self._desk.item(self._chosen) is None:
            running = next((item for item in items if item.state.is_under_way), None)
            self._chosen = (running or items[0]).subject_id if items else ""
        self.queue.show_items(items, self._chosen)
        self._show_chosen()
        self._offer()

    def _on_item(self, subject_id: str) -> None:
        item = self._desk.item(subject_id)
        if item is None:
            return
        self.queue.rows.show_item(item)
        if subject_id == self._chosen:
            self._show_chosen()
        self._offer()

    def _on_chosen(self, subject_id: str) -> None:
        self._chosen = subject_id
        self._show_chosen()

    def _show_chosen(self) -> None:
        item = self._desk.item(self._chosen)
        self.options.setVisible(bool(self._desk.items))
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
        self.middle.live.let_go()
        if item.state is CheckState.ASKS:
            self._forget_record()
            self.middle.show_asking(item)
        elif item.state in _ENDED and item.is_kept and not item.why:
            self._show_kept(item)
        else:
            self._forget_record()
            self.middle.show_word_of(item, is_going=self._desk.is_going)

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
        item = self._desk.item(opened.subject_id)
        if item is None or opened.subject_id != self._chosen or self._shown is None:
            return
        self._record = opened.record
        self.middle.comparison.show_record(opened.record)
        self.finding.show_record(item, opened.record)
        self._show_beside(self._make_beside(item, opened.record))
        self._show_finding(is_shown=True)
        self.middle.show_comparison()

    def _on_unreadable(self, error: BaseException) -> None:
        if not isinstance(error, UserFacingError):
            raise error
        self.middle.show_error(failure_words(error))

    def _forget_record(self) -> None:
        self.records.forget()
        self._shown = None
        if self._record is not None:
            self._record = None
            self.middle.comparison.clear()
        self.finding.clear()
        self._show_beside(None)
        self._show_finding(is_shown=False)

    def _show_beside(self, beside: QWidget | None) -> None:
        if self._beside is not None:
            self.finding.below.removeWidget(self._beside)
            self._beside.hide()
            self._beside.deleteLater()
        self._beside = beside
        if beside is not None:
            self.finding.below.addWidget(beside)

    def _on_viewed(self, subject_id: str) -> None:
        if subject_id != self._chosen or self.middle.pane is not Pane.LIVE:
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
        self.options.show_wanted(self._desk.wanted)
        if self._desk.wall is not None:
            self._on_wall(self._desk.wall)

    def _offer(self) -> None:
        items = self._desk.items
        waiting = sum(item.state is CheckState.WAITING for item in items)
        is_busy = any(item.state.is_under_way for item in items)
        self.start.setVisible(bool(items) and not is_busy)
        self.start.setEnabled(bool(waiting))
        self.start.setText(trn("&Start", "&Start all {count}", waiting) if waiting else tr("&Start"))
        self.stop_all.setVisible(is_busy)

    def _wish(self, wish: Wish) -> None:
        self._desk.wish(self._chosen, wish)

    def _on_stop(self) -> None:
        self._desk.stop(self._chosen)

    def _on_pressed(self) -> None:
        item = self._desk.item(self._chosen)
        if item is None:
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
        self.notice.say_done(tr("That region is left out from now on. Check again to see what comes of it."))
        self._read_ignored(item)

    def _on_heed(self) -> None:
        item = self._desk.item(self._chosen)
        if item is None:
            return
        self._desk.desk.ask(
            lambda vault: vault.heed_regions(item.subject_id),
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
        if item.subject_id == self._chosen:
            self.finding.show_ignored(regions)
            self.middle.comparison.show_ignored(tuple(each.rect for each in regions))
