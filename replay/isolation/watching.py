"""A window on the person's desktop that shows a private one: the X server Xephyr, behind a wall of its own.

Two walls and one server between them. The replay's programs reach the server's socket and nothing of the
person's desktop. The server reaches that desktop, by a cookie that the desktop's own server has made for it
as an untrusted client (the SECURITY extension): with it one can have a window, and cannot press keys, see
into other windows or listen to the keyboard. So a program that takes this server over gets no further than
to the titles of other windows, which that extension does not hide.

The window is for the eyes: the pointer goes through it and it takes no keyboard, since a hand that moves over
it would move the replay's pointer.
"""

import os
import re
import secrets
import select
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from Xlib import Xutil
from Xlib.ext import security, shape

from recorder.devices.x11.connection import Connection, screen_may_go
from recorder.errors import UserFacingError
from replay.displays.programs import START_SECONDS, DesktopFailedError, Process, find_program
from replay.displays.xserver import RunningServer, ScreenFormat, new_cookie, write_authority
from replay.isolation.bubblewrap import INNER_HOME, INNER_TEMPORARY, X_SOCKETS, Door, walled
from replay.isolation.environment import private_environment
from replay.isolation.in_force import Isolation
from replay.isolation.visible import visible

_LOCAL: Final = re.compile(r"(?:unix)?:(\d+)(?:\.\d+)?")
_TITLE: Final = "Assent: a replay, to look at"
_OUTER: Final = "/run/outer-authority"
_INNER: Final = "/run/authority"
# The cookie is void so long after nobody uses it any more.
_COOKIE_S: Final = 60


class UnwatchableError(UserFacingError):
    """A replay cannot be shown in a window here."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"A replay cannot be shown in a window here: {why}.",
            kept="Nothing was started.",
            mend="Run it on a desktop with X11; or leave --watch out, and it runs unseen.",
        )


@dataclass(frozen=True, slots=True)
class WatchWindow:
    """A window that shows a private desktop.

    Attributes:
        server: The X server in it, as it is named behind the replay's wall.
        doors: What the replay's wall needs to reach it.
    """

    server: RunningServer
    doors: tuple[Door, ...]
    _process: Process = field(repr=False)

    @property
    def is_closed(self) -> bool:
        """Whether it is gone: closed by the person."""
        return self._process.poll() is not None


@contextmanager
def watch_window(screen: ScreenFormat, isolation: Isolation) -> Iterator[WatchWindow]:
    """Open a window that shows a screen; it is gone when the ``with`` block ends, or the thread.

    Args:
        screen: What it shows.
        isolation: A wall.

    Raises:
        UnwatchableError: There is no screen of this machine to show it on, or one that lets in all or none.
        MissingProgramError: Xephyr is not installed.
        NoDisplayError: No X server answers.
        DesktopFailedError: It did not start.
    """
    outer = _outer_socket()
    program = find_program("Xephyr")
    name = f"assent-{secrets.token_hex(8)}"
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="assent-watch-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        connection = Connection(None)
        stack.callback(connection.close)
        with screen_may_go():
            focus = connection.display.get_input_focus()
            write_authority(folder / "outer", guests_cookie(connection))
        cookie = new_cookie()
        write_authority(folder / "inner", cookie)
        sockets = folder / "sockets"
        sockets.mkdir()
        # As X servers want the folder of their sockets; nobody else reaches it.
        sockets.chmod(0o1777)
        argv = [
            program,
            "-auth",
            _INNER,
            "-noreset",
            "-nolisten",
            "tcp",
            "-s",
            "0",
            "-no-host-grab",
            "-sw-cursor",
        ]
        argv += ["-screen", f"{screen.width}x{screen.height}x{screen.depth}", "-dpi", str(screen.dpi)]
        # Shared memory and the numbers of processes end at a wall.
        argv += ["-extension", "MIT-SHM", "-extension", "X-Resource"]
        argv += ["-title", _TITLE, "-name", name, "-displayfd", "1"]
        doors = (
            Door(sockets, X_SOCKETS, is_writable=True),
            Door(outer, f"{X_SOCKETS}/{outer.name}"),
            Door(folder / "outer", _OUTER),
            Door(folder / "inner", _INNER),
        )
        process = _start(argv, isolation, doors, display=f":{outer.name.removeprefix('X')}")
        stack.callback(_end, process)
        number = _number(process)
        with screen_may_go():
            _only_for_the_eyes(connection, name, focus)
        socket = sockets / f"X{number}"
        yield WatchWindow(
            RunningServer(f":{number}", cookie), (Door(socket, f"{X_SOCKETS}/X{number}"),), process
        )


def _outer_socket() -> Path:
    """The socket of the person's own desktop."""
    display = os.environ.get("DISPLAY", "")
    if not display:
        raise UnwatchableError("there is no screen, since DISPLAY names none")
    local = _LOCAL.fullmatch(display)
    socket = Path(X_SOCKETS, f"X{local[1]}") if local is not None else None
    if socket is None or not socket.is_socket():
        raise UnwatchableError("the screen that DISPLAY names belongs to another computer")
    return socket


def guests_cookie(connection: Connection) -> bytes:
    """A cookie with which a client of the person's own desktop is not trusted.

    Raises:
        UnwatchableError: Its server knows no difference.
    """
    display: Any = connection.display
    if not display.has_extension(security.extname):
        raise UnwatchableError("your desktop cannot keep that window away from your other windows")
    made = display.security_generate_authorization(
        b"MIT-MAGIC-COOKIE-1", timeout=_COOKIE_S, trust_level=security.SecurityClientUntrusted
    )
    return bytes(made.auth_data_return)


def _start(argv: list[str], isolation: Isolation, doors: tuple[Door, ...], *, display: str) -> Process:
    environment = private_environment(home=INNER_HOME, temporary=INNER_TEMPORARY)
    environment |= {"DISPLAY": display, "XAUTHORITY": _OUTER, "XEPHYR_NO_SHM": "1"}
    shown = visible()
    with walled(isolation.program, argv, shown=shown, environment=environment, doors=doors) as command:
        process = subprocess.Popen(
            command.argv,
            env={},
            pass_fds=command.descriptors,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        command.begun()
    return process


def _number(process: Process) -> int:
    """The number of its display, once it is ready."""
    pipe = process.stdout
    if pipe is None:
        raise ValueError("its output is a pipe")
    if not select.select([pipe], [], [], START_SECONDS)[0]:
        raise DesktopFailedError("window", f"it was silent for {START_SECONDS:.0f} seconds")
    line = pipe.readline().strip()
    if not line.isdigit():
        raise DesktopFailedError("window", "it ended at once")
    return int(line)


def _end(process: Process) -> None:
    if process.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    if process.stdout is not None:
        # Its end is that of the server itself, and not only of the wall around it.
        process.stdout.read()
        process.stdout.close()


def _only_for_the_eyes(connection: Connection, name: str, focus: Any) -> None:  # noqa: ANN401 - python-xlib's
    window = _window_of(connection, connection.root.id, name)
    if window is None:
        raise DesktopFailedError("window", "it did not open")
    window.shape_rectangles(shape.SO.Set, shape.SK.Input, 0, 0, 0, [])
    window.set_wm_hints(flags=Xutil.InputHint, input=0)
    # Xephyr does not always hear at once that it is asked to close: its window is closed without asking it.
    window.delete_property(connection.atom("WM_PROTOCOLS"))
    if connection.display.get_input_focus().focus == window:
        connection.display.set_input_focus(focus.focus, focus.revert_to, 0)
    connection.display.sync()


def _window_of(connection: Connection, under: int, name: str) -> Any:  # noqa: ANN401 - as above
    """The window of that name, wherever a window manager has put it."""
    for child in connection.children_of(under):
        names = connection.names_of(child)
        if names is not None and names.instance == name:
            return connection.window(child)
        found = _window_of(connection, child, name)
        if found is not None:
            return found
    return None
