"""A program that tries to reach what is not its own, and says in JSON what it got.

Run by a Python that imports nothing of Assent's. Each attempt gets something, or it does not; what it got is
named. The same program finds all of it where there is no wall, or the test that runs it would prove nothing:
so every attempt only looks, and changes nothing even for root on the machine itself.
"""

import ctypes
import json
import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path


def _file(path: str) -> bool:
    return bool(Path(path).read_bytes())


def _folder(path: str) -> bool:
    return bool(os.listdir(path))  # noqa: PTH208 - a str is what there is


def _write(path: str) -> bool:
    with Path(path).open("ab") as file:
        return file.writable()


def _tcp(port: str) -> bool:
    with socket.create_connection(("127.0.0.1", int(port)), timeout=2):
        return True


def _unix(path: str) -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        # An abstract socket's name begins with a zero byte, which no argument can hold.
        client.connect(path.replace("@", "\0", 1) if path.startswith("@") else path)
        return True


def _process(pid_and_word: str) -> bool:
    # The number may be another process's here: what it was started with tells.
    pid, word = pid_and_word.split(" ")
    return word in Path(f"/proc/{pid}/cmdline").read_bytes().decode()


def _shared_memory(key: str) -> bool:
    libc = ctypes.CDLL(None, use_errno=True)
    return bool(libc.shmget(int(key), 1, 0) >= 0)


def _environment(name: str) -> bool:
    return name in os.environ


def _root_of_others(marker: str) -> bool:
    roots = [each / "root" for each in Path("/proc").iterdir() if each.name.isdigit()]
    return any(_can_read(root / marker.lstrip("/")) for root in roots)


def _can_read(path: Path) -> bool:
    try:
        return bool(path.read_bytes())
    except OSError:
        return False


def _powers(_: str) -> bool:
    """Whether it may do anything that an ordinary program may not, such as to mount and unmount."""
    lines = dict(line.split(":\t", 1) for line in Path("/proc/self/status").read_text().splitlines())
    sets = ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")
    # Root may choose its group there, of which it has one: no power over anything.
    choose_group = 1 << 6
    return any(int(lines[name], 16) & ~choose_group for name in sets) or lines["NoNewPrivs"] != "1"


def _changeable(path: str) -> bool:
    return os.access(path, os.W_OK)


def _kernel_key(name: str) -> bool:
    # keyctl: search (10) the session's keyring (-3), which is inherited; syscall 250 or 219.
    number = 250 if os.uname().machine == "x86_64" else 219
    libc = ctypes.CDLL(None, use_errno=True)
    return bool(libc.syscall(number, 10, ctypes.c_long(-3), b"user", name.encode(), ctypes.c_long(0)) >= 0)


def _socket_of(family: str) -> bool:
    with socket.socket(int(family), socket.SOCK_STREAM) as client:
        return client.fileno() >= 0


ATTEMPTS: dict[str, Callable[[str], bool]] = {
    "file": _file,
    "folder": _folder,
    "write": _write,
    "tcp": _tcp,
    "unix": _unix,
    "process": _process,
    "shared memory": _shared_memory,
    "environment": _environment,
    "root of others": _root_of_others,
    "powers": _powers,
    "changeable": _changeable,
    "kernel key": _kernel_key,
    "socket of": _socket_of,
}


def reached(attempts: list[tuple[str, str, str]]) -> list[str]:
    """The names of the attempts that got something."""
    got = []
    for name, kind, target in attempts:
        try:
            if ATTEMPTS[kind](target):
                got.append(name)
        except OSError:
            continue
    return got


if __name__ == "__main__":
    sys.stdout.write(json.dumps(reached(json.loads(sys.argv[1]))))
