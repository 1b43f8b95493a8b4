"""A replay is recorded as what it was to do: a plan played on a real X server gives the same plan again."""

import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from recorder.devices.x11.input import X11Input
from recorder.episode.events import Button, ButtonPressed, ButtonReleased, InputEvent, PointerMoved, Scrolled
from recorder.episode.screen import Rect
from recorder.recording.clock import MonotonicClock as SessionClock
from replay.actuators.x11 import X11Actuator
from replay.clock import MonotonicClock
from replay.gate import OpenGate
from replay.pacing import Pace
from replay.plan.script import script_of
from replay.plan.steps import ReplayPlan
from replay.player import Hands, Player
from replay.progress import How
from tests.unit.recorder.episode.event_script import Script
from tests.unit.replay.plan.planned import acting, all_inputs, begun, brief, planned


def work() -> Script:
    script = begun().after(300)
    script.move(50, 60).after(60).click(100, 120).after(700)
    script.click(300, 200).after(90).click(300, 200).after(700)
    script.down(400, 300)
    for n in range(1, 12):
        script.after(20).move(400 + 10 * n, 300 + 5 * n)
    script.after(30).up(510, 355).after(500)
    for _ in range(3):
        script.scroll(-1, x=510, y=355).after(40)
    script.after(400).scroll(0, 1, x=510, y=355).after(500)
    script.click(600, 400, Button.RIGHT).after(500).click(20, 30, Button.BACK).after(400)
    script.write("Quick, ").after(200).tap("backspace").after(300)
    script.press("ctrl_l").after(40).tap("a", "a").after(60).tap("c", "c").after(40).release("ctrl_l")
    script.after(300).press("shift_l").after(50).click(700, 500).after(50).release("shift_l").after(300)
    script.tap("page_down").after(200).tap("f6").after(200).tap("num_4").after(200)
    return script


@contextmanager
def heard() -> Iterator[list[InputEvent]]:
    """What an independent X client hears while the block lasts."""
    events: list[InputEvent] = []
    source = X11Input(SessionClock(MonotonicClock().now_ns()), on_gone=lambda _: None)
    source.start(events.append)
    try:
        yield events
    finally:
        source.stop()


def play(plan: ReplayPlan) -> list[InputEvent]:
    with X11Actuator(fail_safe=False) as actuator, heard() as events:
        hands = Hands(actuator, OpenGate(), MonotonicClock(), Rect(0, 0, 1280, 800))
        ending = Player(plan.steps, hands=hands, pace=Pace(1.0)).play()
    assert ending.how is How.FINISHED
    return events


def run_script(plan: ReplayPlan, folder: Path) -> list[InputEvent]:
    script = folder / "again.py"
    script.write_text(script_of(plan))
    with heard() as events:
        subprocess.run([sys.executable, script], check=True, timeout=60)
    return events


def planned_again(events: Iterable[InputEvent], folder: Path) -> ReplayPlan:
    again = begun()
    for event in events:
        again.add(event)
    return planned(folder, again)


def said(plan: ReplayPlan) -> list[str]:
    """What is done but for the ways between: pyautogui reports a place once more before it presses."""
    return [each for each in brief(all_inputs(plan)) if not each.startswith("to ")]


def test_what_was_played_is_recorded_as_what_was_planned(x_server: object, tmp_path: Path) -> None:
    first = planned(tmp_path, work())
    second = planned_again(play(first), tmp_path)
    assert said(second) == said(first)
    assert_the_same_gestures(second, first)


@pytest.mark.alone
def test_a_script_of_it_does_the_same_to_the_server(x_server: object, tmp_path: Path) -> None:
    first = planned(tmp_path, work().write("é漢😀").after(300))
    played, scripted = play(first), run_script(first, tmp_path)
    assert clicked(scripted) == clicked(played)
    second = planned_again(scripted, tmp_path)
    assert said(second) == said(planned_again(played, tmp_path))
    assert_the_same_gestures(second, first)
    # Dragged along the same straight way, down to the right.
    way = dragged(scripted)
    assert (way[0], way[-1]) == ((400, 300), (510, 355))
    assert all(abs((x - 400) - 2 * (y - 300)) <= 2 for x, y in way)


def assert_the_same_gestures(second: ReplayPlan, first: ReplayPlan) -> None:
    """At the same places; a double click is one action, two clicks are two."""
    kinds = [[type(step.action) for step in acting(plan)] for plan in (first, second)]
    assert kinds[0] == kinds[1]
    assert [step.target for step in acting(second)] == [step.target for step in acting(first)]


def clicked(events: Iterable[InputEvent]) -> list[tuple[object, ...]]:
    """Every button and notch, where it was."""
    told: list[tuple[object, ...]] = []
    for each in events:
        match each:
            case ButtonPressed() | ButtonReleased():
                told.append((type(each), each.button, each.x, each.y))
            case Scrolled():
                told.append((each.dx, each.dy, each.x, each.y))
            case _:
                pass
    return told


def dragged(events: Iterable[InputEvent]) -> list[tuple[int, int]]:
    """Where the pointer was while the first button was held down and it moved."""
    ways: list[list[tuple[int, int]]] = []
    is_held = False
    for each in events:
        if isinstance(each, ButtonPressed | ButtonReleased) and each.button is Button.LEFT:
            is_held = isinstance(each, ButtonPressed)
            if is_held:
                ways.append([(each.x, each.y)])
        elif isinstance(each, PointerMoved) and is_held:
            ways[-1].append((each.x, each.y))
    return max(ways, key=len)
