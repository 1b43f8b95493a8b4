"""Whose a study is: remembered on first use, and nobody else's until the person says so."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from recorder.episode.card import signing_key_fingerprint
from recorder.study_file import StudyFileError, signed_study
from recorder.study_owner import (
    OwnerChangedError,
    OwnerState,
    accept_owner,
    check_owner,
    refuse_other_owner,
)
from recorder.vault.keys import Argon2Cost, Passphrase
from recorder.vault.vault import Vault

UNSIGNED = (Path(__file__).parents[3] / "assets/studies/office-tasks.toml").read_bytes()
OWNER = Ed25519PrivateKey.from_private_bytes(b"1" * 32)
EVE = Ed25519PrivateKey.from_private_bytes(b"2" * 32)
SIGNED, EVES = signed_study(UNSIGNED, OWNER), signed_study(UNSIGNED, EVE)
LATER = signed_study(UNSIGNED.replace(b'version = "1.0"', b'version = "2.0"'), OWNER)


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    cost = Argon2Cost(memory_kib=64, passes=1, lanes=1)
    made, _ = Vault.create(tmp_path / "vault", Passphrase("of one test only"), cost=cost)
    with made:
        yield made


def public(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()


def test_looking_remembers_nothing(vault: Vault) -> None:
    check = check_owner(vault, SIGNED)
    assert (check.state, check.old, check.new) == (OwnerState.NEW, None, public(OWNER))
    assert refuse_other_owner(vault, EVES).state is OwnerState.NEW
    assert vault.owners() == {}


@pytest.mark.parametrize(
    ("first", "then", "state"),
    [
        (SIGNED, LATER, OwnerState.SAME),
        (UNSIGNED, UNSIGNED, OwnerState.SAME),
        (SIGNED, EVES, OwnerState.CHANGED),
        (SIGNED, UNSIGNED, OwnerState.UNSIGNED_NOW),
        (UNSIGNED, EVES, OwnerState.SIGNED_NOW),
    ],
)
def test_the_owner_of_first_use_is_who_counts(
    vault: Vault, first: bytes, then: bytes, state: OwnerState
) -> None:
    assert accept_owner(vault, first).state is OwnerState.NEW
    assert check_owner(vault, then).state is state
    if state is OwnerState.SAME:
        assert refuse_other_owner(vault, then).is_expected
        return
    with pytest.raises(OwnerChangedError) as error:
        refuse_other_owner(vault, then)
    assert error.value.check == check_owner(vault, then)
    for content in (first, then):
        owner = check_owner(vault, content).new
        assert ("nobody signed it" if owner is None else signing_key_fingerprint(owner)) in str(error.value)
    assert accept_owner(vault, then).state is state
    assert check_owner(vault, then).state is OwnerState.SAME


def test_only_the_very_owner_that_the_person_names_is_accepted(vault: Vault) -> None:
    accept_owner(vault, SIGNED)
    named = signing_key_fingerprint(public(EVE))
    for accepted in (named, named.replace(" ", "").upper()):
        assert refuse_other_owner(vault, EVES, accepted=accepted).state is OwnerState.CHANGED
    assert refuse_other_owner(vault, UNSIGNED, accepted="unsigned").state is OwnerState.UNSIGNED_NOW
    for content, accepted in ((EVES, "unsigned"), (EVES, ""), (UNSIGNED, named), (EVES, named[:-1])):
        with pytest.raises(OwnerChangedError):
            refuse_other_owner(vault, content, accepted=accepted)
    assert vault.owners() == {"office-tasks": public(OWNER)}


def test_a_signature_that_does_not_hold_is_no_owner(vault: Vault) -> None:
    with pytest.raises(StudyFileError):
        accept_owner(vault, EVES.replace(public(EVE).hex().encode(), public(OWNER).hex().encode()))
    assert vault.owners() == {}
