"""Looking for what moved: found where it is, once, or not at all."""

import numpy as np
import pytest

from recorder.episode.screen import Rect
from replay.seeing.difference import difference
from replay.seeing.finding import Search, is_plain, matches
from replay.seeing.picture import ScreenPicture
from tests.rigs.drawn_screen import Button, Screen

SCREEN = Screen()
SAVE = Rect(120, 470, 90, 30)


@pytest.mark.parametrize(("dx", "dy"), [(37, 21), (-64, -40), (1, 0), (120, 70)])
def test_a_button_is_found_where_its_window_went(dx: int, dy: int) -> None:
    moved = SCREEN.with_(window=SCREEN.window.moved(dx, dy))
    assert Search(moved.shown()).offsets(SCREEN.recorded().part(SAVE)) == ((dx, dy),)


def test_it_is_found_in_a_list_that_grew() -> None:
    row = Rect(380, 188, 120, 24)
    longer = SCREEN.with_(rows=("Item 9", *SCREEN.rows))
    assert Search(longer.shown()).offsets(SCREEN.recorded().part(row)) == ((0, 24),)


def test_what_is_not_there_is_not_found() -> None:
    row = Rect(380, 188, 120, 24)
    without = SCREEN.with_(rows=tuple(row for row in SCREEN.rows if row != "Item 13"))
    assert Search(without.shown()).offsets(SCREEN.recorded().part(row)) == ()


def test_another_label_on_the_same_button_is_not_found() -> None:
    changed = SCREEN.with_button("Save", label="Sage")
    assert Search(changed.shown()).offsets(SCREEN.recorded().part(SAVE)) == ()


def test_two_that_look_the_same_are_both_found() -> None:
    twice = SCREEN.with_(buttons=(*SCREEN.buttons, Button("Save", Rect(300, 330, 90, 30))))
    found = Search(twice.shown()).offsets(SCREEN.recorded().part(SAVE))
    assert found == ((0, 0), (280, -60))


def test_a_plain_picture_is_never_looked_for() -> None:
    plain = SCREEN.recorded().part(Rect(130, 300, 100, 60))
    assert is_plain(plain)
    assert Search(SCREEN.shown()).offsets(plain) == ()


def test_what_is_covered_in_it_does_not_hinder() -> None:
    hidden = SCREEN.with_(covers=(Rect(180, 470, 28, 28),))
    moved = SCREEN.with_(window=SCREEN.window.moved(30, 10))
    assert Search(moved.shown()).offsets(hidden.recorded().part(SAVE)) == ((30, 10),)


def test_what_is_larger_than_the_screen_is_nowhere() -> None:
    small = SCREEN.shown().part(Rect(0, 0, 60, 20))
    assert Search(small).offsets(SCREEN.recorded().part(SAVE)) == ()


def test_a_row_is_the_same_selected_or_not_and_greyed_out_it_is_not() -> None:
    row = Rect(380, 188, 200, 24)
    lit = SCREEN.with_(lit_row="Item 13")
    assert matches(SCREEN.recorded().part(row), lit.shown())
    assert matches(lit.recorded().part(row), SCREEN.shown())
    greyed = SCREEN.with_button("Save", ink=(150, 150, 150))
    assert not matches(SCREEN.recorded().part(SAVE), greyed.shown())
    assert not matches(greyed.recorded().part(SAVE), SCREEN.shown())


def test_only_what_the_pointer_is_at_may_be_lit() -> None:
    around = Rect(100, 450, 130, 70)
    pixels = SCREEN.shown().pixels.copy()
    button = pixels[SAVE.y : SAVE.bottom, SAVE.x : SAVE.right]
    button[...] = np.clip(button.astype(np.int16) - 32, 0, 255).astype(np.uint8)
    lit = ScreenPicture(SCREEN.shown().place, pixels)
    wanted = SCREEN.recorded().part(around)
    assert difference(wanted, lit.part(around)).regions
    assert matches(wanted, lit, around=SAVE)
    assert not matches(wanted, lit, around=Rect(400, 430, 20, 20))
