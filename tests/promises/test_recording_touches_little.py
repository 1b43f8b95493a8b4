"""What the recording opens for writing, and whom it talks to: every system call of it, on two short lists."""

import re
import shutil
from pathlib import Path

import pytest

from studio.demo.person import Person
from tests.rigs.recording import RecordingRig, study_text

CALLS = (
    "open,openat,openat2,creat,rename,renameat,renameat2,link,linkat,symlink,symlinkat,mkdir,mkdirat,mknod"
)
CALLS += ",mknodat,memfd_create,truncate,connect,execve"
WRITES = re.compile(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_APPEND|O_TMPFILE")
DATABASE = r"\.db(-wal|-journal|-reserve)?"
VAULT_FILES = re.compile(
    rf"(vault\.json(\.\d+\.part)?|vault\.lock|catalog{DATABASE}|sessions/[0-9a-f]{{32}}{DATABASE})\Z"
)
# The last is memory that the X server writes pictures into: it has no name in any folder.
NO_FILES = {"/dev/null", "/dev/tty", "/dev/ptmx", "memfd:mss-shm-buf"}
SOCKETS = re.compile(
    r"(/tmp/\.X11-unix/X\d+|.*/run/bus|.*/at-spi/bus[_:\d]*|(/var)?/run/dbus/system_bus_socket)\Z"
)


@pytest.mark.skipif(not shutil.which("strace"), reason="needs strace")
def test_every_path_written_and_every_connection_is_on_a_short_list(rig: RecordingRig) -> None:
    rig.consent(study_text())
    person = Person(rig.desktop.environment(), pace=15)
    rig.desktop.start(["xterm", "-title", "traced", "-e", "sh"])
    window = person.wait_for_window("^traced$").rect
    trace = rig.folder / "trace"
    # A trap: were modules taken from where the person stands, this one would run.
    (rig.folder / "msgspec.py").write_text("raise SystemExit('ran')\n")
    wrapper = ["strace", "-D", "-f", "-qq", "-s", "300", "-e", f"trace={CALLS}", "-o", str(trace)]
    recording = rig.record(wrapper=wrapper)
    person.click(window.x + 20, window.y + 20)
    person.look(8)
    person.type("words\n")
    rig.xdotool("key", "ctrl+shift+F10")
    recording.wait_until_told("▮▮")
    rig.xdotool("key", "ctrl+shift+F9")
    recording.wait_until_told("● Recording", times=2)
    recording.stop()
    calls = [line.split(None, 1)[1] for line in trace.read_text().splitlines() if " = -1 " not in line]
    written = [path for call in calls for path in written_paths(call)]
    vault = str(rig.vault_home) + "/"
    ours = [path for path in written if path.startswith(vault)]
    assert ours
    assert not [path for path in ours if not VAULT_FILES.match(path.removeprefix(vault))]
    others = {path for path in written if not path.startswith(vault)} - NO_FILES
    assert not others
    connections = [call for call in calls if call.startswith("connect(")]
    assert connections
    strange = []
    for call in connections:
        path = re.search(r'sun_path=@?"([^"]*)"', call)
        if path is None or not SOCKETS.match(path.group(1)):
            strange.append(call)
    assert not strange
    programs = {Path(call.split('"')[1]).name for call in calls if call.startswith("execve(")}
    # The last two tell the platform's name and where the X libraries are.
    assert {re.sub(r"[\d.]+$", "", name) for name in programs} <= {"assent", "python", "uname", "ldconfig"}


def written_paths(call: str) -> list[str]:
    name = call.partition("(")[0]
    if name in {"connect", "execve"} or (name.startswith("open") and not WRITES.search(call)):
        return []
    paths = [path.removeprefix("@") for path in re.findall(r'"([^"]*)"', call)]
    return paths if name != "memfd_create" else [f"memfd:{path}" for path in paths]
