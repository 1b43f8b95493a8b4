import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage

from recorder.episode.screen import Rect
from studio.ui.models.images import image_of
from studio.ui.models.picture_difference import LEAST_DIFFERENCE, Difference, DifferenceLook, difference

LOOK = DifferenceLook("#101010", "#505050", "#ffcc00")
MARK = (0xFF, 0xCC, 0x00)
SIDE = Rect(0, 0, 200, 150)


def _grey(level: int, place: Rect = SIDE) -> NDArray[np.uint8]:
    pixels = np.full((place.height, place.width, 4), level, np.uint8)
    pixels[..., 3] = 255
    return pixels


def _compared(
    one: NDArray[np.uint8],
    other: NDArray[np.uint8],
    *,
    at: Rect = SIDE,
    other_at: Rect = SIDE,
    size: tuple[int, int] | None = None,
) -> Difference:
    asked = QSize(*(size or (at.width, at.height)))
    return difference(image_of(one), at, image_of(other), other_at, size=asked, look=LOOK)


def _colour(image: QImage, x: int, y: int) -> tuple[int, int, int]:
    colour = image.pixelColor(x, y)
    return colour.red(), colour.green(), colour.blue()


def _marked(image: QImage) -> list[tuple[int, int]]:
    return [
        (x, y) for y in range(image.height()) for x in range(image.width()) if _colour(image, x, y) == MARK
    ]


def test_what_is_the_same_is_a_dim_grey_without_a_mark() -> None:
    found = _compared(_grey(255), _grey(255))
    assert found.share == 0
    assert _marked(found.image) == []
    assert _colour(found.image, 10, 10) == (0x50, 0x50, 0x50)
    assert _colour(_compared(_grey(0), _grey(0)).image, 10, 10) == (0x10, 0x10, 0x10)


@pytest.mark.parametrize(("by", "is_marked"), [(LEAST_DIFFERENCE, False), (LEAST_DIFFERENCE + 1, True)])
def test_noise_of_a_renderer_is_not_marked(by: int, is_marked: bool) -> None:  # noqa: FBT001 - a parameter
    other = _grey(100)
    other[70, 30, 1] += by
    found = _compared(_grey(100), other)
    assert _marked(found.image) == ([(30, 70)] if is_marked else [])
    assert found.share == pytest.approx(is_marked / (SIDE.width * SIDE.height))


def test_a_single_pixel_is_seen_in_any_size() -> None:
    other = _grey(255)
    other[140, 190, :3] = 0
    for size in ((200, 150), (67, 41), (3, 2), (1, 1)):
        found = _compared(_grey(255), other, size=size)
        assert (found.image.width(), found.image.height()) == size
        assert _marked(found.image) == [(190 * size[0] // 200, 140 * size[1] // 150)]


def test_a_picture_that_lies_elsewhere_is_compared_where_both_are() -> None:
    place = Rect(-50, 20, 100, 100)
    found = _compared(_grey(255), _grey(0, place), other_at=place)
    assert found.share == 1
    marked = _marked(found.image)
    assert {x for x, _ in marked} == set(range(50))
    assert {y for _, y in marked} == set(range(20, 120))


def test_pictures_that_do_not_meet_are_not_compared() -> None:
    place = Rect(500, 0, 10, 10)
    found = _compared(_grey(255), _grey(0, place), other_at=place)
    assert found.share == 0
    assert _marked(found.image) == []


def test_sides_that_are_no_multiple_of_anything_are_compared() -> None:
    place = Rect(3, 5, 37, 131)
    other = _grey(10, place)
    other[-1, -1, :3] = 255
    assert _marked(_compared(_grey(10, place), other, at=place, other_at=place).image) == [(36, 130)]
