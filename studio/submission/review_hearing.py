"""What the vault hears of a look for reviews: what is new, and what was there before and is no more.

What is older than what was seen before takes no one's place; of who counts, it is kept as what they said
before. What was seen and is there no more is kept as missed, or, where it is this person's own, put there
again. A look that was refused or cut off says nothing of that.
"""

from dataclasses import dataclass
from typing import Final

from recorder.bundle.layout import REVIEW_SLOTS
from recorder.bundle.reviews import NoReviewError, SignedReview, Standing, read_review, signer_in
from recorder.vault.sharing_rows import ReviewRow, ReviewState
from recorder.vault.vault import Vault
from studio.submission.identities import known_identity
from studio.submission.looking import Unreachable
from studio.submission.review_looking import MOST_UNNAMED, FoundReviews, OddReview
from studio.submission.reviewed import Reviewed, reviewed_bundles
from studio.submission.reviews import ShownReview, shown_review


@dataclass(frozen=True, slots=True)
class ReviewsReport:
    """What came of looking.

    Attributes:
        new: What others said since the last look, of own recordings and of those that were received.
        missed: What was in a store at the last look and is not now: of others, kept; one's own, to be sent
            again.
        odd: What lies where reviews do, and is none.
        refused: Stores whose key may not read reviews.
        unreachable: Stores that could not be looked into.
    """

    new: tuple[ShownReview, ...] = ()
    missed: tuple[ShownReview, ...] = ()
    odd: tuple[OddReview, ...] = ()
    refused: tuple[str, ...] = ()
    unreachable: tuple[Unreachable, ...] = ()


NOTHING_NEW: Final = ReviewsReport()


def finish_looking(vault: Vault, found: FoundReviews) -> ReviewsReport:
    """Keep what is newer than what was seen, of what is still there, and write down what is there no more."""
    bundles = reviewed_bundles(vault, {*found.whole, *(bundle_id for bundle_id, _ in found.reviews)})
    own = known_identity(vault)
    own_key = None if own is None else own.card.signing_key
    news: dict[tuple[str, bytes], ShownReview] = {}
    # The latest first: of what came before it only so much is kept.
    for bundle_id, signed in sorted(found.reviews, key=lambda each: each[1].review.order, reverse=True):
        reviewed = bundles.get(bundle_id)
        if reviewed is None:
            continue
        if not _is_newer(vault, reviewed, signed):
            _keep_earlier(vault, reviewed, signed)
            continue
        if _is_one_too_many(vault, reviewed, signed):
            continue
        is_own = signed.signer == own_key
        state = ReviewState.SENT if is_own else ReviewState.SEEN
        vault.keep_review(bundle_id, signed.signer, signed.envelope, is_own=is_own, state=state)
        shown = _kept(vault, reviewed, signed.signer)
        if shown is not None and not is_own:
            news[bundle_id, signed.signer] = shown
    missed = _missed(vault, [bundles[each] for each in sorted(found.whole & bundles.keys())], found)
    return ReviewsReport(tuple(news.values()), missed, found.odd, found.refused, found.unreachable)


def _missed(vault: Vault, whole: list[Reviewed], found: FoundReviews) -> tuple[ShownReview, ...]:
    """What is kept of these, counts, and was not found; what was missed and is there again is seen."""
    there = {(bundle_id, signed.envelope) for bundle_id, signed in found.reviews}
    missed: list[ShownReview] = []
    for reviewed in whole:
        for row in vault.reviews_of(reviewed.bundle_id):
            is_there = (row.bundle_id, row.envelope) in there
            state = _state_after(row, is_there=is_there)
            # What others signed may lie under any name, and a look reads some of those alone.
            if state is row.state or signer_in(reviewed.study, row.signer)[0] is not Standing.COUNTS:
                continue
            vault.set_review_state(row.bundle_id, row.signer, state)
            shown = _kept(vault, reviewed, row.signer)
            if shown is not None and not is_there:
                missed.append(shown)
    return tuple(missed)


def _state_after(row: ReviewRow, *, is_there: bool) -> ReviewState:
    match row.state:
        case ReviewState.SEEN | ReviewState.MISSED:
            return ReviewState.SEEN if is_there else ReviewState.MISSED
        case ReviewState.SENT | ReviewState.WAITING:
            # It was put there before, and what puts it there finds it if it is.
            return row.state if is_there else ReviewState.WAITING


def _is_newer(vault: Vault, reviewed: Reviewed, signed: SignedReview) -> bool:
    before = _before(vault, reviewed, signed.signer)
    return before is None or signed.review.order > before.review.order


def _keep_earlier(vault: Vault, reviewed: Reviewed, signed: SignedReview) -> None:
    """Keep what somebody said before who counts; a bounded number of it."""
    before = _before(vault, reviewed, signed.signer)
    if before is None or before.envelope == signed.envelope:
        return
    if signer_in(reviewed.study, signed.signer)[0] is not Standing.COUNTS:
        return
    kept = [row for row in vault.earlier_reviews() if (row.bundle_id, row.signer) == _place(reviewed, signed)]
    if len(kept) < REVIEW_SLOTS and signed.envelope not in {row.envelope for row in kept}:
        vault.keep_earlier_review(reviewed.bundle_id, signed.signer, signed.envelope)


def _place(reviewed: Reviewed, signed: SignedReview) -> tuple[str, bytes]:
    return reviewed.bundle_id, signed.signer


def _before(vault: Vault, reviewed: Reviewed, signer: bytes) -> SignedReview | None:
    """What is kept of a signer; ``None`` where nothing is, or what is no review."""
    row = _row(vault, reviewed.bundle_id, signer)
    if row is None:
        return None
    try:
        return read_review(row.envelope, bundle_id=reviewed.bundle_id, payload_sha256=reviewed.payload_sha256)
    except NoReviewError:
        return None


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
