"""The private desktop's X server: Xvfb with a cookie, no network, and a number that it picks itself."""

import secrets
import socket
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from replay.displays.programs import Process, find_program, start_announcing

# Families of addresses in an X authority file: X.h and Xauth.h of the X11 sources.
_FAMILY_LOCAL: Final = 256
_FAMILY_WILD: Final = 65535


@dataclass(frozen=True, slots=True)
class ScreenFormat:
    """A private screen: its sides in pixels, bits a pixel, and dots an inch.

    Raises:
        ValueError: A side lies outside of what X11 knows, or the depth is none that Xvfb draws.
    """

    width: int = 1920
    height: int = 1080
    depth: int = 24
    dpi: int = 96

    def __post_init__(self) -> None:
        if not (1 <= self.width <= 32767 and 1 <= self.height <= 32767):  # noqa: PLR2004 - X11's 16-bit places
            raise ValueError("a screen's side is 1 to 32767 pixels")
        if self.depth not in {8, 15, 16, 24, 30}:
            raise ValueError("a screen's depth is 8, 15, 16, 24 or 30 bits")


@dataclass(frozen=True, slots=True)
class RunningServer:
    """An X server that somebody else has started, and ends.

    Attributes:
        display: Its name, such as ``:3``.
        cookie: What opens it.
    """

    display: str
    cookie: bytes = field(repr=False)


def write_authority(path: Path, cookie: bytes) -> None:
    """Write a cookie down, readable to its owner alone; only who can read it may use the display.

    Two entries, without a display's number, which is not known yet: Xlib and xcb take the wild one,
    python-xlib only the one with the host's name.
    """
    host = socket.gethostname().encode()
    entries = b"".join(
        struct.pack(">H", family)
        + b"".join(_counted(part) for part in (address, b"", b"MIT-MAGIC-COOKIE-1", cookie))
        for family, address in ((_FAMILY_LOCAL, host), (_FAMILY_WILD, b""))
    )
    path.touch(mode=0o600)
    path.write_bytes(entries)


def new_cookie() -> bytes:
    """A random one."""
    return secrets.token_bytes(16)


def start_xserver(
    screen: ScreenFormat, *, authority: Path, environment: Mapping[str, str]
) -> tuple[Process, str]:
    """Start Xvfb and wait until it accepts clients.

    Returns:
        The process, and the display's name, such as ``:3``.

    Raises:
        MissingProgramError: Xvfb is not installed.
        DesktopFailedError: It ended at once, or did not answer in time.
    """
    command = [find_program("Xvfb"), "-auth", str(authority), "-noreset", "-nolisten", "tcp"]
    command += ["-screen", "0", f"{screen.width}x{screen.height}x{screen.depth}", "-dpi", str(screen.dpi)]
    # No screen saver: a blank picture after ten minutes would be taken for what is there.
    command += ["-s", "0"]
    server, number = start_announcing("X server", command, fd_option="-displayfd", environment=environment)
    return server, f":{int(number)}"


def _counted(data: bytes) -> bytes:
    return struct.pack(">H", len(data)) + data
