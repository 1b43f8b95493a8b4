"""What is written is an MCAP file to others; what is read is one of ours, or refused."""

import contextlib
import io
import random
from collections.abc import Callable, Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mcap.reader import NonSeekingReader, SeekingReader
from mcap.stream_reader import StreamReader
from mcap.writer import CompressionType, Writer

from recorder.bundle.mcap_reading import McapReader, Message, Topic, UnfitMcapError
from recorder.bundle.mcap_writing import CHUNK_BYTES, McapWriter

MESSAGES = [
    ("/a" if number % 3 else "/b", number * 1000, bytes([number % 256]) * number) for number in range(400)
]


def written(messages: Iterable[tuple[str, int, bytes]] = MESSAGES) -> bytes:
    mcap = McapWriter("assent")
    mcap.add_channel("/a", messages="json", schema=("A", "jsonschema", b"{}"))
    mcap.add_channel("/b", messages="json", schema=("B", "jsonschema", b"{}"))
    pieces = [mcap.start()]
    for topic, at_ns, data in messages:
        mcap.add(topic, at_ns, data[:2], data[2:])
        pieces += mcap.take_full()
    pieces += mcap.finish()
    return b"".join(pieces)


def at_most(most: int) -> Callable[[Topic], int]:
    return lambda _topic: most


def read(data: bytes, *, piece: int = 1000, most: int = 1 << 20) -> list[Message]:
    pieces = iter([*(data[at : at + piece] for at in range(0, len(data), piece)), b""])
    return list(McapReader(lambda: next(pieces), profile="assent", most=at_most(most)).messages())


@pytest.mark.parametrize("kind", [NonSeekingReader, SeekingReader])
def test_the_library_reads_it_with_valid_checksums(
    kind: type[NonSeekingReader] | type[SeekingReader],
) -> None:
    big = [*MESSAGES, *(("/b", 10**9 + number, bytes(CHUNK_BYTES // 3)) for number in range(10))]
    data = written(big)
    found = list(kind(io.BytesIO(data), validate_crcs=True).iter_messages(log_time_order=False))
    assert [(channel.topic, message.log_time, message.data) for _, channel, message in found] == big
    summary = kind(io.BytesIO(data), validate_crcs=True).get_summary()
    assert summary is not None
    assert summary.statistics is not None
    assert summary.statistics.message_count == len(big)
    assert summary.statistics.chunk_count == len(summary.chunk_indexes) == 4
    assert (summary.statistics.message_start_time, summary.statistics.message_end_time) == (0, 10**9 + 9)


def test_a_reader_that_seeks_finds_a_stretch_of_time() -> None:
    found = SeekingReader(io.BytesIO(written())).iter_messages(
        topics=["/b"], starting_at=30_000, ending_before=60_000
    )
    assert [message.log_time for _, _, message in found] == list(range(30_000, 60_000, 3000))


def test_a_file_without_a_message_is_one_too() -> None:
    assert list(NonSeekingReader(io.BytesIO(written([])), validate_crcs=True).iter_messages()) == []
    assert read(written([])) == []


@given(st.integers(1, 3000))
def test_what_was_written_is_read_from_pieces_of_any_size(piece: int) -> None:
    found = [(message.topic, message.at_ns, message.data) for message in read(written(), piece=piece)]
    assert found == MESSAGES


def test_every_cut_is_noticed() -> None:
    data = written(MESSAGES[:12])
    for length in range(len(data)):
        with pytest.raises(UnfitMcapError):
            read(data[:length])


def test_what_follows_the_end_is_noticed() -> None:
    with pytest.raises(UnfitMcapError):
        read(written() + b"x")


def test_a_message_longer_than_its_topic_allows_is_refused_before_it_is_read() -> None:
    taken = 0
    data = written([("/a", 0, bytes(500_000))])

    def take() -> bytes:
        nonlocal taken
        taken += 1000
        return data[taken - 1000 : taken]

    with pytest.raises(UnfitMcapError):
        list(McapReader(take, profile="assent", most=at_most(1000)).messages())
    assert taken < 10_000


def _by_the_library(*, compression: CompressionType = CompressionType.NONE, **options: bool) -> bytes:
    target = io.BytesIO()
    writer = Writer(target, compression=compression, **options)  # type: ignore[arg-type]
    writer.start("assent")
    schema = writer.register_schema("A", "jsonschema", b"{}")
    channel = writer.register_channel("/a", "json", schema)
    writer.add_message(channel, 0, b"tea", 0)
    if options.get("use_chunking", True):
        writer.add_attachment(0, 0, "a", "text/plain", b"hidden")
    writer.finish()  # type: ignore[no-untyped-call]
    return target.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        _by_the_library(compression=CompressionType.ZSTD),
        _by_the_library(),
        _by_the_library(use_chunking=False),
        written().replace(b"assent", b"robots", 1),
        b"",
        b"PK\3\4" + bytes(100),
    ],
)
def test_files_of_others_are_refused(data: bytes) -> None:
    with pytest.raises(UnfitMcapError):
        read(data)


def test_a_topic_that_is_refused_ends_it() -> None:
    def refuse(_topic: Topic) -> int:
        raise UnfitMcapError

    pieces = iter([written(), b""])
    with pytest.raises(UnfitMcapError):
        list(McapReader(lambda: next(pieces), profile="assent", most=refuse).messages())


def test_damage_anywhere_is_read_or_refused_and_never_worse() -> None:
    chance = random.Random(7)
    data = written(MESSAGES[:30])
    for _ in range(3000):
        damaged = bytearray(data)
        for _ in range(chance.randrange(1, 4)):
            damaged[chance.randrange(len(damaged))] = chance.choice(
                [0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256)]
            )
        with contextlib.suppress(UnfitMcapError):
            read(bytes(damaged))


def test_its_records_are_those_of_the_format() -> None:
    names = {
        type(record).__name__ for record in StreamReader(io.BytesIO(written()), emit_chunks=True).records
    }
    assert names == {
        "Header", "Schema", "Channel", "Chunk", "MessageIndex", "DataEnd", "Statistics", "ChunkIndex",
        "SummaryOffset", "Footer",
    }  # fmt: skip
