"""An episode from anyone is no more than a plan: what no person does is refused, in words, at once."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from recorder.episode.events import KeyPressed, MonitorsChanged, NumberedEvent, Scrolled
from recorder.episode.screen import Monitor, Rect
from recorder.episode.time import NS_PER_MS, NS_PER_SECOND
from replay.plan import planning, reading
from replay.plan.limits import LONGEST_NS, PlanRefusedError
from replay.plan.planning import plan_of
from tests.unit.recorder.episode.event_script import Script
from tests.unit.replay.plan.planned import SCREEN, all_inputs, begun, planned, session_of


def refusal(folder: Path, script: Script, *, ended_ns: int | None = None) -> str:
    with session_of(folder, script, ended_ns=ended_ns) as reader, pytest.raises(PlanRefusedError) as refused:
        plan_of(reader, None)
    assert refused.value.kept == "Nothing was started or pressed."
    return refused.value.happened


def test_a_million_actions_a_second_are_refused(tmp_path: Path) -> None:
    script = begun().after(100)
    for _ in range(5_000):
        script.after(0.001).down(10, 10).up(10, 10)
    assert "more than 1,000 things in a second" in refusal(tmp_path, script)


def test_a_key_that_types_too_much_at_once_is_refused(tmp_path: Path) -> None:
    script = begun().after(100)
    for _ in range(50):
        script.add(KeyPressed(script.now_ns, "a", "x" * 64, None)).after(1)
    assert "things in a second" in refusal(tmp_path, script)


def test_a_wheel_that_turns_too_far_is_refused(tmp_path: Path) -> None:
    assert "things in a second" in refusal(tmp_path, begun().after(100).scroll(-65_000))


def test_the_fastest_hands_are_not_refused(tmp_path: Path) -> None:
    script = begun().after(100)
    for _ in range(60):
        script.tap("a", hold_ms=5).after(5)
        script.scroll(-5)
    assert planned(tmp_path, script).steps


@pytest.mark.parametrize("ended_ns", [LONGEST_NS + 1, 400 * 24 * 3600 * NS_PER_SECOND])
def test_an_endless_episode_is_refused(tmp_path: Path, ended_ns: int) -> None:
    assert "longer than 8 hours" in refusal(tmp_path, begun().after(100).click(1, 1), ended_ns=ended_ns)


def test_an_event_after_the_end_of_time_is_refused(tmp_path: Path) -> None:
    script = begun().after(LONGEST_NS / NS_PER_MS + 1).click(1, 1)
    assert "longer than 8 hours" in refusal(tmp_path, script, ended_ns=NS_PER_SECOND)


@pytest.mark.parametrize(
    ("limit", "module", "words"),
    [
        ("MOST_EVENTS", reading, "more than 5 events"),
        ("MOST_MOVES", reading, "more than 5 moves of the pointer"),
        ("MOST_HELD_MOVES", reading, "more than 5 moves of the pointer"),
        ("MOST_STEPS", planning, "more than 5 actions"),
        ("MOST_TYPED", planning, "more than 5 typed characters"),
    ],
)
def test_too_much_of_anything_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, module: object, words: str
) -> None:
    script = begun().after(100).down(10, 10)
    for place in range(10):
        script.after(20).move(100 + place, 10)
    script.up(110, 10)
    for _ in range(3):
        script.after(900).click(10, 10).after(900).write("xx")
    assert planned(tmp_path, script).steps
    monkeypatch.setattr(module, limit, 5)
    assert words in refusal(tmp_path, script)


@pytest.mark.parametrize(
    "monitors",
    [
        (),
        (replace(SCREEN, rect=Rect(0, 0, 0, 0)),),
        (replace(SCREEN, rect=Rect(0, 0, 31_622, 31_623)),),
        (replace(SCREEN, rect=Rect(1 << 24, 0, 800, 600)),),
        (replace(SCREEN, scale=0.0),),
        (replace(SCREEN, scale=float("nan")),),
        (replace(SCREEN, scale=1e9),),
        tuple(Monitor(number, "x", Rect(0, 0, 10, 10), 1.0, is_primary=False) for number in range(64)),
    ],
)
def test_a_screen_that_there_is_not_is_refused(tmp_path: Path, monitors: tuple[Monitor, ...]) -> None:
    script = Script().add(MonitorsChanged(0, monitors)).after(100).click(1, 1)
    assert "monitor" in refusal(tmp_path, script) or "screen" in refusal(tmp_path, script)


def test_no_screen_at_all_is_refused(tmp_path: Path) -> None:
    assert "what its screen was" in refusal(tmp_path, Script().after(100).click(1, 1))


@pytest.mark.parametrize("far", [1 << 24, -1, 1280, -(1 << 24)])
def test_nothing_is_pressed_or_turned_at_absurd_places(tmp_path: Path, far: int) -> None:
    script = begun().after(100).click(far, 10).after(900).click(10, far).after(900)
    script.down(10, 10).after(50).move(far, far).after(50).up(20, 20).after(900)
    script.add(Scrolled(script.now_ns, far, far, 0, 1))
    plan = planned(tmp_path, script)

    assert len(plan.refused) == 4
    assert all_inputs(plan) == []
    assert not any(each.x == far for step in plan.steps for each in step.approach[:-1])


def test_reading_stops_at_the_first_that_is_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = begun().after(100)
    for _ in range(200):
        script.after(20).click(10, 10, hold_ms=1)
    monkeypatch.setattr(reading, "MOST_EVENTS", 10)
    with session_of(tmp_path, script) as reader:
        read: list[NumberedEvent] = []
        whole = reader.rarer_events

        def counted() -> Iterator[NumberedEvent]:
            for each in whole():
                read.append(each)
                yield each

        monkeypatch.setattr(reader, "rarer_events", counted)
        with pytest.raises(PlanRefusedError):
            plan_of(reader, None)
    assert len(read) == 11
