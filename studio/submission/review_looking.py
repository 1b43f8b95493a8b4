"""Looking for what readers said: of what this person shared, and of what they received, for all to see.

What lies there was put by strangers, as far as anyone knows. It is looked at one by one and within limits:
what is not exactly as large as a review is not read, what is no review of that bundle is left and told of,
and nothing of it keeps the rest from being found. What is older than what was seen before is not taken.

A contributor's key can often neither list nor read in a store. They ask for the names that reviews of the
study's readers can have. Where all of that is refused it is told once, quietly: some stores refuse to say
that something is not there.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from recorder.bundle.errors import MissingObjectError, TooLargeError
from recorder.bundle.layout import REVIEW_BYTES, is_review_name, review_name, reviews_folder
from recorder.bundle.reviews import (
    NoReviewError,
    SignedReview,
    Standing,
    open_review,
    read_review,
    review_tag,
    signer_in,
)
from recorder.episode.phrase import later
from recorder.errors import UserFacingError
from recorder.vault.sharing_rows import ReviewRow, ReviewState
from recorder.vault.vault import Vault
from studio.submission.approval import Progress
from studio.submission.identities import known_identity
from studio.submission.reviewed import Reviewed, reviewed_bundles
from studio.submission.reviews import ShownReview, shown_review
from studio.submission.store_errors import StoreRefusedError
from studio.submission.stores import BundleStore, open_store

MOST_UNNAMED: Final = 16
"""How many are read of a bundle under names that belong to nobody whom the study names."""
MOST_LISTED: Final = 1000
"""How many are looked at in the listing of one bundle."""
MOST_ODD: Final = 20
"""Of how many a bundle's list of what is no review tells."""


@dataclass(frozen=True, slots=True)
class LookOrder:
    """What to look for.

    Attributes:
        bundles: Of which bundles, by their stores.
    """

    bundles: tuple[Reviewed, ...] = ()


@dataclass(frozen=True, slots=True)
class OddReview:
    """Something that lies where reviews do, and is none.

    Attributes:
        bundle_id: Of which bundle.
        why: In plain words.
    """

    bundle_id: str
    why: str


@dataclass(frozen=True, slots=True)
class StoreTrouble:
    """A store in which reviews could not be looked for.

    Attributes:
        store_url: Which.
        error: Why, and what to do.
    """

    store_url: str
    error: UserFacingError


@dataclass(frozen=True, slots=True)
class FoundReviews:
    """What was found.

    Attributes:
        reviews: Reviews whose signatures hold, by bundle.
        odd: What is none.
        refused: Stores whose key may not read reviews.
        unreachable: Stores that could not be looked into.
    """

    reviews: tuple[tuple[str, SignedReview], ...] = field(default=(), repr=False)
    odd: tuple[OddReview, ...] = ()
    refused: tuple[str, ...] = ()
    unreachable: tuple[StoreTrouble, ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewsReport:
    """What came of looking.

    Attributes:
        new: What others said since the last look, of own recordings and of those that were received.
        odd: What lies where reviews do, and is none.
        refused: Stores whose key may not read reviews.
        unreachable: Stores that could not be looked into.
    """

    new: tuple[ShownReview, ...] = ()
    odd: tuple[OddReview, ...] = ()
    refused: tuple[str, ...] = ()
    unreachable: tuple[StoreTrouble, ...] = ()


NOTHING_FOUND: Final = FoundReviews()
NOTHING_NEW: Final = ReviewsReport()


def begin_looking(vault: Vault) -> LookOrder:
    """Say of which bundles: all that are shared from here, and all that were received and are there."""
    found = sorted(reviewed_bundles(vault).values(), key=lambda each: (each.store_url, each.bundle_id))
    return LookOrder(tuple(found))


def look_for_reviews(order: LookOrder, progress: Progress) -> FoundReviews:
    """Look into the stores; on any thread. One that cannot be reached keeps none of the others from it."""
    by_store: dict[str, list[Reviewed]] = {}
    for each in order.bundles:
        by_store.setdefault(each.store_url, []).append(each)
    total, done = len(order.bundles), 0
    reviews: list[tuple[str, SignedReview]] = []
    odd: list[OddReview] = []
    refused: list[str] = []
    unreachable: list[StoreTrouble] = []
    for url, bundles in by_store.items():
        look = _Look(lambda done=done: progress(done, total))  # type: ignore[misc]
        try:
            store = open_store(url, watch=look.go_on)
            for bundle in bundles:
                reviews += [(bundle.bundle_id, signed) for signed in look.at(store, bundle)]
                odd += look.odd[:MOST_ODD]
                look.odd.clear()
        except UserFacingError as error:
            unreachable.append(StoreTrouble(url, error))
        if look.refused and not look.read:
            refused.append(url)
        done += len(bundles)
    progress(total, total)
    return FoundReviews(tuple(reviews), tuple(odd), tuple(refused), tuple(unreachable))


def finish_looking(vault: Vault, found: FoundReviews) -> ReviewsReport:
    """Keep what is newer than what was seen, of what is still there."""
    bundles = reviewed_bundles(vault, {bundle_id for bundle_id, _ in found.reviews})
    own = known_identity(vault)
    own_key = None if own is None else own.card.signing_key
    news: dict[tuple[str, bytes], ShownReview] = {}
    for bundle_id, signed in found.reviews:
        reviewed = bundles.get(bundle_id)
        if (
            reviewed is None
            or not _is_newer(vault, reviewed, signed)
            or _is_one_too_many(vault, reviewed, signed)
        ):
            continue
        is_own = signed.signer == own_key
        state = ReviewState.SENT if is_own else ReviewState.SEEN
        vault.keep_review(bundle_id, signed.signer, signed.envelope, is_own=is_own, state=state)
        shown = _kept(vault, reviewed, signed.signer)
        if shown is not None and not is_own:
            news[bundle_id, signed.signer] = shown
    return ReviewsReport(tuple(news.values()), found.odd, found.refused, found.unreachable)


def _is_newer(vault: Vault, reviewed: Reviewed, signed: SignedReview) -> bool:
    row = _row(vault, reviewed.bundle_id, signed.signer)
    if row is None:
        return True
    try:
        before = read_review(
            row.envelope, bundle_id=reviewed.bundle_id, payload_sha256=reviewed.payload_sha256
        )
    except NoReviewError:
        return True
    return signed.review.order > before.review.order


def _is_one_too_many(vault: Vault, reviewed: Reviewed, signed: SignedReview) -> bool:
    """Whether enough is kept already of signers whom the study does not name: a key costs nothing."""
    if signer_in(reviewed.study, signed.signer)[0] is not Standing.UNKNOWN:
        return False
    kept = {row.signer for row in vault.reviews_of(reviewed.bundle_id)}
    unknown = {each for each in kept if signer_in(reviewed.study, each)[0] is Standing.UNKNOWN}
    return signed.signer not in unknown and len(unknown) >= MOST_UNNAMED


def _row(vault: Vault, bundle_id: str, signer: bytes) -> ReviewRow | None:
    return next((row for row in vault.reviews_of(bundle_id) if row.signer == signer), None)


def _kept(vault: Vault, reviewed: Reviewed, signer: bytes) -> ShownReview | None:
    row = _row(vault, reviewed.bundle_id, signer)
    return None if row is None else shown_review(row, reviewed)


@dataclass(slots=True)
class _Look:
    """How a store is looked into, and what was met there.

    Attributes:
        go_on: Raises what shall end it.
        odd: What is no review.
        read: How many objects were read.
        refused: How many were refused.
    """

    go_on: Callable[[], None]
    odd: list[OddReview] = field(default_factory=list)
    read: int = 0
    refused: int = 0

    def at(self, store: BundleStore, bundle: Reviewed) -> Iterator[SignedReview]:
        """The reviews of one bundle."""
        tags = (review_tag(bundle.bundle_id, bundle.secret, each.age_key) for each in bundle.study.recipients)
        named = [review_name(bundle.bundle_id, tag) for tag in tags]
        for name in self._names(store, bundle, named):
            sealed = self._read(store, bundle, name)
            if sealed is None:
                continue
            try:
                yield open_review(
                    sealed,
                    bundle_id=bundle.bundle_id,
                    payload_sha256=bundle.payload_sha256,
                    secret=bundle.secret,
                )
            except NoReviewError as error:
                self.odd.append(OddReview(bundle.bundle_id, str(error)))

    def _read(self, store: BundleStore, bundle: Reviewed, name: str) -> bytes | None:
        self.go_on()
        try:
            sealed = store.read(name, REVIEW_BYTES)
        except MissingObjectError:
            sealed = None
        except TooLargeError:
            sealed = None
            self.odd.append(OddReview(bundle.bundle_id, _OTHER_SIZE))
        except StoreRefusedError:
            self.refused += 1
            return None
        self.read += 1
        return sealed

    def _names(self, store: BundleStore, bundle: Reviewed, named: list[str]) -> list[str]:
        """What to read: what the study's readers can have put there first, then a few of whatever else is."""
        try:
            listed = list(islice(store.names(reviews_folder(bundle.bundle_id)), MOST_LISTED))
        except StoreRefusedError:
            # Whoever may not list may perhaps read what they can name.
            return named
        there = set()
        for each in listed:
            if not is_review_name(each.name) or each.size != REVIEW_BYTES:
                self.odd.append(OddReview(bundle.bundle_id, _OTHER_SIZE))
            else:
                there.add(each.name)
        if len(listed) == MOST_LISTED:
            # What somebody put there to hide the rest does not: the names are known.
            there.update(named)
        others = sorted(there.difference(named))
        return [*(name for name in named if name in there), *others[:MOST_UNNAMED]]


_OTHER_SIZE: Final = later("it is not as large as a review is")
