"""The receipt: what a person keeps of their consent, as plain JSON that needs no program of ours to read.

Its fields are those of ISO/IEC TS 27560:2023, clauses 6.3.3 (record header), 6.3.4 (PII processing), 6.3.5
(PII information), 6.3.6 (party identification), 6.3.7 (events) and 6.4.5 (receipt metadata). The text of the
standard is sold, not published: the names and clause numbers were taken from the W3C community report
"Consent Records and Receipts as per ISO/IEC TS 27560:2023 using DPV" (https://w3id.org/dpv/guides/consent-27560),
whose tables name every field and which are mandatory. Where a name could not be seen there in the standard's
own spelling (the names of the sections), it is ours. We claim these fields and no certificate.

``assent`` is our own part: the hashes that tie the receipt to one file, one grant and one state of the chain.
A receipt kept outside the vault is what shows that a chain *and* its head were rewritten. It is not signed:
it convinces its keeper, who knows where they had it from.
"""

import json
import uuid
from collections.abc import Iterator
from datetime import timedelta
from enum import StrEnum
from typing import Final

from recorder.episode.consent import ConsentChain, TamperedChainError
from recorder.episode.consent_entries import Grant, format_utc
from recorder.episode.study import Recipient, Study
from recorder.errors import UserFacingError

SCHEMA: Final = "ISO/IEC TS 27560:2023; assent-receipt-1"
WITHDRAWAL_WORDS: Final = (
    "At any time, without a reason, and as easily as it was given: run `assent consent withdraw`, "
    "or write to the controller. Recording stops at once."
)
_RIGHTS: Final = (
    "withdraw consent",
    "access",
    "rectification",
    "erasure",
    "restriction of processing",
    "data portability",
    "complaint to a supervisory authority",
)
_LONGEST: Final = 1_000_000
_NAMESPACE: Final = uuid.UUID("8f0c7b0e-5d0b-5c39-9a55-6f0d8c2a4b17")
_PERIOD: Final = "P{}D"

Json = dict[str, object]


class ReceiptCheck(StrEnum):
    """How much of a receipt was found to be true."""

    COMPLETE = "complete"
    GRANT_ONLY = "grant_only"


class ReceiptMismatchError(UserFacingError):
    """The receipt and the consent chain do not tell the same story."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"This receipt does not match the consents in this vault: {why}.",
            kept="Both are as they were.",
            mend="Check that the receipt belongs to this vault. If it does, one of the two was altered.",
        )


def write_receipt(study: Study, chain: ConsentChain, grant: Grant) -> str:
    """Write the receipt of a grant, as of the chain's present end: withdrawn or not.

    Raises:
        ValueError: The grant is not in the chain, or not of this version of the study.
    """
    if grant.study_sha256 != study.sha256:
        raise ValueError("the grant is of another version of the study")
    return json.dumps(_receipt(study, chain, grant), indent=2, ensure_ascii=False) + "\n"


def verify_receipt(text: str, chain: ConsentChain, *, study: Study | None = None) -> ReceiptCheck:
    """Prove that a receipt was written from this chain, perhaps when it was shorter.

    Args:
        text: The receipt.
        chain: The chain as it is now.
        study: The study, to check the receipt's words as well; without it only the hashes, the person, the
            streams and the times are checked.

    Raises:
        ReceiptMismatchError: It was not, or it was changed since.
    """
    held = _read(text)
    ties = _table(held.get("assent"))
    then = _chain_then(ties, chain)
    grant = then.grant_of_hash(str(ties.get("grant_sha256")))
    if grant is None:
        raise ReceiptMismatchError("its grant is not among them")
    if study is not None and study.sha256 != grant.study_sha256:
        raise ReceiptMismatchError("it is about another version of the study")
    if study is not None:
        if held != json.loads(write_receipt(study, then, grant)):
            raise ReceiptMismatchError("its words were changed")
        return ReceiptCheck.COMPLETE
    if (
        held.get("event") != list(_events(then, grant))
        or ties != _ties(then, grant)
        or _table(held.get("record_header")) != _header(then, grant)
    ):
        raise ReceiptMismatchError("its person, its events or its hashes were changed")
    return ReceiptCheck.GRANT_ONLY


def _receipt(study: Study, chain: ConsentChain, grant: Grant) -> Json:
    return {
        "receipt_metadata": {"schema_version": SCHEMA, "receipt_id": _identifier(chain.head.sha256, grant)},
        "record_header": _header(chain, grant),
        "pii_processing": _processing(study, grant),
        "party_identification": [_controller(study), *(_recipient(held) for held in study.recipients)],
        "event": list(_events(chain, grant)),
        "assent": _ties(chain, grant),
    }


def _header(chain: ConsentChain, grant: Grant) -> Json:
    return {
        "schema_version": SCHEMA,
        "record_id": _identifier(chain.hash_of(grant), grant),
        "pii_principal_id": grant.contributor,
    }


def _processing(study: Study, grant: Grant) -> Json:
    return {
        "privacy_notice": f"sha256:{study.sha256}",
        "privacy_notice_text": study.consent_text,
        "language": study.language,
        "purposes": [
            {"purpose": study.purpose, "purpose_type": "research and development", "lawful_basis": "consent"}
        ],
        "pii_information": [
            {
                "pii_type": request.stream.value,
                "pii_attribute_id": request.shows,
                "pii_optional": not request.required,
                "consented": request.stream in grant.granted,
            }
            for request in study.streams
        ],
        "pii_controllers": [study.controller.name],
        "collection_method": "recorded on the person's own computer, visibly, started by them",
        "processing_method": "reviewed and approved by the person, then opened by the recipients",
        "storage_locations": [
            "the person's own computer, encrypted",
            f"{study.store.location} ({study.store.url}), encrypted to the recipients",
        ],
        "retention_period": _PERIOD.format(study.retention_days),
        "jurisdiction": study.controller.jurisdiction,
        "recipient_third_parties": [recipient.name for recipient in study.recipients],
        "withdrawal_method": WITHDRAWAL_WORDS,
        "privacy_rights": list(_RIGHTS),
        "authority_party": study.controller.authority or None,
    }


def _controller(study: Study) -> Json:
    return {
        "party_id": f"controller:{study.id}",
        "party_name": study.controller.name,
        "party_address": study.controller.address,
        "party_email": study.controller.email,
        "party_url": study.controller.url or None,
        "party_contact": study.controller.email,
        "party_role": "PII controller",
        "party_type": "organisation or person that runs the study",
    }


def _recipient(recipient: Recipient) -> Json:
    return {
        "party_id": recipient.age_key,
        "party_name": recipient.name,
        "party_role": recipient.role.value,
        "party_type": "recipient",
    }


def _events(chain: ConsentChain, grant: Grant) -> Iterator[Json]:
    yield {
        "event_time": format_utc(grant.at),
        "validity_duration": _PERIOD.format(_whole_days(grant)),
        "valid_until": format_utc(grant.expires_at),
        "entity_id": grant.contributor,
        "event_type": "explicit consent",
        "event_state": "consent given",
        "streams": {"granted": sorted(grant.granted), "refused": sorted(grant.refused)},
    }
    withdrawal = chain.withdrawal_of(grant)
    if withdrawal is not None:
        yield {
            "event_time": format_utc(withdrawal.at),
            "validity_duration": _PERIOD.format(0),
            "entity_id": grant.contributor,
            "event_type": "explicit consent",
            "event_state": "consent withdrawn",
        }


def _ties(chain: ConsentChain, grant: Grant) -> Json:
    return {
        "study_id": grant.study_id,
        "study_version": grant.study_version,
        "study_sha256": grant.study_sha256,
        "consent_text_sha256": grant.consent_text_sha256,
        "grant_sha256": chain.hash_of(grant),
        "chain_head": {"count": chain.head.count, "sha256": chain.head.sha256},
    }


def _whole_days(grant: Grant) -> int:
    return (grant.expires_at - grant.at) // timedelta(days=1)


def _identifier(name: str, grant: Grant) -> str:
    # Worked out, not drawn: the same consent has the same identifier in every copy of its receipt.
    return str(uuid.uuid5(_NAMESPACE, f"{name} {grant.number} {grant.study_sha256}"))


def _read(text: str) -> Json:
    if len(text) > _LONGEST:
        raise ReceiptMismatchError("it is too long to be one")
    try:
        return _table(json.loads(text))
    except (ValueError, RecursionError):
        raise ReceiptMismatchError("it is not readable as one") from None


def _table(value: object) -> Json:
    if not isinstance(value, dict):
        raise ReceiptMismatchError("it is not readable as one")
    return value


def _chain_then(ties: Json, chain: ConsentChain) -> ConsentChain:
    head = _table(ties.get("chain_head"))
    count = head.get("count")
    if type(count) is not int:
        raise ReceiptMismatchError("it is not readable as one")
    try:
        then = chain.first(count)
    except (ValueError, TamperedChainError):
        raise ReceiptMismatchError("it knows of later entries, which are missing here") from None
    if then.head.sha256 != head.get("sha256"):
        raise ReceiptMismatchError("the entries up to it are not the ones it was written after")
    return then
