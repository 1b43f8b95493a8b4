"""What an episode showed, at any time, as one desktop."""

from pathlib import Path

import numpy as np
import pytest

from recorder.episode.actions import Action, Hidden, Wait
from recorder.episode.events import HiddenReason
from recorder.episode.screen import Monitor, Rect
from recorder.episode.time import NS_PER_MS, TimeRange
from replay.plan.steps import PlanStep, ReplayPlan
from replay.seeing.expecting import LATENCY_NS, EpisodePictures, StepPictures
from tests.rigs.drawn_session import DrawnDesktop

SIZE = (640, 400)
RED = Rect(500, 300, 64, 64)
COLOURS = [(200, 20, 20), (20, 200, 20), (20, 20, 200), (200, 200, 20), (20, 200, 200)]


@pytest.fixture
def drawn(tmp_path: Path) -> tuple[DrawnDesktop, list[int]]:
    """A session whose corner has another colour in each picture, and when."""
    desktop = DrawnDesktop(tmp_path / "session.db", size=SIZE)
    times = []
    for colour in COLOURS * 30:
        desktop.wait(500)
        desktop.fill(RED, colour)
        desktop.picture()
        times.append(desktop.now_ns)
    return desktop, times


def colour_of(pixels: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> int:
    blue, green, red = pixels[330, 530, :3].astype(int).tolist()
    return min(range(len(COLOURS)), key=lambda n: abs(COLOURS[n][0] - red) + abs(COLOURS[n][1] - green) + abs(COLOURS[n][2] - blue))  # fmt: skip  # noqa: E501


def test_each_time_shows_the_last_picture_before_it_forwards_and_back(
    drawn: tuple[DrawnDesktop, list[int]],
) -> None:
    desktop, times = drawn
    with desktop.finish().open() as reader:
        pictures = EpisodePictures(reader, (desktop.monitor,))
        for number in (0, 1, 2, 7, 99, 101, 149, 148, 3, 100, 101, 0):
            for at_ns in (times[number], times[number] + 400 * NS_PER_MS):
                picture = pictures.at(at_ns)
                assert picture is not None
                assert picture.place == Rect(0, 0, *SIZE)
                assert colour_of(picture.pixels) == number % len(COLOURS)


def test_before_the_first_picture_there_is_none(tmp_path: Path) -> None:
    desktop = DrawnDesktop(tmp_path / "session.db", size=SIZE, first_picture_ms=300)
    desktop.wait(100)
    with desktop.finish().open() as reader:
        pictures = EpisodePictures(reader, (desktop.monitor,))
        assert pictures.at(0) is None
        assert pictures.at(desktop.now_ns) is not None


def test_a_picture_that_came_a_moment_later_may_show_what_there_was(
    drawn: tuple[DrawnDesktop, list[int]],
) -> None:
    desktop, times = drawn
    with desktop.finish().open() as reader:
        pictures = EpisodePictures(reader, (desktop.monitor,))
        about = pictures.about(times[4] - LATENCY_NS)
        assert [colour_of(picture.pixels) for picture in about] == [3, 4]
        assert len(pictures.about(times[4] - LATENCY_NS - NS_PER_MS)) == 1
        within = list(pictures.within(TimeRange(times[1], times[4])))
        assert [colour_of(picture.pixels) for picture in within] == [1, 2, 3]


def test_monitors_without_a_picture_are_covered(drawn: tuple[DrawnDesktop, list[int]]) -> None:
    desktop, _times = drawn
    beside = Monitor(1, "other", Rect(-300, 50, 300, 200), 1.0, is_primary=False)
    with desktop.finish().open() as reader:
        picture = EpisodePictures(reader, (desktop.monitor, beside)).at(desktop.now_ns)
    assert picture is not None
    assert picture.place == Rect(-300, 0, 940, 400)
    covered = np.zeros((400, 940), np.bool_)
    for rect in picture.covered:
        covered[rect.y : rect.bottom, rect.x + 300 : rect.right + 300] = True
    assert covered[:, :300].all()
    assert not covered[:, 300:].any()
    assert colour_of(picture.pixels[:, 300:]) == 4


def test_what_hidden_keys_changed_is_covered_from_then_on(tmp_path: Path) -> None:
    desktop = DrawnDesktop(tmp_path / "session.db", size=SIZE)
    desktop.wait(1000)
    began_ns = desktop.now_ns
    desktop.type("secret")
    ended_ns = desktop.now_ns
    desktop.wait(1000)
    desktop.type(" and more")
    keys = Hidden(start_ns=began_ns, end_ns=ended_ns, context=None, sources=(), reason=HiddenReason.PASSWORD)
    waits = [Wait(start_ns=at_ns, end_ns=at_ns, context=None, sources=()) for at_ns in (0, desktop.now_ns)]
    actions: tuple[Action, ...] = (waits[0], keys, waits[1])
    plan = ReplayPlan(
        episode_id="e",
        study_id="s",
        task_id="t",
        start=None,
        first_window=None,
        monitors=(desktop.monitor,),
        ended_ns=desktop.now_ns,
        steps=tuple(
            PlanStep(number=number, action=action, at_ns=action.start_ns, target=None)
            for number, action in enumerate(actions, 1)
        ),
    )
    volatile = Rect(600, 0, 40, 16)
    with desktop.finish().open() as reader:
        pictures = StepPictures(EpisodePictures(reader, (desktop.monitor,)), plan, volatile=(volatile,))
        first, last = pictures.before(1), pictures.before(4)
        (after,) = pictures.after(3)
    assert first is not None
    assert last is not None
    assert first.covered == (volatile,)
    hull = Rect(0, 0, 0, 0)
    for rect in after.covered:
        hull = hull.hull(rect)
    assert set(last.covered) == {volatile, *after.covered}
    # Six letters of 11 pixels on the editor's first line, and nothing of what was typed later.
    assert 50 <= hull.width <= 80
    assert hull.height <= 24


def test_decoding_can_be_ended_between_two_pictures_and_goes_on_rightly(
    drawn: tuple[DrawnDesktop, list[int]],
) -> None:
    desktop, times = drawn
    left = 0

    class EndedError(Exception):
        pass

    def check() -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise EndedError

    with desktop.finish().open() as reader:
        pictures = EpisodePictures(reader, (desktop.monitor,), check=check)
        # In the middle of a group of pictures, in which each builds on the one before.
        for number in (7, 9, 6):
            left = 2
            with pytest.raises(EndedError):
                pictures.at(times[number])
            left = 1_000
            picture = pictures.at(times[number])
            assert picture is not None
            assert colour_of(picture.pixels) == number % len(COLOURS)
            left = 1_000
            later = pictures.at(times[number + 20])
            assert later is not None
            assert colour_of(later.pixels) == number % len(COLOURS)
