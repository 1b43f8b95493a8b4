import subprocess
import sys
import time
from collections.abc import Callable
from typing import Self

import pytest

from recorder.devices.x11.connection import NoDisplayError
from recorder.devices.x11.input import X11Input
from recorder.episode.events import (
    Button,
    ButtonPressed,
    InputEvent,
    KeyPressed,
    PointerMoved,
    Scrolled,
)
from recorder.ports import ScreenGoneError

Eventually = Callable[[Callable[[], object]], object]

_SENDER = """
import sys, time
from Xlib import X, display
from Xlib.ext import xtest
server = display.Display()
count, rate = int(sys.argv[1]), float(sys.argv[2])
due = time.monotonic()
for number in range(count):
    xtest.fake_input(server, X.MotionNotify, x=number % 1000, y=number // 1000)
    server.flush()
    due += 1 / rate
    rest = due - time.monotonic()
    if rest > 0:
        time.sleep(rest)
server.sync()
"""


class SessionClock:
    def __init__(self) -> None:
        self._start_ns = time.monotonic_ns()

    def now_ns(self) -> int:
        return time.monotonic_ns() - self._start_ns


class Listening:
    def __init__(self) -> None:
        self.events: list[InputEvent] = []
        self.gone: list[ScreenGoneError] = []
        self.clock = SessionClock()
        self.source = X11Input(self.clock, on_gone=self.gone.append)

    def __enter__(self) -> Self:
        self.source.start(self.events.append)
        return self

    def __exit__(self, *_exc: object) -> None:
        self.source.stop()

    def pressed(self) -> list[tuple[str, str | None]]:
        return [(event.name, event.char) for event in self.events if isinstance(event, KeyPressed)]


def send_moves(count: int, *, rate: float) -> None:
    subprocess.run([sys.executable, "-c", _SENDER, str(count), str(rate)], check=True)


def test_a_thousand_moves_a_second_arrive_without_one_lost(x_server: object) -> None:
    with Listening() as listening:
        send_moves(4000, rate=1000)
        listening.source.stop()
        ended_ns = listening.clock.now_ns()
        moves = [event for event in listening.events if isinstance(event, PointerMoved)]
    assert len(moves) == 4000
    assert len({(move.x, move.y) for move in moves}) == 4000
    times = [move.at_ns for move in moves]
    assert times == sorted(times)
    assert times[-1] <= ended_ns


def test_four_times_as_many_arrive_as_well(x_server: object) -> None:
    with Listening() as listening:
        send_moves(8000, rate=4000)
        listening.source.stop()
        assert len(listening.events) == 8000


def test_the_time_between_events_is_that_of_the_server(x_server: object) -> None:
    with Listening() as listening:
        send_moves(11, rate=20)
        listening.source.stop()
        times = [event.at_ns for event in listening.events]
    assert times[-1] - times[0] == pytest.approx(500e6, abs=60e6)


def test_a_lone_event_is_not_held_back(
    x_server: object, xdo: Callable[..., str], eventually: Eventually
) -> None:
    with Listening() as listening:
        xdo("mousemove", "300", "200")
        sent_s = time.monotonic()
        eventually(lambda: listening.events)
        assert time.monotonic() - sent_s < 0.3


def test_keys_have_their_name_and_the_character_really_typed(
    x_server: object, xdo: Callable[..., str]
) -> None:
    with Listening() as listening:
        for chord in ("a", "shift+a", "ctrl+a", "ctrl+shift+a", "alt+a", "shift+1", "space", "Return"):
            xdo("key", chord)
        xdo("key", "KP_4", "Prior", "Control_R", "F9", "Tab")
        listening.source.stop()
        typed = listening.pressed()
    assert [char for name, char in typed if name == "a"] == ["a", "A", None, None, None]
    for expected in (("1", "!"), ("space", " "), ("enter", None), ("num_4", "4"), ("page_up", None)):
        assert expected in typed
    for expected in (("ctrl_r", None), ("f9", None), ("tab", None), ("shift_l", None), ("ctrl_l", None)):
        assert expected in typed


def test_the_wheel_and_the_side_buttons_have_their_own_meaning(
    x_server: object, xdo: Callable[..., str]
) -> None:
    with Listening() as listening:
        xdo("mousemove", "50", "60")
        xdo(
            "click", "--delay", "0", "4", "click", "5", "click", "6", "click", "7", "click", "8", "click", "9"
        )
        listening.source.stop()
        scrolls = [(e.dx, e.dy, e.x, e.y) for e in listening.events if isinstance(e, Scrolled)]
        buttons = [event.button for event in listening.events if isinstance(event, ButtonPressed)]
    assert scrolls == [(0, 1, 50, 60), (0, -1, 50, 60), (-1, 0, 50, 60), (1, 0, 50, 60)]
    assert buttons == [Button.BACK, Button.FORWARD]


def test_a_new_layout_is_followed(x_server: object, xdo: Callable[..., str], eventually: Eventually) -> None:
    keycode_right_of_t = "29"
    with Listening() as listening:
        xdo("key", keycode_right_of_t)
        eventually(lambda: ("y", "y") in listening.pressed())
        subprocess.run(["setxkbmap", "de"], check=True)
        eventually(lambda: xdo("key", keycode_right_of_t) or ("z", "z") in listening.pressed())


def test_nothing_follows_a_stop_and_a_second_recording_works(
    x_server: object, xdo: Callable[..., str]
) -> None:
    with Listening() as first:
        xdo("key", "a")
    count = len(first.events)
    assert first.pressed() == [("a", "a")]
    with Listening() as second:
        xdo("key", "b")
    assert second.pressed() == [("b", "b")]
    assert len(first.events) == count
    first.source.start(first.events.append)
    xdo("key", "c")
    first.source.stop()
    assert first.pressed() == [("a", "a"), ("c", "c")]


def test_a_server_that_goes_away_is_reported_once(
    x_server: subprocess.Popen[str], eventually: Eventually
) -> None:
    with Listening() as listening:
        x_server.kill()
        eventually(lambda: listening.gone)
    assert len(listening.gone) == 1


@pytest.mark.usefixtures("x_server")
def test_no_display_is_said_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":9999")
    listening = Listening()
    with pytest.raises(NoDisplayError):
        listening.source.start(listening.events.append)
