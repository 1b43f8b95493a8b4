"""Work off the interface's thread, and its results back on it.

A worker is one thread that owns one resource, such as the vault or a session's reader: it does its jobs in
the order in which they were asked for. A job's outcome is told on the thread of whoever asked, by a bound
slot of an object that lives there: a plain function connected to a signal would run on the worker's thread.
That object is deleted by the loop of its own thread, never by whichever thread lets go of it last.
"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Generic, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Signal, Slot

from recorder.errors import UserFacingError

ResultT = TypeVar("ResultT")


class CancelledError(Exception):
    """The job was called off; raised inside it where it asks."""


@dataclass(frozen=True, slots=True)
class _Progress:
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class _Part:
    value: Any


@dataclass(frozen=True, slots=True)
class _Done:
    value: Any


@dataclass(frozen=True, slots=True)
class _Ended:
    error: BaseException


class Task:
    """The work's side of a job: says how far it is, and hears whether it is called off."""

    def __init__(self, tell: Callable[[object], None]) -> None:
        self._tell = tell
        self._called_off = threading.Event()

    @property
    def is_called_off(self) -> bool:
        """Whether nobody wants the result any more."""
        return self._called_off.is_set()

    def report(self, done: int, total: int) -> None:
        """Say how far it is.

        Raises:
            CancelledError: It was called off.
        """
        if self._called_off.is_set():
            raise CancelledError
        self._tell(_Progress(done, total))

    def hand_over(self, part: object) -> None:
        """Give a part of the result, or a first version of it.

        Raises:
            CancelledError: It was called off.
        """
        if self._called_off.is_set():
            raise CancelledError
        self._tell(_Part(part))

    def call_off(self) -> None:
        """Ask it to end; from any thread."""
        self._called_off.set()


class Job(Generic[ResultT]):
    """Work that was asked for. Made and used on the thread that asks; ``Worker.submit`` makes it.

    No callback is called after ``cancel``.
    """

    def __init__(
        self,
        *,
        on_done: Callable[[ResultT], None] | None,
        on_failed: Callable[[BaseException], None] | None,
        on_progress: Callable[[int, int], None] | None,
        on_part: Callable[[Any], None] | None,
    ) -> None:
        self._on_part = on_part
        self._on_done = on_done
        self._on_failed = on_failed
        self._on_progress = on_progress
        self._relay = _Relay(self.hear)
        self.task: Final = Task(self._tell)
        self.is_over = False

    def cancel(self) -> None:
        """Call it off: nothing more is heard of it, and work that asks ends early."""
        self.is_over = True
        self.task.call_off()

    def run(self, work: Callable[[Task], ResultT]) -> None:
        """Do the work; called by the worker on its own thread."""
        if self.task.is_called_off:
            self._tell(_Ended(CancelledError()))
            return
        try:
            outcome: _Done | _Ended = _Done(work(self.task))
        except BaseException as error:  # noqa: BLE001 - it is told where the work was asked for
            if isinstance(error, UserFacingError):
                _forget_frames(error)
            outcome = _Ended(error)
        self._tell(outcome)

    def hear(self, what: object) -> None:
        """Take what the work said; called by the relay on the thread that asked."""
        self._forget_those_gone()
        if isinstance(what, _Progress):
            if not self.is_over and self._on_progress is not None:
                self._on_progress(what.done, what.total)
            return
        if isinstance(what, _Part):
            if not self.is_over and self._on_part is not None:
                self._on_part(what.value)
            return
        self._relay.retire()
        if self.is_over:
            return
        self.is_over = True
        if isinstance(what, _Done):
            if self._on_done is not None:
                self._on_done(what.value)
        elif isinstance(what, _Ended) and not isinstance(what.error, CancelledError):
            if self._on_failed is None:
                raise what.error
            self._on_failed(what.error)

    def _forget_those_gone(self) -> None:
        """Call the job off where a widget that asked was destroyed meanwhile."""
        asked = (self._on_part, self._on_done, self._on_failed, self._on_progress)
        if any(_is_destroyed(getattr(each, "__self__", None)) for each in asked):
            self.cancel()

    def _tell(self, what: object) -> None:
        with suppress(RuntimeError):  # the app is going: nobody listens any more
            self._relay.told.emit(what)


def _forget_frames(error: BaseException) -> None:
    """Let go of the keys and the content that the frames of the work hold, for as long as its error lives.

    A person mends what it says; only a bug is looked for in frames.
    """
    held: BaseException | None = error
    while held is not None:
        held.__traceback__ = None
        held = held.__cause__ or held.__context__


def _is_destroyed(owner: object) -> bool:
    return isinstance(owner, QObject) and not shiboken6.isValid(owner)


class _Relay(QObject):
    """Carries what a job says to the thread that the relay was made on."""

    told = Signal(object)

    _waiting: ClassVar[set["_Relay"]] = set()
    """Those whose job is not over: nobody else may hold them while what was told is on its way."""

    def __init__(self, hear: Callable[[object], None]) -> None:
        super().__init__()
        self._hear: Callable[[object], None] | None = hear
        self._waiting.add(self)
        self.told.connect(self._on_told)

    def retire(self) -> None:
        """Let go of the job, and be deleted by the loop of this thread."""
        self._hear = None
        self._waiting.discard(self)
        self.deleteLater()

    @Slot(object)
    def _on_told(self, what: object) -> None:
        if self._hear is not None:
            self._hear(what)


class Worker:
    """A thread that does jobs one after the other.

    Args:
        name: Of the thread, for whoever looks at what runs.
    """

    def __init__(self, name: str) -> None:
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self._unfinished: list[Job[Any]] = []

    def submit(
        self,
        work: Callable[[Task], ResultT],
        *,
        on_done: Callable[[ResultT], None] | None = None,
        on_failed: Callable[[BaseException], None] | None = None,
        on_progress: Callable[[int, int], None] | None = None,
        on_part: Callable[[Any], None] | None = None,
    ) -> Job[ResultT]:
        """Ask for work; call it on the thread that shall hear of it, which must run Qt's loop.

        Args:
            work: What to do, on the worker's thread.
            on_done: Told the result.
            on_failed: Told the error; where ``None`` it is raised in Qt's loop, as a bug.
            on_progress: Told how much of how much is done.
            on_part: Told what the work hands over before its end.
        """
        job = Job[ResultT](on_done=on_done, on_failed=on_failed, on_progress=on_progress, on_part=on_part)
        self._executor.submit(job.run, work)
        self._unfinished = [each for each in self._unfinished if not each.is_over] + [job]
        return job

    def stop(self) -> None:
        """Do what was asked for, then end the thread. Waits for it."""
        self._executor.shutdown(wait=True)

    def leave(self) -> None:
        """Call off whatever was asked for, and let the thread end by itself. Does not wait."""
        for job in self._unfinished:
            job.cancel()
        self._unfinished.clear()
        self._executor.shutdown(wait=False)
