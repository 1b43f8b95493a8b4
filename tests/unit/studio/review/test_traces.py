"""What is drawn over the picture of a time: pointer, clicks, paths, scrolls, keys, less what edits take."""

from collections.abc import Iterator

import pytest

from recorder.episode.actions import Click, Type
from recorder.episode.edits import BoxStep, Cover, Edits, Part, Subject
from recorder.episode.events import Button, ButtonPressed, ButtonReleased, Scrolled
from recorder.episode.screen import Rect
from recorder.episode.time import NS_PER_MS, NS_PER_SECOND, TimeRange
from studio.content.session_content import SessionContent, load_content
from studio.review.idle import IDLE_AFTER_NS, idle_stretches, skipped_stretches
from studio.review.traces import CLICK_NS, KEYS_NS, KeyKind, TraceFinder
from tests.rigs.drawn_session import DrawnDesktop

NOTHING = Edits()


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> SessionContent:
    desktop = DrawnDesktop(tmp_path_factory.mktemp("traces") / "s.db", size=(320, 180))
    desktop.wait(500)
    desktop.click(100, 90)
    desktop.wait(1000)
    desktop.type("secret tea")
    desktop.wait(2000)
    desktop.press("enter")
    desktop.wait(3000)
    desktop.record(ButtonPressed(desktop.now_ns, 100, 90, Button.LEFT))
    desktop.move(200, 120)
    desktop.record(ButtonReleased(desktop.now_ns, 200, 120, Button.LEFT))
    desktop.wait(1000)
    desktop.scroll(-2)
    desktop.wait(100)
    desktop.pause(5000)
    desktop.wait(800)
    with desktop.finish().open() as reader:
        return load_content(reader)


@pytest.fixture(scope="module")
def finder(content: SessionContent) -> TraceFinder:
    return TraceFinder(content)


def _first(content: SessionContent, kind: type) -> Iterator[int]:
    return (each.start_ns for each in content.actions if isinstance(each, kind))


def _typed(content: SessionContent) -> Type:
    return next(each for each in content.actions if isinstance(each, Type))


def test_the_pointer_is_where_it_last_was(content: SessionContent, finder: TraceFinder) -> None:
    clicked_ns = next(_first(content, Click))
    assert finder.at(0, NOTHING).pointer is None
    assert finder.at(clicked_ns, NOTHING).pointer == (100, 90)
    assert finder.at(content.ended_ns, NOTHING).pointer == (200, 120)


def test_a_click_is_seen_for_a_moment(content: SessionContent, finder: TraceFinder) -> None:
    clicked_ns = next(_first(content, Click))
    assert not finder.at(clicked_ns - 1, NOTHING).clicks
    (click,) = finder.at(clicked_ns + 5, NOTHING).clicks
    assert (click.x, click.y, click.age_ns, click.button) == (100, 90, 5, Button.LEFT)
    assert not finder.at(clicked_ns + CLICK_NS, NOTHING).clicks


def test_text_appears_as_it_is_typed_and_stays_to_be_read(
    content: SessionContent, finder: TraceFinder
) -> None:
    typed = _typed(content)
    (key,) = finder.at(typed.start_ns, NOTHING).keys
    assert (key.kind, key.text) == (KeyKind.RUN, "s")
    (key,) = finder.at(typed.end_ns, NOTHING).keys
    assert key.text == "secret tea"
    assert finder.at(typed.end_ns + KEYS_NS - 1, NOTHING).keys
    assert not finder.at(typed.end_ns + KEYS_NS, NOTHING).keys


def test_no_repr_shows_what_was_typed(content: SessionContent, finder: TraceFinder) -> None:
    assert "secret" not in repr(finder.at(_typed(content).end_ns, NOTHING))


def test_a_key_that_types_nothing_is_a_cap(content: SessionContent, finder: TraceFinder) -> None:
    pressed_ns = _typed(content).end_ns + 2 * NS_PER_SECOND
    caps = [key for at in range(0, 400, 50) for key in finder.at(pressed_ns + at * NS_PER_MS, NOTHING).keys]
    assert {(key.kind, key.text) for key in caps} == {(KeyKind.CAP, "Enter")}


def test_keys_that_an_edit_takes_are_marked_and_gone_from_what_is_left(
    content: SessionContent, finder: TraceFinder
) -> None:
    typed = _typed(content)
    word = TimeRange(typed.start_ns, typed.start_ns + (typed.end_ns - typed.start_ns) * 6 // 9)
    edits = Edits().with_redaction(Subject.TYPED, (Part(word, takes_keys=True),))
    traces = finder.at(typed.end_ns, edits)
    (key,) = traces.keys
    assert (key.text, key.is_gone) == ("secret tea", True)
    left = "".join(each.text for each in traces.left().keys)
    assert left
    assert "secret tea".endswith(left)
    assert "secret" not in left
    whole = Edits().with_redaction(Subject.TYPED, (Part(TimeRange(0, content.ended_ns), takes_keys=True),))
    assert {key.kind for key in finder.at(typed.end_ns, whole).left().keys} == {KeyKind.HIDDEN}


def test_what_the_pointer_did_beneath_a_box_is_gone_from_what_is_left(
    content: SessionContent, finder: TraceFinder
) -> None:
    clicked_ns = next(_first(content, Click))
    box = Cover(0, (BoxStep(0, Rect(90, 80, 20, 20)),))
    edits = Edits().with_redaction(Subject.BOX, (Part(TimeRange(0, content.ended_ns), box),))
    traces = finder.at(clicked_ns, edits)
    assert traces.is_pointer_gone
    assert traces.clicks[0].is_gone
    assert traces.left().pointer is None
    assert not traces.left().clicks
    later = finder.at(content.ended_ns, edits)
    assert later.left().pointer == (200, 120)


def test_a_drag_leaves_its_path_but_for_what_a_box_hides(
    content: SessionContent, finder: TraceFinder
) -> None:
    released_ns = next(
        each.event.at_ns for each in reversed(content.events) if isinstance(each.event, ButtonReleased)
    )
    (path,) = finder.at(released_ns, NOTHING).paths
    assert (path[0], path[-1]) == ((100, 90), (200, 120))
    box = Cover(0, (BoxStep(0, Rect(140, 0, 20, 180)),))
    edits = Edits().with_redaction(Subject.BOX, (Part(TimeRange(0, content.ended_ns), box),))
    pieces = [piece for piece in finder.at(released_ns, edits).paths if piece]
    assert len(pieces) == 2
    assert not any(140 <= x < 160 for piece in pieces for x, _ in piece)


def test_a_scroll_shows_its_direction(content: SessionContent, finder: TraceFinder) -> None:
    scrolled_ns = max(each.event.at_ns for each in content.events if isinstance(each.event, Scrolled))
    (scroll,) = finder.at(scrolled_ns, NOTHING).scrolls
    assert (scroll.dx, scroll.dy) == (0, -1)


def test_quiet_times_and_pauses_are_idle_and_nothing_else(content: SessionContent) -> None:
    idle = idle_stretches(content)
    assert len(idle) == 3
    happened = [each.event.at_ns for each in content.events] + content.pointer.at_ns.tolist()
    assert all(each.duration_ns > IDLE_AFTER_NS for each in idle)
    for each in idle:
        assert not any(each.start_ns < at_ns < each.end_ns for at_ns in happened)
    for skipped, each in zip(skipped_stretches(idle), idle, strict=True):
        assert each.start_ns < skipped.start_ns < skipped.end_ns < each.end_ns


def test_what_was_typed_in_a_cut_is_not_left_just_behind_it(
    content: SessionContent, finder: TraceFinder
) -> None:
    typed = _typed(content)
    cut = TimeRange(typed.start_ns, typed.end_ns + 1)
    traces = finder.at(cut.end_ns, Edits().with_cut(cut))
    assert [key.is_gone for key in traces.keys] == [True]
    assert not traces.left().keys


def test_a_click_in_a_cut_is_not_left_just_behind_it(content: SessionContent, finder: TraceFinder) -> None:
    clicked_ns = next(_first(content, Click))
    cut = TimeRange(0, clicked_ns + 200 * NS_PER_MS)
    traces = finder.at(cut.end_ns, Edits().with_cut(cut))
    assert traces.clicks
    assert not traces.left().clicks
    assert traces.left().pointer is None


def test_a_key_that_is_let_go_in_a_redacted_range_is_gone_with_its_press(
    content: SessionContent, finder: TraceFinder
) -> None:
    typed = _typed(content)
    # From just after the first press to just before its release and past it.
    held = TimeRange(typed.start_ns + 1, typed.start_ns + 40 * NS_PER_MS)
    edits = Edits().with_redaction(Subject.TYPED, (Part(held, takes_keys=True),))
    left = finder.at(typed.end_ns, edits).left().keys
    assert [key.text for key in left] == ["ecret tea"]
