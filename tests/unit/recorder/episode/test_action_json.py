import json

import pytest

from recorder.episode.action_json import action_from_json, action_to_json
from tests.unit.recorder.episode.event_script import Script


def test_an_action_is_written_under_the_names_of_its_fields() -> None:
    (drag,) = Script().focus("editor").press("shift").down(0, 0).after(1).up(0, 99).actions()

    row = json.loads(json.dumps(action_to_json(drag)))

    assert row == {
        "kind": "drag",
        "start_ns": 0,
        "end_ns": 1_000_000,
        "context": 1,
        "sources": [2, 3, 4],
        "button": "left",
        "path": [[0, 0, 0], [1_000_000, 0, 99]],
        "modifiers": ["shift"],
        "release_lost": False,
    }
    assert action_from_json(row) == drag


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "teleport"},
        {"kind": None},
        {"extra": 1},
        {"start_ns": "0"},
        {"start_ns": True},
        {"button": "nose"},
        {"count": 1.5},
        {"modifiers": "shift"},
        {"release_lost": 0},
        {"sources": [None]},
    ],
)
def test_what_is_no_action_is_refused(change: dict[str, object]) -> None:
    (click,) = Script().click(0, 0).actions()

    with pytest.raises(ValueError, match=r".+"):
        action_from_json({**action_to_json(click), **change})
