import json
from typing import Any

import msgspec
import pytest

from recorder.episode.action_json import ACTION_NAMES
from recorder.episode.actions import Action, Click, Drag, Hidden, Hotkey, PathPoint, Press, Scroll, Type, Wait
from recorder.episode.events import Button, HiddenReason
from recorder.episode.keys import Modifier
from replay.report.doing import Doing, doing_of
from replay.report.reading import UnreadableRecordError, read_record, record_bytes
from replay.report.record import RunRecord
from tests.rigs.replay_record import drawn_run

TYPED = "Quabblefinch"
WHEN: dict[str, Any] = {"start_ns": 1_000_000_000, "end_ns": 3_500_000_000, "context": None, "sources": ()}
HELD = (Modifier.CTRL, Modifier.SHIFT)
PATH = (PathPoint(0, 1, 2), PathPoint(9, 3, 4))
ACTIONS: dict[str, tuple[Action, Doing]] = {
    "click": (
        Click(**WHEN, button=Button.RIGHT, count=2, x=9, y=8, modifiers=HELD),
        Doing(count=2, button=Button.RIGHT, held=HELD),
    ),
    "drag": (Drag(**WHEN, button=Button.LEFT, path=PATH, modifiers=()), Doing(button=Button.LEFT)),
    "scroll": (Scroll(**WHEN, x=1, y=2, dx=0, dy=-3, modifiers=()), Doing(dy=-3)),
    "type": (Type(**WHEN, text=TYPED), Doing(count=len(TYPED))),
    "press": (Press(**WHEN, key="page_up", count=2), Doing(count=2, keys=("page_up",))),
    "hotkey": (Hotkey(**WHEN, keys=("ctrl", "s"), count=1), Doing(keys=("ctrl", "s"))),
    "wait": (Wait(**WHEN), Doing(length_ns=2_500_000_000)),
    "hidden": (Hidden(**WHEN, reason=HiddenReason.PASSWORD), Doing(hidden=HiddenReason.PASSWORD)),
}


def recorded(doing: Doing | None) -> RunRecord:
    run = drawn_run()
    first, *others = run.steps
    return msgspec.structs.replace(run, steps=(msgspec.structs.replace(first, doing=doing), *others))


def written(run: RunRecord) -> bytes:
    return record_bytes(run, with_pictures=True)


def test_every_kind_of_action_is_told() -> None:
    assert ACTIONS.keys() == set(ACTION_NAMES.values())
    assert all(ACTION_NAMES[type(action)] == name for name, (action, _) in ACTIONS.items())


@pytest.mark.parametrize(("action", "doing"), ACTIONS.values(), ids=ACTIONS)
def test_an_action_is_told_by_its_values_and_kept_by_a_record(action: Action, doing: Doing) -> None:
    assert doing_of(action) == doing
    kept = written(recorded(doing_of(action)))
    assert TYPED.encode() not in kept
    assert read_record(kept).steps[0].doing == doing


def test_a_record_that_was_written_before_there_were_values_is_read() -> None:
    values = json.loads(written(recorded(None)))
    for step in values["steps"]:
        del step["doing"]
    read = read_record(json.dumps(values).encode())
    assert {step.doing for step in read.steps} == {None}
    assert read.steps[0].words == drawn_run().steps[0].words


def test_what_is_more_than_a_record_holds_is_cut_to_it() -> None:
    nameless = Press(**WHEN, key="", count=1)
    absurd = Hotkey(**WHEN, keys=("k" * 10_000,) * 1_000, count=10**12)
    scroll = Scroll(**WHEN, x=1, y=2, dx=10**12, dy=-(10**12), modifiers=HELD * 100)
    for action in (absurd, scroll, nameless):
        doing = doing_of(action)
        assert read_record(written(recorded(doing))).steps[0].doing == doing


@pytest.mark.parametrize(
    "doing",
    [
        {"count": 10**12},
        {"keys": [""]},
        {"keys": ["k"] * 40},
        {"button": "elbow"},
        {"text": TYPED},
        {"held": ["hyper"]},
        {"hidden": "why not"},
    ],
    ids=str,
)
def test_values_of_a_stranger_s_record_that_cannot_be_are_refused(doing: dict[str, object]) -> None:
    values = json.loads(written(recorded(None)))
    values["steps"][0]["doing"] = doing
    with pytest.raises(UnreadableRecordError):
        read_record(json.dumps(values).encode())


def test_what_was_pressed_is_in_no_repr() -> None:
    assert "quabble" not in repr(Doing(keys=("quabble",)))
