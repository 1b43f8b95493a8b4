"""A person's own keys: what they sign with and what opens that which is sealed to them.

Every bundle is signed with a key of its own, worked out from the person's and the bundle's name: whoever
runs a store, and has a hundred bundles before them, cannot tell which are of the same person. Inside the
payload, for readers alone, the person's own key vouches for it.

The secrets live in the vault's catalog and in memory while they are used; ``repr`` never shows them.
"""

from dataclasses import dataclass, field
from typing import Self

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pyrage import x25519

from recorder.bundle.envelope import sign
from recorder.episode.card import Card


@dataclass(frozen=True, slots=True)
class Identity:
    """Both secret keys of a person.

    Attributes:
        name: What they call themselves on their card.
        signing_seed: The Ed25519 seed, 32 bytes.
        age_secret: The secret key of age, ``AGE-SECRET-KEY-1…``.
    """

    name: str
    signing_seed: bytes = field(repr=False)
    age_secret: str = field(repr=False)

    @classmethod
    def generate(cls, name: str) -> Self:
        """Fresh keys."""
        seed = Ed25519PrivateKey.generate().private_bytes_raw()
        return cls(name, seed, str(x25519.Identity.generate()))

    @property
    def signing_key(self) -> Ed25519PrivateKey:
        """What signs."""
        return Ed25519PrivateKey.from_private_bytes(self.signing_seed)

    @property
    def age_identity(self) -> x25519.Identity:
        """What opens."""
        return x25519.Identity.from_str(self.age_secret)

    @property
    def card(self) -> Card:
        """The public part."""
        return Card(
            self.name,
            str(self.age_identity.to_public()),
            self.signing_key.public_key().public_bytes_raw(),
        )

    def for_bundle(self, bundle_id: str) -> "Identity":
        """The same person as the signer of one bundle: with a key for it alone, the same each time."""
        info = b"assent bundle signer\0" + bytes.fromhex(bundle_id)
        seed = HKDF(hashes.SHA256(), length=32, salt=None, info=info).derive(self.signing_seed)
        return Identity(self.name, seed, self.age_secret)

    def sign(self, kind: str, body: bytes) -> bytes:
        """An envelope around a statement; see ``envelope``."""
        return sign(kind, body, self.signing_key)
