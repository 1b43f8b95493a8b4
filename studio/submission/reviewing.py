"""Reviewing: a reader accepts what they received, or sends it back, and that goes to the store, signed.

In the three steps that all long work has: the vault signs, seals and keeps the review (``begin_review``), any
thread puts it into the store (``carry_out``), the vault hears of it (``finish``, or ``postpone``). What was
begun survives whatever comes then: it waits in the vault, signed, and is put there later (``due_reviews``,
``begin_sending``). Putting it twice changes nothing: one that lies there already is found, and is enough.
"""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Final

from recorder.bundle.errors import ExpiredBundleError, WithdrawnBundleError
from recorder.bundle.layout import review_name
from recorder.bundle.reviews import review_tags, seal_review, sign_review
from recorder.bundle.statements import MOST_IN_A_DAY, Finding, Review
from recorder.errors import UserFacingError
from recorder.vault.errors import NoSuchReceivedError
from recorder.vault.sharing_rows import GoneBecause, ReceivedRow, ReceivedState, ReviewRow, ReviewState
from recorder.vault.vault import Vault
from studio.submission.identities import identity_of
from studio.submission.pending import wait_after
from studio.submission.review_errors import CommentNeededError, NotReviewerError, OpenedBeforeReviewsError
from studio.submission.review_sending import ReviewOrder, SentReview, carry_out
from studio.submission.reviewed import Reviewed, reviewed_bundle
from studio.submission.reviews import (
    Decision,
    ReviewSheet,
    ShownReview,
    is_reviewer,
    plain_comment,
    review_sheet,
    reviews_of,
    shown_review,
)
from studio.submission.store_errors import TryAgainLaterError

__all__ = [
    "Decision",
    "Finding",
    "ReviewOrder",
    "ReviewSheet",
    "SentReview",
    "ShownReview",
    "begin_review",
    "begin_sending",
    "carry_out",
    "due_reviews",
    "finish",
    "next_review_due",
    "postpone",
    "review_sheet",
    "reviews_of",
]

_FIRST_NUMBER: Final = 1
_A_DAY: Final = timedelta(days=1)


def begin_review(
    vault: Vault,
    bundle_id: str,
    decision: Decision,
    comment: str,
    found: Finding | None = None,
    *,
    now: datetime,
) -> ReviewOrder:
    """Sign a review and keep it; it counts instead of the one that this person gave before.

    Args:
        vault: The reader's.
        bundle_id: What was received.
        decision: Accepted, or sent back.
        comment: What they say about it.
        found: What the check found; ``None`` where it was not checked.
        now: The time.

    Returns:
        What to carry out.

    Raises:
        NoSuchReceivedError: There is no copy of it.
        WithdrawnBundleError, ExpiredBundleError: It is over.
        OpenedBeforeReviewsError: It was opened by a version that did not keep what this needs.
        NotReviewerError: The study names them for something else.
        CommentNeededError, CommentTooLongError: The comment.
        DiskFullError: No space is left; nothing was kept.
    """
    plain, reviewed = plain_comment(comment), _there(vault, bundle_id, now)
    if decision is Decision.REJECTED and not plain:
        raise CommentNeededError
    identity = identity_of(vault)
    if not is_reviewer(reviewed.study, identity.card.age_key):
        raise NotReviewerError
    reviewed_on, number = _place(vault, reviewed, vault.latest_day(now.astimezone(UTC).date()))
    review = Review(
        bundle=bundle_id,
        payload=reviewed.payload_sha256,
        decision=decision,
        comment=plain,
        found=found,
        reviewed_on=reviewed_on,
        number=number,
    )
    envelope, reviewer = sign_review(review, identity), identity.card.signing_key
    vault.keep_review(bundle_id, reviewer, envelope, is_own=True, state=ReviewState.WAITING)
    return _order(reviewed, identity.card.age_key, reviewer, envelope)


def due_reviews(vault: Vault, now: datetime, *, stuck_too: bool = False) -> tuple[str, ...]:
    """The bundles of which a review of this person is to be put into the store now.

    Args:
        vault: The reader's.
        now: The time.
        stuck_too: Whether also what a person has to mend first, or what is to be tried later.
    """
    return tuple(row.bundle_id for row in _waiting(vault) if stuck_too or _is_due(row, now))


def next_review_due(vault: Vault) -> datetime | None:
    """When one is to be tried again by itself, at the earliest; ``None`` if none is."""
    return min((row.next_try_at for row in _waiting(vault) if row.next_try_at is not None), default=None)


def begin_sending(vault: Vault, bundle_id: str, *, now: datetime) -> ReviewOrder | None:
    """Take up a review that waits.

    Returns:
        What to carry out; ``None`` where none waits any more.

    Raises:
        UserFacingError: As ``begin_review``: it is over.
    """
    row = next((each for each in _waiting(vault) if each.bundle_id == bundle_id), None)
    if row is None:
        return None
    reviewed = _there(vault, bundle_id, now)
    return _order(reviewed, identity_of(vault).card.age_key, row.signer, row.envelope)


def finish(vault: Vault, order: ReviewOrder, sent: SentReview) -> ShownReview | None:
    """Write down that it is in the store.

    Returns:
        The review as it stands now; ``None`` where it went meanwhile, with what it is about.
    """
    row = _own(vault, order.bundle_id)
    if row is not None and row.envelope == sent.order.envelope:
        # Not one that came after it, which still waits.
        vault.review_sent(order.bundle_id, order.reviewer)
    return next((each for each in reviews_of(vault, order.bundle_id) if each.is_own), None)


def postpone(vault: Vault, order: ReviewOrder, error: BaseException, *, now: datetime) -> None:
    """Write down that it could not be put there, and when to try again.

    What was taken back meanwhile is destroyed, the review with it. What was called off only waits.
    """
    if isinstance(error, WithdrawnBundleError):
        vault.note_withdrawn(order.bundle_id)
        with suppress(NoSuchReceivedError):
            vault.destroy_received(order.bundle_id, GoneBecause.WITHDRAWN)
        return
    row = _own(vault, order.bundle_id)
    if row is None or row.envelope != order.envelope or not isinstance(error, UserFacingError):
        return
    is_passing = isinstance(error, TryAgainLaterError)
    vault.review_failed(
        order.bundle_id,
        order.reviewer,
        error.happened,
        next_try_at=now.astimezone(UTC) + wait_after(row.attempts + 1) if is_passing else None,
    )


def _there(vault: Vault, bundle_id: str, now: datetime) -> Reviewed:
    """What is there to be spoken about."""
    if vault.is_withdrawn(bundle_id):
        raise WithdrawnBundleError
    row = _received(vault, bundle_id)
    if row is None or row.state is not ReceivedState.OPENED:
        raise NoSuchReceivedError(bundle_id)
    if vault.latest_day(now.astimezone(UTC).date()) >= row.expires_on:
        raise ExpiredBundleError(row.expires_on)
    reviewed = reviewed_bundle(vault, bundle_id)
    if reviewed is None or reviewed.signer is None:
        raise OpenedBeforeReviewsError
    return reviewed


def _received(vault: Vault, bundle_id: str) -> ReceivedRow | None:
    return next((row for row in vault.received() if row.bundle_id == bundle_id), None)


def _place(vault: Vault, reviewed: Reviewed, today: date) -> tuple[date, int]:
    """The day and the number of the next review of this person: after all that they gave before."""
    row = _own(vault, reviewed.bundle_id)
    shown = None if row is None else shown_review(row, reviewed)
    if shown is None or shown.reviewed_on < today:
        return today, _FIRST_NUMBER
    day, number = shown.order
    if number == MOST_IN_A_DAY:
        return day + _A_DAY, _FIRST_NUMBER
    return day, number + 1


def _order(reviewed: Reviewed, age_key: str, reviewer: bytes, envelope: bytes) -> ReviewOrder:
    if reviewed.signer is None:
        raise AssertionError("who made a recording does not review it")
    tags = review_tags(reviewed.bundle_id, reviewed.secret, age_key)
    return ReviewOrder(
        bundle_id=reviewed.bundle_id,
        store_url=reviewed.store_url,
        names=tuple(review_name(reviewed.bundle_id, tag) for tag in tags),
        sealed=seal_review(envelope, reviewed.secret),
        secret=reviewed.secret,
        payload_sha256=reviewed.payload_sha256,
        bundle_signer=reviewed.signer,
        reviewer=reviewer,
        envelope=envelope,
    )


def _own(vault: Vault, bundle_id: str) -> ReviewRow | None:
    return next((row for row in vault.reviews_of(bundle_id) if row.is_own), None)


def _waiting(vault: Vault) -> tuple[ReviewRow, ...]:
    return tuple(row for row in vault.reviews() if row.is_own and row.state is ReviewState.WAITING)


def _is_due(row: ReviewRow, now: datetime) -> bool:
    if row.next_try_at is not None:
        return row.next_try_at <= now
    # A problem with no time to try again is one that a person has to mend.
    return not row.problem
