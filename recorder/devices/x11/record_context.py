"""Starts a recording of an X server's input, with the RECORD extension: which, and over which connections.

A recording has a connection of its own, on which nothing else may be asked any more; it is made and ended on
another one, and goes with that.
"""

import socket
from collections.abc import Sequence
from typing import Any, Final

from recorder.devices.x11.connection import Connection, pack_native

_ALL_CLIENTS: Final = 3
_ENABLE: Final = 5
_NOTHING: Final = {
    "core_requests": (0, 0),
    "core_replies": (0, 0),
    "ext_requests": (0, 0, 0, 0),
    "ext_replies": (0, 0, 0, 0),
    "delivered_events": (0, 0),
    "device_events": (0, 0),
    "errors": (0, 0),
    "client_started": False,
    "client_died": False,
}

RecordRange = dict[str, Any]
"""One kind of what is recorded, as python-xlib has it."""


def record_range(name: str, numbers: tuple[int, ...]) -> RecordRange:
    """A range of one kind and of nothing else.

    Args:
        name: The kind, such as ``device_events``.
        numbers: The first and the last; of extensions, first those of the extension.
    """
    return _NOTHING | {name: numbers}


def start_recording(
    asking: Connection, data: Connection, ranges: Sequence[RecordRange]
) -> tuple[int, socket.socket] | None:
    """Have the server record all clients.

    Args:
        asking: Makes the recording.
        data: Hears it, and nothing else from now on.
        ranges: What.

    Returns:
        The recording, to end it on ``asking``, and the socket that it is read from, which may wait for ever;
        ``None`` where the server cannot record.

    Raises:
        OSError: The server has gone, or one of python-xlib's; see ``screen_may_go``.
    """
    if not asking.display.has_extension("RECORD"):
        return None
    context: int = asking.display.record_create_context(0, [_ALL_CLIENTS], list(ranges))
    asking.round_trip()
    data.round_trip()
    read_from: socket.socket = data.display.display.socket
    major = data.display.display.get_extension_major("RECORD")
    read_from.sendall(pack_native("BBHI", major, _ENABLE, 2, context))
    return context, read_from
