import dataclasses
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from recorder.episode.study import PlacedFile, Study
from recorder.study_file import read_study


@pytest.fixture(scope="module")
def study() -> Study:
    return read_study((Path(__file__).parents[4] / "assets/studies/office-tasks.toml").read_bytes())


def test_the_last_day_is_a_whole_day(study: Study) -> None:
    assert study.ends_at == datetime(2031, 1, 1, tzinfo=UTC)
    assert dataclasses.replace(study, last_day=None).ends_at is None
    assert dataclasses.replace(study, last_day=date(2026, 2, 28)).ends_at == datetime(2026, 3, 1, tzinfo=UTC)


def test_a_task_is_found_by_its_id(study: Study) -> None:
    found = study.task("write-letter")
    assert found is not None
    assert found.title == "Write a short letter"
    assert study.task("write") is None


def test_the_fingerprint_sees_every_field(study: Study) -> None:
    before = study.fingerprint()
    assert before == dataclasses.replace(study).fingerprint()
    changed = {
        "windows": dataclasses.replace(study.windows, excluded_titles=()),
        "retention_days": 9999,
        "last_day": None,
        "recipients": study.recipients[:1],
        "tasks": study.tasks[:1],
        "store": dataclasses.replace(study.store, url="https://elsewhere.example"),
    }
    for name, value in changed.items():
        assert dataclasses.replace(study, **{name: value}).fingerprint() != before, name  # type: ignore[arg-type]


def test_the_content_of_a_file_is_not_in_its_repr() -> None:
    assert "secret" not in repr(PlacedFile("a", b"secret"))
