"""Objects in a folder or a bucket: put, read, listed, removed, through one interface.

Every call waits in slices and asks ``watch`` in between, so that it can be called off while nobody answers;
a request under way is dropped then. Nothing here tries again: that is for whoever knows how long to wait.

A put is one request. What arrived is what was sent because

- the request is signed together with the SHA-256 of its body, and carries it a second time as a checksum
  that S3 keeps, both of which the store has to check;
- the store's answer names an MD5 of what it has, which is compared, where it is one (it is none where the
  store encrypts with a key of its own: there, the same bytes get another one each time);
- and where the key may read, the object is read back and compared.

An object without a byte counts as missing: where a key may not delete, removing is putting nothing there.
"""

import asyncio
import hashlib
import os
import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, TypeVar

import obstore
from obstore.exceptions import BaseError

from recorder.bundle.errors import MissingObjectError, TooLargeError
from studio.submission.credentials import Credentials, find_credentials
from studio.submission.store_errors import (
    NotVerifiedError,
    OverfullStoreError,
    StoreAnswerError,
    StoreRefusedError,
)
from studio.submission.store_places import FolderPlace, S3Place, StoreKind, read_place
from studio.submission.stores.calls import (
    CalledOffError,
    Client,
    Watch,
    folders_in,
    next_page,
    put_new_object,
    put_object,
    read_object,
    size_of,
    watched,
)
from studio.submission.stores.clients import folder_client, make_folder, s3_client
from studio.submission.stores.faults import fault_of

_ANSWER_SECONDS: Final = 30.0
_SLOWEST_BYTES_A_SECOND: Final = 32_000
_PAGE: Final = 1000
# Some thousand hours of recordings; what asks for a listing keeps it.
_MOST_LISTED: Final = 1_000_000
_MD5: Final = re.compile(r'"?([0-9a-f]{32})"?\Z')

_UNFINISHED: Final = re.compile(r"#[0-9]+\Z")

_T = TypeVar("_T")


class Verified(StrEnum):
    """How it is known that a store has what was sent."""

    READ_BACK = "read_back"
    CHECKED_BY_STORE = "checked_by_store"


class Removal(StrEnum):
    """What became of an object."""

    DELETED = "deleted"
    OVERWRITTEN = "overwritten"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Put:
    """An object that a store has.

    Attributes:
        name: Its name.
        size: In bytes.
        sha256: Of its bytes.
        verified: How that is known.
    """

    name: str
    size: int
    sha256: str
    verified: Verified


@dataclass(frozen=True, slots=True)
class StoredObject:
    """What a listing tells of an object: its name and its size in bytes."""

    name: str
    size: int


def open_store(
    url: str, *, credentials: Credentials | None = None, watch: Watch | None = None
) -> "BundleStore":
    """The store that an address names. Nothing is asked of it yet.

    Args:
        url: See ``places.read_place``.
        credentials: The key; looked for in the usual places if not given. A folder needs none.
        watch: Asked again and again while a call waits; it may raise.

    Raises:
        StoreUrlError: The address names no store.
        NotSignedInError: There is no key for it.
        UnusableProfileError: The AWS profile has no key of its own.
    """
    return BundleStore(url, credentials, watch)


class BundleStore:
    """One store. Use it from one thread at a time.

    Args:
        url: As it was named.
        credentials: The key; ``None`` to look for it.
        watch: See ``open_store``.

    Attributes:
        url: As it was named.
        place: What that is.
    """

    def __init__(self, url: str, credentials: Credentials | None, watch: Watch | None) -> None:
        self.url = url
        self.place = place = read_place(url)
        self._watch = watch or (lambda: None)
        self._connected: Client | None = None
        if isinstance(place, S3Place):
            self._connected = s3_client(place, credentials or find_credentials(place))
        self._may_read = True
        self._may_delete = True
        self._tags_are_hashes = True

    @property
    def kind(self) -> StoreKind:
        """A folder or S3."""
        return self.place.kind

    def put(self, name: str, data: bytes) -> Put:
        """Put an object there, whole, in place of one that is there already; and make sure that it arrived.

        Raises:
            TryAgainLaterError: It did not arrive, or nobody knows.
            MendFirstError: The store refuses.
        """
        return self._verified(name, data, self._put(name, data))

    def put_new(self, name: str, data: bytes) -> Put | None:
        """Put an object there as ``put`` does, but only where nothing has that name.

        Returns:
            How it is known; ``None`` where something lies there, be it without a byte.

        Raises:
            TryAgainLaterError, MendFirstError: As ``put``.
        """
        if isinstance(self.place, FolderPlace):
            make_folder(self.place)
        tag = self._putting(lambda client: put_new_object(client, name, data), size=len(data))
        return None if tag is None else self._verified(name, data, tag)

    def _verified(self, name: str, data: bytes, tag: str) -> Put:
        if isinstance(self.place, FolderPlace):
            self._settle(self.place.path, self.place.path / name)
        sha256 = hashlib.sha256(data).hexdigest()
        if self._reads_back(name, data):
            return Put(name, len(data), sha256, Verified.READ_BACK)
        self._compare_tag(name, data, tag)
        return Put(name, len(data), sha256, Verified.CHECKED_BY_STORE)

    def read(self, name: str, most: int) -> bytes:
        """An object, whole.

        Raises:
            MissingObjectError: There is none, or one without a byte.
            TooLargeError: It is larger than ``most`` bytes; no more than that was read.
            StoreError: The store cannot be read.
        """
        data = self._run(lambda client: read_object(client, name, most), size=most)
        if not data:
            raise MissingObjectError
        return data

    def size(self, name: str) -> int:
        """How many bytes an object has; 0 if there is none."""
        try:
            return self._run(lambda client: size_of(client, name))
        except MissingObjectError:
            return 0

    def names(self, prefix: str) -> Iterator[StoredObject]:
        """What lies below a folder of the store, page by page, in no order; without what has no byte.

        Raises:
            OverfullStoreError: There are too many, or no end of them.
            StoreError: It cannot be listed.
        """
        client = self._client()
        pages = obstore.list(client, prefix, chunk_size=_PAGE)
        count = 0
        while page := self._run(lambda _: next_page(pages)):
            count += len(page)
            if count > _MOST_LISTED:
                raise OverfullStoreError(self.place.shown)
            yield from (StoredObject(found.name, found.size) for found in page if found.size)

    def folders(self, prefix: str) -> tuple[str, ...]:
        """The names of the folders directly in a folder of the store, sorted, without what lies in them.

        Raises:
            StoreError: It cannot be listed.
        """
        return self._run(lambda client: folders_in(client, prefix))

    def remove(self, name: str) -> Removal:
        """Take an object away: delete it, or, where the key may not, put nothing in its place.

        A store that keeps old versions still has the one before; a key that may only put cannot change that.

        Raises:
            StoreError: It is still there, or nobody knows.
        """
        if self._may_delete:
            try:
                self._run(lambda client: obstore.delete_async(client, name))
            except MissingObjectError:
                return Removal.ABSENT
            except StoreRefusedError:
                self._may_delete = False
            else:
                return Removal.DELETED
        self._put(name, b"")
        return Removal.OVERWRITTEN

    def tidy(self, prefix: str) -> None:
        """Delete what writes that were cut off left in a folder, which no listing shows; a bucket has none.

        Args:
            prefix: The folder of the store.

        Raises:
            MendFirstError: It cannot be deleted.
        """
        if not isinstance(self.place, FolderPlace):
            return
        folder = self.place.path / prefix
        try:
            if folder.resolve() != self.place.path.resolve() / prefix:
                # A link that somebody else put there leads away from the store.
                return
            for within, _, files in os.walk(folder):
                for name in files:
                    # Written under such a name first, and renamed when it is whole.
                    if _UNFINISHED.search(name):
                        (Path(within) / name).unlink(missing_ok=True)
        except OSError as error:
            raise fault_of(error, self.place) from None

    def ask(self) -> None:
        """Find out whether the store answers to the key at all; what it may do there, only doing it tells.

        Raises:
            StoreError: It does not.
        """
        # Not by asking for a size: only the answer to a read says why it is refused. A key that may only put
        # is told so, a wrong one is told something else.
        with suppress(MissingObjectError, StoreRefusedError, TooLargeError):
            self.read("bundles/asked", 0)

    def _put(self, name: str, data: bytes) -> str:
        if isinstance(self.place, FolderPlace):
            make_folder(self.place)
        return self._putting(lambda client: put_object(client, name, data), size=len(data))

    def _putting(self, call: Callable[[Any], Awaitable[_T]], *, size: int) -> _T:
        try:
            return self._run(call, size=size)
        except MissingObjectError:
            # A file where a folder should be, or a server that knows no such place.
            raise StoreAnswerError(self.place.shown, "ENOENT") from None

    def _reads_back(self, name: str, data: bytes) -> bool:
        """Whether the object was read back, and is what was sent; False where the key may not read."""
        if not self._may_read:
            return False
        try:
            back = self._run(lambda client: read_object(client, name, len(data)), size=len(data))
        except StoreRefusedError:
            self._may_read = False
            return False
        except (MissingObjectError, TooLargeError):
            raise NotVerifiedError(self.place.shown) from None
        if back != data:
            raise NotVerifiedError(self.place.shown)
        return True

    def _compare_tag(self, name: str, data: bytes, tag: str) -> None:
        hashed = _MD5.match(tag)
        if hashed is None or not self._tags_are_hashes:
            return
        if hashed[1] == hashlib.md5(data, usedforsecurity=False).hexdigest():
            return
        # Once more: the same wrong hash is of other bytes; another one is no hash of the bytes at all.
        if self._put(name, data) == tag:
            raise NotVerifiedError(self.place.shown)
        self._tags_are_hashes = False

    def _settle(self, root: Path, path: Path) -> None:
        """Make sure that a power cut does not take back what is called delivered."""
        try:
            # The folders above it may be as new as it is.
            for settled in (path, *path.parents[: len(path.relative_to(root).parts)]):
                descriptor = os.open(settled, os.O_RDONLY)
                try:
                    os.fsync(descriptor)
                finally:
                    os.close(descriptor)
        except OSError as error:
            raise fault_of(error, self.place) from None

    def _run(self, call: Callable[[Any], Awaitable[_T]], *, size: int = 0) -> _T:
        client = self._client()
        seconds = _ANSWER_SECONDS + size / _SLOWEST_BYTES_A_SECOND
        try:
            return asyncio.run(watched(lambda: call(client), self._watch, seconds))
        except CalledOffError as off:
            raise off.reason from None
        except (BaseError, OSError, ValueError) as error:
            raise fault_of(error, self.place) from None

    def _client(self) -> Client:
        if isinstance(self.place, FolderPlace) and self._connected is None:
            self._connected = folder_client(self.place)
        if self._connected is None:
            raise AssertionError("a bucket's client is made at once")
        return self._connected
