import pytest
from hypothesis import given
from hypothesis import strategies as st

from recorder.episode.pattern import Pattern, pattern_problem


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("firefox", "Firefox", True),
        ("firefox", "firefox-esr", False),
        ("firefox*", "firefox-esr", True),
        ("*bank*", "My BANK\nof two lines", True),
        ("*Straße*", "STRASSE 1", True),
        ("*café*", "the cafe\u0301", True),
        ("*bank*", "\uff22\uff21\uff2e\uff2b", True),
        ("a?c", "abc", True),
        ("a[!b]c", "abc", False),
        ("[[]x", "[x", True),
        ("a.c", "abc", False),
    ],
)
def test_what_a_pattern_means(pattern: str, text: str, expected: bool) -> None:  # noqa: FBT001 - a table of cases
    assert Pattern(pattern).matches(text) is expected


@pytest.mark.parametrize("text", ["", "  ", " x", "x ", "a[b", "[", "[]", "[!]", "[b-a]"])
def test_what_could_never_match_is_no_pattern(text: str) -> None:
    assert pattern_problem(text) is not None
    with pytest.raises(ValueError, match=r"."):
        Pattern(text)


@given(st.text(alphabet="ab*?[]!-A", min_size=1, max_size=8), st.text(alphabet="abAB*[]!-", max_size=8))
def test_any_sound_pattern_can_be_asked(pattern: str, text: str) -> None:
    if pattern_problem(pattern) is None:
        found = Pattern(pattern)
        assert found.matches(text) == found.matches(text.upper()) == found.matches(text.lower())


@given(st.text(alphabet="abcXYZ.- 1", min_size=1, max_size=8).map(str.strip).filter(bool))
def test_a_literal_matches_itself_only(text: str) -> None:
    assert Pattern(text).is_literal
    assert Pattern(text).matches(text)
    assert not Pattern(text).matches(text + "x")
