"""The commands as programs: real processes, a real vault, a real terminal."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from recorder.commands.exit_codes import ExitCode
from tests.unit.recorder.commands.filled_vault import CANARY, PASSPHRASE, STUDY_FILE, keep_session, make_vault

Program = Callable[..., subprocess.CompletedProcess[str]]
ASSENT = Path(sys.executable).with_name("assent")
ROOT = Path(__file__).parents[2]
CTRL_C = "\x03"


@pytest.fixture
def program(assent_home: Path, tmp_path: Path) -> Program:
    (tmp_path / "passphrase").touch(mode=0o600)
    (tmp_path / "passphrase").write_text(f"{PASSPHRASE}\n")
    environment = os.environ | {"ASSENT_PASSPHRASE_FILE": str(tmp_path / "passphrase")}

    def run(*arguments: object, typed: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(ASSENT), *map(str, arguments)],
            check=False,
            input=typed,
            capture_output=True,
            text=True,
            env=environment,
            cwd=tmp_path,
            timeout=60,
        )

    return run


@pytest.mark.slow
def test_a_script_joins_a_study_looks_exports_and_deletes(
    program: Program, assent_home: Path, tmp_path: Path
) -> None:
    def done(*arguments: object) -> dict[str, object]:
        finished = program(*arguments, "--json")
        assert finished.returncode == ExitCode.DONE, finished.stderr
        document: dict[str, object] = json.loads(finished.stdout)
        return document

    make_vault(assent_home)
    done("study", "check", STUDY_FILE)
    flags = ("--as", "Robin", "--screen", "--pointer", "--keyboard", "--context", "--agree")
    done("consent", "grant", STUDY_FILE, *flags, "--receipt", "receipt.json")
    session = keep_session(assent_home)
    listed = done("sessions")["sessions"]
    assert isinstance(listed, list)
    assert listed[0]["session"] == session
    done("show", session[:8], "--actions")
    done("frame", session[:8], "--at", "1.5", "--out", "f.png")
    done("vault", "backup", "backup")
    done("vault", "check")
    done("export", session[:8], "--out", "clear", "--yes")
    assert CANARY in (tmp_path / "clear" / "actions.jsonl").read_text()
    done("delete", session[:8], "--yes")
    assert done("sessions") == {"sessions": []}
    done("consent", "withdraw", "office-tasks", "--yes")

    assert program("sessions").stderr == ""
    assert program("show", session).returncode == ExitCode.NOT_FOUND
    shutil.rmtree(assent_home)
    done("vault", "restore", "backup")
    shown = program("show", session[:8])
    assert shown.returncode == ExitCode.DONE
    assert CANARY not in shown.stdout + shown.stderr


def test_errors_are_lines_on_standard_error(program: Program) -> None:
    refused = program("sessions")

    assert refused.returncode == ExitCode.NOT_FOUND
    assert refused.stdout == ""
    assert len(refused.stderr.splitlines()) == 2


def test_nobody_to_answer_is_no_consent(program: Program, assent_home: Path) -> None:
    make_vault(assent_home)

    asked = program("consent", "grant", STUDY_FILE)

    assert asked.returncode == ExitCode.STOPPED
    assert json.loads(program("consent", "list", "--json").stdout) == {"consents": []}


def test_the_recorder_has_the_same_commands_without_the_studio(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "recorder", tmp_path / "recorder", ignore=shutil.ignore_patterns("__pycache__"))
    code = (
        "import sys, runpy; sys.modules['studio'] = None; runpy.run_module('recorder', run_name='__main__')"
    )

    helped = subprocess.run(
        [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(tmp_path)!r}); {code}"],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert "Usage: python -m recorder" in helped.stdout + helped.stderr
    for name in ("study", "consent", "vault", "sessions", "show", "frame", "export", "delete"):
        assert f"\n  {name} " in helped.stdout + helped.stderr


def test_a_reader_that_leaves_early_is_no_fault(assent_home: Path) -> None:
    shown = subprocess.run(
        ["sh", "-c", f"'{ASSENT}' study show '{STUDY_FILE}'; echo ended $? >&2"],
        check=False,
        stdout=_closed_pipe(),
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
    )

    assert shown.stderr == "ended 0\n"


def test_a_person_at_a_terminal_is_asked_and_their_passphrase_not_shown(
    assent_home: Path, tmp_path: Path
) -> None:
    secret = "four unrelated words"  # noqa: S105 - of a vault that lives for one test
    code, seen = _at_a_terminal(
        [str(ASSENT), "vault", "init"],
        [(b"keyring):", "passphrase\n"), (b"New passphrase", f"{secret}\n"), (b"Repeat", f"{secret}\n")],
    )

    assert code == ExitCode.DONE, seen
    assert secret not in seen
    assert "Its recovery code, shown only now." in seen
    code, seen = _at_a_terminal([str(ASSENT), "sessions"], [(b"Passphrase of your vault", f"{secret}\n")])
    assert code == ExitCode.DONE, seen
    assert "There is no session in the vault." in seen


def test_ctrl_c_stops_quietly(assent_home: Path) -> None:
    code, seen = _at_a_terminal([str(ASSENT), "vault", "init"], [(b"keyring):", CTRL_C)])

    assert code == ExitCode.STOPPED
    assert "Traceback" not in seen
    assert not assent_home.exists()


def _closed_pipe() -> int:
    reading, writing = os.pipe()
    os.close(reading)
    return writing


def _at_a_terminal(command: list[str], dialogue: list[tuple[bytes, str]]) -> tuple[int, str]:
    """Run a program in a terminal of its own and answer what it asks."""
    ours, theirs = os.openpty()
    process = subprocess.Popen(
        ["setsid", "--ctty", "--wait", *command], stdin=theirs, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    seen = b""
    try:
        for question, answer in dialogue:
            seen += _read_until(ours, question)
            os.write(ours, answer.encode())
            # A Ctrl+C in the instant before the program waits for a key is heard with the next key only.
            while answer == CTRL_C and not _ends_within(process, seconds=0.5):
                os.write(ours, answer.encode())
        seen += _read_until(ours, None)
        return process.wait(timeout=30), seen.decode()
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            process.wait()
        os.close(ours)


def _ends_within(process: subprocess.Popen[bytes], *, seconds: float) -> bool:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


def _read_until(terminal: int, wanted: bytes | None) -> bytes:
    """Read until a text was shown; to the end where ``None``. The test's own timeout ends a wait for ever."""
    seen = b""
    while wanted is None or wanted not in seen:
        try:
            read = os.read(terminal, 4096)
        except OSError:  # Linux ends a terminal without users so
            return seen
        if not read:
            return seen
        seen += read
    return seen
