"""Scripts are run, with a pyautogui that writes down what it is told, and a clock that is not waited for."""

import ast
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recorder.episode.events import Button, KeyPressed
from recorder.episode.study import PlacedFile, TaskStart
from replay.plan.script import ScriptNotPossibleError, script_of
from replay.plan.steps import ReplayPlan
from tests.unit.recorder.episode.event_script import Script
from tests.unit.replay.plan.planned import SCREEN, begun, planned


class Written(ModuleType):
    """What pyautogui was told, and when."""

    def __init__(self) -> None:
        super().__init__("pyautogui")
        self.told: list[tuple[float, str]] = []
        self.now_s = 0.0

    def size(self) -> tuple[int, int]:
        return (SCREEN.rect.width, SCREEN.rect.height)

    def sleep(self, seconds: float) -> None:
        self.now_s += seconds

    def __getattr__(self, name: str) -> Callable[..., None]:
        def told(*values: object, **named: object) -> None:
            said = [repr(value) for value in values] + [f"{key}={value!r}" for key, value in named.items()]
            self.told.append((round(self.now_s, 3), f"{name}({', '.join(said)})"))

        return told


def run(script: str, monkeypatch: pytest.MonkeyPatch) -> Written:
    written = Written()
    monkeypatch.setitem(sys.modules, "pyautogui", written)
    clock = ModuleType("time")
    clock.monotonic = lambda: written.now_s  # type: ignore[attr-defined]
    clock.sleep = written.sleep  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "time", clock)
    exec(compile(script, "script.py", "exec"), {"__name__": "__main__"})  # noqa: S102 - our own script
    monkeypatch.undo()
    return written


def test_a_script_does_what_was_done_when_it_was_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = begun().after(500).click(20, 30).after(450).click(60, 30).after(100).click(60, 30).after(900)
    script.write("Hi").after(440).press("ctrl_l").tap("s", "\x13").release("ctrl_l").after(980).scroll(-3, 2)
    script.after(1_500).tap("enter")
    assert run(script_of(planned(tmp_path, script)), monkeypatch).told == [
        (0.5, "moveTo(20, 30)"),
        (0.5, "click(button='left')"),
        (1.0, "moveTo(60, 30)"),
        (1.0, "click(button='left', clicks=2, interval=0.15)"),
        (2.1, "write('Hi', interval=0.1)"),
        (2.74, "hotkey('ctrlleft', 's')"),
        (3.74, "moveTo(10, 10)"),
        (3.74, "scroll(-3)"),
        (3.74, "hscroll(2)"),
        (5.24, "press('enter')"),
    ]


def test_what_is_done_again_and_again_is_one_call(tmp_path: Path) -> None:
    script = begun().after(100).tap("down", hold_ms=20).after(80).tap("down", hold_ms=20).after(80)
    script.tap("down").after(900).scroll(-1).after(90).scroll(-1).after(900).scroll(2).after(900)
    script.tap("up").after(20).tap("down")
    lines = [line.strip() for line in script_of(planned(tmp_path, script)).splitlines()]
    assert [line for line in lines if line.startswith(("turn", "pyautogui.press"))] == [
        "pyautogui.press('down', presses=3, interval=0.100)",
        "turn(0, -1, times=2, interval=0.090)",
        "turn(0, 2)",
        "pyautogui.press('up')",
        "pyautogui.press('down')",
    ]


def test_a_drag_is_made_along_its_corners(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = begun().after(100).down(10, 10)
    for place in range(1, 11):
        script.after(10).move(10 + place * 10, 10)
    for place in range(1, 11):
        script.after(10).move(110, 10 + place * 10)
    script.after(10).up(110, 110)
    told = [words for _, words in run(script_of(planned(tmp_path, script)), monkeypatch).told]

    assert told[:2] == ["moveTo(10, 10)", "mouseDown(button='left')"]
    assert told[-2:] == ["moveTo(110, 110)", "mouseUp(button='left')"]
    assert "moveTo(110, 10)" in told
    assert len(told) < 10


def test_where_the_pointer_rested_it_rests_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = (
        begun().after(100).move(5, 5).after(20).move(9, 9).after(800).move(50, 50).after(20).click(60, 60)
    )
    told = run(script_of(planned(tmp_path, script)), monkeypatch).told
    assert told[:2] == [(0.12, "moveTo(9, 9)"), (0.94, "moveTo(60, 60)")]


def test_a_modifier_held_for_a_click_is_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = begun().after(100).press("shift_l").after(200).click(20, 30).after(50).release("shift_l")
    assert [words for _, words in run(script_of(planned(tmp_path, script)), monkeypatch).told] == [
        "moveTo(20, 30)",
        "keyDown('shiftleft')",
        "moveTo(20, 30)",
        "click(button='left')",
        "keyUp('shiftleft')",
    ]


def test_what_pyautogui_leaves_out_is_typed_by_the_script_itself(tmp_path: Path) -> None:
    script = script_of(planned(tmp_path, begun().after(100).write("aé漢b")))
    assert "def type_text(" in script
    assert r"type_text('\xe9\u6f22', interval=0.100)" in script
    assert "pyautogui.write('a')" in script
    assert "def type_text(" not in script_of(planned(tmp_path, begun().after(100).write("plain")))


def test_buttons_that_pyautogui_does_not_know_are_pressed_by_the_script_itself(tmp_path: Path) -> None:
    script = script_of(planned(tmp_path, begun().after(100).click(1, 1, Button.BACK)))
    assert "extra_button(8, True)" in script
    assert "extra_button(8, False)" in script
    assert "def extra_button(" in script


def test_what_is_held_when_it_fails_is_let_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = begun().after(100).press("shift_l").after(200).down(20, 30).after(50).click(1, 1, Button.RIGHT)
    script.up(20, 30).release("shift_l")
    told: list[str] = []

    def fails(button: str) -> None:
        raise OSError(button)

    monkeypatch.setattr(Written, "click", lambda _, button: fails(button), raising=False)
    monkeypatch.setattr(Written, "FailSafeException", ZeroDivisionError, raising=False)
    monkeypatch.setattr(Written, "keyUp", lambda _, key: told.append(key), raising=False)
    monkeypatch.setattr(Written, "mouseUp", lambda _, button: told.append(button), raising=False)
    with pytest.raises(OSError, match="right"):
        run(script_of(planned(tmp_path, script)), monkeypatch)
    assert told == ["left", "shiftleft"]


def test_nothing_is_a_script_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(script_of(planned(tmp_path, begun().after(100))), monkeypatch).told == []


def test_another_screen_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = script_of(planned(tmp_path, begun().after(100).click(1, 1)))
    monkeypatch.setattr(Written, "size", lambda _: (800, 600))
    with pytest.raises(SystemExit, match="1280 by 800"):
        run(script, monkeypatch)


def test_what_is_refused_is_not_written(tmp_path: Path) -> None:
    for script in (
        begun().after(100).tap("super_l"),
        begun().after(100).click(9_999, 1),
        begun().after(100).press("ctrl_l").add(KeyPressed(100_000_000, "é", None, None)).release("é"),
        begun().after(100).tap("f20"),
    ):
        with pytest.raises(ScriptNotPossibleError, match="Step 1"):
            script_of(planned(tmp_path, script))


def test_hidden_keys_are_told_in_the_script(tmp_path: Path) -> None:
    script = script_of(planned(tmp_path, begun().after(100).hide(500).after(50).click(1, 1)))
    assert "# Keys were hidden here, so that they cannot be pressed again." in script


_HOSTILE = st.text(max_size=40) | st.sampled_from(
    [
        '"""\nimport os\n"""',
        "'); import os; ('",
        "\\",
        "\\'",
        "\r\nimport os",
        "\u2028import os",
        "\x00",
        "#\n",
        # A comment in one of the first two lines says how Python reads all of them.
        "coding: utf-7 +AAo-import os+AAo-",
        "coding=raw_unicode_escape \\u000aimport os",
    ]
)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> ReplayPlan:
    script: Script = begun().after(100).write("ab").after(900).click(1, 1)
    return planned(tmp_path_factory.mktemp("plain"), script)


@given(_HOSTILE, _HOSTILE, _HOSTILE)
def test_no_text_becomes_code(plain: ReplayPlan, typed: str, named: str, title: str) -> None:
    text = typed or "x"
    step = plain.steps[0]
    said = replace(step, inputs=(type(step.inputs[0])(at_ns=step.at_ns, text=text),))  # type: ignore[call-arg]
    start = TaskStart((named, title), (PlacedFile(named, b""),), None, None)
    plan = replace(plain, steps=(said, plain.steps[-1]), start=start, task_id=named, study_id=title)
    script = script_of(plan)

    assert script.isascii()
    # As bytes, which is what a file is: its encoding is asked for.
    tree = ast.parse(script.encode())
    assert {kind for node in tree.body if isinstance(node, ast.Import) for kind in _names(node)} == {
        "pyautogui", "sys", "time",
    }  # fmt: skip
    (done,) = (node for node in tree.body if isinstance(node, ast.Try))
    calls = [
        node.value for node in done.body if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
    ]
    assert len(calls) == len(done.body)
    assert not any(isinstance(node, ast.Expr) for node in tree.body)
    written = [ast.literal_eval(call.args[0]) for call in calls if _said(call) in {"write", "type_text"}]
    assert written == [text]
    assert {_said(call) for call in calls} <= {"at", "write", "type_text", "moveTo", "click"}


def _names(node: ast.Import) -> list[str]:
    return [alias.name for alias in node.names]


def _said(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id  # type: ignore[attr-defined]
