"""What is loaded of a session is what happened in it."""

from pathlib import Path

import pytest

from recorder.episode.actions import Drag, Type
from recorder.episode.events import Button, ButtonPressed, ButtonReleased, KeyPressed, PointerMoved
from recorder.episode.recognition import recognise
from recorder.episode.screen import Rect
from recorder.episode.time import TimeRange
from studio.content.session_content import load_content, load_in_phases, load_outline
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


def _dragging(desktop: DrawnDesktop) -> None:
    desktop.move(100, 100)
    desktop.record(ButtonPressed(desktop.now_ns, 100, 100, Button.LEFT))
    desktop.move(400, 200)
    desktop.record(ButtonReleased(desktop.now_ns, 400, 200, Button.LEFT))
    desktop.move(20, 20)
    desktop.pause(500)
    desktop.type("after")


def test_loading_quickly_finds_what_looking_at_every_event_does(desktop: DrawnDesktop) -> None:
    for _ in range(3):
        _dragging(desktop)
    with desktop.finish().open() as reader:
        content = load_content(reader)
        everything = tuple(reader.events())
        keys = {
            number: [packet.is_key for packet in reader.packets(number)] for number in reader.monitor_ids()
        }
    assert content.actions == recognise(everything, content.header.gestures)
    assert sum(isinstance(action, Drag) for action in content.actions) == 3
    assert content.events == tuple(each for each in everything if not isinstance(each.event, PointerMoved))
    moves = [each.event for each in everything if isinstance(each.event, PointerMoved)]
    path = content.pointer
    assert list(zip(path.at_ns, path.x, path.y, strict=True)) == [(one.at_ns, one.x, one.y) for one in moves]
    assert {number: index.is_key.tolist() for number, index in content.pictures.items()} == keys
    presses = [each.event.at_ns for each in everything if isinstance(each.event, KeyPressed)]
    assert content.densities.key_at_ns.tolist() == presses


def test_the_outline_comes_first_and_nothing_is_taken_back(desktop: DrawnDesktop) -> None:
    _dragging(desktop)
    with desktop.finish().open() as reader:
        outline = load_outline(reader)
        phases = list(load_in_phases(reader))
    assert [phase.is_complete for phase in phases] == [False, False, True]
    assert outline.events == phases[-1].events
    assert outline.windows == phases[-1].windows
    assert not outline.actions
    assert len(phases[1].pointer.at_ns) == len(phases[2].pointer.at_ns) > 0
    assert [mark.kind.value for mark in outline.marks] == ["paused"]
