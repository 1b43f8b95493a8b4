"""Signed statements: DSSE envelopes (secure-systems-lab, protocol 1.0.2) with Ed25519.

What is signed are the exact bytes of a statement together with its kind, so that no statement passes for one
of another kind, and nothing has to be written a second time in the same way to be checked.

The envelope around it is taken in one way of writing only, that of ``sign``: base64 and JSON have many for
the same, and whoever holds the bytes could else change them unnoticed.
"""

import base64
import binascii
from typing import Final

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from recorder.episode.card import SIGNING_KEY_BYTES

_KIND: Final = "application/vnd.assent.{}+json"


class NotSignedError(Exception):
    """These bytes are no statement of that kind, signed by the key that they name."""


class _Signature(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    keyid: str
    sig: str


class _Envelope(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    payload: str
    payloadType: str  # noqa: N815 - the field's name in DSSE
    signatures: list[_Signature]


class Signed(msgspec.Struct, frozen=True):
    """A statement whose signature was checked.

    Attributes:
        body: Its exact bytes.
        signer: The public Ed25519 key that signed it, 32 bytes; whether it may is the reader's to judge.
    """

    body: bytes
    signer: bytes


def sign(kind: str, body: bytes, key: Ed25519PrivateKey) -> bytes:
    """Put a statement into an envelope.

    Args:
        kind: Such as ``manifest``; part of what is signed.
        body: The statement.
        key: Whose it is.

    Returns:
        The envelope, as JSON.
    """
    payload_type = _KIND.format(kind)
    signer = key.public_key().public_bytes_raw()
    return _envelope(payload_type, body, signer, key.sign(_to_sign(payload_type, body)))


def verify(kind: str, envelope: bytes) -> Signed:
    """Take a statement out of an envelope that was signed by the key it names.

    Raises:
        NotSignedError: It is none, of another kind, signed by several, or the signature is wrong.
    """
    payload_type = _KIND.format(kind)
    try:
        held = msgspec.json.decode(envelope, type=_Envelope)
        (signature,) = held.signatures
        signer = bytes.fromhex(signature.keyid)
        body = base64.b64decode(held.payload, validate=True)
        sig = base64.b64decode(signature.sig, validate=True)
    except (msgspec.MsgspecError, ValueError, binascii.Error, RecursionError):
        raise NotSignedError from None
    if held.payloadType != payload_type or len(signer) != SIGNING_KEY_BYTES:
        raise NotSignedError
    if _envelope(payload_type, body, signer, sig) != envelope:
        raise NotSignedError
    try:
        Ed25519PublicKey.from_public_bytes(signer).verify(sig, _to_sign(payload_type, body))
    except (InvalidSignature, ValueError):
        raise NotSignedError from None
    return Signed(body, signer)


def _envelope(payload_type: str, body: bytes, signer: bytes, sig: bytes) -> bytes:
    signature = _Signature(signer.hex(), base64.b64encode(sig).decode())
    return msgspec.json.encode(_Envelope(base64.b64encode(body).decode(), payload_type, [signature]))


def _to_sign(payload_type: str, body: bytes) -> bytes:
    kind = payload_type.encode()
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(body), body)
