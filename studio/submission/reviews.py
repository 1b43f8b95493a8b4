"""Reviews as people are shown them: what was said of a recording, by whom, and whether it counts.

Whatever a review says was written by others: it is cleaned here of all that could command a terminal, hide
words or reorder them, and the name beside it is the study's, never the signer's own.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from recorder.bundle.reviews import (
    REVIEWING_ROLES,
    NoReviewError,
    SignedReview,
    Standing,
    read_review,
    signer_in,
)
from recorder.bundle.statements import ACCEPTED, MOST_COMMENT, REJECTED, Finding
from recorder.episode.card import signing_key_fingerprint
from recorder.episode.study import Recipient, Role, Study
from recorder.vault.sharing_rows import ReviewRow, ReviewState
from recorder.vault.vault import Vault
from recorder.wording import clean
from studio.submission.identities import known_identity
from studio.submission.review_errors import CommentTooLongError
from studio.submission.reviewed import Reviewed, reviewed_bundle, reviewed_bundles

__all__ = [
    "Decision",
    "Finding",
    "ReviewSheet",
    "ShownReview",
    "Standing",
    "outcome",
    "plain_comment",
    "review_sheet",
    "reviews_by_bundle",
    "reviews_by_session",
    "reviews_of",
    "shown_review",
]

_SPACES: Final = frozenset({"Zs", "Zl", "Zp"})


class Decision(StrEnum):
    """What a reader says of a recording."""

    ACCEPTED = ACCEPTED
    REJECTED = REJECTED


@dataclass(frozen=True, slots=True)
class ShownReview:
    """One review.

    Attributes:
        bundle_id: Of which bundle.
        decision: What they decided.
        comment: What they say, cleaned; several lines. May be empty.
        found: What the check had found; ``None`` where it was not checked.
        reviewed_on: The day.
        signer: The public key that signed it.
        standing: What that counts.
        name: Who that is, as the study names them, cleaned; empty of somebody whom it does not name.
        role: What the study names them for.
        is_own: Whether it is this person's.
        state: Where it stands.
        problem: Why it is not sent yet, in words.
        next_try_at: When that is tried again by itself.
        order: Larger in a later review by the same signer.
        earlier: What the same signer said before, the latest first.
        is_of_own_recording: Whether it is about something that this person made.
    """

    bundle_id: str
    decision: Decision
    comment: str = field(repr=False)
    found: Finding | None
    reviewed_on: date
    signer: bytes
    standing: Standing
    name: str
    role: Role | None
    is_own: bool
    state: ReviewState
    problem: str
    next_try_at: datetime | None
    order: tuple[date, int]
    earlier: tuple["ShownReview", ...] = field(default=(), repr=False)
    is_of_own_recording: bool = False

    @property
    def counts(self) -> bool:
        """Whether the recording is accepted, or sent back, by it."""
        return self.standing is Standing.COUNTS

    @property
    def fingerprint(self) -> str:
        """Of the key that signed it."""
        return signing_key_fingerprint(self.signer)


@dataclass(frozen=True, slots=True)
class ReviewSheet:
    """What a reader is shown before they accept a recording or send it back.

    Attributes:
        bundle_id: The bundle.
        may_review: Whether the study names them for that.
        readers: Who can read it besides the contributor: all whom the study names, cleaned.
        fingerprint: Of the key that they sign with.
        is_named: Whether the study names that key, so that their word counts.
        own: What they said before, if they did.
    """

    bundle_id: str
    may_review: bool
    readers: tuple[str, ...]
    fingerprint: str
    is_named: bool
    own: ShownReview | None


def review_sheet(vault: Vault, bundle_id: str) -> ReviewSheet | None:
    """What to show before a review of a received bundle; ``None`` where there is no copy, or no keys."""
    own, reviewed = known_identity(vault), reviewed_bundle(vault, bundle_id)
    if own is None or reviewed is None or reviewed.is_own_recording:
        return None
    study, card = reviewed.study, own.card
    return ReviewSheet(
        bundle_id=bundle_id,
        may_review=is_reviewer(study, card.age_key),
        readers=tuple(clean(each.name) for each in study.recipients if each.age_key != card.age_key),
        fingerprint=signing_key_fingerprint(card.signing_key),
        is_named=signer_in(study, card.signing_key)[0] is Standing.COUNTS,
        own=next((each for each in reviews_of(vault, bundle_id) if each.is_own), None),
    )


def is_reviewer(study: Study, age_key: str) -> bool:
    """Whether a study names somebody as one who accepts recordings."""
    return any(each.age_key == age_key and each.role in REVIEWING_ROLES for each in study.recipients)


def reviews_of(vault: Vault, named: str) -> tuple[ShownReview, ...]:
    """What was said of a recording, the latest first, whatever counts before whatever does not.

    Args:
        vault: The contributor's, or a reader's.
        named: The id of a bundle, or of the session that was shared: then of all that is shared of it.
    """
    return tuple(
        shown for reviewed, shown in _all(vault) if named in {reviewed.bundle_id, reviewed.session_id}
    )


def reviews_by_session(vault: Vault) -> Mapping[str, tuple[ShownReview, ...]]:
    """The same of all that was shared from here, by the sessions that it was made of."""
    found: dict[str, tuple[ShownReview, ...]] = {}
    for reviewed, shown in _all(vault):
        if reviewed.is_own_recording:
            found[reviewed.session_id] = (*found.get(reviewed.session_id, ()), shown)
    return found


def reviews_by_bundle(vault: Vault) -> Mapping[str, tuple[ShownReview, ...]]:
    """The same of everything, by bundle."""
    found: dict[str, tuple[ShownReview, ...]] = {}
    for reviewed, shown in _all(vault):
        found[reviewed.bundle_id] = (*found.get(reviewed.bundle_id, ()), shown)
    return found


def _all(vault: Vault) -> list[tuple[Reviewed, ShownReview]]:
    """What counts first, the latest first of each."""
    rows = vault.reviews()
    bundles = reviewed_bundles(vault, {row.bundle_id for row in rows})
    earlier: dict[tuple[str, bytes], list[bytes]] = {}
    for before in vault.earlier_reviews() if rows else ():
        earlier.setdefault((before.bundle_id, before.signer), []).append(before.envelope)
    found = [
        (reviewed, shown)
        for row in rows
        if (reviewed := bundles.get(row.bundle_id)) is not None
        and (shown := shown_review(row, reviewed, earlier.get((row.bundle_id, row.signer), ()))) is not None
    ]
    return sorted(found, key=lambda each: (each[1].counts, each[1].order, each[1].signer), reverse=True)


def outcome(reviews: Iterable[ShownReview]) -> ShownReview | None:
    """The review by which a recording is accepted or sent back; ``None`` where none counts.

    The latest counts; of several on one day, one that sends it back: somebody has to look at that.
    """
    counting = [each for each in reviews if each.counts]
    return max(
        counting,
        key=lambda each: (each.reviewed_on, each.decision is Decision.REJECTED, each.order),
        default=None,
    )


def shown_review(row: ReviewRow, reviewed: Reviewed, earlier: Iterable[bytes] = ()) -> ShownReview | None:
    """A review that is kept, as it is shown; ``None`` of what is none.

    Args:
        row: The review.
        reviewed: What it is of.
        earlier: What the same signer signed before.
    """
    shown = _shown_alone(row, reviewed)
    if shown is None:
        return None
    before = (_shown_alone(replace(row, envelope=envelope), reviewed) for envelope in earlier)
    found = [each for each in before if each is not None and each.order < shown.order]
    return replace(shown, earlier=tuple(sorted(found, key=lambda each: each.order, reverse=True)))


def _shown_alone(row: ReviewRow, reviewed: Reviewed) -> ShownReview | None:
    try:
        signed = read_review(
            row.envelope, bundle_id=reviewed.bundle_id, payload_sha256=reviewed.payload_sha256
        )
    except NoReviewError:
        return None
    standing, recipient = signer_in(reviewed.study, signed.signer)
    shown = _shown(row, signed, standing, recipient)
    return replace(shown, is_of_own_recording=reviewed.is_own_recording)


def plain_comment(text: str) -> str:
    """A comment as it is signed: plain lines, nothing that hides or reorders words, no blank ends.

    Raises:
        CommentTooLongError: It has too many letters.
    """
    lines = "\n".join(text.splitlines())
    plain = "".join(_plain(char) for char in lines).strip()
    if len(plain) > MOST_COMMENT:
        raise CommentTooLongError(len(plain))
    return plain


def _plain(char: str) -> str:
    if char == "\n" or char.isprintable():
        return char
    return " " if char == "\t" or unicodedata.category(char) in _SPACES else ""


def _shown(
    row: ReviewRow, signed: SignedReview, standing: Standing, recipient: Recipient | None
) -> ShownReview:
    review = signed.review
    return ShownReview(
        bundle_id=review.bundle,
        decision=Decision(review.decision),
        comment=clean(review.comment, breaks=True).strip(),
        found=review.found,
        reviewed_on=review.reviewed_on,
        signer=signed.signer,
        standing=standing,
        name="" if recipient is None else clean(recipient.name),
        role=None if recipient is None else recipient.role,
        is_own=row.is_own,
        state=row.state,
        problem=row.problem,
        next_try_at=row.next_try_at,
        order=review.order,
    )
