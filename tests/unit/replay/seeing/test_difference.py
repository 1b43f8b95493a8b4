"""What counts as a difference between a recording and a replay, and what is noise."""

import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recorder.episode.screen import Rect
from replay.seeing.difference import (
    difference,
    difference_after_moving,
    looks_same,
    redrawn_share,
    undrawn_share,
)
from replay.seeing.picture import ScreenPicture
from tests.rigs.drawn_screen import DESKTOP, Screen

SCREEN = Screen()


def test_the_same_screen_is_the_same_through_the_codec() -> None:
    found = difference(SCREEN.recorded(), SCREEN.shown())
    assert found.regions == ()
    assert found.compared == 1.0
    assert found.similarity is not None
    assert found.similarity > 0.99


@pytest.mark.parametrize("caret", [Rect(300, 143, 1, 18), Rect(300, 143, 2, 16), Rect(330, 144, 8, 16)])
def test_a_caret_that_blinks_is_no_difference(caret: Rect) -> None:
    with_caret = SCREEN.with_(caret=caret)
    assert looks_same(with_caret.recorded(), SCREEN.shown())
    assert looks_same(SCREEN.recorded(), with_caret.shown())


def test_a_caret_that_touches_a_letter_is_no_difference() -> None:
    # Where the text begins: without the caret, the edge of a round letter reaches into its place.
    edge, stem = (Rect(300, 147, 1, 9), (205, 205, 205)), (Rect(301, 145, 2, 13), (25, 25, 25))
    screen = SCREEN.with_(extra=(edge, stem))
    with_caret = screen.with_(caret=Rect(300, 143, 1, 18))
    assert looks_same(with_caret.recorded(), screen.shown())
    assert looks_same(screen.recorded(), with_caret.shown())
    # Two dots of a letter are no caret, however thin.
    dots = tuple((Rect(300, top, 2, 6), (25, 25, 25)) for top in (143, 155))
    assert not looks_same(SCREEN.recorded(), SCREEN.with_(extra=dots).shown())


def test_a_caret_that_stands_elsewhere_is_one() -> None:
    here = SCREEN.with_(caret=Rect(300, 143, 1, 18))
    there = SCREEN.with_(caret=Rect(300, 215, 1, 18))
    found = difference(here.recorded(), there.shown())
    assert {(rect.x, rect.y) for rect in found.regions} == {(300, 143), (300, 215)}


@pytest.mark.parametrize("share", [0.25, 0.5, 0.75])
@pytest.mark.parametrize("axis", [0, 1])
def test_what_falls_a_part_of_a_pixel_further_is_no_difference(share: float, axis: int) -> None:
    shown = SCREEN.shown()
    pixels = shown.pixels.astype(np.float32)
    further = (pixels * (1 - share) + np.roll(pixels, 1, axis) * share).astype(np.uint8)
    assert looks_same(SCREEN.recorded(), ScreenPicture(DESKTOP, further))


@pytest.mark.parametrize(
    "line",
    [
        "thank you for 188 apples",
        "thank you for 133 apples",
        "thank you for 183 opples",
        "thank you for 183 appies",
        "thank you for 183.apples",
        "thank you tor 183 apples",
    ],
)
def test_one_other_letter_is_a_difference(line: str) -> None:
    changed = SCREEN.with_(lines=(SCREEN.lines[0], line, SCREEN.lines[2]))
    found = difference(SCREEN.recorded(), changed.shown())
    assert len(found.regions) >= 1
    assert all(rect.intersection(Rect(120, 160, 260, 28)) == rect for rect in found.regions)


def test_a_light_of_another_colour_is_a_difference() -> None:
    # Red and green of one brightness: a picture of greys would not tell them apart.
    red = SCREEN.with_(extra=((Rect(600, 300, 24, 24), (200, 60, 40)),))
    green = SCREEN.with_(extra=((Rect(600, 300, 24, 24), (34, 108, 40)),))
    (rect,) = difference(red.recorded(), green.shown()).regions
    assert Rect(600, 300, 24, 24).intersection(rect).width >= 16


def test_a_hover_is_no_difference_and_a_selection_is() -> None:
    hovered = SCREEN.with_button("Save", ground=(220, 220, 220))
    assert looks_same(SCREEN.recorded(), hovered.shown())
    selected = SCREEN.with_(lit_row="Item 13")
    (rect,) = difference(SCREEN.recorded(), selected.shown()).regions
    assert rect == Rect(380, 188, 200, 24)


def test_what_is_covered_is_never_compared_and_never_all() -> None:
    cover = Rect(112, 156, 240, 32)
    hidden = SCREEN.with_(covers=(cover,))
    recorded = hidden.recorded()
    assert any(rect.intersection(cover) == cover for rect in recorded.covered)
    other = SCREEN.with_(lines=("Dear Anna,", "something else altogether", "and for the garden wall"))
    found = difference(recorded, other.shown())
    assert found.regions == ()
    assert found.compared < 1
    whole = ScreenPicture(DESKTOP, recorded.pixels, (DESKTOP,))
    assert difference(whole, other.shown()).similarity is None
    assert not looks_same(whole, other.shown())


def test_what_is_ignored_is_not_looked_at() -> None:
    later = SCREEN.with_(clock="10:52:48")
    found = difference(SCREEN.recorded(), later.shown())
    assert found.regions
    ignored = (Rect(700, 0, 100, 32),)
    assert not difference(SCREEN.recorded(), later.shown(), ignored=ignored).regions


def test_a_longer_list_has_moved_and_nothing_else_changed() -> None:
    longer = SCREEN.with_(rows=("Item 11", "Item 1", *SCREEN.rows[1:]))
    recorded, seen = SCREEN.recorded(), longer.shown()
    assert difference(recorded, seen).regions
    found = difference_after_moving(recorded, seen, [(0, 24)], within=SCREEN.window)
    assert found.regions == ()


def test_a_longer_list_with_another_row_is_different() -> None:
    rows = ("Item 11", "Item 1", "Item 12", "Item 18", *SCREEN.rows[3:])
    found = difference_after_moving(
        SCREEN.recorded(), SCREEN.with_(rows=rows).shown(), [(0, 24)], within=SCREEN.window
    )
    assert 0 < len(found.regions) <= 200


@pytest.mark.parametrize(
    ("mark", "is_told"),
    [
        # A slider at the right edge, and a count at the lower one.
        (Rect(SCREEN.window.right - 16, SCREEN.window.y + 60, 12, 90), False),
        (Rect(SCREEN.window.x + 30, SCREEN.window.bottom - 16, 60, 12), False),
        # Beside and above those.
        (Rect(SCREEN.window.right - 40, SCREEN.window.y + 60, 12, 90), True),
        (Rect(SCREEN.window.x + 30, SCREEN.window.bottom - 40, 60, 12), True),
    ],
)
def test_the_bars_beside_a_longer_list_are_other_ones(mark: Rect, is_told: bool) -> None:  # noqa: FBT001
    rows, marks = ("Item 11", "Item 1", *SCREEN.rows[1:]), ((mark, (40, 44, 52)),)
    marked = SCREEN.with_(rows=rows, extra=marks)
    found = difference_after_moving(SCREEN.recorded(), marked.shown(), [(0, 24)], within=SCREEN.window)
    assert bool(found.regions) == is_told
    # Where nothing moved, every one of them is told.
    assert difference(SCREEN.recorded(), SCREEN.with_(extra=marks).shown()).regions


def test_pictures_of_other_places_are_refused() -> None:
    with pytest.raises(ValueError, match="one place"):
        difference(SCREEN.recorded(), SCREEN.shown().as_if_at(1, 0))


def test_letters_that_are_drawn_otherwise_are_told_from_one_other_letter() -> None:
    part = Rect(110, 142, 100, 20)
    shifted = SCREEN.with_(text_offset=0.5).shown().part(part)
    lettered = SCREEN.with_(lines=("Dear Anne,", *SCREEN.lines[1:])).shown().part(part)
    recorded = SCREEN.recorded().part(part)
    assert redrawn_share(recorded, shifted) > 0.5
    assert redrawn_share(recorded, lettered) < 0.3


@settings(max_examples=40)
@given(left=st.integers(0, 780), top=st.integers(0, 580), width=st.integers(5, 60), height=st.integers(5, 60))
def test_whatever_is_planted_is_found_where_it_is(left: int, top: int, width: int, height: int) -> None:
    pixels = np.full((600, 800, 4), 200, np.uint8)
    planted = pixels.copy()
    place = Rect(left, top, width, height).intersection(DESKTOP)
    checker = np.indices((place.height, place.width)).sum(axis=0) % 4 < 2
    planted[place.y : place.bottom, place.x : place.right][checker] = 20
    found = difference(ScreenPicture(DESKTOP, pixels), ScreenPicture(DESKTOP, planted)).regions
    hull = found[0]
    for rect in found[1:]:
        hull = hull.hull(rect)
    assert hull.intersection(place) == hull
    assert hull.width >= place.width - 4
    assert hull.height >= place.height - 4


def test_a_hostile_picture_costs_little() -> None:
    pixels = np.full((1080, 1920, 4), 200, np.uint8)
    dotted = pixels.copy()
    dotted[::16, ::16] = 0
    dotted[1::16, ::16] = 0
    place = Rect(0, 0, 1920, 1080)
    began_s = time.process_time()
    found = difference(ScreenPicture(place, pixels), ScreenPicture(place, dotted))
    assert time.process_time() - began_s < 3
    assert 0 < len(found.regions) <= 200


def test_a_fine_line_that_is_gone_is_a_difference() -> None:
    place = Rect(0, 0, 160, 48)
    empty = np.full((48, 160, 4), 255, np.uint8)
    lined = empty.copy()
    # The upper edge of a field: the best blur of it is close to none at all.
    lined[8, :, :3] = 119
    for one, other in ((lined, empty), (empty, lined)):
        assert difference(ScreenPicture(place, one), ScreenPicture(place, other)).regions


def test_what_stays_beside_what_moved_in_one_cell_is_the_same() -> None:
    place = Rect(0, 0, 160, 96)
    before = np.full((96, 160, 4), 255, np.uint8)
    after = before.copy()
    # A frame that stays, and right below it rows that have moved down by another one.
    for pixels in (before, after):
        pixels[16, :, :3] = 0
    for number, steps in enumerate((3, 5, 4, 6)):
        before[19 + 14 * number : 22 + 14 * number, 20:60:steps, :3] = 0
    after[19:22, 24:70:5, :3] = 0
    after[33:78] = before[19:64]
    one, other = ScreenPicture(place, before), ScreenPicture(place, after)
    assert difference(one, other).regions
    assert not difference_after_moving(one, other, [(0, 14)], within=place).regions
    # Another row than the one that was there is still one.
    after[47:50, 20:60, :3] = 255
    after[47:50, 22:60:7, :3] = 0
    assert difference_after_moving(one, other, [(0, 14)], within=place).regions


def test_a_coloured_row_that_moved_beside_a_patterned_edge_is_the_same() -> None:
    place = Rect(0, 0, 160, 96)
    before = np.full((96, 160, 4), 237, np.uint8)
    # A handle that stays, its grip dotted below, and a chosen row beside it that has moved down.
    before[:, :4] = 218
    before[44:80:3, :3] = 0
    after = before.copy()
    before[8:36, 4:] = 105
    after[36:64, 4:] = 105
    one, other = ScreenPicture(place, before), ScreenPicture(place, after)
    assert difference(one, other).regions
    assert not difference_after_moving(one, other, [(0, 28)], within=place).regions
    after[36:64, 4:] = 205
    assert difference_after_moving(one, other, [(0, 28)], within=place).regions


def test_what_is_not_drawn_is_told_from_what_reads_otherwise() -> None:
    place = Rect(SCREEN.window.x + 18, SCREEN.window.y + 60, 240, 24)
    line, blank, other = (
        SCREEN.with_(lines=lines).shown().part(place) for lines in (SCREEN.lines, (), ("Dear Hanna,",))
    )
    assert undrawn_share(line, blank) == 1
    assert undrawn_share(line, other) < 0.5
    assert undrawn_share(blank, line) == 0


def test_what_moved_by_one_of_several_ways_has_not_changed() -> None:
    # The rows moved down, the buttons further down.
    rows = ("Item 11", "Item 1", *SCREEN.rows[1:])
    seen = SCREEN.with_(
        rows=rows, buttons=tuple(replace(each, place=each.place.moved(0, 8)) for each in SCREEN.buttons)
    ).shown()
    recorded = SCREEN.recorded()
    assert difference_after_moving(recorded, seen, [(0, 24)], within=SCREEN.window).regions
    found = difference_after_moving(recorded, seen, [(0, 24), (0, 8)], within=SCREEN.window)
    assert found.regions == ()
