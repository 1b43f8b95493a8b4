"""From a bundle's signed statements to its secret: whose it is, whether it is over, and for whom it is.

All that is believed here is believed for its contributor's signature. Whether the reader has reason to care
for what that contributor sends is decided by the study inside (``judging``).
"""

import hashlib
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from recorder.bundle.age_streams import NotAgeError, unwrap_secret
from recorder.bundle.envelope import NotSignedError, Signed
from recorder.bundle.errors import (
    BrokenBundleError,
    ExpiredBundleError,
    MissingObjectError,
    NewerBundleError,
    NoBundleError,
    NotForYouError,
    TamperedBundleError,
    TooLargeError,
    TruncatedBundleError,
    WithdrawnBundleError,
    WrongNameError,
)
from recorder.bundle.identity import Identity
from recorder.bundle.layout import (
    MOST_MANIFEST_BYTES,
    MOST_STATEMENT_BYTES,
    grant_name,
    is_bundle_id,
    manifest_name,
    withdrawal_name,
)
from recorder.bundle.sources import BundleSource
from recorder.bundle.statements import (
    KeyGrant,
    Manifest,
    UnknownFormatError,
    Withdrawal,
    read_statement,
    recipient_tag,
)
from recorder.episode.phrase import later

_StatementT = TypeVar("_StatementT", Manifest, KeyGrant, Withdrawal)


@dataclass(frozen=True, slots=True)
class Unsealed:
    """A bundle whose statements are good.

    Attributes:
        manifest: What it consists of.
        manifest_sha256: Of the signed envelope.
        signer: The public key that signed it: that bundle's alone.
        secret: What opens its payload.
    """

    manifest: Manifest
    manifest_sha256: str
    signer: bytes
    secret: str = field(repr=False)


def unseal(
    bundle_id: str, source: BundleSource, *, identity: Identity, signer: bytes | None, today: date
) -> Unsealed:
    """Read and check a bundle's statements, and unwrap its secret.

    Args:
        bundle_id: As the place named it.
        source: Where it lies.
        identity: The reader's.
        signer: Who must have signed it, or ``None``.
        today: The day, in UTC.

    Raises:
        UserFacingError: As ``opening.open_bundle``.
    """
    if not is_bundle_id(bundle_id):
        raise NoBundleError
    manifest, signed, manifest_sha256 = _manifest(bundle_id, source)
    if manifest.bundle != bundle_id:
        raise WrongNameError
    if signer is not None and signed.signer != signer:
        raise TamperedBundleError(later("another person has signed it than before"))
    refuse_if_withdrawn(bundle_id, source, signer=signed.signer)
    if today >= manifest.expires_on:
        raise ExpiredBundleError(manifest.expires_on)
    tag = recipient_tag(bundle_id, identity.card.age_key)
    if tag not in manifest.recipients:
        raise NotForYouError
    grant = _grant(bundle_id, tag, source, signer=signed.signer)
    if (grant.bundle, grant.recipient, grant.payload) != (bundle_id, tag, manifest.payload_sha256):
        raise TamperedBundleError(later("its key belongs to another recording"))
    try:
        secret = unwrap_secret(grant.wrapped, identity.age_identity)
    except NotAgeError:
        raise BrokenBundleError(later("its key is not sealed to yours")) from None
    return Unsealed(manifest, manifest_sha256, signed.signer, secret)


def refuse_if_withdrawn(bundle_id: str, source: BundleSource, *, signer: bytes | None) -> None:
    """Look whether the place holds a withdrawal by the bundle's contributor; anyone else's counts nothing.

    Args:
        bundle_id: Which.
        source: Where.
        signer: Who signed the bundle; ``None`` if that is not known, since nothing else of it is left.

    Raises:
        WithdrawnBundleError: It does.
    """
    try:
        withdrawal, signed = read_statement(
            Withdrawal, source.read(withdrawal_name(bundle_id), MOST_STATEMENT_BYTES)
        )
    except (MissingObjectError, TooLargeError, NotSignedError):
        return
    except UnknownFormatError:
        # A later version's way to take something back: it must not be read as "not taken back".
        raise NewerBundleError from None
    if withdrawal.bundle == bundle_id and signer in {None, signed.signer}:
        raise WithdrawnBundleError


def _manifest(bundle_id: str, source: BundleSource) -> tuple[Manifest, Signed, str]:
    try:
        envelope = source.read(manifest_name(bundle_id), MOST_MANIFEST_BYTES)
    except MissingObjectError:
        envelope = b""
    except TooLargeError:
        raise TamperedBundleError(_MANIFEST) from None
    if not envelope:
        refuse_if_withdrawn(bundle_id, source, signer=None)
        raise NoBundleError
    manifest, signed = _statement(Manifest, envelope, _MANIFEST)
    return manifest, signed, hashlib.sha256(envelope).hexdigest()


def _grant(bundle_id: str, tag: str, source: BundleSource, *, signer: bytes) -> KeyGrant:
    try:
        envelope = source.read(grant_name(bundle_id, tag), MOST_STATEMENT_BYTES)
    except MissingObjectError:
        envelope = b""
    except TooLargeError:
        raise TamperedBundleError(_GRANT) from None
    if not envelope:
        refuse_if_withdrawn(bundle_id, source, signer=signer)
        raise TruncatedBundleError
    grant, signed = _statement(KeyGrant, envelope, _GRANT)
    if signed.signer != signer:
        raise TamperedBundleError(_GRANT)
    return grant


def _statement(kind: type[_StatementT], envelope: bytes, wrong: str) -> tuple[_StatementT, Signed]:
    try:
        return read_statement(kind, envelope)
    except UnknownFormatError:
        raise NewerBundleError from None
    except NotSignedError:
        raise TamperedBundleError(wrong) from None


_MANIFEST = later("its list of parts is not the one that was signed")
_GRANT = later("its key is not the one that was signed")
