import numpy as np
import pytest

from recorder.commands.frame_command import png_of
from recorder.episode.screen import Rect
from studio.demo import eyes
from studio.demo.eyes import changed_box, is_read, picture_of, read_all


def plain(value: int = 255) -> eyes.Picture:
    return np.full((60, 100, 3), value, np.uint8)


def test_the_box_holds_all_that_changed_and_its_margin() -> None:
    after = plain()
    after[20:30, 40:55, 1] = 0
    assert changed_box(plain(), after, margin=6) == Rect(34, 14, 27, 22)


def test_the_box_stays_in_the_picture() -> None:
    after = plain()
    after[0, 0] = after[59, 99] = 0
    assert changed_box(plain(), after, margin=6) == Rect(0, 0, 100, 60)


def test_what_an_encoder_blurs_is_no_change() -> None:
    assert changed_box(plain(255), plain(250), margin=6) is None


def test_a_picture_comes_back_from_its_png() -> None:
    picture = plain()
    picture[3, 7] = (10, 20, 30)
    assert (picture_of(png_of(picture)) == picture).all()


def test_spaces_dashes_and_capitals_hide_no_word() -> None:
    assert is_read("212-555-0148", "ring 212 555—0148 first")
    assert is_read("Ottavander", "x\nOTTAVANDER")
    assert not is_read("Ottavander", "ottavande")


def test_without_the_reader_nothing_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert not eyes.can_read()
    assert read_all([plain()]) == ""
