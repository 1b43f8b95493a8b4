"""Whose recordings a person opens: of the studies that name their key."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from recorder.study_owner import OwnerState
from recorder.vault.vault import Vault
from studio.submission.identities import identity_of
from studio.submission.sign_ins import stores_with_keys
from studio.submission.studies_to_open import add_study, names_reader, studies_to_open
from tests.rigs.received import OTHER_OWNER, know_study, study_naming
from tests.rigs.sharing import a_vault
from tests.rigs.shell_rig import study_file


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with a_vault(tmp_path / "vault") as made:
        yield made


def test_looking_makes_no_keys(vault: Vault) -> None:
    add_study(vault, study_file().content)
    assert studies_to_open(vault) == ()
    assert not names_reader(vault, study_file().study)
    assert vault.identity() is None


def test_only_studies_that_name_the_person_count(vault: Vault) -> None:
    file = know_study(vault)
    add_study(vault, study_file().content.replace(b'id = "office-tasks"', b'id = "other-tasks"', 1))
    assert [study.id for study in studies_to_open(vault)] == [file.study.id]
    assert names_reader(vault, file.study)


def test_of_several_versions_the_newest_counts(vault: Vault) -> None:
    know_study(vault)
    key = identity_of(vault).card.age_key
    newer = study_naming(key).replace(b'version = "1.0"', b'version = "1.1"', 1)
    add_study(vault, newer.rsplit(b"# assent-signature", 1)[0])
    assert [study.version for study in studies_to_open(vault)] == ["1.1"]


def test_adding_remembers_who_signed_it_and_agrees_to_nothing(vault: Vault) -> None:
    know_study(vault)
    again = add_study(vault, study_naming(identity_of(vault).card.age_key, owner=OTHER_OWNER))
    assert again.state is OwnerState.CHANGED
    assert vault.owners() == {"office-tasks": OTHER_OWNER.public_key().public_bytes_raw()}
    assert vault.consent_entries() == ()


def test_a_folder_needs_no_key(vault: Vault, tmp_path: Path) -> None:
    know_study(vault, store=tmp_path.as_uri())
    assert stores_with_keys(vault) == ()
    know_study(vault, store="s3://bucket/letters", study_id="letters")
    assert stores_with_keys(vault) == ("s3://bucket/letters",)
