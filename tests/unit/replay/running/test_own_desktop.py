from threading import Event

import pytest

from recorder.episode.actions import Wait
from recorder.episode.screen import Monitor, Rect
from replay.plan.steps import PlanStep, ReplayPlan
from replay.running.own_desktop import NotAskedError, OwnDesktopYes, Question, ask, count_down


def _plan(steps: int = 1) -> ReplayPlan:
    wait = Wait(start_ns=0, end_ns=5, context=None, sources=())
    return ReplayPlan(
        episode_id="e",
        study_id="s",
        task_id="t",
        start=None,
        first_window=None,
        monitors=(Monitor(0, "X", Rect(0, 0, 640, 480), 1.0, is_primary=True),),
        ended_ns=5,
        steps=tuple(PlanStep(number=n, action=wait, at_ns=n, target=None) for n in range(1, steps + 1)),
    )


def test_a_yes_is_used_once() -> None:
    yes = ask(_plan(), lambda _: True)
    assert yes is not None
    yes.use(_plan())
    with pytest.raises(NotAskedError):
        yes.use(_plan())


def test_a_yes_is_for_the_plan_that_was_shown() -> None:
    yes = ask(_plan(1), lambda _: True)
    assert yes is not None
    with pytest.raises(NotAskedError):
        yes.use(_plan(2))


def test_a_yes_does_not_last(monkeypatch: pytest.MonkeyPatch) -> None:
    yes = ask(_plan(), lambda _: True)
    assert yes is not None
    monkeypatch.setattr("replay.running.own_desktop.time.monotonic", lambda: yes.said_at + 301)
    with pytest.raises(NotAskedError):
        yes.use(_plan())


@pytest.mark.parametrize("answer", [False, None, 1, "yes"])
def test_nothing_but_yes_is_a_yes(answer: object) -> None:
    assert ask(_plan(), lambda _: answer) is None  # type: ignore[arg-type, return-value]


def test_nobody_can_make_a_yes_without_asking() -> None:
    with pytest.raises(NotAskedError):
        OwnDesktopYes("0" * 64, 0.0, object())


def test_the_question_says_how_to_end_it() -> None:
    asked: list[Question] = []

    def answer(question: Question) -> bool:
        asked.append(question)
        return False

    ask(_plan(), answer)
    assert any("Ctrl+Shift+F12" in each.text for each in asked[0].sentences)


def test_the_countdown_says_every_second_and_can_be_called_off() -> None:
    told: list[int] = []
    assert count_down(told.append, Event(), seconds=3, second_s=0.01)
    assert told == [3, 2, 1]
    cancel = Event()
    assert not count_down(lambda left: cancel.set() if left == 2 else None, cancel, seconds=3, second_s=0.01)
