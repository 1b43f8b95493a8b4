"""Public keys of age (``age1…``), checked before anything is ever sealed to them.

An age key is 32 bytes in Bech32 with the prefix ``age`` (the age format, https://age-encryption.org/v1; the
encoding: BIP 173). Its checksum finds any four wrong characters: a mistyped key is found here and not when
nobody can open the episode.
"""

from typing import Final

_ALPHABET: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_PREFIX: Final = "age"
_GENERATORS: Final = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECKSUM_LENGTH: Final = 6
_KEY_BYTES: Final = 32
_GROUP_BITS: Final = 5
_BYTE_BITS: Final = 8


def parse_age_key(text: str) -> bytes:
    """Read a public key of age.

    Returns:
        Its 32 bytes.

    Raises:
        ValueError: It is none; the message says why in plain words.
    """
    if text.upper().startswith("AGE-SECRET-KEY-"):
        raise ValueError("this is a secret key, which nobody else may have; write the public key (age1…)")
    if not text.startswith(_PREFIX + "1"):
        raise ValueError("a public key of age begins with age1")
    groups = [_ALPHABET.find(char) for char in text[len(_PREFIX) + 1 :]]
    if -1 in groups:
        raise ValueError("it holds a character that no key has")
    if len(groups) < _CHECKSUM_LENGTH or _polymod(_expanded_prefix() + groups) != 1:
        raise ValueError("its checksum is wrong; was a character lost or changed?")
    key = _bytes_of(groups[:-_CHECKSUM_LENGTH])
    if len(key) != _KEY_BYTES:
        raise ValueError(f"it holds {len(key)} bytes, a key has {_KEY_BYTES}")
    return key


def _expanded_prefix() -> list[int]:
    high = [ord(char) >> _GROUP_BITS for char in _PREFIX]
    return [*high, 0, *(ord(char) & 31 for char in _PREFIX)]


def _polymod(groups: list[int]) -> int:
    checksum = 1
    for group in groups:
        top = checksum >> 25
        checksum = (checksum & 0x1FFFFFF) << _GROUP_BITS ^ group
        for bit, generator in enumerate(_GENERATORS):
            if top >> bit & 1:
                checksum ^= generator
    return checksum


def _bytes_of(groups: list[int]) -> bytes:
    bits = len(groups) * _GROUP_BITS
    number = 0
    for group in groups:
        number = number << _GROUP_BITS | group
    padding = bits % _BYTE_BITS
    if padding >= _GROUP_BITS or number & ((1 << padding) - 1):
        raise ValueError("its last character is impossible")
    return (number >> padding).to_bytes(bits // _BYTE_BITS, "big")
