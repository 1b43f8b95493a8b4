"""Runs a plan once: starts the process that acts, answers it, hears it, and ends it whatever happens."""

import contextlib
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event
from typing import Final, Self

import msgspec

from recorder.episode.phrase import phrase
from recorder.episode.time import NS_PER_MS, NS_PER_SECOND
from recorder.errors import UserFacingError
from replay.isolation.bubblewrap import Door
from replay.isolation.in_force import Isolation, NoWallError, isolation_in_force
from replay.isolation.programs import INNER_PROGRAMS
from replay.isolation.starting import start_module
from replay.isolation.watching import WatchWindow, watch_window
from replay.plan.limits import PlanRefusedError
from replay.plan.steps import ReplayPlan
from replay.running.crossing import told
from replay.running.desktop_size import desktop_of, screen_of
from replay.running.end_watch import EndWatch
from replay.running.happenings import CountingDown, RunEvent, Starting
from replay.running.hearing import Hearing
from replay.running.messages import (
    MOST_ASKED,
    Asked,
    Begin,
    Ended,
    Failed,
    FromChild,
    Order,
    Place,
    Released,
    Wish,
    encoded,
)
from replay.running.options import RunOptions
from replay.running.own_desktop import ABORT_CHORD, count_down
from replay.running.pipe import LONGEST_BYTES, TooLongError
from replay.running.process import ActingProcess, Gone
from replay.running.result import RunEnding, RunResult
from replay.running.shown_pictures import PictureShower, RecordedPictures

_POLL_S: Final = 0.02
# Of the 200 ms in which an end must come, what the process itself is given to let go of everything.
_POLITE_NS: Final = 100 * NS_PER_MS
_LAST_WORDS_NS: Final = 5 * NS_PER_SECOND
_START_NS: Final = 120 * NS_PER_SECOND
# Names of files, sentences, and what stands around them.
_WORDS_BYTES: Final = 4 << 20

Wishes = queue.SimpleQueue[Wish]
"""What a person wishes while it runs: to pause, to go on, to do one step."""


class RefusedPlanError(UserFacingError):
    """The plan holds a step that must not be done."""

    def __init__(self, number: int) -> None:
        super().__init__(
            f"Step {number} of this replay must not be done again as it is.",
            kept="Nothing was started.",
            mend="Look at the plan first: it says which step is refused, and why.",
        )


class LargePictureError(UserFacingError):
    """A picture of the recording is more than can be looked at while it is replayed."""

    def __init__(self) -> None:
        super().__init__(
            "A picture of this recording is too large to be compared while it is replayed.",
            kept="Nothing more was done, and nothing is held down.",
            mend="Do not trust it if it comes from somebody else. If it is one of yours, please report this.",
        )


def run_replay(
    plan: ReplayPlan,
    pictures: RecordedPictures | None,
    options: RunOptions | None = None,
    *,
    on_event: Callable[[RunEvent], object] = lambda _: None,
    cancel: Event | None = None,
    wishes: Wishes | None = None,
) -> RunResult:
    """Run a plan once and return when it is over and nothing of it is left.

    Args:
        plan: What to do, from a verified episode or a recording of one's own, and brought onto the desktop
            that is meant (``replay.plan.mapping``).
        pictures: What the recording showed, to wait for it; ``None`` to go by the clock alone. Asked on this
            thread.
        options: How.
        on_event: Told what happens, on this thread.
        cancel: Ends it from any thread, within 200 ms, at any moment.
        wishes: What a person wishes while it runs.

    Raises:
        RefusedPlanError: A step must not be done.
        PlanRefusedError: It is more than the process that acts can be told.
        NoWallError: No wall can be put up, and the options ask for one.
        ProgramsRefusedError: The folder of other programs is not what it was.
        NotAskedError: The person's own desktop was meant, and they have not said yes to it.
        UnwatchableError: It was to be watched, and nothing can be shown here.
        OtherDesktopError: The plan was not brought onto the desktop that is meant.
        LargePictureError: What it showed is more than the process that acts can be shown.
        UserFacingError: The desktop or the task did not start; nothing is left of it.
    """
    options = options or RunOptions()
    cancel = cancel or Event()
    if plan.refused:
        raise RefusedPlanError(plan.refused[0].number)
    isolation = _isolation(plan, options)
    if options.own_desktop is None:
        # Before anything is started for it.
        screen_of(desktop_of(plan))
    if options.programs is not None:
        options.programs.check()
    begin = _begin(plan, options, isolation, is_compared=pictures is not None)
    if len(encoded(begin)) > LONGEST_BYTES - _WORDS_BYTES:
        raise PlanRefusedError("what it does, and the pointer's ways, are more than fill a working day")
    on_event(Starting(isolation))
    if not options.is_watched:
        return _run(begin, plan, pictures, options, _Around(isolation, on_event, cancel, wishes))
    with watch_window(screen_of(begin.desktop), isolation) as window:
        begin = msgspec.structs.replace(begin, server=window.server)
        around = _Around(isolation, on_event, cancel, wishes, window)
        return _run(begin, plan, pictures, options, around)


@dataclass(frozen=True, slots=True)
class _Around:
    """What a run has to do with the world outside of it."""

    isolation: Isolation
    on_event: Callable[[RunEvent], object]
    cancel: Event
    wishes: Wishes | None
    window: WatchWindow | None = None


def _run(
    begin: Begin,
    plan: ReplayPlan,
    pictures: RecordedPictures | None,
    options: RunOptions,
    around: _Around,
) -> RunResult:
    isolation, on_event, cancel = around.isolation, around.on_event, around.cancel
    hearing = Hearing(plan, begin.desktop, isolation, on_event, most_bytes=options.most_bytes)
    if options.is_paused:
        hearing.expect(Wish.PAUSE)
    with contextlib.ExitStack() as until_it_is_up:
        if options.own_desktop is not None:
            # From the first number on, until the process that acts looks for it.
            until_it_is_up.enter_context(EndWatch(ABORT_CHORD, cancel.set))
            if not count_down(lambda seconds: on_event(CountingDown(seconds)), cancel):
                return hearing.result(RunEnding.ABORTED, None)
        process = ActingProcess(
            start_module("replay.running.child", isolation=isolation, doors=_doors(options, around.window)),
            most_bytes=options.most_bytes,
            longest_bytes=_longest_message(begin),
        )
        with contextlib.closing(process):
            process.say(begin)
            with _Ender(process, cancel, _longest_ns(plan, options), around.window) as ender:
                shower = PictureShower(pictures, len(plan.steps) + 1) if pictures is not None else None
                return _listen(process, hearing, ender, shower, around, until_it_is_up)


def _listen(
    process: ActingProcess,
    hearing: Hearing,
    ender: "_Ender",
    shower: PictureShower | None,
    around: _Around,
    until_it_is_up: contextlib.ExitStack,
) -> RunResult:
    while True:
        _hand_on(around.wishes, process, hearing)
        match _heard(process, until_it_is_up):
            case None:
                pass
            case Asked() as asked if shower is not None and _is_answered(asked, shower, process):
                pass
            case Released():
                pass
            case Ended() as ended if (result := _ended(hearing, ended, ender)) is not None:
                return result
            case Failed() | Gone() if (why := ender.wanted()) is not None:
                # A task that is called off while it starts says that it did not start: that was the wish.
                return hearing.result(why, None, ender.took_ns)
            case Failed() as failed:
                raise UserFacingError(
                    _plain(failed.happened), kept=_plain(failed.kept), mend=_plain(failed.mend)
                )
            case Gone():
                return hearing.result(
                    RunEnding.BROKE, phrase("The program that does the steps ended without a word.")
                )
            case message if hearing.take(message):
                pass
            case _:
                process.kill()
                return hearing.result(
                    RunEnding.BROKE, phrase("The program that does the steps reported what cannot be.")
                )


def _heard(process: ActingProcess, until_it_is_up: contextlib.ExitStack) -> FromChild | Gone | None:
    """What it says next, if it does soon; what it says first is that it is up."""
    message = process.hear(_POLL_S)
    if message is not None:
        until_it_is_up.close()
    return message


def _is_answered(asked: Asked, shower: PictureShower, process: ActingProcess) -> bool:
    """Answer a question; false where it cannot be, of whoever asks again, or reads no answer."""
    if not shower.can_be_asked(asked) or process.waiting_pictures >= MOST_ASKED:
        return False
    try:
        process.say(shower.answer(asked))
    except TooLongError:
        raise LargePictureError from None
    return True


def _ended(hearing: Hearing, ended: Ended, ender: "_Ender") -> RunResult | None:
    """What came of it; ``None`` where what it says of its end cannot be."""
    try:
        return hearing.ended(ended, ender.wanted(), ender.took_ns)
    except ValueError:
        return None


def _hand_on(wishes: Wishes | None, process: ActingProcess, hearing: Hearing) -> None:
    if wishes is None:
        return
    with contextlib.suppress(queue.Empty):
        while True:
            wish = wishes.get_nowait()
            # Before it can be obeyed.
            hearing.expect(wish)
            process.say(Order(wish=wish))


class _Ender:
    """Ends the process when that is asked for or it took too long; a thread, up while its block lasts.

    Attributes:
        why: Why it ends the run; ``None`` while it does not.
    """

    def __init__(
        self, process: ActingProcess, cancel: Event, longest_ns: int, window: WatchWindow | None
    ) -> None:
        self.why: RunEnding | None = None
        self._process = process
        self._cancel = cancel
        self._window = window
        self._until_ns = time.monotonic_ns() + longest_ns
        self._asked_ns: int | None = None
        self._is_over = Event()
        self._thread = threading.Thread(target=self._watch, name="replay-watchdog")

    @property
    def took_ns(self) -> int | None:
        """From the wish until nothing was done any more; 0 where it was over already, ``None`` before."""
        let_go_ns = self._process.let_go_ns
        if self._asked_ns is None or let_go_ns is None:
            return None
        return max(0, let_go_ns - self._asked_ns)

    def wanted(self) -> RunEnding | None:
        """Why whatever ended just now was to end; a window that was closed takes its screen with it."""
        is_closed = self._window is not None and self._window.is_closed
        return self.why or (RunEnding.ABORTED if is_closed else None)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._cancel.wait(_POLL_S / 2):
            if self._is_over.is_set():
                return
            if self.wanted() is not None:
                break
            if time.monotonic_ns() > self._until_ns:
                self.why = RunEnding.TOO_LONG
                break
        self.why = self.why or RunEnding.ABORTED
        self._asked_ns = time.monotonic_ns()
        self._process.say(Order(wish=Wish.ABORT))
        while not self._is_over.wait(_POLL_S / 2):
            patience = _POLITE_NS if self.took_ns is None else _LAST_WORDS_NS
            if time.monotonic_ns() - self._asked_ns > patience:
                self._process.kill()
                return


def _doors(options: RunOptions, window: WatchWindow | None) -> tuple[Door, ...]:
    """What one replay's wall shows besides what all of them do."""
    shown = () if window is None else window.doors
    if options.programs is None:
        return shown
    return (*shown, Door(options.programs.folder, INNER_PROGRAMS))


def _isolation(plan: ReplayPlan, options: RunOptions) -> Isolation:
    if options.own_desktop is not None:
        options.own_desktop.use(plan)
        return Isolation(is_own_desktop=True)
    isolation = isolation_in_force()
    needs_wall = options.needs_wall or options.programs is not None or options.is_watched
    if needs_wall and not isolation.is_walled:
        raise NoWallError(isolation)
    return isolation


def _begin(plan: ReplayPlan, options: RunOptions, isolation: Isolation, *, is_compared: bool) -> Begin:
    return Begin(
        place=Place.PRIVATE if options.own_desktop is None else Place.OWN,
        is_walled=isolation.is_walled,
        server=None,
        monitors=plan.monitors,
        desktop=desktop_of(plan),
        start=plan.start if options.starts_task else None,
        first_window=plan.first_window,
        folder=plan.folder,
        language=plan.language,
        programs="" if options.programs is None else INNER_PROGRAMS,
        steps=tuple(told(step) for step in plan.steps),
        last_moves=plan.last_moves,
        ended_ns=plan.ended_ns,
        speed=options.speed,
        patience_ns=options.patience_ns,
        view_every_ns=options.view_every_ns,
        is_compared=is_compared,
        is_paused=options.is_paused,
        files_bytes=options.files_bytes,
        abort_chord=ABORT_CHORD,
    )


def _longest_message(begin: Begin) -> int:
    """How long a message is at most: one with a whole picture, or the one with the task's files."""
    # A picture that does not get smaller grows by five bytes for 16 kB (RFC 1951, stored blocks).
    picture = begin.desktop.width * begin.desktop.height * 4
    return min(LONGEST_BYTES, picture + picture // 1_000 + begin.files_bytes + _WORDS_BYTES)


def _longest_ns(plan: ReplayPlan, options: RunOptions) -> int:
    """After how long a run must be stuck: three times what was recorded, and every wait in full."""
    if options.longest_ns is not None:
        return options.longest_ns
    if options.is_paused:
        # Whoever steps through it by hand may take the day.
        return 86_400 * NS_PER_SECOND
    waits = options.patience_ns * (len(plan.steps) + 1)
    return _START_NS + waits + round(3 * plan.ended_ns / min(options.speed or 1.0, 1.0))


def _plain(text: str) -> str:
    """A text from the process, without what would do something to a terminal."""
    return "".join(each for each in text if each.isprintable())
