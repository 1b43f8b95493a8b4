import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from recorder.devices.pictures import X11Pictures
from recorder.episode.screen import Rect
from recorder.errors import UserFacingError
from replay.displays import programs
from replay.displays.private import PrivateDesktop
from replay.displays.processes import MARK, marked
from replay.displays.xserver import ScreenFormat
from tests.rigs.recording import RecordingRig


def wait_until(condition: Callable[[], object], *, seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)


def mark_of(desktop: PrivateDesktop) -> str:
    return desktop.environment()[MARK]


def output_of(desktop: PrivateDesktop, *argv: str) -> str:
    return subprocess.run(
        argv, env=desktop.environment(), check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL
    ).stdout


def test_the_screen_has_the_asked_size_depth_and_dots_an_inch() -> None:
    with PrivateDesktop(ScreenFormat(width=801, height=603, depth=16, dpi=120)) as desktop:
        described = output_of(desktop, "xdpyinfo")
    assert "dimensions:    801x603 pixels" in described
    assert "depth of root window:    16 planes" in described
    assert "resolution:    120x120 dots per inch" in described


def test_two_desktops_never_collide() -> None:
    with PrivateDesktop() as one, PrivateDesktop() as other:
        assert one.display != other.display
        assert one.home != other.home
        assert (
            one.environment()["DBUS_SESSION_BUS_ADDRESS"] != other.environment()["DBUS_SESSION_BUS_ADDRESS"]
        )


def test_nobody_without_the_cookie_may_look(tmp_path: Path) -> None:
    with PrivateDesktop() as desktop:
        stranger = desktop.environment() | {"XAUTHORITY": str(tmp_path / "none"), "HOME": str(tmp_path)}
        refused = subprocess.run(["xdpyinfo"], env=stranger, check=False, capture_output=True)
        assert (desktop.folder / "Xauthority").stat().st_mode & 0o077 == 0
    assert refused.returncode != 0


def test_it_does_not_listen_on_the_network() -> None:
    with PrivateDesktop() as desktop:
        ours = marked(mark_of(desktop))
        assert len(ours) >= 4
        assert not [
            process for process in ours for socket in process.net_connections("inet") if socket.status
        ]


def test_a_window_of_a_program_is_managed_and_closed(desktop: PrivateDesktop) -> None:
    desktop.start(["xterm", "-title", "a managed window"])
    wait_until(desktop.windows)
    (window,) = desktop.windows()
    assert "a managed window" in output_of(desktop, "xprop", "-id", hex(window), "WM_NAME")
    desktop.close_programs()
    assert desktop.windows() == ()


def test_the_accessibility_bus_answers(desktop: PrivateDesktop) -> None:
    answer = output_of(
        desktop,
        *("dbus-send", "--session", "--print-reply", "--dest=org.a11y.Bus"),
        *(
            "/org/a11y/bus",
            "org.freedesktop.DBus.Properties.Get",
            "string:org.a11y.Status",
            "string:IsEnabled",
        ),
    )
    assert "boolean true" in answer


def test_a_program_sees_the_desktop_s_own_home_and_nothing_of_the_caller_s_environment(
    desktop: PrivateDesktop, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SECRET_OF_THE_PERSON", "a secret")
    printed = tmp_path / "printed"
    desktop.start(["env"], output=printed).wait()
    assert f"HOME={desktop.home}\n" in printed.read_text()
    assert "SECRET_OF_THE_PERSON" not in printed.read_text()


def test_a_program_that_leaves_its_parent_group_and_session_is_ended_too(desktop: PrivateDesktop) -> None:
    desktop.start(["setsid", "--fork", "setsid", "--fork", "sleep", "1000"]).wait()
    wait_until(lambda: any(process.name() == "sleep" for process in marked(mark_of(desktop))))
    desktop.close_programs()
    assert not any(process.name() == "sleep" for process in marked(mark_of(desktop)))


def test_a_program_that_ignores_the_request_to_end_is_killed(desktop: PrivateDesktop, tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    stubborn = desktop.start(["sh", "-c", f"trap '' TERM HUP INT; touch {ready}; while :; do sleep 1; done"])
    wait_until(ready.exists)
    desktop.close_programs()
    assert stubborn.returncode == -signal.SIGKILL


def test_a_program_that_threw_its_mark_away_is_ended_too(desktop: PrivateDesktop) -> None:
    unmarked = desktop.start(["env", "-u", MARK, "sleep", "1000"])
    wait_until(lambda: psutil.Process(unmarked.pid).name() == "sleep")
    desktop.close_programs()
    assert unmarked.returncode == -signal.SIGKILL


def test_nothing_is_left_after_the_end() -> None:
    with PrivateDesktop() as desktop:
        desktop.start(["xterm"])
        wait_until(desktop.windows)
        mark, folder = mark_of(desktop), desktop.folder
    assert marked(mark) == set()
    assert not folder.exists()
    with pytest.raises(RuntimeError):
        desktop.environment()


def test_nothing_is_left_after_an_error_inside() -> None:
    def fail_inside(desktop: PrivateDesktop) -> None:
        with desktop:
            seen.append((mark_of(desktop), desktop.folder))
            raise KeyboardInterrupt

    seen: list[tuple[str, Path]] = []
    with pytest.raises(KeyboardInterrupt):
        fail_inside(PrivateDesktop())
    ((mark, folder),) = seen
    assert marked(mark) == set()
    assert not folder.exists()


def test_nothing_is_left_when_the_owner_is_killed() -> None:
    owner_code = """
import sys
from replay.displays.private import PrivateDesktop
from replay.displays.processes import MARK
with PrivateDesktop() as desktop:
    desktop.start(["xterm"])
    print(desktop.environment()[MARK], desktop.folder, flush=True)
    sys.stdin.read()
"""
    command = [sys.executable, "-c", owner_code]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout is not None
        mark, folder = owner.stdout.readline().split()
        assert marked(mark)
        owner.kill()
    wait_until(lambda: not marked(mark))
    wait_until(lambda: not Path(folder).exists())


def test_a_desktop_whose_server_was_killed_is_cleared_all_the_same() -> None:
    with PrivateDesktop() as desktop:
        mark = mark_of(desktop)
        (server,) = [process for process in marked(mark) if process.name() == "Xvfb"]
        server.kill()
        wait_until(lambda: server not in marked(mark))
    assert marked(mark) == set()


@pytest.mark.parametrize("name", sorted(programs.PACKAGES.keys() - {"Xephyr"}))
def test_a_missing_program_is_named_with_its_package(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for other in programs.PACKAGES.keys() - {name}:
        found = shutil.which(other)
        assert found is not None
        (tmp_path / other).symlink_to(found)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    before = set(psutil.pids())
    with pytest.raises(UserFacingError, match=name) as caught, PrivateDesktop():
        pass
    assert programs.PACKAGES[name] in caught.value.mend
    assert not [pid for pid in set(psutil.pids()) - before if _is_on_a_desktop_under(pid, tmp_path)]


def test_a_server_that_ends_at_once_is_told_in_words(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "Xvfb").symlink_to("/bin/false")
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(UserFacingError, match="X server did not start: it ended at once"), PrivateDesktop():
        pass


@pytest.mark.parametrize("side", [0, -1, 32768])
def test_a_screen_that_x11_cannot_have_is_refused(side: int) -> None:
    with pytest.raises(ValueError, match="side"):
        ScreenFormat(width=side)
    with pytest.raises(ValueError, match="side"):
        ScreenFormat(height=side)


def test_a_depth_that_the_server_cannot_draw_is_refused() -> None:
    with pytest.raises(ValueError, match="depth"):
        ScreenFormat(depth=17)


def test_a_programs_icon_is_not_drawn_since_chance_decides_which_one_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    frame, inside = Rect(100, 100, 402, 18), Rect(101, 118, 400, 300)
    with PrivateDesktop() as one, PrivateDesktop() as other:

        def seen(desktop: PrivateDesktop, rect: Rect) -> bytes:
            monkeypatch.setenv("XAUTHORITY", desktop.environment()["XAUTHORITY"])
            pictures = X11Pictures(desktop.display)
            try:
                return pictures.grab_region(rect)[..., :3].tobytes()
            finally:
                pictures.close()

        empty = seen(one, inside), seen(one, frame)
        one.start(RecordingRig.bare_window())
        other.start(RecordingRig.bare_window("--icon", "#ff0000"))
        wait_until(lambda: empty[0] not in (seen(one, inside), seen(other, inside)), seconds=30)
        wait_until(lambda: seen(one, frame) == seen(other, frame) != empty[1], seconds=30)


def _is_on_a_desktop_under(pid: int, folder: Path) -> bool:
    try:
        return str(folder) in psutil.Process(pid).environ().get("HOME", "")
    except psutil.Error:
        return False
