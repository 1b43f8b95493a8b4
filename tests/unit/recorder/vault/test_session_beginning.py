from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from recorder.episode.gestures import Gestures
from recorder.episode.screen import Rect
from recorder.vault import session_writer
from recorder.vault.errors import DiskFullError
from recorder.vault.session_header import SessionHeader, header_from_json, header_to_json
from recorder.vault.session_writer import SessionWriter


def header(first_window: Rect | None) -> SessionHeader:
    return SessionHeader(
        session_id="abc",
        study_id="s",
        study_version="1",
        study_sha256="0" * 64,
        task_id="t",
        grant_hash="0" * 64,
        streams=("screen",),
        started_at=datetime(2026, 1, 1, tzinfo=UTC),
        platform="",
        display=":0",
        gestures=Gestures(400_000_000, 5, 8),
        frames_per_second=10,
        first_window=first_window,
    )


def test_half_a_beginning_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise DiskFullError

    monkeypatch.setattr(session_writer, "scrub_log", refuse)
    with pytest.raises(DiskFullError):
        SessionWriter.create(tmp_path / "abc.db", bytes(32), header(None))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("window", [None, Rect(-5, 40, 900, 640)])
def test_where_the_first_window_was_comes_back(window: Rect | None) -> None:
    assert header_from_json(header_to_json(header(window))) == header(window)


def test_a_header_without_it_can_be_read() -> None:
    text = header_to_json(header(None)).replace('"first_window": null, ', "")
    assert "first_window" not in text
    assert header_from_json(text) == header(None)


def test_where_the_task_lay_comes_back_and_may_be_missing() -> None:
    placed = replace(header(None), task_folder="/tmp/assent-task-ab_cd123")  # noqa: S108 - only a name
    text = header_to_json(placed)
    assert header_from_json(text) == placed
    older = text.replace(', "task_folder": "/tmp/assent-task-ab_cd123"', "").replace('"language": "", ', "")
    assert "task_folder" not in older
    assert "language" not in older
    assert header_from_json(older) == header(None)
    assert header_from_json(header_to_json(replace(placed, language="de_DE"))).language == "de_DE"
