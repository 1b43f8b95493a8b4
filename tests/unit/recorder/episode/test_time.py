import pytest
from hypothesis import given
from hypothesis import strategies as st

from recorder.episode.time import NS_PER_MS, NS_PER_SECOND, format_time, parse_time


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("12.5", 12.5), ("1:02.250", 62.25), ("1:02:03", 3723), (" 0 ", 0), ("95:00", 5700)],
)
def test_a_time_is_read_as_a_person_writes_it(text: str, seconds: float) -> None:
    assert parse_time(text) == seconds * NS_PER_SECOND


@pytest.mark.parametrize("text", ["", "noon", "-1", "1:2:3:4", "1.", ":5", "1,5"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="write a time"):
        parse_time(text)


@given(st.integers(0, 10**9))
def test_what_is_shown_can_be_written_back(at_ms: int) -> None:
    assert parse_time(format_time(at_ms * NS_PER_MS)) == at_ms * NS_PER_MS
