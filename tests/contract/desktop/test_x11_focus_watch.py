import itertools
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from Xlib import X

from recorder.devices.x11.connection import Connection
from recorder.devices.x11.focus_watch import X11FocusWatch
from recorder.devices.x11.focused_window import FocusFinder
from recorder.episode.events import HiddenReason, WindowContext
from recorder.ports import ScreenGoneError
from recorder.privacy import FocusObservation

Eventually = Callable[[Callable[[], object]], object]
Launch = Callable[..., subprocess.Popen[str]]
Xdo = Callable[..., str]
WindowOf = Callable[[subprocess.Popen[str]], str]


def verdict(app: str, title: str, *, instance: str = "") -> HiddenReason | None:
    return HiddenReason.EXCLUDED_WINDOW if "Secret" in {app, instance} or "private" in title else None


class SessionClock:
    def now_ns(self) -> int:
        return time.monotonic_ns()


class Watching:
    """The observations so far, and questions about the last one."""

    def __init__(self, **options: object) -> None:
        self.seen: list[FocusObservation] = []
        self.gone: list[ScreenGoneError] = []
        self.watch = X11FocusWatch(SessionClock(), verdict, on_gone=self.gone.append, **options)  # type: ignore[arg-type]

    @property
    def hidden(self) -> HiddenReason | None:
        return self.seen[-1].keys_hidden

    @property
    def window(self) -> WindowContext | None:
        return self.seen[-1].window

    def is_on(self, app: str, hidden: HiddenReason | None) -> bool:
        return self.window is not None and self.window.app == app and self.hidden is hidden


Watch = Callable[..., Watching]


@pytest.fixture
def watch(window_manager: object, eventually: Eventually) -> Iterator[Watch]:
    opened: list[Watching] = []

    def start(**options: object) -> Watching:
        watching = Watching(**options)
        opened.append(watching)
        watching.watch.start(watching.seen.append)
        eventually(lambda: watching.seen)
        return watching

    yield start
    for watching in opened:
        watching.watch.stop()


def shell(launch: Launch, *words: str) -> subprocess.Popen[str]:
    return launch("xterm", "-e", *(words or ("bash", "--norc", "--noprofile")))


def enter(xdo: Xdo, line: str) -> None:
    xdo("type", "--delay", "1", line)
    xdo("key", "Return")


def test_a_shells_prompt_may_be_known_and_a_silent_read_may_not(
    no_bus: object, watch: Watch, launch: Launch, xdo: Xdo, eventually: Eventually
) -> None:
    watching = watch()
    shell(launch)
    eventually(lambda: watching.is_on("XTerm", None))
    enter(xdo, "read -s answer")
    eventually(lambda: watching.is_on("XTerm", HiddenReason.PASSWORD))
    enter(xdo, "sesame")
    eventually(lambda: watching.is_on("XTerm", None))
    enter(xdo, "read -sn3 answer")
    eventually(lambda: watching.is_on("XTerm", HiddenReason.UNKNOWN_FOCUS))
    xdo("type", "abc")
    eventually(lambda: watching.is_on("XTerm", None))


def test_getpass_is_a_password(no_bus: object, watch: Watch, launch: Launch, eventually: Eventually) -> None:
    watching = watch()
    shell(launch, sys.executable, "-c", "import getpass; getpass.getpass()")
    eventually(lambda: watching.is_on("XTerm", HiddenReason.PASSWORD))


def test_a_program_that_reads_key_by_key_is_unknown_unless_it_is_known_to_draw_them(
    no_bus: object, watch: Watch, launch: Launch, eventually: Eventually
) -> None:
    watching = watch()
    raw = shell(launch, sys.executable, "-c", "import tty, time; tty.setraw(0); time.sleep(60)")
    eventually(lambda: watching.is_on("XTerm", HiddenReason.UNKNOWN_FOCUS))
    raw.kill()
    shell(launch, "less", "/etc/passwd")
    eventually(lambda: watching.is_on("XTerm", None))


def test_the_python_prompt_may_be_known(
    no_bus: object, watch: Watch, launch: Launch, eventually: Eventually
) -> None:
    watching = watch()
    shell(launch, "/usr/bin/python3", "-q")
    eventually(lambda: watching.is_on("XTerm", None))
    already = len(watching.seen)
    threading.Event().wait(1.0)
    assert {seen.keys_hidden for seen in watching.seen[already + 5 :]} == {None}


def test_an_excluded_window_says_nothing_but_that_it_is_hidden(
    no_bus: object, watch: Watch, launch: Launch, eventually: Eventually
) -> None:
    watching = watch()
    launch("xterm", "-class", "Secret", "-title", "ledger", "-e", "cat")
    hidden = HiddenReason.EXCLUDED_WINDOW
    eventually(lambda: watching.hidden is hidden)
    assert watching.window == WindowContext("", "", None, hidden)
    assert "ledger" not in repr(watching.seen)


@pytest.mark.parametrize("name", ["Dialog", "Secret"])
def test_a_window_that_closes_while_it_is_asked_about_is_excluded_only_if_it_was(
    x_server: object, name: str
) -> None:
    """Enter closes a dialog: were that the key of an excluded window, no replay could ever press it."""
    connection, program = Connection(), Connection()
    window = program.root.create_window(0, 0, 80, 40, 0, X.CopyFromParent)
    window.set_wm_class(name.lower(), name)
    window.map()
    program.display.sync()
    window.set_input_focus(X.RevertToPointerRoot, X.CurrentTime)
    program.display.sync()

    def closing(app: str, title: str, *, instance: str = "") -> HiddenReason | None:
        window.destroy()
        program.display.sync()
        return verdict(app, title, instance=instance)

    try:
        found = FocusFinder(connection, closing).find()
        if name == "Secret":
            assert found is not None
            assert found.context == WindowContext("", "", None, HiddenReason.EXCLUDED_WINDOW)
        else:
            assert found is None
    finally:
        program.close()
        connection.close()


def test_a_title_change_and_a_move_are_told(
    no_bus: object, watch: Watch, launch: Launch, xdo: Xdo, window_of: WindowOf, eventually: Eventually
) -> None:
    watching = watch()
    window = window_of(launch("xterm", "-title", "first", "-e", "cat"))
    eventually(lambda: watching.window and watching.window.title == "first")
    xdo("set_window", "--name", "second", window)
    eventually(lambda: watching.window and watching.window.title == "second")
    xdo("windowmove", "--sync", window, "333", "222")
    eventually(lambda: watching.window and watching.window.rect and watching.window.rect.x == 333)
    xdo("set_window", "--name", "private", window)
    eventually(lambda: watching.hidden is HiddenReason.EXCLUDED_WINDOW)


def test_own_windows_are_told_as_such(
    no_bus: object, watch: Watch, launch: Launch, window_of: WindowOf, eventually: Eventually
) -> None:
    program = shell(launch)
    window = int(window_of(program))
    for options in ({"own_windows": [window]}, {"own_processes": [program.pid]}):
        watching = watch(**options)
        eventually(lambda watching=watching: watching.hidden is HiddenReason.OWN_WINDOW)  # type: ignore[misc]


def test_a_keyboard_that_somebody_took_is_unknown(
    no_bus: object, watch: Watch, launch: Launch, eventually: Eventually
) -> None:
    watching = watch()
    shell(launch)
    eventually(lambda: watching.is_on("XTerm", None))
    thief = Connection()
    try:
        grab: object = thief.root.grab_keyboard(
            owner_events=False,
            pointer_mode=X.GrabModeAsync,
            keyboard_mode=X.GrabModeAsync,
            time=X.CurrentTime,
        )
        assert grab == X.GrabSuccess
        eventually(lambda: watching.is_on("XTerm", HiddenReason.UNKNOWN_FOCUS))
        thief.display.ungrab_keyboard(X.CurrentTime)
        thief.round_trip()
        eventually(lambda: watching.is_on("XTerm", None))
    finally:
        thief.close()


def test_without_accessibility_only_terminals_are_known(
    no_bus: object, watch: Watch, launch: Launch, eventually: Eventually
) -> None:
    watching = watch()
    launch("zenity", "--entry")
    eventually(lambda: watching.is_on("Zenity", HiddenReason.UNKNOWN_FOCUS))
    threading.Event().wait(1.5)
    assert {seen.keys_hidden for seen in watching.seen} == {HiddenReason.UNKNOWN_FOCUS}


def test_a_password_field_and_a_plain_one_are_told_apart(
    session_bus: str, watch: Watch, launch: Launch, eventually: Eventually
) -> None:
    watching = watch()
    password = launch("zenity", "--password")
    eventually(lambda: watching.is_on("Zenity", HiddenReason.PASSWORD))
    shown = [seen for seen in watching.seen if seen.window is not None and seen.window.app == "Zenity"]
    assert all(seen.keys_hidden is not None for seen in shown)
    password.kill()
    launch("zenity", "--entry")
    eventually(lambda: watching.is_on("Zenity", None))


def test_within_one_window_a_password_field_and_a_plain_one_are_told_apart(
    session_bus: str, watch: Watch, launch: Launch, xdo: Xdo, eventually: Eventually
) -> None:
    watching = watch()
    launch("zenity", "--forms", "--add-entry=Name", "--add-password=Word")
    eventually(lambda: watching.is_on("Zenity", None))
    xdo("key", "Tab")
    eventually(lambda: watching.is_on("Zenity", HiddenReason.PASSWORD))
    xdo("key", "shift+Tab")
    eventually(lambda: watching.is_on("Zenity", None))


def test_a_field_that_was_focused_before_the_watch_began_is_found(
    session_bus: str, watch: Watch, launch: Launch, window_of: WindowOf, eventually: Eventually
) -> None:
    window_of(launch("zenity", "--password"))
    first = watch()
    eventually(lambda: first.is_on("Zenity", HiddenReason.PASSWORD))


def test_an_editors_text_may_be_known(
    session_bus: str, watch: Watch, launch: Launch, eventually: Eventually
) -> None:
    watching = watch()
    launch("mousepad")
    eventually(lambda: watching.is_on("Mousepad", None))


def test_it_speaks_every_tenth_of_a_second_and_never_after_stop(
    no_bus: object, watch: Watch, launch: Launch, eventually: Eventually
) -> None:
    watching = watch()
    shell(launch)
    eventually(lambda: watching.is_on("XTerm", None))
    already = len(watching.seen)
    threading.Event().wait(2.0)
    watching.watch.stop()
    times = [seen.at_ns for seen in watching.seen[already:]]
    assert times == sorted(times)
    gaps = sorted(later - earlier for earlier, later in itertools.pairwise(times))
    assert gaps[len(gaps) // 2] < 105e6  # the machine may stall
    count = len(watching.seen)
    threading.Event().wait(0.3)
    assert len(watching.seen) == count


def test_a_server_that_goes_away_is_reported_once(
    no_bus: object, watch: Watch, x_server: subprocess.Popen[str], eventually: Eventually
) -> None:
    watching = watch()
    x_server.kill()
    eventually(lambda: watching.gone)
    watching.watch.stop()
    assert len(watching.gone) == 1
