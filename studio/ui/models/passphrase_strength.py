"""How long a passphrase would hold, honestly: by how it is guessed, not by which signs are in it.

zxcvbn estimates how many guesses it takes someone who tries common words, names, dates, keyboard runs and
what people do to them. How fast guesses are tried is ours to say: the vault's Argon2id costs 64 MiB a guess,
so a well equipped thief of the disk is reckoned at ten thousand a second, many graphics cards' worth.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from zxcvbn import zxcvbn

from recorder.vault.keys import MINIMUM_PASSPHRASE

_GUESSES_A_SECOND_LOG10: Final = 4.0
_HOUR_LOG10: Final = 3.56
_YEAR_LOG10: Final = 7.5
_CENTURY_LOG10: Final = 9.5
_LONGEST: Final = 64
"""Signs that are looked at: it gets slow above, and nothing that long is the weak part."""


class Strength(StrEnum):
    """In the order of time."""

    TOO_SHORT = "too_short"
    WEAK = "weak"
    FAIR = "fair"
    GOOD = "good"
    STRONG = "strong"


@dataclass(frozen=True, slots=True)
class StrengthEstimate:
    """How strong a passphrase is.

    Attributes:
        strength: In one of five steps.
        level: The same from 0 to 4.
    """

    strength: Strength
    level: int


def estimate_strength(passphrase: str) -> StrengthEstimate:
    """Estimate it; takes some milliseconds at most."""
    if len(passphrase) < MINIMUM_PASSPHRASE:
        return StrengthEstimate(Strength.TOO_SHORT, 0)
    guesses_log10 = float(zxcvbn(passphrase[:_LONGEST])["guesses_log10"])
    seconds_log10 = guesses_log10 - _GUESSES_A_SECOND_LOG10
    if seconds_log10 < _HOUR_LOG10:
        return StrengthEstimate(Strength.WEAK, 1)
    if seconds_log10 < _YEAR_LOG10:
        return StrengthEstimate(Strength.FAIR, 2)
    if seconds_log10 < _CENTURY_LOG10:
        return StrengthEstimate(Strength.GOOD, 3)
    return StrengthEstimate(Strength.STRONG, 4)
