"""What is checked, one after the other, and what came of it; lives longer than its page.

Who leaves the page meanwhile finds it done later. Locking calls everything off, within 200 ms, and forgets
what was checked but for what the vault keeps. A recording that is taken back while it is checked is checked
no further, and what it showed is gone.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final, assert_never

from PySide6.QtCore import QObject, Signal, Slot

from recorder.episode.keys import Chord
from recorder.errors import UserFacingError
from recorder.vault.check_rows import CheckRow
from replay.isolation.in_force import Isolation, isolation_in_force
from replay.running.messages import Wish
from studio.checking.carrying_out import Checked, CheckOrder, begin_check, finish_check
from studio.checking.wanted import Wanted
from studio.ui.jobs import Worker
from studio.ui.models.check_items import CheckItem, CheckState
from studio.ui.models.check_lanes import CheckLanes
from studio.ui.models.check_progress import at_step, begun, carried_out, failed, paused, stopped
from studio.ui.models.check_queue import CheckQueue, Known, read_known
from studio.ui.models.check_run import AtStep, CheckRun, Heard, LiveView, Paused, PictureCame, Planned, WentOn
from studio.ui.models.vault_desk import VaultDesk


class CheckingDesk(QObject):
    """Holds the queue and works it off. Lives on the interface's thread.

    Args:
        desk: The vault.
        lanes: How many are checked at a time; as many as there are pairs of cores, where ``None``.

    Attributes:
        items_changed: There are other rows now.
        item_changed: The id of a row that is another one now.
        viewed: The id of one whose desktop shows something new.
        checked: The id of one that was just checked, for lists that show what came of it.
        wall_changed: What stands between a replay and the rest of the machine, as ``Isolation``.
        failed: An error that belongs to no row.
    """

    items_changed = Signal()
    item_changed = Signal(str)
    viewed = Signal(str)
    checked = Signal(str)
    wall_changed = Signal(object)
    failed = Signal(object)

    def __init__(self, desk: VaultDesk, parent: QObject | None = None, *, lanes: int | None = None) -> None:
        super().__init__(parent)
        self.desk: Final = desk
        self.wanted = Wanted()
        self.wall: Isolation | None = None
        self.is_going = False
        self._queue = CheckQueue()
        self._allowed: dict[str, frozenset[Chord]] = {}
        self._lanes: Final = CheckLanes(desk, self._go_on, lanes)
        self._asker: Final = Worker("check-wall")
        desk.locking.connect(self._on_locking)

    @property
    def items(self) -> tuple[CheckItem, ...]:
        """All rows: what was asked for, in its order, then what was checked before."""
        return self._queue.items

    def item(self, subject_id: str) -> CheckItem | None:
        """One row."""
        return self._queue.item(subject_id)

    @property
    def is_running(self) -> bool:
        """Whether something is under way or waits for its turn."""
        return bool(self._lanes.running) or (self.is_going and self._queue.next_waiting is not None)

    @property
    def is_at_work(self) -> bool:
        """Whether something is done now by itself; what is paused waits for a person."""
        return any(item.state.is_under_way and item.state is not CheckState.PAUSED for item in self.items)

    def refresh(self) -> None:
        """Read again what the vault holds."""
        if self.desk.is_open:
            self.desk.ask(read_known, on_done=self._on_read, on_failed=self.failed.emit)

    def find_wall(self) -> None:
        """Find out what stands between a replay and the rest of the machine; told by ``wall_changed``."""
        self._asker.submit(lambda _: isolation_in_force(), on_done=self._on_wall)

    def want(self, wanted: Wanted) -> None:
        """Check in this way from now on; what is under way goes on as it began."""
        self.wanted = wanted

    def add(self, subject_ids: Iterable[str], *, start: bool) -> None:
        """Put these at the end of what waits; what is under way already stays where it is.

        Args:
            subject_ids: Recordings of one's own, episodes or received recordings.
            start: Whether to begin now.
        """
        self._queue.put_in_line(subject_ids)
        self.is_going = self.is_going or start
        self.items_changed.emit()
        self.refresh()
        self._go_on()

    def start(self) -> None:
        """Begin with what waits."""
        self.is_going = True
        self._go_on()

    def move(self, subject_id: str, by: int) -> None:
        """Let one that waits come earlier or later."""
        if self._queue.move(subject_id, by):
            self.items_changed.emit()

    def remove(self, subject_id: str) -> None:
        """Take one off the page: it is ended if it runs; what the vault keeps of it is destroyed."""
        item = self._queue.take(subject_id)
        if item is None:
            return
        self._lanes.end(subject_id)
        if item.is_kept:
            self._forget(subject_id)
        self.items_changed.emit()
        self._go_on()

    def stop(self, subject_id: str) -> None:
        """End one: nothing of it is kept."""
        item = self._queue.item(subject_id)
        if item is None or not (item.state.is_under_way or item.state is CheckState.WAITING):
            return
        self._lanes.end(subject_id)
        self._show(stopped(item))
        self._go_on()

    def stop_all(self) -> None:
        """End everything, and begin nothing by itself."""
        self.is_going = False
        for subject_id in self._lanes.running:
            self.stop(subject_id)
        self.items_changed.emit()

    def wish(self, subject_id: str, wish: Wish) -> None:
        """Pause one that runs, let it go on, or let it do one step."""
        run = self._lanes.run_of(subject_id)
        if run is not None:
            run.wish(wish)

    def allow(self, subject_id: str, chord: Chord) -> None:
        """Let one press keys of the desktop's own; once all that it asks for are allowed, it waits again."""
        item = self._queue.item(subject_id)
        if item is None:
            return
        allowed = self._allowed[subject_id] = self._allowed.get(subject_id, frozenset()) | {chord}
        asks = tuple(asked for asked in item.asks if asked.chord not in allowed)
        self._show(replace(item, asks=asks, state=CheckState.ASKS if asks else CheckState.WAITING))
        if not asks:
            self.start()

    def watch(self, subject_id: str) -> LiveView | None:
        """Look at the desktop of this one alone; its latest picture, if there is one. None where empty."""
        run = self._lanes.watch(subject_id)
        return None if run is None else run.last_view()

    def take_view(self, subject_id: str) -> LiveView | None:
        """The newest picture of its desktop, once."""
        run = self._lanes.run_of(subject_id)
        return None if run is None else run.take_view()

    def close(self) -> None:
        """End everything, for good."""
        self.is_going = False
        self._lanes.end_all()
        self._lanes.close()
        self._asker.leave()

    def _go_on(self) -> None:
        while self.is_going and self._lanes.has_room and self.desk.is_open:
            item = self._queue.next_waiting
            if item is None:
                # What is added later begins when somebody says so.
                self.is_going = bool(self._lanes.running)
                return
            self._begin(item)

    def _begin(self, item: CheckItem) -> None:
        run = self._lanes.begin(item.subject_id, self.wanted)
        self._show(begun(item, run.runs))
        allowed = self._allowed.get(item.subject_id, frozenset())
        self.desk.ask(
            lambda vault: begin_check(vault, run.subject_id, allowed),
            on_done=lambda order: self._on_begun(run, order),
            on_failed=lambda error: self._on_failed(run, error),
        )

    def _on_begun(self, run: CheckRun, order: CheckOrder) -> None:
        run.order = order
        if run.is_over:
            self._lanes.abandon(order)
            return
        run.job = self._lanes.lane_of(run).submit(
            lambda task: run.work(task, order),
            on_part=lambda heard: self._on_heard(run, heard),
            on_done=lambda checked: self._on_carried_out(run, order, checked),
            on_failed=lambda error: self._on_failed(run, error),
        )

    def _on_heard(self, run: CheckRun, heard: Heard) -> None:
        item = self._queue.item(run.subject_id)
        if run.is_over or item is None:
            return
        match heard:
            case Planned():
                run.steps = heard.steps
                self._show(replace(item, steps=len(heard.steps)))
            case AtStep():
                self._show(at_step(item, run.steps, heard))
            case Paused():
                self._show(paused(item, run.steps, heard))
            case WentOn():
                self._show(replace(item, state=CheckState.RUNNING))
            case PictureCame():
                self.viewed.emit(run.subject_id)
            case _:
                assert_never(heard)

    def target_of(self, item: CheckItem) -> tuple[int, int] | None:
        """Where the step that is done now acts, in pixels of the recorded desktop."""
        run = self._lanes.run_of(item.subject_id)
        if run is None or not 0 < item.step <= len(run.steps):
            return None
        target = run.steps[item.step - 1].target
        return None if target is None else (target.x, target.y)

    def _on_carried_out(self, run: CheckRun, order: CheckOrder, checked: Checked) -> None:
        self.desk.ask(
            lambda vault: finish_check(vault, order, checked),
            on_done=lambda row: self._on_kept(run, checked, row),
            on_failed=lambda error: self._on_failed(run, error),
        )

    def _on_kept(self, run: CheckRun, checked: Checked, row: CheckRow | None) -> None:
        item = self._queue.item(run.subject_id)
        if run.is_over or item is None:
            # It was ended while the vault was about to keep it, and is said to be kept nowhere.
            if row is not None and self.desk.is_open:
                self._forget(run.subject_id)
            return
        self._lanes.finish(run)
        self._show(carried_out(item, checked, is_kept=row is not None))
        if checked.finding is not None:
            self.checked.emit(run.subject_id)
        self._go_on()

    def _forget(self, subject_id: str) -> None:
        self.desk.ask(
            lambda vault: vault.forget_check(subject_id),
            on_done=lambda _: self.checked.emit(subject_id),
            on_failed=self.failed.emit,
        )

    def _on_failed(self, run: CheckRun, error: BaseException) -> None:
        if run.is_over:
            return
        if run.order is not None:
            self._lanes.abandon(run.order)
        self._lanes.finish(run)
        item = self._queue.item(run.subject_id)
        if not isinstance(error, UserFacingError):
            if item is not None:
                self._show(stopped(item))
            raise error
        if item is not None:
            self._show(failed(item, error))
        self._go_on()

    def _show(self, item: CheckItem) -> None:
        if item != self._queue.item(item.subject_id):
            self._queue.show(item)
            self.item_changed.emit(item.subject_id)

    def _on_wall(self, wall: Isolation) -> None:
        self.wall = wall
        self.wall_changed.emit(wall)

    def _on_read(self, known: Known) -> None:
        if not self.desk.is_open:
            return
        is_other = self._queue.learn(known)
        for item in self._queue.items:
            if item.is_gone:
                self._lanes.end(item.subject_id)
        if is_other:
            self.items_changed.emit()
        self._go_on()

    @Slot()
    def _on_locking(self) -> None:
        self.is_going = False
        self._lanes.end_all()
        self._lanes.watch("")
        self._queue.clear()
        self._allowed.clear()
        self.items_changed.emit()
