"""One replay on the person's own desktop, from the recording to its end: what is planned, and what runs.

Lives on the interface's thread. Reading and playing are done by a worker of its own, and what acts is a
process of its own, which lets go of everything however this one ends.
"""

from threading import Event

from PySide6.QtCore import QObject, Signal, Slot

from recorder.commands.kept import find_kept
from recorder.episode.screen import Rect
from replay.running.messages import Wish
from replay.running.options import RunOptions
from replay.running.own_desktop import OwnDesktopYes
from replay.running.result import RunResult
from replay.running.run import Wishes
from replay.running.standing import ReplayStage, ReplayState
from replay.verifying.playing import Looking, ToPlay, play, to_play_here
from replay.verifying.subjects import Subject, subject_of
from studio.ui.jobs import CancelledError, Job, Task, Worker
from studio.ui.models.bar_places import covered_at
from studio.ui.models.vault_desk import VaultDesk


class ReplayDesk(QObject):
    """Plays one at a time.

    Attributes:
        state: Where it stands; ``None`` where nothing is under way.
        planned: The ``ToPlay`` that was wished for is read; nothing is started.
        state_changed: Where it stands is another; before that, ``None`` means that nothing runs.
        over: The ``RunResult`` of one that was begun.
        failed: Why nothing came of it.
        looking: How much of how much of the recording is looked through, before it is ``planned``.
    """

    planned = Signal(object)
    state_changed = Signal(object)
    over = Signal(object)
    failed = Signal(object)
    looking = Signal(int, int)

    def __init__(self, desk: VaultDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state: ReplayState | None = None
        self._desk = desk
        self._worker = Worker("replay-here")
        self._reading: Job[object] | Job[ToPlay] | Job[Subject] | None = None
        self._wishes: Wishes | None = None
        self._cancel = Event()
        desk.locking.connect(self.stop)

    @property
    def is_busy(self) -> bool:
        """Whether something is read or played."""
        return self.state is not None or (self._reading is not None and not self._reading.is_over)

    def look_up(self, named: str) -> None:
        """Plan what has that id in the vault: a session of one's own, or a received recording."""
        self._reading = self._desk.ask(
            lambda vault: subject_of(vault, find_kept(vault, named)),
            on_done=self.plan,
            on_failed=self.failed.emit,
        )

    def plan(self, subject: Subject) -> None:
        """Plan it for this desktop."""

        def work(task: Task) -> ToPlay:
            def check() -> None:
                if task.is_called_off:
                    raise CancelledError

            return to_play_here(subject, Looking(on_compared=task.report, check=check))

        self._reading = self._worker.submit(
            work, on_done=self.planned.emit, on_failed=self.failed.emit, on_progress=self.looking.emit
        )

    def play(
        self, wanted: ToPlay, yes: OwnDesktopYes, *, starts_task: bool, places: tuple[Rect, ...]
    ) -> None:
        """Begin.

        Args:
            wanted: What.
            yes: The person's answer.
            starts_task: Whether its task is started.
            places: Where the bar lies at each step, in pixels of the desktop.
        """
        opens_task = starts_task and wanted.plan.start is not None
        self._cancel, self._wishes = Event(), Wishes()
        cancel, wishes = self._cancel, self._wishes
        options = RunOptions(own_desktop=yes, starts_task=starts_task)

        def work(task: Task) -> RunResult:
            return play(
                wanted,
                options,
                on_event=task.hand_over,
                cancel=cancel,
                wishes=wishes,
                covered=lambda number: covered_at(places, number),
            )

        self._show(
            ReplayState(stage=ReplayStage.STARTING, total=len(wanted.plan.steps), opens_task=opens_task)
        )
        self._worker.submit(work, on_done=self._on_over, on_failed=self._on_failed, on_part=self._on_event)

    @Slot()
    def toggle_pause(self) -> None:
        """Pause, or go on."""
        if self.state is not None and self._wishes is not None:
            is_paused = self.state.stage is ReplayStage.PAUSED
            self._wishes.put(Wish.RESUME if is_paused else Wish.PAUSE)

    @Slot()
    def stop(self) -> None:
        """End it: within 200 ms nothing is done any more, and nothing is held down."""
        if self._reading is not None:
            self._reading.cancel()
        self._cancel.set()
        if self.state is not None:
            self._show(self.state.ending())

    def close(self) -> None:
        """End it, for good. Does not wait."""
        self.stop()
        self._worker.leave()

    def _on_event(self, event: object) -> None:
        if self.state is not None:
            self._show(self.state.after(event))  # type: ignore[arg-type]

    def _on_over(self, run: RunResult) -> None:
        self._show(None)
        self.over.emit(run)

    def _on_failed(self, error: BaseException) -> None:
        self._show(None)
        self.failed.emit(error)

    def _show(self, state: ReplayState | None) -> None:
        if state != self.state:
            self.state = state
            self.state_changed.emit(state)
