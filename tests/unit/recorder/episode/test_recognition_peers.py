"""What other recorders get wrong, each with the script that shows it and what is right."""

from collections.abc import Callable

import pytest

from recorder.episode.actions import Action, Click, Drag, Hotkey, Press, Scroll, Type
from recorder.episode.gestures import Gestures
from recorder.episode.time import NS_PER_MS
from tests.unit.recorder.episode.event_script import GESTURES, Script

SLOW_HANDS = Gestures(double_click_ns=900 * NS_PER_MS, double_click_px=5, drag_px=8)
QUICK_HANDS = Gestures(double_click_ns=200 * NS_PER_MS, double_click_px=5, drag_px=8)
DENSE_SCREEN = Gestures(double_click_ns=400 * NS_PER_MS, double_click_px=15, drag_px=24)


def _shape(action: Action) -> tuple[object, ...]:  # noqa: PLR0911 - one answer for each kind
    match action:
        case Click():
            return ("click", action.count, action.x, action.y)
        case Drag():
            return ("drag", action.path[0].x, action.path[-1].x)
        case Scroll():
            return ("scroll", action.dy)
        case Type():
            return ("type", action.text)
        case Press():
            return ("press", action.key, action.count)
        case Hotkey():
            return ("hotkey", action.keys, action.count, action.is_continued)
        case _:
            return (type(action).__name__.lower(),)


def _two_clicks(apart_ms: float, *, jump: int = 0) -> Callable[[Script], object]:
    return lambda s: s.click(100, 100).after(apart_ms - 50).click(100 + jump, 100)


def _held_run(s: Script) -> None:
    s.press("ctrl_l").after(100).tap("c", "\x03").after(200).tap("v", "\x16").after(50).release("ctrl_l")


CASES = [
    (
        "a double click at half a second, whatever the system says: slow hands are two clicks",
        "AgentNetTool, openadapt-capture, PC Tracker",
        _two_clicks(700),
        SLOW_HANDS,
        [("click", 2, 100, 100)],
    ),
    (
        "a double click at half a second, whatever the system says: quick hands are one",
        "AgentNetTool, openadapt-capture, PC Tracker",
        _two_clicks(300),
        QUICK_HANDS,
        [("click", 1, 100, 100), ("click", 1, 100, 100)],
    ),
    (
        "4 or 5 pixels, whatever the monitor's scale",
        "AgentNetTool, openadapt-capture",
        _two_clicks(300, jump=12),
        DENSE_SCREEN,
        [("click", 2, 100, 100)],
    ),
    (
        "the second click must hit the identical pixel",
        "PC Tracker",
        _two_clicks(300, jump=1),
        GESTURES,
        [("click", 2, 100, 100)],
    ),
    (
        "the first double click is missed",
        "AgentNetTool",
        lambda s: _two_clicks(300)(s.move(1, 1)),
        GESTURES,
        [("click", 2, 100, 100)],
    ),
    (
        "no triple click",
        "openadapt-capture",
        lambda s: s.click(5, 5).after(100).click(5, 5).after(100).click(5, 5),
        GESTURES,
        [("click", 3, 5, 5)],
    ),
    (
        "a hand that trembles by a pixel drags",
        "PC Tracker",
        lambda s: s.down(50, 50).after(20).move(51, 50).after(20).up(51, 50),
        GESTURES,
        [("click", 1, 50, 50)],
    ),
    (
        "6 or 10 pixels drag, whatever the monitor's scale",
        "AgentNetTool, openadapt-capture",
        lambda s: s.down(50, 50).after(20).move(65, 50).after(20).up(65, 50),
        DENSE_SCREEN,
        [("click", 1, 50, 50)],
    ),
    (
        "scrolls merge without a time limit",
        "AgentNetTool, openadapt-capture, PC Tracker",
        lambda s: s.scroll(-1).after(100).scroll(-1).after(1_500).scroll(-1),
        GESTURES,
        [("scroll", -2), ("scroll", -1)],
    ),
    (
        "opposite scrolls cancel out, and looking further down never happened",
        "ShowUI-Aloha",
        lambda s: s.scroll(-1).after(100).scroll(-1).after(100).scroll(1).after(100).scroll(1),
        GESTURES,
        [("scroll", -2), ("scroll", 2)],
    ),
    (
        "typing merges without a time limit",
        "AgentNetTool",
        lambda s: s.write("ab").after(6_000).write("cd"),
        GESTURES,
        [("type", "ab"), ("wait",), ("type", "cd")],
    ),
    (
        "typing splits only after five seconds, a thought apart",
        "ShowUI-Aloha",
        lambda s: s.write("ab").after(4_000).write("cd"),
        GESTURES,
        [("type", "ab"), ("wait",), ("type", "cd")],
    ),
    (
        "text is cut wherever all keys are up",
        "openadapt-capture",
        lambda s: s.write("slow", gap_ms=600),
        GESTURES,
        [("type", "slow")],
    ),
    (
        "text begins with the second character",
        "PC Tracker",
        lambda s: s.write("a"),
        GESTURES,
        [("type", "a")],
    ),
    (
        "runs of a held modifier are lost",
        "all",
        _held_run,
        GESTURES,
        [("hotkey", ("ctrl", "c"), 1, False), ("hotkey", ("ctrl", "v"), 1, True)],
    ),
    (
        "equal timestamps collide",
        "openadapt-capture",
        lambda s: s.tap("a", hold_ms=0).tap("b", hold_ms=0).click(1, 1, hold_ms=0).tap("enter", hold_ms=0),
        GESTURES,
        [("type", "ab"), ("click", 1, 1, 1), ("press", "enter", 1)],
    ),
]


@pytest.mark.parametrize(
    ("perform", "gestures", "expected"),
    [pytest.param(*case[2:], id=f"{case[0]} ({case[1]})") for case in CASES],
)
def test_what_peers_get_wrong_is_right_here(
    perform: Callable[[Script], object], gestures: Gestures, expected: list[tuple[object, ...]]
) -> None:
    script = Script()
    perform(script)

    assert [_shape(action) for action in script.actions(gestures)] == expected


def test_every_action_leads_back_to_its_events_as_in_no_peer() -> None:
    script = Script()
    _held_run(script)
    script.after(100).click(9, 9).after(100).write("ab")

    assert [action.sources for action in script.actions()] == [
        (1, 2, 3),
        (4, 5, 6),
        (7, 8),
        (9, 10, 11, 12),
    ]
