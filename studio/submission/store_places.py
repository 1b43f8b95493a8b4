"""Which store an address names: a folder, or a bucket behind S3.

Addresses come from studies, so from strangers: they are read strictly, and one that holds a name, a password
or a parameter that nobody here knows is refused and not repeated.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePath
from typing import Final
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit
from urllib.request import url2pathname

from studio.submission.store_errors import StoreUrlError

_BUCKET: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,254}\Z")
_REGION: Final = re.compile(r"[a-z0-9-]{1,40}\Z")
_HOST: Final = re.compile(r"[A-Za-z0-9.\[\]:_-]+\Z")
_MOST: Final = 2000


class StoreKind(StrEnum):
    """What kind of place a store is."""

    FOLDER = "folder"
    S3 = "s3"


@dataclass(frozen=True, slots=True)
class FolderPlace:
    """A folder of this computer, a drive, or a share.

    Attributes:
        path: Absolute.
    """

    path: Path

    @property
    def kind(self) -> StoreKind:
        """A folder."""
        return StoreKind.FOLDER

    @property
    def shown(self) -> str:
        """How a person reads it."""
        return str(self.path)


@dataclass(frozen=True, slots=True)
class S3Place:
    """A bucket, and where in it.

    Attributes:
        bucket: Its name.
        prefix: Where in it, without slashes around it; empty for all of it.
        endpoint: ``https://host`` of a server that is not Amazon's, or ``None``: then the environment or the
            profile says which. ``http://`` only where the address says so.
        region: Or ``None``: as the environment or the profile says.
    """

    bucket: str
    prefix: str
    endpoint: str | None
    region: str | None

    @property
    def kind(self) -> StoreKind:
        """S3."""
        return StoreKind.S3

    @property
    def shown(self) -> str:
        """How a person reads it."""
        where = "/".join(part for part in (self.bucket, self.prefix) if part)
        return f"s3://{where} ({self.endpoint.split('//')[1]})" if self.endpoint else f"s3://{where}"

    @property
    def sign_in_name(self) -> str:
        """What a key is kept for in the keyring: the bucket of that server, wherever in it."""
        return f"s3://{self.bucket}" + (f" {self.endpoint}" if self.endpoint else "")


StorePlace = FolderPlace | S3Place


def read_place(url: str) -> StorePlace:
    """The place that an address names.

    Args:
        url: An absolute path, ``file:///folder``, ``s3://bucket/prefix[?endpoint=…&region=…]`` or
            ``https://host/bucket/prefix[?region=…]``.

    Raises:
        StoreUrlError: It names none.
    """
    if len(url) > _MOST or not url.isprintable():
        raise StoreUrlError("is too long, or not plain text")
    if PurePath(url).is_absolute():
        return FolderPlace(Path(url))
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise StoreUrlError("is none") from None
    if parts.username is not None or parts.password is not None:
        raise StoreUrlError("holds a name or a password; leave them out")
    if parts.fragment:
        raise StoreUrlError("has a part that begins with #")
    match parts.scheme:
        case "file":
            return _folder(parts)
        case "s3":
            return _s3(parts, ("endpoint", "region"))
        case "https" | "http":
            return _s3_by_host(parts)
        case _:
            raise StoreUrlError("is none that Assent knows")


def endpoint_of(text: str) -> str:
    """A server's address, ``https://host:port``; without a scheme it is ``https``.

    Raises:
        StoreUrlError: It is none.
    """
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        _ = parts.port
    except ValueError:
        raise StoreUrlError("names no server") from None
    plain = parts.path in {"", "/"} and not parts.query and not parts.fragment
    if parts.scheme not in {"https", "http"} or not plain or not _HOST.match(parts.netloc):
        raise StoreUrlError("names no server")
    return f"{parts.scheme}://{parts.netloc}"


def _folder(parts: SplitResult) -> FolderPlace:
    if parts.netloc not in {"", "localhost"} or parts.query:
        raise StoreUrlError("names no folder of this computer")
    path = Path(url2pathname(parts.path))
    if not path.is_absolute() or "\0" in str(path):
        raise StoreUrlError("names no folder of this computer")
    return FolderPlace(path)


def _s3(parts: SplitResult, known: tuple[str, ...]) -> S3Place:
    wishes = _wishes(parts, known)
    return S3Place(
        _bucket(parts.netloc),
        _prefix(parts.path.split("/")[1:]),
        endpoint_of(wishes["endpoint"]) if "endpoint" in wishes else None,
        wishes.get("region"),
    )


def _s3_by_host(parts: SplitResult) -> S3Place:
    wishes = _wishes(parts, ("region",))
    _, bucket, *rest = parts.path.split("/") if parts.path.strip("/") else ("", "")
    return S3Place(
        _bucket(unquote(bucket)),
        _prefix(rest),
        endpoint_of(f"{parts.scheme}://{parts.netloc}"),
        wishes.get("region"),
    )


def _wishes(parts: SplitResult, known: tuple[str, ...]) -> dict[str, str]:
    try:
        pairs = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
    except ValueError:
        raise StoreUrlError("has a part after ? that cannot be read") from None
    wishes = dict(pairs)
    if len(wishes) != len(pairs) or not wishes.keys() <= set(known):
        raise StoreUrlError("has a part after ? that is not known; keys never belong there")
    if "region" in wishes and not _REGION.match(wishes["region"]):
        raise StoreUrlError("names no region")
    return wishes


def _bucket(name: str) -> str:
    if not _BUCKET.match(name):
        raise StoreUrlError("names no bucket")
    return name


def _prefix(parts: list[str]) -> str:
    names = [unquote(part) for part in parts]
    while names and not names[-1]:
        names.pop()
    if any(name in {"", ".", ".."} or "/" in name or not name.isprintable() for name in names):
        raise StoreUrlError("leads to no folder in its bucket")
    return "/".join(names)
