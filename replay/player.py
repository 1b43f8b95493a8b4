"""Plays a plan: carries out what its schedule says, and lets go of everything however that ends.

The thread that plays owns the actuator and the gate. Wishes come from any thread; an abort is heard between
two inputs, in every wait, and by the actuator in the middle of a text, so that it takes far less than 200 ms.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Event
from typing import Final, assert_never

from recorder.episode.phrase import Phrase, phrase
from recorder.episode.screen import Rect
from replay.actuators.errors import CommandHeldError, CornerError, PersonTookOverError
from replay.gate import Gate
from replay.pacing import Pace
from replay.plan.inputs import ButtonDown, ButtonUp, KeyDown, KeyUp, Move, TimedInput, TypeText, Wheel
from replay.plan.steps import PlanStep
from replay.ports import Actuator, Clock
from replay.progress import (
    Ending,
    Given,
    How,
    Paused,
    PlayerEvent,
    Resumed,
    StepAnswered,
    StepDone,
    StepSkipped,
)
from replay.schedule import Ask, Finish, Give, Over, Schedule, Skip, Sleep

_DAY_NS: Final = 86_400_000_000_000


@dataclass(frozen=True, slots=True)
class Hands:
    """What a player plays with.

    Attributes:
        actuator: Acts. It ends long texts early if it is given the player's ``aborting``.
        gate: Says when the screen is ready for a step.
        clock: Tells the time.
        screen: The pixels that can be acted on.
    """

    actuator: Actuator
    gate: Gate
    clock: Clock
    screen: Rect


class Player:
    """Plays one plan, once.

    Args:
        steps: The plan's.
        hands: What it plays with, owned by the thread that plays.
        pace: How fast.
        on_event: Hears of the work, on the thread that plays; it must be quick.
        on_given: Hears of each input, as above; for measurements.
        last_moves: The pointer's way after the last step, the plan's.
        is_paused: Whether to wait for a wish before the first step.
        aborting: Set by ``abort``; one that is shared with the actuator, or one of its own.
    """

    def __init__(
        self,
        steps: Sequence[PlanStep],
        *,
        hands: Hands,
        pace: Pace,
        on_event: Callable[[PlayerEvent], None] = lambda _: None,
        on_given: Callable[[Given], None] | None = None,
        last_moves: Sequence[Move] = (),
        is_paused: bool = False,
        aborting: Event | None = None,
    ) -> None:
        self._schedule = Schedule(
            steps, pace=pace, screen=hands.screen, last_moves=last_moves, is_paused=is_paused
        )
        self._actuator = hands.actuator
        self._gate = hands.gate
        self._clock = hands.clock
        self._on_event = on_event
        self._on_given = on_given
        self._aborting = aborting or Event()
        self._wake = Event()
        self._wishes: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._past_last = len(steps) + 1
        self._began_ns = 0
        self._answered: int | None = None
        self._is_told_paused = False

    def play(self) -> Ending:
        """Play it to its end; on return nothing is held down.

        Raises:
            UserFacingError: The screen has gone, or the like. Nothing is held down then either.
        """
        self._began_ns = self._clock.now_ns()
        try:
            over = self._until_over()
        except PersonTookOverError:
            over = Over(How.ABORTED, self._schedule.number, phrase("The pointer was put into a corner."))
        finally:
            self._actuator.release_all()
        return Ending(over.how, self._now_ns(), over.number, over.reason)

    def abort(self, reason: Phrase | None = None) -> None:
        """End it, from any thread; it has ended when ``play`` returns."""
        # The wish first: a text that is cut short must find it.
        self._wish(lambda: self._schedule.abort(reason))
        self._aborting.set()

    def pause(self) -> None:
        """Do nothing more once nothing is held down, from any thread."""
        self._wish(self._schedule.pause)

    def resume(self) -> None:
        """Go on after a pause, from any thread."""
        self._wish(self._resume)

    def step(self) -> None:
        """While paused, do one step and pause again, from any thread."""
        self._wish(lambda: self._schedule.step(self._now_ns()))

    def _until_over(self) -> Over:
        while True:
            self._take_wishes()
            command = self._schedule.next(self._now_ns())
            match command:
                case Over():
                    return command
                case Sleep(until_ns=until_ns):
                    self._sleep(until_ns)
                case Ask() as asked:
                    self._ask(asked)
                case Give(input=given, due_ns=due_ns):
                    self._give(given, due_ns)
                case Skip(number=number):
                    self._on_event(StepSkipped(number, self._now_ns()))
                case Finish(number=number, planned_ns=planned_ns, began_ns=began_ns, done_ns=done_ns):
                    self._on_event(StepDone(number, planned_ns, began_ns, done_ns))
                case _:
                    assert_never(command)

    def _sleep(self, until_ns: int | None) -> None:
        if self._schedule.is_paused and not self._is_told_paused:
            self._is_told_paused = True
            number = self._schedule.number or self._past_last
            self._on_event(Paused(number, self._now_ns()))
        until_ns = self._now_ns() + _DAY_NS if until_ns is None else until_ns
        self._clock.sleep_until_ns(self._began_ns + until_ns, self._wake)

    def _ask(self, asked: Ask) -> None:
        ask = self._gate.again if asked.is_again else self._gate.wait
        answer = ask(asked.step, self._wake)
        now_ns = self._now_ns()
        answer = self._schedule.answered(answer, now_ns)
        # Once for each step: after a pause it is asked for again, and how that ends is told at the end.
        if answer is not None and asked.step.number != self._answered:
            self._answered = asked.step.number
            self._on_event(StepAnswered(asked.step.number, answer, now_ns))

    def _give(self, given: TimedInput, due_ns: int) -> None:
        began_ns = self._now_ns()
        try:
            self._act(given)
        except CommandHeldError:
            self._schedule.refuse(phrase("Ctrl, Alt or Super was held down, so that nothing could be typed."))
            return
        except CornerError:
            self._schedule.refuse(phrase("It goes into a corner of the screen, which stops a replay here."))
            return
        except ValueError:
            # Its text may hold what was typed: said in our own words.
            self._schedule.refuse(phrase("This desktop lacks a key, a button or a place that was used."))
            return
        done_ns = self._now_ns()
        self._schedule.given(given, began_ns=began_ns, done_ns=done_ns)
        if self._on_given is not None:
            self._on_given(Given(due_ns, began_ns, done_ns))

    def _act(self, given: TimedInput) -> None:
        match given:
            case Move(x=x, y=y):
                self._actuator.move(x, y)
            case ButtonDown(button=button):
                self._actuator.press(button)
            case ButtonUp(button=button):
                self._actuator.release(button)
            case Wheel(dx=dx, dy=dy):
                self._actuator.scroll(dx, dy)
            case KeyDown(name=name):
                self._actuator.key_down(name)
            case KeyUp(name=name):
                self._actuator.key_up(name)
            case TypeText(text=text):
                self._actuator.type_text(text)
            case _:
                assert_never(given)

    def _wish(self, wish: Callable[[], None]) -> None:
        self._wishes.put(wish)
        self._wake.set()

    def _take_wishes(self) -> None:
        # Cleared first: a wish that comes now sets it again, and is seen in the next round at the latest.
        self._wake.clear()
        while True:
            try:
                wish = self._wishes.get_nowait()
            except Empty:
                break
            wish()
        if self._is_told_paused and not self._schedule.is_paused:
            self._is_told_paused = False
            self._on_event(Resumed(self._now_ns()))

    def _resume(self) -> None:
        self._schedule.resume(self._now_ns())

    def _now_ns(self) -> int:
        return self._clock.now_ns() - self._began_ns
