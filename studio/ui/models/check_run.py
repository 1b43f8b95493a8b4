"""One check as it runs: on a worker's thread, told on the interface's in few, small pieces.

Of the pictures of its desktop only the latest is held, and only while somebody looks: one that comes while
the one before is not yet shown takes its place.
"""

import threading
from dataclasses import dataclass, field
from threading import Event
from typing import Final

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from recorder.episode.screen import Rect
from replay.plan.steps import Point, ReplayPlan
from replay.running.happenings import (
    GoingOn,
    Pausing,
    RunEvent,
    Starting,
    StepAnswered,
    StepDone,
    StepSkipped,
    Viewed,
)
from replay.running.messages import Wish
from replay.running.run import Wishes
from studio.checking.carrying_out import Checked, CheckOrder, Told, carry_out
from studio.checking.wanted import Wanted
from studio.ui.jobs import Job, Task
from studio.ui.models.action_words import action_words
from studio.ui.models.images import image_of

LARGEST: Final = 1920
"""Pixels; what is wider or higher is made smaller before it is shown, off the interface's thread."""


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step as it is shown while it runs.

    Attributes:
        words: What it does.
        target: Where, on the recording's desktop.
    """

    words: str = field(repr=False)
    target: Point | None


@dataclass(frozen=True, slots=True)
class Planned:
    """The steps that will be done."""

    steps: tuple[PlannedStep, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class AtStep:
    """A step is next, or is done now; all are done where the number is one more than there are."""

    run: int
    number: int


@dataclass(frozen=True, slots=True)
class Paused:
    """Nothing is done until the person says so."""

    run: int
    number: int


@dataclass(frozen=True, slots=True)
class WentOn:
    """It goes on after a pause."""


@dataclass(frozen=True, slots=True)
class PictureCame:
    """There is a newer picture to take."""


Heard = Planned | AtStep | Paused | WentOn | PictureCame


@dataclass(frozen=True, slots=True, eq=False)
class LiveView:
    """What the desktop shows now.

    Attributes:
        image: It, perhaps smaller.
        place: What it shows, in pixels of the virtual desktop.
    """

    image: QImage = field(repr=False)
    place: Rect


class CheckRun:
    """A check under way. Made on the interface's thread; ``work`` runs on a worker's.

    Attributes:
        subject_id: What is checked.
        cancel: Ends it within 200 ms.
        order: What the vault said, once it did.
        job: The work, once it is asked for.
        steps: What will be done, once it is known.
        is_over: Whether nobody waits for it any more.
    """

    def __init__(self, subject_id: str, wanted: Wanted) -> None:
        self.subject_id: Final = subject_id
        self.cancel: Final = Event()
        self.order: CheckOrder | None = None
        self.job: Job[Checked] | None = None
        self.steps: tuple[PlannedStep, ...] = ()
        self.is_over = False
        self._wanted: Final = wanted
        self._wishes: Final[Wishes] = Wishes()
        self._lock: Final = threading.Lock()
        self._view: LiveView | None = None
        self._is_told = False
        self._is_watched = False
        self._last_view: LiveView | None = None

    @property
    def runs(self) -> int:
        """How often it is replayed."""
        return self._wanted.runs

    def wish(self, wish: Wish) -> None:
        """Pause, go on, or do one step."""
        self._wishes.put(wish)

    def watch(self, *, is_watched: bool) -> None:
        """Hold pictures from now on, or hold none any more."""
        with self._lock:
            self._is_watched = is_watched
            if not is_watched:
                self._view = self._last_view = None

    def take_view(self) -> LiveView | None:
        """The latest picture, once."""
        with self._lock:
            view, self._view = self._view, None
            self._is_told = False
            self._last_view = view or self._last_view
            return view

    def last_view(self) -> LiveView | None:
        """The picture that was shown last, for who comes back."""
        with self._lock:
            return self._view or self._last_view

    def end(self) -> None:
        """End it, and let go of its pictures."""
        self.cancel.set()
        self.watch(is_watched=False)
        self.steps = ()

    def work(self, task: Task, order: CheckOrder) -> Checked:
        """Do it; on a worker's thread."""
        told = Told(
            on_plan=lambda plan: task.hand_over(_planned(plan)),
            on_event=lambda run, event: self._on_event(task, run, event),
        )
        return carry_out(order, self._wanted, told, cancel=self.cancel, wishes=self._wishes)

    def _on_event(self, task: Task, run: int, event: RunEvent) -> None:
        if task.is_called_off:
            return
        match event:
            case Starting():
                task.hand_over(AtStep(run, 0))
            case StepAnswered(number=number):
                task.hand_over(AtStep(run, number))
            case StepDone(number=number) | StepSkipped(number=number):
                task.hand_over(AtStep(run, number + 1))
            case Pausing(number=number):
                task.hand_over(Paused(run, number))
            case GoingOn():
                task.hand_over(WentOn())
            case Viewed(picture=picture) if self._is_watched:
                view = LiveView(_small(image_of(np.ascontiguousarray(picture.pixels))), picture.place)
                if self._put(view):
                    task.hand_over(PictureCame())
            case _:
                pass

    def _put(self, view: LiveView) -> bool:
        """Hold a picture; whether somebody must be told."""
        with self._lock:
            if not self._is_watched:
                return False
            self._view = view
            is_news, self._is_told = not self._is_told, True
            return is_news


def _planned(plan: ReplayPlan) -> Planned:
    return Planned(tuple(PlannedStep(action_words(step.action), step.target) for step in plan.steps))


def _small(image: QImage) -> QImage:
    """A copy of its own: the pixels are somebody else's."""
    if max(image.width(), image.height()) <= LARGEST:
        return image.copy()
    return image.scaled(
        LARGEST, LARGEST, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
