"""A session to write and a vault to keep it in, cheap to open."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from recorder.episode.gestures import Gestures
from recorder.vault.keys import Argon2Cost, Passphrase, fresh_key
from recorder.vault.session_header import SessionHeader, new_session_id
from recorder.vault.session_writer import SessionWriter
from recorder.vault.vault import Vault

CHEAP = Argon2Cost(memory_kib=64, passes=1, lanes=1)


@pytest.fixture
def cheap() -> Argon2Cost:
    return CHEAP


@pytest.fixture
def passphrase() -> Passphrase:
    return Passphrase("correct horse battery")


@pytest.fixture
def new_header() -> Callable[[], SessionHeader]:
    def make() -> SessionHeader:
        return SessionHeader(
            session_id=new_session_id(),
            study_id="spreadsheets",
            study_version="3",
            study_sha256="ab" * 32,
            task_id="sum-a-column",
            grant_hash="cd" * 32,
            streams=("keyboard", "pointer", "screen"),
            started_at=datetime(2026, 11, 22, 10, 0, tzinfo=UTC),
            platform="Linux",
            display=":7",
            gestures=Gestures(400_000_000, 5, 8),
            frames_per_second=10.0,
        )

    return make


@pytest.fixture
def session_key() -> bytes:
    return fresh_key()


@pytest.fixture
def writer(
    tmp_path: Path, session_key: bytes, new_header: Callable[[], SessionHeader]
) -> Iterator[SessionWriter]:
    with SessionWriter.create(tmp_path / "session.db", session_key, new_header()) as writer:
        yield writer


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def vault(home: Path, passphrase: Passphrase) -> Iterator[Vault]:
    vault, _ = Vault.create(home, passphrase, cost=CHEAP)
    with vault:
        yield vault
