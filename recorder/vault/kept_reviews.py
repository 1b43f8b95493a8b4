"""What readers said of what was shared: the person's own reviews, and those of others. Opaque here.

A review goes with what it is of: with the received copy, with the recording, and with whatever is taken back.
"""

from datetime import datetime

from recorder.vault.open_vault import OpenVault
from recorder.vault.sharing_rows import EarlierReviewRow, ReviewRow, ReviewState


class KeptReviews(OpenVault):
    """The part of an unlocked vault that keeps reviews. Who signed them, and what they say, others judge."""

    def keep_review(
        self, bundle_id: str, signer: bytes, envelope: bytes, *, is_own: bool, state: ReviewState
    ) -> None:
        """Keep a review; what its signer said of the bundle before becomes earlier, unless it was never sent.

        Args:
            bundle_id: Of which bundle; that it is in the vault is for the caller to know.
            signer: The public key that signed it.
            envelope: What was signed.
            is_own: Whether it is this person's.
            state: Where it stands.

        Raises:
            DiskFullError: No space is left; the one before is still there.
        """
        self._catalog.reviews.put(bundle_id, signer, envelope, is_own=is_own, state=state)

    def reviews(self) -> tuple[ReviewRow, ...]:
        """All that are kept, by bundle."""
        return self._catalog.reviews.all()

    def reviews_of(self, bundle_id: str) -> tuple[ReviewRow, ...]:
        """Those of one bundle."""
        return self._catalog.reviews.of(bundle_id)

    def keep_earlier_review(self, bundle_id: str, signer: bytes, envelope: bytes) -> None:
        """Keep what a signer said of a bundle before what is kept of them; twice is once.

        Raises:
            DiskFullError: No space is left.
        """
        self._catalog.reviews.put_earlier(bundle_id, signer, envelope)

    def earlier_reviews(self) -> tuple[EarlierReviewRow, ...]:
        """All that was said before what is said now, in the order in which it was heard of."""
        return self._catalog.reviews.all_earlier()

    def set_review_state(self, bundle_id: str, signer: bytes, state: ReviewState) -> None:
        """Write down where a review stands, with nothing in its way."""
        self._catalog.reviews.set_state(bundle_id, signer, state)

    def review_sent(self, bundle_id: str, signer: bytes) -> None:
        """Write down that the person's own review is in its store."""
        self.set_review_state(bundle_id, signer, ReviewState.SENT)

    def review_failed(
        self, bundle_id: str, signer: bytes, problem: str, *, next_try_at: datetime | None
    ) -> None:
        """Write down that it could not be put there.

        Args:
            bundle_id: Of which bundle.
            signer: Whose.
            problem: Why not, in words.
            next_try_at: When to try again by itself; ``None`` where somebody has to mend something first.
        """
        self._catalog.reviews.set_problem(bundle_id, signer, problem, next_try_at)

    def forget_reviews(self, bundle_id: str) -> None:
        """Destroy all reviews of a bundle, from the disk too."""
        self._catalog.reviews.forget(bundle_id)
