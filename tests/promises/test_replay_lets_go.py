"""However a replay ends, within 200 ms nothing is held down: seen by the X server, not by the player."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from recorder.devices.x11.connection import Connection
from recorder.episode.events import Button
from replay.actuators.x11 import X11Actuator
from replay.clock import MonotonicClock
from replay.displays.private import PrivateDesktop
from replay.gate import OpenGate
from replay.pacing import Pace
from replay.plan.inputs import ButtonDown, ButtonUp, KeyDown, KeyUp, Move, TypeText
from replay.plan.steps import PlanStep
from replay.player import Hands, Player
from replay.progress import Ending, How
from tests.rigs.played import SCREEN, ms, numbered, step

WITHIN_S = 0.2

FAR = 60_000
HELD = step(
    0,
    KeyDown(at_ns=0, name="ctrl_l"),
    KeyDown(at_ns=0, name="shift_r"),
    Move(at_ns=0, x=10, y=10),
    ButtonDown(at_ns=0, button=Button.LEFT),
    ButtonDown(at_ns=0, button=Button.FORWARD),
    *(Move(at_ns=ms(10 * n), x=10 + n % 900, y=20) for n in range(1, 3000)),
    ButtonUp(at_ns=ms(FAR), button=Button.LEFT),
    ButtonUp(at_ns=ms(FAR), button=Button.FORWARD),
    KeyUp(at_ns=ms(FAR), name="shift_r"),
    KeyUp(at_ns=ms(FAR), name="ctrl_l"),
)
TEXT = step(0, TypeText(at_ns=0, text="Grüße, 漢字かなЯ😀 " * 20_000))


@pytest.fixture
def connection(desktop: PrivateDesktop) -> Iterator[Connection]:
    one = Connection()
    yield one
    one.close()


def is_anything_held(connection: Connection) -> bool:
    return any(connection.display.query_keymap()) or bool(connection.root.query_pointer().mask & 0x1FFF)


def wait_until(ask: Callable[[], bool]) -> None:
    pause, deadline = threading.Event(), time.monotonic() + 10
    while not ask():
        assert time.monotonic() < deadline, "it never came true"
        pause.wait(0.002)


@pytest.mark.alone
@pytest.mark.parametrize("after_s", [0.02, 0.3])
@pytest.mark.parametrize("what", [HELD, TEXT], ids=["a drag with keys held", "a text that no keyboard has"])
def test_an_abort_lets_go_of_everything_within_200_ms(
    connection: Connection, what: PlanStep, after_s: float
) -> None:
    endings: list[Ending] = []
    aborting = threading.Event()
    with X11Actuator(fail_safe=False, wake=aborting) as actuator:
        player = Player(
            numbered(what),
            hands=Hands(actuator, OpenGate(), MonotonicClock(), SCREEN),
            pace=Pace(1.0),
            aborting=aborting,
        )
        thread = threading.Thread(target=lambda: endings.append(player.play()))
        thread.start()
        wait_until(lambda: is_anything_held(connection))
        threading.Event().wait(after_s)
        began = time.monotonic()
        player.abort()
        thread.join(10)
        took_s = time.monotonic() - began
        assert not is_anything_held(connection)
    assert took_s < WITHIN_S
    assert [each.how for each in endings] == [How.ABORTED]
