import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event

import pytest

from recorder.episode.events import Button
from recorder.episode.phrase import english, phrase
from recorder.ports import ScreenGoneError
from replay.actuators.errors import CommandHeldError, CornerError, PersonTookOverError
from replay.clock import MonotonicClock
from replay.gate import Answer, Gate, Lost, OpenGate, Ready
from replay.pacing import Pace
from replay.plan.inputs import ButtonDown, ButtonUp, Move, TypeText
from replay.plan.steps import PlanStep
from replay.player import Hands, Player
from replay.progress import Ending, How, Paused, PlayerEvent, Resumed, StepAnswered, StepDone
from tests.rigs.played import SCREEN, click, key, ms, numbered, step, text

ABORT_S = 0.2
WHY = phrase("Because.")


class Noted:
    """An actuator that notes what it is told, as slow or as broken as a test wants."""

    def __init__(self, error: Exception | None = None) -> None:
        self.done: list[tuple[object, ...]] = []
        self.error = error
        self.typing_s = 0.0
        self.wake = Event()

    def _note(self, *what: object) -> None:
        if self.error is not None and what[0] != "release_all":
            raise self.error
        self.done.append(what)

    def move(self, x: int, y: int) -> None:
        self._note("move", x, y)

    def press(self, button: Button) -> None:
        self._note("press", button)

    def release(self, button: Button) -> None:
        self._note("release", button)

    def scroll(self, dx: int, dy: int) -> None:
        self._note("scroll", dx, dy)

    def key_down(self, name: str) -> None:
        self._note("key_down", name)

    def key_up(self, name: str) -> None:
        self._note("key_up", name)

    def type_text(self, text: str) -> None:
        self.wake.wait(self.typing_s)
        self._note("type_text", text)

    def release_all(self) -> None:
        self._note("release_all")

    def position(self) -> tuple[int, int]:
        return 0, 0


class ClosedGate:
    """A gate that waits until it is woken."""

    def __init__(self) -> None:
        self.asked = Event()

    def wait(self, step: PlanStep, wake: Event) -> Answer | None:  # noqa: ARG002 - the protocol's
        self.asked.set()
        assert wake.wait(10)
        return None

    def again(self, step: PlanStep, wake: Event) -> Answer | None:
        return self.wait(step, wake)


@contextmanager
def playing(player: Player) -> Iterator[Callable[[], Ending]]:
    endings: list[Ending] = []
    thread = threading.Thread(target=lambda: endings.append(player.play()))

    def ending() -> Ending:
        thread.join(10)
        return endings[0]

    thread.start()
    try:
        yield ending
    finally:
        player.abort()
        thread.join(10)


def player(
    steps: list[PlanStep],
    hands: Noted,
    *,
    gate: Gate | None = None,
    on_event: Callable[[PlayerEvent], None] = lambda _: None,
    is_paused: bool = False,
) -> Player:
    return Player(
        steps,
        hands=Hands(hands, gate or OpenGate(), MonotonicClock(), SCREEN),
        pace=Pace(1.0),
        on_event=on_event,
        is_paused=is_paused,
        aborting=hands.wake,
    )


def test_a_plan_is_played_and_told_step_by_step() -> None:
    told: list[PlayerEvent] = []
    hands = Noted()
    steps = numbered(key(20, hold_ms=10), click(60, 7, 8, hold_ms=10), text(90, "漢"))
    ending = player(steps, hands, on_event=told.append).play()
    assert (ending.how, ending.number, ending.reason) == (How.FINISHED, None, None)
    assert hands.done == [
        ("key_down", "a"),
        ("key_up", "a"),
        ("move", 7, 8),
        ("press", Button.LEFT),
        ("release", Button.LEFT),
        ("type_text", "漢"),
        ("release_all",),
    ]
    done = [event for event in told if isinstance(event, StepDone)]
    assert [event.number for event in told if isinstance(event, StepAnswered)] == [1, 2, 3]
    assert [each.planned_ns for each in done] == [ms(20), ms(60), ms(90)]
    assert all(
        each.planned_ns is not None and each.planned_ns <= each.began_ns <= each.done_ns for each in done
    )


LONG_DRAG = step(
    20, ButtonDown(at_ns=ms(20), button=Button.LEFT), ButtonUp(at_ns=ms(9000), button=Button.LEFT)
)


@pytest.mark.alone
@pytest.mark.parametrize(
    ("steps", "typing_s", "begun"),
    [
        pytest.param(numbered(key(60_000)), 0.0, 0, id="before the first step"),
        pytest.param(numbered(LONG_DRAG), 0.0, 1, id="in the middle of a drag"),
        pytest.param(numbered(text(0, "x" * 100_000)), 0.02, 1, id="in the middle of a text"),
        pytest.param(numbered(step(0, TypeText(at_ns=0, text="x"))), 9.0, 0, id="in the middle of a call"),
    ],
)
def test_an_abort_ends_it_within_200_ms(steps: list[PlanStep], typing_s: float, begun: int) -> None:
    hands = Noted()
    hands.typing_s = typing_s
    one = player(steps, hands)
    with playing(one) as ending:
        deadline = time.monotonic() + 5
        while len(hands.done) < begun and time.monotonic() < deadline:
            threading.Event().wait(0.005)
        began = time.monotonic()
        one.abort(WHY)
        over = ending()
        took = time.monotonic() - began
    assert took < ABORT_S
    assert (over.how, over.reason) == (How.ABORTED, WHY)
    assert hands.done[-1] == ("release_all",)
    assert ("release", Button.LEFT) not in hands.done


@pytest.mark.alone
def test_an_abort_does_not_wait_for_the_screen() -> None:
    gate, hands = ClosedGate(), Noted()
    one = player(numbered(click(0)), hands, gate=gate)
    with playing(one) as ending:
        assert gate.asked.wait(5)
        began = time.monotonic()
        one.abort()
        assert ending().how is How.ABORTED
    assert time.monotonic() - began < ABORT_S
    assert hands.done == [("release_all",)]


def test_it_can_begin_paused_go_a_step_and_be_aborted_while_paused() -> None:
    paused: list[Paused] = []
    is_paused = threading.Semaphore(0)

    def hear(event: PlayerEvent) -> None:
        if isinstance(event, Paused):
            paused.append(event)
            is_paused.release()

    hands = Noted()
    one = player(numbered(key(5000, hold_ms=5), key(9000, hold_ms=5)), hands, on_event=hear, is_paused=True)
    with playing(one) as ending:
        assert is_paused.acquire(timeout=5)
        assert not hands.done
        one.step()
        assert is_paused.acquire(timeout=2)
        assert hands.done == [("key_down", "a"), ("key_up", "a")]
        one.abort()
        assert ending().how is How.ABORTED
    assert [each.number for each in paused] == [1, 2]


def test_a_pause_after_the_last_step_has_the_number_past_it() -> None:
    paused: list[int] = []
    is_paused = Event()

    def hear(event: PlayerEvent) -> None:
        if isinstance(event, StepDone):
            one.pause()
        if isinstance(event, Paused):
            paused.append(event.number)
            is_paused.set()

    hands = Hands(Noted(), OpenGate(), MonotonicClock(), SCREEN)
    way = (Move(at_ns=ms(20), x=5, y=5), Move(at_ns=ms(5000), x=6, y=6))
    one = Player(numbered(key(0, hold_ms=5)), last_moves=way, hands=hands, pace=Pace(1.0), on_event=hear)
    with playing(one) as ended:
        assert is_paused.wait(30)
        one.abort()
        assert ended().how is How.ABORTED
    assert paused == [2]


def test_a_pause_and_its_end_are_told() -> None:
    told: list[PlayerEvent] = []
    is_paused = Event()

    def hear(event: PlayerEvent) -> None:
        told.append(event)
        if isinstance(event, Paused):
            is_paused.set()

    one = player(numbered(key(10, hold_ms=5), key(400, hold_ms=5)), Noted(), on_event=hear)
    with playing(one) as ending:
        one.pause()
        assert is_paused.wait(5)
        one.resume()
        assert ending().how is How.FINISHED
    assert [type(each) for each in told if isinstance(each, Paused | Resumed)] == [Paused, Resumed]


@pytest.mark.parametrize(
    ("error", "said"),
    [(ValueError, "lacks a key"), (CommandHeldError, "Ctrl, Alt or Super"), (CornerError, "corner")],
)
def test_what_cannot_be_done_stops_it_at_that_step(error: type[ValueError], said: str) -> None:
    hands = Noted(error("secret words"))
    ending = player(numbered(text(0, "secret words")), hands).play()
    assert (ending.how, ending.number) == (How.STOPPED, 1)
    assert ending.reason is not None
    assert said in english(ending.reason)
    assert "secret" not in repr(ending)
    assert hands.done == [("release_all",)]


def test_a_pointer_in_a_corner_is_a_persons_abort() -> None:
    hands = Noted(PersonTookOverError())
    ending = player(numbered(key(0)), hands).play()
    assert (ending.how, ending.number) == (How.ABORTED, 1)
    assert hands.done == [("release_all",)]


def test_everything_is_let_go_of_when_the_screen_goes() -> None:
    hands = Noted(ScreenGoneError())
    with pytest.raises(ScreenGoneError):
        player(numbered(key(0)), hands).play()
    assert hands.done == [("release_all",)]


class SecondThoughts:
    """A gate that is ready, and finds nothing any more when it is asked again."""

    def __init__(self) -> None:
        self.rests: list[PlanStep] = []

    def wait(self, step: PlanStep, wake: Event) -> Answer | None:  # noqa: ARG002 - the protocol's
        return Ready()

    def again(self, step: PlanStep, wake: Event) -> Answer | None:  # noqa: ARG002 - as above
        self.rests.append(step)
        return Lost(WHY)


def test_what_a_pause_took_away_ends_it_and_a_step_is_answered_once() -> None:
    told: list[PlayerEvent] = []
    hands, gate = Noted(), SecondThoughts()
    letters = step(20, TypeText(at_ns=ms(20), text="a"), TypeText(at_ns=ms(400), text="b"))

    def hear(event: PlayerEvent) -> None:
        told.append(event)
        if isinstance(event, Paused):
            made.resume()

    made = Player(
        numbered(letters),
        hands=Hands(hands, gate, MonotonicClock(), SCREEN),
        pace=Pace(1.0),
        on_event=hear,
        # After the first letter.
        on_given=lambda _: made.pause(),
    )
    ending = made.play()
    assert (ending.how, ending.number, ending.reason) == (How.STOPPED, 1, WHY)
    assert ("type_text", "a") in hands.done
    assert ("type_text", "b") not in hands.done
    assert len(gate.rests) == 1
    assert [event.number for event in told if isinstance(event, StepAnswered)] == [1]
