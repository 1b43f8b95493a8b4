"""Text, presses, hotkeys, hidden keys and waits."""

import pytest

from recorder.episode.actions import Action, Click, Hidden, Hotkey, Press, Type, Wait
from recorder.episode.events import HiddenReason
from recorder.episode.screen import Rect
from recorder.episode.time import NS_PER_MS, NS_PER_SECOND
from tests.unit.recorder.episode.event_script import Script


def only(script: Script) -> Action:
    (action,) = script.actions()
    return action


def texts(script: Script) -> list[str]:
    return [action.text for action in script.actions() if isinstance(action, Type)]


def kinds(script: Script) -> list[type[Action]]:
    return [type(action) for action in script.actions()]


def test_shift_is_part_of_typing() -> None:
    script = Script().press("shift").press("h", "H").release("shift").release("h", "h").write("i!")

    text = only(script)
    assert isinstance(text, Type)
    assert (text.text, text.sources) == ("Hi!", tuple(range(1, 9)))


def test_shift_with_an_arrow_is_a_hotkey() -> None:
    hotkey = only(Script().press("shift_r").tap("left").after(50).tap("left").release("shift_r"))

    assert isinstance(hotkey, Hotkey)
    assert (hotkey.keys, hotkey.count) == (("shift", "left"), 2)


def test_caps_lock_is_part_of_the_text_it_changes() -> None:
    assert texts(Script().tap("caps_lock").write("AB").tap("caps_lock").write("c")) == ["ABc"]
    assert kinds(Script().tap("caps_lock").write("AB")) == [Type]


def test_caps_lock_alone_is_a_press() -> None:
    assert only(Script().tap("caps_lock")) == Press(
        start_ns=0, end_ns=20 * NS_PER_MS, context=None, sources=(1, 2), key="caps_lock", count=1
    )


@pytest.mark.parametrize("extra", [[], ["ctrl_l"]], ids=["X11", "Windows"])
def test_alt_gr_types(extra: list[str]) -> None:
    script = Script()
    for name in [*extra, "alt_gr"]:
        script.press(name)
    script.tap("q", "@")
    for name in ["alt_gr", *extra]:
        script.release(name)

    assert texts(script) == ["@"]
    assert len(script.actions()) == 1


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ([("dead_acute", None), ("e", "e")], "é"),
        ([("^", "\u0302"), ("o", "o")], "ô"),
        ([("dead_grave", None), ("a", "à")], "à"),
        ([("key_fe52", None, 0xFE57), ("u", "u")], "ü"),
        ([("dead_acute", None), ("space", " ")], "\u00b4"),
        ([("dead_acute", None), ("dead_acute", None)], "\u00b4"),
        ([("dead_acute", None), ("dead_grave", None), ("a", "a")], "\u00b4à"),
        ([("dead_acute", None), ("x", "x")], "\u00b4x"),
        ([("dead_acute", None), ("backspace", None), ("e", "e")], "e"),
        ([("compose", None), ("'", "'"), ("e", "e")], "é"),
        ([("multi_key", None), ("o", "o"), ('"', '"')], "ö"),
        ([("compose", None), ("o", "o"), ("c", "c")], "oc"),
    ],
)
def test_accents_are_composed(keys: list[tuple[str, str | None, *tuple[int, ...]]], text: str) -> None:
    script = Script()
    for key in keys:
        script.press(*key).after(20).release(*key)

    assert texts(script) == [text]


def test_backspace_edits_the_text_and_stays_in_its_sources() -> None:
    text = only(Script().write("teh").tap("backspace").tap("backspace").write("he"))

    assert isinstance(text, Type)
    assert text.text == "the"
    assert len(text.sources) == 14


def test_backspace_beyond_the_text_is_pressed() -> None:
    script = Script().write("a")
    for _ in range(3):
        script.tap("backspace").after(80)

    text, press = script.actions()
    assert isinstance(text, Type)
    assert isinstance(press, Press)
    assert (text.text, press.count) == ("", 2)


def test_enter_and_tab_are_pressed_between_texts() -> None:
    script = Script().write("a").tap("enter", "\r").write("b").tap("tab", "\t").tap("tab", "\t")

    assert kinds(script) == [Type, Press, Type, Press]


def test_num_pad_digits_type_and_its_other_keys_are_pressed() -> None:
    script = Script().tap("num_4", "4").tap("num_2", "2").tap("num_enter").tap("num_4")

    assert kinds(script) == [Type, Press, Press]
    assert texts(script) == ["42"]


def test_repeated_presses_of_one_key_are_counted() -> None:
    press = only(Script().press("down").after(500).press("down").after(30).press("down").release("down"))

    assert isinstance(press, Press)
    assert press.count == 3


def test_the_repeat_of_x11_counts_like_presses() -> None:
    script = Script().press("left").after(500).release("left").press("left").after(30)
    script.release("left").press("left").after(10).release("left")

    press = only(script)
    assert isinstance(press, Press)
    assert (press.count, press.sources) == (3, (1, 2, 3, 4, 5, 6))


def test_a_modifier_that_repeats_is_held_once() -> None:
    script = Script().press("super_l").after(500).release("super_l").press("super_l").after(30)
    script.press("super_l").release("super_l")

    press = only(script)
    assert isinstance(press, Press)
    assert (press.key, press.count, press.sources) == ("super_l", 1, (1, 2, 3, 4, 5))


def test_a_modifier_alone_is_a_press_and_counts_when_tapped_twice() -> None:
    press = only(Script().tap("shift").after(100).tap("shift"))

    assert isinstance(press, Press)
    assert (press.key, press.count) == ("shift", 2)


def test_modifiers_alone_together_are_a_hotkey() -> None:
    hotkey = only(
        Script().press("ctrl_l").after(10).press("shift").after(10).release("ctrl_l").release("shift")
    )

    assert isinstance(hotkey, Hotkey)
    assert hotkey.keys == ("ctrl", "shift")


def test_alt_tab_tab_is_one_hotkey_twice_and_going_back_continues_it() -> None:
    script = Script().press("alt_l").tap("tab").after(90).tap("tab").after(90)
    script.press("shift").tap("tab").release("shift").release("alt_l").after(90)
    script.press("alt_l").tap("tab").release("alt_l")

    hotkeys = [action for action in script.actions() if isinstance(action, Hotkey)]
    assert [(hotkey.keys, hotkey.count, hotkey.is_continued) for hotkey in hotkeys] == [
        (("alt", "tab"), 2, False),
        (("alt", "shift", "tab"), 1, True),
        (("alt", "tab"), 1, False),
    ]


def test_a_hotkey_pressed_anew_is_another_one() -> None:
    script = Script()
    for _ in range(2):
        script.press("ctrl_l").tap("z", "\x1a").release("ctrl_l").after(50)

    assert [action.sources for action in script.actions()] == [(1, 2, 3, 4), (5, 6, 7, 8)]


def test_a_modifier_after_a_lost_release_is_a_press_of_its_own() -> None:
    script = Script().down(0, 0).after(10).tap("esc").after(10).tap("shift").after(10).mark(10)

    assert kinds(script) == [Click, Press, Press]


def test_a_control_character_proves_ctrl_whose_press_was_not_seen() -> None:
    hotkey = only(Script().mark(100).tap("c", "\x03"))

    assert isinstance(hotkey, Hotkey)
    assert hotkey.keys == ("ctrl", "c")


def test_a_letter_that_was_typed_proves_that_a_release_was_lost() -> None:
    script = Script().press("ctrl_l").tap("c", "").after(4_000).write("abc")

    hotkey, _, text = script.actions()
    assert isinstance(hotkey, Hotkey)
    assert isinstance(text, Type)
    assert (hotkey.keys, text.text) == (("ctrl", "c"), "abc")


def test_a_held_modifier_does_not_outlast_a_pause_or_a_hidden_stretch() -> None:
    assert texts(Script().press("ctrl_l").after(10).mark(100).write("a")) == ["a"]
    assert texts(Script().press("ctrl_l").after(10).hide(100).write("a")) == ["a"]


def test_a_release_named_otherwise_is_found_by_its_virtual_key() -> None:
    text = only(Script().press("shift").press("!", "!", 10).release("shift").release("1", "1", 10))

    assert isinstance(text, Type)
    assert text.sources == (1, 2, 3, 4)


def test_a_click_and_another_window_end_a_text_and_a_new_title_does_not() -> None:
    here, there = Rect(0, 0, 10, 10), Rect(5, 5, 10, 10)
    script = Script().focus("editor", "Untitled", here).write("a").focus("editor", "*Untitled", here)
    script.write("b").focus("editor", "*Untitled", there).write("c").focus("mail", "New", here).write("d")
    script.click(1, 1).write("e")

    assert texts(script) == ["abc", "d", "e"]


def test_the_pointer_may_wander_while_someone_types() -> None:
    assert texts(Script().write("a").move(5, 5).write("b")) == ["ab"]


def test_hidden_keys_are_one_mark_and_nothing_is_typed_over_them() -> None:
    script = Script().write("a").hide(700, HiddenReason.EXCLUDED_WINDOW).write("b")

    first, hidden, second = script.actions()
    assert isinstance(first, Type)
    assert isinstance(second, Type)
    assert isinstance(hidden, Hidden)
    assert hidden.reason is HiddenReason.EXCLUDED_WINDOW
    assert hidden.end_ns - hidden.start_ns == 700 * NS_PER_MS


def test_clicks_within_a_hidden_stretch_are_seen() -> None:
    script = Script().focus("bank")
    script.hide(1_000).now_ns -= 500 * NS_PER_MS
    script.click(1, 1)

    assert kinds(script) == [Hidden, Click]


def test_a_wait_fills_a_long_gap_and_says_which_window_was_there() -> None:
    script = Script().click(0, 0).after(100).focus("slow page").after(2_400).click(50, 50)

    wait = script.actions()[1]
    assert wait == Wait(start_ns=50 * NS_PER_MS, end_ns=2_550 * NS_PER_MS, context=None, sources=())


def test_no_wait_is_found_in_a_pause() -> None:
    script = Script().click(0, 0).after(100).mark(9_000).after(100).click(90, 90)

    assert kinds(script) == [Click, Click]


def test_the_context_before_a_pause_is_not_that_after_it() -> None:
    script = Script().focus("editor").write("a").mark(100).write("b")

    assert [action.context for action in script.actions()] == [1, None]


def test_text_is_in_no_repr() -> None:
    assert "canary" not in repr(Script().write("canary").actions())


def test_a_long_text_keeps_every_letter() -> None:
    assert texts(Script().write("word " * 200)) == ["word " * 200]
    assert Script().write("ab").actions()[0].end_ns < NS_PER_SECOND
