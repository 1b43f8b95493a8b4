"""The gate with a picture: what a step came to is seen once it is there."""

from threading import Event
from typing import Any, cast

import pytest

from recorder.episode.actions import Click
from recorder.episode.events import Button as PointerButton
from recorder.episode.events import WindowContext
from recorder.episode.screen import Rect
from recorder.episode.time import NS_PER_MS, NS_PER_SECOND
from replay.gate import Answer, Late, Moved, Ready
from replay.plan.inputs import ButtonDown, ButtonUp
from replay.plan.steps import PlanStep, Point
from replay.running.watched_gate import WatchedGate, Watching
from replay.seeing.difference import looks_same
from replay.seeing.picture import ScreenPicture
from tests.rigs.drawn_desktop import DrawnDesktop, OneStep
from tests.rigs.drawn_screen import DESKTOP, Button, Screen

SCREEN = Screen(window=Rect(480, 380, 300, 200), rows=(), buttons=(Button("Save", Rect(190, 160, 90, 30)),))
AWAY = (-470, -370)
"""Further than the window is large: a view that scrolled so far would show nothing that it showed."""
PRESSED = (160, 160, 160)
SHOWS_NS = 400 * NS_PER_MS


class _Gate:
    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def wait(self, _step: PlanStep, _wake: Event) -> Answer:
        return self._answer

    def holds(self, _seen: ScreenPicture) -> bool:
        return True


class _Focused:
    """A window that answers at once, with no hint over it."""

    def __init__(self, rect: Rect, title: str = "letter.txt - Editor") -> None:
        self._window = WindowContext("editor", title, rect)

    def window(self) -> WindowContext:
        return self._window

    def wait(self, _wake: Event, *, limit_ns: int) -> int:  # noqa: ARG002 - the port's
        return 0

    def places(self) -> tuple[Rect, ...]:
        return ()


def _click() -> PlanStep:
    x, y = SCREEN.centre("Save")
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
    window = WindowContext("editor", "letter.txt - Editor", SCREEN.window)
    return PlanStep(number=1, action=action, at_ns=0, target=Point(x, y), inputs=inputs, window=window)


@pytest.mark.parametrize("by", [(0, 0), AWAY])
def test_a_button_that_is_still_pressed_at_the_end_is_waited_for_wherever_its_window_stands(
    by: tuple[int, int],
) -> None:
    after = SCREEN.with_(window=SCREEN.window.moved(*by))
    desktop = DrawnDesktop([(0, after)])
    focused = cast("Any", _Focused(after.window))
    watching = Watching(desktop, focused, desktop, OneStep(SCREEN), DESKTOP, focused, focused)
    gate = WatchedGate(_Gate(Ready() if by == (0, 0) else Moved(*by)), watching, patience_ns=NS_PER_SECOND)
    gate.wait(_click(), Event())
    gate.take()
    pressed = after.with_button("Save", ground=PRESSED)
    desktop.began = desktop.now
    desktop.screens[:] = [(0, pressed), (SHOWS_NS, after)]
    desktop.drawn.clear()
    gate.wait_for_the_end(2, 2 * NS_PER_SECOND, Event())
    seen = ScreenPicture(DESKTOP, gate.take().pixels)
    assert looks_same(after.recorded(), seen)


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("~/tasks/7/letter.txt - Editor", Ready),
        ("~/tasks/7/list.txt - Editor", Late),
        ("letter.txt - Editor", Ready),
    ],
)
def test_a_title_that_names_another_folder_is_not_waited_for_and_one_that_says_something_else_is(
    title: str, kind: type[Answer]
) -> None:
    desktop = DrawnDesktop([(0, SCREEN.with_(title=title))])
    focused = cast("Any", _Focused(SCREEN.window, title))
    watching = Watching(desktop, focused, desktop, OneStep(SCREEN), DESKTOP, focused, focused)
    gate = WatchedGate(_Gate(Ready()), watching, patience_ns=NS_PER_SECOND)
    assert isinstance(gate.wait(_click(), Event()), kind)
