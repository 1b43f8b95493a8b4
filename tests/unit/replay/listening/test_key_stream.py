"""A server's record of its keyboard is read whole however it comes in pieces, and nothing else is."""

import struct
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recorder.devices.x11.record_replies import RecordRefusedError
from replay.listening.stream import (
    KeyStream,
    Marked,
    Relaid,
    Remapped,
    Struck,
    Told,
)

OWN, OTHER = 0x600000, 0x400000


def _reply(category: int, body: bytes, *, base: int = 0, swapped: bool = False) -> bytes:
    return struct.pack("=BBHIxBxxI16x", 1, category, 7, len(body) // 4, swapped, base) + body


def _event(code: int, detail: int, state: int = 0) -> bytes:
    return struct.pack("=BBxxI12xhh4xHxx", code, detail, 5, 0, 0, state)


def _request(opcode: int, second: int = 0, body: bytes = b"") -> bytes:
    return struct.pack("=BBH", opcode, second, 1 + len(body) // 4) + body


_LENT = _request(100, 2, struct.pack("=BBxx4I", 8, 2, 1, 2, 3, 4))
_RECORD = (
    _reply(4, b"")
    + _reply(0, _event(2, 38) + _event(3, 38) + _event(2, 39, 1))
    + _reply(1, _LENT + _request(127), base=OTHER)
    + struct.pack("=B31x", 34)
    + _reply(1, _request(127), base=OWN)
    + _reply(1, _request(135, 9, bytes(32)), base=OTHER)
    + _reply(1, _LENT, base=OTHER, swapped=True)
    + _reply(5, b"")
)
_TOLD: list[Told] = [
    Struck(38, 0),
    Struck(39, 1),
    Remapped({8: (1, 2), 9: (3, 4)}),
    Marked(),
    Relaid(),
    Relaid(),
]


@given(st.lists(st.integers(0, len(_RECORD)), max_size=20))
def test_pieces_of_any_size_tell_the_same(cuts: list[int]) -> None:
    stream = KeyStream(OWN)
    edges = [0, *sorted(cuts), len(_RECORD)]
    told = [each for begin, end in pairwise(edges) for each in stream.feed(_RECORD[begin:end])]
    assert told == _TOLD
    assert stream.has_begun
    assert stream.has_ended


@given(st.binary(max_size=300))
def test_a_request_of_any_bytes_ends(body: bytes) -> None:
    whole = body[: len(body) // 4 * 4]
    assert len(list(KeyStream(OWN).feed(_reply(1, whole, base=OTHER)))) <= len(whole) // 4


def test_a_server_that_refuses_says_so() -> None:
    with pytest.raises(RecordRefusedError):
        list(KeyStream(OWN).feed(bytes(32)))


def test_no_key_shows_when_printed() -> None:
    assert repr(_TOLD[:3]) == "[Struck(), Struck(), Remapped()]"
