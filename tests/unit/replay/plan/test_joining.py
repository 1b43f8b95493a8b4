from recorder.episode.actions import Hotkey, Press
from replay.plan.inputs import KeyDown, KeyUp, TimedInput
from replay.plan.joining import joined
from replay.plan.own_inputs import OwnInput
from tests.unit.replay.plan.planned import brief


def own(owner: int, at_ns: int, what: TimedInput, *, acts: bool = True) -> OwnInput:
    return OwnInput((at_ns, at_ns, 0), owner, acts, what)


def test_a_step_begins_after_the_one_before_whatever_came_early() -> None:
    span = {"end_ns": 120, "context": None, "sources": ()}
    enter = Press(start_ns=100, key="enter", count=1, **span)  # type: ignore[arg-type]
    copy = Hotkey(start_ns=110, keys=("ctrl", "c"), count=1, **span)  # type: ignore[arg-type]
    steps = joined(
        (enter, copy),
        [
            [own(0, 100, KeyDown(at_ns=100, name="enter")), own(0, 115, KeyUp(at_ns=115, name="enter"))],
            [
                own(1, 50, KeyDown(at_ns=50, name="ctrl_l"), acts=False),
                own(1, 110, KeyDown(at_ns=110, name="c")),
                own(1, 120, KeyUp(at_ns=120, name="c")),
                own(1, 130, KeyUp(at_ns=130, name="ctrl_l"), acts=False),
            ],
        ],
    )
    # Enter was not made with Ctrl, and so is not pressed with it.
    assert brief(steps[0]) == ["+ctrl_l", "-ctrl_l", "+enter"]
    assert brief(steps[1]) == ["+ctrl_l", "+c", "-enter", "-c", "-ctrl_l"]


def test_nothing_done_is_nothing_joined() -> None:
    assert joined((), []) == []
