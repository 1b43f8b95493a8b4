"""Whatever is taken out of whatever session: the episode shows what is left and nothing else.

The expectations are worked out here from the edits alone, in the plainest way, and not by what the bake uses.
"""

import base64
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from recorder.episode.edits import BoxStep, Cover, Edits, Part, Subject
from recorder.episode.events import (
    ContextChanged,
    Event,
    HiddenReason,
    KeyPressed,
    KeyReleased,
    KeysHidden,
    Mark,
    MarkKind,
    MonitorsChanged,
    PointerMoved,
)
from recorder.episode.screen import Rect
from recorder.episode.time import NS_PER_SECOND, TimeRange
from recorder.vault.session_reader import SessionReader
from recorder.video.annexb import SEI, units
from studio.editing.reach import NothingLeftError
from tests.rigs.baking import EPISODE_KEY, Shown, bake_to, groups, shown
from tests.rigs.sealed_pages import clear_database
from tests.rigs.stamped_session import STAMP_PX, StampedSession, stamp_of, stamped_session, title_of

GREY: Final = 128
_QUANTISED: Final = 20
"""So much the codec may miss a flat grey by, of 255."""
_SEEDS: Final = 6
_TYPED_EVENTS: Final = (KeyPressed, KeyReleased)

seconds = st.integers(-1, 40).map(lambda number: number * NS_PER_SECOND // 2)
ranges = st.tuples(seconds, st.integers(1, 12)).map(
    lambda pair: TimeRange(pair[0], pair[0] + pair[1] * NS_PER_SECOND // 2)
)
# Below the stamps, which tell which picture is shown.
rects = st.builds(
    Rect, st.integers(-170, 150), st.integers(STAMP_PX + 8, 90), st.integers(0, 90), st.integers(0, 60)
)
steps = st.lists(st.builds(BoxStep, seconds, rects), min_size=1, max_size=3).map(
    lambda made: tuple(sorted(made, key=lambda step: step.at_ns))
)
parts = st.builds(
    Part,
    ranges,
    st.none() | st.builds(Cover, st.integers(0, 1), steps),
    takes_keys=st.booleans(),
    takes_context=st.booleans(),
)


def _made(cuts: list[TimeRange], redactions: list[list[Part]]) -> Edits:
    edits = Edits()
    for cut in cuts:
        edits = edits.with_cut(cut)
    for each in redactions:
        edits = edits.with_redaction(Subject.RANGE, tuple(each))
    return edits


edits_made = st.builds(
    _made,
    st.lists(ranges, max_size=3),
    st.lists(st.lists(parts, min_size=1, max_size=2), max_size=3),
)


@pytest.fixture(scope="module")
def sessions(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], StampedSession]:
    folder = tmp_path_factory.mktemp("stamped")
    made: dict[int, StampedSession] = {}

    def one(seed: int) -> StampedSession:
        if seed not in made:
            made[seed] = stamped_session(folder / f"{seed}.db", seed)
        return made[seed]

    return one


@settings(max_examples=40, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(seed=st.integers(0, _SEEDS - 1), edits=edits_made)
def test_an_episode_holds_what_is_left_and_nothing_else(
    seed: int,
    edits: Edits,
    sessions: Callable[[int], StampedSession],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    session = sessions(seed)
    path = tmp_path_factory.getbasetemp() / "episode.db"
    expected = _Expected(session, edits)
    try:
        access = bake_to(path, session.access, edits)
    except NothingLeftError:
        assert not expected.kept
        assert not path.exists()
        return
    with access.open() as episode:
        assert episode.ended_ns == sum(end - start for start, end in expected.kept)
        assert not episode.problems(access.summary)
        for monitor_id in (0, 1):
            _check_pictures(episode, monitor_id, expected)
            _check_copies(episode, monitor_id, expected)
        _check_events([numbered.event for numbered in episode.events()], expected)
        numbers = sorted(numbered.seq for numbered in episode.events())
        assert numbers == list(range(1, len(numbers) + 1))
    _check_bytes(path.read_bytes(), expected)


class _Expected:
    """What must be left, from the edits alone."""

    def __init__(self, session: StampedSession, edits: Edits) -> None:
        self.session = session
        self.ended_ns = session.ended_ns
        self.cuts = [cut.range for cut in edits.cuts]
        self.parts = [part for each in edits.redactions for part in each.parts]
        edges = sorted(
            {0, self.ended_ns, *(edge for cut in self.cuts for edge in (cut.start_ns, cut.end_ns))}
        )
        inside = [edge for edge in edges if 0 <= edge <= self.ended_ns]
        self.kept = [
            (start, end)
            for start, end in pairwise(inside)
            if not any(cut.start_ns <= start < cut.end_ns for cut in self.cuts)
        ]

    def takes(self, range_: TimeRange, at_ns: int) -> bool:
        """Whether a range takes what happened at an instant: one to the end takes the end with it."""
        return range_.start_ns <= at_ns and (at_ns < range_.end_ns or range_.end_ns >= self.ended_ns)

    def is_cut(self, at_ns: int) -> bool:
        return any(self.takes(cut, at_ns) for cut in self.cuts if cut.duration_ns)

    def is_redacted(self, at_ns: int, what: str) -> bool:
        return any(
            self.takes(part.range, at_ns)
            for part in self.parts
            if getattr(part, what) and part.range.duration_ns
        )

    def on_episode(self, at_ns: int) -> int:
        return sum(max(0, min(at_ns, end) - start) for start, end in self.kept if start <= at_ns)

    def on_session(self, at_ns: int) -> int:
        passed = 0
        for start, end in self.kept:
            if at_ns < passed + end - start:
                return start + at_ns - passed
            passed += end - start
        return self.kept[-1][1]

    def covered_at(self, monitor_id: int, at_ns: int) -> list[Rect]:
        """The boxes that stand on a monitor at an instant, in its pixels."""
        place = next(
            monitor.rect
            for numbered in reversed(self.session.events)
            if isinstance(numbered.event, MonitorsChanged) and numbered.event.at_ns <= at_ns
            for monitor in numbered.event.monitors
            if monitor.id == monitor_id
        )
        return [
            part.cover.rect_at(at_ns).moved(-place.x, -place.y).intersection(place.moved(-place.x, -place.y))
            for part in self.parts
            if part.cover is not None
            and part.cover.monitor_id == monitor_id
            and self.takes(part.range, at_ns)
        ]


def _check_pictures(episode: SessionReader, monitor_id: int, expected: _Expected) -> None:
    pictures = expected.session.pictures[monitor_id]
    seen = list(shown(episode, monitor_id))
    packets = list(episode.packets(monitor_id))
    assert len(seen) == len(packets)
    assert all(kind != SEI for packet in packets for kind, _ in units(packet.data))
    assert [packet.is_key for packet in packets] == [
        at == 0 for group in groups(packets) for at in range(len(group))
    ]
    stamps = set()
    for each in seen:
        stamp = stamp_of(each.pixels)
        stamps.add(stamp)
        _check_one(each, stamp, pictures, expected, monitor_id)
    due = {
        stamp
        for (at_ns, stamp), until_ns in zip(pictures, [*(at for at, _ in pictures[1:]), 1 << 62], strict=True)
        if not expected.is_cut(at_ns) and until_ns > at_ns
    }
    assert due <= stamps


def _check_one(
    each: Shown, stamp: int, pictures: list[tuple[int, int]], expected: _Expected, monitor_id: int
) -> None:
    """The picture is the one that was on the screen, and every box that stood there is grey."""
    at_ns = expected.on_session(each.at_ns)
    assert stamp == [stamp for taken_ns, stamp in pictures if taken_ns <= at_ns][-1]
    instants = {at_ns, *(step.at_ns for part in expected.parts if part.cover for step in part.cover.steps)}
    instants |= {part.range.start_ns for part in expected.parts}
    # Where nobody watched the screen behind a gap, what was before it stays until there is a picture again.
    gap_ns = next(end for start, end in expected.kept if start <= at_ns <= end)
    until_ns = min(expected.on_session(max(each.at_ns, each.until_ns - 1)), max(at_ns, gap_ns - 1))
    for instant in instants:
        if not (at_ns <= instant <= until_ns) or expected.is_cut(instant):
            continue
        for box in expected.covered_at(monitor_id, instant):
            inside = each.pixels[box.y : box.bottom, box.x : box.right].astype(int)
            assert not inside.size or np.abs(inside - GREY).max() <= _QUANTISED


def _check_copies(episode: SessionReader, monitor_id: int, expected: _Expected) -> None:
    """A group that nothing touches is there bit by bit."""
    baked = {packet.at_ns: packet for packet in episode.packets(monitor_id)}
    whole = list(groups(expected.session.packets[monitor_id]))
    ends = [*(group[0].at_ns for group in whole[1:]), 1 << 62]
    for group, until_ns in zip(whole, ends, strict=True):
        time = TimeRange(group[0].at_ns, until_ns)
        touched = [*expected.cuts, *(part.range for part in expected.parts if part.cover is not None)]
        if any(
            each.overlaps(time) or each.end_ns >= expected.ended_ns for each in touched if each.duration_ns
        ):
            continue
        for packet in group:
            copy = baked[expected.on_episode(packet.at_ns)]
            assert (copy.data, copy.is_key) == (packet.data, packet.is_key)


def _check_events(events: list[Event], expected: _Expected) -> None:
    held: set[str] = set()
    originals = {
        replace(numbered.event, at_ns=expected.on_episode(numbered.event.at_ns)): numbered.event.at_ns
        for numbered in expected.session.events
        if not isinstance(numbered.event, Mark | KeysHidden)
    }
    for event in events:
        match event:
            case KeyPressed() | KeyReleased():
                at_ns = originals[event]
                assert not expected.is_cut(at_ns)
                assert not expected.is_redacted(at_ns, "takes_keys")
                if isinstance(event, KeyPressed):
                    held.add(event.name)
                else:
                    assert event.name in held, "a release tells of a press that was taken"
            case PointerMoved():
                assert not expected.is_cut(originals[event])
            case ContextChanged() if event.window is not None and event.window.hidden is None:
                assert not expected.is_redacted(expected.on_session(event.at_ns), "takes_context")
            case _:
                pass
    gaps = [event for event in events if isinstance(event, Mark) and event.kind is MarkKind.CUT]
    assert all(gap.at_ns == gap.end_ns for gap in gaps)
    hidden = [
        event for event in events if isinstance(event, KeysHidden) and event.reason is HiddenReason.REDACTED
    ]
    edges = {
        edge
        for part in expected.parts
        if part.takes_keys
        for edge in (part.range.start_ns, part.range.end_ns)
    }
    on_episode = {expected.on_episode(max(0, edge)) for edge in edges}
    assert {edge for mark in hidden for edge in (mark.at_ns, mark.end_ns)} <= on_episode
    untouched = [
        numbered.event
        for numbered in expected.session.events
        if isinstance(numbered.event, PointerMoved)
        and not expected.is_cut(numbered.event.at_ns)
        and not any(
            part.cover and expected.takes(part.range, numbered.event.at_ns) for part in expected.parts
        )
    ]
    moves = [event for event in events if isinstance(event, PointerMoved)]
    for event in untouched:
        assert replace(event, at_ns=expected.on_episode(event.at_ns)) in moves


def _check_bytes(content: bytes, expected: _Expected) -> None:
    """No page, used or free, holds a character or a title that was taken."""
    clear = clear_database(content, EPISODE_KEY)
    for numbered in expected.session.events:
        event = numbered.event
        if isinstance(event, KeyPressed) and event.char is not None:
            is_taken = expected.is_cut(event.at_ns) or expected.is_redacted(event.at_ns, "takes_keys")
            assert not (is_taken and _is_in(clear, event.name))
    for text in _titles_taken_whole(expected):
        assert not _is_in(clear, text)
        assert not _is_in(clear, text.replace("title", "app"))


def _titles_taken_whole(expected: _Expected) -> list[str]:
    """The titles of which not one instant is left."""
    changes = [each.event for each in expected.session.events if isinstance(each.event, ContextChanged)]
    ends = [*(change.at_ns for change in changes[1:]), expected.ended_ns]
    taken = []
    for change, end_ns in zip(changes, ends, strict=True):
        edges = {
            change.at_ns,
            *(edge for part in expected.parts for edge in (part.range.start_ns, part.range.end_ns)),
        }
        edges |= {edge for cut in expected.cuts for edge in (cut.start_ns, cut.end_ns)}
        instants = [edge for edge in edges if change.at_ns <= edge < max(end_ns, change.at_ns + 1)]
        is_left = any(
            not expected.is_cut(instant) and not expected.is_redacted(instant, "takes_context")
            for instant in instants
        )
        if not is_left and change.window is not None:
            taken.append(change.window.title)
    return taken


def _is_in(content: bytes, text: str) -> bool:
    raw = (text.encode(), text.encode("utf-16-le"), text.encode("utf-16-be"))
    coded = (text.encode().hex().encode(), *(base64.b64encode(text.encode())[at:-4] for at in range(1)))
    return any(form in content for form in (*raw, *coded))


def test_titles_are_found_by_the_search_that_finds_none_of_them(
    sessions: Callable[[int], StampedSession], tmp_path: Path
) -> None:
    """The control: with no edits, the search finds every title and every character."""
    access = bake_to(tmp_path / "episode.db", sessions(0).access, Edits())
    clear = clear_database(access.path.read_bytes(), EPISODE_KEY)
    assert _is_in(clear, title_of(1))
    typed = [each.event for each in sessions(0).events if isinstance(each.event, KeyPressed)]
    assert all(_is_in(clear, event.name) for event in typed)
