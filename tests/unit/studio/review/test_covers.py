"""A box covers a picture for as long as the picture is on the screen, and hides what was done beneath it."""

from recorder.episode.edits import BoxStep, Cover, Edits, Part, Subject
from recorder.episode.screen import Rect
from recorder.episode.time import TimeRange
from studio.editing.covered_places import MARGIN_PX
from studio.review.covers import PictureOnScreen, boxes_on_picture, is_cut

PLACE = Rect(-800, 0, 800, 600)
BOX = Rect(-700, 100, 80, 40)
ENDED = 1000


def _edits(range_: TimeRange, *steps: BoxStep, monitor_id: int = 1) -> Edits:
    cover = Cover(monitor_id, steps or (BoxStep(0, BOX),))
    return Edits().with_redaction(Subject.BOX, (Part(range_, cover),))


def _picture(start: int, end: int, monitor_id: int = 1) -> PictureOnScreen:
    return PictureOnScreen(monitor_id, TimeRange(start, end), PLACE)


def test_a_box_that_begins_while_a_picture_stands_covers_it_from_its_first_instant() -> None:
    edits = _edits(TimeRange(150, 160))
    (box,) = boxes_on_picture(edits, _picture(100, 200), 100, ENDED)
    assert (box.edit_id, box.part, box.rect) == (1, 0, BOX)
    assert not boxes_on_picture(edits, _picture(50, 150), 149, ENDED)
    assert not boxes_on_picture(edits, _picture(160, 200), 160, ENDED)


def test_it_covers_more_than_the_box_and_nothing_beside_the_picture() -> None:
    (box,) = boxes_on_picture(_edits(TimeRange(0, 10)), _picture(0, 10), 0, ENDED)
    (covered,) = box.covered
    assert covered.intersection(BOX) == BOX
    assert covered.x <= BOX.x - MARGIN_PX
    corner = _edits(TimeRange(0, 10), BoxStep(0, Rect(-900, -50, 150, 60)))
    (box,) = boxes_on_picture(corner, _picture(0, 10), 0, ENDED)
    assert box.covered[0].intersection(PLACE) == box.covered[0]


def test_a_box_that_moves_covers_everywhere_it_was_meanwhile() -> None:
    moved = BOX.moved(200, 0)
    edits = _edits(TimeRange(0, 100), BoxStep(0, BOX), BoxStep(50, moved))
    (box,) = boxes_on_picture(edits, _picture(40, 60), 55, ENDED)
    assert len(box.covered) == 2
    assert box.rect == moved
    assert not box.is_movable


def test_a_picture_taken_at_the_very_end_is_covered_by_what_reaches_the_end() -> None:
    assert boxes_on_picture(_edits(TimeRange(500, ENDED)), _picture(ENDED, ENDED), ENDED, ENDED)
    assert not boxes_on_picture(_edits(TimeRange(500, ENDED - 1)), _picture(ENDED, ENDED), ENDED, ENDED)


def test_another_monitors_box_covers_nothing_here() -> None:
    assert not boxes_on_picture(_edits(TimeRange(0, 100), monitor_id=2), _picture(0, 100), 5, ENDED)


def test_a_cut_holds_its_own_times() -> None:
    edits = Edits().with_cut(TimeRange(10, 20))
    assert [is_cut(edits, at) for at in (9, 10, 19, 20)] == [False, True, True, False]
