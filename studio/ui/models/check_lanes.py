"""The runs that are under way, each on a thread of its own, as many at a time as the machine has room for."""

import os
from collections.abc import Callable
from typing import Final

from recorder.vault.vault import Vault
from studio.checking.carrying_out import CheckOrder, abandon_check
from studio.checking.wanted import Wanted
from studio.ui.jobs import Worker
from studio.ui.models.check_run import CheckRun
from studio.ui.models.vault_desk import VaultDesk

_FROM_CORES: Final = 2
"""A replay's programs and its comparison keep two of them busy."""


class CheckLanes:
    """Which run has which thread. A lane that was left before its run had ended is free once it has.

    Args:
        desk: The vault, which keeps a place for what comes of each.
        on_free: Called when such a lane is free again.
        count: How many there are; as many as there are pairs of cores, where ``None``.
    """

    def __init__(self, desk: VaultDesk, on_free: Callable[[], object], count: int | None = None) -> None:
        self._desk: Final = desk
        self._on_free: Final = on_free
        count = count or max(1, (os.cpu_count() or 1) // _FROM_CORES)
        self._lanes: Final = tuple(Worker(f"check-{number}") for number in range(1, count + 1))
        self._free: list[Worker] = list(self._lanes)
        self._runs: dict[str, CheckRun] = {}
        self._lane_of: dict[str, Worker] = {}
        self._watched = ""

    @property
    def has_room(self) -> bool:
        """Whether another one can be begun."""
        return bool(self._free)

    @property
    def running(self) -> tuple[str, ...]:
        """The ids of what runs."""
        return tuple(self._runs)

    def run_of(self, subject_id: str) -> CheckRun | None:
        """The run of a subject, if it is under way."""
        return self._runs.get(subject_id)

    def lane_of(self, run: CheckRun) -> Worker:
        """The thread on which it runs."""
        return self._lane_of[run.subject_id]

    def begin(self, subject_id: str, wanted: Wanted) -> CheckRun:
        """Give a new run a lane; there is room for it."""
        run = CheckRun(subject_id, wanted)
        run.watch(is_watched=subject_id == self._watched)
        self._runs[subject_id] = run
        self._lane_of[subject_id] = self._free.pop()
        return run

    def watch(self, subject_id: str) -> CheckRun | None:
        """Look at the desktop of this one alone, now or once it runs; of none where empty."""
        self._watched = subject_id
        for key, run in self._runs.items():
            run.watch(is_watched=key == subject_id)
        return self._runs.get(subject_id)

    def finish(self, run: CheckRun) -> None:
        """A run came to its end: its lane is free."""
        run.is_over = True
        run.end()
        self._runs.pop(run.subject_id, None)
        lane = self._lane_of.pop(run.subject_id, None)
        if lane is not None:
            self._free.append(lane)

    def end(self, subject_id: str) -> None:
        """End a run without waiting for it; its lane is free once its thread is."""
        run = self._runs.pop(subject_id, None)
        if run is None:
            return
        run.is_over = True
        run.end()
        lane, order = self._lane_of.pop(subject_id), run.order
        if run.job is not None:
            run.job.cancel()
        # After the run has ended: the lane does its jobs in order.
        lane.submit(lambda _: None, on_done=lambda _: self._on_lane_free(lane, order))

    def end_all(self) -> None:
        """End all of them so."""
        for subject_id in self.running:
            self.end(subject_id)

    def abandon(self, order: CheckOrder) -> None:
        """Let go of the place for what comes of it: nothing does."""

        def let_go(vault: Vault) -> None:
            abandon_check(vault, order)

        self._desk.ask(let_go, on_failed=_let_recovery_do_it)

    def close(self) -> None:
        """Let the threads end, for good."""
        for lane in self._lanes:
            lane.leave()

    def _on_lane_free(self, lane: Worker, order: CheckOrder | None) -> None:
        if order is not None:
            self.abandon(order)
        if lane not in self._free:
            self._free.append(lane)
        self._on_free()


def _let_recovery_do_it(_: BaseException) -> None:
    """The vault is locked by now, or its disk refuses: the next time it is opened clears up."""
