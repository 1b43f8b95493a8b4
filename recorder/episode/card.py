"""A person's card: the public part of their keys, to be put into a study or compared over the telephone.

Two keys stand on it: what others seal to (age, X25519) and what others check signatures with (Ed25519).
Each has a fingerprint of 128 bits, short enough to be read out, long enough that nobody finds a second key
with it.
"""

import hashlib
from dataclasses import dataclass
from typing import Final

from recorder.episode.age_key import parse_age_key

SIGNING_KEY_BYTES: Final = 32
_GROUP: Final = 4
_FINGERPRINT_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Card:
    """Who someone is, as far as keys go.

    Attributes:
        name: What they call themselves; nobody vouches for it.
        age_key: Their public key of age, ``age1…``: episodes are sealed to it.
        signing_key: Their public Ed25519 key, 32 bytes: it checks what they signed.

    Raises:
        ValueError: A key is none.
    """

    name: str
    age_key: str
    signing_key: bytes

    def __post_init__(self) -> None:
        parse_age_key(self.age_key)
        if len(self.signing_key) != SIGNING_KEY_BYTES:
            raise ValueError("a public signing key has 32 bytes")


def age_key_fingerprint(age_key: str) -> str:
    """What people compare to be sure of who can open an episode, such as ``3f2a 91c0 …``, eight groups.

    Raises:
        ValueError: It is no public key of age.
    """
    return _fingerprint(b"assent age key\0", parse_age_key(age_key))


def signing_key_fingerprint(signing_key: bytes) -> str:
    """What people compare to be sure of who signed, likewise."""
    return _fingerprint(b"assent signing key\0", signing_key)


def _fingerprint(kind: bytes, key: bytes) -> str:
    digits = hashlib.sha256(kind + key).digest()[:_FINGERPRINT_BYTES].hex()
    return " ".join(digits[at : at + _GROUP] for at in range(0, len(digits), _GROUP))
