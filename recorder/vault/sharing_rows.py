"""What the catalog tells of keys, approvals, submissions and received copies.

The vault keeps these and judges none of them: seeds, secrets, addresses and receipts are opaque here.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TypedDict

from recorder.vault.session_header import SessionHeader, SessionSummary


class SubmissionState(StrEnum):
    """Where a submission stands."""

    SEALING = "sealing"
    """Begun; what is to be sent is not all there."""
    WAITING = "waiting"
    """Sealed, in the outbox, to be sent."""
    SENT = "sent"
    WITHDRAWING = "withdrawing"
    """To be taken back; the store has not heard of it yet, or not of all of it."""
    WITHDRAWN = "withdrawn"


class ReceivedState(StrEnum):
    """Whether a received copy is still there."""

    OPENED = "opened"
    GONE = "gone"


class GoneBecause(StrEnum):
    """Why a received copy was destroyed."""

    NOT = ""
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    REMOVED = "removed"


class ReviewState(StrEnum):
    """Where a review stands: the person's own on its way, or one that was seen in a store."""

    WAITING = "waiting"
    """To be put into the store."""
    SENT = "sent"
    SEEN = "seen"
    """Somebody else's."""
    MISSED = "missed"
    """Somebody else's that was seen, and is in the store no more."""


@dataclass(frozen=True, slots=True)
class IdentityRow:
    """A person's own keys.

    Attributes:
        name: What they call themselves.
        signing_seed: The Ed25519 seed, 32 bytes.
        age_secret: The secret key of age.
        made_at: When they were made.
    """

    name: str
    signing_seed: bytes = field(repr=False)
    age_secret: str = field(repr=False)
    made_at: datetime


@dataclass(frozen=True, slots=True)
class OwnerPin:
    """Who signed a study when it was first used here.

    Attributes:
        study_id: The study, all its versions.
        signing_key: The public key, 32 bytes; ``None`` where the study was not signed.
        pinned_at: When.
    """

    study_id: str
    signing_key: bytes | None
    pinned_at: datetime


@dataclass(frozen=True, slots=True)
class ApprovalRow:
    """What a person approved, bound to the bytes that they saw.

    Attributes:
        approval_id: Its own id.
        session_id: The session.
        episode_id: The episode that was shown.
        file_sha256: Of the episode's file.
        edits_sha256: Of the edits that it was baked from.
        study_sha256: Of the study, which names the recipients and the retention.
        store_url: Where it may go.
        shown: What was shown beside the episode, as JSON.
        approved_at: When.
    """

    approval_id: str
    session_id: str
    episode_id: str
    file_sha256: str
    edits_sha256: str
    study_sha256: str
    store_url: str
    shown: str = field(repr=False)
    approved_at: datetime


@dataclass(frozen=True, slots=True)
class SubmissionRow:
    """A bundle that was made here. It outlives its session, and holds no content.

    Attributes:
        bundle_id: Its id.
        session_id: What it was made of.
        episode_id: The episode that was sealed.
        study_sha256: The version of the study.
        study_id: The study.
        store_url: Where it goes.
        state: Where it stands.
        state_since: Since when.
        submitted_on: The day on which it was all in the store.
        expires_on: From the first moment of this day (UTC) nobody opens it any more.
        total_bytes: Of all its objects; 0 before it is sealed.
        attempts: How often the step that is due was tried and failed.
        problem: Why the last try failed, in words.
        next_try_at: Not before then.
        withdraw_reason: ``withdrawn`` or ``expired`` of one that is taken back.
    """

    bundle_id: str
    session_id: str
    episode_id: str
    study_sha256: str
    study_id: str
    store_url: str
    state: SubmissionState
    state_since: datetime
    submitted_on: date | None
    expires_on: date
    total_bytes: int = 0
    attempts: int = 0
    problem: str = ""
    next_try_at: datetime | None = None
    withdraw_reason: str = ""


class SubmissionChanges(TypedDict, total=False):
    """What of a submission can change; a change of the state tells since when by itself."""

    store_url: str
    state: SubmissionState
    submitted_on: date | None
    expires_on: date
    total_bytes: int
    attempts: int
    problem: str
    next_try_at: datetime | None
    withdraw_reason: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a copy is from, as ``ReceivedRow`` keeps it.

    The last two are kept beside the copy's key and go with it: what opens the bundle, and the hash of its
    payload. Without them nothing is said of it.
    """

    store_url: str
    signer: bytes
    contributor: bytes
    study_sha256: str
    expires_on: date
    secret: str | None = field(default=None, repr=False)
    payload_sha256: str | None = None


@dataclass(frozen=True, slots=True)
class ReceivedSeal:
    """What reviews of a received bundle are sealed with, and what they are of.

    Attributes:
        secret: What opens the bundle.
        payload_sha256: The hash of the payload that was opened.
    """

    secret: str = field(repr=False)
    payload_sha256: str


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """What somebody said of a bundle: the person themselves, or a reader of what they shared.

    Attributes:
        bundle_id: Of which bundle.
        signer: The public key that signed it, 32 bytes; one review of each is kept.
        envelope: What was signed, opaque here.
        is_own: Whether it is this person's.
        state: Where it stands.
        state_since: Since when.
        attempts: How often it was tried to put it into the store.
        problem: Why the last try failed, in words.
        next_try_at: Not before then.
    """

    bundle_id: str
    signer: bytes
    envelope: bytes = field(repr=False)
    is_own: bool
    state: ReviewState
    state_since: datetime
    attempts: int = 0
    problem: str = ""
    next_try_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class EarlierReviewRow:
    """What a signer said of a bundle before what they say now.

    Attributes:
        bundle_id: Of which bundle.
        signer: The public key that signed it.
        envelope: What was signed.
    """

    bundle_id: str
    signer: bytes
    envelope: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class ReceivedRow:
    """Someone else's episode that was opened here.

    Attributes:
        bundle_id: Its id.
        store_url: Where it was fetched from.
        signer: The public key that signed it, 32 bytes: that bundle's alone; only it can take it back.
        contributor: The public signing key of whoever made it, the same in all of theirs.
        study_sha256: The version of the study.
        task_id: The task.
        state: Whether it is still there.
        gone_because: Why not.
        header: Of its file; ``None`` of one that is gone.
        summary: Likewise.
        expires_on: From the first moment of this day (UTC) it is no longer kept.
        received_at: When it was opened.
    """

    bundle_id: str
    store_url: str
    signer: bytes
    contributor: bytes
    study_sha256: str
    task_id: str
    state: ReceivedState
    gone_because: GoneBecause
    header: SessionHeader | None
    summary: SessionSummary | None
    expires_on: date
    received_at: datetime
