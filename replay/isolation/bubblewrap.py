"""The wall as ``bwrap`` is told it: new namespaces, a file system made of a list, and memory to write in.

Nothing here is taken from an episode or a study: the wall is the same for all of them.
"""

import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from replay.isolation.kernel_calls import call_filter
from replay.isolation.visible import Visible

PROGRAM: Final = "bwrap"
PACKAGE: Final = "bubblewrap"
INNER_HOME: Final = "/home/person"
INNER_TEMPORARY: Final = "/tmp"  # noqa: S108 - the wall's own, in memory
# The machine's name is often a person's; it would be in a terminal's prompt.
HOST_NAME: Final = "desktop"

_PROCESS: Final = re.compile(rb'"child-pid": (\d+)')
_MIB: Final = 1 << 20
_TEMPORARY_BYTES: Final = 1024 * _MIB
_HOME_BYTES: Final = 256 * _MIB
_SHARED_MEMORY_BYTES: Final = 512 * _MIB
X_SOCKETS: Final = "/tmp/.X11-unix"  # noqa: S108 - as above
_KERNEL: Final = (
    "/proc/acpi",
    "/proc/bus",
    "/proc/fs",
    "/proc/irq",
    "/proc/mtrr",
    "/proc/scsi",
    "/proc/sys",
    "/proc/sysrq-trigger",
)
# These tell of the whole machine, its keys and its memory; some only to root, which root is here as well.
_KERNEL_SECRETS: Final = (
    "/proc/kcore",
    "/proc/key-users",
    "/proc/keys",
    "/proc/kmsg",
    "/proc/kpagecgroup",
    "/proc/kpagecount",
    "/proc/kpageflags",
    "/proc/slabinfo",
    "/proc/timer_list",
    "/proc/vmallocinfo",
)
_NAMESPACES: Final = (
    "--unshare-user",
    "--unshare-ipc",
    "--unshare-pid",
    "--unshare-net",
    "--unshare-uts",
    "--unshare-cgroup-try",
)


@dataclass(frozen=True, slots=True)
class WalledCommand:
    """A command that runs another one behind the wall.

    Attributes:
        argv: The command.
        descriptors: To be passed on: files in memory that it reads as it starts, and ``maps``.
        maps: Of a wall that root puts up: how it is told who it is there.
    """

    argv: tuple[str, ...]
    descriptors: tuple[int, ...]
    maps: "_Maps | None"

    def begun(self) -> None:
        """To be called once it was started, and at once: it waits for that."""
        if self.maps is not None:
            self.maps.write()


@dataclass(frozen=True, slots=True)
class Door:
    """A file or a folder of the machine that is also there behind one wall.

    Attributes:
        outside: Where it lies.
        inside: Where it is seen.
        is_writable: Whether what is written to it there stays.
    """

    outside: Path
    inside: str
    is_writable: bool = False


class _Maps:
    """Tells a wall that root puts up who is who behind it.

    Root stays root there, or programs that ask would look otherwise than they were recorded: it is one that
    owns nothing and may only choose its group, which terminals do before anything else. Only from outside
    can it be given that.
    """

    def __init__(self) -> None:
        self._said, self._says = os.pipe()
        self._waits, self._go_on = os.pipe()
        self.options: Final = [
            *("--cap-add", "CAP_SETGID"),
            *("--info-fd", str(self._says), "--userns-block-fd", str(self._waits)),
        ]
        self.given: Final = (self._says, self._waits)
        self._open: Final = {self._said, self._says, self._waits, self._go_on}

    def write(self) -> None:
        """Read to its end what the wall says of its process, and say who that is."""
        # Its own ends only: with ours open, one that failed would be waited for without end.
        self._close(*self.given)
        words = b""
        while word := os.read(self._said, 4096):
            words += word
        # One that failed says nothing; whoever waits for it hears why.
        if found := _PROCESS.search(words):
            process = Path(f"/proc/{int(found[1])}")
            with suppress(OSError):
                process.joinpath("uid_map").write_text("0 0 1")
                process.joinpath("gid_map").write_text("0 0 1")
        with suppress(BrokenPipeError):
            os.write(self._go_on, b"1")

    def close(self) -> None:
        """Close what is open."""
        self._close(*tuple(self._open))

    def _close(self, *descriptors: int) -> None:
        for descriptor in descriptors:
            self._open.remove(descriptor)
            os.close(descriptor)


def find_bubblewrap() -> str | None:
    """The program's path, or ``None`` where it is not installed."""
    return shutil.which(PROGRAM)


@contextmanager
def walled(
    program: str,
    argv: Iterable[str],
    *,
    shown: Visible,
    environment: Mapping[str, str],
    doors: Iterable[Door] = (),
) -> Iterator[WalledCommand]:
    """The command that runs another one behind the wall; start it while the ``with`` block lasts.

    Args:
        program: ``bwrap``'s path.
        argv: What to run; a path in it is one behind the wall.
        shown: What of the machine is there.
        environment: All that the process is given.
        doors: What else is there, for this one wall.

    Raises:
        UnknownMachineError: No wall can be put up on this kind of machine.
    """
    with ExitStack() as open_files:
        calls = _in_memory(call_filter(os.uname().machine), open_files)
        maps = _Maps() if os.getuid() == 0 else None
        if maps is not None:
            open_files.callback(maps.close)
        made_up = {path: _in_memory(text.encode(), open_files) for path, text in _system_files().items()}
        options = [
            *_NAMESPACES,
            *("--hostname", HOST_NAME),
            *("--cap-drop", "ALL"),
            *(maps.options if maps is not None else ()),
            # Nothing can be typed into the terminal of whoever started this.
            "--new-session",
            "--die-with-parent",
            # What is started is the first process there: none of the others can end it, and there is no other
            # one that holds its pipes.
            "--as-pid-1",
            *("--seccomp", str(calls)),
            *_file_system(shown),
            *(
                word
                for door in doors
                for word in (
                    "--bind" if door.is_writable else "--ro-bind",
                    str(door.outside),
                    door.inside,
                )
            ),
            *(
                word
                for path, file in made_up.items()
                for word in ("--perms", "0444", "--ro-bind-data", str(file), path)
            ),
            *_made_last(shown),
            *("--chdir", INNER_HOME),
            "--clearenv",
            *(word for name, value in environment.items() for word in ("--setenv", name, value)),
        ]
        # Not in the command, which every process behind the wall can read.
        told = _in_memory("".join(f"{option}\0" for option in options).encode(), open_files)
        command = (program, "--args", str(told), "--", *argv)
        given = maps.given if maps is not None else ()
        yield WalledCommand(command, (told, calls, *made_up.values(), *given), maps)


def _system_files() -> dict[str, str]:
    """The few files of /etc that are made up: who the person is, which machine this is."""
    user, group = os.getuid(), os.getgid()
    return {
        "/etc/passwd": f"person:x:{user}:{group}:Person:{INNER_HOME}:/bin/sh\n",
        "/etc/group": f"person:x:{group}:\n",
        "/etc/hosts": f"127.0.0.1 localhost {HOST_NAME}\n::1 localhost\n",
        "/etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
        # The session bus asks for one; it is no machine's.
        "/etc/machine-id": f"{1:032x}\n",
    }


def _in_memory(content: bytes, open_files: ExitStack) -> int:
    """A file with this content that lies nowhere, read from its start."""
    descriptor = os.memfd_create("wall")
    open_files.callback(os.close, descriptor)
    os.write(descriptor, content)
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor


def _file_system(shown: Visible) -> list[str]:
    options: list[str] = []
    for path, target in shown.links:
        options += ["--symlink", target, str(path)]
    # Before what is shown, which may lie in one of these: a checkout in /tmp is seen, and nothing beside it.
    options += _memory(INNER_TEMPORARY, _TEMPORARY_BYTES, "1777")
    options += ["--perms", "1777", "--dir", X_SOCKETS]
    options += _memory(INNER_HOME, _HOME_BYTES, "0700")
    options += _memory("/run", _HOME_BYTES, "0755")
    for path in shown.read_only:
        options += ["--ro-bind", str(path), str(path)]
    options += ["--proc", "/proc", "--dev", "/dev"]
    # To root, even one without powers, these would be open: they ask who one is and nothing else.
    for each in _KERNEL:
        options += ["--ro-bind-try", each, each]
    for each in _KERNEL_SECRETS:
        # A device on a file system where devices do nothing: it cannot be opened.
        if Path(each).exists():
            options += ["--ro-bind", os.devnull, each]
    options += _memory("/dev/shm", _SHARED_MEMORY_BYTES, "1777")  # noqa: S108 - the wall's own
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
