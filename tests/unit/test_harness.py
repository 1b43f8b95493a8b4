import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).parent.parent / "conftest.py"
CONFIGURATION = CONFTEST.parent.parent / "pyproject.toml"

LEAVES_A_THREAD = """
import threading
STOP = threading.Event()
def test_one():
    threading.Thread(target=STOP.wait, name="the-forgotten-thread", daemon=True).start()
"""
LEAVES_A_PROCESS = """
import subprocess
STARTED = []
def test_one():
    STARTED.append(subprocess.Popen(["sleep", "27.5"]))
"""
REACHES_FOR_THE_NETWORK = """
import socket
def test_one():
    with socket.socket() as client:
        client.connect(("192.0.2.1", 80))
"""
TALKS_TO_ITSELF = """
import socket
def test_one():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        pass
"""
SEES_THE_PERSON = """
import os, pathlib, time
def test_one():
    assert not {"DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "ASSENT_HOME"} & os.environ.keys()
    assert pathlib.Path.home() != pathlib.Path("/home/of/the/person")
    assert time.tzname[0] == "UTC"
    assert os.environ["LC_ALL"] == "C.UTF-8"
"""
ASKS_FOR_A_DESKTOP = """
import os
def test_one(desktop):
    assert os.environ["DISPLAY"] == desktop.display
    assert os.environ["XAUTHORITY"] == desktop.environment()["XAUTHORITY"]
    desktop.start(["sleep", "28.5"])
"""


def run(folder: Path, test: str) -> "subprocess.CompletedProcess[str]":
    (folder / "conftest.py").write_text(CONFTEST.read_text())
    (folder / "test_it.py").write_text(test)
    person = {
        "DISPLAY": ":9999",
        "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere",
        "ASSENT_HOME": "/home/of/the/person/.local/share/assent",
        "HOME": "/home/of/the/person",
        "LC_ALL": "C",
        "PATH": "/usr/bin:/bin",
        "TZ": "Asia/Tokyo",
    }
    command = [sys.executable, "-m", "pytest", "-q", "-c", str(CONFIGURATION), "--rootdir", str(folder)]
    command += ["-p", "no:cacheprovider", str(folder / "test_it.py")]
    return subprocess.run(command, cwd=folder, env=person, check=False, capture_output=True, text=True)


@pytest.mark.parametrize(
    ("test", "named"),
    [
        (LEAVES_A_THREAD, "left threads behind: ['the-forgotten-thread']"),
        (LEAVES_A_PROCESS, "left processes behind: ['sleep 27.5']"),
        (REACHES_FOR_THE_NETWORK, "reached for the network: 192.0.2.1"),
    ],
)
def test_a_test_that_breaks_a_rule_fails_and_says_which(tmp_path: Path, test: str, named: str) -> None:
    result = run(tmp_path, test)
    assert result.returncode != 0
    assert named in result.stdout


@pytest.mark.parametrize("test", [TALKS_TO_ITSELF, SEES_THE_PERSON, ASKS_FOR_A_DESKTOP])
def test_a_test_that_keeps_the_rules_passes(tmp_path: Path, test: str) -> None:
    result = run(tmp_path, test)
    assert result.returncode == 0, result.stdout
