"""Plans made by hand, and a schedule played on a clock that jumps."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from recorder.episode.actions import Wait
from recorder.episode.events import Button
from recorder.episode.screen import Rect
from recorder.episode.time import NS_PER_MS
from replay.gate import Answer, Ready
from replay.pacing import Pace
from replay.plan.inputs import ButtonDown, ButtonUp, KeyDown, KeyUp, Move, TimedInput, TypeText
from replay.plan.steps import PlanStep, Point, Refusal
from replay.schedule import Ask, Finish, Give, Over, Schedule, Skip, Sleep

SCREEN = Rect(0, 0, 1000, 800)


def ms(milliseconds: float) -> int:
    """Milliseconds as nanoseconds."""
    return round(milliseconds * NS_PER_MS)


def step(
    at_ms: float,
    *inputs: TimedInput,
    approach: tuple[Move, ...] = (),
    target: Point | None = None,
    refusal: Refusal | None = None,
) -> PlanStep:
    """A step without a number; ``numbered`` gives it one."""
    action = Wait(start_ns=ms(at_ms), end_ns=ms(at_ms), context=None, sources=())
    return PlanStep(
        number=0,
        action=action,
        at_ns=ms(at_ms),
        target=target,
        approach=approach,
        inputs=inputs,
        refusal=refusal,
    )


def numbered(*steps: PlanStep) -> list[PlanStep]:
    """The same steps with numbers from 1."""
    return [
        PlanStep(
            number=number,
            action=each.action,
            at_ns=each.at_ns,
            target=each.target,
            approach=each.approach,
            inputs=each.inputs,
            refusal=each.refusal,
        )
        for number, each in enumerate(steps, 1)
    ]


def click(
    at_ms: float, x: int = 100, y: int = 100, *, hold_ms: float = 80, button: Button = Button.LEFT
) -> PlanStep:
    """A click."""
    return step(
        at_ms,
        Move(at_ns=ms(at_ms), x=x, y=y),
        ButtonDown(at_ns=ms(at_ms), button=button),
        ButtonUp(at_ns=ms(at_ms + hold_ms), button=button),
        target=Point(x, y),
    )


def key(at_ms: float, name: str = "a", *, hold_ms: float = 50) -> PlanStep:
    """A key pressed and released."""
    return step(at_ms, KeyDown(at_ns=ms(at_ms), name=name), KeyUp(at_ns=ms(at_ms + hold_ms), name=name))


def text(at_ms: float, said: str) -> PlanStep:
    """A text that appears at once."""
    return step(at_ms, TypeText(at_ns=ms(at_ms), text=said))


@dataclass
class Played:
    """A schedule carried out on a clock that jumps to where it is told.

    Attributes:
        given: Each input with the time at which it was given, in milliseconds.
        asked: The steps that the gate was asked for, with the time.
        rests: What was left of those that it was asked for again.
        finished: The steps that were done.
        answers: What each answer came to.
        over: How it ended.
        now_ms: The time.
    """

    given: list[tuple[float, TimedInput]] = field(default_factory=list)
    asked: list[tuple[float, int]] = field(default_factory=list)
    rests: list[tuple[TimedInput, ...]] = field(default_factory=list)
    finished: list[Finish] = field(default_factory=list)
    skipped: list[int] = field(default_factory=list)
    answers: list[Answer | None] = field(default_factory=list)
    over: Over | None = None
    now_ms: float = 0.0

    def times(self, kind: type[TimedInput]) -> list[float]:
        """When the inputs of one kind were given."""
        return [at_ms for at_ms, each in self.given if isinstance(each, kind)]


Gated = Callable[[PlanStep, float], tuple[Answer | None, float]]
"""What the gate answers to a step at a time, and when, in milliseconds."""


def at_once(_: PlanStep, now_ms: float) -> tuple[Answer | None, float]:
    """A gate that takes no time."""
    return Ready(), now_ms


def played(
    steps: Sequence[PlanStep],
    *,
    speed: float | None = 1.0,
    gate: Gated = at_once,
    takes_ms: float = 0.0,
    wishes: Sequence[tuple[float, Callable[[Schedule, int], object]]] = (),
    last_moves: Sequence[Move] = (),
) -> Played:
    """Play to the end; a schedule that only waits for a wish that never comes fails.

    Args:
        steps: The plan's.
        speed: As ``Pace`` takes it.
        gate: Answers.
        takes_ms: How long each input takes.
        wishes: What a person does, and when.
        last_moves: The plan's.
    """
    schedule = Schedule(steps, pace=Pace(speed), screen=SCREEN, last_moves=last_moves)
    result = Played()
    left = list(wishes)
    for _ in range(100_000):
        while left and left[0][0] <= result.now_ms:
            left.pop(0)[1](schedule, ms(result.now_ms))
        command = schedule.next(ms(result.now_ms))
        match command:
            case Over():
                result.over = command
                return result
            case Sleep(until_ns=until_ns):
                wanted = float("inf") if until_ns is None else until_ns / NS_PER_MS
                wish = left[0][0] if left else float("inf")
                assert min(wanted, wish) != float("inf"), "it waits for a wish that never comes"
                assert min(wanted, wish) > result.now_ms, "it sleeps until now, for ever"
                result.now_ms = min(wanted, wish)
            case Ask(step=asked, is_again=is_again):
                if is_again:
                    result.rests.append(asked.inputs)
                result.asked.append((result.now_ms, asked.number))
                answer, result.now_ms = gate(asked, result.now_ms)
                result.answers.append(schedule.answered(answer, ms(result.now_ms)))
            case Give(input=given):
                result.given.append((result.now_ms, given))
                began_ns = ms(result.now_ms)
                result.now_ms += takes_ms
                schedule.given(given, began_ns=began_ns, done_ns=ms(result.now_ms))
            case Skip(number=number):
                result.skipped.append(number)
            case Finish():
                result.finished.append(command)
    raise AssertionError("it never ends")
