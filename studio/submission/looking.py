"""Looking into one store of several: what keeps a look out of one keeps it out of no other."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from recorder.errors import UserFacingError
from studio.submission.stores import BundleStore, open_store

_FoundT = TypeVar("_FoundT")


@dataclass(frozen=True, slots=True)
class Unreachable:
    """A store that could not be looked into.

    Attributes:
        store_url: Which.
        error: Why, and what to do.
    """

    store_url: str
    error: UserFacingError


def look_into(
    url: str, look: Callable[[BundleStore], _FoundT], go_on: Callable[[], None]
) -> _FoundT | Unreachable:
    """Open a store, and look.

    Args:
        url: The store.
        look: Told the store; finds something there.
        go_on: Raises what shall end all of it.

    Returns:
        What was found, or why it could not be looked into to the end.
    """
    try:
        return look(open_store(url, watch=go_on))
    except UserFacingError as error:
        return Unreachable(url, error)
