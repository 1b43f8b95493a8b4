"""pynput's adapter on X11, the one platform here on which it can be run, in a process of its own.

pynput binds to the display that it finds when it is imported, so it cannot share the tests' process.
"""

import json
import subprocess
import sys

from replay.displays.private import PrivateDesktop

PROGRAM = """
import json, sys, time, dataclasses
from recorder.devices.pynput_input import PynputInput
from recorder.recording.clock import MonotonicClock
source = PynputInput(MonotonicClock(time.monotonic_ns()))
for round in range(2):
    events = []
    source.start(events.append)
    print("listening", flush=True)
    sys.stdin.readline()
    source.stop()
    print(json.dumps([[type(e).__name__, dataclasses.asdict(e)] for e in events]), flush=True)
"""


def test_it_reports_what_was_done_in_order_and_a_second_recording_works(desktop: PrivateDesktop) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        env=desktop.environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        for _ in range(2):
            assert program.stdout.readline() == "listening\n"
            act = ["mousemove", "300", "200", "mousemove", "310", "205", "click", "1", "click", "5",
                   "key", "a", "key", "shift+a", "key", "ctrl+a", "key", "Return", "key", "F5"]  # fmt: skip
            subprocess.run(["xdotool", *act, "sleep", "0.5"], env=desktop.environment(), check=True)
            program.stdin.write("\n")
            program.stdin.flush()
            events = json.loads(program.stdout.readline())
            times = [fields["at_ns"] for _, fields in events]
            assert times == sorted(times)
            seen = [(kind, fields.get("name"), fields.get("char")) for kind, fields in events]
            assert ("KeyPressed", "a", "a") in seen
            assert ("KeyPressed", "a", "A") in seen
            assert ("KeyPressed", "a", None) in seen
            assert ("KeyPressed", "enter", None) in seen
            assert ("KeyReleased", "f5", None) in seen
            places = [(kind, fields.get("x"), fields.get("y")) for kind, fields in events]
            assert ("PointerMoved", 310, 205) in places
            assert ("ButtonPressed", 310, 205) in places
            assert ["Scrolled", {"dx": 0, "dy": -1}] in [
                [kind, {"dx": fields.get("dx"), "dy": fields.get("dy")}] for kind, fields in events
            ]
