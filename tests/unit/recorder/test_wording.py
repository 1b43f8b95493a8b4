import pytest

from recorder.wording import clean, count_text, fields, size_text, table


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1000, "1.0 kB"),
        (12_345_678, "12.3 MB"),
        (5 * 10**15, "5000.0 TB"),
    ],
)
def test_sizes_have_units(size: int, text: str) -> None:
    assert size_text(size) == text


def test_counts_have_their_nouns() -> None:
    assert [count_text(n, "event") for n in (0, 1, 12_500)] == ["0 events", "1 event", "12,500 events"]


def test_columns_are_aligned_also_with_wide_letters() -> None:
    assert table(("A", "N"), [("ab", "7"), ("你好", "10")], right=(1,)) == "A      N\nab     7\n你好  10"


def test_fields_keep_their_column() -> None:
    assert fields([("A", "x\ny"), ("Long", "z")]) == "A     x\n      y\nLong  z"


def test_what_commands_a_terminal_is_replaced() -> None:
    assert clean("a\x1b[31m\r\n\u202eb\u00a0é") == "a\ufffd[31m\ufffd\ufffd\ufffdb\ufffdé"
    assert clean("a\nb", breaks=True) == "a\nb"
