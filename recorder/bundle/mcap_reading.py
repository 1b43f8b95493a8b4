"""Reading a stranger's MCAP file as it streams by: only what our own writer makes, each length checked first.

The library's reader trusts lengths, follows what it does not know, and decompresses; this one does nothing of
the kind. Chunks are gone through without being held. The checksums are not looked at: every byte was already
authenticated, twice.
"""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from mcap.opcode import Opcode

from recorder.bundle.mcap_writing import MAGIC

_MOST_DECLARATION_BYTES: Final = 256 << 10
_MOST_DECLARED: Final = 128
_MOST_CHUNK_BYTES: Final = 1 << 40
"""Chunks are not held, so that only their messages need limits."""

_HEAD: Final = struct.Struct("<BQ")
_CHUNK_HEAD: Final = struct.Struct("<QQQI")
_MESSAGE_HEAD: Final = struct.Struct("<HIQQ")
_LENGTH: Final = struct.Struct("<I")
_SIZE: Final = struct.Struct("<Q")
_SKIPPED_AT_ONCE: Final = 1 << 20
_IN_SUMMARY: Final = frozenset(
    {Opcode.SCHEMA, Opcode.CHANNEL, Opcode.STATISTICS, Opcode.CHUNK_INDEX, Opcode.SUMMARY_OFFSET}
)


class UnfitMcapError(ValueError):
    """These bytes are no MCAP file as ours are."""

    def __init__(self) -> None:
        super().__init__("this is no MCAP file as they are made here")


@dataclass(frozen=True, slots=True)
class Topic:
    """What a channel declares.

    Attributes:
        name: The topic.
        messages: How its messages are encoded.
        schema: The name of its schema.
    """

    name: str
    messages: str
    schema: str


@dataclass(frozen=True, slots=True)
class Message:
    """One message.

    Attributes:
        topic: Its topic.
        at_ns: Its time.
        data: What it says.
    """

    topic: str
    at_ns: int
    data: bytes


class McapReader:
    """Goes through one file, from its beginning to its very end.

    Args:
        take: The next piece of the file, of any length; empty at the end.
        profile: What the file must be.
        most: How long a message of a topic may be; raises what shall refuse a topic that is not known.
    """

    def __init__(self, take: Callable[[], bytes], *, profile: str, most: Callable[[Topic], int]) -> None:
        self._bytes = _Bytes(take)
        self._profile = profile
        self._most = most
        self._schemas: dict[int, str] = {}
        self._topics: dict[int, tuple[str, int]] = {}

    def messages(self) -> Iterator[Message]:
        """All messages in the order of the file. It is whole only if this comes to its end.

        Raises:
            UnfitMcapError: It is not as it should be, or ends too soon, or goes on after its end.
        """
        self._read_beginning()
        opcode, length = self._head()
        while opcode in {Opcode.SCHEMA, Opcode.CHANNEL}:
            self._declare(opcode, length)
            opcode, length = self._head()
        while opcode in {Opcode.CHUNK, Opcode.MESSAGE_INDEX}:
            if opcode == Opcode.CHUNK:
                yield from self._chunk(length)
            else:
                self._bytes.skip(length)
            opcode, length = self._head()
        if opcode != Opcode.DATA_END:
            raise UnfitMcapError
        self._bytes.skip(length)
        self._read_summary()

    def _head(self) -> tuple[int, int]:
        opcode, length = _HEAD.unpack(self._bytes.exactly(_HEAD.size))
        return opcode, length

    def _read_beginning(self) -> None:
        if self._bytes.exactly(len(MAGIC)) != MAGIC:
            raise UnfitMcapError
        opcode, length = self._head()
        if opcode != Opcode.HEADER or length > _MOST_DECLARATION_BYTES:
            raise UnfitMcapError
        header = _Fields(self._bytes.exactly(length))
        if header.text() != self._profile:
            raise UnfitMcapError

    def _declare(self, opcode: int, length: int) -> None:
        if length > _MOST_DECLARATION_BYTES or len(self._schemas) + len(self._topics) >= _MOST_DECLARED:
            raise UnfitMcapError
        fields = _Fields(self._bytes.exactly(length))
        number = fields.short()
        if opcode == Opcode.SCHEMA:
            if number in self._schemas or number == 0:
                raise UnfitMcapError
            self._schemas[number] = fields.text()
            return
        schema = self._schemas.get(fields.short())
        topic = Topic(fields.text(), fields.text(), schema or "")
        if schema is None or number in self._topics:
            raise UnfitMcapError
        if any(name == topic.name for name, _ in self._topics.values()):
            raise UnfitMcapError
        self._topics[number] = (topic.name, self._most(topic))

    def _chunk(self, length: int) -> Iterator[Message]:
        head_size = _CHUNK_HEAD.size + _LENGTH.size + _SIZE.size
        if not head_size <= length <= _MOST_CHUNK_BYTES:
            raise UnfitMcapError
        _, _, uncompressed, _ = _CHUNK_HEAD.unpack(self._bytes.exactly(_CHUNK_HEAD.size))
        (compression,) = _LENGTH.unpack(self._bytes.exactly(_LENGTH.size))
        (size,) = _SIZE.unpack(self._bytes.exactly(_SIZE.size))
        if compression or size != uncompressed or size != length - head_size:
            raise UnfitMcapError
        while size:
            opcode, length = self._head()
            size -= _HEAD.size + length
            if opcode != Opcode.MESSAGE or size < 0 or length < _MESSAGE_HEAD.size:
                raise UnfitMcapError
            yield self._message(length)

    def _message(self, length: int) -> Message:
        number, _, at_ns, _ = _MESSAGE_HEAD.unpack(self._bytes.exactly(_MESSAGE_HEAD.size))
        known = self._topics.get(number)
        if known is None or length - _MESSAGE_HEAD.size > known[1]:
            raise UnfitMcapError
        return Message(known[0], at_ns, self._bytes.exactly(length - _MESSAGE_HEAD.size))

    def _read_summary(self) -> None:
        opcode, length = self._head()
        while opcode in _IN_SUMMARY:
            self._bytes.skip(length)
            opcode, length = self._head()
        if opcode != Opcode.FOOTER:
            raise UnfitMcapError
        self._bytes.skip(length)
        if self._bytes.exactly(len(MAGIC)) != MAGIC or not self._bytes.is_over():
            raise UnfitMcapError


class _Bytes:
    """Takes exact lengths from pieces of any."""

    def __init__(self, take: Callable[[], bytes]) -> None:
        self._take = take
        self._piece = b""
        self._at = 0

    def exactly(self, length: int) -> bytes:
        """The next bytes.

        Raises:
            UnfitMcapError: There are not that many.
        """
        end = self._at + length
        if end <= len(self._piece):
            taken = self._piece[self._at : end]
            self._at = end
            return taken
        parts = []
        while length:
            part = self._some(length)
            parts.append(part)
            length -= len(part)
        return b"".join(parts)

    def skip(self, length: int) -> None:
        """Pass over bytes.

        Raises:
            UnfitMcapError: There are not that many.
        """
        while length:
            length -= len(self._some(min(length, _SKIPPED_AT_ONCE)))

    def is_over(self) -> bool:
        """Whether nothing follows."""
        return self._at == len(self._piece) and not self._take()

    def _some(self, most: int) -> bytes:
        if self._at == len(self._piece):
            self._piece, self._at = self._take(), 0
            if not self._piece:
                raise UnfitMcapError
        taken = self._piece[self._at : self._at + most]
        self._at += len(taken)
        return taken


class _Fields:
    """The fields of a short record."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def short(self) -> int:
        """A number of two bytes."""
        return int.from_bytes(self._next(2), "little")

    def text(self) -> str:
        """A text with its length before it."""
        (length,) = _LENGTH.unpack(self._next(_LENGTH.size))
        try:
            return self._next(length).decode()
        except UnicodeDecodeError:
            raise UnfitMcapError from None

    def _next(self, length: int) -> bytes:
        taken = self._data[self._at : self._at + length]
        if len(taken) != length:
            raise UnfitMcapError
        self._at += length
        return taken
