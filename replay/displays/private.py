"""A private desktop: an X server in memory with a window manager, buses and a home of its own.

Programs on it are shown nothing of the person's desktop, settings or keyring, and the person sees nothing of
them. It is no wall: they run as the same user. Nothing outlives it, not even when its owner is killed.
"""

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from recorder.errors import UserFacingError
from replay.displays.keeper import start_keeper
from replay.displays.processes import MARK, end_marked
from replay.displays.programs import Process
from replay.displays.session_bus import start_accessibility, start_session_bus
from replay.displays.window_manager import managed_windows, start_window_manager
from replay.displays.xserver import RunningServer, ScreenFormat, new_cookie, start_xserver, write_authority

_CLOSE_SECONDS: Final = 10.0
_POLL_SECONDS: Final = 0.02
# A socket's path has 108 bytes (unix(7)); the accessibility bus adds about 40 to the folder's.
_LONGEST_FOLDER: Final = 60


class PrivateDesktop:
    """A private desktop, up while its ``with`` block lasts; owned by one thread.

    Args:
        screen: The screen's size, depth and dots an inch.
        server: The X server to be used, which has such a screen; Xvfb is started if not given.

    Raises:
        UserFacingError: On entry, where a program is missing or a part does not start. Nothing is left then.
    """

    def __init__(self, screen: ScreenFormat | None = None, *, server: RunningServer | None = None) -> None:
        self.screen: Final = screen or ScreenFormat()
        self._server: Final = server
        self._mark: Final = secrets.token_hex(16)
        self._folder: Path | None = None
        self._display = ""
        self._keeper: Process | None = None
        self._parts: list[Process] = []
        self._programs: list[Process] = []
        self._started = 0

    def __enter__(self) -> Self:
        try:
            self._start()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    @property
    def display(self) -> str:
        """The X display's name, such as ``:3``."""
        return self._display

    @property
    def folder(self) -> Path:
        """Where all that belongs to this desktop lies; removed with it.

        Raises:
            RuntimeError: The desktop is not up.
        """
        if self._folder is None:
            raise RuntimeError("the private desktop is not up")
        return self._folder

    @property
    def home(self) -> Path:
        """The home of the programs on it."""
        return self.folder / "home"

    @property
    def temporary(self) -> Path:
        """The temporary folder of the programs on it."""
        return self.folder / "tmp"

    def environment(self) -> dict[str, str]:
        """The whole environment for a program here; of the caller's own only where programs lie."""
        return {
            "DBUS_SESSION_BUS_ADDRESS": self._bus_address(),
            "DISPLAY": self._display,
            "GDK_BACKEND": "x11",
            # Settings live as long as the program, so that each start is the same.
            "GSETTINGS_BACKEND": "memory",
            "GTK_USE_PORTAL": "0",
            "GVFS_DISABLE_FUSE": "1",
            "HOME": str(self.home),
            "LANG": "C.UTF-8",
            "PATH": os.environ.get("PATH", os.defpath),
            "QT_QPA_PLATFORM": "xcb",
            "SHELL": "/bin/sh",
            "TMPDIR": str(self.temporary),
            "TZ": os.environ.get("TZ", "UTC"),
            "XAUTHORITY": str(self.folder / "Xauthority"),
            "XDG_RUNTIME_DIR": str(self.folder / "run"),
            "XDG_SESSION_TYPE": "x11",
            MARK: self._mark,
        }

    def start(
        self,
        argv: Sequence[str],
        *,
        folder: Path | None = None,
        environment: Mapping[str, str] | None = None,
        output: Path | None = None,
    ) -> Process:
        """Start a program here; ``close_programs`` or the desktop's end ends it with all that it started.

        Args:
            argv: The program and its arguments; no shell reads them.
            folder: Where it starts; its home if not given.
            environment: Additions to the desktop's own.
            output: A file for what it prints; nothing is kept if not given.

        Raises:
            FileNotFoundError: There is no such program.
        """
        self._started += 1
        marked = {MARK: f"{self._mark}.{self._started}"}
        with Path(output or os.devnull).open("ab") as printed:
            program = subprocess.Popen(
                list(argv),
                cwd=folder or self.home,
                env=self.environment() | dict(environment or {}) | marked,
                stdin=subprocess.DEVNULL,
                stdout=printed,
                stderr=printed,
                start_new_session=True,
            )
        self._programs.append(program)
        return program

    def windows(self) -> tuple[int, ...]:
        """The identifiers of the programs' windows, oldest first."""
        return managed_windows(self.environment())

    def close_programs(self) -> None:
        """End all that ``start`` started, and return when none of its windows is left.

        Raises:
            TimeoutError: A window stayed.
        """
        for number in range(1, self._started + 1):
            end_marked(f"{self._mark}.{number}")
        self._started = 0
        _reap(self._programs)
        deadline = time.monotonic() + _CLOSE_SECONDS
        while left := len(self.windows()):
            if time.monotonic() > deadline:
                raise TimeoutError(f"{left} windows outlived the programs of a private desktop")
            time.sleep(_POLL_SECONDS)

    def _start(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="assent-desktop-"))
        if len(os.fsencode(self._folder)) > _LONGEST_FOLDER:
            raise UserFacingError(
                "The path of the temporary folder is too long for a private desktop.",
                mend="Try again with a short one: TMPDIR=/tmp",
            )
        self._keeper = start_keeper(self._mark, self._folder)
        for part in ("home", "run", "tmp"):
            (self._folder / part).mkdir(mode=0o700)
        authority = self._folder / "Xauthority"
        write_authority(authority, new_cookie() if self._server is None else self._server.cookie)
        if self._server is None:
            server, self._display = start_xserver(
                self.screen, authority=authority, environment=self.environment()
            )
            self._parts.append(server)
        else:
            self._display = self._server.display
        self._parts.append(start_session_bus(self._bus_socket(), environment=self.environment()))
        start_accessibility(self._bus_address())
        self._parts.append(start_window_manager(self._folder, environment=self.environment()))

    def _stop(self) -> None:
        # Everything is cleared away here, so that what fails is heard; the keeper finds nothing left to do.
        try:
            # Programs first: they end in order while their screen is still there.
            for number in range(1, self._started + 1):
                end_marked(f"{self._mark}.{number}")
            end_marked(self._mark)
        finally:
            self._started = 0
            _reap(self._programs)
            _reap(self._parts)
            if self._keeper is not None:
                self._keeper.communicate()
                self._keeper = None
            if self._folder is not None:
                shutil.rmtree(self._folder, ignore_errors=True)
                self._folder = None
            self._display = ""

    def _bus_socket(self) -> Path:
        return self.folder / "run" / "bus"

    def _bus_address(self) -> str:
        return f"unix:path={self._bus_socket()}"


def _reap(children: list[Process]) -> None:
    """Take the exit codes of what has been ended, and end what threw its mark away (each leads a group)."""
    for child in children:
        if child.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
        child.wait()
    children.clear()
