"""All that a vault keeps of what goes to others and comes from them."""

from recorder.vault.kept_identity import KeptIdentity
from recorder.vault.kept_received import KeptReceived
from recorder.vault.kept_reviews import KeptReviews
from recorder.vault.kept_submissions import KeptSubmissions


class KeptSharing(KeptIdentity, KeptSubmissions, KeptReceived, KeptReviews):
    """The part of an unlocked vault that keeps keys, approvals, submissions, received copies and reviews."""

    def recover_sharing(self) -> None:
        """Put in order what a crash left of submissions and of copies.

        Raises:
            DiskFullError: No space is left to write that down; the next start tries again.
        """
        self.recover_submissions()
        self.recover_received()
