"""Submitting: what was approved is sealed into the outbox, and sent from there.

A submission is written down before anything of it is sealed, and goes through the states that the vault
keeps: sealing, waiting, sent. So whatever ends the program, the next start knows what is still to be done. At
every door the approval is checked again; what no longer holds is not sent, and what was sealed of it is
destroyed.

The file is hashed before it is sealed and after: what is sealed in between is what was approved.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from pyrage import x25519

from recorder.bundle.errors import MissingObjectError, TooLargeError
from recorder.bundle.layout import MOST_MANIFEST_BYTES, manifest_name, new_bundle_id
from recorder.bundle.sealing import SealedBundle, SealOrder, seal
from recorder.bundle.sources import FolderSource
from recorder.bundle.statements import Manifest, read_statement
from recorder.vault.sharing_rows import ApprovalRow, SubmissionRow, SubmissionState
from recorder.vault.vault import Vault
from studio.submission.approval import Progress, check_approval, file_sha256
from studio.submission.binding import StaleReason
from studio.submission.errors import AlreadySharedError, ApprovalStaleError
from studio.submission.identities import identity_of
from studio.submission.receipts import SUBMITTED, Submitted, submission_receipt
from studio.submission.store_errors import BrokenOutboxError
from studio.submission.subject import subject_of
from studio.submission.uploading import Delivered, UploadOrder, upload

UNSENT: Final = frozenset({SubmissionState.SEALING, SubmissionState.WAITING})
"""Begun, and nobody can see it yet."""
SHARED: Final = UNSENT | {SubmissionState.SENT}
"""Shared, or about to be."""

_HASHING_SHARE: Final = 10
"""Hashing the file takes about a tenth as long as sealing it."""


@dataclass(frozen=True, slots=True)
class SealingOrder:
    """What to seal, and what it must be.

    Attributes:
        seal: What to seal.
        approved: What the person approved.
    """

    seal: SealOrder = field(repr=False)
    approved: ApprovalRow

    @property
    def bundle_id(self) -> str:
        """The bundle that it becomes."""
        return self.seal.bundle_id


@dataclass(frozen=True, slots=True)
class SendingOrder:
    """What to send."""

    upload: UploadOrder

    @property
    def bundle_id(self) -> str:
        """The bundle."""
        return self.upload.bundle_id


@dataclass(frozen=True, slots=True)
class SentBundle:
    """A bundle that is in its store, whole.

    Attributes:
        bundle_id: Its id.
        delivered: How it got there.
    """

    bundle_id: str
    delivered: Delivered


def shared_of(vault: Vault, session_id: str) -> tuple[SubmissionRow, ...]:
    """What of a session is shared or about to be, oldest first."""
    return tuple(row for row in vault.submissions() if row.session_id == session_id and row.state in SHARED)


def begin_submission(
    vault: Vault, session_id: str, *, now: datetime, store_url: str | None = None
) -> SealingOrder:
    """Write down that a session's approved episode is submitted.

    What was begun of the session before, and nobody can see yet, gives way to it.

    Args:
        vault: Where it is.
        session_id: The session.
        now: The time.
        store_url: Where it shall go; where it was approved for if ``None``.

    Raises:
        NotApprovedError: It was not approved.
        ApprovalStaleError: What would leave is not what was approved.
        AlreadySharedError: That very episode is shared, or about to be.
    """
    approved = check_approval(vault, session_id, now, store_url=store_url)
    for row in shared_of(vault, session_id):
        if is_of(row, approved):
            raise AlreadySharedError(row.bundle_id, is_sent=row.state is SubmissionState.SENT)
        if row.state in UNSENT and not row.attempts:
            drop_submission(vault, row.bundle_id)
    study = subject_of(vault, session_id).study
    row = SubmissionRow(
        bundle_id=new_bundle_id(),
        session_id=session_id,
        episode_id=approved.episode_id,
        study_sha256=study.sha256,
        study_id=study.id,
        store_url=approved.store_url,
        state=SubmissionState.SEALING,
        state_since=now,
        submitted_on=None,
        expires_on=now.astimezone(UTC).date() + timedelta(days=study.retention_days),
    )
    vault.begin_submission(row, str(x25519.Identity.generate()))
    return begin_sealing(vault, row.bundle_id, now=now)


def begin_sealing(vault: Vault, bundle_id: str, *, now: datetime) -> SealingOrder:
    """Seal, or seal anew what was cut off.

    Raises:
        NoSuchSubmissionError: There is none.
        NotApprovedError: The approval was taken back.
        ApprovalStaleError: What would be sealed is not what was approved.
    """
    row = vault.submission(bundle_id)
    approved = _approval_for(vault, row, now)
    subject = subject_of(vault, row.session_id)
    vault.clear_outbox(bundle_id)
    today = now.astimezone(UTC).date()
    order = SealOrder(
        bundle_id=bundle_id,
        source=vault.episode_access(row.episode_id),
        study_toml=subject.study_toml,
        receipt_json=subject.receipt_json,
        recipients=tuple(each.age_key for each in subject.study.recipients),
        identity=identity_of(vault),
        secret=vault.submission_secret(bundle_id),
        sealed_on=today,
        expires_on=today + timedelta(days=subject.study.retention_days),
        folder=vault.paths.outbox_of(bundle_id),
    )
    return SealingOrder(order, approved)


def seal_approved(order: SealingOrder, progress: Progress) -> SealedBundle:
    """Seal exactly what was approved; on any thread.

    Raises:
        ApprovalStaleError: The file is not the one that was approved.
        UserFacingError: As ``seal``; nothing is left of it, but for what ``fail`` clears.
    """
    steps = _Steps(progress, (_HASHING_SHARE, 100, _HASHING_SHARE))
    _refuse_other_bytes(order, steps.next())
    sealed = seal(order.seal, steps.next())
    _refuse_other_bytes(order, steps.next())
    return sealed


def finish_sealing(vault: Vault, sealed: SealedBundle, *, now: datetime) -> SubmissionRow:
    """Write down that it waits to be sent; where it was taken back meanwhile, it goes.

    Raises:
        NotApprovedError: The approval was taken back meanwhile.
        ApprovalStaleError: What was approved is meanwhile no longer what would leave.
    """
    row = vault.submission(sealed.bundle_id)
    if row.state is not SubmissionState.SEALING:
        # It was taken back meanwhile, and that stands.
        vault.clear_outbox(row.bundle_id)
        return row
    _approval_for(vault, row, now)
    return vault.set_submission(
        sealed.bundle_id,
        state=SubmissionState.WAITING,
        expires_on=sealed.manifest.expires_on,
        total_bytes=sealed.total_bytes,
        problem="",
        next_try_at=None,
    )


def begin_upload(vault: Vault, bundle_id: str, *, now: datetime) -> SendingOrder:
    """Send what waits in the outbox; from now on something of it may be in the store.

    Raises:
        NoSuchSubmissionError: There is none.
        NotApprovedError: The approval was taken back.
        ApprovalStaleError: What was approved is no longer what would leave.
    """
    row = vault.submission(bundle_id)
    _approval_for(vault, row, now)
    vault.set_submission(bundle_id, attempts=row.attempts + 1)
    return SendingOrder(
        UploadOrder(
            bundle_id,
            vault.paths.outbox_of(bundle_id),
            row.store_url,
            row.total_bytes,
            signer=identity_of(vault).for_bundle(bundle_id).card.signing_key,
        )
    )


def send(order: SendingOrder, progress: Progress) -> SentBundle:
    """Bring it to its store, the manifest last; on any thread. Goes on where it stopped.

    Raises:
        UserFacingError: As ``upload``.
    """
    return SentBundle(order.bundle_id, upload(order.upload, progress))


def finish_upload(vault: Vault, sent: SentBundle, *, now: datetime) -> str:
    """Write down that it is shared, and keep the receipt. Where it is being taken back, it still is.

    Returns:
        The receipt; empty where it was taken back meanwhile, which stands, so that it goes out of its store.

    Raises:
        BrokenOutboxError: What lies in the outbox is not what was sent.
    """
    row = vault.submission(sent.bundle_id)
    if row.state is not SubmissionState.WAITING:
        return ""
    text = _receipt(vault, row, sent, now)
    vault.keep_submission_receipt(row.bundle_id, SUBMITTED, text)
    vault.set_submission(
        row.bundle_id,
        state=SubmissionState.SENT,
        submitted_on=now.astimezone(UTC).date(),
        problem="",
        next_try_at=None,
    )
    vault.clear_outbox(row.bundle_id)
    return text


def drop_submission(vault: Vault, bundle_id: str) -> SubmissionRow:
    """Give up a submission of which nothing has left: its secret and its sealed parts are destroyed."""
    row = vault.set_submission(
        bundle_id, state=SubmissionState.WITHDRAWN, withdraw_reason="withdrawn", next_try_at=None
    )
    vault.end_submission_secret(bundle_id)
    return row


def is_of(row: SubmissionRow, approved: ApprovalRow) -> bool:
    """Whether a submission is of what was approved."""
    return (
        row.episode_id == approved.episode_id
        and row.study_sha256 == approved.study_sha256
        and row.store_url == approved.store_url
    )


class _Steps:
    """One progress for several works, by their shares."""

    def __init__(self, progress: Progress, shares: tuple[int, ...]) -> None:
        self._progress = progress
        self._shares = shares
        self._at = -1

    def next(self) -> Progress:
        """The progress of the next work."""
        self._at += 1
        before, share, total = sum(self._shares[: self._at]), self._shares[self._at], sum(self._shares)

        def tell(done: int, of: int) -> None:
            # In parts of a million: shares of a work of any size.
            part = share * done / of if of else 0
            self._progress(round(1_000_000 * (before + part) / total), 1_000_000)

        return tell


def _refuse_other_bytes(order: SealingOrder, progress: Progress) -> None:
    if file_sha256(order.seal.source, progress) != order.approved.file_sha256:
        raise ApprovalStaleError(StaleReason.BYTES_CHANGED)


def _approval_for(vault: Vault, row: SubmissionRow, now: datetime) -> ApprovalRow:
    """The approval of what a submission sends: the one that holds now, and none that came after it."""
    approved = check_approval(vault, row.session_id, now, store_url=row.store_url)
    if not is_of(row, approved):
        raise ApprovalStaleError(StaleReason.BAKED_ANEW)
    return approved


def _receipt(vault: Vault, row: SubmissionRow, sent: SentBundle, now: datetime) -> str:
    source = FolderSource(vault.paths.outbox_of(row.bundle_id))
    try:
        envelope = source.read(manifest_name(row.bundle_id), MOST_MANIFEST_BYTES)
    except (MissingObjectError, TooLargeError):
        raise BrokenOutboxError from None
    if hashlib.sha256(envelope).hexdigest() != sent.delivered.manifest_sha256:
        # What the receipt would speak of is not what was sent.
        raise BrokenOutboxError
    manifest, _ = read_statement(Manifest, envelope)
    approved = vault.approval_of(row.session_id)
    return submission_receipt(
        Submitted(
            row=row,
            approved=approved,
            study_toml=vault.study(row.study_sha256) or b"",
            manifest=manifest,
            envelope=envelope,
            verified=sent.delivered.verified.value,
        ),
        identity_of(vault),
        now=now,
    )
