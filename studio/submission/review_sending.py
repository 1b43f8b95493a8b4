"""Putting a signed review into its store, on any thread.

Nothing is put over what lies there: a reader's later reviews go under the next of their names, and so does
one that finds something of somebody else's under its name. Only the last of the names is taken again.

A review of what was taken back is never left in a store: that is asked before it is put there and after.
"""

import hashlib
from contextlib import suppress
from dataclasses import dataclass, field

from recorder.bundle.errors import MissingObjectError, TooLargeError, WithdrawnBundleError
from recorder.bundle.layout import REVIEW_BYTES
from recorder.bundle.reviews import NoReviewError, open_review
from recorder.bundle.unsealing import refuse_if_withdrawn
from studio.submission.approval import Progress
from studio.submission.fetching import Fetching
from studio.submission.patience import Patience, ToldProgress, Wait
from studio.submission.review_errors import ReviewNotAllowedError
from studio.submission.store_errors import StoreRefusedError
from studio.submission.stores import BundleStore, Put, Verified, open_store


@dataclass(frozen=True, slots=True)
class ReviewOrder:
    """What to put where.

    Attributes:
        bundle_id: Of which bundle it is.
        store_url: The store.
        names: Under which it may lie; the first that is free is taken.
        sealed: The object.
        secret: What opens it.
        payload_sha256: Of which bytes of the bundle it is.
        bundle_signer: Whose withdrawal ends it.
        reviewer: The public key that signed it.
        envelope: What was signed.
    """

    bundle_id: str
    store_url: str
    names: tuple[str, ...]
    sealed: bytes = field(repr=False)
    secret: str = field(repr=False)
    payload_sha256: str
    bundle_signer: bytes
    reviewer: bytes
    envelope: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class SentReview:
    """A review that is in its store.

    Attributes:
        order: What was asked for.
        put: How it is known.
    """

    order: ReviewOrder
    put: Put


def carry_out(order: ReviewOrder, progress: Progress, *, wait: Wait | None = None) -> SentReview:
    """Put the review into its store; on any thread. Twice is once.

    Raises:
        WithdrawnBundleError: What it is about was taken back; nothing of the review is left there.
        ReviewNotAllowedError: The reader's key may not put reviews there.
        TryAgainLaterError: The store could not be reached for minutes.
        MendFirstError: It refuses, or is not there.
    """
    told = ToldProgress(progress, 1)
    source = Fetching(order.store_url, progress, wait=wait)
    store, patience = open_store(order.store_url, watch=told.again), Patience(told.again, wait)
    told(0, 1)
    _refuse_if_taken_back(order, source)
    try:
        put = patience.call(lambda: _put(store, order))
    except StoreRefusedError:
        raise ReviewNotAllowedError(store.place.shown) from None
    try:
        _refuse_if_taken_back(order, source)
    except WithdrawnBundleError:
        # Taken back in this very moment: whoever did that could not know that this would come.
        patience.call(lambda: store.remove(put.name))
        raise
    told(1, 1)
    return SentReview(order, put)


def _refuse_if_taken_back(order: ReviewOrder, source: Fetching) -> None:
    # A key that may not look there cannot ask; its owner hears of it in another way, or not.
    with suppress(StoreRefusedError):
        refuse_if_withdrawn(order.bundle_id, source, signer=order.bundle_signer)


def _put(store: BundleStore, order: ReviewOrder) -> Put:
    """Under the first name where nothing lies, unless it lies under one already."""
    free: list[str] = []
    for name in order.names:
        try:
            there = store.read(name, REVIEW_BYTES)
        except (MissingObjectError, StoreRefusedError):
            # Some stores refuse to say that something is not there.
            free.append(name)
        except TooLargeError:
            continue
        else:
            if _is_it(there, order):
                return Put(name, len(there), hashlib.sha256(there).hexdigest(), Verified.READ_BACK)
    for name in free:
        put = store.put_new(name, order.sealed)
        if put is not None:
            return put
    return store.put(order.names[-1], order.sealed)


def _is_it(there: bytes, order: ReviewOrder) -> bool:
    try:
        found = open_review(
            there, bundle_id=order.bundle_id, payload_sha256=order.payload_sha256, secret=order.secret
        )
    except NoReviewError:
        return False
    return found.envelope == order.envelope
