from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from recorder.episode.consent import GrantNotPossibleError, GrantState, NoConsentError
from recorder.episode.receipt import ReceiptCheck, verify_receipt
from recorder.episode.study import Stream
from recorder.study_file import read_study, signed_study
from recorder.study_owner import OwnerChangedError, accept_owner
from recorder.vault.consents import consent_chain
from recorder.vault.keys import Argon2Cost, Passphrase
from recorder.vault.vault import Vault
from studio.taking_part import (
    StudyFile,
    give_consent,
    participations,
    receipt_of,
    settle,
    withdraw_consent,
)
from tests.unit.recorder.commands.filled_vault import PASSPHRASE, keep_received, make_vault

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
ALL = dict.fromkeys(Stream, True)


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    cost = Argon2Cost(memory_kib=64, passes=1, lanes=1)
    made, _ = Vault.create(tmp_path / "vault", Passphrase("of one test only"), cost=cost)
    with made:
        yield made


@pytest.fixture(scope="module")
def file() -> StudyFile:
    content = (Path(__file__).parents[3] / "assets/studies/office-tasks.toml").read_bytes()
    return StudyFile(read_study(content), content)


def newer(file: StudyFile) -> StudyFile:
    content = file.content.replace(b'version = "1.0"', b'version = "2.0"', 1)
    return StudyFile(read_study(content), content)


def test_nobody_takes_part_at_first(vault: Vault) -> None:
    assert participations(vault, NOW) == ()


def test_a_consent_is_kept_with_its_study_and_receipt(vault: Vault, file: StudyFile) -> None:
    given = give_consent(vault, file, contributor="Robin", answers=ALL, now=NOW)
    (part,) = participations(vault, NOW)
    assert part == given.participation
    assert part.file == file
    assert part.may_record
    assert verify_receipt(given.receipt, consent_chain(vault), study=file.study) is ReceiptCheck.COMPLETE


def test_whoever_signed_the_study_first_is_its_owner(vault: Vault, file: StudyFile) -> None:
    def by(seed: bytes) -> StudyFile:
        content = signed_study(file.content, Ed25519PrivateKey.from_private_bytes(seed * 32))
        return StudyFile(read_study(content), content)

    give_consent(vault, by(b"1"), contributor="Robin", answers=ALL, now=NOW)
    assert vault.owners() == {file.study.id: by(b"1").study.owner}
    for other in (file, by(b"2")):
        with pytest.raises(OwnerChangedError):
            give_consent(vault, other, contributor="Robin", answers=ALL, now=NOW)
        assert vault.study(other.study.sha256) is None
    assert len(consent_chain(vault).entries) == 1
    accept_owner(vault, by(b"2").content)
    give_consent(vault, by(b"2"), contributor="Robin", answers=ALL, now=NOW)
    assert len(consent_chain(vault).entries) == 2


def test_settling_destroys_what_others_shared_when_its_time_is_over(tmp_path: Path) -> None:
    make_vault(tmp_path / "reader")
    keep_received(tmp_path / "reader", "b1" * 16, expires_on=date(2026, 1, 1))
    keep_received(tmp_path / "reader", "b2" * 16)
    with Vault.unlock(tmp_path / "reader", Passphrase(PASSPHRASE)) as vault:
        settled = settle(vault)
        assert (settled.expired, settled.received_expired) == (0, 1)
        assert settle(vault).received_expired == 0


def test_a_refused_consent_keeps_nothing(vault: Vault, file: StudyFile) -> None:
    with pytest.raises(GrantNotPossibleError):
        give_consent(vault, file, contributor="Robin", answers=dict.fromkeys(Stream, False), now=NOW)
    assert participations(vault, NOW) == ()
    assert vault.study(file.study.sha256) is None


def test_agreeing_to_a_newer_version_replaces_the_older(vault: Vault, file: StudyFile) -> None:
    give_consent(vault, file, contributor="Robin", answers=ALL, now=NOW)
    give_consent(vault, newer(file), contributor="Kim", answers=ALL, now=NOW + timedelta(hours=1))
    (part,) = participations(vault, NOW + timedelta(hours=2))
    assert (part.study.version, part.grant.contributor) == ("2.0", "Kim")


def test_a_consent_ends_by_itself(vault: Vault, file: StudyFile) -> None:
    give_consent(vault, file, contributor="Robin", answers=ALL, now=NOW)
    (part,) = participations(vault, NOW + timedelta(days=file.study.consent_days))
    assert part.state is GrantState.EXPIRED
    assert not part.may_record


def test_a_withdrawal_is_known_and_in_the_receipt(vault: Vault, file: StudyFile) -> None:
    give_consent(vault, file, contributor="Robin", answers=ALL, now=NOW)
    later = NOW + timedelta(days=3)
    given = withdraw_consent(vault, file.study.id, later)
    assert given.participation.state is GrantState.WITHDRAWN
    assert given.participation.withdrawn_at == later
    assert "consent withdrawn" in given.receipt
    assert receipt_of(vault, file.study.id) == given.receipt
    with pytest.raises(NoConsentError):
        withdraw_consent(vault, file.study.id, later)


def test_nothing_is_put_in_order_where_all_is(vault: Vault) -> None:
    settled = settle(vault)
    assert settled.recovered == ()
    assert settled.expired == 0
