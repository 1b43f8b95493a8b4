"""The gate: a step is done where the screen is ready for it, and nowhere else."""

from dataclasses import replace
from threading import Event
from typing import Any

import pytest

from recorder.episode.actions import Click, Scroll, Type, Wait
from recorder.episode.events import Button as PointerButton
from recorder.episode.events import WindowContext
from recorder.episode.screen import Rect
from recorder.episode.time import NS_PER_MS, NS_PER_SECOND
from replay.gate import Late, Lost, Moved, Ready
from replay.plan.inputs import ButtonDown, ButtonUp, TypeText, Wheel
from replay.plan.steps import PlanStep, Point
from replay.seeing.finding import matches
from replay.seeing.gate import LIMIT_NS, STILL_NS, ScreenGate
from replay.seeing.picture import ScreenPicture
from tests.rigs.drawn_desktop import DrawnDesktop, OneStep
from tests.rigs.drawn_screen import Button, Screen

SCREEN = Screen()


def click(x: int, y: int, *, number: int = 1, window: Rect | None = SCREEN.window) -> PlanStep:
    action = Click(
        start_ns=0,
        end_ns=0,
        context=None,
        sources=(1,),
        button=PointerButton.LEFT,
        count=1,
        x=x,
        y=y,
        modifiers=(),
    )
    inputs = (ButtonDown(at_ns=0, button=PointerButton.LEFT), ButtonUp(at_ns=1, button=PointerButton.LEFT))
    context = None if window is None else WindowContext("editor", "letter.txt - Editor", window)
    return PlanStep(number=number, action=action, at_ns=0, target=Point(x, y), inputs=inputs, window=context)


def typing() -> PlanStep:
    action = Type(start_ns=0, end_ns=0, context=None, sources=(1,), text="a")
    context = WindowContext("editor", "letter.txt - Editor", SCREEN.window)
    inputs = (TypeText(at_ns=0, text="a"),)
    return PlanStep(number=1, action=action, at_ns=0, target=None, inputs=inputs, window=context)


def gate_on(desktop: DrawnDesktop, recorded: Screen | None = SCREEN) -> ScreenGate:
    return ScreenGate(desktop, desktop, OneStep(recorded))


def test_what_is_ready_is_acted_on_at_once() -> None:
    desktop = DrawnDesktop([(0, SCREEN)])
    assert gate_on(desktop).wait(click(*SCREEN.centre("Save")), Event()) == Ready()
    assert desktop.looks == 2


def test_what_comes_late_is_waited_for() -> None:
    empty = SCREEN.with_(buttons=())
    desktop = DrawnDesktop([(0, empty), (700 * NS_PER_MS, SCREEN)])
    answer = gate_on(desktop).wait(click(*SCREEN.centre("Save")), Event())
    assert isinstance(answer, Late)
    assert 700 <= answer.waited_ns // NS_PER_MS <= 760


def test_a_button_that_is_greyed_out_is_waited_for() -> None:
    greyed = SCREEN.with_button("Save", ink=(170, 170, 170))
    desktop = DrawnDesktop([(0, greyed), (400 * NS_PER_MS, SCREEN)])
    assert isinstance(gate_on(desktop).wait(click(*SCREEN.centre("Save")), Event()), Late)


def test_a_window_that_stands_elsewhere_is_found_and_the_next_step_knows() -> None:
    moved = SCREEN.with_(window=SCREEN.window.moved(60, 35))
    desktop = DrawnDesktop([(0, moved)])
    gate = gate_on(desktop)
    answer = gate.wait(click(*SCREEN.centre("Save")), Event())
    assert isinstance(answer, Moved)
    assert (answer.dx, answer.dy) == (60, 35)
    # A search takes as long as it takes, but the limit is not waited for.
    assert answer.waited_ns < LIMIT_NS
    assert gate.wait(click(*SCREEN.centre("Cancel"), number=2), Event()) == Moved(60, 35, 0)


def test_a_row_of_a_list_that_grew_is_found() -> None:
    longer = SCREEN.with_(rows=("Item 9", *SCREEN.rows))
    answer = gate_on(DrawnDesktop([(0, longer)])).wait(click(*SCREEN.centre("Item 13")), Event())
    assert isinstance(answer, Moved)
    assert (answer.dx, answer.dy) == (0, 24)


@pytest.mark.parametrize(
    "changed",
    [
        SCREEN.with_button("Save", label="Delete"),
        SCREEN.with_(buttons=()),
        SCREEN.with_button("Save", ink=(170, 170, 170)),
        SCREEN.with_(extra=((Rect(60, 440, 300, 120), (250, 240, 200)),)),
    ],
)
def test_what_is_not_there_is_never_acted_on(changed: Screen) -> None:
    desktop = DrawnDesktop([(0, changed)])
    answer = gate_on(desktop).wait(click(*SCREEN.centre("Save")), Event())
    assert isinstance(answer, Lost)
    assert answer.waited_ns >= 10 * NS_PER_SECOND


def test_between_two_that_look_the_same_nothing_is_chosen() -> None:
    save = SCREEN.buttons[0]
    twice = SCREEN.with_(
        lines=(),
        rows=(),
        title="",
        buttons=(Button(save.label, Rect(20, 300, 90, 30)), Button(save.label, Rect(400, 200, 90, 30))),
    )
    answer = gate_on(DrawnDesktop([(0, twice)])).wait(click(*SCREEN.centre("Save")), Event())
    assert isinstance(answer, Lost)
    assert "more than once" in answer.reason.text


def test_a_place_with_nothing_in_it_is_known_by_what_is_around() -> None:
    empty = (300, 330)
    assert gate_on(DrawnDesktop([(0, SCREEN)])).wait(click(*empty), Event()) == Ready()
    moved = SCREEN.with_(window=SCREEN.window.moved(0, 50))
    answer = gate_on(DrawnDesktop([(0, moved)])).wait(click(*empty), Event())
    assert isinstance(answer, Moved)
    assert (answer.dx, answer.dy) == (0, 50)


def test_keys_wait_for_their_window_and_not_for_its_title() -> None:
    other_title = SCREEN.with_(title="/srv/assent-7f3a/home/letter.txt - Editor")
    assert gate_on(DrawnDesktop([(0, other_title)])).wait(typing(), Event()) == Ready()
    dialog = SCREEN.with_(extra=((Rect(200, 180, 300, 200), (240, 240, 240)),))
    desktop = DrawnDesktop([(0, dialog), (500 * NS_PER_MS, SCREEN)])
    assert isinstance(gate_on(desktop).wait(typing(), Event()), Late)
    assert isinstance(gate_on(DrawnDesktop([(0, dialog)])).wait(typing(), Event()), Lost)


def test_keys_do_not_wait_for_a_letter_that_was_recorded_late() -> None:
    ahead = SCREEN.with_(lines=(*SCREEN.lines[:2], SCREEN.lines[2] + "s"))
    assert gate_on(DrawnDesktop([(0, ahead)])).wait(typing(), Event()) == Ready()


def test_keys_find_their_window_elsewhere_with_a_letter_that_was_recorded_late() -> None:
    ahead = SCREEN.with_(lines=(*SCREEN.lines[:2], SCREEN.lines[2] + "s"))
    moved = ahead.with_(window=SCREEN.window.moved(90, 40))
    answer = gate_on(DrawnDesktop([(0, moved)])).wait(typing(), Event())
    assert isinstance(answer, Moved)
    assert (answer.dx, answer.dy) == (90, 40)
    # Most of another text is another window.
    other = moved.with_(lines=("Minutes of the meeting", "of 1 June, at Elm Road", "Present: all but one"))
    assert isinstance(gate_on(DrawnDesktop([(0, other)])).wait(typing(), Event()), Lost)


def test_a_screen_that_stands_still_is_compared_once(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[ScreenPicture] = []

    def counted(there: ScreenPicture, seen: ScreenPicture, **options: Any) -> bool:  # noqa: ANN401 - passed on
        compared.append(seen)
        return matches(there, seen, **options)

    monkeypatch.setattr("replay.seeing.wanted.matches", counted)
    empty = SCREEN.with_(buttons=())
    greyed = SCREEN.with_button("Save", ink=(170, 170, 170))
    desktop = DrawnDesktop([(0, empty), (600 * NS_PER_MS, greyed), (1200 * NS_PER_MS, SCREEN)])
    assert isinstance(gate_on(desktop).wait(click(*SCREEN.centre("Save")), Event()), Late)
    assert len(compared) == 3


def test_without_a_picture_or_inputs_there_is_nothing_to_wait_for() -> None:
    desktop = DrawnDesktop([(0, SCREEN.with_(buttons=()))])
    assert gate_on(desktop, None).wait(click(*SCREEN.centre("Save")), Event()) == Ready()
    wait = Wait(start_ns=0, end_ns=1, context=None, sources=())
    step = PlanStep(number=1, action=wait, at_ns=0, target=None)
    assert gate_on(desktop).wait(step, Event()) == Ready()
    assert desktop.looks == 0


def test_where_everything_is_covered_nothing_can_be_waited_for() -> None:
    covered = SCREEN.with_(covers=(Rect(0, 0, 800, 600),))
    desktop = DrawnDesktop([(0, SCREEN)])
    assert gate_on(desktop, covered).wait(click(*SCREEN.centre("Save")), Event()) == Ready()


def test_whoever_asks_for_an_end_is_heard_while_it_waits_and_while_it_searches() -> None:
    for after in (3, 60):
        wake = Event()
        desktop = DrawnDesktop([(0, SCREEN.with_(buttons=()))])
        left = [after]

        def count(left: list[int] = left, wake: Event = wake) -> None:
            left[0] -= 1
            if not left[0]:
                wake.set()

        desktop.on_sleep = count
        assert gate_on(desktop).wait(click(*SCREEN.centre("Save")), wake) is None


def test_scrolling_needs_its_window_and_not_what_is_on_its_way_in_it() -> None:
    x, y = SCREEN.centre("Item 13")
    action = Scroll(start_ns=0, end_ns=0, context=None, sources=(1,), dx=0, dy=-1, x=x, y=y, modifiers=())
    inputs = (Wheel(at_ns=0, dx=0, dy=-1),)
    step = replace(click(x, y), action=action, inputs=inputs)
    on_its_way = SCREEN.with_(rows=("Item 16", "Item 17"), lines=("and for the garden wall",))
    tools = (Rect(120, 110, 60, 24), (90, 130, 180))
    with_tools, other = SCREEN.with_(extra=(tools,)), on_its_way.with_(extra=(tools,))
    assert gate_on(DrawnDesktop([(0, other)]), with_tools).wait(step, Event()) == Ready()
    elsewhere = SCREEN.with_(window=Rect(0, 0, 10, 10), rows=(), lines=(), buttons=(), title="")
    assert isinstance(gate_on(DrawnDesktop([(0, elsewhere)]), with_tools).wait(step, Event()), Lost)


def test_keys_that_no_window_is_known_for_wait_for_none() -> None:
    step = replace(typing(), window=None)
    assert gate_on(DrawnDesktop([(0, SCREEN.with_(ground=(200, 10, 10)))])).wait(step, Event()) == Ready()


class TwoSteps:
    """What the recording showed at two steps, the second one also at the end."""

    def __init__(self, first: Screen, second: Screen) -> None:
        self.pictures = (first.recorded(), second.recorded())

    def before(self, number: int, /) -> ScreenPicture:
        return self.pictures[min(number, len(self.pictures)) - 1]


PROMPTED = SCREEN.with_(lines=(*SCREEN.lines, "ready $"))
KEPT = TwoSteps(PROMPTED, PROMPTED)


def test_what_is_not_drawn_yet_in_the_window_is_waited_for() -> None:
    for step in (typing(), click(*SCREEN.centre("Save"))):
        desktop = DrawnDesktop([(0, SCREEN), (800 * NS_PER_MS, PROMPTED)])
        answer = ScreenGate(desktop, desktop, KEPT).wait(step, Event())
        assert isinstance(answer, Late)
        assert 800 <= answer.waited_ns // NS_PER_MS <= 880


def test_what_goes_away_by_the_next_step_is_not_waited_for() -> None:
    desktop = DrawnDesktop([(0, SCREEN)])
    assert ScreenGate(desktop, desktop, TwoSteps(PROMPTED, SCREEN)).wait(typing(), Event()) == Ready()


def test_what_reads_otherwise_is_there_and_not_waited_for() -> None:
    desktop = DrawnDesktop([(0, SCREEN.with_(lines=(*SCREEN.lines, "reedy $")))])
    assert ScreenGate(desktop, desktop, KEPT).wait(typing(), Event()) == Ready()


def test_what_never_comes_is_waited_for_once_and_then_no_more_than_a_moment() -> None:
    desktop = DrawnDesktop([(0, SCREEN)])
    gate = ScreenGate(desktop, desktop, KEPT, limit_ns=5 * NS_PER_SECOND)
    first, second = gate.wait(typing(), Event()), gate.wait(replace(typing(), number=2), Event())
    assert isinstance(first, Late)
    assert isinstance(second, Late)
    assert first.waited_ns >= 5 * NS_PER_SECOND
    assert STILL_NS <= second.waited_ns <= STILL_NS + 100 * NS_PER_MS


def test_what_lies_under_a_hint_is_not_waited_for() -> None:
    desktop = DrawnDesktop([(0, SCREEN)])
    hint = Rect(SCREEN.window.x, SCREEN.window.y + 110, 300, 60)
    gate = ScreenGate(desktop, desktop, KEPT, hints=lambda: (hint,))
    assert gate.wait(typing(), Event()) == Ready()


def test_an_answer_holds_until_the_window_moves() -> None:
    desktop = DrawnDesktop([(0, SCREEN)])
    gate = gate_on(desktop)
    assert gate.wait(click(*SCREEN.centre("Save")), Event()) == Ready()
    assert gate.holds(SCREEN.shown())
    assert not gate.holds(SCREEN.with_(window=SCREEN.window.moved(60, 35)).shown())
