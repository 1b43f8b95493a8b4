"""What readers said of bundles, as rows of the catalog.

What was signed lies in a table of its own, and what was said before in another; all of them are written anew
when a bundle's reviews are destroyed.
"""

from datetime import datetime
from typing import Any, Final

from recorder.vault.catalog_rows import CatalogRows, moment_to_text, now_text
from recorder.vault.cipher import scrub_log
from recorder.vault.forgetting import forget_reviews_of_bundle
from recorder.vault.sharing_rows import EarlierReviewRow, ReviewRow, ReviewState

_SELECT: Final = """
    SELECT review.bundle_id, review.signer, envelope, is_own, state, state_since, attempts, problem,
        next_try_at
    FROM review JOIN review_statement
        ON review_statement.bundle_id = review.bundle_id AND review_statement.signer = review.signer
"""


class ReviewRows(CatalogRows):
    """One review of each signer and bundle."""

    def put(
        self, bundle_id: str, signer: bytes, envelope: bytes, *, is_own: bool, state: ReviewState
    ) -> None:
        """Keep a review; the one before becomes an earlier one, unless it was never sent."""
        with self._change():
            before = self._database.execute(
                """
                SELECT envelope, state FROM review JOIN review_statement
                    ON review_statement.bundle_id = review.bundle_id
                    AND review_statement.signer = review.signer
                WHERE review.bundle_id = ? AND review.signer = ?
                """,
                (bundle_id, signer),
            ).fetchone()
            if before is not None and before[1] != ReviewState.WAITING and before[0] != envelope:
                self._add_earlier(bundle_id, signer, before[0])
            self._database.execute(
                """
                INSERT INTO review VALUES (?, ?, ?, ?, ?, 0, '', NULL)
                ON CONFLICT (bundle_id, signer) DO UPDATE SET is_own = excluded.is_own,
                    state = excluded.state, state_since = excluded.state_since, attempts = 0,
                    problem = '', next_try_at = NULL
                """,
                (bundle_id, signer, int(is_own), state, now_text()),
            )
            self._database.execute(
                "INSERT OR REPLACE INTO review_statement VALUES (?, ?, ?)", (bundle_id, signer, envelope)
            )

    def put_earlier(self, bundle_id: str, signer: bytes, envelope: bytes) -> None:
        """Keep what was said before what is kept; twice is once."""
        with self._change():
            self._add_earlier(bundle_id, signer, envelope)

    def all_earlier(self) -> tuple[EarlierReviewRow, ...]:
        """All that was said before, in the order in which it was heard of."""
        rows = self._all("SELECT bundle_id, signer, envelope FROM earlier_review ORDER BY n")
        return tuple(
            EarlierReviewRow(bundle_id, bytes(signer), bytes(said)) for bundle_id, signer, said in rows
        )

    def all(self) -> tuple[ReviewRow, ...]:
        """All there are, by bundle."""
        return tuple(_review(row) for row in self._all(f"{_SELECT} ORDER BY review.bundle_id, review.signer"))

    def of(self, bundle_id: str) -> tuple[ReviewRow, ...]:
        """Those of a bundle."""
        return tuple(
            _review(row)
            for row in self._all(f"{_SELECT} WHERE review.bundle_id = ? ORDER BY review.signer", (bundle_id,))
        )

    def set_state(self, bundle_id: str, signer: bytes, state: ReviewState) -> None:
        """Write down where one stands, with nothing in its way."""
        self._write(
            """
            UPDATE review SET state = ?, state_since = ?, attempts = 0, problem = '', next_try_at = NULL
            WHERE bundle_id = ? AND signer = ?
            """,
            (state, now_text(), bundle_id, signer),
        )

    def set_problem(self, bundle_id: str, signer: bytes, problem: str, next_try_at: datetime | None) -> None:
        """Write down that it could not be put there, and when to try again."""
        self._write(
            """
            UPDATE review SET attempts = attempts + 1, problem = ?, next_try_at = ?
            WHERE bundle_id = ? AND signer = ?
            """,
            (problem, None if next_try_at is None else moment_to_text(next_try_at), bundle_id, signer),
        )

    def forget(self, bundle_id: str) -> None:
        """Destroy all of a bundle, from the disk too."""
        with self._change():
            forget_reviews_of_bundle(self._database, bundle_id)
        scrub_log(self._database, self._path)

    def _add_earlier(self, bundle_id: str, signer: bytes, envelope: bytes) -> None:
        kept = self._database.execute(
            "SELECT 1 FROM earlier_review WHERE bundle_id = ? AND signer = ? AND envelope = ?",
            (bundle_id, signer, envelope),
        ).fetchone()
        if kept is None:
            self._database.execute(
                "INSERT INTO earlier_review (bundle_id, signer, envelope) VALUES (?, ?, ?)",
                (bundle_id, signer, envelope),
            )


def _review(row: tuple[Any, ...]) -> ReviewRow:
    bundle_id, signer, envelope, is_own, state, since, attempts, problem, next_try_at = row
    return ReviewRow(
        bundle_id=bundle_id,
        signer=bytes(signer),
        envelope=bytes(envelope),
        is_own=bool(is_own),
        state=ReviewState(state),
        state_since=datetime.fromisoformat(since),
        attempts=attempts,
        problem=problem,
        next_try_at=None if next_try_at is None else datetime.fromisoformat(next_try_at),
    )
