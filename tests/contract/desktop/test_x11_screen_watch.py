import os
import subprocess
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from Xlib import X

from recorder.devices.x11.connection import Connection
from recorder.devices.x11.hiding import Verdict
from recorder.devices.x11.screen_watch import X11ScreenWatch
from recorder.episode.events import HiddenReason
from recorder.episode.screen import Rect
from recorder.ports import ScreenGoneError

Eventually = Callable[[Callable[[], object]], object]
Launch = Callable[..., subprocess.Popen[str]]
Xdo = Callable[..., str]
WindowOf = Callable[[subprocess.Popen[str]], str]
Watch = Callable[..., X11ScreenWatch]

EXCLUDED = HiddenReason.EXCLUDED_WINDOW


def verdict(app: str, title: str, *, instance: str = "") -> HiddenReason | None:
    return EXCLUDED if "Secret" in {app, instance} or "private" in title else None


@pytest.fixture
def watch(window_manager: object) -> Iterator[Watch]:
    opened: list[X11ScreenWatch] = []

    def start(rule: Verdict = verdict, **options: object) -> X11ScreenWatch:
        opened.append(X11ScreenWatch(rule, **options))  # type: ignore[arg-type]
        return opened[-1]

    yield start
    for screen in opened:
        screen.close()


@pytest.fixture
def connection(x_server: object) -> Iterator[Connection]:
    opened = Connection()
    yield opened
    opened.close()


def frame_of(connection: Connection, window: str) -> Rect:
    at = int(window)
    while (parent := connection.parent_of(at)) not in {None, connection.root.id}:
        assert parent is not None
        at = parent
    geometry = connection.window(at).get_geometry()
    border = 2 * geometry.border_width
    return Rect(geometry.x, geometry.y, geometry.width + border, geometry.height + border)


def pixels(rects: tuple[Rect, ...]) -> set[tuple[int, int]]:
    """Every tenth pixel, which is plenty for windows placed on tens."""
    return {
        (x, y)
        for rect in rects
        for x in range(-(-rect.x // 10) * 10, rect.right, 10)
        for y in range(-(-rect.y // 10) * 10, rect.bottom, 10)
    }


def xterm(launch: Launch, app: str, place: str) -> subprocess.Popen[str]:
    return launch("xterm", "-class", app, "-geometry", place, "-e", "cat")


def test_a_visible_but_unfocused_excluded_window_is_hidden_with_its_title_bar(
    watch: Watch, launch: Launch, window_of: WindowOf, xdo: Xdo, connection: Connection
) -> None:
    screen = watch()
    secret = window_of(xterm(launch, "Secret", "40x10+100+100"))
    other = window_of(xterm(launch, "Plain", "40x10+600+400"))
    xdo("windowactivate", "--sync", other)
    frame = frame_of(connection, secret)
    inner = connection.window(int(secret)).get_geometry()
    assert frame.height > inner.height
    assert pixels(screen.observe().hidden) == pixels((frame,))
    assert screen.reason_at(frame.x, frame.y) is EXCLUDED
    assert screen.reason_at(frame.x - 1, frame.y) is None


def test_it_is_hidden_in_the_first_observation_after_it_appears(
    watch: Watch, launch: Launch, xdo: Xdo, connection: Connection, eventually: Eventually
) -> None:
    screen = watch()
    screen.observe()
    xterm(launch, "Secret", "40x10+100+100")

    def mapped_and_seen() -> bool:
        seen = screen.observe()
        shows = seen.damaged.intersection(Rect(150, 150, 50, 50))
        assert shows.is_empty or any(rect.contains(160, 160) for rect in seen.hidden)
        return bool(seen.hidden) and not shows.is_empty

    eventually(mapped_and_seen)


def test_what_others_cover_is_not_hidden(
    watch: Watch,
    launch: Launch,
    window_of: WindowOf,
    xdo: Xdo,
    connection: Connection,
    eventually: Eventually,
) -> None:
    screen = watch()
    secret = window_of(xterm(launch, "Secret", "30x8+200+200"))
    cover = window_of(xterm(launch, "Plain", "80x30+100+100"))
    below, above = frame_of(connection, secret), frame_of(connection, cover)
    assert above.intersection(below) == below
    xdo("windowactivate", "--sync", cover)
    eventually(lambda: screen.observe().hidden == ())
    xdo("windowmove", "--sync", cover, "300", "100")
    eventually(lambda: frame_of(connection, cover).x >= 300)
    partly = frame_of(connection, cover)
    assert below.intersection(partly).width not in {0, below.width}
    eventually(lambda: pixels(screen.observe().hidden) == pixels(below.minus(partly)))
    xdo("windowraise", secret)
    eventually(lambda: pixels(screen.observe().hidden) == pixels((below,)))


def test_it_stays_hidden_while_it_moves(
    watch: Watch, launch: Launch, window_of: WindowOf, xdo: Xdo, connection: Connection
) -> None:
    screen = watch()
    secret = window_of(xterm(launch, "Secret", "30x8+200+200"))
    versions, frames = set(), set()
    for step in range(0, 200, 20):
        xdo("windowmove", "--sync", secret, str(100 + step), str(50 + step))
        # The window manager may not have moved it yet.
        before, seen, after = frame_of(connection, secret), screen.observe(), frame_of(connection, secret)
        versions.add(seen.version)
        frames.add(after)
        assert pixels(seen.hidden) in (pixels((before,)), pixels((after,)))
    assert len(versions) >= len(frames) > 5


def test_an_excluded_windows_menu_is_hidden(
    watch: Watch, launch: Launch, window_of: WindowOf, xdo: Xdo, eventually: Eventually
) -> None:
    screen = watch()
    secret = window_of(xterm(launch, "Secret", "30x8+200+200"))
    xdo("mousemove", "--window", secret, "150", "60")
    before = pixels(screen.observe().hidden)
    xdo("keydown", "ctrl", "mousedown", "1")
    eventually(lambda: pixels(screen.observe().hidden) - before)
    xdo("mousemove", "5", "5", "mouseup", "1", "keyup", "ctrl")
    eventually(lambda: pixels(screen.observe().hidden) == before)


def test_an_allowed_windows_menu_is_not(
    watch: Watch,
    launch: Launch,
    window_of: WindowOf,
    xdo: Xdo,
    connection: Connection,
    eventually: Eventually,
) -> None:
    screen = watch()
    plain = window_of(xterm(launch, "Plain", "30x8+200+200"))
    xdo("mousemove", "--window", plain, "150", "60")
    children = len(connection.children_of(connection.root.id))
    xdo("keydown", "ctrl", "mousedown", "1")
    eventually(lambda: len(connection.children_of(connection.root.id)) > children)
    assert screen.observe().hidden == ()
    xdo("mousemove", "5", "5", "mouseup", "1", "keyup", "ctrl")


def test_a_title_that_becomes_private_hides_at_once(
    watch: Watch, launch: Launch, window_of: WindowOf, xdo: Xdo, connection: Connection
) -> None:
    screen = watch()
    plain = window_of(xterm(launch, "Plain", "30x8+200+200"))
    before = screen.observe()
    assert before.hidden == ()
    connection.window(int(plain)).set_wm_name("my private page")
    connection.window(int(plain)).delete_property(connection.atom("_NET_WM_NAME"))
    connection.round_trip()
    after = screen.observe()
    assert pixels(after.hidden) == pixels((frame_of(connection, plain),))
    assert after.version > before.version


def test_a_window_without_a_class_is_hidden_until_it_has_one(watch: Watch, connection: Connection) -> None:
    screen = watch()
    window = connection.root.create_window(
        100, 100, 200, 200, 0, X.CopyFromParent, override_redirect=1, background_pixel=0
    )
    window.map()
    connection.round_trip()
    assert pixels(screen.observe().hidden) == pixels((Rect(100, 100, 200, 200),))
    window.set_wm_class("plain", "Plain")
    connection.round_trip()
    assert screen.observe().hidden == ()
    window.destroy()
    connection.round_trip()
    assert screen.observe().hidden == ()


def test_a_dialog_of_an_excluded_window_is_hidden(
    watch: Watch, launch: Launch, window_of: WindowOf, connection: Connection, eventually: Eventually
) -> None:
    screen = watch()
    secret = window_of(xterm(launch, "Secret", "20x5+900+600"))
    dialog = connection.root.create_window(100, 100, 200, 200, 0, X.CopyFromParent, background_pixel=0)
    dialog.set_wm_class("plain", "Plain")
    dialog.set_wm_transient_for(connection.window(int(secret)))
    dialog.map()
    connection.round_trip()
    eventually(lambda: frame_of(connection, str(dialog.id)).height > 200)
    frame = frame_of(connection, str(dialog.id))
    eventually(lambda: pixels((frame,)) <= pixels(screen.observe().hidden))


def test_own_windows_are_hidden_by_number_and_by_process(
    watch: Watch, launch: Launch, window_of: WindowOf, connection: Connection, eventually: Eventually
) -> None:
    program = xterm(launch, "Plain", "30x8+200+200")
    window = window_of(program)
    inner = connection.children_of(int(window))[0]
    frame = frame_of(connection, window)
    for screen in (watch(own_windows=[inner]), watch(own_processes=[program.pid])):

        def is_hidden(screen: X11ScreenWatch = screen) -> bool:
            return pixels(screen.observe().hidden) == pixels((frame,))

        eventually(is_hidden)
        assert screen.reason_at(frame.x, frame.y) is HiddenReason.OWN_WINDOW


def test_under_a_compositor_only_windows_without_alpha_cover(
    watch: Watch,
    launch: Launch,
    window_of: WindowOf,
    xdo: Xdo,
    connection: Connection,
    eventually: Eventually,
) -> None:
    screen = watch()
    secret = window_of(xterm(launch, "Secret", "30x8+200+200"))
    cover = window_of(xterm(launch, "Plain", "80x30+100+100"))
    xdo("windowactivate", "--sync", cover)
    eventually(lambda: screen.observe().hidden == ())
    launch("picom", "--backend", "xrender", "--config", "/dev/null")
    selection = connection.atom("_NET_WM_CM_S0")
    eventually(lambda: connection.display.get_selection_owner(selection))
    eventually(lambda: pixels(screen.observe().hidden) >= pixels((frame_of(connection, secret),)))


def test_damage_is_told_once_and_never_lost(watch: Watch, connection: Connection) -> None:
    screen = watch()
    window = connection.root.create_window(
        0, 0, 1000, 700, 0, X.CopyFromParent, override_redirect=1, background_pixel=0
    )
    window.set_wm_class("plain", "Plain")
    window.map()
    paint: Any = window.create_gc(foreground=0xFFFFFF)
    connection.round_trip()
    screen.observe()
    assert screen.observe().damaged.is_empty
    for step in range(200):
        window.fill_rectangle(paint, step * 4, step * 3, 3, 2)
        connection.round_trip()
        assert screen.observe().damaged == Rect(step * 4, step * 3, 3, 2)
    still = screen.observe()
    assert still.damaged.is_empty


def test_a_still_screen_costs_one_quick_question(
    watch: Watch, launch: Launch, window_of: WindowOf, connection: Connection, eventually: Eventually
) -> None:
    screen = watch()
    window_of(xterm(launch, "Plain", "30x8+200+200"))
    eventually(lambda: screen.observe().version == screen.observe().version)
    version = screen.observe().version
    begun_s = time.process_time()
    versions = {screen.observe().version for _ in range(200)}
    assert (time.process_time() - begun_s) / 200 < 0.001
    assert versions == {version}


def test_windows_that_come_and_go_in_a_hurry_do_no_harm(watch: Watch, connection: Connection) -> None:
    screen = watch()
    for number in range(150):
        window = connection.root.create_window(
            number, number, 50, 50, 0, X.CopyFromParent, override_redirect=number % 2, background_pixel=0
        )
        window.set_wm_class("secret", "Secret")
        window.map()
        connection.display.flush()
        if number % 3 == 0:
            screen.observe()
        window.destroy()
        connection.display.flush()
    connection.round_trip()
    assert all(rect.width < 50 or rect.x > 200 for rect in screen.observe().hidden)


def test_monitors_keep_their_numbers_and_changes_raise_the_version(
    watch: Watch, connection: Connection
) -> None:
    screen = watch()
    (only,) = screen.monitors()
    assert (only.rect, only.scale) == (Rect(0, 0, 1280, 800), 1.0)
    version = screen.observe().version
    for words in (["--setmonitor", "right", "640/160x800/200+640+0", "none"],):
        subprocess.run(["xrandr", *words], check=True)
    subprocess.run(["xrdb", "-merge", "-"], input="Xft.dpi: 192\n", text=True, check=True)
    connection.round_trip()
    monitors = screen.monitors()
    assert monitors[0].id == only.id
    assert {monitor.scale for monitor in monitors} == {2.0}
    assert Rect(640, 0, 640, 800) in {monitor.rect for monitor in monitors}
    assert screen.observe().version > version


def test_a_server_that_goes_away_is_said_plainly(x_server: subprocess.Popen[str]) -> None:
    screen = X11ScreenWatch(verdict)
    x_server.kill()
    x_server.wait()
    with pytest.raises(ScreenGoneError):
        screen.observe()
    with pytest.raises(ScreenGoneError):
        screen.observe()
    screen.close()
    assert os.environ["DISPLAY"]
