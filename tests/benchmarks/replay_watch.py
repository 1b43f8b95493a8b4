"""An X client of its own that notes when each input came: one line an event, with its time of arrival.

It shares nothing with what is measured but the machine's monotonic clock. The server hands recorded events on
when it next writes to any client, which is when it answers the one that made the input.
"""

import select
import sys
import time

from Xlib import X

from recorder.devices.x11.connection import Connection, pack_native
from recorder.devices.x11.record_stream import RecordStream

_RECORD_ENABLE = 5
_RANGE = {
    "core_requests": (0, 0),
    "core_replies": (0, 0),
    "ext_requests": (0, 0, 0, 0),
    "ext_replies": (0, 0, 0, 0),
    "delivered_events": (0, 0),
    "device_events": (X.KeyPress, X.MotionNotify),
    "errors": (0, 0),
    "client_started": False,
    "client_died": False,
}


def main() -> None:
    """Say ``ready``, then note events until the standard input ends, then print them."""
    control, data = Connection(), Connection()
    context = control.display.record_create_context(0, [3], [_RANGE])
    control.round_trip()
    data.round_trip()
    major = data.display.display.get_extension_major("RECORD")
    raw = data.display.display.socket
    raw.setblocking(True)
    raw.sendall(pack_native("BBHI", major, _RECORD_ENABLE, 2, context))
    stream = RecordStream()
    noted: list[tuple[int, int, int, int, int]] = []
    while not stream.has_begun:
        list(stream.feed(raw.recv(1 << 16)))
    print("ready", flush=True)
    while True:
        ready, _, _ = select.select([raw, sys.stdin], [], [])
        if raw in ready:
            data_bytes = raw.recv(1 << 16)
            at_ns = time.monotonic_ns()
            noted += [
                (at_ns, event.kind, event.detail, event.x, event.y) for event in stream.feed(data_bytes)
            ]
        elif sys.stdin in ready:
            break
    for fields in noted:
        print(*fields)


if __name__ == "__main__":
    main()
