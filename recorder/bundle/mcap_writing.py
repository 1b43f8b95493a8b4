"""Writing an MCAP file piece by piece: chunks with indexes, not compressed (https://mcap.dev/spec).

The library's own writer copies every message four times and costs a dozen calls for each; an hour has a
hundred thousand. Here a message is its head and its data, as they are, until the chunk is full. What comes
rarely, the summary, is written by the library's records.
"""

import struct
import zlib
from collections.abc import Iterator, Sequence
from typing import Any, Final

from mcap.data_stream import RecordBuilder
from mcap.opcode import Opcode
from mcap.records import Channel, ChunkIndex, DataEnd, Footer, Header, Schema, Statistics, SummaryOffset

MAGIC: Final = b"\x89MCAP0\r\n"
CHUNK_BYTES: Final = 1 << 20

_LIBRARY: Final = "assent"
_MESSAGE: Final = struct.Struct("<BQHIQQ")
_MESSAGE_HEAD_BYTES: Final = 22
_RECORD_HEAD_BYTES: Final = 9
_CHUNK: Final = struct.Struct("<BQQQQIIQ")
_CHUNK_HEAD_BYTES: Final = 40
_INDEX: Final = struct.Struct("<BQHI")
_INDEX_HEAD_BYTES: Final = 6
_ENTRY: Final = struct.Struct("<QQ")
_FOOTER: Final = struct.Struct("<BQQQ")
_FOOTER_BYTES: Final = 20
_MOST_SEQUENCE: Final = (1 << 32) - 1
_NO_COMPRESSION: Final = 0
"""The length of its name."""


class McapWriter:
    """Makes the pieces of one file, in order. Holds a chunk, and some hundred bytes for each one before.

    Args:
        profile: Of the file.
    """

    def __init__(self, profile: str) -> None:
        self._profile = profile
        self._offset = 0
        self._schemas: dict[tuple[str, str], Schema] = {}
        self._channels: dict[str, Channel] = {}
        self._counts: dict[int, int] = {}
        self._chunk = _Chunk()
        self._indexes = RecordBuilder()
        self._chunks = 0
        self._first_ns: int | None = None
        self._last_ns = 0

    def add_channel(self, topic: str, *, messages: str, schema: tuple[str, str, bytes]) -> None:
        """Declare a topic. All are declared before ``start``.

        Args:
            topic: Its name.
            messages: How its messages are encoded.
            schema: Name, encoding and data of its schema.
        """
        name, encoding, data = schema
        known = self._schemas.get((name, encoding))
        if known is None:
            known = Schema(id=len(self._schemas) + 1, name=name, encoding=encoding, data=data)
            self._schemas[name, encoding] = known
        number = len(self._channels) + 1
        self._channels[topic] = Channel(
            id=number, topic=topic, message_encoding=messages, metadata={}, schema_id=known.id
        )

    def start(self) -> bytes:
        """The beginning of the file."""
        records = RecordBuilder()
        records.write(MAGIC)
        Header(self._profile, _LIBRARY).write(records)
        for each in (*self._schemas.values(), *self._channels.values()):
            each.write(records)
        return self._counted(_end(records))

    def add(self, topic: str, at_ns: int, *data: bytes) -> None:
        """Put a message into the chunk that is being filled; see ``take_full``.

        Args:
            topic: A declared one.
            at_ns: Its time.
            data: The message, in one piece or several.
        """
        number = self._channels[topic].id
        sequence = self._counts.get(number, 0)
        self._counts[number] = sequence + 1
        self._chunk.add(number, sequence, at_ns, data)

    def take_full(self) -> Iterator[bytes]:
        """The chunk, if it is full."""
        if self._chunk.size >= CHUNK_BYTES:
            yield from self._take_chunk()

    def finish(self) -> Iterator[bytes]:
        """What is left, and the end of the file."""
        if self._chunk.size:
            yield from self._take_chunk()
        records = RecordBuilder()
        DataEnd(0).write(records)
        yield self._counted(_end(records))
        yield self._summary()

    def _take_chunk(self) -> Iterator[bytes]:
        chunk, start = self._chunk, self._offset
        self._chunk = _Chunk()
        yield self._counted(chunk.record())
        indexes_start = self._offset
        indexes, offsets = chunk.indexes(indexes_start)
        ChunkIndex(
            message_start_time=chunk.first_ns,
            message_end_time=chunk.last_ns,
            chunk_start_offset=start,
            chunk_length=indexes_start - start,
            message_index_offsets=offsets,
            message_index_length=len(indexes),
            compression="",
            compressed_size=chunk.size,
            uncompressed_size=chunk.size,
        ).write(self._indexes)
        self._chunks += 1
        self._first_ns = chunk.first_ns if self._first_ns is None else min(self._first_ns, chunk.first_ns)
        self._last_ns = max(self._last_ns, chunk.last_ns)
        yield self._counted(indexes)

    def _summary(self) -> bytes:
        start = self._offset
        records, offsets = RecordBuilder(), RecordBuilder()
        for opcode, group in (
            (Opcode.SCHEMA, [*self._schemas.values()]),
            (Opcode.CHANNEL, [*self._channels.values()]),
            (Opcode.STATISTICS, [self._statistics()]),
        ):
            began = records.count
            for each in group:
                each.write(records)
            SummaryOffset(
                group_opcode=opcode, group_start=start + began, group_length=records.count - began
            ).write(offsets)
        if self._chunks:
            SummaryOffset(
                group_opcode=Opcode.CHUNK_INDEX,
                group_start=start + records.count,
                group_length=self._indexes.count,
            ).write(offsets)
        records.write(_end(self._indexes))
        offsets_start = start + records.count
        records.write(_end(offsets))
        written = _end(records)
        crc = zlib.crc32(written)
        crc = zlib.crc32(_FOOTER.pack(Opcode.FOOTER, _FOOTER_BYTES, start, offsets_start), crc)
        Footer(summary_start=start, summary_offset_start=offsets_start, summary_crc=crc).write(records)
        return written + _end(records) + MAGIC

    def _statistics(self) -> Statistics:
        return Statistics(
            attachment_count=0,
            channel_count=len(self._channels),
            channel_message_counts=self._counts,
            chunk_count=self._chunks,
            message_count=sum(self._counts.values()),
            message_end_time=self._last_ns,
            message_start_time=self._first_ns or 0,
            metadata_count=0,
            schema_count=len(self._schemas),
        )

    def _counted(self, piece: bytes) -> bytes:
        self._offset += len(piece)
        return piece


class _Chunk:
    """Messages on their way into a chunk.

    Attributes:
        size: Of all their records, in bytes.
        first_ns: The earliest time of any.
        last_ns: The latest.
    """

    def __init__(self) -> None:
        self.size = 0
        self.first_ns = 0
        self.last_ns = 0
        self._pieces: list[bytes] = []
        self._entries: dict[int, list[bytes]] = {}

    def add(self, number: int, sequence: int, at_ns: int, data: Sequence[bytes]) -> None:
        """Add a message of the channel of that number; before it were so many."""
        self.first_ns = min(self.first_ns, at_ns) if self.size else at_ns
        self.last_ns = max(self.last_ns, at_ns)
        self._entries.setdefault(number, []).append(_ENTRY.pack(at_ns, self.size))
        size = _MESSAGE_HEAD_BYTES + sum(map(len, data))
        self._pieces.append(
            _MESSAGE.pack(Opcode.MESSAGE, size, number, sequence & _MOST_SEQUENCE, at_ns, at_ns)
        )
        self._pieces += data
        self.size += _RECORD_HEAD_BYTES + size

    def record(self) -> bytes:
        """The chunk."""
        crc = 0
        for piece in self._pieces:
            crc = zlib.crc32(piece, crc)
        size = _CHUNK_HEAD_BYTES + self.size
        head = _CHUNK.pack(
            Opcode.CHUNK, size, self.first_ns, self.last_ns, self.size, crc, _NO_COMPRESSION, self.size
        )
        return b"".join((head, *self._pieces))

    def indexes(self, start: int) -> tuple[bytes, dict[int, int]]:
        """The index of each channel in it, and where in the file each lies if they begin at ``start``."""
        offsets: dict[int, int] = {}
        written = bytearray()
        for number, entries in self._entries.items():
            offsets[number] = start + len(written)
            size = _ENTRY.size * len(entries)
            written += _INDEX.pack(Opcode.MESSAGE_INDEX, _INDEX_HEAD_BYTES + size, number, size)
            written += b"".join(entries)
        return bytes(written), offsets


def _end(records: Any) -> bytes:  # noqa: ANN401 - the library says nothing of what its method gives
    """What was written to a builder, which is empty again."""
    return bytes(records.end())
