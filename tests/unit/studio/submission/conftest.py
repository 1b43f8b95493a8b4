"""Someone who shares, someone who reads, and a store that is a folder."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from recorder.bundle.identity import Identity
from tests.rigs.sharing import Shared, a_vault, contributor, study_for


@pytest.fixture(scope="session")
def reader() -> Identity:
    """The one who may open it."""
    return Identity.generate("Quinn")


@pytest.fixture(scope="session")
def recorded(reader: Identity, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Shared]:
    """A vault with a recording that is baked, made once, and its store."""
    folder = tmp_path_factory.mktemp("recorded")
    file = study_for({"Quinn": reader.card.age_key}, store_url=(folder / "store").as_uri())
    with contributor(folder / "vault", file) as made:
        return folder, made


@pytest.fixture
def store(recorded: tuple[Path, Shared]) -> Path:
    """The study's store, an empty folder."""
    folder = recorded[0] / "store"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


@pytest.fixture
def shared(tmp_path: Path, store: Path, recorded: tuple[Path, Shared]) -> Iterator[Shared]:
    """A recording that is baked, and not approved yet."""
    folder, made = recorded
    shutil.copytree(folder / "vault", tmp_path / "vault")
    with a_vault(tmp_path / "vault") as vault:
        yield replace(made, vault=vault)
