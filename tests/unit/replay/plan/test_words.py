import json
from dataclasses import replace
from pathlib import Path

import pytest

from recorder.episode.events import HiddenReason, MarkKind
from recorder.episode.phrase import english
from recorder.episode.screen import Rect
from recorder.episode.study import PlacedFile, Size, TaskStart
from recorder.task_start.plan import WindowPlace
from replay.plan.chords import read_chord
from replay.plan.steps import Refusal, RefusalKind, ReplayPlan
from replay.plan.words import plan_json, plan_text, refusal_words
from tests.unit.recorder.episode.event_script import Script
from tests.unit.replay.plan.planned import begun, planned

CANARY = "canary-typed"


def worked() -> Script:
    script = begun().focus("mousepad", "a.txt - Mousepad").after(500).click(20, 30).after(300).write(CANARY)
    script.after(100).press("ctrl_l").tap("s", "\x13").release("ctrl_l").after(400).mark(2_000)
    script.focus("xterm", "login").after(500).hide(3_000, HiddenReason.PASSWORD).after(100).scroll(-3)
    return script


@pytest.fixture
def plan(tmp_path: Path) -> ReplayPlan:
    start = TaskStart(("mousepad", "a b.txt"), (PlacedFile("a b.txt", b"x"),), Size(800, 600), None)
    return replace(planned(tmp_path, worked()), start=start, first_window=WindowPlace(Rect(10, 20, 800, 600)))


def test_a_plan_is_told_step_by_step(plan: ReplayPlan) -> None:
    told = plan_text(plan)
    for line in (
        "Starts     mousepad 'a b.txt'",
        "With       a b.txt",
        "Window     800 by 600",
        "It was at  10, 20, 800 by 600",
        "Screen     1280 by 800 at 0, 0, scale 1",
        "1  00:00.500  Click the left button at 20, 30",
        "2  00:00.850  Type 12 characters",
        "Press Ctrl+S",
        "in mousepad: a.txt - Mousepad",
        "Paused here: what was done meanwhile is not known",
        "Keys were hidden here, so that they cannot be pressed again.",
        "1 step cannot be done again: the keys were hidden.",
    ):
        assert line in told
    assert "refused" not in told


def test_what_was_typed_is_told_only_if_asked_for(plan: ReplayPlan) -> None:
    assert CANARY not in plan_text(plan)
    assert f'Type 12 characters: "{CANARY}"' in plan_text(plan, shows_text=True)
    hushed = json.dumps(plan_json(plan))
    assert CANARY not in hushed
    assert '"c"' not in hushed
    assert '{"characters": 1}' in hushed.replace('"at_ns": 850000000, ', "")
    typed = plan_json(plan, shows_text=True)["steps"][1]["inputs"]  # type: ignore[index]
    assert "".join(each["text"] for each in typed) == CANARY


def test_a_program_is_told_the_same(plan: ReplayPlan) -> None:
    document = json.loads(json.dumps(plan_json(plan)))
    assert document["format"] == 1
    assert document["may_be_replayed"] is True
    assert [step["kind"] for step in document["steps"]] == ["click", "type", "hotkey", "hidden", "scroll"]
    assert document["steps"][0]["target"] == [20, 30]
    assert document["steps"][0]["inputs"][1] == {"at_ns": 500_000_000, "button_down": "left"}
    assert document["steps"][3]["refused"]["why"] == "hidden_keys"
    assert document["start"]["command"] == ["mousepad", "a b.txt"]
    assert document["gaps"][0]["kind"] == "paused"


def test_what_is_refused_is_told_with_the_way_to_allow_it(tmp_path: Path) -> None:
    script = begun().after(100).press("ctrl_l").press("alt_l").press("t", "").release("t").after(20)
    told = plan_text(planned(tmp_path, script.release("alt_l").release("ctrl_l")))
    assert "Ctrl+Alt+T is refused: it opens a terminal on many desktops." in told
    assert "1 step refused" in told
    assert "--allow ctrl+alt+t" in told


def test_a_stranger_s_words_cannot_command_the_terminal(tmp_path: Path) -> None:
    script = begun().focus("ev\x1b]0;il\x07", "a\nb\u202ec").after(100).click(1, 1).after(900)
    script.tap("\x1b[2J").after(900).tap("a", "a\u2066b")
    plan = planned(tmp_path, script)
    told = plan_text(plan, shows_text=True)
    start = TaskStart(("x\x1b[1m", "\n"), (PlacedFile("a\u202eb", b""),), None, None)
    told += plan_text(replace(plan, start=start, study_id="\x1bc", task_id="\x07"))
    assert all(char.isprintable() or char == "\n" for char in told)
    assert "\u202e" not in told
    assert "a\ufffdb\ufffdc" in told


def test_a_plan_without_a_start_says_so(tmp_path: Path) -> None:
    told = plan_text(planned(tmp_path, begun().after(100).mark(500, MarkKind.CUT)))
    assert "nothing: the study that says how is not in this vault" in told
    assert "Cut out by the person here" in told


def test_a_lock_key_is_told_to_be_left_out(tmp_path: Path) -> None:
    assert "left out" in plan_text(planned(tmp_path, begun().after(100).tap("caps_lock")))


@pytest.mark.parametrize("kind", RefusalKind)
def test_every_refusal_has_its_words(kind: RefusalKind) -> None:
    chord = read_chord("super+a") if kind is RefusalKind.SYSTEM_CHORD else None
    assert english(refusal_words(Refusal(kind, chord))).endswith(".")
