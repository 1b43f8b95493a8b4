"""A person's keys: made once, when they are first needed."""

import getpass
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from recorder.episode.study import Stream
from recorder.study_file import read_study
from recorder.vault.keys import Argon2Cost, Passphrase
from recorder.vault.vault import Vault
from studio.submission.identities import identity_of, known_identity, rename_identity
from studio.taking_part import StudyFile, give_consent

STUDY = (Path(__file__).parents[4] / "assets/studies/office-tasks.toml").read_bytes()
PASSPHRASE = Passphrase("of one test only")


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    cost = Argon2Cost(memory_kib=64, passes=1, lanes=1)
    made, _ = Vault.create(tmp_path / "vault", PASSPHRASE, cost=cost)
    with made:
        yield made


def test_keys_are_made_on_first_need_and_stay(vault: Vault, tmp_path: Path) -> None:
    assert known_identity(vault) is None
    made = identity_of(vault, name="Robin")
    assert made.name == "Robin"
    assert identity_of(vault, name="Another") == made
    vault.close()
    with Vault.unlock(tmp_path / "vault", PASSPHRASE) as again:
        assert known_identity(again) == made


def test_their_name_is_that_of_the_newest_consent(vault: Vault) -> None:
    for name in ("Robin", "Robin II"):
        give_consent(
            vault,
            StudyFile(read_study(STUDY), STUDY),
            contributor=name,
            answers=dict.fromkeys(Stream, True),
            now=datetime(2026, 5, 4, 12, tzinfo=UTC),
        )
    assert identity_of(vault).name == "Robin II"


@pytest.mark.parametrize(("login", "name"), [("robin", "robin"), ("ro\nbin", "contributor")])
def test_without_a_consent_it_is_the_login_name(
    vault: Vault, monkeypatch: pytest.MonkeyPatch, login: str, name: str
) -> None:
    monkeypatch.setattr(getpass, "getuser", lambda: login)
    assert identity_of(vault).name == name


def test_where_nobody_is_logged_in_there_is_a_name_too(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown() -> str:
        raise KeyError

    monkeypatch.setattr(getpass, "getuser", unknown)
    assert identity_of(vault).name == "contributor"


def test_another_name_keeps_the_keys(vault: Vault) -> None:
    made = identity_of(vault, name="Robin")
    renamed = rename_identity(vault, "Robin R.")
    assert (renamed.name, renamed.age_secret) == ("Robin R.", made.age_secret)
    for name in ("", "two\nlines", "x" * 201, "\u202eniboR"):
        with pytest.raises(ValueError, match="the name"):
            rename_identity(vault, name)
    assert identity_of(vault) == renamed
