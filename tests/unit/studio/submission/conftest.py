"""Someone who shares, someone who reads, and a store that is a folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from recorder.bundle.identity import Identity
from tests.rigs.sharing import Shared, contributor, study_for


@pytest.fixture(scope="session")
def reader() -> Identity:
    """The one who may open it."""
    return Identity.generate("Quinn")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store that is a folder."""
    folder = tmp_path / "store"
    folder.mkdir()
    return folder


@pytest.fixture
def shared(tmp_path: Path, store: Path, reader: Identity) -> Iterator[Shared]:
    """A recording that is baked, and not approved yet."""
    file = study_for({"Quinn": reader.card.age_key}, store_url=store.as_uri())
    with contributor(tmp_path / "vault", file) as made:
        yield made
