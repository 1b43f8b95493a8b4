"""What a request to a store is signed with."""

from dataclasses import dataclass, field
from enum import StrEnum


class KeySource(StrEnum):
    """Where a key came from."""

    GIVEN = "given"
    KEYRING = "keyring"
    ENVIRONMENT = "environment"
    PROFILE = "profile"


@dataclass(frozen=True, slots=True)
class StoreKey:
    """The credentials of one identity of a store; ``repr`` shows none of them.

    Attributes:
        access_key: Its name towards the store.
        secret_key: What it signs with; it is never sent.
        session_token: Of a key that holds for some hours only; otherwise empty.
        source: Where it came from.
    """

    access_key: str = field(repr=False)
    secret_key: str = field(repr=False)
    session_token: str = field(default="", repr=False)
    source: KeySource = KeySource.GIVEN
