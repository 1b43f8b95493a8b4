"""The bytes of the RECORD extension, cut into what they tell of a keyboard: pure, no connection.

Sources: RECORD protocol 1.13, "RecordEnableContext"; X protocol, appendix B, for the requests and events.
"""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from Xlib import X

CHANGE_KEYBOARD_MAPPING: Final = 100
SET_MODIFIER_MAPPING: Final = 118
NO_OPERATION: Final = 127
XKB_SET_MAP: Final = 9
XKB_GET_KEYBOARD_BY_NAME: Final = 23
"""Asks for a layout, and with the right flag puts it in force."""

# Type, category, length in words, whether the client has its bytes the other way round, its base of ids.
_REPLY: Final = struct.Struct("=BBxxIxBxxI")
_HEADER_BYTES: Final = 32
_EVENT: Final = struct.Struct("=BBxxI12xhh4xHxx")
_REQUEST: Final = struct.Struct("=BBH")
_LONG_REQUEST: Final = struct.Struct("=I")
_MAPPING: Final = struct.Struct("=BxxxBBxx")
_ERROR: Final = 0
_REPLY_KIND: Final = 1
_FROM_SERVER: Final = 0
_FROM_CLIENT: Final = 1
_START_OF_DATA: Final = 4
_END_OF_DATA: Final = 5


class ListeningRefusedError(Exception):
    """The server answered the request to listen with an error."""


@dataclass(frozen=True, slots=True)
class Struck:
    """A key went down.

    Attributes:
        keycode: Which.
        state: The modifiers in force just before.
    """

    keycode: int = field(repr=False)
    state: int = field(repr=False)


@dataclass(frozen=True, slots=True)
class Remapped:
    """Keys mean something else from here on.

    Attributes:
        symbols: The keysyms of each, by its code.
    """

    symbols: Mapping[int, tuple[int, ...]] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Relaid:
    """The keyboard is another one from here on; the server knows which."""


@dataclass(frozen=True, slots=True)
class Marked:
    """Our own mark."""


Told = Struck | Remapped | Relaid | Marked


class KeyStream:
    """Cuts the replies of one context into what they tell, however the socket cut them.

    Args:
        own_base: The base of ids of the client whose requests without effect are marks.

    Attributes:
        has_begun: Whether everything from now on is recorded.
        has_ended: Whether nothing follows.
    """

    def __init__(self, own_base: int) -> None:
        self._own_base: Final = own_base
        self._rest = b""
        self.has_begun = False
        self.has_ended = False

    def feed(self, data: bytes) -> Iterator[Told]:
        """Take what was read from the socket, and give what is complete.

        Raises:
            ListeningRefusedError: The server refused.
        """
        buffer = self._rest + data if self._rest else data
        at = 0
        while len(buffer) - at >= _HEADER_BYTES:
            kind, category, words, is_swapped, base = _REPLY.unpack_from(buffer, at)
            if kind == _ERROR:
                raise ListeningRefusedError
            if kind != _REPLY_KIND:
                # An event of the connection itself: not part of what is recorded.
                at += _HEADER_BYTES
                continue
            body = at + _HEADER_BYTES
            end = body + words * 4
            if len(buffer) < end:
                break
            yield from self._told(category, buffer[body:end], base, is_swapped=bool(is_swapped))
            at = end
        self._rest = buffer[at:]

    def _told(self, category: int, body: bytes, base: int, *, is_swapped: bool) -> Iterator[Told]:
        if category == _FROM_SERVER:
            for code, detail, _, _, _, state in _EVENT.iter_unpack(body):
                if code == X.KeyPress:
                    yield Struck(detail, state)
        elif category == _FROM_CLIENT:
            # Numbers in another order than this machine's: the server is asked instead.
            yield from (Relaid(),) if is_swapped else self._requested(body, base)
        elif category == _START_OF_DATA:
            self.has_begun = True
        elif category == _END_OF_DATA:
            self.has_ended = True

    def _requested(self, body: bytes, base: int) -> Iterator[Told]:
        at = 0
        while len(body) - at >= _REQUEST.size:
            opcode, count, words = _REQUEST.unpack_from(body, at)
            if not words and len(body) - at >= 2 * _REQUEST.size:
                (words,) = _LONG_REQUEST.unpack_from(body, at + _REQUEST.size)
            if opcode == NO_OPERATION:
                if base == self._own_base:
                    yield Marked()
            elif opcode == CHANGE_KEYBOARD_MAPPING:
                yield _remapped(body[at : at + words * 4], count)
            else:
                yield Relaid()
            at += max(1, words) * 4


def _remapped(request: bytes, count: int) -> Told:
    # It is recorded before the server looks at it: a program may have sent anything.
    if len(request) < _MAPPING.size:
        return Relaid()
    _, first, per_key = _MAPPING.unpack_from(request)
    if len(request) < _MAPPING.size + count * per_key * 4:
        return Relaid()
    numbers = struct.unpack_from(f"={count * per_key}I", request, _MAPPING.size)
    return Remapped(
        {first + key: tuple(numbers[key * per_key : (key + 1) * per_key]) for key in range(count)}
    )
