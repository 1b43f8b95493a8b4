"""Clicks, drags and scrolls."""

import pytest

from recorder.episode.actions import Action, Click, Drag, Scroll
from recorder.episode.events import Button, ButtonPressed, ButtonReleased, MarkKind
from recorder.episode.keys import Modifier
from recorder.episode.time import NS_PER_MS
from tests.unit.recorder.episode.event_script import LEFT, RIGHT, Script


def only(script: Script) -> Action:
    (action,) = script.actions()
    return action


def test_a_click_spans_its_press_and_release() -> None:
    click = only(Script().after(7).focus("editor").click(3, -4, hold_ms=50))

    assert click == Click(
        start_ns=7 * NS_PER_MS,
        end_ns=57 * NS_PER_MS,
        context=1,
        sources=(2, 3),
        button=LEFT,
        count=1,
        x=3,
        y=-4,
        modifiers=(),
    )


@pytest.mark.parametrize(("apart_ms", "counts"), [(399.999, [2]), (400, [1, 1])])
def test_a_double_click_is_measured_from_press_to_press(apart_ms: float, counts: list[int]) -> None:
    script = Script().click(0, 0).after(apart_ms - 50).click(0, 0)

    assert [action.count for action in script.actions() if isinstance(action, Click)] == counts


def test_distance_is_measured_from_the_first_click_so_that_drift_does_not_add_up() -> None:
    script = Script().click(0, 0).after(50).click(5, 0).after(50).click(10, 0)

    assert [action.count for action in script.actions() if isinstance(action, Click)] == [2, 1]


def test_the_fourth_click_begins_anew() -> None:
    script = Script()
    for _ in range(5):
        script.click(0, 0).after(50)

    assert [action.count for action in script.actions() if isinstance(action, Click)] == [3, 2]


@pytest.mark.parametrize("between", ["key", "scroll", "other button"])
def test_anything_done_between_two_clicks_parts_them(between: str) -> None:
    script = Script().click(0, 0)
    if between == "key":
        script.tap("esc")
    elif between == "scroll":
        script.scroll(1)
    else:
        script.click(0, 0, RIGHT)
    script.click(0, 0)

    clicks = [action for action in script.actions() if isinstance(action, Click) and action.button is LEFT]
    assert [click.count for click in clicks] == [1, 1]


def test_the_focus_that_the_first_click_moves_does_not_part_a_double_click() -> None:
    script = Script().focus("a").click(0, 0).focus("b").hide(0).after(50).click(0, 0)

    click = next(action for action in script.actions() if isinstance(action, Click))
    assert (click.count, click.context) == (2, 1)


def test_a_double_click_with_the_second_press_dragged_is_a_click_and_a_drag() -> None:
    script = Script().click(0, 0).after(50).down(0, 0).move(60, 0).up(60, 0).after(50).click(60, 0)

    assert [type(action) for action in script.actions()] == [Click, Drag, Click]


def test_ctrl_click_holds_its_modifier_and_is_linked_to_it() -> None:
    script = Script().press("ctrl_r").after(9_000).click(0, 0).after(500).click(90, 0).release("ctrl_r")

    first, second = script.actions()
    assert isinstance(first, Click)
    assert isinstance(second, Click)
    assert first.modifiers == second.modifiers == (Modifier.CTRL,)
    assert (first.sources, second.sources) == ((1, 2, 3), (4, 5, 6))
    assert first.start_ns == 9_000 * NS_PER_MS


def test_clicks_with_other_modifiers_are_no_double_click() -> None:
    script = Script().click(0, 0).press("shift").click(0, 0).release("shift")

    assert len(script.actions()) == 2


def test_a_drag_keeps_its_path_and_its_moves() -> None:
    script = Script().move(0, 0).down(0, 0).after(10).move(5, 5).after(10).move(0, 20).after(10).up(0, 21)

    drag = only(script)
    assert isinstance(drag, Drag)
    assert [(point.x, point.y) for point in drag.path] == [(0, 0), (5, 5), (0, 20), (0, 21)]
    assert drag.sources == (2, 3, 4, 5)
    assert not drag.release_lost


def test_a_drag_that_comes_back_is_still_a_drag() -> None:
    script = Script().down(0, 0).move(100, 0).move(0, 0).up(0, 0)

    assert isinstance(only(script), Drag)


@pytest.mark.parametrize(("distance", "kind"), [(8, Click), (9, Drag)])
def test_a_drag_begins_beyond_the_systems_distance(distance: int, kind: type) -> None:
    assert isinstance(only(Script().down(0, 0).up(0, -distance)), kind)


@pytest.mark.parametrize("shift_first", [True, False])
def test_a_modifier_pressed_during_a_drag_belongs_to_it(*, shift_first: bool) -> None:
    script = Script().down(0, 0).move(50, 0).press("shift").move(90, 0)
    if shift_first:
        script.release("shift").up(90, 0)
    else:
        script.up(90, 0).release("shift")

    drag = only(script)
    assert isinstance(drag, Drag)
    assert drag.modifiers == (Modifier.SHIFT,)
    assert drag.sources == (1, 2, 3, 4, 5, 6)


def test_two_buttons_at_once_are_two_gestures_and_share_no_event() -> None:
    script = Script().down(0, 0).down(0, 0, RIGHT).move(50, 0).up(50, 0, RIGHT).move(60, 0).up(60, 0)

    left, right = script.actions()
    assert isinstance(left, Drag)
    assert isinstance(right, Drag)
    assert (left.sources, right.sources) == ((1, 3, 5, 6), (2, 4))
    assert [point.x for point in right.path] == [0, 50, 50]


def test_a_release_without_its_press_is_nothing() -> None:
    assert Script().mark(100).up(0, 0).actions() == ()


def test_a_lost_release_is_closed_by_the_next_press_and_says_so() -> None:
    script = Script().down(0, 0).after(2_000).move(3, 0).after(2_000).click(500, 0)

    lost, after = [action for action in script.actions() if isinstance(action, Click)]
    assert lost.release_lost
    assert not after.release_lost
    assert (lost.sources, lost.end_ns) == ((1,), 0)


def test_a_lost_release_ends_where_the_pointer_was_before_other_input() -> None:
    script = Script().down(0, 0).after(10).move(40, 0).after(900).scroll(-1).move(700, 0).after(500).mark(10)

    drag = script.actions()[0]
    assert isinstance(drag, Drag)
    assert drag.release_lost
    assert (drag.path[-1].x, drag.end_ns, drag.sources) == (40, 10 * NS_PER_MS, (1, 2))


def test_a_press_that_a_pause_interrupts_ends_at_the_pause() -> None:
    script = Script().down(0, 0).after(10).move(40, 0).after(10).mark(1_000).after(10).up(90, 0)

    drag = only(script)
    assert isinstance(drag, Drag)
    assert (drag.release_lost, drag.path[-1].x) == (True, 40)


def test_dropped_frames_part_nothing() -> None:
    script = Script().down(0, 0).after(10).mark(100, MarkKind.FRAMES_DROPPED).move(40, 0).up(40, 0)

    drag = only(script)
    assert isinstance(drag, Drag)
    assert not drag.release_lost


def test_a_wheel_that_is_a_button_too_only_scrolls() -> None:
    script = Script()
    for _ in range(3):
        script.add(ButtonPressed(script.now_ns, 0, 0, Button.OTHER)).scroll(-1, x=0, y=0)
        script.add(ButtonReleased(script.now_ns, 0, 0, Button.OTHER)).after(50)

    scroll = only(script)
    assert isinstance(scroll, Scroll)
    assert scroll.dy == -3


def test_another_button_that_is_no_wheel_clicks() -> None:
    assert isinstance(only(Script().scroll(0).after(5).click(0, 0, Button.OTHER)), Click)


def test_a_scroll_ends_where_the_pointer_goes_elsewhere_or_a_modifier_does() -> None:
    script = Script().scroll(-1).after(50).scroll(-1, x=30).after(50).press("ctrl_l").scroll(-1, x=30)
    script.release("ctrl_l")

    scrolls = [action for action in script.actions() if isinstance(action, Scroll)]
    assert [(scroll.x, scroll.modifiers) for scroll in scrolls] == [
        (10, ()),
        (30, ()),
        (30, (Modifier.CTRL,)),
    ]
    assert scrolls[-1].sources == (3, 4, 5)


def test_a_diagonal_scroll_is_one() -> None:
    script = Script().scroll(-1).after(20).scroll(0, 1).after(20).scroll(-2, 1)

    scroll = only(script)
    assert isinstance(scroll, Scroll)
    assert (scroll.dx, scroll.dy, scroll.sources) == (2, -3, (1, 2, 3))
