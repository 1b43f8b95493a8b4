"""The printable recovery code: 125 random bits and a check, in groups that a hand can copy.

The alphabet is Crockford's base 32: no I, L, O or U, and what is often misread is understood. Three of the 28
characters are a check, so that a slip is told from a wrong code in all but one of 32768 cases. With so much
randomness the code needs no slow hashing.
"""

import hashlib
import secrets
from dataclasses import dataclass, field
from typing import Final, Self

from recorder.vault.errors import RecoveryCodeMistypedError

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})
_RANDOM_CHARACTERS: Final = 25
_CHECK_CHARACTERS: Final = 3
_GROUP: Final = 4


@dataclass(frozen=True, slots=True)
class RecoveryCode:
    """A recovery code whose check comes out.

    Attributes:
        characters: Without separators; never shown by ``repr``.
    """

    characters: str = field(repr=False)

    @classmethod
    def fresh(cls) -> Self:
        """A new random one."""
        random = "".join(secrets.choice(_ALPHABET) for _ in range(_RANDOM_CHARACTERS))
        return cls(random + _check(random))

    @classmethod
    def read(cls, text: str) -> Self:
        """Understand what a person typed: any case, with or without separators.

        Raises:
            RecoveryCodeMistypedError: It is no recovery code.
        """
        characters = "".join(text.split()).replace("-", "").upper().translate(_MISREAD)
        random, check = characters[:_RANDOM_CHARACTERS], characters[_RANDOM_CHARACTERS:]
        if len(random) != _RANDOM_CHARACTERS or not set(random) <= set(_ALPHABET) or check != _check(random):
            raise RecoveryCodeMistypedError
        return cls(characters)

    def printable(self) -> str:
        """The code as it is printed, in groups of four. Show it once and keep it nowhere."""
        groups = range(0, len(self.characters), _GROUP)
        return "-".join(self.characters[start : start + _GROUP] for start in groups)


def _check(random: str) -> str:
    number = int.from_bytes(hashlib.sha256(random.encode()).digest()[:2], "big")
    return "".join(_ALPHABET[number >> 5 * place & 31] for place in range(_CHECK_CHARACTERS))
