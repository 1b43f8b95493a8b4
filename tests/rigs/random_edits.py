"""Edits as hypothesis makes them up: any that can be written down."""

from hypothesis import strategies as st

from recorder.episode.edits import BoxStep, Cover, Cut, Edit, Edits, Part, Redaction, Subject
from recorder.episode.screen import Rect
from recorder.episode.time import TimeRange

times = st.integers(-(1 << 40), 1 << 62)
places = st.integers(-(1 << 31), 1 << 31)
sides = st.integers(0, 1 << 31)
rects = st.builds(Rect, places, places, sides, sides)
ranges = st.tuples(times, times).map(lambda ends: TimeRange(min(ends), max(ends)))
covers = st.builds(
    Cover,
    st.integers(0, 9),
    st.lists(st.builds(BoxStep, times, rects), min_size=1, max_size=4).map(
        lambda steps: tuple(sorted(steps, key=lambda step: step.at_ns))
    ),
)
parts = st.builds(Part, ranges, st.none() | covers, takes_keys=st.booleans(), takes_context=st.booleans())
texts = st.text(max_size=30)


def _edits(contents: list[tuple[int, object]]) -> Edits:
    items: list[Edit] = []
    number = 0
    for gap, content in contents:
        number += gap
        if isinstance(content, TimeRange):
            items.append(Cut(number, content))
        elif isinstance(content, tuple):
            items.append(Redaction(number, *content))
    return Edits(tuple(items), number + 1)


redactions = st.tuples(st.sampled_from(Subject), st.lists(parts, min_size=1, max_size=4).map(tuple), texts)
edits = st.lists(st.tuples(st.integers(1, 3), ranges | redactions), max_size=6).map(_edits)
