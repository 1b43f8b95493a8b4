"""Waiting for obstore in slices, so that every call can be called off while nobody answers."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any, Final, NamedTuple, TypeVar

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import LocalStore, S3Store

from recorder.bundle.errors import TooLargeError

Client = LocalStore | S3Store
Watch = Callable[[], None]
"""Asked some twenty times a second while a call waits; whatever it raises calls the call off."""

_WATCH_SECONDS: Final = 0.05
_PIECE_BYTES: Final = 1 << 20
_KNOWS_NO_CONDITION: Final = re.compile(r"status code: 501|<Code>NotImplemented</Code>")

_T = TypeVar("_T")


class CalledOffError(Exception):
    """``watch`` raised. Kept apart from what the call itself may raise.

    Args:
        reason: What it raised.
    """

    def __init__(self, reason: Exception) -> None:
        self.reason = reason
        super().__init__()


class Found(NamedTuple):
    """What a listing tells of an object."""

    name: str
    size: int


async def watched(call: Callable[[], Awaitable[_T]], watch: Watch, seconds: float) -> _T:
    """Wait for a call, asking ``watch`` in between.

    Args:
        call: Begins it; obstore wants a running loop for that.
        watch: May raise.
        seconds: How long it may take.

    Raises:
        CalledOffError: ``watch`` raised; the call is dropped.
        TimeoutError: It took longer than ``seconds``; as above.
    """
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    task = asyncio.ensure_future(call())
    try:
        while not task.done():
            await asyncio.wait({task}, timeout=_WATCH_SECONDS)
            _ask(watch)
            if loop.time() > deadline and not task.done():
                raise TimeoutError
        return task.result()
    finally:
        task.cancel()


async def read_object(client: Client, name: str, most: int) -> bytes:
    """An object, whole.

    Raises:
        TooLargeError: It is larger than ``most`` bytes.
    """
    found = await obstore.get_async(client, name)
    if found.meta["size"] > most:
        raise TooLargeError
    data = bytearray()
    async for piece in found.stream(min_chunk_size=_PIECE_BYTES):
        data += piece
        # The size was the store's word only.
        if len(data) > most:
            raise TooLargeError
    return bytes(data)


async def put_object(client: Client, name: str, data: bytes) -> str:
    """Put an object there, in place of one that is there; its tag."""
    # As one request: parts of parts could be left behind.
    return (await obstore.put_async(client, name, data, use_multipart=False))["e_tag"] or ""


async def put_new_object(client: Client, name: str, data: bytes) -> str | None:
    """Put an object where there is none; its tag, or ``None`` where there is one.

    A store that cannot tell is trusted to be empty there: whoever wants to know looks before.
    """
    try:
        put = await obstore.put_async(client, name, data, use_multipart=False, mode="create")
    except AlreadyExistsError:
        return None
    except BaseError as error:
        if not _KNOWS_NO_CONDITION.search(str(error)):
            raise
        return await put_object(client, name, data)
    return put["e_tag"] or ""


async def size_of(client: Client, name: str) -> int:
    """How large an object is."""
    return (await obstore.head_async(client, name))["size"]


async def next_page(pages: Any) -> list[Found]:  # noqa: ANN401 - obstore does not name its type
    """The next page of a listing; an empty one at its end."""
    try:
        page = await anext(pages)
    except StopAsyncIteration:
        return []
    return [Found(str(found["path"]), int(found["size"])) for found in page]


async def folders_in(client: Client, prefix: str) -> tuple[str, ...]:
    """The names of the folders directly in a folder, sorted."""
    listed = await obstore.list_with_delimiter_async(client, prefix)
    return tuple(sorted(str(name).rstrip("/").rsplit("/", 1)[-1] for name in listed["common_prefixes"]))


def _ask(watch: Watch) -> None:
    try:
        watch()
    except Exception as reason:  # noqa: BLE001 - whatever it is, it is handed on
        raise CalledOffError(reason) from None
