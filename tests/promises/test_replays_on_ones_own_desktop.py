"""On a person's own desktop nothing is done without their yes, and all ends within 200 ms of their wish."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from threading import Event

import psutil
import pytest
from Xlib import XK, X
from Xlib.display import Display
from Xlib.ext import xtest

from recorder.episode.events import Button
from recorder.episode.screen import Rect
from recorder.episode.time import NS_PER_MS
from replay.displays.private import PrivateDesktop
from replay.plan.inputs import ButtonDown, KeyDown
from replay.plan.steps import PlanStep, ReplayPlan
from replay.running import own_desktop
from replay.running.happenings import CountingDown, RunEvent, StepAnswered, StepDone
from replay.running.options import RunOptions
from replay.running.own_desktop import NotAskedError, OwnDesktopYes, ask
from replay.running.result import RunEnding
from replay.running.run import run_replay
from tests.rigs.replay_plans import click, plan_of, step

# It measures how soon an end comes.
pytestmark = pytest.mark.alone

WITHIN_S = 0.2
_COUNT_DOWN = own_desktop.count_down


@pytest.fixture
def person(desktop: PrivateDesktop, monkeypatch: pytest.MonkeyPatch) -> Iterator[Display]:
    """Their own connection, with the pointer in the middle of nowhere."""
    plain = own_desktop.count_down
    monkeypatch.setattr(
        "replay.running.run.count_down", lambda tell, cancel: plain(tell, cancel, seconds=1, second_s=0.02)
    )
    display = Display(desktop.display)
    move(display, 400, 300)
    yield display
    move(display, 400, 300)
    display.close()


def move(display: Display, x: int, y: int) -> None:
    xtest.fake_input(display, X.MotionNotify, x=x, y=y)
    display.sync()


def strike_the_chord(display: Display) -> None:
    codes = [display.keysym_to_keycode(XK.string_to_keysym(name)) for name in ("Control_L", "Shift_L", "F12")]
    for code in codes:
        xtest.fake_input(display, X.KeyPress, code)
    display.sync()
    # No finger is quicker.
    time.sleep(0.08)
    for code in reversed(codes):
        xtest.fake_input(display, X.KeyRelease, code)
    display.sync()


def is_anything_held(display: Display) -> bool:
    return any(display.query_keymap()) or bool(display.screen().root.query_pointer().mask & 0x1F00)


def on(display: Display, *steps: PlanStep) -> ReplayPlan:
    screen = display.screen()
    return plan_of(*steps, screen=Rect(0, 0, screen.width_in_pixels, screen.height_in_pixels))


def yes_to(plan: ReplayPlan) -> OwnDesktopYes:
    said = ask(plan, lambda _: True)
    assert said is not None
    return said


def holding(display: Display) -> ReplayPlan:
    """A key and a button go down, and then nothing happens for a long time."""
    held = (
        ButtonDown(at_ns=200 * NS_PER_MS, button=Button.LEFT),
        KeyDown(at_ns=210 * NS_PER_MS, name="a"),
    )
    return on(display, click(1, 100, 200, 200), step(2, 200, *held), click(3, 60_000, 300, 300))


def test_a_yes_is_for_one_plan_and_one_time(person: Display) -> None:
    plan, other = on(person, click(1, 100, 200, 200)), on(person, click(1, 100, 201, 200))
    begun: list[RunEvent] = []

    def run(wanted: ReplayPlan, yes: OwnDesktopYes) -> RunEnding:
        return run_replay(wanted, None, RunOptions(own_desktop=yes), on_event=begun.append).ending

    used = yes_to(plan)
    assert run(plan, used) is RunEnding.FINISHED
    begun.clear()
    for wanted, yes in ((plan, used), (other, yes_to(plan))):
        with pytest.raises(NotAskedError):
            run(wanted, yes)
    assert ask(plan, lambda _: False) is None
    assert begun == []


def test_without_a_yes_the_persons_desktop_is_not_touched(person: Display) -> None:
    before = person.screen().root.query_pointer()
    ending = run_replay(on(person, click(1, 100, 222, 333)), None, RunOptions(starts_task=False)).ending
    after = person.screen().root.query_pointer()
    assert ending is RunEnding.FINISHED
    assert (before.root_x, before.root_y) == (after.root_x, after.root_y)


@pytest.mark.parametrize("way", ["the chord", "a corner", "stop"])
def test_every_wish_to_end_it_lets_go_within_200_ms_though_nothing_is_done(way: str, person: Display) -> None:
    plan, cancel = holding(person), Event()
    ways: dict[str, Callable[[], object]] = {
        "the chord": lambda: strike_the_chord(person),
        "a corner": lambda: move(person, 0, 0),
        "stop": cancel.set,
    }
    took: list[float] = []
    answered: list[int] = []

    def hear(event: RunEvent) -> None:
        if isinstance(event, StepAnswered):
            answered.append(event.number)
        if isinstance(event, StepDone) and event.number == 2:
            assert is_anything_held(person)
            ways[way]()
            took.append(seconds_until_let_go(person))

    result = run_replay(plan, None, RunOptions(own_desktop=yes_to(plan)), on_event=hear, cancel=cancel)
    assert result.ending is RunEnding.ABORTED
    assert took[0] < WITHIN_S
    assert 3 not in answered
    assert not is_anything_held(person)


@pytest.mark.parametrize("held", ["a menu has the keyboard", "alt_l", "cmd_l"])
def test_the_chord_ends_it_whatever_else_has_the_keyboard(held: str, person: Display) -> None:
    """As an open menu does, which takes all keys, and a step that holds Alt or Super at the moment."""
    keys = () if held == "a menu has the keyboard" else (KeyDown(at_ns=200 * NS_PER_MS, name=held),)
    pressed = ButtonDown(at_ns=200 * NS_PER_MS, button=Button.LEFT)
    plan = on(person, click(1, 100, 200, 200), step(2, 200, *keys, pressed), click(3, 60_000, 300, 300))
    answered: list[int] = []

    def hear(event: RunEvent) -> None:
        if isinstance(event, StepAnswered):
            answered.append(event.number)
        if isinstance(event, StepDone) and event.number == 2:
            if not keys:
                menu.grab_keyboard(True, X.GrabModeAsync, X.GrabModeAsync, X.CurrentTime)  # noqa: FBT003
                person.sync()
            strike_the_chord(person)

    menu = person.screen().root.create_window(0, 0, 60, 90, 0, X.CopyFromParent, override_redirect=True)
    menu.map()
    person.sync()
    try:
        result = run_replay(plan, None, RunOptions(own_desktop=yes_to(plan)), on_event=hear)
    finally:
        person.ungrab_keyboard(X.CurrentTime)
        menu.destroy()
        person.sync()
    assert result.ending is RunEnding.ABORTED
    assert 3 not in answered
    assert not is_anything_held(person)


@pytest.mark.parametrize("way", ["the chord", "a corner"])
@pytest.mark.parametrize("at", [2, 1])
def test_who_ends_it_while_it_counts_has_ended_it(
    way: str, at: int, person: Display, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "replay.running.run.count_down",
        lambda tell, cancel: _COUNT_DOWN(tell, cancel, seconds=2, second_s=0.3),
    )
    plan = on(person, click(1, 100, 200, 200))
    begun: list[RunEvent] = []

    def hear(event: RunEvent) -> None:
        if isinstance(event, CountingDown):
            if event.seconds != at:
                return
            if way == "the chord":
                strike_the_chord(person)
            else:
                move(person, 0, 0)
                time.sleep(0.1)
                move(person, 400, 300)
        else:
            begun.append(event)

    result = run_replay(plan, None, RunOptions(own_desktop=yes_to(plan)), on_event=hear)
    assert result.ending is RunEnding.ABORTED
    assert not [event for event in begun if isinstance(event, StepAnswered | StepDone)]
    pointer = person.screen().root.query_pointer()
    assert (pointer.root_x, pointer.root_y) != (200, 200)


def test_a_pointer_that_rests_in_a_corner_can_be_taken_away_while_it_counts(
    person: Display, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "replay.running.run.count_down",
        lambda tell, cancel: _COUNT_DOWN(tell, cancel, seconds=2, second_s=0.3),
    )

    def hear(event: RunEvent) -> None:
        if isinstance(event, CountingDown) and event.seconds == 1:
            move(person, 400, 300)

    plan = on(person, click(1, 100, 200, 200))
    move(person, 0, 0)
    ending = run_replay(plan, None, RunOptions(own_desktop=yes_to(plan)), on_event=hear).ending
    assert ending is RunEnding.FINISHED
    # And where it stays, nothing is done.
    move(person, 0, 0)
    ending = run_replay(plan, None, RunOptions(own_desktop=yes_to(plan))).ending
    assert ending is RunEnding.ABORTED


def test_a_killed_process_lets_go_within_200_ms(person: Display) -> None:
    plan = holding(person)
    took: list[float] = []

    def hear(event: RunEvent) -> None:
        if isinstance(event, StepDone) and event.number == 2:
            assert is_anything_held(person)
            (acting,) = [
                each for each in psutil.Process().children() if "replay.running.child" in each.cmdline()
            ]
            acting.kill()
            took.append(seconds_until_let_go(person))

    result = run_replay(plan, None, RunOptions(own_desktop=yes_to(plan)), on_event=hear)
    assert result.ending is RunEnding.BROKE
    assert took[0] < WITHIN_S


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGHUP])
def test_whoever_shows_the_replay_is_killed_and_all_is_let_go_within_200_ms(
    number: signal.Signals, person: Display
) -> None:
    # As when the app, or the terminal's program, is ended whatever it does.
    owner = subprocess.Popen([sys.executable, "-c", _OWNER], stdout=subprocess.PIPE, text=True)
    try:
        assert owner.stdout is not None
        while owner.stdout.readline() != "2\n":
            assert owner.poll() is None
        below = psutil.Process(owner.pid).children(recursive=True)
        assert below
        assert is_anything_held(person)
    finally:
        owner.send_signal(number)
    try:
        assert seconds_until_let_go(person) < WITHIN_S
    finally:
        owner.communicate()
    _, alive = psutil.wait_procs(below, timeout=30)
    assert not alive, [each.name() for each in alive]


# Who runs the tests may have told all that they start to outlive a terminal: this one does not.
_OWNER = """
import signal
signal.signal(signal.SIGHUP, signal.SIG_DFL)
from Xlib.display import Display
from replay.running import run
from replay.running.happenings import StepDone
from replay.running.options import RunOptions
from tests.promises.test_replays_on_ones_own_desktop import holding, yes_to

plan = holding(Display())
run.count_down = lambda *_: True
tell = lambda event: print(event.number if isinstance(event, StepDone) else "", flush=True)
run.run_replay(plan, None, RunOptions(own_desktop=yes_to(plan)), on_event=tell)
"""


def seconds_until_let_go(display: Display) -> float:
    began = time.monotonic()
    while is_anything_held(display):
        assert time.monotonic() < began + 10, "it was never let go"
    return time.monotonic() - began
