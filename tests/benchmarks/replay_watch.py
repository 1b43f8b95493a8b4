"""An X client of its own that notes when each input came: one line an event, with its time of arrival.

It shares nothing with what is measured but the machine's monotonic clock. The server hands recorded events on
when it next writes to any client, which is when it answers the one that made the input.
"""

import select
import sys
import time
from typing import Final

from Xlib import X

from recorder.devices.x11.connection import Connection, pack_native
from recorder.devices.x11.record_stream import RecordStream

_RECORD_ENABLE: Final = 5
_ALL_CLIENTS: Final = 3
_READ_BYTES: Final = 1 << 16
_RANGE: Final = {
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
    """Say ``ready``, note events until the input ends, then write them: time, kind, key or button."""
    control, data = Connection(), Connection()
    context = control.display.record_create_context(0, [_ALL_CLIENTS], [_RANGE])
    control.round_trip()
    data.round_trip()
    major = data.display.display.get_extension_major("RECORD")
    wire = data.display.display.socket
    wire.settimeout(None)
    wire.sendall(pack_native("BBHI", major, _RECORD_ENABLE, 2, context))
    stream = RecordStream()
    noted: list[tuple[int, int, int]] = []
    while not stream.has_begun:
        list(stream.feed(wire.recv(_READ_BYTES)))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        readable, _, _ = select.select([wire, sys.stdin], [], [])
        if wire in readable:
            came = wire.recv(_READ_BYTES)
            at_ns = time.monotonic_ns()
            noted += [(at_ns, event.kind, event.detail) for event in stream.feed(came)]
        elif sys.stdin in readable:
            break
    sys.stdout.writelines(f"{at_ns} {kind} {detail}\n" for at_ns, kind, detail in noted)


if __name__ == "__main__":
    main()
