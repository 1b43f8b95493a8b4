"""What programs behind the wall may ask the kernel for: all but what namespaces do not part from the machine.

Three things would lead past a wall of namespaces alone, and were tried: the keys that the kernel keeps for a
session are inherited by whatever is started in it; a socket to the host of a virtual machine (``AF_VSOCK``)
belongs to no network; and ``io_uring`` opens such sockets without a call that could be looked at. With them
goes what only a machine's own tools ask for: the kernel's log, its modules, its tracing.

A program that asks for one of them hears that it may not, and goes on. New namespaces are left to it, since
browsers build their own sandbox of them; in those it has nothing but what it has here.

The filter is a program for the kernel's own small machine (seccomp, "classic BPF": ``linux/filter.h``,
``linux/seccomp.h``), written down as that is read: instructions of eight bytes each.
"""

import errno
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

_NOT_ALLOWED: Final = (
    "acct",
    "add_key",
    "bpf",
    "delete_module",
    "fanotify_init",
    "finit_module",
    "init_module",
    "io_uring_enter",
    "io_uring_register",
    "io_uring_setup",
    "kexec_file_load",
    "kexec_load",
    "keyctl",
    "open_by_handle_at",
    "perf_event_open",
    "quotactl",
    "request_key",
    "syslog",
    "userfaultfd",
)
_SOCKETS: Final = ("socket", "socketpair")
# Of ``linux/socket.h``: AF_UNIX, AF_INET, AF_INET6, AF_NETLINK. All of them end at a namespace of the network
# or of files.
_FAMILIES: Final = (1, 2, 10, 16)

_GENERIC: Final = MappingProxyType(
    {
        "acct": 89,
        "add_key": 217,
        "bpf": 280,
        "delete_module": 106,
        "fanotify_init": 262,
        "finit_module": 273,
        "init_module": 105,
        "io_uring_enter": 426,
        "io_uring_register": 427,
        "io_uring_setup": 425,
        "kexec_file_load": 294,
        "kexec_load": 104,
        "keyctl": 219,
        "open_by_handle_at": 265,
        "perf_event_open": 241,
        "quotactl": 60,
        "request_key": 218,
        "socket": 198,
        "socketpair": 199,
        "syslog": 116,
        "userfaultfd": 282,
    }
)
"""``asm-generic/unistd.h``."""
_X86_64: Final = MappingProxyType(
    {
        "acct": 163,
        "add_key": 248,
        "bpf": 321,
        "delete_module": 176,
        "fanotify_init": 300,
        "finit_module": 313,
        "init_module": 175,
        "io_uring_enter": 426,
        "io_uring_register": 427,
        "io_uring_setup": 425,
        "kexec_file_load": 320,
        "kexec_load": 246,
        "keyctl": 250,
        "open_by_handle_at": 304,
        "perf_event_open": 298,
        "quotactl": 179,
        "request_key": 249,
        "socket": 41,
        "socketpair": 53,
        "syslog": 103,
        "userfaultfd": 323,
    }
)
"""``asm/unistd_64.h``."""

# linux/bpf_common.h: load a word, jump if equal, jump if at least, return.
_LOAD: Final = 0x20
_IF_EQUAL: Final = 0x15
_IF_AT_LEAST: Final = 0x35
_RETURN: Final = 0x06
# Where struct seccomp_data has them; of an argument, the lower half, on machines that store that first.
_NUMBER: Final = 0
_MACHINE: Final = 4
_FIRST_ARGUMENT: Final = 16
_ALLOW: Final = 0x7FFF0000
_FAIL: Final = 0x00050000
# A second set of calls of x86-64, with pointers of 32 bits, has the same calls under other numbers.
_X32: Final = 0x40000000

_INSTRUCTION: Final = struct.Struct("<HBBI")


@dataclass(frozen=True, slots=True)
class _Machine:
    """A kind of machine, as ``linux/audit.h`` numbers them, and its calls' numbers."""

    audit: int
    calls: Mapping[str, int]


_MACHINES: Final = MappingProxyType(
    {
        "x86_64": _Machine(0xC000003E, _X86_64),
        "aarch64": _Machine(0xC00000B7, _GENERIC),
        "riscv64": _Machine(0xC00000F3, _GENERIC),
    }
)


class UnknownMachineError(LookupError):
    """Nobody has written down how programs ask the kernel on this kind of machine."""


def call_filter(machine: str) -> bytes:
    """The filter, as the kernel reads it.

    Calls for another kind of machine, such as those of a program of 32 bits, are not there at all.

    Args:
        machine: The kind, as ``os.uname`` names it.

    Raises:
        UnknownMachineError: It is none that is known.
    """
    known = _MACHINES.get(machine)
    if known is None:
        raise UnknownMachineError(machine)
    closed = [known.calls[name] for name in _NOT_ALLOWED]
    sockets = [known.calls[name] for name in _SOCKETS]
    # From the end: each jump says how many instructions it leaves out.
    refuse_family = [_returned(_FAIL | errno.EAFNOSUPPORT)]
    families = _matched(_FAMILIES, past=len(refuse_family))
    look_at_family = [_loaded(_FIRST_ARGUMENT), *families, *refuse_family, _returned(_ALLOW)]
    allow_others = [_returned(_ALLOW)]
    is_socket = _matched(sockets, past=len(allow_others))
    refuse = [_returned(_FAIL | errno.EPERM)]
    # What is closed goes to the end; what is not goes on to the sockets.
    rest = [*is_socket, *allow_others, *look_at_family]
    is_closed = _matched(closed, past=len(rest))
    no_such_call = [_returned(_FAIL | errno.ENOSYS)]
    program = [
        _loaded(_MACHINE),
        _INSTRUCTION.pack(_IF_EQUAL, 1, 0, known.audit),
        *no_such_call,
        _loaded(_NUMBER),
        _INSTRUCTION.pack(_IF_AT_LEAST, 0, 1, _X32),
        *no_such_call,
        *is_closed,
        *rest,
        *refuse,
    ]
    return b"".join(program)


def _loaded(offset: int) -> bytes:
    return _INSTRUCTION.pack(_LOAD, 0, 0, offset)


def _returned(value: int) -> bytes:
    return _INSTRUCTION.pack(_RETURN, 0, 0, value)


def _matched(numbers: list[int] | tuple[int, ...], *, past: int) -> list[bytes]:
    """Jump over what follows, and ``past`` instructions more, if the word is one of these; else go on."""
    count = len(numbers)
    return [
        _INSTRUCTION.pack(_IF_EQUAL, count - 1 - at + past, 0, number) for at, number in enumerate(numbers)
    ]
