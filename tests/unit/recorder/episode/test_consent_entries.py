import json
from datetime import UTC, datetime, timedelta, timezone

import pytest

from recorder.episode.consent_entries import (
    NOTHING_BEFORE,
    Entry,
    Grant,
    Withdrawal,
    contributor_problem,
    format_utc,
    read_entry,
    write_entry,
)
from recorder.episode.study import Stream

AT = datetime(2026, 5, 1, 12, tzinfo=UTC)
GRANT = Grant(
    number=1,
    previous=NOTHING_BEFORE,
    at=AT,
    study_id="s",
    study_version="1",
    study_title="Ünïcode “title”",
    study_sha256="a" * 64,
    consent_text_sha256="b" * 64,
    contributor="Robin \N{BLACK HEART SUIT}",
    granted=frozenset({Stream.SCREEN, Stream.POINTER}),
    refused=frozenset({Stream.KEYBOARD}),
    expires_at=AT + timedelta(days=1),
)
WITHDRAWAL = Withdrawal(number=2, previous="c" * 64, at=AT, study_id="s", grant_sha256="d" * 64)


@pytest.mark.parametrize("entry", [GRANT, WITHDRAWAL], ids=["grant", "withdrawal"])
def test_an_entry_is_one_plain_line_and_reads_back(entry: Entry) -> None:
    line = write_entry(entry)
    assert line.isascii()
    assert "\n" not in line
    assert read_entry(line) == entry


def altered(**changes: object) -> str:
    held = json.loads(write_entry(GRANT)) | changes
    return json.dumps({k: v for k, v in held.items() if v is not None}, sort_keys=True, separators=(",", ":"))


@pytest.mark.parametrize(
    "line",
    [
        "",
        "null",
        "[]",
        "{",
        write_entry(GRANT) + " ",
        write_entry(GRANT).replace(":", ": ", 1),
        write_entry(GRANT).replace('"format":1', '"format":1.0'),
        write_entry(GRANT).replace('"format":1', '"format":1,"format":1'),
        altered(format=2),
        altered(kind="permission"),
        altered(kind="withdrawal"),
        altered(number=0),
        altered(number=True),
        altered(number="1"),
        altered(previous="A" * 64),
        altered(previous="a" * 63),
        altered(at="2026-05-01 12:00:00"),
        altered(at="2026-05-01T12:00:00+00:00"),
        altered(granted=[]),
        altered(granted="screen"),
        altered(granted=["screen", "pointer"]),
        altered(granted=["camera"]),
        altered(granted=["keyboard"]),
        altered(expires_at="2026-05-01T12:00:00Z"),
        altered(contributor=None),
        altered(contributor=7),
        altered(extra="x"),
        "[" * 10_000,
        " " * 30_000,
    ],
)
def test_nothing_else_is_an_entry(line: str) -> None:
    with pytest.raises(ValueError, match=r".") as error:
        read_entry(line)
    assert "Robin" not in str(error.value)


def test_times_are_whole_seconds_of_utc() -> None:
    elsewhere = datetime(2026, 5, 1, 14, 0, 0, 999_999, tzinfo=timezone(timedelta(hours=2)))
    assert format_utc(elsewhere) == "2026-05-01T12:00:00Z"
    with pytest.raises(ValueError, match="time zone"):
        format_utc(datetime(2026, 5, 1))  # noqa: DTZ001 - the very mistake


def test_a_name_is_not_in_the_repr() -> None:
    assert "Robin" not in repr(GRANT)


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "a\x1bb", "x" * 201])
def test_a_name_must_be_showable(name: str) -> None:
    assert contributor_problem(name) is not None
    assert contributor_problem("Robin Ö. 7") is None
