"""What a run types is heard by somebody else than who types it, and a step whose letters got lost differs."""

import subprocess
import sys
from typing import cast

import pytest

from recorder.episode.actions import Type
from recorder.episode.time import NS_PER_MS
from replay.displays.programs import Process
from replay.isolation.environment import private_environment
from replay.isolation.in_force import Isolation
from replay.plan.inputs import TypeText
from replay.plan.steps import PlanStep, ReplayPlan
from replay.running import run as run_module
from replay.running.options import RunOptions
from replay.running.result import RunEnding, RunResult
from replay.running.run import run_replay
from replay.seeing.expecting import StepPictures
from replay.seeing.picture import ScreenPicture
from replay.verdict import EpisodeVerdict, TextSource, VerdictKind
from replay.verified_run import verify_run
from tests.rigs.replay_plans import plan_of, step

WORDS = "Grüße, 漢字 😀 für Zoë"
_DROPS_A_LETTER = """
strike = TextTyper._strike
count = 0
def faulty(typer, stroke):
    global count
    count += 1
    if count != 9:
        strike(typer, stroke)
TextTyper._strike = faulty
"""
_TAKES_THE_KEYBOARD_FOR_GERMAN = """
stroke_of = Layout.stroke_of
Layout.stroke_of = lambda layout, char: stroke_of(layout, {"y": "z", "z": "y"}.get(char, char))
"""
_CHILD = """
import os
from replay.actuators.layout import Layout
from replay.actuators.x11_text import TextTyper
from replay.running.child import main
{fault}
os._exit(main())
"""


class _Shown:
    """What a run showed, as if it had been recorded."""

    def __init__(self, run: RunResult) -> None:
        self._run = run

    def before(self, number: int) -> ScreenPicture | None:
        return self._run.picture(self._run.steps[number - 1].before)

    def after(self, number: int) -> tuple[ScreenPicture, ...]:
        picture = self._run.picture(self._run.steps[number - 1].after)
        return () if picture is None else (picture,)


def _typing(number: int, at_ms: int, text: str) -> PlanStep:
    at_ns = at_ms * NS_PER_MS
    return PlanStep(
        number=number,
        action=Type(start_ns=at_ns, end_ns=at_ns, context=None, sources=(), text=text),
        at_ns=at_ns,
        target=None,
        inputs=(TypeText(at_ns=at_ns, text=text),),
    )


def _plan() -> ReplayPlan:
    return plan_of(_typing(1, 100, WORDS), step(2, 400), _typing(3, 500, "lazy"))


def _judged(run: RunResult) -> EpisodeVerdict:
    # No program is there to show what is typed: only the listener can tell.
    return verify_run(_plan(), run, cast("StepPictures", _Shown(run)))


def _run_with(fault: str, monkeypatch: pytest.MonkeyPatch) -> RunResult:
    def start(_module: str, **_: object) -> Process:
        return subprocess.Popen(
            [sys.executable, "-P", "-s", "-c", _CHILD.format(fault=fault)],
            cwd="/",
            env=private_environment(home="/nonexistent", temporary="/tmp"),  # noqa: S108 - as without a wall
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    monkeypatch.setattr(run_module, "start_module", start)
    monkeypatch.setattr(run_module, "isolation_in_force", Isolation)
    return run_replay(_plan(), None, RunOptions(needs_wall=False))


def test_umlauts_cjk_and_emoji_arrive_and_pass() -> None:
    run = run_replay(_plan(), None)
    assert run.ending is RunEnding.FINISHED
    assert [each.typed for each in run.steps] == [WORDS, None, "lazy"]
    assert not run.remarks
    assert _judged(run).kind is VerdictKind.SAME
    assert WORDS not in repr(run)


@pytest.mark.parametrize(
    ("fault", "heard"),
    [
        (_DROPS_A_LETTER, [WORDS.replace("字", ""), None, "lazy"]),
        (_TAKES_THE_KEYBOARD_FOR_GERMAN, [WORDS, None, "layz"]),
    ],
)
def test_a_step_whose_letters_do_not_arrive_is_different(
    fault: str, heard: list[str | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = _run_with(fault, monkeypatch)
    assert [each.typed for each in run.steps] == heard
    verdict = _judged(run)
    assert verdict.kind is VerdictKind.DIFFERENT
    assert verdict.first_failing == (1 if heard[0] != WORDS else 3)
    failing = verdict.steps[(verdict.first_failing or 0) - 1]
    assert [text.source for text in failing.texts] == [TextSource.TYPED]
    assert "字" not in repr(verdict)
