"""Densities are what counting event by event gives, at any zoom."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recorder.episode.time import NS_PER_MS, NS_PER_SECOND
from studio.content.density import NARROWEST_NS, NOTHING_DONE, Columns, densities

_times = st.lists(st.integers(0, 10 * NS_PER_SECOND), max_size=60).map(sorted)


@given(_times, st.integers(0, NS_PER_SECOND), st.integers(NARROWEST_NS, 2 * NS_PER_SECOND))
def test_keys_are_counted(times: list[int], start_ns: int, ns_per_column: int) -> None:
    columns = Columns(start_ns, ns_per_column, 12)
    none = np.zeros(0, np.int64)
    done = densities(np.array(times, np.int64), none, none.astype(np.int32), none.astype(np.int32))
    counted = [
        sum(
            start_ns + column * ns_per_column <= at_ns < start_ns + (column + 1) * ns_per_column
            for at_ns in times
        )
        for column in range(12)
    ]
    assert done.keys_per_second(columns) * columns.window_s == pytest.approx(counted)


def test_speed_is_the_way_over_the_time() -> None:
    at_ns = np.arange(0, 5 * NS_PER_SECOND, 10 * NS_PER_MS)
    x = np.arange(len(at_ns), dtype=np.int32) * 3
    y = np.arange(len(at_ns), dtype=np.int32) * 4
    done = densities(np.zeros(0, np.int64), at_ns, x, y)
    speed, has_moved = done.pointer_speed(Columns(NS_PER_SECOND, NS_PER_SECOND / 2, 6))
    assert speed == pytest.approx([500.0] * 6)
    assert has_moved.all()
    speed, has_moved = done.pointer_speed(Columns(6 * NS_PER_SECOND, NS_PER_SECOND / 2, 6))
    assert not speed.any()
    assert not has_moved.any()


def test_the_sum_of_all_columns_is_all_that_was_done() -> None:
    chance = np.random.default_rng(3)
    at_ns = np.sort(chance.integers(0, 100 * NS_PER_SECOND, 5000))
    x, y = (chance.integers(-500, 500, 5000).astype(np.int32) for _ in range(2))
    done = densities(at_ns, at_ns, x, y)
    way = float(np.hypot(np.diff(x), np.diff(y)).sum())
    for count in (1, 7, 200):
        columns = Columns(0, 100 * NS_PER_SECOND / count, count)
        assert float(done.keys_per_second(columns).sum()) * columns.window_s == pytest.approx(5000, abs=1)
        assert float(done.pointer_speed(columns)[0].sum()) * columns.window_s == pytest.approx(way, rel=1e-3)


def test_a_column_narrower_than_a_key_is_long_sees_the_key_around_it() -> None:
    key = np.array([NS_PER_SECOND], np.int64)
    none = np.zeros(0, np.int64)
    done = densities(key, none, none.astype(np.int32), none.astype(np.int32))
    rates = done.keys_per_second(Columns(NS_PER_SECOND / 2, NS_PER_MS, 1000))
    assert np.count_nonzero(rates) == pytest.approx(NARROWEST_NS / NS_PER_MS, abs=1)


def test_nothing_done_has_no_density() -> None:
    columns = Columns(0, NS_PER_SECOND, 5)
    assert not NOTHING_DONE.keys_per_second(columns).any()
    assert not NOTHING_DONE.pointer_speed(columns)[0].any()
