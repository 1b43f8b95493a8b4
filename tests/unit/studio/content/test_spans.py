"""What is visible is found, however long it lasts."""

from hypothesis import given
from hypothesis import strategies as st

from recorder.episode.actions import Type, Wait
from studio.content.spans import NO_SPANS, ActionKind, spans, spans_of_actions


@given(
    st.lists(st.tuples(st.integers(0, 100), st.integers(0, 50)), max_size=40).map(sorted),
    st.integers(0, 100),
    st.integers(0, 60),
)
def test_all_that_shows_is_found(things: list[tuple[int, int]], start_ns: int, length_ns: int) -> None:
    made = spans((start for start, _ in things), (start + length for start, length in things))
    found = range(len(made))[made.within(start_ns, start_ns + length_ns)]
    for place, (start, length) in enumerate(things):
        if start < start_ns + length_ns and start + length >= start_ns:
            assert place in found


def test_nothing_is_visible_of_nothing() -> None:
    assert NO_SPANS.within(0, 10) == slice(0, 0)


def test_actions_keep_their_kinds() -> None:
    made = spans_of_actions(
        (
            Type(start_ns=1, end_ns=5, context=None, sources=(1,), text="a"),
            Wait(start_ns=5, end_ns=9, context=None, sources=()),
        )
    )
    assert made.kind.tolist() == [ActionKind.TYPE, ActionKind.WAIT]
    assert made.over_ns.tolist() == [5, 9]
