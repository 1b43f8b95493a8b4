"""Whole runs on real desktops: the wait for pictures, wishes, views, and the person's own desktop."""

# ruff: noqa: S108 - folders that are only named, or lie behind a wall

import queue
import subprocess
from dataclasses import replace
from threading import Event

import numpy as np
import pytest
from Xlib.display import Display

from recorder.episode.events import Button
from recorder.episode.screen import Rect
from recorder.episode.time import NS_PER_MS
from recorder.errors import UserFacingError
from replay.displays.private import PrivateDesktop
from replay.gate import Late, Lost, Ready
from replay.plan.inputs import ButtonDown, KeyDown
from replay.plan.steps import PlanStep, Refusal, RefusalKind, ReplayPlan
from replay.running import own_desktop
from replay.running.desktop_size import OtherDesktopError, UnfitDesktopError
from replay.running.happenings import CountingDown, Pausing, RunEvent, StepAnswered, StepDone, Viewed
from replay.running.messages import Wish
from replay.running.options import RunOptions
from replay.running.own_desktop import NotAskedError, OwnDesktopYes, ask
from replay.running.result import RunEnding, RunResult
from replay.running.run import RefusedPlanError, run_replay
from replay.seeing.picture import ScreenPicture
from tests.rigs.replay_plans import click, plan_of, step, task, typing

_START = task("mousepad", "letter.txt", files={"letter.txt": b"Dear all,\n"})


def _letter() -> ReplayPlan:
    return plan_of(click(1, 400, 500, 350), typing(2, 900, "yours"), step(3, 1_500), start=_START)


class _Recorded:
    """What another run showed, as if it had been recorded."""

    def __init__(self, run: RunResult) -> None:
        self._run = run
        self.asked: list[int] = []
        self.painted: dict[int, tuple[int, int]] = {}

    def before(self, number: int) -> ScreenPicture | None:
        self.asked.append(number)
        steps = self._run.steps
        look = steps[number - 1].before if number <= len(steps) else steps[-1].after
        picture = self._run.picture(look)
        if picture is not None and number in self.painted:
            x, y = self.painted[number]
            # A button that was there when it was recorded.
            picture.pixels[y - 12 : y + 12, x - 60 : x + 60] = (40, 40, 200, 255)
            picture.pixels[y - 4 : y + 4, x - 40 : x + 40 : 3] = 255
        return picture


@pytest.fixture(scope="module")
def recorded() -> RunResult:
    result = run_replay(_letter(), None)
    assert result.ending is RunEnding.FINISHED
    return result


def test_what_looks_as_it_did_is_done_again(recorded: RunResult) -> None:
    pictures = _Recorded(recorded)
    result = run_replay(_letter(), pictures)
    assert result.ending is RunEnding.FINISHED
    assert all(isinstance(each.answer, Ready | Late) for each in result.steps)
    # Each once, in order, and that of the end: what is asked ahead is what is needed next.
    assert pictures.asked == [1, 2, 3, 4]
    first, again = recorded.picture(recorded.steps[2].before), result.picture(result.steps[2].before)
    assert first is not None
    assert again is not None
    assert np.mean(first.pixels[..., :3] != again.pixels[..., :3]) < 0.001
    assert result.steps[1].before is not None
    assert result.steps[1].before.window is not None
    assert "letter.txt" in result.steps[1].before.window.title


def test_what_is_not_there_is_not_clicked(recorded: RunResult) -> None:
    pictures = _Recorded(recorded)
    pictures.painted[1] = (500, 350)
    result = run_replay(_letter(), pictures, RunOptions(patience_ns=600 * NS_PER_MS))
    assert result.ending is RunEnding.STOPPED
    assert isinstance(result.steps[0].answer, Lost)
    assert result.steps[0].began_ns is None
    assert [each.before for each in result.steps[1:]] == [None, None]
    assert result.steps[0].after is not None


def test_it_pauses_steps_and_goes_on() -> None:
    wishes: queue.SimpleQueue[Wish] = queue.SimpleQueue()
    heard: list[str] = []

    def hear(event: RunEvent) -> None:
        heard.append(type(event).__name__)
        if isinstance(event, Pausing):
            wishes.put(Wish.STEP if event.number == 1 else Wish.RESUME)

    plan = plan_of(click(1, 200, 300, 300), click(2, 300, 400, 300), click(3, 400, 500, 300))
    result = run_replay(plan, None, RunOptions(is_paused=True), on_event=hear, wishes=wishes)
    assert result.ending is RunEnding.FINISHED
    told = [each for each in heard if each in {"Pausing", "StepDone"}]
    assert told == ["Pausing", "StepDone", "Pausing", "StepDone", "StepDone"]


def test_it_can_be_looked_on() -> None:
    seen: list[ScreenPicture] = []

    def hear(event: RunEvent) -> None:
        if isinstance(event, Viewed):
            seen.append(event.picture)

    options = RunOptions(view_every_ns=100 * NS_PER_MS)
    run_replay(plan_of(step(1, 700), start=_START), None, options, on_event=hear)
    assert seen
    assert len(np.unique(seen[-1].pixels)) > 20


def test_a_plan_with_a_refused_step_does_not_start() -> None:
    refused = PlanStep(
        number=1,
        action=step(1, 0).action,
        at_ns=0,
        target=None,
        refusal=Refusal(RefusalKind.OUTSIDE),
    )
    events: list[RunEvent] = []
    with pytest.raises(RefusedPlanError, match="Step 1"):
        run_replay(plan_of(refused), None, on_event=events.append)
    assert events == []


def test_a_program_that_is_missing_is_told_in_words() -> None:
    plan = plan_of(step(1, 100), start=task("no-such-program-here"))
    with pytest.raises(UserFacingError, match="no-such-program-here, which is not installed"):
        run_replay(plan, None)


@pytest.fixture
def own(desktop: PrivateDesktop, monkeypatch: pytest.MonkeyPatch) -> PrivateDesktop:
    plain = own_desktop.count_down
    monkeypatch.setattr(
        "replay.running.run.count_down", lambda tell, cancel: plain(tell, cancel, seconds=2, second_s=0.05)
    )
    return desktop


def _yes(plan: ReplayPlan) -> OwnDesktopYes:
    yes = ask(plan, lambda _: True)
    assert yes is not None
    return yes


def _on(desktop: PrivateDesktop, *steps: PlanStep) -> ReplayPlan:
    return plan_of(*steps, screen=Rect(0, 0, desktop.screen.width, desktop.screen.height))


def test_the_persons_own_desktop_needs_a_yes_each_time(own: PrivateDesktop) -> None:
    plan = _on(own, click(1, 100, 200, 200))
    yes = _yes(plan)
    events: list[RunEvent] = []
    result = run_replay(plan, None, RunOptions(own_desktop=yes), on_event=events.append)
    assert result.ending is RunEnding.FINISHED
    assert result.isolation.is_own_desktop
    assert [each.seconds for each in events if isinstance(each, CountingDown)] == [2, 1]
    assert any(isinstance(each, StepDone) for each in events)
    with pytest.raises(NotAskedError):
        run_replay(plan, None, RunOptions(own_desktop=yes))


def test_the_countdown_can_be_called_off(own: PrivateDesktop) -> None:
    plan, cancel = _on(own, click(1, 100, 200, 200)), Event()
    events: list[RunEvent] = []

    def hear(event: RunEvent) -> None:
        events.append(event)
        if isinstance(event, CountingDown):
            cancel.set()

    result = run_replay(plan, None, RunOptions(own_desktop=_yes(plan)), on_event=hear, cancel=cancel)
    assert result.ending is RunEnding.ABORTED
    assert not any(isinstance(each, StepAnswered) for each in events)


@pytest.mark.parametrize("way", ["the chord", "a corner", "cancel"])
def test_the_person_ends_it_and_nothing_stays_down(way: str, own: PrivateDesktop) -> None:
    held = (
        ButtonDown(at_ns=300 * NS_PER_MS, button=Button.LEFT),
        KeyDown(at_ns=320 * NS_PER_MS, name="a"),
    )
    # The corner is noticed with an input: pyautogui looks for it with each.
    last = click(3, 900, 300, 300) if way == "a corner" else step(3, 60_000)
    plan, cancel = _on(own, click(1, 100, 200, 200), step(2, 300, *held), last), Event()

    def hear(event: RunEvent) -> None:
        if isinstance(event, StepDone) and event.number == 2:
            match way:
                case "the chord":
                    _xdotool(own, "key", "ctrl+shift+F12")
                case "a corner":
                    _xdotool(own, "mousemove", "0", "0")
                case _:
                    cancel.set()

    result = run_replay(plan, None, RunOptions(own_desktop=_yes(plan)), on_event=hear, cancel=cancel)
    assert result.ending is RunEnding.ABORTED
    assert _down(own) == (0, False)


def test_a_plan_for_other_screens_is_refused(own: PrivateDesktop) -> None:
    plan = plan_of(click(1, 100, 200, 200))
    with pytest.raises(UserFacingError, match="another arrangement of screens"):
        run_replay(plan, None, RunOptions(own_desktop=_yes(plan)))
    with pytest.raises(OtherDesktopError):
        run_replay(plan_of(click(1, 100, 200, 200), screen=Rect(-640, 0, 640, 480)), None)


@pytest.mark.parametrize("screen", [Rect(0, 0, 31_000, 31_000), Rect(0, 0, 4, 4)])
def test_a_screen_that_cannot_be_is_refused(screen: Rect) -> None:
    with pytest.raises(UnfitDesktopError):
        run_replay(plan_of(click(1, 100, 2, 2), screen=screen), None)


def _xdotool(desktop: PrivateDesktop, *arguments: str) -> None:
    subprocess.run(["xdotool", *arguments], env=desktop.environment(), check=True)


def _down(desktop: PrivateDesktop) -> tuple[int, bool]:
    """The buttons that are down, as X11's mask, and whether any key is."""
    display = Display(desktop.display)
    try:
        buttons = display.screen().root.query_pointer().mask & 0x1F00
        return buttons, any(display.query_keymap())
    finally:
        display.close()


@pytest.mark.parametrize(
    ("folder", "seen"),
    [
        ("/tmp/assent-desktop-ab_cd123/tmp/assent-task-ab_cd123", True),
        ("/home/person/elsewhere", False),
        ("/tmp/assent-task-ab_cd123/../../usr", False),
    ],
)
def test_the_task_lies_where_it_lay_when_it_was_recorded(folder: str, seen: bool) -> None:  # noqa: FBT001
    script = 'pwd > place.txt; exec mousepad "$PWD/letter.txt"'
    start = task("sh", "-c", script, files={"letter.txt": b"Dear all,\n"})
    result = run_replay(
        replace(plan_of(step(1, 100), start=start), folder=folder), None, RunOptions(speed=None)
    )
    place = (result.files["place.txt"].content or b"").decode().strip()
    assert (place == folder) == seen
    assert place.startswith("/tmp/assent-")


@pytest.mark.parametrize("language", ["", "de", "xx_XX"])
def test_programs_speak_the_language_that_they_spoke(language: str) -> None:
    script = 'echo "$LANG:$LANGUAGE:$LC_ALL" > said.txt; exec mousepad letter.txt'
    plan = replace(
        plan_of(step(1, 100), start=task("sh", "-c", script, files={"letter.txt": b"Dear all,\n"})),
        language=language,
    )
    result = run_replay(plan, None, RunOptions(speed=None))
    assert (result.files["said.txt"].content or b"").decode().strip() == f"C.UTF-8:{language}:"
