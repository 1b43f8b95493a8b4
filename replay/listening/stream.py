"""The bytes of the RECORD extension, cut into what they tell of a keyboard: pure, no connection.

Sources: RECORD protocol 1.13, "RecordEnableContext"; X protocol, appendix B, for the requests and events.
"""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from Xlib import X

from recorder.devices.x11.record_replies import EVENT, FROM_CLIENT, FROM_SERVER, RecordReplies

CHANGE_KEYBOARD_MAPPING: Final = 100
SET_MODIFIER_MAPPING: Final = 118
NO_OPERATION: Final = 127
XKB_SET_MAP: Final = 9
XKB_GET_KEYBOARD_BY_NAME: Final = 23
"""Asks for a layout, and with the right flag puts it in force."""

_REQUEST: Final = struct.Struct("=BBH")
_LONG_REQUEST: Final = struct.Struct("=I")
_MAPPING: Final = struct.Struct("=BxxxBBxx")


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
    """Cuts the replies of one recording into what they tell, however the socket cut them.

    Args:
        own_base: The base of ids of the client whose requests without effect are marks.
    """

    def __init__(self, own_base: int) -> None:
        self._own_base: Final = own_base
        self._replies: Final = RecordReplies()

    @property
    def has_begun(self) -> bool:
        """Whether everything from now on is recorded."""
        return self._replies.has_begun

    @property
    def has_ended(self) -> bool:
        """Whether nothing follows."""
        return self._replies.has_ended

    def feed(self, data: bytes) -> Iterator[Told]:
        """Take what was read from the socket, and give what is complete.

        Raises:
            RecordRefusedError: The server refused.
        """
        for reply in self._replies.feed(data):
            if reply.category == FROM_SERVER:
                for code, detail, _, _, _, state in EVENT.iter_unpack(reply.body):
                    if code == X.KeyPress:
                        yield Struck(detail, state)
            elif reply.category == FROM_CLIENT and reply.is_swapped:
                # Numbers in another order than this machine's: the server is asked instead.
                yield Relaid()
            elif reply.category == FROM_CLIENT:
                yield from self._requested(reply.body, reply.base)

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
