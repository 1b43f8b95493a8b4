"""What every test stands on: a private desktop, a fresh home, and rules that no test may break unseen.

A test fails, by name, that leaves a thread or a process behind, or that reaches past this machine. Nothing of
the person's own is within reach: not their desktop, home, vault or keyring.
"""

import gc
import os
import shutil
import signal
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import hypothesis
import psutil
import pytest

from replay.displays.private import PrivateDesktop
from studio.demo.s3_server import S3Server, s3_server
from tests.rigs.resting_devices import rest_devices

_SETTLE_SECONDS = 3.0
_POLL_SECONDS = 0.02
# Threads that libraries keep for the life of the process, by the start of their names.
_LASTING_THREADS = ("pytest_timeout",)
_OF_THE_PERSON = (
    "ASSENT_HOME",
    "ASSENT_PASSPHRASE_FILE",
    "DBUS_SESSION_BUS_ADDRESS",
    "DISPLAY",
    "WAYLAND_DISPLAY",
    "XAUTHORITY",
    "XDG_CACHE_HOME",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "XDG_RUNTIME_DIR",
    "XDG_STATE_HOME",
)

hypothesis.settings.register_profile("default", deadline=None)
# The same examples in every run: a check that guards a change must not fail by chance of another.
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, database=None)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "default")


_FOLDER_OF_THE_RUN = pytest.StashKey[Path]()


def pytest_configure(config: pytest.Config) -> None:
    """Forget the person's desktop before any module is imported, and make the machine like any other."""
    folder = Path(tempfile.mkdtemp(prefix="assent-tests-"))
    config.stash[_FOLDER_OF_THE_RUN] = folder
    (folder / "home").mkdir()
    os.environ["HOME"] = str(folder / "home")
    if config.option.basetemp is None:
        # Not the folder that all runs of pytest share and clear from under each other. Short, for sockets.
        config.option.basetemp = folder / "t"
    for name in _OF_THE_PERSON:
        os.environ.pop(name, None)
    os.environ |= {"LC_ALL": "C.UTF-8", "LANG": "C.UTF-8", "TZ": "UTC"}
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    time.tzset()
    # Shells start what runs in the background deaf to Ctrl+C, and every program would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing of the run; name a folder with ``--basetemp`` to look at what tests wrote."""
    shutil.rmtree(config.stash[_FOLDER_OF_THE_RUN], ignore_errors=True)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None]:
    """Let no thread of a later test be the one that collects widgets which an earlier test left.

    The outermost of all: only once the fixtures have ended is what they held left behind.
    """
    yield
    if "qapp" in getattr(item, "fixturenames", ()) and "qapp" not in getattr(nextitem, "fixturenames", ()):
        gc.collect()


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex", "sendto"):
            patch.setattr(socket.socket, name, _only_here(getattr(socket.socket, name)))
        yield


@pytest.fixture(autouse=True)
def _leaves_nothing(request: pytest.FixtureRequest) -> Iterator[None]:
    # The shared desktop is started before the count, so that its processes are not this test's.
    if "desktop" in request.fixturenames:
        request.getfixturevalue("desktop_of_the_run")
    threads = set(threading.enumerate())
    children = set(psutil.Process().children())
    yield
    left = _wait_for_none(lambda: _new_threads(threads))
    assert not left, f"the test left threads behind: {sorted(left)}"
    left = _wait_for_none(lambda: _new_children(children))
    assert not left, f"the test left processes behind: {sorted(left)}"


@pytest.fixture(scope="session")
def desktop_of_the_run() -> Iterator[PrivateDesktop]:
    """One private desktop for all tests that do not break theirs; ask for ``desktop`` instead."""
    with PrivateDesktop() as desktop:
        yield desktop


@pytest.fixture
def desktop(desktop_of_the_run: PrivateDesktop, monkeypatch: pytest.MonkeyPatch) -> Iterator[PrivateDesktop]:
    """A private desktop with no window on it, which is also this process's own desktop during the test.

    Nothing is pressed on it, and the pointer is in its middle.
    """
    for name, value in desktop_of_the_run.environment().items():
        if name not in {"HOME", "PATH", "SHELL", "TMPDIR"}:
            monkeypatch.setenv(name, value)
    # A window of this process, which it has only just closed, may still be there.
    desktop_of_the_run.close_programs()
    rest_devices()
    yield desktop_of_the_run
    desktop_of_the_run.close_programs()


@pytest.fixture(scope="session")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    """One S3 server for all tests that do not break theirs; each takes a ``fresh_place`` of its own."""
    with s3_server(tmp_path_factory.mktemp("s3")) as server:
        yield server


@pytest.fixture
def assent_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh place for the vault, in ``ASSENT_HOME``; not made yet."""
    home = tmp_path / "assent-home"
    monkeypatch.setenv("ASSENT_HOME", str(home))
    return home


def _only_here(call: Callable[..., object]) -> Callable[..., object]:
    def guarded(self: socket.socket, *arguments: object) -> object:
        address = arguments[-1]
        if self.family in {socket.AF_INET, socket.AF_INET6}:
            host = address[0] if isinstance(address, tuple) else address
            assert host in {"127.0.0.1", "::1", "localhost"}, f"a test reached for the network: {host}"
        return call(self, *arguments)

    return guarded


def _wait_for_none(look: Callable[[], set[str]]) -> set[str]:
    deadline = time.monotonic() + _SETTLE_SECONDS
    while (left := look()) and time.monotonic() < deadline:
        time.sleep(_POLL_SECONDS)
    return left


def _new_threads(before: set[threading.Thread]) -> set[str]:
    return {
        thread.name
        for thread in threading.enumerate()
        if thread not in before and not thread.name.startswith(_LASTING_THREADS)
    }


def _new_children(before: set[psutil.Process]) -> set[str]:
    names = set()
    for child in psutil.Process().children():
        if child not in before:
            try:
                names.add(" ".join(child.cmdline()[:4]) or child.name())
            except psutil.Error:
                continue
    return names
