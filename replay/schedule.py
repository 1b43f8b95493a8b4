"""What a replay does next: a state machine without clock, screen or device.

It is asked ``next`` with the time, and answers with one command. Whoever carries that out says so with
``moved``, ``answered`` or ``given``, and asks again. A person's wishes come in between, at any moment.

Decisions:

* **The gate is asked ahead.** The pointer's way to a target is made a little early, then the gate is asked,
  so that a screen that is ready costs no lateness.
* **A pause waits until nothing is held down**, so that no half drag and no held Ctrl meets a person who takes
  the mouse meanwhile. An abort waits for nothing.
* **Long texts and long turns of the wheel are given in pieces**, each short enough to wait for.
* All times here are nanoseconds since the replay began.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Final, assert_never

from recorder.episode.phrase import Phrase, phrase
from recorder.episode.screen import Rect
from recorder.episode.time import NS_PER_MS
from replay.gate import Answer, Late, Lost, Moved, Ready
from replay.pacing import Pace, Press, apart_ns, press_of
from replay.pieces import moved, pieces
from replay.plan.inputs import ButtonDown, ButtonUp, KeyDown, KeyUp, Move, TimedInput, TypeText, Wheel
from replay.plan.steps import PlanStep
from replay.plan.words import refusal_words
from replay.progress import How

ASK_AHEAD_NS: Final = 120 * NS_PER_MS
"""How long before a step is due its gate is asked; the gate looks every 40 ms, and a program needs a while to
light up what the pointer has come to."""

_LATE_FROM_NS: Final = 40 * NS_PER_MS


@dataclass(frozen=True, slots=True)
class Sleep:
    """Wait until then, or for a wish.

    Attributes:
        until_ns: When; ``None`` for a wish alone.
    """

    until_ns: int | None


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask the gate for a step; answer with ``answered``.

    Attributes:
        step: Which.
        is_again: Whether some of it is done, and its inputs are those that are left.
    """

    step: PlanStep
    is_again: bool = False


@dataclass(frozen=True, slots=True)
class Give:
    """Do this to the pointer or the keyboard now; answer with ``given``.

    Attributes:
        input: What.
        due_ns: When it was due.
    """

    input: TimedInput
    due_ns: int


@dataclass(frozen=True, slots=True)
class Skip:
    """A step cannot be done and was left out: nothing to do."""

    number: int


@dataclass(frozen=True, slots=True)
class Finish:
    """All inputs of a step were given: nothing to do.

    Attributes:
        number: The step's.
        planned_ns: When it was due; ``None`` where only the screen decides.
        began_ns: When its first input was given.
        done_ns: When its last input was given.
    """

    number: int
    planned_ns: int | None
    began_ns: int
    done_ns: int


@dataclass(frozen=True, slots=True)
class Over:
    """It is over: let go of everything.

    Attributes:
        how: How.
        number: The step that it ended at; ``None`` where all was done.
        reason: Why it did not finish.
    """

    how: How
    number: int | None = None
    reason: Phrase | None = None


Command = Sleep | Ask | Give | Skip | Finish | Over


class _Phase(Enum):
    BEFORE = auto()
    """Nothing of the step was done."""
    ASKING = auto()
    """The pointer is where it acts; the gate has not answered."""
    DOING = auto()
    """Its inputs are being given."""
    AGAIN = auto()
    """Some of its inputs were given before a pause; the gate has not answered for the rest."""


class Schedule:
    """What comes next in a replay.

    Args:
        steps: The plan's.
        pace: How fast.
        screen: The pixels there are: a target that has moved out of them is not acted on.
        last_moves: The pointer's way after the last step.
        is_paused: Whether it waits for a wish before its first step.
    """

    def __init__(
        self,
        steps: Sequence[PlanStep],
        *,
        pace: Pace,
        screen: Rect,
        last_moves: Sequence[Move] = (),
        is_paused: bool = False,
    ) -> None:
        self._steps = steps
        self._last_moves = last_moves
        self._pace = pace
        self._screen = screen
        self._place = 0
        self._phase = _Phase.BEFORE
        self._over: Over | None = None
        # How much later everything is due than by the pace alone: the pauses so far.
        self._shift_ns = 0
        self._is_pausing = is_paused
        self._is_single = False
        self._paused_at_ns: int | None = None
        self._left: deque[TimedInput] = deque()
        self._begin_ns = 0
        self._began_ns: int | None = None
        # What of the step did something: moves alone do not.
        self._has_acted = self._has_pressed = False
        self._pointer: Move | None = None
        # What was done last: when in the episode, and when in the replay.
        self._last_at_ns = 0
        self._last_done_ns = 0
        self._last_press: Press | None = None
        # How far what was acted on last had moved: what comes next has probably moved with it.
        self._offset = (0, 0)
        self._held: set[str] = set()
        self._enter()

    @property
    def number(self) -> int | None:
        """The step that is being done or comes next; ``None`` after the last."""
        return self._steps[self._place].number if self._place < len(self._steps) else None

    @property
    def is_paused(self) -> bool:
        """Whether nothing is done until a wish."""
        return self._paused_at_ns is not None

    def pause(self) -> None:
        """Stop as soon as nothing is held down."""
        self._is_pausing = True

    def resume(self, now_ns: int) -> None:
        """Go on."""
        self._is_pausing = self._is_single = False
        self._go_on(now_ns)

    def step(self, now_ns: int) -> None:
        """While paused, do one step, or what is left of it, and pause again."""
        if not self._is_pausing:
            return
        self._is_single = True
        self._go_on(now_ns)
        if self._place < len(self._steps) and self._phase in {_Phase.BEFORE, _Phase.ASKING}:
            # Who asks for a step does not want to wait for as long as the person had.
            at_ns = self._steps[self._place].at_ns
            self._shift_ns -= max(0, (self._due_ns(at_ns) or 0) - now_ns)
            self._last_at_ns = max(self._last_at_ns, at_ns)

    def abort(self, reason: Phrase | None = None) -> None:
        """Do nothing more."""
        self._over = self._over or Over(How.ABORTED, self.number, reason)

    def refuse(self, reason: Phrase) -> None:
        """What was to be given cannot be: it ends here."""
        self._over = self._over or Over(How.STOPPED, self.number, reason)

    def next(self, now_ns: int) -> Command:
        """What to do now."""
        if self._over is not None:
            return self._over
        is_past_steps = self._place >= len(self._steps)
        if is_past_steps and not self._left:
            return Over(How.FINISHED)
        if self._must_pause():
            if self._paused_at_ns is None:
                self._paused_at_ns = now_ns
            return Sleep(None)
        if is_past_steps:
            return self._move(now_ns)
        step = self._steps[self._place]
        if step.refusal is not None:
            return self._refused(step)
        is_begun = self._phase in {_Phase.DOING, _Phase.AGAIN}
        return self._doing(step, now_ns) if is_begun else self._before(step, now_ns)

    def answered(self, answer: Answer | None, now_ns: int) -> Answer | None:
        """Take the gate's answer to ``Ask``.

        Returns:
            What it comes to, its lateness counted from when the step was due; ``None`` where the wait was cut
            short.
        """
        if answer is None:
            return None
        step = self._steps[self._place]
        if self._phase is _Phase.AGAIN:
            return self._answered_again(step, answer, now_ns)
        due_ns = self._due_ns(step.at_ns)
        self._offset = (answer.dx, answer.dy) if isinstance(answer, Moved) else (0, 0)
        match answer:
            case Lost(reason=reason):
                self._over = self._over or Over(How.STOPPED, step.number, reason)
                return answer
            case Moved(dx=dx, dy=dy):
                inputs = tuple(moved(each, dx, dy) for each in step.inputs)
                if not all(self._is_on_screen(each) for each in inputs):
                    self.refuse(phrase("What was acted on has moved out of the screen."))
                    return answer
                answer_on_time: Answer = answer
            case Late() | Ready():
                inputs = step.inputs
                answer_on_time = answer
                if due_ns is not None:
                    late_ns = now_ns - max(due_ns, self._soonest_ns(step))
                    is_late = isinstance(answer, Late) and late_ns >= _LATE_FROM_NS
                    answer_on_time = Late(late_ns) if is_late else Ready()
            case _:
                assert_never(answer)
        self._left = deque(piece for each in inputs for piece in pieces(each))
        # A gesture that begins late is late as a whole: its parts stay as far apart as they were.
        self._begin_ns = max(due_ns or 0, self._soonest_ns(step), apart_ns(self._last_press, step), now_ns)
        self._phase = _Phase.DOING
        return answer_on_time

    def given(self, given: TimedInput, *, began_ns: int, done_ns: int) -> None:
        """Take that the input of ``Give`` was given."""
        self._left.popleft()
        self._last_at_ns = max(self._last_at_ns, given.at_ns)
        self._last_done_ns = done_ns
        if self._phase is _Phase.DOING and self._began_ns is None:
            self._began_ns = began_ns
        if isinstance(given, Move):
            self._pointer = given
        elif self._phase is _Phase.DOING:
            self._has_acted = True
        match given:
            case ButtonDown(button=button):
                self._has_pressed = True
                self._held.add(f"button {button}")
                self._note_press(given, done_ns)
            case ButtonUp(button=button):
                self._held.discard(f"button {button}")
            case KeyDown(name=name):
                self._held.add(f"key {name}")
            case KeyUp(name=name):
                self._held.discard(f"key {name}")
            case Move() | Wheel() | TypeText():
                pass
            case _:
                assert_never(given)

    def _answered_again(self, step: PlanStep, answer: Answer, now_ns: int) -> Answer:
        """Take the answer for the rest of a step."""
        if isinstance(answer, Lost):
            self._over = self._over or Over(How.STOPPED, step.number, answer.reason)
            return answer
        if isinstance(answer, Moved) and (answer.dx, answer.dy) != self._offset:
            self.refuse(phrase("What was acted on was moved in the pause. Leave it in place, and try again."))
            return answer
        rest = self._left[0]
        # The rest keeps its own time, however long was waited.
        due_ns = self._begin_ns + self._pace.within_ns(step, rest.at_ns - step.at_ns)
        self._begin_ns += max(0, now_ns - due_ns)
        if isinstance(rest, ButtonDown | Wheel) and self._pointer is not None:
            self._left.appendleft(Move(at_ns=rest.at_ns, x=self._pointer.x, y=self._pointer.y))
        self._phase = _Phase.DOING
        return answer

    def _enter(self) -> None:
        """Begin with the step at ``_place``."""
        self._phase = _Phase.BEFORE
        self._began_ns = None
        self._has_acted = self._has_pressed = False
        self._left.clear()
        if self._place < len(self._steps):
            self._left.extend(self._where_it_is_now(self._steps[self._place].approach))
        else:
            self._left.extend(self._where_it_is_now(self._last_moves))

    def _where_it_is_now(self, way: Sequence[Move]) -> Sequence[TimedInput]:
        """The pointer's way to what has moved, to light it up; as it was where that is off the screen."""
        there = [moved(move, *self._offset) for move in way]
        return there if all(map(self._is_on_screen, there)) else way

    def _before(self, step: PlanStep, now_ns: int) -> Command:
        if self._left:
            return self._move(now_ns)
        self._phase = _Phase.ASKING
        due_ns = self._due_ns(step.at_ns)
        ask_ns = max((due_ns or 0) - ASK_AHEAD_NS, self._soonest_ns(step) - ASK_AHEAD_NS)
        return Ask(step) if ask_ns <= now_ns else Sleep(ask_ns)

    def _move(self, now_ns: int) -> Command:
        move_ns = self._approach_due_ns(self._left[0])
        return Give(self._left[0], move_ns) if move_ns <= now_ns else Sleep(move_ns)

    def _doing(self, step: PlanStep, now_ns: int) -> Command:
        if self._phase is _Phase.AGAIN:
            return Ask(replace(step, inputs=tuple(self._left)), is_again=True)
        if not self._left:
            return self._finished(step, now_ns)
        due_ns = self._begin_ns + self._pace.within_ns(step, self._left[0].at_ns - step.at_ns)
        return Give(self._left[0], due_ns) if due_ns <= now_ns else Sleep(due_ns)

    def _finished(self, step: PlanStep, now_ns: int) -> Command:
        # A wait is over when it is due; it has nothing to give.
        if not step.inputs and self._begin_ns > now_ns:
            return Sleep(self._begin_ns)
        began_ns = now_ns if self._began_ns is None else self._began_ns
        done_ns = self._last_done_ns if step.inputs else now_ns
        finish = Finish(step.number, self._due_ns(step.at_ns), began_ns, max(began_ns, done_ns))
        self._to_next()
        return finish

    def _refused(self, step: PlanStep) -> Command:
        if step.refusal is not None and step.refusal.stops:
            self._over = Over(How.STOPPED, step.number, refusal_words(step.refusal))
            return self._over
        self._to_next()
        return Skip(step.number)

    def _to_next(self) -> None:
        self._place += 1
        self._is_single = False
        self._enter()

    def _must_pause(self) -> bool:
        if not self._is_pausing or self._is_single or self._held:
            return False
        return not (self._has_pressed and any(isinstance(each, ButtonDown) for each in self._left))

    def _go_on(self, now_ns: int) -> None:
        if self._paused_at_ns is not None:
            paused_ns = now_ns - self._paused_at_ns
            self._shift_ns += paused_ns
            self._begin_ns += paused_ns
            self._last_done_ns += paused_ns
            self._paused_at_ns = None
            self._look_again()

    def _look_again(self) -> None:
        """Forget what the gate said before a pause."""
        if self._place >= len(self._steps) or not self._steps[self._place].inputs:
            return
        if self._has_acted:
            self._phase = _Phase.AGAIN if self._left else self._phase
        elif self._phase is not _Phase.BEFORE:
            self._enter()
            # No more of its way than where it ends.
            while len(self._left) > 1:
                self._left.popleft()

    def _due_ns(self, at_ns: int) -> int | None:
        due_ns = self._pace.due_ns(at_ns)
        return None if due_ns is None else due_ns + self._shift_ns

    def _approach_due_ns(self, move: TimedInput) -> int:
        due_ns = self._due_ns(move.at_ns)
        soonest_ns = self._pace.soonest_ns(move.at_ns - self._last_at_ns, self._last_done_ns)
        # The way is made early by what the gate is asked ahead, but not into what was done before.
        return max(soonest_ns - ASK_AHEAD_NS, (due_ns or 0) - ASK_AHEAD_NS)

    def _soonest_ns(self, step: PlanStep) -> int:
        return self._pace.soonest_ns(step.at_ns - self._last_at_ns, self._last_done_ns)

    def _is_on_screen(self, given: TimedInput) -> bool:
        return not isinstance(given, Move) or self._screen.contains(given.x, given.y)

    def _note_press(self, given: ButtonDown, done_ns: int) -> None:
        pressed = press_of(self._steps[self._place])
        if pressed is not None:
            _, x, y = pressed
            self._last_press = Press(given.at_ns, given.button, x, y, done_ns)
