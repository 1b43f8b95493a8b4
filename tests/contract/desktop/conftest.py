"""A private X server, a window manager, a message bus and real programs for the desktop's contract tests."""

import os
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from recorder.devices.x11.connection import Connection

T = TypeVar("T")

_DEADLINE_S = 15.0


@pytest.fixture
def eventually() -> Callable[[Callable[[], T]], T]:
    """Asks until the answer is true, and gives it."""
    pause = threading.Event()

    def wait(ask: Callable[[], T]) -> T:
        deadline = time.monotonic() + _DEADLINE_S
        while True:
            answer = ask()
            if answer:
                return answer
            assert time.monotonic() < deadline, "it never came true"
            pause.wait(0.02)

    return wait


@pytest.fixture
def launch(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts programs that end with the test and leave their files with it."""
    running: list[subprocess.Popen[str]] = []

    def start(*words: str) -> subprocess.Popen[str]:
        if shutil.which(words[0]) is None:
            pytest.skip(f"{words[0]} is not installed")
        process = subprocess.Popen(
            words,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            text=True,
            cwd=tmp_path,
        )
        running.append(process)
        return process

    yield start
    for process in reversed(running):
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


@pytest.fixture
def x_server(
    launch: Callable[..., subprocess.Popen[str]], monkeypatch: pytest.MonkeyPatch
) -> subprocess.Popen[str]:
    """A private X server; ``DISPLAY`` names it."""
    server = launch("Xvfb", "-displayfd", "1", "-screen", "0", "1280x800x24", "-noreset", "-nolisten", "tcp")
    assert server.stdout is not None
    number = server.stdout.readline().strip()
    assert number.isdigit()
    monkeypatch.setenv("DISPLAY", f":{number}")
    for name in ("WAYLAND_DISPLAY", "XDG_SESSION_TYPE", "XDG_SESSION_ID", "WINDOWID"):
        monkeypatch.delenv(name, raising=False)
    return server


@pytest.fixture
def window_manager(
    x_server: subprocess.Popen[str],
    launch: Callable[..., subprocess.Popen[str]],
    eventually: Callable[[Callable[[], object]], object],
) -> subprocess.Popen[str]:
    """A real window manager on that server."""
    manager = launch("openbox")
    connection = Connection()
    try:
        eventually(lambda: connection.numbers_property(connection.root.id, "_NET_SUPPORTING_WM_CHECK"))
    finally:
        connection.close()
    return manager


@pytest.fixture
def session_bus(
    launch: Callable[..., subprocess.Popen[str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> str:
    """A private session bus, which starts a private accessibility bus on demand."""
    runtime = tmp_path / "runtime"
    runtime.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    monkeypatch.setenv("HOME", str(tmp_path))
    daemon = launch("dbus-daemon", "--session", "--nofork", "--print-address=1", "--nopidfile")
    assert daemon.stdout is not None
    address = daemon.stdout.readline().strip()
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    return address


@pytest.fixture
def no_bus(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No session bus anywhere."""
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/nowhere")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))


@pytest.fixture
def xdo() -> Callable[..., str]:
    """Runs xdotool on the private server and gives what it prints."""

    def run(*words: str) -> str:
        done = subprocess.run(
            ["xdotool", *words], check=True, capture_output=True, text=True, env=dict(os.environ)
        )
        return done.stdout.strip()

    return run


@pytest.fixture
def window_of(
    xdo: Callable[..., str], eventually: Callable[[Callable[[], str]], str]
) -> Callable[[subprocess.Popen[str]], str]:
    """The window of a program that was started, once it shows."""

    def find(process: subprocess.Popen[str]) -> str:
        def ask() -> str:
            try:
                found = xdo("search", "--all", "--onlyvisible", "--pid", str(process.pid), "--class", ".")
            except subprocess.CalledProcessError:
                return ""
            return found.split()[-1] if found else ""

        return eventually(ask)

    return find
