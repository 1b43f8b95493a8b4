"""The wall as ``bwrap`` is told it: new namespaces, a file system made of a list, and memory to write in.

Nothing here is taken from an episode or a study: the wall is the same for all of them.
"""

import os
import shutil
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Final, Self

from replay.isolation.visible import Visible

PROGRAM: Final = "bwrap"
PACKAGE: Final = "bubblewrap"
INNER_HOME: Final = "/home/person"
INNER_TEMPORARY: Final = "/tmp"  # noqa: S108 - the wall's own, in memory
# The machine's name is often a person's; it would be in a terminal's prompt.
HOST_NAME: Final = "desktop"

_MIB: Final = 1 << 20
_TEMPORARY_BYTES: Final = 2048 * _MIB
_HOME_BYTES: Final = 256 * _MIB
_SHARED_MEMORY_BYTES: Final = 512 * _MIB
_X_SOCKETS: Final = "/tmp/.X11-unix"  # noqa: S108 - as above
_NAMESPACES: Final = (
    "--unshare-user",
    "--unshare-ipc",
    "--unshare-pid",
    "--unshare-net",
    "--unshare-uts",
    "--unshare-cgroup-try",
)


@dataclass(slots=True)
class WallFiles:
    """Small files that lie nowhere but in the memory of who starts a wall; close it once that has begun.

    Attributes:
        options: For ``bwrap``.
        descriptors: To be passed on to it.
    """

    options: list[str] = field(default_factory=list)
    descriptors: list[int] = field(default_factory=list)
    _open: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def add(self, path: str, text: str) -> None:
        """Have a file with this text at that place, read-only."""
        descriptor = os.memfd_create("wall", 0)
        self._open.callback(os.close, descriptor)
        os.write(descriptor, text.encode())
        os.lseek(descriptor, 0, os.SEEK_SET)
        self.options += ["--perms", "0444", "--ro-bind-data", str(descriptor), path]
        self.descriptors.append(descriptor)


def find_bubblewrap() -> str | None:
    """The program's path, or ``None`` where it is not installed."""
    return shutil.which(PROGRAM)


def system_files() -> WallFiles:
    """The few files of /etc that are made up: who the person is, which machine this is."""
    files = WallFiles()
    user, group = os.getuid(), os.getgid()
    files.add("/etc/passwd", f"person:x:{user}:{group}:Person:{INNER_HOME}:/bin/sh\n")
    files.add("/etc/group", f"person:x:{group}:\n")
    files.add("/etc/hosts", f"127.0.0.1 localhost {HOST_NAME}\n::1 localhost\n")
    files.add("/etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files\n")
    # The session bus asks for one; it is no machine's.
    files.add("/etc/machine-id", f"{1:032x}\n")
    return files


def wall_command(
    program: str, argv: Iterable[str], *, shown: Visible, files: Iterable[str], environment: dict[str, str]
) -> list[str]:
    """The command that runs another one behind the wall.

    Args:
        program: ``bwrap``'s path.
        argv: What to run; a path in it is one behind the wall.
        shown: What of the machine is there.
        files: ``WallFiles.options``.
        environment: All that the process is given.
    """
    return [
        program,
        *_NAMESPACES,
        *("--hostname", HOST_NAME),
        *("--cap-drop", "ALL"),
        # A terminal that belongs to somebody else cannot be typed into.
        "--new-session",
        "--die-with-parent",
        *_file_system(shown),
        *files,
        *_made_last(shown),
        *("--chdir", INNER_HOME),
        "--clearenv",
        *(word for name, value in environment.items() for word in ("--setenv", name, value)),
        "--",
        *argv,
    ]


def _file_system(shown: Visible) -> list[str]:
    options: list[str] = []
    for path, target in shown.links:
        options += ["--symlink", target, str(path)]
    for path in shown.read_only:
        options += ["--ro-bind", str(path), str(path)]
    options += ["--proc", "/proc", "--dev", "/dev"]
    options += _memory("/dev/shm", _SHARED_MEMORY_BYTES, "1777")  # noqa: S108 - the wall's own
    options += _memory(INNER_TEMPORARY, _TEMPORARY_BYTES, "1777")
    options += ["--perms", "1777", "--dir", _X_SOCKETS]
    options += _memory(INNER_HOME, _HOME_BYTES, "0700")
    options += _memory("/run", _HOME_BYTES, "0755")
    options += ["--dir", "/var/tmp"]  # noqa: S108 - as above
    return options


def _made_last(shown: Visible) -> list[str]:
    """What covers or closes something that was made before."""
    options: list[str] = []
    for path in shown.hidden:
        options += ["--size", "4096", "--perms", "0500", "--tmpfs", str(path), "--remount-ro", str(path)]
    return [*options, "--remount-ro", "/dev", "--remount-ro", "/"]


def _memory(path: str, size: int, mode: str) -> list[str]:
    return ["--size", str(size), "--perms", mode, "--tmpfs", path]
