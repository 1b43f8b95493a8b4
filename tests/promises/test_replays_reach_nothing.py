"""What runs behind a replay's wall reaches nothing of the person's, however it tries.

Each attempt is made twice by the same program: without a wall, where all of them get what they want, and
behind it, where none does.
"""

import ctypes
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from recorder.vault.home import assent_home as vault_folder
from replay.displays.private import PrivateDesktop
from replay.isolation.bubblewrap import INNER_HOME, INNER_TEMPORARY, Door, WalledCommand, walled
from replay.isolation.environment import private_environment
from replay.isolation.in_force import isolation_in_force
from replay.isolation.programs import INNER_PROGRAMS
from replay.isolation.visible import visible

_PROGRAM = Path(__file__).parents[1] / "rigs" / "reaching.py"

Attempts = list[tuple[str, str, str]]


def _without_wall(attempts: Attempts) -> set[str]:
    argv = [sys.executable, "-c", _PROGRAM.read_text(), json.dumps(attempts)]
    return set(json.loads(subprocess.run(argv, capture_output=True, check=True, timeout=30).stdout))


def _behind_wall(attempts: Attempts, *doors: Door) -> set[str]:
    argv = [sys.executable, "-c", _PROGRAM.read_text(), json.dumps(attempts)]
    return set(json.loads(_run_behind_wall(argv, *doors)))


def _run_behind_wall(argv: list[str], *doors: Door) -> str:
    isolation = isolation_in_force()
    assert isolation.is_walled, isolation.why_not
    environment = private_environment(home=INNER_HOME, temporary=INNER_TEMPORARY)
    with walled(isolation.program, argv, shown=visible(), environment=environment, doors=doors) as command:
        return _said(command)


def _said(command: WalledCommand) -> str:
    with subprocess.Popen(
        command.argv, env={}, pass_fds=command.descriptors, stdout=subprocess.PIPE, text=True
    ) as process:
        command.begun()
        said = process.communicate(timeout=30)[0]
    assert process.returncode == 0
    return said


def _assert_only_the_wall_stops(attempts: Attempts) -> None:
    assert _without_wall(attempts) == {name for name, _, _ in attempts}
    assert _behind_wall(attempts) == set()


def test_neither_vault_nor_home_can_be_read(assent_home: Path) -> None:
    assent_home.mkdir()
    (assent_home / "vault.json").write_text("{}")
    secret = Path.home() / "letter.txt"
    secret.write_text("dear")
    _assert_only_the_wall_stops(
        [
            ("the vault", "file", str(assent_home / "vault.json")),
            ("the vault's folder", "folder", str(assent_home)),
            ("a file of the home", "file", str(secret)),
            ("the home", "folder", str(Path.home())),
            ("through other processes", "root of others", str(secret)),
        ]
    )


def test_a_vault_among_the_systems_programs_is_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    # Whoever puts it where the wall is open gets it covered.
    home = Path(sys.prefix) / f"vault-{secrets.token_hex(4)}"
    home.mkdir()
    try:
        (home / "vault.json").write_text("{}")
        monkeypatch.setenv("ASSENT_HOME", str(home))
        assert vault_folder() == home
        _assert_only_the_wall_stops([("the vault", "file", str(home / "vault.json"))])
    finally:
        (home / "vault.json").unlink()
        home.rmdir()


def test_the_systems_secrets_and_devices_are_not_there() -> None:
    _assert_only_the_wall_stops(
        [
            ("who may log in", "file", "/etc/shadow"),
            ("the machine's own id", "folder", "/var/lib"),
            ("what the machine is made of", "folder", "/sys/class"),
            ("powers", "powers", ""),
            ("the kernel's settings", "changeable", "/proc/sys/kernel/core_pattern"),
        ]
    )


def test_programs_and_packages_cannot_be_changed(tmp_path: Path) -> None:
    inside = Path(sys.prefix) / f"planted-{secrets.token_hex(4)}"
    inside.write_text("x")
    try:
        _assert_only_the_wall_stops(
            [
                ("a package", "write", str(inside)),
                ("Assent itself", "write", str(Path(__file__).parents[2] / "replay" / "__init__.py")),
                ("a folder of the person's", "write", str(tmp_path / "new")),
            ]
        )
    finally:
        inside.unlink()


@pytest.fixture
def listener() -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield str(server.getsockname()[1])


def test_no_network_and_no_socket_of_the_person(listener: str, tmp_path: Path) -> None:
    abstract = f"@assent-{secrets.token_hex(8)}"
    path = tmp_path / "bus"
    with socket.socket(socket.AF_UNIX) as first, socket.socket(socket.AF_UNIX) as second:
        first.bind("\0" + abstract[1:])
        first.listen()
        second.bind(str(path))
        second.listen()
        _assert_only_the_wall_stops(
            [
                ("a port of this machine", "tcp", listener),
                ("a socket without a file", "unix", abstract),
                ("a bus", "unix", str(path)),
            ]
        )


def test_no_other_display(desktop: PrivateDesktop) -> None:
    number = desktop.display.removeprefix(":")
    _assert_only_the_wall_stops(
        [
            ("the display's socket", "unix", f"/tmp/.X11-unix/X{number}"),  # noqa: S108 - the server's
            ("the other one", "unix", f"@/tmp/.X11-unix/X{number}"),
            ("its cookie", "file", str(desktop.folder / "Xauthority")),
            ("its bus", "unix", str(desktop.folder / "run" / "bus")),
            ("its name", "environment", "DISPLAY"),
        ]
    )


def test_no_process_and_no_memory_of_the_person() -> None:
    key = secrets.randbelow(2**30) + 1
    libc = ctypes.CDLL(None, use_errno=True)
    segment = libc.shmget(key, 4096, 0o1600)
    assert segment >= 0
    word = f"word-{secrets.token_hex(8)}"
    other = subprocess.Popen([sys.executable, "-c", "input()", word], stdin=subprocess.PIPE)
    try:
        _assert_only_the_wall_stops(
            [
                ("shared memory", "shared memory", str(key)),
                ("another process", "process", f"{other.pid} {word}"),
            ]
        )
    finally:
        other.communicate(b"\n")
        libc.shmctl(segment, 0, None)


def test_the_kernel_keeps_nothing_of_the_person_for_it() -> None:
    name = f"assent-{secrets.token_hex(8)}"
    attempts = [
        ("a key of the person's session", "kernel key", name),
        ("the host of this machine, past the network", "socket of", str(socket.AF_VSOCK)),
        ("keys by their names", "file", "/proc/keys"),
        ("memory of the machine", "file", "/proc/timer_list"),
        ("a network that leads nowhere", "socket of", str(socket.AF_INET)),
    ]

    def tried() -> tuple[set[str], set[str]]:
        _keep_in_kernel(name)
        return _without_wall(attempts), _behind_wall(attempts)

    # A thread has a session of its own, which what it starts inherits.
    with ThreadPoolExecutor(1) as own_session:
        without, behind = own_session.submit(tried).result()
    assert behind == {"a network that leads nowhere"}
    # What a machine forbids to everybody, as a container may, proves nothing of the wall.
    assert behind <= without


def _keep_in_kernel(name: str) -> None:
    add_key, keyctl = (248, 250) if os.uname().machine == "x86_64" else (217, 219)
    libc = ctypes.CDLL(None, use_errno=True)
    # To join a new session; into it, which is keyring -3.
    libc.syscall(keyctl, 1, None)
    libc.syscall(add_key, b"user", name.encode(), b"secret", ctypes.c_long(6), ctypes.c_long(-3))


def test_nothing_of_the_environment_goes_in(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("AWS_SECRET_ACCESS_KEY", "ASSENT_HOME", "ASSENT_PASSPHRASE_FILE", "SSH_AUTH_SOCK", "GPG_AGENT")
    for name in names:
        monkeypatch.setenv(name, "x")
    _assert_only_the_wall_stops([(name, "environment", name) for name in names])


def test_the_person_is_not_told_of() -> None:
    isolation = isolation_in_force()
    program = "import os, pwd, socket; print(pwd.getpwuid(os.getuid()).pw_name, socket.gethostname())"
    environment = private_environment(home=INNER_HOME, temporary=INNER_TEMPORARY)
    argv = [sys.executable, "-c", program]
    with walled(isolation.program, argv, shown=visible(), environment=environment) as command:
        said = _said(command)
    assert said.split() == ["person", "desktop"]
    assert os.uname().nodename != "desktop"


def test_other_programs_bring_nothing_else_with_them(tmp_path: Path) -> None:
    # Even of a folder that was looked at before something in it came to lead elsewhere.
    folder = tmp_path / "build"
    folder.mkdir()
    secret = tmp_path / "letter.txt"
    secret.write_text("dear")
    beside = tmp_path / "beside"
    beside.mkdir()
    (beside / "plan.txt").write_text("x")
    (folder / "out").symlink_to(secret)
    (folder / "up").symlink_to("../letter.txt")
    (folder / "program").write_text("#!/bin/sh\necho ran\n")
    (folder / "program").chmod(0o4755)
    placed = Door(folder, INNER_PROGRAMS)
    attempts = [
        ("what a link names", "file", f"{INNER_PROGRAMS}/out"),
        ("what lies above", "file", f"{INNER_PROGRAMS}/up"),
        ("a folder beside it", "folder", f"{INNER_PROGRAMS}/../beside"),
        ("where it lies", "folder", str(folder)),
        ("what lies beside it there", "file", str(secret)),
        ("writing to a program", "write", f"{INNER_PROGRAMS}/program"),
        ("writing beside one", "write", f"{INNER_PROGRAMS}/planted"),
        ("changing it", "changeable", INNER_PROGRAMS),
        ("powers", "powers", ""),
    ]
    assert _behind_wall(attempts, placed) == set()
    assert not (folder / "planted").exists()
    # Or the attempts prove nothing: it is there, and can be read and run.
    assert _behind_wall([("a program", "file", f"{INNER_PROGRAMS}/program")], placed) == {"a program"}
    assert _run_behind_wall([f"{INNER_PROGRAMS}/program"], placed) == "ran\n"


def test_a_program_of_another_user_runs_as_oneself_behind_the_wall(tmp_path: Path) -> None:
    folder = tmp_path / "build"
    folder.mkdir()
    program = folder / "who"
    shutil.copy("/usr/bin/id", program)
    if os.getuid() == 0:
        os.chown(program, 65534, 65534)
    program.chmod(0o6755)
    placed = Door(folder, INNER_PROGRAMS)
    assert _run_behind_wall([f"{INNER_PROGRAMS}/who", "-u"], placed).strip() == str(os.getuid())
    # Nor could it if that user were known there: nothing that the folder says of powers counts.
    (mount,) = (
        line
        for line in _run_behind_wall(["/bin/cat", "/proc/self/mountinfo"], placed).splitlines()
        if line.split()[4] == INNER_PROGRAMS
    )
    assert {"ro", "nosuid", "nodev"} <= set(mount.split()[5].split(","))
