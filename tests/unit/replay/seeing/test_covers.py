"""What was painted over is found in the picture itself."""

import numpy as np
import pytest

from recorder.episode.screen import Rect
from replay.seeing.covers import covered_places
from tests.rigs.drawn_screen import Screen, recorded


@pytest.mark.parametrize("cover", [Rect(112, 156, 240, 32), Rect(0, 0, 800, 600), Rect(388, 200, 12, 12)])
def test_a_cover_is_found_with_its_seam_after_the_codec(cover: Rect) -> None:
    picture = Screen(covers=(cover,)).recorded()
    hull = picture.covered[0]
    for rect in picture.covered[1:]:
        hull = hull.hull(rect)
    assert hull.intersection(cover) == cover
    assert hull.width <= cover.width + 12
    assert hull.height <= cover.height + 12


def test_covers_that_meet_are_covered_wholly_and_nothing_else() -> None:
    covers = (Rect(100, 100, 200, 40), Rect(140, 140, 40, 120))
    covered = np.zeros((600, 800), np.bool_)
    for rect in Screen(covers=covers).recorded().covered:
        covered[rect.y : rect.bottom, rect.x : rect.right] = True
    for rect in covers:
        assert covered[rect.y : rect.bottom, rect.x : rect.right].all()
    assert covered.sum() <= sum((rect.width + 12) * (rect.height + 12) for rect in covers)


def test_a_screen_without_paint_has_no_covers() -> None:
    assert Screen().recorded().covered == ()


def test_a_shade_beside_the_paint_is_none() -> None:
    pixels = np.full((200, 200, 4), 140, np.uint8)
    assert covered_places(recorded(pixels).pixels) == ()
