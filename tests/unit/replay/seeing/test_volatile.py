"""What differs by itself is learned, and a wrong result never is."""

import pytest

from recorder.episode.screen import Rect
from replay.seeing import volatile
from replay.seeing.difference import difference
from replay.seeing.picture import ScreenPicture
from replay.seeing.volatile import (
    differing_regions,
    learned_from_runs,
    pointer_regions,
    restless_regions,
)
from tests.rigs.drawn_screen import Screen

CLOCK = Rect(710, 8, 70, 16)
RECORDED = Screen(clock="10:41:07")


def shown(**changes: object) -> ScreenPicture:
    return RECORDED.with_(**changes).shown()


def test_a_clock_is_learned_from_runs() -> None:
    runs = [RECORDED.recorded(), *(shown(clock=clock) for clock in ("11:02:33", "11:02:54", "11:03:18"))]
    (region,) = learned_from_runs([runs])
    assert not region.intersection(CLOCK).is_empty
    assert region.width * region.height < 4 * CLOCK.width * CLOCK.height


def test_a_result_that_is_wrong_always_or_now_and_then_is_not_learned() -> None:
    wrong = ("Dear Anna,", "thank you for 188 apples", "and for the garden wall")
    always = [RECORDED.recorded(), *(shown(lines=wrong) for _ in range(3))]
    now_and_then = [RECORDED.recorded(), shown(), shown(lines=wrong), shown()]
    assert learned_from_runs([always, now_and_then]) == ()


def test_runs_that_went_other_ways_teach_nothing() -> None:
    windows = [shown(window=RECORDED.window.moved(step, step)) for step in (13, 47, 71)]
    assert learned_from_runs([[RECORDED.recorded(), *windows]]) == ()


def test_two_looks_teach_nothing() -> None:
    assert learned_from_runs([[RECORDED.recorded(), shown(clock="11:02:33")]]) == ()


def test_what_moved_while_nothing_was_done_is_learned_from_the_recording() -> None:
    ticking = [RECORDED.with_(clock=f"10:41:{second:02}").recorded() for second in (7, 18, 29, 36)]
    (region, *others) = restless_regions([ticking])
    assert others == []
    assert not region.intersection(CLOCK).is_empty


def test_what_changed_once_while_nothing_was_done_is_not() -> None:
    done = RECORDED.with_(lines=("Saved",)).recorded()
    assert restless_regions([[RECORDED.recorded(), done, done], [done, done]]) == ()
    assert restless_regions([]) == ()


def test_what_follows_the_pointer_is_learned_and_what_a_click_came_to_is_not() -> None:
    pointing = [RECORDED.with_(clock=f"10:41:{second:02}").recorded() for second in (7, 18, 29, 36)]
    (region,) = pointer_regions([pointing, list(reversed(pointing))])
    assert not region.intersection(CLOCK).is_empty
    assert pointer_regions([pointing]) == ()
    assert pointer_regions([pointing, [RECORDED.recorded()]]) == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"clock": "11:02:33"},
        {"lit_row": "Item 13", "clock": "11:02:33"},
        {"caret": Rect(200, 200, 2, 18)},
        {"text_offset": 0.5},
        {"covers": (Rect(130, 150, 90, 21),), "lines": ("Saved",)},
        {"window": RECORDED.window.moved(13, 7)},
        {"extra": ((Rect(0, 0, 3, 3), (9, 9, 9)), (Rect(797, 597, 3, 3), (9, 9, 9)))},
        {},
    ],
    ids=lambda changes: "-".join(changes) or "nothing",
)
@pytest.mark.parametrize("is_recorded", [False, True])
def test_comparing_a_part_finds_what_comparing_all_does(
    changes: dict[str, object],
    is_recorded: bool,  # noqa: FBT001
) -> None:
    one = RECORDED.recorded() if is_recorded else RECORDED.shown()
    other = shown(**changes)
    assert differing_regions(one, other) == difference(one, other).regions
    # Of a place whose sides are no whole cells, and that does not begin at the origin.
    odd = Rect(91, 3, 703, 594)
    one, other = one.part(odd), other.part(odd)
    assert differing_regions(one, other) == difference(one, other).regions


def test_more_than_can_be_compared_before_an_end_teaches_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    other = shown(clock="11:02:33")
    assert differing_regions(RECORDED.shown(), other)
    monkeypatch.setattr(volatile, "MOST_COMPARED_PX", 100)
    assert differing_regions(RECORDED.shown(), other) == ()


def test_learning_can_be_ended_before_each_comparison() -> None:
    looks = [shown(clock=f"10:41:{second:02}") for second in (7, 18, 29, 36)]
    left = [3]

    class EndedError(Exception):
        pass

    def check() -> None:
        left[0] -= 1
        if left[0] < 0:
            raise EndedError

    for learn in (learned_from_runs, restless_regions, pointer_regions):
        left[0] = 2
        with pytest.raises(EndedError):
            learn([looks, looks], check=check)
        assert left[0] == -1
