"""Edits lie where they take something, each to be got hold of."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from recorder.episode.edits import Edits, Part, Subject
from recorder.episode.time import NS_PER_MS, TimeRange
from studio.ui.models.edit_blocks import MOST_LEVELS, End, block_at, edit_blocks, end_at, levels, moved_end

_ranges = st.tuples(st.integers(0, 100), st.integers(1, 30)).map(lambda at: TimeRange(at[0], at[0] + at[1]))


@given(st.lists(_ranges, max_size=8))
def test_blocks_that_overlap_lie_on_different_levels_as_far_as_there_are(ranges: list[TimeRange]) -> None:
    edits = Edits()
    for range_ in ranges:
        edits = edits.with_cut(range_)
    blocks = edit_blocks(edits)
    assert sorted(block.range for block in blocks) == sorted(ranges)
    assert levels(blocks) <= MOST_LEVELS
    for one, other in combinations(blocks, 2):
        if one.range.overlaps(other.range):
            assert one.level != other.level or one.level == MOST_LEVELS - 1


def test_parts_of_one_range_are_one_block() -> None:
    range_, later = TimeRange(10, 20), TimeRange(30, 40)
    parts = (Part(range_, takes_keys=True), Part(range_, takes_context=True), Part(later, takes_keys=True))
    blocks = edit_blocks(Edits().with_redaction(Subject.RANGE, parts))
    assert [(block.part, block.range) for block in blocks] == [(0, range_), (2, later)]


def test_the_end_of_the_selected_edit_is_taken_before_a_nearer_one() -> None:
    blocks = edit_blocks(Edits().with_cut(TimeRange(0, 100)).with_cut(TimeRange(104, 200)))
    found = end_at(blocks, 103, 5, None)
    assert found is not None
    assert (found[0].edit.id, found[1]) == (2, End.START)
    found = end_at(blocks, 103, 5, 1)
    assert found is not None
    assert (found[0].edit.id, found[1]) == (1, End.END)
    assert end_at(blocks, 150, 5, 1) is None


def test_the_block_under_the_pointer_is_found() -> None:
    blocks = edit_blocks(Edits().with_cut(TimeRange(0, 100)).with_cut(TimeRange(50, 200)))
    lower = block_at(blocks, 60, 1)
    assert lower is not None
    assert lower.edit.id == 2
    upper = block_at(blocks, 60, 0)
    assert upper is not None
    assert upper.edit.id == 1
    assert block_at(blocks, 300, 0) is None


@given(
    st.integers(0, 10**10), st.integers(1, 10**10), st.sampled_from(End), st.integers(-(10**10), 3 * 10**10)
)
def test_a_dragged_end_never_passes_the_other_or_leaves_the_session(
    start_ns: int, length_ns: int, end: End, at_ns: int
) -> None:
    session = TimeRange(0, 2 * 10**10)
    range_ = TimeRange(start_ns, start_ns + max(length_ns, NS_PER_MS))
    moved = moved_end(range_, end, at_ns, session)
    kept = (moved.end_ns, range_.end_ns) if end is End.START else (moved.start_ns, range_.start_ns)
    assert kept[0] == kept[1]
    assert moved.duration_ns >= NS_PER_MS
    assert moved.start_ns >= 0
    assert moved.end_ns <= max(session.end_ns, range_.end_ns)
