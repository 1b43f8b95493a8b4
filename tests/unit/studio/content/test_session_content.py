"""What is loaded of a session is what happened in it."""

from pathlib import Path

import pytest

from recorder.episode.actions import Type
from recorder.episode.screen import Rect
from recorder.episode.time import TimeRange
from studio.content.session_content import load_content
from tests.rigs.drawn_session import DrawnDesktop, DrawnWindow


@pytest.fixture
def desktop(tmp_path: Path) -> DrawnDesktop:
    return DrawnDesktop(tmp_path / "a.db", size=(640, 360))


def test_windows_have_the_focus_one_after_the_other(desktop: DrawnDesktop) -> None:
    desktop.wait(1000)
    other = desktop.open_window(DrawnWindow("xterm", "shell", Rect(10, 10, 200, 100)))
    desktop.wait(500)
    desktop.retitle(other, "shell: ls")
    desktop.wait(500)
    with desktop.finish().open() as reader:
        content = load_content(reader)
    told = [(stretch.range.start_ns // 1_000_000, stretch.window.title) for stretch in content.windows]
    assert told == [(0, "letter.txt - Mousepad"), (1000, "shell"), (1500, "shell: ls")]
    assert content.window_at(1_200_000_000) == content.windows[1]
    assert content.windows[-1].range.end_ns == content.ended_ns


def test_nobody_has_the_focus_in_a_pause(desktop: DrawnDesktop) -> None:
    desktop.wait(1000)
    desktop.pause(2000)
    desktop.wait(1000)
    with desktop.finish().open() as reader:
        content = load_content(reader)
    assert content.window_at(500_000_000) is not None
    assert content.window_at(3_500_000_000) is not None


def test_moves_are_apart_from_other_events(desktop: DrawnDesktop) -> None:
    desktop.click(300, 200)
    desktop.wait(4000)
    desktop.type("hello")
    with desktop.finish().open() as reader:
        content = load_content(reader)
    assert (content.pointer.x[-1], content.pointer.y[-1]) == (300, 200)
    assert [action.text for action in content.actions if isinstance(action, Type)] == ["hello"]
    assert len(content.events_within(TimeRange(0, content.ended_ns))) == len(content.events)
    (pictures,) = content.pictures.values()
    assert pictures.index_at(-1) == -1
    assert pictures.shown(len(pictures.at_ns) - 1, content.ended_ns).end_ns == content.ended_ns
