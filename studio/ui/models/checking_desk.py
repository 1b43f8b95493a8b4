"""What is checked, one after the other, and what came of it; lives longer than its page.

Who leaves the page meanwhile finds it done later. Locking calls everything off, within 200 ms, and forgets
what was checked but for what the vault keeps. A recording that is taken back while it is checked is checked
no further, and what it showed is gone.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final, assert_never

from PySide6.QtCore import QObject, Signal, Slot

from recorder.episode.keys import Chord
from recorder.errors import UserFacingError
from recorder.vault.check_rows import CheckRow
from recorder.vault.vault import Vault
from replay.isolation.in_force import Isolation, isolation_in_force
from replay.running.messages import Wish
from studio.checking.carrying_out import (
    Checked,
    CheckOrder,
    abandon_check,
    begin_check,
    finish_check,
)
from studio.checking.findings import read_finding
from studio.checking.wanted import Wanted
from studio.ui.jobs import Worker
from studio.ui.models.check_items import CheckItem, CheckName, CheckState
from studio.ui.models.check_names import names_of
from studio.ui.models.check_run import AtStep, CheckRun, Heard, LiveView, Paused, PictureCame, Planned, WentOn
from studio.ui.models.check_words import not_replayed_words
from studio.ui.models.vault_desk import VaultDesk
from studio.ui.words import tr

_FROM_CORES: Final = 2
"""A replay's programs and its comparison keep two of them busy."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What the vault tells: what the subjects are called, and the checks that it keeps."""

    names: dict[str, CheckName]
    checks: tuple[CheckRow, ...]


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
        self._items: dict[str, CheckItem] = {}
        self._allowed: dict[str, frozenset[Chord]] = {}
        self._runs: dict[str, CheckRun] = {}
        self._watched = ""
        count = lanes or max(1, (os.cpu_count() or 1) // _FROM_CORES)
        self._free: list[Worker] = [Worker(f"check-{number}") for number in range(1, count + 1)]
        self._lanes: Final = tuple(self._free)
        self._lane_of: dict[str, Worker] = {}
        self._asker: Final = Worker("check-wall")
        desk.locking.connect(self._on_locking)

    @property
    def items(self) -> tuple[CheckItem, ...]:
        """All rows: what was asked for, in its order, then what was checked before."""
        return tuple(self._items.values())

    def item(self, subject_id: str) -> CheckItem | None:
        """One row."""
        return self._items.get(subject_id)

    @property
    def is_running(self) -> bool:
        """Whether something is under way or waits for its turn."""
        return bool(self._runs) or (self.is_going and self._next_waiting() is not None)

    @property
    def is_at_work(self) -> bool:
        """Whether something is done now by itself; what is paused waits for a person."""
        return any(item.state.is_under_way and item.state is not CheckState.PAUSED for item in self.items)

    def refresh(self) -> None:
        """Read again what the vault holds."""
        if self.desk.is_open:
            self.desk.ask(_read, on_done=self._on_read, on_failed=self.failed.emit)

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
        for subject_id in subject_ids:
            before = self._items.get(subject_id)
            if before is not None and (before.state.is_under_way or before.state is CheckState.WAITING):
                continue
            self._items.pop(subject_id, None)
            name = before.name if before is not None else None
            self._put_in_line(CheckItem(subject_id, name or CheckName(), CheckState.WAITING))
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
        waiting = [key for key, item in self._items.items() if item.state is CheckState.WAITING]
        if subject_id not in waiting:
            return
        at = waiting.index(subject_id)
        to = min(max(at + by, 0), len(waiting) - 1)
        waiting.insert(to, waiting.pop(at))
        queue = iter(waiting)
        order = [
            next(queue) if item.state is CheckState.WAITING else key for key, item in self._items.items()
        ]
        self._items = {key: self._items[key] for key in order}
        self.items_changed.emit()

    def remove(self, subject_id: str) -> None:
        """Take one off the page: it is ended if it runs; what the vault keeps of it is destroyed."""
        item = self._items.pop(subject_id, None)
        if item is None:
            return
        self._end(subject_id)
        if item.is_kept:
            self.desk.ask(
                lambda vault: vault.forget_check(subject_id),
                on_done=lambda _: self.checked.emit(subject_id),
                on_failed=self.failed.emit,
            )
        self.items_changed.emit()
        self._go_on()

    def stop(self, subject_id: str) -> None:
        """End one: nothing of it is kept."""
        item = self._items.get(subject_id)
        if item is None or not (item.state.is_under_way or item.state is CheckState.WAITING):
            return
        self._end(subject_id)
        self._show(replace(item, state=CheckState.STOPPED, step=0, doing=""))
        self._go_on()

    def stop_all(self) -> None:
        """End everything, and begin nothing by itself."""
        self.is_going = False
        for subject_id in tuple(self._runs):
            self.stop(subject_id)
        self.items_changed.emit()

    def wish(self, subject_id: str, wish: Wish) -> None:
        """Pause one that runs, let it go on, or let it do one step."""
        run = self._runs.get(subject_id)
        if run is not None:
            run.wish(wish)

    def allow(self, subject_id: str, chord: Chord) -> None:
        """Let one press keys of the desktop's own; once all that it asks for are allowed, it waits again."""
        item = self._items.get(subject_id)
        if item is None:
            return
        allowed = self._allowed[subject_id] = self._allowed.get(subject_id, frozenset()) | {chord}
        asks = tuple(asked for asked in item.asks if asked.chord not in allowed)
        self._show(replace(item, asks=asks, state=CheckState.ASKS if asks else CheckState.WAITING))
        if not asks:
            self.start()

    def watch(self, subject_id: str) -> LiveView | None:
        """Look at the desktop of this one alone; its latest picture, if there is one. None where empty."""
        self._watched = subject_id
        for key, each in self._runs.items():
            each.watch(is_watched=key == subject_id)
        run = self._runs.get(subject_id)
        return None if run is None else run.last_view()

    def take_view(self, subject_id: str) -> LiveView | None:
        """The newest picture of its desktop, once."""
        run = self._runs.get(subject_id)
        return None if run is None else run.take_view()

    def close(self) -> None:
        """End everything, for good."""
        self._end_all()
        for lane in (*self._lanes, self._asker):
            lane.leave()

    def _put_in_line(self, item: CheckItem) -> None:
        """After what is under way or waits, before what is done."""
        in_line = {
            key: each
            for key, each in self._items.items()
            if each.state.is_under_way or each.state is CheckState.WAITING
        }
        rest = {key: each for key, each in self._items.items() if key not in in_line}
        self._items = {**in_line, item.subject_id: item, **rest}

    def _next_waiting(self) -> CheckItem | None:
        return next((item for item in self.items if item.state is CheckState.WAITING), None)

    def _go_on(self) -> None:
        while self.is_going and self._free and self.desk.is_open:
            item = self._next_waiting()
            if item is None:
                # What is added later begins when somebody says so.
                self.is_going = bool(self._runs)
                return
            self._begin(item)

    def _begin(self, item: CheckItem) -> None:
        run = CheckRun(item.subject_id, self.wanted)
        run.watch(is_watched=item.subject_id == self._watched)
        self._runs[item.subject_id] = run
        self._lane_of[item.subject_id] = self._free.pop()
        self._show(
            replace(item, state=CheckState.STARTING, step=0, doing="", run=1, runs=run.runs, why=(), asks=())
        )
        allowed = self._allowed.get(item.subject_id, frozenset())
        self.desk.ask(
            lambda vault: begin_check(vault, run.subject_id, allowed),
            on_done=lambda order: self._on_begun(run, order),
            on_failed=lambda error: self._on_failed(run, error),
        )

    def _on_begun(self, run: CheckRun, order: CheckOrder) -> None:
        run.order = order
        if run.is_over:
            self._abandon(order)
            return
        run.job = self._lane_of[run.subject_id].submit(
            lambda task: run.work(task, order),
            on_part=lambda heard: self._on_heard(run, heard),
            on_done=lambda checked: self._on_carried_out(run, order, checked),
            on_failed=lambda error: self._on_failed(run, error),
        )

    def _on_heard(self, run: CheckRun, heard: Heard) -> None:
        item = self._items.get(run.subject_id)
        if run.is_over or item is None:
            return
        match heard:
            case Planned():
                run.steps = heard.steps
                self._show(replace(item, steps=len(heard.steps)))
            case AtStep():
                self._show_step(run, item, heard)
            case Paused():
                self._show(replace(self._at(run, item, heard.number), state=CheckState.PAUSED, run=heard.run))
            case WentOn():
                self._show(replace(item, state=CheckState.RUNNING))
            case PictureCame():
                self.viewed.emit(run.subject_id)
            case _:
                assert_never(heard)

    def _show_step(self, run: CheckRun, item: CheckItem, at: AtStep) -> None:
        if at.number == 0:
            shown = replace(item, state=CheckState.STARTING, step=0, doing="", run=at.run)
        elif at.number > len(run.steps):
            shown = replace(item, state=CheckState.COMPARING, doing="", run=at.run)
        else:
            state = item.state if item.state is CheckState.PAUSED else CheckState.RUNNING
            shown = replace(self._at(run, item, at.number), state=state, run=at.run)
        if shown != item:
            self._show(shown)

    def _at(self, run: CheckRun, item: CheckItem, number: int) -> CheckItem:
        doing = run.steps[number - 1].words if 0 < number <= len(run.steps) else ""
        return replace(item, step=min(number, len(run.steps)), doing=doing)

    def target_of(self, item: CheckItem) -> tuple[int, int] | None:
        """Where the step that is done now acts, in pixels of the recorded desktop."""
        run = self._runs.get(item.subject_id)
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
        item = self._items.get(run.subject_id)
        if run.is_over or item is None:
            return
        self._free_lane(run)
        if checked.asks:
            self._show(replace(item, state=CheckState.ASKS, asks=checked.asks, step=0, doing=""))
        elif checked.finding is None:
            self._show(replace(item, state=CheckState.STOPPED, step=0, doing=""))
        else:
            self._show(
                replace(
                    item,
                    state=CheckState.DONE,
                    finding=checked.finding,
                    is_kept=row is not None,
                    steps=checked.finding.steps,
                    step=0,
                    doing="",
                    why=() if checked.error is None else not_replayed_words(checked.error, item.name.kind),
                    made_at=checked.made_at,
                )
            )
            self.checked.emit(run.subject_id)
        self._go_on()

    def _on_failed(self, run: CheckRun, error: BaseException) -> None:
        if run.is_over:
            return
        if run.order is not None:
            self._abandon(run.order)
        self._free_lane(run)
        item = self._items.get(run.subject_id)
        if not isinstance(error, UserFacingError):
            if item is not None:
                self._show(replace(item, state=CheckState.STOPPED, step=0, doing=""))
            raise error
        if item is not None:
            self._show(
                replace(
                    item,
                    state=CheckState.STOPPED,
                    why=not_replayed_words(error, item.name.kind),
                    step=0,
                    doing="",
                )
            )
        self._go_on()

    def _end(self, subject_id: str) -> None:
        """End a run without waiting for it; its lane is free once its thread is."""
        run = self._runs.get(subject_id)
        if run is None:
            return
        run.is_over = True
        run.end()
        lane, order = self._lane_of[subject_id], run.order
        del self._runs[subject_id], self._lane_of[subject_id]
        if run.job is not None:
            run.job.cancel()
        # After the run has ended: the lane does its jobs in order.
        lane.submit(lambda _: None, on_done=lambda _: self._on_lane_free(lane, order))

    def _on_lane_free(self, lane: Worker, order: CheckOrder | None) -> None:
        if order is not None:
            self._abandon(order)
        if lane not in self._free:
            self._free.append(lane)
        self._go_on()

    def _end_all(self) -> None:
        self.is_going = False
        for subject_id in tuple(self._runs):
            self._end(subject_id)

    def _free_lane(self, run: CheckRun) -> None:
        run.is_over = True
        run.end()
        self._runs.pop(run.subject_id, None)
        lane = self._lane_of.pop(run.subject_id, None)
        if lane is not None:
            self._free.append(lane)

    def _abandon(self, order: CheckOrder) -> None:
        self.desk.ask(lambda vault: abandon_check(vault, order), on_failed=_let_recovery_do_it)

    def _show(self, item: CheckItem) -> None:
        self._items[item.subject_id] = item
        self.item_changed.emit(item.subject_id)

    def _on_wall(self, wall: Isolation) -> None:
        self.wall = wall
        self.wall_changed.emit(wall)

    def _on_read(self, known: _Known) -> None:
        if not self.desk.is_open:
            return
        kept = {row.subject_id: row for row in known.checks}
        rows = {key: self._read_item(item, known, kept.get(key)) for key, item in self._items.items()}
        new = [row for row in reversed(known.checks) if row.subject_id not in rows]
        rows |= {row.subject_id: _kept_item(row, known.names) for row in new if row.subject_id in known.names}
        for key, item in rows.items():
            if item.is_gone:
                self._end(key)
        if rows != self._items or list(rows) != list(self._items):
            self._items = rows
            self.items_changed.emit()
        self._go_on()

    def _read_item(self, item: CheckItem, known: _Known, row: CheckRow | None) -> CheckItem:
        name = known.names.get(item.subject_id)
        if name is None:
            gone = (tr("This recording is not there any more. What a check of it showed is destroyed too."),)
            return CheckItem(item.subject_id, item.name, CheckState.STOPPED, why=gone, is_gone=True)
        if row is None or item.is_kept or item.state is CheckState.DONE:
            return replace(item, name=name)
        finding = item.finding or read_finding(row.summary)
        return replace(item, name=name, finding=finding, is_kept=True, made_at=item.made_at or row.made_at)

    @Slot()
    def _on_locking(self) -> None:
        self._end_all()
        self._items.clear()
        self._allowed.clear()
        self._watched = ""
        self.items_changed.emit()


def _read(vault: Vault) -> _Known:
    return _Known(names_of(vault), vault.checks())


def _kept_item(row: CheckRow, names: dict[str, CheckName]) -> CheckItem:
    finding = read_finding(row.summary)
    return CheckItem(
        row.subject_id,
        names[row.subject_id],
        CheckState.DONE,
        finding=finding,
        is_kept=True,
        steps=0 if finding is None else finding.steps,
        made_at=row.made_at,
    )


def _let_recovery_do_it(_: BaseException) -> None:
    """The vault is locked by now, or its disk refuses: the next time it is opened clears up."""
