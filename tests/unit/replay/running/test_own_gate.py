"""On the person's own desktop keys go where they belong, and nothing is done on a screen that is unknown."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from threading import Event

import pytest

from recorder.episode.actions import Click, Scroll, Type
from recorder.episode.events import Button, HiddenReason, WindowContext
from recorder.episode.screen import Rect
from recorder.episode.time import NS_PER_MS, NS_PER_SECOND
from replay.gate import Answer, Late, Lost, Moved, Ready
from replay.plan.inputs import ButtonDown, ButtonUp, KeyDown, KeyUp, TypeText, Wheel
from replay.plan.steps import PlanStep, Point
from replay.running.own_gate import (
    NO_WINDOW,
    NOTHING_TO_COMPARE,
    OTHER_PROGRAM,
    OTHER_WINDOW,
    OwnDesktopGate,
    takes_keys,
)
from replay.seeing.gate import ScreenGate
from tests.rigs.drawn_desktop import DrawnDesktop, OneStep
from tests.rigs.drawn_screen import DESKTOP, Screen

SCREEN = Screen()
EDITOR = WindowContext("Editor", "letter.txt - Editor", SCREEN.window)
TERMINAL = WindowContext("XTerm", "~", Rect(100, 80, 560, 440))
HIDDEN = WindowContext("", "", None, HiddenReason.REDACTED)


@dataclass
class Pictures:
    """A gate that compares pictures alone."""

    gate: ScreenGate

    def wait(self, step: PlanStep, wake: Event) -> Answer | None:
        return self.gate.wait(step, wake)

    def forget(self) -> None:
        pass


@dataclass
class Focused:
    """Which window has the focus, by the time since the test began."""

    desktop: DrawnDesktop
    windows: list[tuple[int, WindowContext | None]] = field(default_factory=list)

    def window(self) -> WindowContext | None:
        past_ns = self.desktop.now - self.desktop.began
        return [window for since_ns, window in self.windows if since_ns <= past_ns][-1]


def gate_on(
    *windows: tuple[int, WindowContext | None], shows: Screen = SCREEN, recorded: Screen | None = SCREEN
) -> OwnDesktopGate:
    desktop = DrawnDesktop([(0, shows)])
    expected = OneStep(recorded)
    pictures = Pictures(ScreenGate(desktop, desktop, expected, limit_ns=NS_PER_SECOND))
    focus = Focused(desktop, list(windows))
    return OwnDesktopGate(pictures, focus, desktop, expected, patience_ns=NS_PER_SECOND)


def typing(window: WindowContext | None = EDITOR) -> PlanStep:
    action = Type(start_ns=0, end_ns=0, context=None, sources=(1,), text="a")
    inputs = (TypeText(at_ns=0, text="a"),)
    return PlanStep(number=1, action=action, at_ns=0, target=None, inputs=inputs, window=window)


def click(*keys: str) -> PlanStep:
    x, y = SCREEN.centre("Save")
    action = Click(
        start_ns=0,
        end_ns=0,
        context=None,
        sources=(1,),
        button=Button.LEFT,
        count=1,
        x=x,
        y=y,
        modifiers=(),
    )
    pressed = (ButtonDown(at_ns=0, button=Button.LEFT), ButtonUp(at_ns=1, button=Button.LEFT))
    held = tuple(KeyDown(at_ns=0, name=name) for name in keys)
    return PlanStep(
        number=1, action=action, at_ns=0, target=Point(x, y), inputs=(*held, *pressed), window=EDITOR
    )


def scrolling() -> PlanStep:
    x, y = SCREEN.centre("Item 13")
    action = Scroll(start_ns=0, end_ns=0, context=None, sources=(1,), dx=0, dy=-1, x=x, y=y, modifiers=())
    return replace(click(), action=action, target=Point(x, y), inputs=(Wheel(at_ns=0, dx=0, dy=-1),))


def answer(gate: OwnDesktopGate, step: PlanStep) -> Answer | None:
    return gate.wait(step, Event())


def reason(gate: OwnDesktopGate, step: PlanStep) -> object:
    said = answer(gate, step)
    return said.reason if isinstance(said, Lost) else said


def test_keys_go_into_their_window_whatever_folder_its_title_names() -> None:
    elsewhere = replace(EDITOR, app="editor", title="/tmp/other/letter.txt - Editor")  # noqa: S108 - a title
    assert answer(gate_on((0, elsewhere)), typing()) == Ready()


@pytest.mark.parametrize(
    ("window", "why"),
    [
        (TERMINAL, OTHER_PROGRAM),
        (None, NO_WINDOW),
        (replace(EDITOR, rect=Rect(700, 500, 560, 440)), OTHER_WINDOW),
    ],
)
def test_keys_go_into_no_other_window_though_theirs_can_be_seen(
    window: WindowContext | None, why: object
) -> None:
    gate = gate_on((0, window))
    said = answer(gate, typing())
    assert isinstance(said, Lost)
    assert said.reason == why
    assert said.waited_ns >= NS_PER_SECOND


def test_a_window_that_takes_the_focus_late_is_waited_for() -> None:
    said = answer(gate_on((0, TERMINAL), (300 * NS_PER_MS, EDITOR)), typing())
    assert isinstance(said, Late)
    assert said.waited_ns >= 300 * NS_PER_MS


def test_a_focus_that_goes_while_the_picture_is_waited_for_is_noticed() -> None:
    desktop = DrawnDesktop([(0, SCREEN.with_(lines=(), rows=())), (300 * NS_PER_MS, SCREEN)])
    expected = OneStep(SCREEN)
    focus = Focused(desktop, [(0, EDITOR), (200 * NS_PER_MS, TERMINAL)])
    pictures = Pictures(ScreenGate(desktop, desktop, expected))
    gate = OwnDesktopGate(pictures, focus, desktop, expected, patience_ns=NS_PER_SECOND)
    assert reason(gate, typing()) == OTHER_PROGRAM


@pytest.mark.parametrize("by", [(0, 24), (90, 40)])
def test_a_window_may_stand_elsewhere(by: tuple[int, int]) -> None:
    moved = SCREEN.with_(window=SCREEN.window.moved(*by))
    said = answer(gate_on((0, replace(EDITOR, rect=moved.window)), shows=moved), typing())
    assert isinstance(said, Moved)
    assert (said.dx, said.dy) == by


def test_a_dialog_of_the_same_program_counts() -> None:
    dialog = replace(EDITOR, title="Save as", rect=Rect(200, 180, 300, 200))
    assert answer(gate_on((0, dialog)), typing()) == Ready()


@pytest.mark.parametrize("window", [None, HIDDEN, WindowContext("Editor", "", None)])
def test_where_it_is_not_known_which_window_it_was_the_one_with_the_focus_must_look_the_same(
    window: WindowContext | None,
) -> None:
    assert answer(gate_on((0, EDITOR)), typing(window)) == Ready()
    other = SCREEN.with_(lines=("root #", "rm -r work"), rows=(), buttons=())
    assert isinstance(answer(gate_on((0, EDITOR), shows=other), typing(window)), Lost)
    assert reason(gate_on((0, None)), typing(window)) == NO_WINDOW


PAINTED = SCREEN.with_(covers=(DESKTOP,))
NEARLY = SCREEN.with_(covers=(Rect(0, 0, 800, 440), Rect(0, 440, 400, 160)))
FOCUSED = (0, EDITOR)


@pytest.mark.parametrize("recorded", [None, PAINTED, NEARLY])
@pytest.mark.parametrize("step", [click, typing, scrolling])
def test_where_the_recording_shows_too_little_nothing_is_done(
    step: Callable[[], PlanStep], recorded: Screen | None
) -> None:
    assert reason(gate_on(FOCUSED, recorded=recorded), step()) == NOTHING_TO_COMPARE


def test_beside_what_was_painted_over_it_goes_on() -> None:
    part = SCREEN.with_(covers=(Rect(120, 140, 240, 80),))
    assert answer(gate_on(FOCUSED, recorded=part), typing()) == Ready()
    assert answer(gate_on(FOCUSED, recorded=part), click()) == Ready()


def test_a_click_needs_no_focus_and_an_empty_place_is_known_to_be_empty() -> None:
    assert answer(gate_on((0, TERMINAL)), click("ctrl_l")) == Ready()
    bare = Screen(window=Rect(0, 0, 10, 10), title="", lines=(), rows=(), buttons=(), clock="")
    step = replace(click(), window=None)
    assert answer(gate_on((0, None), shows=bare, recorded=bare), step) == Ready()


def test_a_wait_needs_nothing() -> None:
    assert answer(gate_on((0, None), recorded=None), replace(typing(), inputs=())) == Ready()


def test_in_the_middle_of_a_text_the_focus_is_looked_at_and_not_the_picture() -> None:
    for later, said in ((EDITOR, Ready()), (TERMINAL, OTHER_PROGRAM), (None, NO_WINDOW)):
        desktop = DrawnDesktop([(0, SCREEN), (NS_PER_SECOND, SCREEN.with_(lines=("half of it",)))])
        expected = OneStep(SCREEN)
        focus = Focused(desktop, [(0, EDITOR), (NS_PER_SECOND, later)])
        pictures = Pictures(ScreenGate(desktop, desktop, expected))
        gate = OwnDesktopGate(pictures, focus, desktop, expected, patience_ns=NS_PER_SECOND)
        assert gate.wait(typing(), Event()) == Ready()
        desktop.now += NS_PER_SECOND
        again = gate.again(typing(), Event())
        assert (again.reason if isinstance(again, Lost) else again) == said


def test_in_the_middle_of_a_turn_of_the_wheel_its_window_must_still_be_there() -> None:
    tools = (Rect(120, 110, 60, 24), (90, 130, 180))
    with_tools = SCREEN.with_(extra=(tools,))
    gone = SCREEN.with_(window=Rect(0, 0, 10, 10), lines=(), rows=(), buttons=(), title="")
    assert gate_on(FOCUSED, shows=with_tools, recorded=with_tools).again(scrolling(), Event()) == Ready()
    assert isinstance(gate_on(FOCUSED, shows=gone, recorded=with_tools).again(scrolling(), Event()), Lost)


def test_whoever_asks_for_an_end_is_heard_while_the_focus_is_waited_for() -> None:
    wake = Event()
    wake.set()
    assert gate_on((0, TERMINAL)).wait(typing(), wake) is None


def test_which_steps_need_the_focus() -> None:
    assert takes_keys(typing())
    assert takes_keys(replace(typing(), inputs=(KeyDown(at_ns=0, name="super_l"),)))
    assert takes_keys(click("a"))
    assert not takes_keys(click("shift_l"))
    assert not takes_keys(replace(typing(), inputs=(KeyUp(at_ns=0, name="a"),)))
