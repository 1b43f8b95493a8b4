"""Plays a subject once for a person who looks on: on a private desktop, or on their own.

Two steps, since a person is asked in between, perhaps on another thread: first what would be done, then the
doing. Each opens the subject's file itself and closes it again. What differs by itself is learned in the
first one: it may take a while, and after a person's yes nothing keeps them waiting but the countdown.

On one's own desktop, places are carried over where that is certain (``replay.plan.mapping``), and only where
the recording's pictures still can be laid over what is seen: a replay that cannot see whether the screen is
ready would click whatever is there.
"""

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from threading import Event
from typing import Final

from recorder.devices.session_kind import is_wayland
from recorder.devices.x11.connection import Connection, screen_may_go
from recorder.devices.x11.monitors import MonitorList
from recorder.episode.screen import Monitor, Rect
from recorder.errors import UserFacingError
from recorder.vault.session_reader import SessionReader
from replay.plan.inputs import Move
from replay.plan.mapping import NotMappableError, mapped, mapping_onto
from replay.plan.steps import ReplayPlan
from replay.running.happenings import RunEvent
from replay.running.options import RunOptions
from replay.running.result import RunResult
from replay.running.run import Wishes, run_replay
from replay.seeing.expecting import EpisodePictures, StepPictures
from replay.seeing.picture import ScreenPicture
from replay.verified_run import volatile_in
from replay.verifying.subjects import Subject, check_doable, check_replayable


class NotUnderWaylandError(UserFacingError):
    """The person's own desktop is one where no program may act on others."""

    def __init__(self) -> None:
        super().__init__(
            "Your desktop runs on Wayland, where no program may press keys in other windows or see them.",
            kept="Nothing was started or pressed.",
            mend=(
                "Replay it on a private desktop; or log in again to a session on X11, which the login screen "
                "often calls “Xorg”."
            ),
        )


@dataclass(frozen=True, slots=True)
class ToPlay:
    """What would be done.

    Attributes:
        subject: Of what.
        plan: What, on the desktop that is meant.
        recorded: The same as it was recorded.
        monitors: Those of the recording that something is done on.
        shift: How far its places were moved, in pixels.
        volatile: What differs by itself, where the recording has it.
    """

    subject: Subject
    plan: ReplayPlan
    recorded: ReplayPlan
    monitors: tuple[Monitor, ...]
    shift: tuple[int, int] = (0, 0)
    volatile: tuple[Rect, ...] = ()


@dataclass(frozen=True, slots=True)
class Looking:
    """What is told to whoever waits while the recording is looked through for what differs by itself.

    What either of them raises ends it, within 200 ms on a screen of up to 2560 by 1440; a picture of a much
    larger one takes longer to decode.

    Attributes:
        on_compared: Told before each comparison how many were made, and how many it will be at most.
        check: Called before each picture is decoded.
    """

    on_compared: Callable[[int, int], object] = lambda _done, _total: None
    check: Callable[[], object] = lambda: None


_UNSEEN: Final = Looking()


def to_play(subject: Subject, looking: Looking = _UNSEEN) -> ToPlay:
    """What would be done on a private desktop.

    Args:
        subject: Of what.
        looking: Who waits for it.

    Raises:
        NotReplayableError: It cannot be replayed, or must not be.
        UserFacingError: It cannot be read.
    """
    with subject.access.open() as reader:
        plan = subject.plan(reader)
        check_replayable(plan)
        volatile = _volatile_in(plan, plan.monitors, reader, looking)
    return ToPlay(subject, plan, plan, plan.monitors, volatile=volatile)


def to_play_here(subject: Subject, looking: Looking = _UNSEEN) -> ToPlay:
    """What would be done on the person's own desktop. Its task need not be known: it may be open already.

    Args:
        subject: Of what.
        looking: Who waits for it.

    Raises:
        NotUnderWaylandError: No program may act there.
        NotMappableError: The monitors are others, so that nobody knows what is where.
        NotReplayableError: It must not be replayed.
        UserFacingError: It cannot be read, or no X server answers.
    """
    if is_wayland(os.environ):
        raise NotUnderWaylandError
    with subject.access.open() as reader:
        recorded = subject.plan(reader)
        check_doable(recorded)
        wanted = _mapped_here(subject, recorded)
        volatile = _volatile_in(recorded, wanted.monitors, reader, looking)
    return replace(wanted, volatile=volatile)


def _mapped_here(subject: Subject, recorded: ReplayPlan) -> ToPlay:
    monitors = monitors_here()
    mapping = mapping_onto(recorded, monitors)
    if not mapping.keeps_pixels:
        raise NotMappableError("everything on it was drawn larger or smaller than here")
    shifts = {
        (pair.here.rect.x - pair.there.rect.x, pair.here.rect.y - pair.there.rect.y) for pair in mapping.pairs
    }
    if len(shifts) > 1:
        raise NotMappableError("its monitors were arranged differently")
    there = tuple(pair.there for pair in mapping.pairs)
    plan = _around_corners(mapped(recorded, mapping), monitors)
    return ToPlay(subject, plan, recorded, there, shifts.pop())


def _volatile_in(
    plan: ReplayPlan, monitors: tuple[Monitor, ...], reader: SessionReader, looking: Looking
) -> tuple[Rect, ...]:
    pictures = EpisodePictures(reader, monitors, check=looking.check)
    return volatile_in(plan, pictures, on_compared=looking.on_compared)


def _around_corners(plan: ReplayPlan, monitors: Sequence[Monitor]) -> ReplayPlan:
    """The plan without the places on the pointer's way where it would end itself: corners of the desktop.

    What is done in a corner stays, and is refused when it comes to that.
    """
    desktop = reduce(Rect.hull, (monitor.rect for monitor in monitors))
    sides, levels = {desktop.x, desktop.right - 1}, {desktop.y, desktop.bottom - 1}

    def past(moves: Iterable[Move]) -> tuple[Move, ...]:
        return tuple(move for move in moves if move.x not in sides or move.y not in levels)

    steps = tuple(replace(step, approach=past(step.approach)) for step in plan.steps)
    return replace(plan, steps=steps, last_moves=past(plan.last_moves))


def monitors_here() -> tuple[Monitor, ...]:
    """The monitors of the person's own desktop.

    Raises:
        NoDisplayError: No X server answers.
    """
    connection = Connection(None)
    try:
        with screen_may_go():
            return tuple(MonitorList(connection).read())
    finally:
        connection.close()


def play(
    wanted: ToPlay,
    options: RunOptions,
    *,
    on_event: Callable[[RunEvent], object],
    cancel: Event,
    wishes: Wishes | None = None,
    covered: Callable[[int], tuple[Rect, ...]] = lambda _: (),
) -> RunResult:
    """Do it, and return what came of it; see ``run_replay``.

    Args:
        wanted: What.
        options: How.
        on_event: Told what happens, on this thread.
        cancel: Ends it from any thread, within 200 ms.
        wishes: What a person wishes while it runs.
        covered: What of the desktop here something else may lie over when a step is waited for, by its
            number: there nothing is compared.

    Raises:
        UserFacingError: As ``run_replay``; or it cannot be read.
    """
    with wanted.subject.access.open() as reader:
        pictures = EpisodePictures(reader, wanted.monitors)
        shown = StepPictures(pictures, wanted.recorded, volatile=wanted.volatile)
        return run_replay(
            wanted.plan,
            PicturesHere(shown, wanted.shift, covered),
            options,
            on_event=on_event,
            cancel=cancel,
            wishes=wishes,
        )


class PicturesHere:
    """The recording's pictures, where their places are here. Owned as they are.

    Args:
        pictures: The recording's.
        shift: How far its places were moved.
        covered: Where something else may lie over the desktop here when a step is waited for.
    """

    def __init__(
        self,
        pictures: StepPictures,
        shift: tuple[int, int],
        covered: Callable[[int], tuple[Rect, ...]],
    ) -> None:
        self._pictures: Final = pictures
        self._shift: Final = shift
        self._covered: Final = covered

    def before(self, number: int) -> ScreenPicture | None:
        """What the desktop showed when a step was done; see ``RecordedPictures``."""
        picture = self._pictures.before(number)
        if picture is None:
            return None
        place = picture.place.moved(*self._shift)
        # Only what lies within the picture can cover it: there may be other monitors.
        parts = (rect.intersection(place) for rect in self._covered(number))
        over = tuple(part for part in parts if not part.is_empty)
        covered = tuple(rect.moved(*self._shift) for rect in picture.covered)
        return ScreenPicture(place, picture.pixels, covered + over)
