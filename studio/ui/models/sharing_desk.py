"""Works off what is to be sealed, sent and taken back, one at a time, while the person does other things.

What is to be done stands in the vault, so it goes on after every unlocking where it stopped; this keeps
nothing of its own. The vault's thread writes down what begins and how it ended; a worker does what lies
between. What fails because the network is gone is tried again by itself, when the vault says so.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from recorder.errors import UserFacingError
from recorder.vault.sharing_rows import SubmissionRow
from recorder.vault.vault import Vault
from studio.submission.approval import Progress
from studio.submission.pending import (
    Done,
    Order,
    Work,
    WorkKind,
    begin,
    carry,
    due_work,
    fail,
    finish,
    next_due,
)
from studio.submission.submitting import begin_submission
from studio.submission.withdrawing import begin_withdrawal
from studio.ui.jobs import Job, Task, Worker
from studio.ui.models.paced import paced
from studio.ui.models.vault_desk import VaultDesk

_SHORTEST_WAIT_MS: Final = 1000
_LONGEST_WAIT_MS: Final = 15 * 60 * 1000
"""Of sleep a timer knows nothing: it is looked after again at least as often."""
CANCELLABLE: Final = frozenset({WorkKind.SEAL, WorkKind.UPLOAD})
"""What is taken back goes on being taken back."""

Carry = Callable[[Order, Progress], Done]


@dataclass(frozen=True, slots=True)
class Going:
    """What is being done.

    Attributes:
        kind: What.
        done: How much of it.
        total: Of how much; 0 where that is not known yet.
    """

    kind: WorkKind
    done: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something could not be done.

    Attributes:
        kind: What.
        error: Why, and what to do.
        row: Where the submission stands now.
    """

    kind: WorkKind
    error: UserFacingError
    row: SubmissionRow


@dataclass(frozen=True, slots=True)
class _Due:
    works: tuple[Work, ...]
    next_at: datetime | None


class SharingDesk(QObject):
    """The queue of what is shared and taken back. Lives on the interface's thread.

    Args:
        desk: The vault.
        parent: Owns this.
        now: The clock.
        carry_work: What carries out a piece of work.
    """

    going = Signal(object)
    """A ``Going``."""
    ended = Signal(object)
    """The ``SubmissionRow`` of what came to its end: sent, or taken back."""
    troubled = Signal(object)
    """A ``Trouble``."""
    refused = Signal(object)
    """What was asked for cannot be done: an error. Nothing was begun."""
    changed = Signal()
    """What is shared, or how far it is, is no longer what it was."""
    rested = Signal()
    """There is nothing to do now."""

    def __init__(
        self,
        desk: VaultDesk,
        parent: QObject | None = None,
        *,
        now: Callable[[], datetime] | None = None,
        carry_work: Carry = carry,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._now = now or partial(datetime.now, UTC)
        self._carry = carry_work
        self._worker = Worker("sharing")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.wake)
        self._is_open = False
        self._is_looking = False
        self._is_held = False
        self._stuck_too = False
        self._failed: set[Work] = set()
        self._work: Work | None = None
        self._job: Job[Done] | None = None
        desk.locking.connect(self.stop)

    @property
    def work(self) -> Work | None:
        """What is being done now."""
        return self._work

    def start(self) -> None:
        """Begin with whatever was left, also what somebody had to mend: perhaps they have."""
        self._is_open = True
        self.try_again()

    @Slot()
    def stop(self) -> None:
        """End what is under way; it goes on from there after the next ``start``."""
        self._is_open = self._is_looking = self._is_held = False
        self._timer.stop()
        self._let_go()

    def close(self) -> None:
        """End for good."""
        self.stop()
        self._worker.leave()

    @Slot()
    def wake(self) -> None:
        """Look whether there is something to do."""
        if not self._is_open or self._is_looking or self._is_held or self._work is not None:
            return
        self._is_looking = True
        self._timer.stop()
        now, stuck_too = self._now(), self._stuck_too
        self._desk.ask(
            lambda vault: _Due(due_work(vault, now, stuck_too=stuck_too), next_due(vault, now)),
            on_done=self._on_due,
            on_failed=self._on_bug,
        )

    @Slot()
    def try_again(self) -> None:
        """Try everything now, also what waits for later or for somebody's help."""
        self._stuck_too = True
        self._failed.clear()
        self.wake()

    def submit(self, session_id: str) -> None:
        """Share what was approved of a recording."""
        now = self._now()

        def work(vault: Vault) -> None:
            begin_submission(vault, session_id, now=now)

        self._desk.ask(work, on_done=lambda _: self._go_on(), on_failed=self._on_refused)

    def take_back(self, bundle_ids: tuple[str, ...]) -> None:
        """Withdraw what was shared, for ever: written down at once, carried out as soon as it can be."""
        now = self._now()

        def work(vault: Vault) -> None:
            for bundle_id in bundle_ids:
                begin_withdrawal(vault, bundle_id, reason="withdrawn", now=now)

        def ask(_: None = None) -> None:
            self._is_held = False
            self._desk.ask(work, on_done=lambda _: self._go_on(), on_failed=self._on_refused)

        if self._work is None or self._work.bundle_id not in bundle_ids or self._work.kind not in CANCELLABLE:
            ask()
            return
        # What is being done with one of them ends before: the worker does its jobs in order.
        self._is_held = True
        self._let_go()
        self._worker.submit(lambda _: None, on_done=ask)

    @Slot()
    def cancel(self) -> None:
        """Do not share what is being sealed or sent now; what is in its store already is taken back."""
        if self._work is not None and self._work.kind in CANCELLABLE:
            self.take_back((self._work.bundle_id,))

    def _go_on(self) -> None:
        self.changed.emit()
        self.wake()

    def _on_due(self, due: _Due) -> None:
        self._is_looking = False
        if not self._is_open or self._is_held or self._work is not None:
            return
        work = next((each for each in due.works if each not in self._failed), None)
        if work is None:
            self._stuck_too = False
            self._failed.clear()
            self._wait_until(due.next_at)
            self.rested.emit()
            return
        self._work = work
        now = self._now()
        self.going.emit(Going(work.kind))
        self._desk.ask(
            lambda vault: begin(vault, work, now=now),
            on_done=partial(self._on_begun, work),
            on_failed=partial(self._on_failed, work),
        )

    def _wait_until(self, at: datetime | None) -> None:
        if at is not None:
            ms = round((at - self._now()).total_seconds() * 1000)
            self._timer.start(min(max(_SHORTEST_WAIT_MS, ms), _LONGEST_WAIT_MS))
        else:
            # What is kept for a time comes to its end without anybody asking.
            self._timer.start(_LONGEST_WAIT_MS)

    def _on_begun(self, work: Work, order: Order | None) -> None:
        if self._work is not work:
            return
        if order is None:
            self._on_finished(work, None)
            return

        def carry_it(task: Task) -> Done:
            return self._carry(order, paced(task))

        self._job = self._worker.submit(
            carry_it,
            on_done=partial(self._on_carried, work),
            on_failed=partial(self._on_failed, work),
            on_progress=lambda done, total: self.going.emit(Going(work.kind, done, total)),
        )

    def _on_carried(self, work: Work, done: Done) -> None:
        if self._work is not work:
            return
        now = self._now()
        self._desk.ask(
            lambda vault: finish(vault, done, now=now),
            on_done=partial(self._on_finished, work),
            on_failed=partial(self._on_failed, work),
        )

    def _on_finished(self, work: Work, row: SubmissionRow | None) -> None:
        if self._work is not work:
            return
        self._work = self._job = None
        if row is not None and work.kind is not WorkKind.SEAL:
            self.ended.emit(row)
        self._go_on()

    def _on_failed(self, work: Work, error: BaseException) -> None:
        if self._work is not work:
            return
        self._work = self._job = None
        if not isinstance(error, UserFacingError):
            raise error
        self._failed.add(work)
        now = self._now()
        self._desk.ask(
            lambda vault: fail(vault, work.bundle_id, error, now=now),
            on_done=lambda row: self._on_failure_kept(Trouble(work.kind, error, row)),
            on_failed=self._on_bug,
        )

    def _on_failure_kept(self, trouble: Trouble) -> None:
        self.troubled.emit(trouble)
        self._go_on()

    def _on_refused(self, error: BaseException) -> None:
        if not self._is_open:
            return
        self.changed.emit()
        self.refused.emit(error)
        self.wake()

    def _on_bug(self, error: BaseException) -> None:
        self._is_looking = False
        if self._is_open:
            raise error

    def _let_go(self) -> None:
        job, self._job, self._work = self._job, None, None
        if job is not None:
            job.cancel()
