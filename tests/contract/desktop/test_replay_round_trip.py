"""A replay is recorded as what it was to do: a plan played on a real X server gives the same plan again."""

from pathlib import Path

from recorder.devices.x11.input import X11Input
from recorder.episode.events import Button, InputEvent
from recorder.episode.screen import Rect
from recorder.recording.clock import MonotonicClock as SessionClock
from replay.actuators.x11 import X11Actuator
from replay.clock import MonotonicClock
from replay.gate import OpenGate
from replay.pacing import Pace
from replay.plan.steps import ReplayPlan
from replay.player import Hands, Player
from replay.progress import How
from tests.unit.recorder.episode.event_script import Script
from tests.unit.replay.plan.planned import all_inputs, begun, brief, planned


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


def play(plan: ReplayPlan) -> tuple[InputEvent, ...]:
    events: list[InputEvent] = []
    with X11Actuator(fail_safe=False) as actuator:
        source = X11Input(SessionClock(MonotonicClock().now_ns()), on_gone=lambda _: None)
        source.start(events.append)
        hands = Hands(actuator, OpenGate(), MonotonicClock(), Rect(0, 0, 1280, 800))
        ending = Player(plan.steps, hands=hands, pace=Pace(1.0)).play()
        source.stop()
    assert ending.how is How.FINISHED
    return tuple(events)


def said(plan: ReplayPlan) -> list[str]:
    """What is done but for the ways between: pyautogui reports a place once more before it presses."""
    return [each for each in brief(all_inputs(plan)) if not each.startswith("to ")]


def test_what_was_played_is_recorded_as_what_was_planned(x_server: object, tmp_path: Path) -> None:
    first = planned(tmp_path, work())
    again = begun()
    for event in play(first):
        again.add(event)
    second = planned(tmp_path, again)
    assert said(second) == said(first)
    assert [step.target for step in second.steps if step.inputs] == [
        step.target for step in first.steps if step.inputs
    ]
    # The same gestures: a double click is one action, two clicks are two.
    kinds = [[type(step.action) for step in plan.steps if step.inputs] for plan in (first, second)]
    assert kinds[0] == kinds[1]
