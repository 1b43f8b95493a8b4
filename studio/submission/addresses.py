"""Where things lie, as people write it: a store by its URL or its folder, a bundle by its own.

Decision: a store is named in one way everywhere, as the URL with the scheme, since an approval is bound to
that name: a folder's path becomes its ``file://`` URL.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, urlsplit, urlunsplit

from recorder.bundle.layout import BUNDLES, is_bundle_id
from recorder.errors import UserFacingError

_MANIFEST: Final = "manifest.json"
_ID_FROM_END: Final = 2


class PlaceUnclearError(UserFacingError):
    """That names no store, or no bundle in one."""


@dataclass(frozen=True, slots=True)
class BundlePlace:
    """A bundle in a store.

    Attributes:
        store_url: The store.
        bundle_id: The bundle.
    """

    store_url: str
    bundle_id: str


def store_place(text: str) -> str:
    """The URL of a store that a person named, by URL or as a folder.

    Raises:
        PlaceUnclearError: It is none.
    """
    if "://" not in text:
        if not text.strip():
            raise PlaceUnclearError("No place is named.", mend="Name a folder, or the URL of a store.")
        return Path(text).expanduser().absolute().as_uri()
    parts = _parts(text)
    return urlunsplit(parts._replace(path=parts.path.rstrip("/") or _root(parts)))


def bundle_place(text: str) -> BundlePlace:
    """The bundle that a person named: its folder, its manifest, or either one's URL.

    Raises:
        PlaceUnclearError: It is none.
    """
    parts = _parts(store_place(text))
    names = parts.path.split("/")
    if names[-1] == _MANIFEST:
        names.pop()
    if len(names) < _ID_FROM_END or names[-_ID_FROM_END] != BUNDLES or not is_bundle_id(names[-1]):
        raise PlaceUnclearError(
            "That is no sealed recording: its address ends in bundles/ and 32 letters and digits.",
            mend="Name its folder or its manifest.json, or look for all that is for you with `assent sync`.",
        )
    path = "/".join(names[:-_ID_FROM_END]) or _root(parts)
    return BundlePlace(urlunsplit(parts._replace(path=path)), names[-1])


def bundle_url(place: BundlePlace) -> str:
    """The URL of a bundle's folder."""
    parts = _parts(place.store_url)
    path = f"{parts.path.rstrip('/')}/{BUNDLES}/{place.bundle_id}"
    return urlunsplit(parts._replace(path=path))


def _root(parts: SplitResult) -> str:
    return "" if parts.netloc else "/"


def _parts(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:
        raise PlaceUnclearError("That is no URL.", mend="Name a folder, or the URL of a store.") from None
