from dataclasses import replace

import pytest

from recorder.episode.actions import Type
from recorder.episode.phrase import phrase
from recorder.episode.screen import Rect
from replay.commands.play_telling import StepTeller
from replay.gate import Lost, Moved, Ready
from replay.isolation.in_force import Isolation
from replay.plan.steps import Refusal, RefusalKind
from replay.running.happenings import (
    CountingDown,
    DesktopReady,
    GoingOn,
    Pausing,
    RunEvent,
    Starting,
    StepAnswered,
    StepDone,
    StepSkipped,
    TaskReady,
)
from tests.rigs.replay_plans import click, plan_of, step, task, typing

TYPED = "Quabblefinch"
WRITES = replace(
    typing(2, 200, TYPED), action=Type(start_ns=0, end_ns=1, context=None, sources=(), text=TYPED)
)
HIDDEN = replace(step(3, 300), refusal=Refusal(RefusalKind.HIDDEN_KEYS))
PLAN = plan_of(click(1, 100, 5, 5), WRITES, HIDDEN, start=task("mousepad"))


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> "Said":
    return Said(capsys)


class Said:
    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def lines(self, *events: RunEvent, opens_task: bool = True) -> list[str]:
        teller = StepTeller(PLAN, opens_task=opens_task)
        for event in events:
            teller.hear(event)
        return self._capsys.readouterr().err.splitlines()


def test_it_says_where_the_replay_stands_and_each_step_once(said: Said) -> None:
    assert said.lines(
        Starting(Isolation(is_own_desktop=True)),
        CountingDown(2),
        CountingDown(1),
        DesktopReady(("It is taken.",)),
        TaskReady(Rect(0, 0, 9, 9)),
        StepAnswered(1, Ready()),
        StepDone(1, None, 0, 1),
        Pausing(2),
        GoingOn(),
        StepAnswered(2, Moved(3, 4, 0)),
        StepDone(2, None, 0, 1),
        StepSkipped(3),
    )[2:] == [
        "Replay begins in 2",
        "Replay begins in 1",
        "It is taken.",
        "Opening the task",
        "[1/3] Wait 0.0 s",
        "Paused before step 2 of 3",
        "[2/3] Type 12 characters (found elsewhere)",
        "[3/3] Wait 0.0 s: left out. Keys were hidden here, so that they cannot be pressed again.",
        "All steps are done",
    ]


def test_a_task_that_is_open_already_is_not_opened(said: Said) -> None:
    assert said.lines(DesktopReady(), opens_task=False) == []


def test_a_step_that_was_not_done_says_why(said: Said) -> None:
    (line,) = said.lines(StepAnswered(1, Lost(phrase("It is not there."), 0)))
    assert line.endswith(": not done. It is not there.")
