from hypothesis import given
from hypothesis import strategies as st

from recorder.devices.x11.server_time import ServerTime
from recorder.episode.time import NS_PER_MS, NS_PER_SECOND

_steps = st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 200 * NS_PER_MS)), min_size=1, max_size=60)


@given(_steps, st.integers(0, (1 << 32) - 1))
def test_a_mapped_time_never_falls_and_is_never_later_than_the_arrival(
    steps: list[tuple[int, int]], first_ms: int
) -> None:
    mapping = ServerTime()
    happened_ms = arrived_ns = last_ns = 0
    for step_ms, delay_ns in steps:
        happened_ms += step_ms
        arrived_ns = max(arrived_ns, happened_ms * NS_PER_MS + delay_ns)
        at_ns = mapping.to_session_ns((first_ms + happened_ms) % (1 << 32), arrived_ns=arrived_ns)
        assert last_ns <= at_ns <= arrived_ns
        last_ns = at_ns


def test_a_quicker_answer_in_between_lets_no_time_fall() -> None:
    mapping = ServerTime()
    first_ns = mapping.to_session_ns(1000, arrived_ns=300 * NS_PER_MS)
    mapping.observe(1001, arrived_ns=301 * NS_PER_MS - 200 * NS_PER_MS)
    assert mapping.to_session_ns(1002, arrived_ns=303 * NS_PER_MS) == first_ns
    assert mapping.to_session_ns(999, arrived_ns=304 * NS_PER_MS) == first_ns


@given(st.lists(st.integers(1, 50), min_size=2, max_size=50), st.integers(0, (1 << 32) - 1))
def test_once_the_least_delay_was_seen_a_late_arrival_does_not_matter(
    steps: list[int], first_ms: int
) -> None:
    mapping = ServerTime()
    mapping.observe(first_ms, arrived_ns=NS_PER_SECOND)
    happened_ms = 0
    for step_ms in steps:
        happened_ms += step_ms
        expected_ns = NS_PER_SECOND + happened_ms * NS_PER_MS
        at_ns = mapping.to_session_ns(
            (first_ms + happened_ms) % (1 << 32), arrived_ns=expected_ns + 90 * NS_PER_MS
        )
        assert at_ns == expected_ns


def test_a_clock_that_drifts_is_followed_within_two_minutes() -> None:
    mapping = ServerTime()
    at_ns = 0
    for second in range(300):
        arrived_ns = second * NS_PER_SECOND + second * 100_000
        at_ns = mapping.to_session_ns(second * 1000, arrived_ns=arrived_ns)
    assert arrived_ns - at_ns <= 130 * 100_000
