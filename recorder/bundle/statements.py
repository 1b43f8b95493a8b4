"""What is signed: the manifest of a bundle, the grants of its key, its withdrawal, and reviews of it.

Read strictly: an unknown field, a wrong type or a number out of bounds is no statement. Days are ISO dates in
UTC; the clock's time of anything is nobody's business. Keys and hashes are lower-case hexadecimal.
"""

import hashlib
import hmac
from datetime import date
from typing import Annotated, Final, TypeVar

import msgspec
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from recorder.bundle.envelope import NotSignedError, Signed, verify
from recorder.bundle.identity import Identity
from recorder.bundle.layout import MOST_PART_BYTES, MOST_PARTS, MOST_RECIPIENTS
from recorder.episode.age_key import parse_age_key

BUNDLE_FORMAT: Final = 1
ACCEPTED: Final = "accepted"
REJECTED: Final = "rejected"
MOST_COMMENT: Final = 2000
"""Letters of what a reader says about a recording."""
MOST_IN_A_DAY: Final = 1_000_000
"""Reviews of a bundle by one reader."""

Id = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{32}\Z")]
Sha256 = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]
Format = Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]

_BodyT = TypeVar("_BodyT", bound="_Statement")


class UnknownFormatError(Exception):
    """A statement is of a later format than this version knows."""


class _Statement(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    format: Format = BUNDLE_FORMAT
    bundle: Id


class _Format(msgspec.Struct, frozen=True):
    format: Format


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One part of a payload: its length and its SHA-256."""

    bytes: Annotated[int, msgspec.Meta(ge=1, le=MOST_PART_BYTES)]
    sha256: Sha256


class Manifest(_Statement, frozen=True, kw_only=True):
    """What a bundle consists of, signed by its contributor.

    Attributes:
        bundle: Its id, which is also its name in the store: under another name it is not this bundle.
        parts: Of the payload, in order.
        recipients: Tags of all who have a grant; see ``recipient_tag``.
        study: The commitment to the study's SHA-256; see ``commitment``.
        consent: The commitment to the SHA-256 of the consent's receipt as it lies in the payload.
        sealed_on: The day.
        expires_on: From the first moment of this day (UTC) nobody opens it any more.
    """

    parts: Annotated[tuple[Part, ...], msgspec.Meta(min_length=1, max_length=MOST_PARTS)]
    recipients: Annotated[tuple[Sha256, ...], msgspec.Meta(min_length=1, max_length=MOST_RECIPIENTS)]
    study: Sha256
    consent: Sha256
    sealed_on: date
    expires_on: date

    @property
    def payload_bytes(self) -> int:
        """The length of the payload."""
        return sum(part.bytes for part in self.parts)

    @property
    def payload_sha256(self) -> str:
        """One hash that stands for the payload: the SHA-256 of its parts' hashes, in order."""
        return hashlib.sha256(b"".join(bytes.fromhex(part.sha256) for part in self.parts)).hexdigest()


class KeyGrant(_Statement, frozen=True, kw_only=True):
    """The bundle's secret, wrapped to one recipient; signed by the contributor.

    Attributes:
        recipient: The recipient's tag.
        payload: The ``payload_sha256`` that the secret opens: a grant serves no other payload.
        wrapped: The episode's secret key of age, as an armoured age file encrypted to the recipient.
    """

    recipient: Sha256
    payload: Sha256
    wrapped: Annotated[str, msgspec.Meta(max_length=8192)]


class Withdrawal(_Statement, frozen=True, kw_only=True):
    """The contributor takes the bundle back. Nothing that comes later undoes it.

    Attributes:
        reason: ``withdrawn`` by the person, or ``expired`` with the study's retention.
        withdrawn_on: The day.
    """

    reason: Annotated[str, msgspec.Meta(pattern=r"^(withdrawn|expired)\Z")]
    withdrawn_on: date


class Voucher(_Statement, frozen=True, kw_only=True):
    """The contributor says that a bundle's signer is theirs; lies in the payload, for readers alone.

    Attributes:
        signer: The public key that signs the bundle.
    """

    signer: Sha256


class Finding(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the check of a recording found, as its reviewer was shown it.

    Attributes:
        kind: The verdict, one word.
        step: The number of the first step that failed, from 1; ``None`` if none did.
        runs: How often it was replayed.
    """

    kind: Annotated[str, msgspec.Meta(pattern=r"^[a-z_]{1,40}\Z")]
    step: Annotated[int, msgspec.Meta(ge=1, le=10_000_000)] | None = None
    runs: Annotated[int, msgspec.Meta(ge=1, le=10_000)] = 1


class Review(_Statement, frozen=True, kw_only=True):
    """A reader accepts a bundle or sends it back; signed with the reader's own key.

    Attributes:
        payload: The ``payload_sha256`` that the reader has seen: of other bytes it says nothing.
        decision: ``accepted`` or ``rejected``.
        comment: What they say about it; never empty where it is rejected.
        found: What the check found; ``None`` where it was not checked.
        reviewed_on: The day.
        number: Which of that day's reviews of that bundle by that reader, from 1: the latest counts.
    """

    payload: Sha256
    decision: Annotated[str, msgspec.Meta(pattern=r"^(accepted|rejected)\Z")]
    comment: Annotated[str, msgspec.Meta(max_length=MOST_COMMENT)]
    found: Finding | None = None
    reviewed_on: date
    number: Annotated[int, msgspec.Meta(ge=1, le=MOST_IN_A_DAY)]

    def __post_init__(self) -> None:
        if self.decision == REJECTED and not self.comment.strip():
            raise ValueError("who sends a recording back says why")

    @property
    def order(self) -> tuple[date, int]:
        """What is larger in a later review by the same reader."""
        return (self.reviewed_on, self.number)


_KINDS: Final[dict[type[_Statement], str]] = {
    Manifest: "manifest",
    KeyGrant: "grant",
    Withdrawal: "withdrawal",
    Voucher: "voucher",
    Review: "review",
}


def signed_statement(statement: Manifest | KeyGrant | Withdrawal, identity: Identity) -> bytes:
    """The statement in its envelope, as it lies in the store, signed with the bundle's own key."""
    signer = identity.for_bundle(statement.bundle)
    return signer.sign(_KINDS[type(statement)], msgspec.json.encode(statement))


def signed_voucher(bundle_id: str, identity: Identity) -> bytes:
    """The voucher for a bundle's signer, signed with the person's own key."""
    signer = identity.for_bundle(bundle_id).card.signing_key.hex()
    return identity.sign(_KINDS[Voucher], msgspec.json.encode(Voucher(bundle=bundle_id, signer=signer)))


def signed_review(review: Review, identity: Identity) -> bytes:
    """The review in its envelope, signed with the reader's own key: by it the study names them."""
    return identity.sign(_KINDS[Review], msgspec.json.encode(review))


def read_statement(kind: type[_BodyT], envelope: bytes) -> tuple[_BodyT, Signed]:
    """A statement and who signed it.

    Raises:
        NotSignedError: It is none of that kind, or the signature is wrong.
        UnknownFormatError: Signed, but of a later format.
    """
    signed = verify(_KINDS[kind], envelope)
    try:
        if msgspec.json.decode(signed.body, type=_Format).format > BUNDLE_FORMAT:
            raise UnknownFormatError
        return msgspec.json.decode(signed.body, type=kind), signed
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise NotSignedError from None


def recipient_tag(bundle_id: str, age_key: str) -> str:
    """How a recipient is named in a bundle: another name in each, so that a store cannot tell who reads what.

    Whoever has the recipient's card can work it out, and so see whether they may read: as was agreed to.

    Raises:
        ValueError: That is no public key of age.
    """
    return hashlib.sha256(
        b"assent recipient\0" + bytes.fromhex(bundle_id) + parse_age_key(age_key)
    ).hexdigest()


def commitment(secret: str, what: str, sha256: str) -> str:
    """What stands in the manifest for a hash that only readers may know.

    Args:
        secret: The episode's secret key of age.
        what: ``study`` or ``consent``.
        sha256: The hash.
    """
    key = HKDF(hashes.SHA256(), length=32, salt=None, info=b"assent commitment").derive(secret.encode())
    return hmac.new(key, f"{what}\0{sha256}".encode(), hashlib.sha256).hexdigest()
