"""Receipts of what was shared and what was taken back: plain JSON that needs no program of ours to read.

Signed by the person's own key, as everything that leaves is: whoever holds a receipt and the person's card
can show that it was not changed. What is signed stands twice in it: readable under ``receipt``, and as the
exact bytes in the envelope beside it.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Final

from recorder.bundle.envelope import NotSignedError, verify
from recorder.bundle.identity import Identity
from recorder.bundle.statements import Manifest
from recorder.episode.card import signing_key_fingerprint
from recorder.episode.consent_entries import format_utc
from recorder.errors import UserFacingError
from recorder.study_file import read_study
from recorder.vault.sharing_rows import ApprovalRow, SubmissionRow
from studio.submission.approval import readers_of

SUBMITTED: Final = "submitted"
WITHDRAWN: Final = "withdrawn"

_SCHEMA: Final = "assent-submission-receipt-1"
_KIND: Final = "receipt"
_LONGEST: Final = 1_000_000
_HOW_TO_WITHDRAW: Final = (
    "At any time, without a reason: choose Withdraw beside the recording, or run `assent withdraw`. "
    "From then on nobody opens it, and readers destroy their copies when they next look."
)

Json = dict[str, object]


class ReceiptNotGenuineError(UserFacingError):
    """A receipt was changed, or is none."""

    def __init__(self) -> None:
        super().__init__(
            "This receipt is not one that Assent wrote, or it was changed since.",
            mend="Export it again from the vault that shared the recording.",
        )


@dataclass(frozen=True, slots=True)
class Submitted:
    """What a receipt of submission tells.

    Attributes:
        row: The submission.
        approved: What the person approved; ``None`` where they deleted the recording meanwhile.
        study_toml: The study.
        manifest: What was signed.
        envelope: The manifest as it lies in the store.
        verified: How it was made sure that all of it arrived.
    """

    row: SubmissionRow
    approved: ApprovalRow | None
    study_toml: bytes = field(repr=False)
    manifest: Manifest
    envelope: bytes = field(repr=False)
    verified: str


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What a receipt of withdrawal tells.

    Attributes:
        row: The submission.
        withdrawn_on: The day that the withdrawal names.
        statement_sha256: Of the signed withdrawal as it lies in the store; empty where nothing was there.
        objects: How many objects of it met which end.
    """

    row: SubmissionRow
    withdrawn_on: date
    statement_sha256: str
    objects: Mapping[str, int]


def submission_receipt(told: Submitted, identity: Identity, *, now: datetime) -> str:
    """Write the receipt of what was shared."""
    study, row, manifest = read_study(told.study_toml), told.row, told.manifest
    said: Json = {
        "schema": _SCHEMA,
        "what": SUBMITTED,
        "bundle": row.bundle_id,
        "by": _signer(identity),
        "study": {
            "id": study.id,
            "version": study.version,
            "title": study.title,
            "sha256": study.sha256,
            "controller": {"name": study.controller.name, "email": study.controller.email},
        },
        "can_be_opened_by": [
            {
                "name": reader.name,
                "role": reader.role.value,
                "age_key": reader.age_key,
                "fingerprint": reader.fingerprint,
            }
            for reader in readers_of(study)
        ],
        "store": row.store_url,
        "bytes": row.total_bytes,
        "arrived": told.verified,
        "manifest_sha256": hashlib.sha256(told.envelope).hexdigest(),
        "payload_sha256": manifest.payload_sha256,
        "sealed_on": manifest.sealed_on.isoformat(),
        "submitted_at": format_utc(now),
        "kept_until": manifest.expires_on.isoformat(),
        "approved": None if told.approved is None else _approved(told.approved),
        "how_to_withdraw": _HOW_TO_WITHDRAW,
    }
    return _signed(said, identity)


def withdrawal_receipt(told: TakenBack, identity: Identity, *, now: datetime) -> str:
    """Write the receipt of what was taken back."""
    row = told.row
    said: Json = {
        "schema": _SCHEMA,
        "what": WITHDRAWN,
        "bundle": row.bundle_id,
        "by": _signer(identity),
        "study": {"id": row.study_id, "sha256": row.study_sha256},
        "store": row.store_url,
        "reason": row.withdraw_reason,
        "submitted_on": None if row.submitted_on is None else row.submitted_on.isoformat(),
        "withdrawn_on": told.withdrawn_on.isoformat(),
        "done_at": format_utc(now),
        "withdrawal_sha256": told.statement_sha256 or None,
        "objects": dict(told.objects),
        "key_destroyed": True,
    }
    return _signed(said, identity)


def read_submission_receipt(text: str) -> Json:
    """What a receipt says, once its signature is checked; whose it is stands under ``by``.

    Raises:
        ReceiptNotGenuineError: It was changed, or is none.
    """
    try:
        if len(text) > _LONGEST:
            raise ReceiptNotGenuineError
        held = json.loads(text)
        # As it was signed, without the spaces that make it readable here.
        signed = verify(_KIND, json.dumps(held["signed"], separators=(",", ":")).encode())
        said: Json = json.loads(signed.body)
        by = said["by"]
    except (NotSignedError, ValueError, TypeError, KeyError, RecursionError):
        raise ReceiptNotGenuineError from None
    if (
        said != held.get("receipt")
        or not isinstance(by, dict)
        or by.get("signing_key") != signed.signer.hex()
    ):
        raise ReceiptNotGenuineError
    return said


def _signer(identity: Identity) -> Json:
    key = identity.card.signing_key
    return {
        "name": identity.name,
        "signing_key": key.hex(),
        "fingerprint": signing_key_fingerprint(key),
    }


def _approved(row: ApprovalRow) -> Json:
    return {
        "approved_at": format_utc(row.approved_at.astimezone(UTC)),
        "episode": row.episode_id,
        "episode_file_sha256": row.file_sha256,
        "edits_sha256": row.edits_sha256,
        "shown": json.loads(row.shown),
    }


def _signed(said: Json, identity: Identity) -> str:
    body = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    held = {"receipt": said, "signed": json.loads(identity.sign(_KIND, body))}
    return json.dumps(held, indent=2, ensure_ascii=False) + "\n"
