"""What was typed, titled or done is found again, and when."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recorder.episode.actions import Action, Click, Press, Type, Wait
from recorder.episode.events import Button
from recorder.episode.screen import Rect
from recorder.episode.time import NS_PER_SECOND
from studio.content.searching import HitKind, SearchIndex
from studio.content.session_content import SessionContent, load_content
from tests.rigs.drawn_session import DrawnDesktop, DrawnWindow


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> SessionContent:
    path: Path = tmp_path_factory.mktemp("searched") / "a.db"
    desktop = DrawnDesktop(path, size=(320, 180))
    desktop.type("Dear wor")
    desktop.wait(4000)
    desktop.type("ld")
    desktop.press("enter")
    desktop.type("bye")
    desktop.wait(1000)
    desktop.open_window(DrawnWindow("Thunderbird", "Inbox: Straße", Rect(10, 10, 200, 100)))
    desktop.type("bye")
    desktop.wait(500)
    with desktop.finish().open() as reader:
        return load_content(reader)


def _typed(*texts: str) -> tuple[Action, ...]:
    return tuple(
        Type(start_ns=place * 10, end_ns=place * 10 + 5, context=1, sources=(place,), text=text)
        for place, text in enumerate(texts)
    )


def test_a_word_is_found_though_its_typing_was_interrupted(content: SessionContent) -> None:
    (hit,) = SearchIndex(content).search("WORLD")
    runs = [action for action in content.actions if isinstance(action, Type)]
    assert hit.kind is HitKind.TYPED
    assert (hit.range.start_ns, hit.range.end_ns) == (runs[0].start_ns, runs[1].end_ns)
    assert hit.text[hit.start : hit.end] == "world"


def test_a_new_line_is_a_space(content: SessionContent) -> None:
    hits = SearchIndex(content).search("world  bye")
    assert [hit.text[hit.start : hit.end] for hit in hits] == ["world bye"]


def test_every_place_is_found_in_the_order_of_time(content: SessionContent) -> None:
    hits = SearchIndex(content).search("bye")
    assert [hit.kind for hit in hits] == [HitKind.TYPED, HitKind.TYPED]
    assert hits[0].range.end_ns < hits[1].range.start_ns


def test_a_window_is_found_by_its_title_and_its_app(content: SessionContent) -> None:
    index = SearchIndex(content)
    (by_title,) = index.search("strasse")
    (by_app,) = index.search("thunder")
    assert by_title.kind is by_app.kind is HitKind.WINDOW
    assert by_title.range == by_app.range == content.windows[-1].range
    assert by_title.text[by_title.start : by_title.end] == "Straße"


def test_an_action_is_found_by_its_words(content: SessionContent) -> None:
    (hit,) = SearchIndex(content, lambda action: f"{type(action).__name__}!").search("press!")
    assert hit.kind is HitKind.ACTION


def test_spaces_alone_find_nothing(content: SessionContent) -> None:
    assert SearchIndex(content).search("  \t") == ()


def test_a_click_parts_texts(content: SessionContent) -> None:
    one, other = _typed("one", "other")
    click = Click(
        start_ns=7, end_ns=8, context=1, sources=(9,), button=Button.LEFT, count=1, x=0, y=0, modifiers=()
    )
    key = Press(start_ns=7, end_ns=8, context=1, sources=(9,), key="left", count=1)
    wait = Wait(start_ns=7, end_ns=8, context=1, sources=())
    for between, found in ((click, 0), (key, 1), (wait, 1)):
        index = SearchIndex(replace(content, actions=(one, between, other)))
        assert len(index.search("oneother")) == found


@given(
    st.lists(st.text(st.sampled_from("aAßİÉ \te"), max_size=6), min_size=1, max_size=5),
    st.data(),
)
def test_whatever_was_typed_is_found_where_it_is(texts: list[str], data: st.DataObject) -> None:
    runs = _typed(*texts)
    whole = " ".join("".join(texts).split())
    if not whole:
        return
    start = data.draw(st.integers(0, len(whole) - 1))
    end = data.draw(st.integers(start + 1, len(whole)))
    empty = SessionContent.__new__(SessionContent)
    object.__setattr__(empty, "actions", runs)
    object.__setattr__(empty, "windows", ())
    wanted = whole[start:end].strip()
    hits = SearchIndex(empty).search(wanted)
    assert bool(hits) == bool(wanted)
    for hit in hits:
        assert 0 <= hit.start < hit.end <= len(hit.text)
        assert hit.range.end_ns <= 10 * NS_PER_SECOND
