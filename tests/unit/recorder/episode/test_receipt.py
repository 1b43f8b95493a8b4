import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from recorder.episode.consent import ConsentChain
from recorder.episode.consent_entries import Grant
from recorder.episode.receipt import ReceiptCheck, ReceiptMismatchError, verify_receipt, write_receipt
from recorder.episode.study import Stream, Study
from recorder.study_file import read_study

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
ANSWERS = dict.fromkeys(Stream, True) | {Stream.KEYBOARD: False}
SOURCE = (Path(__file__).parents[4] / "assets/studies/office-tasks.toml").read_bytes()


@pytest.fixture(scope="module")
def study() -> Study:
    return read_study(SOURCE)


@pytest.fixture(scope="module")
def chain(study: Study) -> ConsentChain:
    return ConsentChain().grant(study, contributor="Robin Ö.", answers=ANSWERS, now=NOW)


def grant_of(chain: ConsentChain) -> Grant:
    grant = chain.newest_grant("office-tasks")
    assert grant is not None
    return grant


def receipt_of(study: Study, chain: ConsentChain) -> dict[str, Any]:
    held: dict[str, Any] = json.loads(write_receipt(study, chain, grant_of(chain)))
    return held


def test_every_mandatory_field_of_the_standard_is_filled(study: Study, chain: ConsentChain) -> None:
    held = receipt_of(study, chain)
    wanted = {
        "receipt_metadata": ["schema_version", "receipt_id"],
        "record_header": ["schema_version", "record_id", "pii_principal_id"],
        "pii_processing": [
            "privacy_notice",
            "language",
            "purposes",
            "pii_information",
            "pii_controllers",
            "storage_locations",
            "retention_period",
            "jurisdiction",
            "recipient_third_parties",
            "withdrawal_method",
        ],
    }
    for section, fields in wanted.items():
        for field in fields:
            assert held[section][field], field
    controller = held["party_identification"][0]
    for field in ("party_id", "party_address", "party_name", "party_contact", "party_type"):
        assert controller[field], field
    (event,) = held["event"]
    for field in ("event_time", "validity_duration", "entity_id", "event_type", "event_state"):
        assert event[field], field
    assert all(item["pii_type"] for item in held["pii_processing"]["pii_information"])


def test_it_tells_stream_by_stream_what_was_agreed_to(study: Study, chain: ConsentChain) -> None:
    told = {
        item["pii_type"]: (item["consented"], item["pii_optional"])
        for item in receipt_of(study, chain)["pii_processing"]["pii_information"]
    }
    assert told == {
        "screen": (True, False),
        "pointer": (True, False),
        "keyboard": (False, True),
        "context": (True, False),
    }


def test_it_is_tied_to_the_file_the_grant_and_the_chain(study: Study, chain: ConsentChain) -> None:
    ties = receipt_of(study, chain)["assent"]
    assert ties["study_sha256"] == study.sha256
    assert ties["grant_sha256"] == chain.head.sha256
    assert ties["chain_head"] == {"count": 1, "sha256": chain.head.sha256}


def test_it_is_the_same_each_time_it_is_written(study: Study, chain: ConsentChain) -> None:
    grant = grant_of(chain)
    assert write_receipt(study, chain, grant) == write_receipt(study, chain, grant)


def test_it_holds_after_the_chain_has_grown(study: Study, chain: ConsentChain) -> None:
    text = write_receipt(study, chain, grant_of(chain))
    longer = chain.withdraw(study.id, now=NOW).grant(study, contributor="S", answers=ANSWERS, now=NOW)
    assert verify_receipt(text, longer, study=study) is ReceiptCheck.COMPLETE
    assert verify_receipt(text, longer) is ReceiptCheck.GRANT_ONLY


def test_a_withdrawal_is_an_event_of_it(study: Study, chain: ConsentChain) -> None:
    ended = chain.withdraw(study.id, now=NOW)
    text = write_receipt(study, ended, grant_of(ended))
    assert [event["event_state"] for event in json.loads(text)["event"]] == [
        "consent given",
        "consent withdrawn",
    ]
    assert verify_receipt(text, ended, study=study) is ReceiptCheck.COMPLETE
    with pytest.raises(ReceiptMismatchError, match="later entries"):
        verify_receipt(text, chain, study=study)


def test_a_history_written_anew_does_not_match(study: Study, chain: ConsentChain) -> None:
    text = write_receipt(study, chain, grant_of(chain))
    other = ConsentChain().grant(study, contributor="Robin Ö.", answers=dict.fromkeys(Stream, True), now=NOW)
    with pytest.raises(ReceiptMismatchError, match="not the ones it was written after"):
        verify_receipt(text, other, study=study)
    with pytest.raises(ReceiptMismatchError):
        verify_receipt(text, ConsentChain(), study=study)


def paths(held: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:  # noqa: ANN401 - any JSON
    if isinstance(held, dict):
        return [found for key, inner in held.items() for found in paths(inner, (*path, key))]
    if isinstance(held, list):
        return [found for at, inner in enumerate(held) for found in paths(inner, (*path, at))]
    return [path]


def test_any_changed_word_is_noticed(study: Study, chain: ConsentChain) -> None:
    whole = receipt_of(study, chain)
    for path in paths(whole):
        held = receipt_of(study, chain)
        inner = held
        for step in path[:-1]:
            inner = inner[step]
        inner[path[-1]] = "x" if inner[path[-1]] != "x" else "y"
        with pytest.raises(ReceiptMismatchError):
            verify_receipt(json.dumps(held), chain, study=study)


def test_without_the_study_its_person_streams_and_times_are_still_checked(
    study: Study, chain: ConsentChain
) -> None:
    for section, field in (("record_header", "pii_principal_id"), ("assent", "study_sha256")):
        held = receipt_of(study, chain)
        held[section][field] = "x"
        with pytest.raises(ReceiptMismatchError):
            verify_receipt(json.dumps(held), chain)
    held = receipt_of(study, chain)
    held["event"][0]["streams"]["granted"].append("keyboard")
    with pytest.raises(ReceiptMismatchError):
        verify_receipt(json.dumps(held), chain)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "null", '{"assent": {"chain_head": {"count": "1"}}}', "[" * 9999]
)
def test_what_is_no_receipt_says_so(chain: ConsentChain, text: str) -> None:
    with pytest.raises(ReceiptMismatchError):
        verify_receipt(text, chain)


def test_another_version_is_another_receipt(study: Study, chain: ConsentChain) -> None:
    other = read_study(SOURCE + b"\n")
    with pytest.raises(ValueError, match="another version"):
        write_receipt(other, chain, grant_of(chain))
    with pytest.raises(ReceiptMismatchError, match="another version"):
        verify_receipt(write_receipt(study, chain, grant_of(chain)), chain, study=other)
