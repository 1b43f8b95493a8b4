"""What was worked out of a picture is kept while that stays the same, and not a pixel longer."""

import numpy as np

from recorder.episode.screen import Rect
from replay.seeing.picture import ScreenPicture
from replay.seeing.unchanged import Unchanged

PLACE = Rect(10, 20, 8, 6)


def shown(*, dot: int = 0, covered: tuple[Rect, ...] = (), place: Rect = PLACE) -> ScreenPicture:
    pixels = np.zeros((place.height, place.width, 4), np.uint8)
    pixels[-1, -1, 0] = dot
    return ScreenPicture(place, pixels, covered)


class Counted:
    """Answers with how often it was asked."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> int:
        self.times += 1
        return self.times


def test_the_same_picture_is_looked_at_once() -> None:
    unchanged, work_out = Unchanged[int](), Counted()
    assert [unchanged.answer("there", shown(), work_out) for _ in range(3)] == [1, 1, 1]


def test_one_pixel_a_cover_or_another_place_is_another_picture() -> None:
    unchanged, work_out = Unchanged[int](), Counted()
    different = (
        shown(),
        shown(dot=1),
        shown(dot=1, covered=(Rect(10, 20, 2, 2),)),
        shown(dot=1, covered=(Rect(10, 20, 2, 3),)),
        shown(place=PLACE.moved(1, 0)),
    )
    assert [unchanged.answer("there", seen, work_out) for seen in different] == [1, 2, 3, 4, 5]


def test_each_question_has_its_own_answer_even_where_it_is_no() -> None:
    unchanged: Unchanged[bool] = Unchanged()
    asked: list[None] = []

    def no() -> bool:
        asked.append(None)
        return False

    assert not unchanged.answer((0, 0), shown(), no)
    assert unchanged.answer((5, 0), shown(), lambda: True)
    assert not unchanged.answer((0, 0), shown(), no)
    assert len(asked) == 1


def test_only_the_last_picture_is_kept() -> None:
    unchanged, work_out = Unchanged[int](), Counted()
    answers = [unchanged.answer("there", seen, work_out) for seen in (shown(), shown(dot=1), shown())]
    assert answers == [1, 2, 3]
