"""The filter of the kernel's calls, run as the kernel runs it."""

import errno
import struct

import pytest

from replay.isolation.kernel_calls import UnknownMachineError, call_filter

_ALLOWED = 0x7FFF0000
_MACHINES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7, "riscv64": 0xC00000F3}
_KEYCTL = {"x86_64": 250, "aarch64": 219, "riscv64": 219}
_IO_URING = 425
_SOCKET = {"x86_64": 41, "aarch64": 198, "riscv64": 198}
_READ = {"x86_64": 0, "aarch64": 63, "riscv64": 63}
_VSOCK = 40


def _failed(number: int) -> int:
    return 0x00050000 | number


def _answer(program: bytes, number: int, machine: int, first: int = 0) -> int:
    """What the kernel's small machine makes of a call (``linux/seccomp.h``)."""
    data = struct.pack("<IIQ6Q", number, machine, 0, first, 0, 0, 0, 0, 0)
    instructions = list(struct.iter_unpack("<HBBI", program))
    word = at = 0
    while True:
        code, if_true, if_false, value = instructions[at]
        at += 1
        match code:
            case 0x20:
                (word,) = struct.unpack_from("<I", data, value)
            case 0x15:
                at += if_true if word == value else if_false
            case 0x35:
                at += if_true if word >= value else if_false
            case 0x06:
                return int(value)
            case _:
                raise AssertionError(f"no such instruction: {code:#x}")


@pytest.mark.parametrize("name", _MACHINES)
def test_of_all_calls_those_past_the_wall_alone_are_refused(name: str) -> None:
    program, machine = call_filter(name), _MACHINES[name]
    answers = {number: _answer(program, number, machine) for number in range(1024)}
    assert answers[_KEYCTL[name]] == answers[_IO_URING] == _failed(errno.EPERM)
    assert answers[_READ[name]] == _ALLOWED
    # No family of sockets is number 0.
    refused = {number for number, answer in answers.items() if answer == _failed(errno.EPERM)}
    sockets = {number for number, answer in answers.items() if answer == _failed(errno.EAFNOSUPPORT)}
    assert len(refused) == 19
    assert sockets == {_SOCKET[name], _SOCKET[name] + (12 if name == "x86_64" else 1)}
    assert all(answers[number] == _ALLOWED for number in set(answers) - refused - sockets)


@pytest.mark.parametrize("name", _MACHINES)
def test_sockets_of_files_and_of_its_own_network_are_all_that_there_are(name: str) -> None:
    program, machine = call_filter(name), _MACHINES[name]
    families = range(64)
    opened = [f for f in families if _answer(program, _SOCKET[name], machine, f) == _ALLOWED]
    assert opened == [1, 2, 10, 16]
    # The kernel reads an int: what stands in the upper half makes no other family of it.
    assert _answer(program, _SOCKET[name], machine, _VSOCK | 1 << 32) == _failed(errno.EAFNOSUPPORT)


def test_the_same_calls_under_other_numbers_are_not_there() -> None:
    program = call_filter("x86_64")
    i386, x32 = 0x40000003, 0x40000000
    assert _answer(program, 288, i386) == _failed(errno.ENOSYS)
    assert _answer(program, x32 | _KEYCTL["x86_64"], _MACHINES["x86_64"]) == _failed(errno.ENOSYS)
    assert _answer(program, x32 | _READ["x86_64"], _MACHINES["x86_64"]) == _failed(errno.ENOSYS)


def test_a_machine_that_nobody_knows_has_no_filter() -> None:
    with pytest.raises(UnknownMachineError):
        call_filter("vax")
