from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from recorder.episode.ending import EndReason
from recorder.vault.session_header import (
    SessionHeader,
    SessionSummary,
    header_from_json,
    header_to_json,
    new_session_id,
    summary_from_json,
    summary_to_json,
)


def test_a_header_comes_back_as_it_was(new_header: Callable[[], SessionHeader]) -> None:
    header = new_header()
    assert header_from_json(header_to_json(header)) == header


def test_a_summary_comes_back_as_it_was() -> None:
    summary = SessionSummary("id", 5, EndReason.TIME_IS_UP, 1, 2, 3, 4, 4096, "aa")
    assert summary_from_json(summary_to_json(summary)) == summary


@pytest.mark.parametrize("session_id", ["", "../up", "a/b", "A", "-a", "a" * 65, "a\n", ".x"])
def test_an_id_that_could_name_another_file_is_refused(
    new_header: Callable[[], SessionHeader], session_id: str
) -> None:
    with pytest.raises(ValueError, match="id"):
        replace(new_header(), session_id=session_id)


def test_a_wall_time_without_zone_is_refused(new_header: Callable[[], SessionHeader]) -> None:
    with pytest.raises(ValueError, match="zone"):
        replace(new_header(), started_at=datetime(2026, 1, 1))  # noqa: DTZ001 - what is refused


@pytest.mark.parametrize("text", ["{}", '{"session_id": "a"}', "nonsense"])
def test_what_is_no_header_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        header_from_json(text)
    with pytest.raises(ValueError, match=r"."):
        summary_from_json(text)


def test_ids_differ() -> None:
    assert new_session_id() != new_session_id()
