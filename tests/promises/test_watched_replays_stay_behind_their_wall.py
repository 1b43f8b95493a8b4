"""A window shows a replay on the person's desktop; what runs in it reaches nothing of that desktop."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from Xlib import X, error
from Xlib.display import Display
from Xlib.protocol import event

from recorder.devices.x11.connection import Connection
from recorder.episode.phrase import phrase
from replay.displays.private import PrivateDesktop
from replay.displays.programs import MissingProgramError
from replay.displays.xserver import write_authority
from replay.isolation.in_force import Isolation, NoWallError
from replay.isolation.watching import UnwatchableError, guests_cookie
from replay.running import run as run_module
from replay.running.happenings import RunEvent, StepAnswered, StepDone, TaskReady
from replay.running.options import RunOptions
from replay.running.result import RunEnding
from replay.running.run import run_replay
from tests.rigs.recording import wait_for
from tests.rigs.replay_plans import chord, click, in_a_terminal, plan_of, step, task, typing

_WATCHED = RunOptions(is_watched=True)


def _xdotool(desktop: PrivateDesktop, *arguments: str) -> str:
    return subprocess.run(
        ["xdotool", *arguments], env=desktop.environment(), check=False, capture_output=True, text=True
    ).stdout


def _window(desktop: PrivateDesktop) -> str:
    return _xdotool(desktop, "search", "--name", "Assent: a replay, to look at").strip()


def _close_as_its_button_does(desktop: PrivateDesktop, window: int) -> None:
    display = Display(desktop.display)
    root = display.screen().root
    asked = event.ClientMessage(
        window=window, client_type=display.intern_atom("_NET_CLOSE_WINDOW"), data=(32, [0, 2, 0, 0, 0])
    )

    def is_closed() -> bool:
        # Again, as a person does: a window manager may sit on the first until something else happens.
        root.send_event(asked, event_mask=X.SubstructureRedirectMask | X.SubstructureNotifyMask)
        display.sync()
        return _window(desktop) == ""

    wait_for("the window to go", is_closed, seconds=30)
    display.close()


def at_step(number: int, do: Callable[[], object]) -> Callable[[RunEvent], None]:
    def hear(happened: RunEvent) -> None:
        if isinstance(happened, StepDone) and happened.number == number:
            do()

    return hear


def test_its_programs_find_one_display_and_it_is_not_the_persons(desktop: PrivateDesktop) -> None:
    outer = desktop.display
    script = (
        "ls /tmp/.X11-unix > sockets.txt; echo $DISPLAY > own.txt; "
        f"for each in {outer} unix{outer} localhost{outer} 127.0.0.1{outer}; do "
        "xdpyinfo -display $each > /dev/null 2>&1 && echo $each >> reached.txt; done; "
        "xdpyinfo > /dev/null 2>&1 && echo own >> reached.txt; "
        "ls /run > run.txt; grep -l MIT-MAGIC /run/* /tmp/*/* > cookies.txt 2> /dev/null; "
        "cat /proc/[0-9]*/cmdline | tr '\\0' ' ' > processes.txt; echo done > done.txt"
    )
    shown: list[str] = []
    plan = plan_of(step(1, 2500), start=in_a_terminal(script))
    result = run_replay(plan, None, _WATCHED, on_event=at_step(1, lambda: shown.append(_window(desktop))))
    assert result.ending is RunEnding.FINISHED
    assert result.isolation.is_walled
    files = {name: (file.content or b"").decode() for name, file in result.files.items()}
    assert files["done.txt"] == "done\n"
    (own,) = files["sockets.txt"].split()
    assert f":{own.removeprefix('X')}" == files["own.txt"].strip() != outer
    # There is one way to a screen, and it is the one in the window.
    assert files["reached.txt"] == "own\n"
    assert "authority" not in files["run.txt"]
    assert len(files["cookies.txt"].split()) <= 1
    assert "Xephyr" not in files["processes.txt"]
    assert shown != [""]
    wait_for("the window to go", lambda: _window(desktop) == "", seconds=30)


@contextmanager
def as_guest(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Iterator[Display]:
    """Connected with the only cookie that the window's server has."""
    owner = Connection(None)
    write_authority(folder / "guest", guests_cookie(owner))
    with monkeypatch.context() as patch:
        patch.setenv("XAUTHORITY", str(folder / "guest"))
        guest = Display()
    try:
        yield guest
    finally:
        guest.close()
        owner.close()


def test_whoever_takes_the_windows_server_over_can_only_draw(
    desktop: PrivateDesktop, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    owner = Display()
    root = owner.screen().root
    theirs = root.create_window(50, 50, 200, 200, 0, X.CopyFromParent, event_mask=X.KeyPressMask)
    theirs.map()
    owner.sync()
    wait_for("a window of the person's", lambda: bool(desktop.windows()), seconds=30)
    with as_guest(monkeypatch, tmp_path) as guest:
        # Nothing with which keys are pressed, heard, or other windows' pictures taken.
        told = {"XTEST", "RECORD", "XInputExtension", "Composite", "DAMAGE", "XFIXES", "SECURITY"}
        assert told.isdisjoint(guest.list_extensions())
        seen = guest.create_resource_object("window", theirs.id)
        with pytest.raises(error.XError):
            seen.get_image(0, 0, 8, 8, X.ZPixmap, 0xFFFFFFFF)
        seen.change_attributes(event_mask=X.KeyPressMask, onerror=lambda *_: None)
        guest.sync()
        _xdotool(desktop, "windowfocus", "--sync", str(theirs.id), "key", "a")
        wait_for("the person to hear their key", lambda: _hears_a_key(owner), seconds=30)
        guest.sync()
        assert not _hears_a_key(guest)
    owner.close()


def _hears_a_key(display: Display) -> bool:
    return any(display.next_event().type == X.KeyPress for _ in range(display.pending_events()))


def test_a_hand_that_moves_over_the_window_disturbs_nothing(desktop: PrivateDesktop) -> None:
    start = task("mousepad", "letter.txt", files={"letter.txt": b"Dear \n"})

    def meddle() -> None:
        window = _window(desktop)
        _xdotool(desktop, "mousemove", "--window", window, "20", "20", "click", "1", "key", "x", "y", "z")

    def hear(happened: RunEvent) -> None:
        if isinstance(happened, TaskReady) or (isinstance(happened, StepAnswered) and happened.number == 2):
            meddle()

    plan = plan_of(
        click(1, 500, 500, 350),
        typing(2, 900, "Ada"),
        chord(3, 1600, "ctrl_l", "s"),
        step(4, 2200),
        start=start,
    )
    result = run_replay(plan, None, _WATCHED, on_event=hear)
    assert result.ending is RunEnding.FINISHED
    assert result.files["letter.txt"].content == b"Dear \nAda"


def test_closing_the_window_ends_the_replay(desktop: PrivateDesktop) -> None:
    plan = plan_of(step(1, 300), step(2, 60_000), start=in_a_terminal("true"))
    close = at_step(1, lambda: _close_as_its_button_does(desktop, int(_window(desktop))))
    assert run_replay(plan, None, _WATCHED, on_event=close).ending is RunEnding.ABORTED
    wait_for("the window to go", lambda: _window(desktop) == "", seconds=30)


def test_without_a_screen_to_show_it_on_nothing_is_started(
    desktop: PrivateDesktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert desktop.display
    plan = plan_of(step(1, 100))
    events: list[RunEvent] = []

    def refused(kind: type[Exception], words: str) -> None:
        with pytest.raises(kind, match=words):
            run_replay(plan, None, _WATCHED, on_event=events.append)

    with monkeypatch.context() as patch:
        patch.delenv("DISPLAY")
        refused(UnwatchableError, "DISPLAY names none")
        patch.setenv("DISPLAY", "elsewhere:0")
        refused(UnwatchableError, "belongs to another computer")
    with monkeypatch.context() as patch:
        patch.setenv("PATH", "/nonexistent")
        patch.setattr(run_module, "isolation_in_force", lambda: Isolation(program="/usr/bin/bwrap"))
        refused(MissingProgramError, "Xephyr")
    with monkeypatch.context() as patch:
        patch.setattr(run_module, "isolation_in_force", lambda: Isolation(why_not=phrase("No.")))
        with pytest.raises(NoWallError):
            run_replay(plan, None, RunOptions(is_watched=True, needs_wall=False))
    assert not [each for each in events if isinstance(each, StepAnswered)]
