"""The bytes of the RECORD extension, cut into its replies: pure, no connection.

Source: RECORD protocol 1.13, section "RecordEnableContext".
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

FROM_SERVER: Final = 0
FROM_CLIENT: Final = 1
_START_OF_DATA: Final = 4
_END_OF_DATA: Final = 5

# Kind, category, length in words, whether the client has its bytes the other way round, its base of ids.
_HEADER: Final = struct.Struct("=BBxxIxBxxI")
_HEADER_BYTES: Final = 32
_ERROR: Final = 0
_REPLY: Final = 1

EVENT: Final = struct.Struct("=BBxxI12xhh4xHxx")
"""A core device event: its code, key code or button, the server's time, the place on the root, the modifiers
and buttons just before (X protocol, appendix B)."""


class RecordRefusedError(Exception):
    """The server answered the request to record with an error."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What was recorded of one client, or of the server.

    Attributes:
        category: ``FROM_SERVER`` for events, ``FROM_CLIENT`` for requests.
        body: Events or requests, one after the other.
        base: The base of ids of the client whose requests these are.
        is_swapped: Whether that client has its bytes the other way round.
    """

    category: int
    body: bytes = field(repr=False)
    base: int
    is_swapped: bool


class RecordReplies:
    """Cuts the replies of one recording, however the socket cut them.

    Attributes:
        has_begun: Whether everything from now on is recorded.
        has_ended: Whether nothing follows.
    """

    def __init__(self) -> None:
        self._rest = b""
        self.has_begun = False
        self.has_ended = False

    def feed(self, data: bytes) -> Iterator[Reply]:
        """Take what was read from the socket, and give the replies that are complete.

        Raises:
            RecordRefusedError: The server refused to record.
        """
        buffer = self._rest + data if self._rest else data
        at = 0
        while len(buffer) - at >= _HEADER_BYTES:
            kind, category, words, is_swapped, base = _HEADER.unpack_from(buffer, at)
            if kind == _ERROR:
                raise RecordRefusedError
            if kind != _REPLY:
                # An event on the recording's connection, such as MappingNotify: not part of it.
                at += _HEADER_BYTES
                continue
            body = at + _HEADER_BYTES
            end = body + words * 4
            if len(buffer) < end:
                break
            if category == _START_OF_DATA:
                self.has_begun = True
            elif category == _END_OF_DATA:
                self.has_ended = True
            else:
                yield Reply(category, buffer[body:end], base, bool(is_swapped))
            at = end
        self._rest = buffer[at:]
