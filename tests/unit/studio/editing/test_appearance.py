"""A box that comes late or goes early grows to what it was to hide, and no further than that."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from recorder.episode.screen import Rect
from recorder.episode.time import NS_PER_MS, NS_PER_SECOND, TimeRange
from recorder.video.encoder import EncoderSettings
from studio.editing.appearance import Appearance, Reach, appearance
from studio.editing.session_film import SessionFilm
from tests.rigs.drawn_session import DrawnDesktop, DrawnWindow

ELSEWHERE = Rect(600, 300, 20, 20)
BOX = Rect(66, 76, 400, 24)
Script = Callable[[DrawnDesktop], None]


def grown(
    path: Path, script: Script, within: Callable[[DrawnDesktop], TimeRange], **reach: int
) -> Appearance:
    """The appearance of what is in the box, in a session made by a script."""
    window = DrawnWindow("editor", "letter", Rect(60, 40, 500, 260))
    desktop = DrawnDesktop(path, size=(640, 360), windows=(window,), settings=EncoderSettings(gop_frames=7))
    desktop.wait(1000)
    script(desktop)
    range_ = within(desktop)
    with desktop.finish().open() as reader:
        return appearance(SessionFilm(reader, 0), BOX, range_, reach=Reach(**reach) if reach else None)


def blink(desktop: DrawnDesktop, times: int) -> None:
    """Change the picture elsewhere."""
    for number in range(times):
        desktop.fill(ELSEWHERE, (0, 0, 200) if number % 2 else (0, 200, 0))
        desktop.picture()
        desktop.wait(100)


def test_text_that_was_typed_is_followed_back_to_its_first_letter(tmp_path: Path) -> None:
    made = grown(
        tmp_path / "s.db",
        lambda desktop: desktop.type("secret words"),
        lambda desktop: TimeRange(desktop.typed[0][2] - 1, desktop.typed[0][2]),
    )
    assert made.range.start_ns == NS_PER_SECOND + 30 * NS_PER_MS
    assert not made.is_there_before


def test_what_popped_up_is_covered_from_its_first_picture_to_its_last(tmp_path: Path) -> None:
    times: list[int] = []

    def script(desktop: DrawnDesktop) -> None:
        blink(desktop, 3)
        times.append(desktop.now_ns)
        desktop.fill(Rect(80, 80, 60, 14), (200, 0, 0))
        desktop.picture()
        desktop.wait(100)
        blink(desktop, 8)
        times.append(desktop.now_ns)
        desktop.redraw()
        desktop.picture()
        blink(desktop, 3)

    middle = lambda _: TimeRange(times[0] + 500 * NS_PER_MS, times[0] + 550 * NS_PER_MS)  # noqa: E731
    made = grown(tmp_path / "s.db", script, middle)
    assert made.range == TimeRange(times[0], times[1])
    assert not made.is_there_before
    assert not made.is_there_after


def test_a_label_does_not_make_it_grow_to_the_beginning(tmp_path: Path) -> None:
    times: list[int] = []

    def script(desktop: DrawnDesktop) -> None:
        desktop.fill(Rect(80, 80, 40, 14), (200, 0, 0))
        blink(desktop, 12)
        times.append(desktop.now_ns)
        desktop.fill(Rect(200, 80, 60, 14), (0, 0, 0))
        desktop.picture()
        desktop.wait(100)
        blink(desktop, 3)

    end = lambda desktop: TimeRange(desktop.now_ns - 1, desktop.now_ns)  # noqa: E731
    made = grown(tmp_path / "s.db", script, end, longest_ns=NS_PER_SECOND)
    assert made.range.start_ns == times[0]
    assert made.is_there_before


def test_what_never_goes_is_followed_as_far_as_the_reach_and_said(tmp_path: Path) -> None:
    def script(desktop: DrawnDesktop) -> None:
        desktop.fill(Rect(80, 80, 40, 14), (200, 0, 0))
        blink(desktop, 30)

    made = grown(
        tmp_path / "s.db",
        script,
        lambda desktop: TimeRange(desktop.now_ns - 1, desktop.now_ns),
        longest_ns=NS_PER_SECOND,
    )
    ended_ns = made.range.end_ns
    assert NS_PER_SECOND * 8 // 10 <= ended_ns - made.range.start_ns <= NS_PER_SECOND
    assert made.is_there_before


def test_an_empty_box_does_not_grow(tmp_path: Path) -> None:
    made = grown(
        tmp_path / "s.db",
        lambda desktop: blink(desktop, 10),
        lambda desktop: TimeRange(desktop.now_ns - 1, desktop.now_ns),
    )
    assert made.range.end_ns - made.range.start_ns <= 100 * NS_PER_MS
    assert not made.is_there_before


def test_looking_can_be_called_off(tmp_path: Path) -> None:
    def stop() -> None:
        raise InterruptedError

    desktop = DrawnDesktop(tmp_path / "s.db", size=(640, 360))
    desktop.type("something")
    with desktop.finish().open() as reader:
        film, last = SessionFilm(reader, 0), TimeRange(reader.ended_ns - 1, reader.ended_ns)
        with pytest.raises(InterruptedError):
            appearance(film, BOX, last, check=stop)


class Frames:
    """Pictures that are no wider than the box that is looked at, a second apart."""

    def __init__(self, *frames: NDArray[np.uint8]) -> None:
        self._frames = frames
        self.times = np.arange(len(frames), dtype=np.int64) * NS_PER_SECOND

    def brightness(self, index: int, box: Rect) -> NDArray[np.uint8]:
        """The whole picture."""
        assert box == ODD
        return self._frames[index]


ODD = Rect(0, 0, 29, 19)


@pytest.mark.parametrize("row", [0, 7, 8, 18])
@pytest.mark.parametrize("column", [0, 14, 15, 28])
def test_no_pixel_of_a_box_that_is_no_multiple_of_a_tile_is_missed(row: int, column: int) -> None:
    empty = np.full((ODD.height, ODD.width), 100, np.uint8)
    dotted = empty.copy()
    dotted[row, column] = 220
    film = Frames(empty, dotted, dotted, dotted, empty)
    made = appearance(film, ODD, TimeRange(2 * NS_PER_SECOND, 2 * NS_PER_SECOND + 1))
    assert made.range == TimeRange(NS_PER_SECOND, 4 * NS_PER_SECOND)
    assert not made.is_there_before
    assert not made.is_there_after


def test_a_box_smaller_than_a_tile_is_one() -> None:
    empty, full = np.zeros((3, 5), np.uint8), np.array([[0, 90, 0, 90, 0]] * 3, np.uint8)
    small = Rect(0, 0, 5, 3)

    class Small(Frames):
        def brightness(self, index: int, box: Rect) -> NDArray[np.uint8]:
            assert box == small
            return self._frames[index]

    made = appearance(
        Small(empty, full, full, empty), small, TimeRange(2 * NS_PER_SECOND, 2 * NS_PER_SECOND + 1)
    )
    assert made.range == TimeRange(NS_PER_SECOND, 3 * NS_PER_SECOND)
