"""``record`` as a program of its own: what it says, keeps and leaves, however it is ended."""

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from replay.displays.private import PrivateDesktop
from replay.displays.programs import Process

ROOT = Path(__file__).parents[2]
STUDY = ROOT / "assets" / "studies" / "office-tasks.toml"
PASSPHRASE = "seven unrelated words are easily remembered"  # noqa: S105 - of a vault that holds nothing
SIGN = "● Recording"
PROGRAM = [sys.executable, "-m", "recorder"]


class Terminal:
    """Runs the program on the tests' desktop, with a vault of its own."""

    def __init__(self, desktop: PrivateDesktop, folder: Path) -> None:
        self._desktop = desktop
        self._folder = folder
        self._runs = 0
        self.out = self.err = folder / "nothing"
        self.environment = {
            "ASSENT_HOME": str(folder / "vault"),
            "ASSENT_PASSPHRASE_FILE": str(folder / "passphrase"),
            "PYTHONPATH": str(ROOT),
            "TMPDIR": str(folder / "temporary"),
        }

    def run(self, *arguments: object) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [*PROGRAM, *map(str, arguments)],
            env=self._desktop.environment() | self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            text=True,
            cwd=self._folder,
        )

    def begin(self, *more: object, redirections: str = '>"$OUT" 2>"$ERR"') -> Process:
        """Start to record; as a program of the desktop's, so that nothing of it outlives the test."""
        self._runs += 1
        self.out, self.err = (self._folder / f"{name}-{self._runs}" for name in ("out", "err"))
        command = [*PROGRAM, "record", "--study", str(STUDY), "--task", "write-letter", *map(str, more)]
        return self._desktop.start(
            ["sh", "-c", f'exec "$@" {redirections}', "sh", *command],
            folder=self._folder,
            environment=self.environment | {"OUT": str(self.out), "ERR": str(self.err)},
        )

    def recording(self, *more: object) -> Process:
        process = self.begin(*more)
        until(lambda: SIGN in said(self.err) or process.poll() is not None)
        assert process.poll() is None, said(self.err)
        return process

    def sessions(self) -> list[dict[str, Any]]:
        answer = self.run("sessions", "--json")
        assert answer.returncode == 0, answer.stderr
        found: list[dict[str, Any]] = json.loads(answer.stdout)["sessions"]
        return found


def said(file: Path) -> str:
    return file.read_text(errors="replace") if file.exists() else ""


def until(is_so: Callable[[], object], seconds: float = 40.0) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


@pytest.fixture(scope="session")
def joined(desktop_of_the_run: PrivateDesktop, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A vault with a consent in it, to be copied."""
    folder = tmp_path_factory.mktemp("joined")
    (folder / "passphrase").touch(mode=0o600)
    (folder / "passphrase").write_text(f"{PASSPHRASE}\n")
    (folder / "temporary").mkdir()
    terminal = Terminal(desktop_of_the_run, folder)
    made = terminal.run("vault", "init", "--key", "passphrase", "--recovery-code-file", folder / "code")
    assert made.returncode == 0, made.stderr
    streams = ("--screen", "--pointer", "--keyboard", "--context")
    given = terminal.run(
        "consent", "grant", STUDY, "--as", "tests", *streams, "--agree", "--receipt", folder / "receipt"
    )
    assert given.returncode == 0, given.stderr
    return folder


@pytest.fixture
def terminal(desktop: PrivateDesktop, joined: Path, tmp_path: Path) -> Iterator[Terminal]:
    shutil.copytree(joined, tmp_path / "run")
    yield Terminal(desktop, tmp_path / "run")
    desktop.close_programs()


def test_a_task_is_started_as_its_study_says_and_left_to_the_person(
    terminal: Terminal, desktop: PrivateDesktop, tmp_path: Path
) -> None:
    recording = terminal.recording("--yes", "--json", "--folder", tmp_path / "mine", "--for", "3")
    letter = tmp_path / "mine" / "letter.txt"
    assert letter.read_bytes().startswith(b"Garden Friends")
    assert stat.S_IMODE(letter.stat().st_mode) == 0o600
    (window,) = desktop.windows()
    assert "mousepad letter.txt" in said(terminal.err)

    assert recording.wait(20) == 0

    outline = json.loads(said(terminal.out))
    assert (outline["reason"], outline["kept"]) == ("time_is_up", True)
    assert outline["task_folder"] == str(tmp_path / "mine")
    assert str(tmp_path / "mine") in said(terminal.err)
    assert desktop.windows() == (window,)
    assert letter.exists()
    shown = json.loads(terminal.run("show", outline["session"], "--json").stdout)
    titles = [each["title"] for each in shown["windows"] if each["app"] == "Mousepad"]
    assert titles, "the task's own window was hidden"
    assert not any(each["hidden"] == "own_window" for each in shown["windows"])


def test_without_a_terminal_nothing_of_a_stranger_s_runs_unasked(
    terminal: Terminal, desktop: PrivateDesktop
) -> None:
    answer = terminal.run("record", "--study", STUDY, "--task", "write-letter", "--json")
    assert answer.returncode == 3
    assert "mousepad letter.txt" in answer.stderr
    assert "--yes" in answer.stderr
    assert "--no-start" in answer.stderr
    assert desktop.windows() == ()
    assert terminal.sessions() == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_whatever_ends_it_at_once_leaves_a_session_in_the_vault(
    terminal: Terminal, number: signal.Signals
) -> None:
    recording = terminal.begin("--no-start", "--json")
    # Said just before the recording's process starts: the worst moment.
    until(lambda: "Destroy it all" in said(terminal.err))
    recording.send_signal(number)
    code = recording.wait(20)
    sessions = terminal.sessions()
    if code == 0:
        assert [session["ended"] for session in sessions] == ["stopped"]
    else:  # it came before anything was begun
        assert sessions == []
        assert code in {130, -number}


def test_the_end_of_whoever_reads_the_sign_ends_the_recording(terminal: Terminal) -> None:
    recording = terminal.begin("--no-start", redirections='2>&1 >"$OUT" | grep -q -m1 "● Recording"')
    assert recording.wait(40) == 0
    until(lambda: [each["ended"] for each in terminal.sessions()] == ["indicator_gone"])


def test_closing_the_terminal_ends_the_recording(terminal: Terminal, desktop: PrivateDesktop) -> None:
    command = [*PROGRAM, "record", "--study", str(STUDY), "--task", "write-letter", "--no-start"]
    window = desktop.start(["xterm", "-e", *command], folder=ROOT, environment=terminal.environment)
    sessions = Path(terminal.environment["ASSENT_HOME"]) / "sessions"
    until(lambda: list(sessions.glob("*.db")))
    window.kill()
    window.wait(10)
    until(lambda: terminal.run("sessions").returncode == 0)
    (session,) = terminal.sessions()
    assert session["ended"] in {"stopped", "indicator_gone"}


def test_a_closed_output_changes_nothing_and_a_closed_sign_refuses(terminal: Terminal) -> None:
    recording = terminal.begin("--no-start", "--for", "1", redirections='>&- 2>"$ERR"')
    assert recording.wait(40) == 0
    assert [each["ended"] for each in terminal.sessions()] == ["time_is_up"]
    assert terminal.begin("--no-start", redirections='>"$OUT" 2>&-').wait(40) == 3
    assert len(terminal.sessions()) == 1


def test_a_second_recording_is_told_of_the_first(terminal: Terminal) -> None:
    first = terminal.recording("--no-start")
    second = terminal.run("record", "--study", STUDY, "--task", "write-letter", "--no-start")
    assert second.returncode == 6
    assert f"process {first.pid}" in second.stderr
    first.send_signal(signal.SIGTERM)
    assert first.wait(20) == 0
    assert len(terminal.sessions()) == 1


@pytest.mark.parametrize(
    ("case", "code", "words"),
    [
        ("withdrawn", 7, "withdr"),
        ("edited", 7, "version"),
        ("unknown task", 7, "write-letter"),
        ("no display", 3, "DISPLAY"),
        ("wayland", 3, "Wayland"),
        ("wrong passphrase", 5, "passphrase"),
        ("folder in use", 3, "there already"),
    ],
)
def test_what_cannot_be_recorded_is_said_and_nothing_is_started(
    terminal: Terminal, desktop: PrivateDesktop, tmp_path: Path, *, case: str, code: int, words: str
) -> None:
    study, task, more = STUDY, "write-letter", []
    good = dict(terminal.environment)
    match case:
        case "withdrawn":
            assert terminal.run("consent", "withdraw", "office-tasks", "--yes").returncode == 0
        case "edited":
            study = tmp_path / "study.toml"
            study.write_bytes(STUDY.read_bytes() + b"\n")
        case "unknown task":
            task = "rob-a-bank"
        case "no display":
            terminal.environment["DISPLAY"] = ":9999"
        case "wayland":
            terminal.environment["WAYLAND_DISPLAY"] = "wayland-0"
        case "wrong passphrase":
            (tmp_path / "wrong").touch(mode=0o600)
            (tmp_path / "wrong").write_text("another one altogether\n")
            terminal.environment["ASSENT_PASSPHRASE_FILE"] = str(tmp_path / "wrong")
        case _:
            more = ["--folder", tmp_path]
    answer = terminal.run("record", "--study", study, "--task", task, "--yes", *more)
    assert (answer.returncode, answer.stdout) == (code, "")
    assert words in answer.stderr
    assert "fault" not in answer.stderr
    assert desktop.windows() == ()
    terminal.environment = good
    assert terminal.sessions() == []


def test_the_recorder_works_where_there_is_no_studio(terminal: Terminal, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "recorder", tmp_path / "alone" / "recorder")
    terminal.environment["PYTHONPATH"] = str(tmp_path / "alone")
    # The installed package would find the studio beside it.
    script = (
        "import runpy, sys\n"
        f"sys.path[:] = [p for p in sys.path if p != {str(ROOT)!r}]\n"
        "sys.meta_path[:] = [f for f in sys.meta_path if 'editable' not in repr(f).lower()]\n"
        "sys.modules.update(studio=None, replay=None)\n"
        "sys.argv[1:] = ['--help']\n"
        "runpy.run_module('recorder', run_name='__main__')\n"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", script],
        env=os.environ | terminal.environment,
        check=False,
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    assert "  record " in done.stdout
    assert "  doctor " in done.stdout
