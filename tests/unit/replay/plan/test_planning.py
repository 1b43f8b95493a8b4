from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from recorder.episode.actions import Drag, Hidden, Type, Wait
from recorder.episode.events import (
    Button,
    ButtonPressed,
    ContextChanged,
    HiddenReason,
    Mark,
    MarkKind,
    MonitorsChanged,
    WindowContext,
)
from recorder.episode.screen import Rect
from recorder.episode.time import NS_PER_MS, NS_PER_SECOND
from recorder.study_file import read_study
from recorder.task_start.plan import WindowPlace
from recorder.vault.session_header import SessionHeader
from recorder.vault.session_reader import SessionReader
from replay.plan.inputs import Move
from replay.plan.planning import plan_of
from replay.plan.steps import Point, RefusalKind
from tests.unit.recorder.commands.filled_vault import STUDY_FILE
from tests.unit.recorder.episode.event_script import Script
from tests.unit.replay.plan.planned import SCREEN, acting, all_inputs, begun, brief, planned, session_of


def test_a_click_is_the_way_there_and_the_press_at_its_time(tmp_path: Path) -> None:
    script = begun().after(100).move(5, 5).after(300).move(19, 30).after(100).click(20, 30, hold_ms=70)
    (step,) = planned(tmp_path, script).steps

    assert step.target == Point(20, 30)
    assert step.at_ns == 500 * NS_PER_MS
    assert [(each.at_ns // NS_PER_MS, each.x, each.y) for each in step.approach] == [
        (100, 5, 5),
        (400, 19, 30),
        (500, 20, 30),
    ]
    assert brief(step.inputs) == ["to 20,30", "left down", "left up"]
    assert [each.at_ns // NS_PER_MS for each in step.inputs] == [500, 500, 570]


def test_a_triple_click_keeps_its_rhythm(tmp_path: Path) -> None:
    script = begun().after(100)
    for _ in range(3):
        script.click(20, 30, hold_ms=40).after(60)
    (step,) = planned(tmp_path, script).steps

    assert brief(step.inputs) == ["to 20,30", *["left down", "left up"] * 3]
    assert [each.at_ns // NS_PER_MS for each in step.inputs[1:]] == [100, 140, 200, 240, 300, 340]


def test_a_drag_goes_along_its_path(tmp_path: Path) -> None:
    script = begun().after(100).down(10, 10)
    for place in range(1, 11):
        script.after(20).move(10 + place * 5, 10 + place)
    script.after(20).up(60, 20)
    (step,) = planned(tmp_path, script).steps

    assert brief(step.inputs) == [
        "to 10,10", "left down", *[f"to {10 + place * 5},{10 + place}" for place in range(1, 11)], "left up",
    ]  # fmt: skip


def test_a_fast_mouse_is_thinned_to_what_most_report_and_ends_where_it_ended(tmp_path: Path) -> None:
    script = begun().after(100).down(10, 10)
    for place in range(1, 1001):
        script.after(1).move(10 + place, 10)
    (step,) = planned(tmp_path, script.up(1010, 10)).steps
    moves = [each for each in step.inputs if isinstance(each, Move)]

    assert 120 <= len(moves) <= 130
    assert (moves[0].x, moves[-1].x) == (10, 1010)
    assert isinstance(step.action, Drag)
    assert len(step.action.path) == 1002


def test_escape_in_the_middle_of_a_drag_comes_in_the_middle(tmp_path: Path) -> None:
    script = begun().after(100).down(10, 10).after(50).move(90, 10).after(50).tap("esc", hold_ms=20)
    script.after(50).move(200, 10).after(50).up(210, 10)
    first, second = planned(tmp_path, script).steps

    assert brief(first.inputs) == ["to 10,10", "left down", "to 90,10"]
    assert brief(second.inputs) == ["+esc", "-esc", "to 200,10", "to 210,10", "left up"]


def test_text_is_typed_by_its_characters_in_its_own_rhythm(tmp_path: Path) -> None:
    script = (
        begun().after(100).press("shift_l").press("h", "H").after(30).release("h", "H").release("shift_l")
    )
    script.after(70).tap("é").after(80).tap("漢").after(80).tap("space")
    (step,) = planned(tmp_path, script).steps

    assert brief(step.inputs) == ["'H'", "'é'", "'漢'", "' '"]
    assert [each.at_ns // NS_PER_MS for each in step.inputs] == [100, 200, 300, 400]


def test_backspace_is_pressed_as_it_was(tmp_path: Path) -> None:
    script = begun().after(100).write("ab").tap("backspace").after(50).write("c")
    (step,) = planned(tmp_path, script).steps
    assert brief(step.inputs) == ["'a'", "'b'", "+backspace", "-backspace", "'c'"]


def test_an_accent_is_typed_with_its_letter(tmp_path: Path) -> None:
    script = begun().after(100).press("dead_acute", vk=0xFE51).release("dead_acute").after(60).tap("e")
    (step,) = planned(tmp_path, script).steps
    assert brief(step.inputs) == ["'é'"]
    assert step.inputs[0].at_ns == 160 * NS_PER_MS


def test_caps_lock_is_left_out_since_text_has_its_case(tmp_path: Path) -> None:
    script = begun().after(100).tap("caps_lock").after(50).tap("a", "A").after(50).tap("caps_lock")
    script.after(5_000).tap("caps_lock").after(100).tap("num_lock")
    plan = planned(tmp_path, script)
    assert brief(all_inputs(plan)) == ["'A'"]
    assert not plan.refused


def test_rolling_over_the_keys_keeps_their_order(tmp_path: Path) -> None:
    script = begun().after(100).press("enter").after(30).press("a").after(30).release("enter").release("a")
    enter, text = planned(tmp_path, script).steps
    assert brief(enter.inputs) == ["+enter"]
    assert brief(text.inputs) == ["'a'", "-enter"]


def test_a_held_key_comes_as_often_as_it_came_and_is_never_down_long(tmp_path: Path) -> None:
    script = begun().after(100).press("down")
    for pause in (660, 40, 40):
        script.after(pause).release("down").press("down")
    (step,) = planned(tmp_path, script.after(20).release("down")).steps

    assert brief(step.inputs) == ["+down", "-down"] * 4
    downs = step.inputs[::2]
    assert [each.at_ns // NS_PER_MS for each in downs] == [100, 760, 800, 840]
    assert step.inputs[1].at_ns == 350 * NS_PER_MS


def test_a_repeat_without_releases_is_tapped(tmp_path: Path) -> None:
    script = begun().after(100).press("down").after(400).press("down").after(30).press("down").after(30)
    (step,) = planned(tmp_path, script.release("down")).steps
    assert brief(step.inputs) == ["+down", "-down"] * 3


@pytest.mark.parametrize("repeats", [0, 5])
def test_space_held_around_a_drag_is_held_again(tmp_path: Path, repeats: int) -> None:
    script = begun().after(100).press("space", " ").after(100).down(10, 10).after(20).move(90, 10)
    for _ in range(repeats):
        script.after(40).release("space", " ").press("space", " ")
    script.after(20).up(95, 10).after(50).release("space", " ")
    inputs = brief(all_inputs(planned(tmp_path, script)))
    assert inputs == ["+space", "to 10,10", "left down", "to 90,10", "to 95,10", "left up", "-space"]


def test_modifiers_go_down_shortly_before_what_they_are_held_for(tmp_path: Path) -> None:
    script = begun().after(100).press("ctrl_l").after(2_000).tap("c", "\x03").after(500).release("ctrl_l")
    (step,) = acting(planned(tmp_path, script))
    assert brief(step.inputs) == ["+ctrl_l", "+c", "-c", "-ctrl_l"]
    assert [each.at_ns // NS_PER_MS for each in step.inputs] == [2070, 2100, 2120, 2620]
    assert step.at_ns == 2070 * NS_PER_MS


def test_a_modifier_stays_down_for_all_that_it_was_held_for(tmp_path: Path) -> None:
    script = begun().after(100).press("alt_l").after(50).tap("tab").after(900)
    script.press("shift_l").tap("tab").release("shift_l").after(100).release("alt_l")
    assert brief(all_inputs(planned(tmp_path, script))) == [
        "+alt_l", "+tab", "-tab", "+shift_l", "+tab", "-tab", "-shift_l", "-alt_l",
    ]  # fmt: skip


def test_shift_held_for_clicks_is_up_while_text_is_typed_between(tmp_path: Path) -> None:
    script = begun().after(100).press("shift_r").after(50).click(10, 10).after(500).tap("a", "A")
    script.after(500).click(90, 90).after(50).release("shift_r")
    assert brief(all_inputs(planned(tmp_path, script))) == [
        "+shift_r", "to 10,10", "left down", "left up",
        "-shift_r", "'A'",
        "to 90,90", "+shift_l", "left down", "left up", "-shift_l",
    ]  # fmt: skip


def test_a_control_character_proves_a_ctrl_that_nobody_saw(tmp_path: Path) -> None:
    script = begun().after(100).tap("s", "\x13")
    assert brief(all_inputs(planned(tmp_path, script))) == ["+ctrl_l", "+s", "-s", "-ctrl_l"]


def test_a_modifier_pressed_during_a_drag_is_pressed_during_it(tmp_path: Path) -> None:
    script = begun().after(100).down(10, 10).after(20).move(90, 10).after(20).press("ctrl_l").after(20)
    script.move(120, 10).after(20).up(130, 10).after(20).release("ctrl_l")
    inputs = brief(all_inputs(planned(tmp_path, script)))
    assert inputs.index("left down") < inputs.index("+ctrl_l") < inputs.index("left up")
    assert inputs.count("+ctrl_l") == inputs.count("-ctrl_l") == 1


def test_what_was_never_seen_to_come_up_comes_up(tmp_path: Path) -> None:
    script = begun().after(100).press("ctrl_l").press("a", "\x01").after(100).down(10, 10).after(3_000)
    script.tap("enter")
    inputs = brief(all_inputs(planned(tmp_path, script)))
    for down, up in (("+ctrl_l", "-ctrl_l"), ("+a", "-a"), ("left down", "left up")):
        assert inputs.index(down) < inputs.index(up)
    assert inputs.index("left up") < inputs.index("+enter")


def test_names_of_modifiers_are_canonical_and_keep_their_side(tmp_path: Path) -> None:
    script = begun().after(100).press("meta_r").tap("f4").release("alt_r")
    assert brief(all_inputs(planned(tmp_path, script))) == ["+alt_r", "+f4", "-f4", "-alt_r"]


def test_scrolls_turn_both_wheels_where_the_pointer_was(tmp_path: Path) -> None:
    script = begun().after(100).scroll(-1, x=50, y=60).after(90).scroll(-1, 2, x=51, y=60)
    (step,) = planned(tmp_path, script).steps
    assert brief(step.inputs) == ["to 50,60", "wheel 0,-1", "to 51,60", "wheel 2,-1"]


def test_waits_and_hidden_keys_are_steps_that_press_nothing(tmp_path: Path) -> None:
    script = begun().after(100).click(10, 10).after(3_000).hide(2_000, HiddenReason.PASSWORD).after(100)
    script.click(20, 20)
    plan = planned(tmp_path, script)
    kinds = [type(step.action) for step in plan.steps]

    assert kinds[1:3] == [Wait, Hidden]
    hidden = plan.steps[2]
    assert hidden.refusal is not None
    assert hidden.refusal.kind is RefusalKind.HIDDEN_KEYS
    assert not hidden.inputs
    assert not plan.refused


def test_a_click_that_ends_after_keys_were_hidden_still_ends(tmp_path: Path) -> None:
    script = begun().after(100).down(10, 10).after(20).hide(50).after(20).up(10, 10)
    inputs = brief(all_inputs(planned(tmp_path, script)))
    assert inputs[1:] == ["left down", "left up"]


def test_moves_before_keys_are_made_too(tmp_path: Path) -> None:
    script = begun().after(100).click(10, 10).after(200).move(300, 300).after(500).tap("enter")
    enter = planned(tmp_path, script).steps[-1]
    assert enter.target is None
    assert brief(enter.approach) == ["to 300,300"]


def test_the_way_begins_where_the_step_before_was_over(tmp_path: Path) -> None:
    script = begun().after(100).tap("a").after(50).move(200, 200).after(50).tap("b").after(300)
    text, click = planned(tmp_path, script.move(300, 300).after(50).click(301, 300)).steps
    assert brief(text.approach) == []
    assert brief(click.approach) == ["to 300,300", "to 301,300"]


def test_the_way_of_a_fast_mouse_is_thinned(tmp_path: Path) -> None:
    script = begun().after(100)
    for place in range(1_000):
        script.after(1).move(place, 10)
    (step,) = planned(tmp_path, script.click(999, 10)).steps
    assert 120 <= len(step.approach) <= 130
    assert step.approach[-1].x == 999


def test_the_pointer_leaves_in_the_end_as_it_left(tmp_path: Path) -> None:
    script = begun().after(100).click(10, 10).after(200).move(300, 300).after(20).move(310, 300)
    assert brief(planned(tmp_path, script).last_moves) == ["to 300,300", "to 310,300"]


def test_the_pointer_is_never_sent_off_the_screen_on_its_way(tmp_path: Path) -> None:
    script = begun().after(100).move(5_000, 5_000).after(20).move(10, 10).after(20).click(10, 10)
    assert brief(planned(tmp_path, script).steps[0].approach) == ["to 10,10"]


def test_each_step_knows_the_window_it_was_done_in(tmp_path: Path) -> None:
    script = begun().focus("mousepad", "a.txt").after(100).click(10, 10).focus("files", "b").after(900)
    script.click(90, 90)
    windows = [step.window and step.window.app for step in planned(tmp_path, script).steps]
    assert windows == ["mousepad", "files"]


def test_a_plan_knows_the_window_that_had_the_focus_at_the_end(tmp_path: Path) -> None:
    script = begun().focus("mousepad", "a.txt").after(100).click(10, 10).focus("files", "b").after(900)
    script.click(90, 90)
    last = planned(tmp_path, script).last_window
    assert last is not None
    assert last.app == "files"
    assert planned(tmp_path, begun().after(100).click(5, 5)).last_window is None


def test_what_a_step_came_to_is_seen_before_the_next_one(tmp_path: Path) -> None:
    plan = planned(tmp_path, begun().after(100).click(10, 10).after(900).click(90, 90).after(700))
    assert plan.over_ns(1) == plan.steps[1].at_ns
    assert plan.over_ns(2) == plan.ended_ns


def test_gaps_are_told(tmp_path: Path) -> None:
    script = begun().after(100).click(10, 10).mark(500, MarkKind.CUT).after(100).click(20, 20)
    script.mark(100, MarkKind.FRAMES_DROPPED)
    plan = planned(tmp_path, script)
    assert plan.gaps == (Mark(150 * NS_PER_MS, 650 * NS_PER_MS, MarkKind.CUT),)


def test_steps_on_other_monitors_are_refused_until_they_are_back(tmp_path: Path) -> None:
    other = replace(SCREEN, rect=Rect(0, 0, 800, 600))
    script = begun().after(100).click(10, 10).after(500).add(MonitorsChanged(600 * NS_PER_MS, (other,)))
    script.after(500).click(20, 20).after(500).add(MonitorsChanged(1_600 * NS_PER_MS, (SCREEN,))).after(500)
    script.click(30, 30)
    refusals = [step.refusal and step.refusal.kind for step in planned(tmp_path, script).steps]
    assert refusals == [None, RefusalKind.OTHER_MONITORS, None]


def test_the_same_monitors_told_again_change_nothing(tmp_path: Path) -> None:
    script = begun().after(100).mark(500).add(MonitorsChanged(600 * NS_PER_MS, (SCREEN,))).after(50)
    assert not planned(tmp_path, script.click(10, 10)).refused


def test_a_place_outside_of_every_monitor_is_refused(tmp_path: Path) -> None:
    script = begun().after(100).click(1280, 10).after(900).click(10, 10)
    first, second = planned(tmp_path, script).steps
    assert first.refusal is not None
    assert first.refusal.kind is RefusalKind.OUTSIDE
    assert not first.inputs
    assert second.refusal is None


def test_unknown_buttons_and_keys_are_refused(tmp_path: Path) -> None:
    script = begun().after(100).click(10, 10, Button.OTHER).after(900).tap("XF86Terminal").after(900)
    script.tap("key_1008ff11").after(900).tap("back\nspace")
    kinds = [step.refusal and step.refusal.kind for step in planned(tmp_path, script).steps]
    assert kinds == [RefusalKind.UNKNOWN_BUTTON, *[RefusalKind.UNKNOWN_KEY] * 3]


def test_the_start_is_that_of_the_study_it_was_made_for(tmp_path: Path) -> None:
    study = read_study(STUDY_FILE.read_bytes())
    with session_of(tmp_path, begun().after(100).click(10, 10)) as reader:
        header = replace(reader.header, study_sha256=study.sha256, task_id=study.tasks[0].id)
        same = _with_header(reader, header)
        assert plan_of(same, study).start == study.tasks[0].start  # type: ignore[arg-type]
        same.header = replace(header, task_id="another")
        assert plan_of(same, study).start is None  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="study"):
            plan_of(reader, study)


def test_the_first_window_is_where_it_was_or_where_the_first_step_had_the_focus(tmp_path: Path) -> None:
    focused = Rect(30, 40, 500, 400)
    script = begun().focus("mousepad", "a.txt", focused).after(100).click(60, 60).focus("files").after(900)
    with session_of(tmp_path, script.click(90, 90)) as reader:
        assert _with_first_window(reader, None) == WindowPlace(focused, framed_app="mousepad")
        assert _with_first_window(reader, Rect(7, 8, 90, 80)) == WindowPlace(Rect(7, 8, 90, 80))


def test_of_a_hidden_window_nobody_knows_where_it_was(tmp_path: Path) -> None:
    hidden = WindowContext("", "", None, HiddenReason.EXCLUDED_WINDOW)
    script = begun().add(ContextChanged(0, hidden)).after(100).click(10, 10)
    assert planned(tmp_path, script).first_window is None


def test_no_print_of_a_plan_shows_what_was_typed(tmp_path: Path) -> None:
    plan = planned(tmp_path, begun().after(100).write("canary"))
    assert isinstance(plan.steps[0].action, Type)
    assert "canary" not in repr(plan)
    assert "'c'" not in repr(plan)


def test_nothing_done_is_an_empty_plan(tmp_path: Path) -> None:
    assert planned(tmp_path, begun().after(500)).steps == ()


@pytest.mark.parametrize("button", [Button.BACK, Button.FORWARD, Button.MIDDLE, Button.RIGHT])
def test_every_named_button_is_pressed(tmp_path: Path, button: Button) -> None:
    (step,) = planned(tmp_path, begun().after(100).click(10, 10, button)).steps
    assert brief(step.inputs)[1:] == [f"{button.value} down", f"{button.value} up"]


def test_a_release_without_a_press_and_a_second_press_are_sorted_out(tmp_path: Path) -> None:
    script: Script = begun().after(100).up(10, 10).after(900)
    script.add(ButtonPressed(NS_PER_SECOND, 20, 20, Button.LEFT)).after(900)
    script.click(30, 30)
    inputs = brief(all_inputs(planned(tmp_path, script)))
    assert [each for each in inputs if "left" in each] == ["left down", "left up"] * 2


def test_a_wait_belongs_to_the_step_before_it(tmp_path: Path) -> None:
    plan = planned(tmp_path, begun().after(100).click(10, 10).after(4000).click(90, 90).after(700))
    assert [type(step.action).__name__ for step in plan.steps] == ["Click", "Wait", "Click"]
    assert plan.over_ns(1) == plan.over_ns(2) == plan.steps[2].at_ns
    assert plan.following(1) == plan.steps[2]
    assert plan.following(3) is None


def _with_first_window(reader: SessionReader, rect: Rect | None) -> WindowPlace | None:
    changed = _with_header(reader, replace(reader.header, first_window=rect))
    return plan_of(changed, None).first_window  # type: ignore[arg-type]


def _with_header(reader: SessionReader, header: SessionHeader) -> SimpleNamespace:
    """All of a session that a plan is made of, under another header."""
    return SimpleNamespace(
        header=header,
        ended_ns=reader.ended_ns,
        rarer_events=reader.rarer_events,
        pointer_moves=reader.pointer_moves,
    )
