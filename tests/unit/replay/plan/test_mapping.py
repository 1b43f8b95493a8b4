from dataclasses import replace
from pathlib import Path

import pytest

from recorder.episode.screen import Monitor, Rect
from recorder.task_start.plan import WindowPlace
from replay.plan.mapping import NotMappableError, mapped, mapping_onto
from replay.plan.steps import Point, ReplayPlan
from tests.unit.replay.plan.planned import acting, begun, brief, planned

LEFT = Monitor(0, "DP-1", Rect(-1280, 0, 1280, 800), 1.0, is_primary=False)
RIGHT = Monitor(1, "DP-2", Rect(0, 0, 1280, 800), 1.0, is_primary=True)
SMALL = Monitor(2, "eDP-1", Rect(0, 800, 800, 600), 1.0, is_primary=False)


def clicked(folder: Path, x: int, y: int, *monitors: Monitor) -> ReplayPlan:
    return planned(folder, begun(*monitors).after(500).move(x - 5, y).after(20).click(x, y))


def test_the_same_screen_changes_nothing(tmp_path: Path) -> None:
    plan = clicked(tmp_path, 10, 20, LEFT, RIGHT)
    mapping = mapping_onto(plan, (LEFT, RIGHT))

    assert mapped(plan, mapping).steps == plan.steps


def test_another_origin_moves_every_place(tmp_path: Path) -> None:
    plan = clicked(tmp_path, -1270, 20, LEFT, RIGHT)
    here = [replace(each, rect=each.rect.moved(1280, 100)) for each in (LEFT, RIGHT)]
    there = mapped(plan, mapping_onto(plan, here))

    assert there.steps[0].target == Point(10, 120)
    assert brief(there.steps[0].approach) == ["to 5,120", "to 10,120"]
    assert brief(there.steps[0].inputs) == ["to 10,120", "left down", "left up"]


def test_another_scale_of_the_same_logical_size_moves_places_along(tmp_path: Path) -> None:
    plan = clicked(tmp_path, 100, 20, RIGHT)
    mapping = mapping_onto(plan, [Monitor(0, "4K", Rect(0, 0, 2560, 1600), 2.0, is_primary=True)])

    assert not mapping.keeps_pixels
    assert mapped(plan, mapping).steps[0].target == Point(201, 41)
    # Every place stays on the monitor, to its last pixel.
    assert mapping.point(1279, 799) == Point(2559, 1599)
    assert mapping.point(0, 0) == Point(1, 1)


def test_half_the_scale_keeps_every_place_on_the_monitor(tmp_path: Path) -> None:
    large = Monitor(0, "4K", Rect(0, 0, 2560, 1600), 2.0, is_primary=True)
    plan = clicked(tmp_path, 2559, 1599, large)
    assert mapped(plan, mapping_onto(plan, [RIGHT])).steps[0].target == Point(1279, 799)


@pytest.mark.parametrize(
    "here",
    [
        [Monitor(0, "X", Rect(0, 0, 1280, 720), 1.0, is_primary=True)],
        [Monitor(0, "X", Rect(0, 0, 1920, 1080), 1.0, is_primary=True)],
        [Monitor(0, "X", Rect(0, 0, 1280, 800), 1.25, is_primary=True)],
        [],
    ],
)
def test_another_size_is_refused(tmp_path: Path, here: list[Monitor]) -> None:
    with pytest.raises(NotMappableError, match="another screen"):
        mapping_onto(clicked(tmp_path, 10, 20, RIGHT), here)


def test_a_monitor_that_nothing_was_done_on_needs_no_counterpart(tmp_path: Path) -> None:
    plan = clicked(tmp_path, 10, 20, SMALL, RIGHT)
    mapping = mapping_onto(plan, [RIGHT])

    assert [pair.there for pair in mapping.pairs] == [RIGHT]
    with pytest.raises(NotMappableError):
        mapping_onto(clicked(tmp_path, 10, 900, SMALL, RIGHT), [RIGHT])


def test_monitors_alike_are_told_apart_by_how_they_stand(tmp_path: Path) -> None:
    plan = clicked(tmp_path, -1270, 20, LEFT, RIGHT)
    here = [replace(RIGHT, rect=RIGHT.rect.moved(5000, 0)), replace(LEFT, rect=LEFT.rect.moved(5000, 0))]
    assert mapped(plan, mapping_onto(plan, here)).steps[0].target == Point(3730, 20)


def test_monitors_alike_that_stand_otherwise_are_refused(tmp_path: Path) -> None:
    plan = clicked(tmp_path, 10, 20, LEFT, RIGHT)
    here = [LEFT, replace(RIGHT, rect=Rect(-1280, 800, 1280, 800))]
    with pytest.raises(NotMappableError, match="several"):
        mapping_onto(plan, here)


def test_the_first_window_is_carried_over(tmp_path: Path) -> None:
    plan = replace(clicked(tmp_path, 100, 20, RIGHT), first_window=WindowPlace(Rect(10, 20, 300, 200)))
    mapping = mapping_onto(plan, [Monitor(0, "4K", Rect(0, 0, 2560, 1600), 2.0, is_primary=True)])
    assert mapped(plan, mapping).first_window == WindowPlace(Rect(20, 40, 600, 400))


def test_keys_are_pressed_as_they_were(tmp_path: Path) -> None:
    plan = planned(tmp_path, begun(LEFT).after(500).write("abc"))
    here = replace(LEFT, rect=LEFT.rect.moved(7, 7))
    assert acting(mapped(plan, mapping_onto(plan, [here]))) == acting(plan)
