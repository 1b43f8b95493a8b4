"""What readers say of a bundle: sealed so that a store learns nothing, and judged before it is believed.

A review is signed with the reader's own key, which the study names, and then sealed to the episode's own
public key: whoever can open the episode can read it, its contributor among them, and nobody else. Every one
is padded to one size before it is sealed and once more after, since age hides some bytes of its own in a
file: a store sees that one was put, and by which key of its own, and neither what it says nor for whom.

Decisions:

- The names under which a reader's reviews lie, some for each, are worked out from the episode's secret and
  the reader's public key. That of a grant can be matched by whoever has the cards; these only by those who
  can open the episode, so that a store which knows all cards does not learn who checked what. Its
  contributor, who may perhaps not list, knows all the names there can be, and takes them back with the rest.
- It is an armoured age file with line breaks after its end: any age program opens it with the episode's key.
- Only the role that a study gives for it, QA, accepts or sends back. What others sign is shown for what it
  is, and never counts.
- A later review by the same reader counts instead of the one before, which stays where it is: no review is
  put over another. Only where all the names of a reader are taken is the last of them taken again. Which is
  later is told by its day and its number within the day, both signed: a vault that was lost and begun anew
  goes on with the next day. One of a day that has not come is left until then, or it would count for ever.

What others can do, and what is left of it:

- A store can take reviews away, put back older ones, and lay one under the name of another. It cannot write,
  read or change one, nor make one count for another episode or reader. Whoever saw a newer review keeps it,
  and is told that it is gone. Whoever never saw it cannot notice; no chain of hashes would help there, since
  a store that hides the last link shows a chain that is whole.
- Another recipient, or a former one, has the episode's secret: they can read all reviews, write what they
  like under their own key, and lay things under the names of others. What they write counts by the role that
  the study gives their key, whatever the name. What is laid under a name before its reader comes is passed
  over; all names full of it, the last is taken back. Where a store lets them overwrite or delete what a
  reader put there, that reader's own vault notices at its next look and puts it there again, under the next
  name; who looks in between finds it gone, and keeps what they saw. A store that refuses to put an object
  where there is one (on S3 a policy that asks readers for If-None-Match) takes even that from them.
- Whoever may put can put a flood. What is read of it is bounded, and names of the study's readers come first.
"""

import hashlib
import hmac
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import pyrage
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pyrage import x25519

from recorder.bundle.age_streams import public_key
from recorder.bundle.envelope import NotSignedError
from recorder.bundle.identity import Identity
from recorder.bundle.layout import REVIEW_BYTES, REVIEW_SLOTS
from recorder.bundle.statements import Review, UnknownFormatError, read_statement, signed_review
from recorder.episode.age_key import parse_age_key
from recorder.episode.phrase import later
from recorder.episode.study import Recipient, Role, Study

PADDED_BYTES: Final = 16 << 10
"""Holds the longest review there is, with all its letters outside of ASCII."""

REVIEWING_ROLES: Final = frozenset({Role.QA})
"""Who accepts and sends back."""

_END: Final = b"-----END AGE ENCRYPTED FILE-----\n"
_BREAK: Final = b"\n"
_FAILURES: Final = (pyrage.DecryptError, pyrage.EncryptError, OSError, ValueError)


class NoReviewError(Exception):
    """What lies there is no review of that bundle; the message says why, in plain words."""


class Standing(StrEnum):
    """What a signer's word counts."""

    COUNTS = "counts"
    OTHER_ROLE = "other_role"
    """The study names them, and not for this."""
    UNKNOWN = "unknown"
    """The study does not name their signing key."""


@dataclass(frozen=True, slots=True)
class SignedReview:
    """A review whose signature was checked, and that is of the bytes that were asked for.

    Attributes:
        review: What it says.
        signer: The public key that signed it.
        envelope: The signed bytes.
    """

    review: Review
    signer: bytes
    envelope: bytes


def review_tags(bundle_id: str, secret: str, age_key: str) -> tuple[str, ...]:
    """Under which names a reader's reviews lie, the first one first.

    Args:
        bundle_id: The bundle.
        secret: The episode's secret key of age.
        age_key: The reader's public one.

    Raises:
        ValueError: That is no public key of age.
    """
    key = HKDF(hashes.SHA256(), length=32, salt=None, info=b"assent review tag").derive(secret.encode())
    named = bytes.fromhex(bundle_id) + parse_age_key(age_key)
    # The first is what it was when there was but one.
    slots = (b"", *(bytes([slot]) for slot in range(1, REVIEW_SLOTS)))
    return tuple(hmac.new(key, named + slot, hashlib.sha256).hexdigest() for slot in slots)


def review_tag(bundle_id: str, secret: str, age_key: str) -> str:
    """The first of a reader's names; see ``review_tags``."""
    return review_tags(bundle_id, secret, age_key)[0]


def sign_review(review: Review, identity: Identity) -> bytes:
    """The review, signed with the reader's own key.

    Raises:
        ValueError: It says something that no review can.
    """
    envelope = signed_review(review, identity)
    # What was put together here may say what nobody would read.
    try:
        read_statement(Review, envelope)
    except NotSignedError:
        raise ValueError("that is no review") from None
    return envelope


def seal_review(envelope: bytes, secret: str) -> bytes:
    """A signed review as it lies in the store, as large as any other.

    Args:
        envelope: The signed review.
        secret: The episode's secret key of age.

    Raises:
        ValueError: It is too long to be one.
    """
    if len(envelope) > PADDED_BYTES:
        raise ValueError("that is too long for a review")
    recipient = x25519.Recipient.from_str(public_key(secret))
    padded = envelope.ljust(PADDED_BYTES, _BREAK)
    sealed: bytes = pyrage.encrypt(padded, [recipient], armored=True)
    if len(sealed) > REVIEW_BYTES:
        raise AssertionError("age has grown")
    return sealed.ljust(REVIEW_BYTES, _BREAK)


def open_review(sealed: bytes, *, bundle_id: str, payload_sha256: str, secret: str) -> SignedReview:
    """Open, read and check what lies in a store as a review. Whether its signer's word counts is asked next.

    Args:
        sealed: The object's bytes.
        bundle_id: Of which bundle.
        payload_sha256: Of which bytes of it.
        secret: The episode's secret key of age.

    Raises:
        NoReviewError: It is no review of that.
    """
    if len(sealed) != REVIEW_BYTES:
        raise NoReviewError(later("it is not as large as a review is"))
    body = sealed.rstrip(_BREAK) + _BREAK
    if not body.endswith(_END):
        raise NoReviewError(later("it is not sealed"))
    try:
        padded: bytes = pyrage.decrypt(body, [x25519.Identity.from_str(secret)])
    except _FAILURES:
        raise NoReviewError(later("it is not sealed to this recording")) from None
    if len(padded) != PADDED_BYTES:
        raise NoReviewError(later("it is not as large as a review is"))
    return read_review(padded.rstrip(_BREAK), bundle_id=bundle_id, payload_sha256=payload_sha256)


def read_review(envelope: bytes, *, bundle_id: str, payload_sha256: str) -> SignedReview:
    """Read and check a signed review.

    Raises:
        NoReviewError: It is no review of that.
    """
    try:
        review, signed = read_statement(Review, envelope)
    except UnknownFormatError:
        raise NoReviewError(later("a later version of Assent wrote it")) from None
    except NotSignedError:
        raise NoReviewError(later("nobody signed it")) from None
    if review.bundle != bundle_id:
        raise NoReviewError(later("it is of another recording"))
    if review.payload != payload_sha256:
        raise NoReviewError(later("it is of another version of this recording"))
    return SignedReview(review, signed.signer, envelope)


def signer_in(study: Study, signer: bytes) -> tuple[Standing, Recipient | None]:
    """What a signer's word counts for a study, and whom it names by that key."""
    named = [each for each in study.recipients if each.signing_key == signer]
    for each in named:
        if each.role in REVIEWING_ROLES:
            return Standing.COUNTS, each
    return (Standing.OTHER_ROLE, named[0]) if named else (Standing.UNKNOWN, None)
