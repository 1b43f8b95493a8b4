"""Who a study is from: its owner's signature, the last line of the file.

The line is a comment, so that the file stays the TOML that it was::

    # assent-signature: ed25519 <public key, hexadecimal> <signature, Base64>

It signs the exact bytes before it, apart from any other kind of thing that is signed. The study's SHA-256
stays that of all bytes, this line included: signed anew it is another version.
"""

import base64
import binascii
import re
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from recorder.study_file.statements import Mistake

_KEY: Final = "signature"
_LIKE_ONE: Final = re.compile(rb"^[ \t]*#[ \t]*assent-signature\b", re.IGNORECASE | re.MULTILINE)
_EXACT: Final = re.compile(
    rb"# assent-signature: ed25519 (?P<owner>[0-9a-f]{64}) (?P<signature>[A-Za-z0-9+/]{86}==)\r?\n?\Z"
)
_DOMAIN: Final = b"assent study signature 1\0"


@dataclass(frozen=True, slots=True)
class StudySignature:
    """A signature that was checked.

    Attributes:
        owner: The public Ed25519 key that made it, 32 bytes; whether it is the right one is not known here.
    """

    owner: bytes


def read_signature(data: bytes) -> StudySignature | Mistake | None:
    """Check who signed a study's file.

    Args:
        data: All of the file.

    Returns:
        ``None`` where nobody did; what is wrong where a line looks like a signature and is none that holds.
    """
    first = _LIKE_ONE.search(data)
    if first is None:
        return None
    line = data.count(b"\n", 0, first.start()) + 1
    found = _EXACT.match(data, first.start())
    if found is None:
        return Mistake(line, _KEY, "is not one that Assent wrote, or not the last line; sign the file anew")
    try:
        signature = base64.b64decode(found["signature"], validate=True)
        if base64.b64encode(signature) != found["signature"]:
            return Mistake(line, _KEY, "is not one that Assent wrote; sign the file anew")
        owner = bytes.fromhex(found["owner"].decode())
        Ed25519PublicKey.from_public_bytes(owner).verify(signature, _DOMAIN + data[: first.start()])
    except (InvalidSignature, ValueError, binascii.Error):
        return Mistake(line, _KEY, "does not hold: the file was changed after it was signed")
    return StudySignature(owner)


def signed_study(data: bytes, key: Ed25519PrivateKey) -> bytes:
    """A study's file with its owner's signature, in place of one that it has.

    Args:
        data: All of the file.
        key: The owner's.
    """
    body = unsigned_study(data)
    owner = key.public_key().public_bytes_raw().hex()
    signature = base64.b64encode(key.sign(_DOMAIN + body)).decode()
    return body + f"# assent-signature: ed25519 {owner} {signature}\n".encode()


def unsigned_study(data: bytes) -> bytes:
    """A study's file without the signature that is its last line, whether that holds or not."""
    body = data if data.endswith(b"\n") or not data else data + b"\n"
    start = body.rfind(b"\n", 0, len(body) - 1) + 1
    return body if _LIKE_ONE.match(body, start) is None else body[:start]
