import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psutil
import pytest
from Xlib import X

from recorder.devices.x11.connection import Connection, NoDisplayError
from recorder.devices.x11.input import X11Input
from recorder.episode.events import (
    Button,
    ButtonPressed,
    ButtonReleased,
    InputEvent,
    KeyPressed,
    KeyReleased,
    PointerMoved,
    Scrolled,
)
from recorder.ports import ScreenGoneError
from recorder.recording.clock import MonotonicClock
from replay.actuators.errors import CommandHeldError, CornerError, NotX11Error, PersonTookOverError
from replay.actuators.x11 import X11Actuator

Eventually = Callable[[Callable[[], object]], object]
Launch = Callable[..., subprocess.Popen[str]]

HARD = 'Grüße, "É€½" 漢字かな 😀👩\u200d💻 a\u0301 ǅ ß µ Яя @[]{}\\|~ \'`^ 0.5'
# More different characters than any keyboard has spare keys.
MANY = "".join(chr(0x4E00 + 7 * n) for n in range(70))

_HOLDER = """
import sys
from replay.actuators.x11 import X11Actuator
from recorder.episode.events import Button
with X11Actuator(fail_safe=False) as hands:
    hands.type_text("漢")
    hands.key_down("ctrl_l")
    hands.key_down("f5")
    hands.press(Button.LEFT)
    hands.press(Button.FORWARD)
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def listening() -> Iterator[tuple[list[InputEvent], X11Input]]:
    events: list[InputEvent] = []
    source = X11Input(MonotonicClock(0), on_gone=lambda _: None)
    source.start(events.append)
    try:
        yield events, source
    finally:
        source.stop()


@pytest.fixture
def connection(x_server: object) -> Iterator[Connection]:
    one = Connection()
    yield one
    one.close()


def held(connection: Connection) -> tuple[set[int], int]:
    """The codes of the keys that are down, and the state of buttons and modifiers."""
    keys = connection.display.query_keymap()
    down = {8 * byte + bit for byte in range(32) for bit in range(8) if keys[byte] >> bit & 1}
    return down, connection.root.query_pointer().mask & 0x1FFF


def keyboard(connection: Connection) -> tuple[object, object]:
    rows = [tuple(row) for row in connection.display.get_keyboard_mapping(8, 248)]
    return rows, connection.display.get_keyboard_control().global_auto_repeat


def test_every_button_a_drag_and_both_wheels_arrive_as_they_were_meant(x_server: object) -> None:
    with X11Actuator(fail_safe=False) as hands, listening() as (events, source):
        hands.move(10, 20)
        for button in Button:
            if button is not Button.OTHER:
                hands.press(button)
                hands.release(button)
        hands.press(Button.LEFT)
        for x in (30, 60, 90):
            hands.move(x, 40)
        hands.release(Button.LEFT)
        hands.scroll(-2, 3)
        assert hands.position() == (90, 40)
        source.stop()
    clicked = [each.button for each in events if isinstance(each, ButtonPressed)]
    released = [(each.button, each.x, each.y) for each in events if isinstance(each, ButtonReleased)]
    assert clicked == [Button.LEFT, Button.MIDDLE, Button.RIGHT, Button.BACK, Button.FORWARD, Button.LEFT]
    assert released[-1] == (Button.LEFT, 90, 40)
    at = [events.index(each) for each in events if isinstance(each, ButtonPressed | ButtonReleased)][-2:]
    path = [(each.x, each.y) for each in events[at[0] : at[1]] if isinstance(each, PointerMoved)]
    assert list(dict.fromkeys(path)) == [(30, 40), (60, 40), (90, 40)]
    assert [(each.dx, each.dy) for each in events if isinstance(each, Scrolled)] == [(0, 1)] * 3 + [
        (-1, 0)
    ] * 2


@pytest.mark.parametrize("layout", ["us", "fr", "de", "ru"])
def test_keys_are_pressed_by_name_in_any_layout(x_server: object, layout: str) -> None:
    subprocess.run(["setxkbmap", layout], check=True)
    names = [
        "a",
        "z",
        "é",
        "ä",
        "ф",
        "漢",
        "enter",
        "tab",
        "space",
        "left",
        "f9",
        "num_4",
        "shift_r",
        "cmd_l",
    ]
    with X11Actuator(fail_safe=False) as hands:
        # What this keyboard lacks is lent to spare keys; who listens from then on knows them.
        for name in names:
            hands.key_down(name)
            hands.key_up(name)
        with listening() as (events, source):
            for name in names:
                hands.key_down(name)
                hands.key_up(name)
            source.stop()
    assert [each.name for each in events if isinstance(each, KeyPressed)] == names
    assert [each.name for each in events if isinstance(each, KeyReleased)] == names


def test_a_key_comes_as_often_as_it_was_pressed_however_long_it_is_held(x_server: object) -> None:
    with X11Actuator(fail_safe=False) as hands, listening() as (events, source):
        hands.key_down("ctrl_l")
        hands.key_down("ctrl_l")
        hands.key_down("x")
        # Servers repeat after 660 ms.
        threading.Event().wait(0.8)
        hands.key_down("x")
        hands.key_up("x")
        hands.key_up("x")
        hands.key_up("ctrl_l")
        source.stop()
    pressed = [each.name for each in events if isinstance(each, KeyPressed)]
    released = [each.name for each in events if isinstance(each, KeyReleased)]
    assert (pressed, released) == (["ctrl_l", "x", "x"], ["x", "x", "ctrl_l"])


@pytest.mark.parametrize(("layout", "locked"), [("us", False), ("fr", False), ("ru", False), ("de", True)])
def test_text_arrives_exactly_in_a_real_program(
    window_manager: object, launch: Launch, eventually: Eventually, layout: str, *, locked: bool
) -> None:
    subprocess.run(["setxkbmap", layout], check=True)
    with X11Actuator(fail_safe=False) as hands:
        if locked:
            hands.key_down("caps_lock")
            hands.key_up("caps_lock")
        entry = launch("zenity", "--entry", "--text=Words")
        wait_for_focus(eventually)
        hands.type_text(HARD + MANY)
        hands.key_down("enter")
        hands.key_up("enter")
        said, _ = entry.communicate(timeout=20)
        if locked:
            assert is_locked()
    assert said.removesuffix("\n") == HARD + MANY


def test_text_arrives_when_the_layout_changes_meanwhile(
    window_manager: object, launch: Launch, eventually: Eventually
) -> None:
    with X11Actuator(fail_safe=False) as hands:
        entry = launch("zenity", "--entry", "--text=Words")
        wait_for_focus(eventually)
        hands.type_text("漢é yz")
        subprocess.run(["setxkbmap", "de"], check=True)
        hands.type_text("漢é yz")
        hands.key_down("enter")
        hands.key_up("enter")
        said, _ = entry.communicate(timeout=20)
    assert said == "漢é yz漢é yz\n"


def test_the_keyboard_is_left_as_it_was_found(connection: Connection) -> None:
    before = keyboard(connection)
    with X11Actuator(fail_safe=False) as hands:
        hands.type_text("漢é😀" + MANY)
        hands.key_down("alt_l")
        assert keyboard(connection) != before
    assert keyboard(connection) == before
    assert held(connection) == (set(), 0)


def test_everything_can_be_let_go_of_at_once_and_twice(connection: Connection) -> None:
    with X11Actuator(fail_safe=False) as hands:
        for name in ("ctrl_l", "shift_r", "漢"):
            hands.key_down(name)
        hands.press(Button.RIGHT)
        assert held(connection) != (set(), 0)
        hands.release_all()
        assert held(connection) == (set(), 0)
        hands.release_all()
        hands.key_up("ctrl_l")
        hands.release(Button.RIGHT)


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_nothing_stays_down_when_the_acting_process_is_killed(
    connection: Connection, eventually: Eventually, end: signal.Signals
) -> None:
    before = keyboard(connection)
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLDER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    down, state = held(connection)
    assert len(down) == 2
    assert state & X.Button1Mask
    holder.send_signal(end)
    holder.communicate()
    eventually(lambda: held(connection) == (set(), 0))
    eventually(lambda: keyboard(connection) == before)


def test_nothing_is_pressed_that_nobody_would_let_go_of(connection: Connection) -> None:
    before = set(psutil.Process().children())
    with X11Actuator(fail_safe=False) as hands:
        (watch,) = set(psutil.Process().children()) - before
        hands.key_down("shift_l")
        watch.kill()
        watch.wait()
        acts: list[Callable[[], None]] = [lambda: hands.key_down("a"), lambda: hands.press(Button.LEFT)]
        for act in acts:
            with pytest.raises(RuntimeError, match="watch"):
                act()
        hands.key_up("shift_l")
        assert held(connection) == (set(), 0)


def test_the_pointer_in_a_corner_stops_a_person_s_own_desktop_alone(connection: Connection) -> None:
    connection.root.warp_pointer(0, 0)
    connection.round_trip()
    with X11Actuator(fail_safe=False) as hands:
        hands.key_down("a")
        hands.key_up("a")
    with X11Actuator(fail_safe=True) as hands:
        connection.root.warp_pointer(50, 50)
        connection.round_trip()
        hands.key_down("ctrl_l")
        with pytest.raises(CornerError):
            hands.move(1279, 0)
        connection.root.warp_pointer(1279, 799)
        connection.round_trip()
        acts: list[Callable[[], None]] = [
            lambda: hands.key_down("a"),
            lambda: hands.move(5, 5),
            lambda: hands.press(Button.LEFT),
        ]
        for act in acts:
            with pytest.raises(PersonTookOverError):
                act()
        hands.release_all()
        assert held(connection) == (set(), 0)


def test_the_left_button_is_the_left_one_for_left_handed_people_too(connection: Connection) -> None:
    mapping = list(connection.display.get_pointer_mapping())
    connection.display.set_pointer_mapping([3, 2, 1, 5, 4, *mapping[5:]])
    connection.round_trip()
    window = connection.root.create_window(
        0, 0, 100, 100, 0, 0, override_redirect=True, event_mask=X.ButtonPressMask
    )
    window.map()
    connection.round_trip()
    with X11Actuator(fail_safe=False) as hands:
        hands.move(50, 50)
        hands.press(Button.LEFT)
        hands.release(Button.LEFT)
        hands.scroll(0, 1)
    connection.round_trip()
    # What a program is told: 1 is its left button, 4 is up.
    assert [event.detail for event in connection.drain() if event.type == X.ButtonPress] == [1, 4]


def test_what_cannot_be_done_is_refused_before_anything_is(connection: Connection) -> None:
    with X11Actuator(fail_safe=False) as hands, listening() as (events, source):
        acts: list[Callable[[], None]] = [
            lambda: hands.move(1280, 0),
            lambda: hands.move(-1, 0),
            lambda: hands.press(Button.OTHER),
            lambda: hands.key_down("no such key"),
            lambda: hands.type_text("ab\x1bc"),
            lambda: hands.type_text("ab\ud800"),
        ]
        for act in acts:
            with pytest.raises(ValueError, match=r"\w"):
                act()
        source.stop()
    assert not events


def test_no_text_is_typed_into_a_command(connection: Connection) -> None:
    with X11Actuator(fail_safe=False) as hands:
        hands.key_down("ctrl_l")
        with pytest.raises(CommandHeldError):
            hands.type_text("w")
    assert held(connection) == (set(), 0)


def test_a_screen_that_goes_is_told_and_can_be_left(x_server: subprocess.Popen[str]) -> None:
    with X11Actuator(fail_safe=False) as hands:
        hands.key_down("a")
        x_server.kill()
        x_server.wait()
        with pytest.raises(ScreenGoneError):
            hands.key_up("a")
        hands.release_all()


def test_a_wayland_desktop_is_refused(x_server: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_SESSION_TYPE", "wayland")
    with pytest.raises(NotX11Error), X11Actuator(fail_safe=True):
        pass


def test_without_a_display_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    for display in ("", ":5999"):
        monkeypatch.setenv("DISPLAY", display)
        with pytest.raises(NoDisplayError), X11Actuator(fail_safe=False):
            pass


def test_a_long_text_ends_soon_after_it_is_asked_to(x_server: object) -> None:
    wake = threading.Event()
    with X11Actuator(fail_safe=False, wake=wake) as hands:
        threading.Timer(0.2, wake.set).start()
        hands.type_text("abc" * 100_000)
    assert wake.is_set()


def wait_for_focus(eventually: Eventually) -> None:
    """Until a window has the keyboard."""
    connection = Connection()
    try:
        eventually(
            lambda: (
                (connection.numbers_property(connection.root.id, "_NET_ACTIVE_WINDOW") or (0,))[0]
                and connection.display.get_input_focus().focus not in {X.NONE, X.PointerRoot}
            )
        )
    finally:
        connection.close()


def is_locked() -> bool:
    """Whether Caps Lock is on."""
    connection = Connection()
    try:
        return bool(connection.root.query_pointer().mask & X.LockMask)
    finally:
        connection.close()
