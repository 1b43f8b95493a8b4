from recorder.episode.descriptions import describe
from recorder.episode.events import HiddenReason
from recorder.episode.time import NS_PER_SECOND
from tests.unit.recorder.episode.event_script import RIGHT, Script


def _list(script: Script) -> list[str]:
    return [describe(action) for action in script.actions()]


def test_actions_read_as_plain_words() -> None:
    script = Script().click(120, 44).after(900).click(1, 2).after(9).click(1, 2)
    script.press("ctrl_l").press("shift").click(7, 7, RIGHT).release("shift").release("ctrl_l")
    script.down(0, 0).up(30, -9).scroll(-3, 2).write("hello there!").tap("page_up").tap("page_up")
    script.press("ctrl_l").tap("c", "\x03").release("ctrl_l").hide(10).after(2_500).down(4, 4)

    assert _list(script) == [
        "Click the left button at 120, 44",
        "Double-click the left button at 1, 2",
        "Click the right button at 7, 7, holding Ctrl+Shift",
        "Drag with the left button from 0, 0 to 30, -9",
        "Scroll down 3 and right 2 at 10, 10",
        "Type 12 characters",
        "Press Page Up 2 times",
        "Press Ctrl+C",
        "Keys hidden: a password field",
        "Wait 2.5 s",
        "Click the left button at 4, 4 (its release was not seen)",
    ]


def test_every_reason_to_hide_keys_has_its_words() -> None:
    script = Script()
    for reason in HiddenReason:
        script.hide(10, reason)

    assert len(set(_list(script))) == len(HiddenReason)


def test_no_description_holds_what_was_typed() -> None:
    script = Script().write("canary").tap("backspace").after(NS_PER_SECOND).write("x").tap("backspace")

    assert "canary" not in " ".join(_list(script))
    assert _list(script)[-1] == "Type and erase it again"
