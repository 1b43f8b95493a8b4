"""A time near something becomes that thing's time."""

from recorder.episode.time import NS_PER_MS
from studio.ui.widgets.timeline.snapping import SNAP_PX, Snap, SnapKind, Snapper

PX = float(NS_PER_MS)


def test_the_nearest_thing_draws() -> None:
    snapper = Snapper()
    snapper.put(SnapKind.WINDOW, [100 * NS_PER_MS])
    snapper.put(SnapKind.EDIT, [104 * NS_PER_MS])
    assert snapper.snap(101 * NS_PER_MS, PX) == Snap(100 * NS_PER_MS, SnapKind.WINDOW)
    assert snapper.snap(103 * NS_PER_MS, PX) == Snap(104 * NS_PER_MS, SnapKind.EDIT)


def test_of_two_as_near_what_the_person_set_draws() -> None:
    snapper = Snapper()
    snapper.put(SnapKind.WINDOW, [100])
    snapper.put(SnapKind.MARK, [100])
    assert snapper.snap(101, PX) == Snap(100, SnapKind.MARK)


def test_nothing_draws_from_afar() -> None:
    snapper = Snapper()
    snapper.put(SnapKind.WINDOW, [100 * NS_PER_MS])
    assert snapper.snap((100 + SNAP_PX + 1) * NS_PER_MS, PX) is None
    assert snapper.snap((100 + SNAP_PX) * NS_PER_MS, PX) is not None
    assert Snapper().snap(5, PX) is None


def test_pictures_that_crowd_do_not_draw_and_those_apart_do() -> None:
    snapper = Snapper()
    snapper.put(SnapKind.PICTURE, [each * 4 * NS_PER_MS for each in range(100)])
    assert snapper.snap(201 * NS_PER_MS, PX) is None
    assert snapper.snap(200 * NS_PER_MS + 10, PX / 10) == Snap(200 * NS_PER_MS, SnapKind.PICTURE)


def test_what_is_dragged_does_not_draw_itself() -> None:
    snapper = Snapper()
    snapper.put(SnapKind.EDIT, [100])
    assert snapper.snap(100, PX, but=(100,)) is None
