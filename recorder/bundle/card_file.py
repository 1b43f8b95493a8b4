r"""A card as a file: what a person gives to those who write studies, so that episodes are sealed to them.

It is the piece of TOML that a study takes over as it is, but for the role, which the study's authors choose::

    [[recipients]]
    name = "Robin"
    age_key = "age1…"
    signing_key = "…"
    # assent-card: <signature, Base64>

The last line is made with the signing key, over the name and both keys: whoever changes one of them on the
way is found out, and nobody can put another's age key beside their own signing key. Whether it is Robin who
gave it, only Robin can say: the fingerprints are for that. They do not stand in the file, where someone could
leave the right ones beside other keys. Read strictly; it is a stranger's.
"""

import base64
import binascii
import json
import re
import tomllib
from typing import Annotated, Final

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from recorder.bundle.identity import Identity
from recorder.episode.card import Card
from recorder.errors import UserFacingError
from recorder.study_file.section import text_problem

MOST_BYTES: Final = 8192
_MOST_NAME: Final = 200
_SIGNATURE: Final = re.compile(r"^# assent-card: ([A-Za-z0-9+/]{86}==)$", re.MULTILINE)
_DOMAIN: Final = b"assent card 1\0"


class CardFileError(UserFacingError):
    """A file is no card, or not the one that was made."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(
            f"{name} is no card that can be used: {why}.",
            kept="Nothing was changed.",
            mend="Ask its owner for a new one: they save it with `assent identity export`.",
        )


class _Recipient(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=_MOST_NAME)]
    age_key: Annotated[str, msgspec.Meta(max_length=_MOST_NAME)]
    signing_key: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]
    role: Annotated[str, msgspec.Meta(max_length=_MOST_NAME)] = ""


class _CardFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    recipients: Annotated[list[_Recipient], msgspec.Meta(min_length=1, max_length=1)]


def write_card(identity: Identity) -> str:
    """A person's card, as text."""
    card = identity.card
    signature = base64.b64encode(identity.signing_key.sign(_signed(card))).decode()
    return "\n".join(
        (
            "# A card: the public part of a person's keys. It is no secret.",
            "# `assent identity check` shows its fingerprints: compare them with its owner first.",
            "# To let its owner open a study's episodes, put these lines into the study, with a role:",
            '# role = "annotator", "qa", "researcher" or "auditor"',
            "[[recipients]]",
            f"name = {json.dumps(card.name, ensure_ascii=False)}",
            f'age_key = "{card.age_key}"',
            f'signing_key = "{card.signing_key.hex()}"',
            f"# assent-card: {signature}",
            "",
        )
    )


def read_card(data: bytes, *, name: str = "The file") -> Card:
    """The card in a file; a study's role, if someone wrote one into it, is passed over.

    Args:
        data: All of the file.
        name: What to call the file in an error.

    Raises:
        CardFileError: It is none, or it was changed.
    """
    if len(data) > MOST_BYTES:
        raise CardFileError(name, f"it is longer than {MOST_BYTES} bytes")
    try:
        text = data.decode("utf-8").replace("\r\n", "\n")
        held = msgspec.convert(tomllib.loads(text), _CardFile).recipients[0]
    except UnicodeDecodeError:
        raise CardFileError(name, "it is no text") from None
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, RecursionError):
        raise CardFileError(name, "it does not hold a name, an age key and a signing key") from None
    problem = text_problem(held.name, limit=_MOST_NAME, lines=False)
    if problem is not None:
        raise CardFileError(name, f"its name {problem}")
    try:
        card = Card(held.name, held.age_key, bytes.fromhex(held.signing_key))
    except ValueError as error:
        raise CardFileError(name, f"its age key cannot be used: {error}") from None
    _check_signature(text, card, name)
    return card


def _check_signature(text: str, card: Card, name: str) -> None:
    found = _SIGNATURE.findall(text)
    if len(found) != 1:
        raise CardFileError(name, "the line with its signature is missing or broken")
    try:
        signature = base64.b64decode(found[0], validate=True)
        if base64.b64encode(signature).decode() != found[0]:
            raise CardFileError(name, "the line with its signature is missing or broken")
        Ed25519PublicKey.from_public_bytes(card.signing_key).verify(signature, _signed(card))
    except (InvalidSignature, ValueError, binascii.Error):
        raise CardFileError(name, "it was changed after it was made") from None


def _signed(card: Card) -> bytes:
    return _DOMAIN + card.signing_key + card.age_key.encode() + b"\0" + card.name.encode()
