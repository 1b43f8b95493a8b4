import hashlib
import json
from datetime import date

import pytest

from recorder.bundle.age_streams import new_secret
from recorder.bundle.envelope import NotSignedError
from recorder.bundle.identity import Identity
from recorder.bundle.statements import (
    KeyGrant,
    Manifest,
    Part,
    UnknownFormatError,
    Withdrawal,
    commitment,
    read_statement,
    recipient_tag,
    signed_statement,
)

ID, OTHER_ID = "0" * 32, "1" * 32
SHA = "ab" * 32
ROBIN = Identity.generate("Robin")
MANIFEST = Manifest(
    bundle=ID,
    parts=(Part(8, SHA), Part(3, "cd" * 32)),
    recipients=("01" * 32,),
    study=SHA,
    consent=SHA,
    sealed_on=date(2026, 6, 1),
    expires_on=date(2026, 12, 1),
)
GRANT = KeyGrant(bundle=ID, recipient=SHA, payload=SHA, wrapped="x")
WITHDRAWAL = Withdrawal(bundle=ID, reason="withdrawn", withdrawn_on=date(2026, 7, 1))


@pytest.mark.parametrize("statement", [MANIFEST, GRANT, WITHDRAWAL])
def test_a_statement_comes_back_as_it_was(statement: Manifest | KeyGrant | Withdrawal) -> None:
    read, signed = read_statement(type(statement), signed_statement(statement, ROBIN))
    assert read == statement
    assert signed.signer == ROBIN.for_bundle(ID).card.signing_key
    assert signed.signer != ROBIN.card.signing_key


def test_a_statement_of_one_kind_is_none_of_another() -> None:
    with pytest.raises(NotSignedError):
        read_statement(Withdrawal, signed_statement(MANIFEST, ROBIN))


def _changed(**changes: object) -> bytes:
    body = json.loads(read_statement(Manifest, signed_statement(MANIFEST, ROBIN))[1].body)
    return ROBIN.sign("manifest", json.dumps({**body, **changes}).encode())


@pytest.mark.parametrize(
    "changes",
    [
        {"bundle": "x" * 32},
        {"bundle": ID + "\n"},
        {"bundle": None},
        {"format": 0},
        {"format": "1"},
        {"format": 1.5},
        {"parts": []},
        {"parts": [{"bytes": 0, "sha256": SHA}]},
        {"parts": [{"bytes": 1 << 40, "sha256": SHA}]},
        {"parts": [{"bytes": 1, "sha256": SHA.upper()}]},
        {"parts": [{"bytes": 1, "sha256": SHA, "more": 1}]},
        {"parts": [{"bytes": 1, "sha256": SHA}] * 16_385},
        {"recipients": []},
        {"recipients": [SHA] * 65},
        {"sealed_on": "2026-06-01T12:00:00Z"},
        {"sealed_on": "yesterday"},
        {"sealed_on": 7},
        {"more": 1},
    ],
)
def test_whatever_does_not_belong_there_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(NotSignedError):
        read_statement(Manifest, _changed(**changes))


def test_a_later_format_is_told_apart_from_a_broken_one() -> None:
    with pytest.raises(UnknownFormatError):
        read_statement(Manifest, _changed(format=2, something_new=[1]))


@pytest.mark.parametrize("reason", ["", "lost", "withdrawn\n"])
def test_a_withdrawal_has_one_of_two_reasons(reason: str) -> None:
    body = json.dumps({"format": 1, "bundle": ID, "reason": reason, "withdrawn_on": "2026-07-01"})
    with pytest.raises(NotSignedError):
        read_statement(Withdrawal, ROBIN.sign("withdrawal", body.encode()))


def test_one_hash_stands_for_the_parts_in_their_order() -> None:
    hashes = b"".join(bytes.fromhex(part.sha256) for part in MANIFEST.parts)
    assert MANIFEST.payload_sha256 == hashlib.sha256(hashes).hexdigest()
    assert MANIFEST.payload_bytes == 11


def test_a_recipient_is_called_otherwise_in_each_bundle() -> None:
    key = ROBIN.card.age_key
    tags = {recipient_tag(ID, key), recipient_tag(OTHER_ID, key)}
    tags.add(recipient_tag(ID, Identity.generate("Quinn").card.age_key))
    assert len(tags) == 3
    assert recipient_tag(ID, key) in tags


def test_a_commitment_tells_nothing_without_the_secret_and_binds_all_of_it() -> None:
    secret = new_secret()
    made = commitment(secret, "study", SHA)
    assert made == commitment(secret, "study", SHA)
    others = {
        commitment(new_secret(), "study", SHA),
        commitment(secret, "consent", SHA),
        commitment(secret, "study", "cd" * 32),
    }
    assert made not in others
    assert len(others) == 3
