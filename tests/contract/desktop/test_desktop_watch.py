import subprocess
import threading
from collections.abc import Callable, Iterator

import pytest
from jeepney import DBusAddress, new_signal
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection
from Xlib import X

from recorder.devices.desktop_watch import X11DesktopWatch
from recorder.devices.x11.connection import Connection
from recorder.devices.x11.lock_screens import LockScreens
from recorder.ports import DesktopSignal

Eventually = Callable[[Callable[[], object]], object]
Launch = Callable[..., subprocess.Popen[str]]

LOCKED, UNLOCKED = DesktopSignal.LOCKED, DesktopSignal.UNLOCKED
Watch = Callable[..., list[DesktopSignal]]


@pytest.fixture
def watch(x_server: object) -> Iterator[Watch]:
    opened: list[X11DesktopWatch] = []

    def start(**options: object) -> list[DesktopSignal]:
        signals: list[DesktopSignal] = []
        opened.append(X11DesktopWatch(**options))  # type: ignore[arg-type]
        opened[-1].start(signals.append)
        return signals

    yield start
    for watching in opened:
        watching.stop()


def test_the_servers_screen_saver_locks(no_bus: object, watch: Watch, eventually: Eventually) -> None:
    signals = watch()
    subprocess.run(["xset", "s", "activate"], check=True)
    eventually(lambda: signals == [LOCKED])
    subprocess.run(["xset", "s", "reset"], check=True)
    eventually(lambda: signals == [LOCKED, UNLOCKED])


def test_a_screen_that_is_locked_for_a_moment_was_locked(x_server: object) -> None:
    """As where a hand rests on the mouse: both are announced before anybody looks."""
    watching, other = Connection(), Connection()
    try:
        screens = LockScreens(watching)
        for mode in (X.ScreenSaverActive, X.ScreenSaverReset):
            other.display.force_screen_saver(mode)
            other.round_trip()
        watching.round_trip()
        assert any(list(screens.take_events()))
        assert not screens.locked_by
    finally:
        watching.close()
        other.close()


def test_a_screen_that_is_locked_already_is_told_at_once(
    no_bus: object, watch: Watch, eventually: Eventually
) -> None:
    subprocess.run(["xset", "s", "activate"], check=True)
    signals = watch()
    eventually(lambda: signals == [LOCKED])


def test_xscreensavers_word_on_the_root_window_locks(
    no_bus: object, watch: Watch, eventually: Eventually
) -> None:
    signals = watch()
    connection = Connection()
    lock = connection.atom("LOCK")
    connection.root.change_property(
        connection.atom("_SCREENSAVER_STATUS"), connection.atom("INTEGER"), 32, [lock, 0, 0]
    )
    connection.round_trip()
    eventually(lambda: signals == [LOCKED])
    connection.root.delete_property(connection.atom("_SCREENSAVER_STATUS"))
    connection.round_trip()
    eventually(lambda: signals == [LOCKED, UNLOCKED])
    connection.close()


def test_a_locker_that_only_covers_the_screen_and_takes_the_keyboard_locks(
    no_bus: object, watch: Watch, launch: Launch, eventually: Eventually
) -> None:
    signals = watch()
    locker = launch("i3lock", "-n", "-c", "000000")
    eventually(lambda: signals == [LOCKED])
    locker.terminate()
    eventually(lambda: signals == [LOCKED, UNLOCKED])


def test_a_window_over_everything_that_leaves_the_keyboard_alone_does_not(
    no_bus: object, watch: Watch
) -> None:
    signals = watch()
    connection = Connection()
    window = connection.root.create_window(0, 0, 1280, 800, 0, 24, override_redirect=1)
    window.map()
    connection.round_trip()
    threading.Event().wait(2.5)
    assert signals == []
    connection.close()


@pytest.mark.parametrize(
    "name",
    [
        "org.freedesktop.ScreenSaver",
        "org.gnome.ScreenSaver",
        "org.mate.ScreenSaver",
        "org.cinnamon.ScreenSaver",
    ],
)
def test_a_desktops_screen_saver_locks(
    session_bus: str, watch: Watch, eventually: Eventually, name: str
) -> None:
    signals = watch()
    with open_dbus_connection(bus=session_bus) as saver:
        saver.send_and_get_reply(message_bus.RequestName(name))
        path = "/" + name.replace(".", "/")

        def say(*, is_active: bool) -> bool:
            emitter = DBusAddress(path, interface=name)
            saver.send(new_signal(emitter, "ActiveChanged", "b", (is_active,)))
            return True

        eventually(lambda: say(is_active=True) and signals == [LOCKED])
        eventually(lambda: say(is_active=False) and signals == [LOCKED, UNLOCKED])


def test_sleep_is_seen_by_the_clocks(no_bus: object, watch: Watch, eventually: Eventually) -> None:
    slept = [0]
    signals = watch(read_slept_ns=lambda: slept[0])
    slept[0] = 60 * 10**9
    eventually(lambda: signals == [DesktopSignal.SUSPENDING, DesktopSignal.RESUMED])


def test_it_ends_quietly_with_the_server(
    no_bus: object, watch: Watch, x_server: subprocess.Popen[str], eventually: Eventually
) -> None:
    watch()
    x_server.kill()
    eventually(lambda: "desktop-watch" not in {thread.name for thread in threading.enumerate()})
