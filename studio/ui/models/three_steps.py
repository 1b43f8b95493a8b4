"""Long work in three steps: the vault says what to do, another thread does it, the vault hears of it.

The vault's thread is free meanwhile. What is called off, or fails, is given up in the vault too, so that
nothing half is left; a vault that is locked by then clears it away when it is next opened.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, Signal

from recorder.vault.vault import Vault
from studio.ui.jobs import CancelledError, Job, Task, Worker
from studio.ui.models.vault_desk import VaultDesk

OrderT = TypeVar("OrderT")
DoneT = TypeVar("DoneT")
ResultT = TypeVar("ResultT")


@dataclass(frozen=True, slots=True)
class Running:
    """What is under way.

    Attributes:
        words: What that is.
        done: How much of it.
        total: Of how much; 0 where nobody can know.
    """

    words: str
    done: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Steps(Generic[OrderT, DoneT, ResultT]):
    """The work.

    Attributes:
        words: What it is, said while it goes on.
        begin: Asks the vault for an order.
        carry_out: Does what the order says; raises what its progress raises.
        finish: Tells the vault what was ordered and what was done.
        abandon: Tells the vault that nothing comes of the order, and why.
        on_done: Told what came of it.
        on_failed: Told why nothing did; not where it was called off.
    """

    words: str
    begin: Callable[[Vault], OrderT]
    carry_out: Callable[[OrderT, Callable[[int, int], None]], DoneT]
    finish: Callable[[Vault, OrderT, DoneT], ResultT]
    abandon: Callable[[Vault, OrderT, BaseException], object]
    on_done: Callable[[ResultT], None]
    on_failed: Callable[[BaseException], None]


class ThreeSteps(QObject):
    """Does one such work at a time. Lives on the interface's thread.

    Attributes:
        running: What is under way now, or ``None``.
    """

    running_changed = Signal(object)

    def __init__(self, desk: VaultDesk, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.running: Running | None = None
        self._desk = desk
        self._worker = Worker(name)
        self._steps: Steps[Any, Any, Any] | None = None
        self._job: Job[Any] | None = None
        self._order: object = None
        self._is_closed = False

    def start(self, steps: Steps[Any, Any, Any]) -> bool:
        """Begin, unless something is under way; whether it begins."""
        if self.running is not None:
            return False
        self._steps = steps
        self._show(Running(steps.words))
        self._desk.ask(
            steps.begin,
            on_done=lambda order: self._on_begun(steps, order),
            on_failed=lambda error: self._on_failed(steps, error),
        )
        return True

    def cancel(self) -> None:
        """Call it off: nothing of it is left."""
        if self._job is not None:
            self._job.cancel()
        if self._steps is not None:
            self._give_up(self._steps, CancelledError())

    def close(self) -> None:
        """Call it off, and let the thread end by itself; the next start clears away what is half done."""
        self._is_closed = True
        self.cancel()
        self._worker.leave()

    def _on_begun(self, steps: Steps[Any, Any, Any], order: object) -> None:
        if steps is not self._steps:
            # Called off before the vault had an order for it.
            self._forget(steps, order, CancelledError())
            return
        self._order = order

        def work(task: Task) -> object:
            return steps.carry_out(order, task.report)

        self._job = self._worker.submit(
            work,
            on_done=lambda done: self._on_carried_out(steps, order, done),
            on_failed=lambda error: self._on_failed(steps, error),
            on_progress=lambda done, total: self._show(Running(steps.words, done, total)),
        )

    def _on_carried_out(self, steps: Steps[Any, Any, Any], order: object, done: object) -> None:
        self._job = None
        self._desk.ask(
            lambda vault: steps.finish(vault, order, done),
            on_done=lambda result: self._on_finished(steps, result),
            on_failed=lambda error: self._on_failed(steps, error),
        )

    def _on_finished(self, steps: Steps[Any, Any, Any], result: object) -> None:
        if steps is self._steps:
            self._steps = self._order = None
            self._show(None)
            steps.on_done(result)

    def _on_failed(self, steps: Steps[Any, Any, Any], error: BaseException) -> None:
        if steps is self._steps:
            self._give_up(steps, error)
            steps.on_failed(error)

    def _give_up(self, steps: Steps[Any, Any, Any], error: BaseException) -> None:
        order, self._order = self._order, None
        self._steps = self._job = None
        if order is not None and not self._is_closed:
            # After the work has ended: the same worker does its jobs in order.
            self._worker.submit(lambda _: None, on_done=lambda _: self._forget(steps, order, error))
        self._show(None)

    def _forget(self, steps: Steps[Any, Any, Any], order: object, error: BaseException) -> None:
        if not self._is_closed:
            self._desk.ask(lambda vault: steps.abandon(vault, order, error), on_failed=_let_recovery_do_it)

    def _show(self, running: Running | None) -> None:
        self.running = running
        self.running_changed.emit(running)


def _let_recovery_do_it(_: BaseException) -> None:
    """The vault is locked by now, or its disk refuses: the next time it is opened clears up."""
