"""Runs `assent` as a person would: the public program, in a place of its own, with everything it says kept.

Nothing is shared with the demo's own process: what a search finds, or does not, is what the program did.
"""

import json
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from recorder.commands.exit_codes import ExitCode
from recorder.errors import UserFacingError

_COMMAND_SECONDS: Final = 120.0
_REPLAY_SECONDS: Final = 600.0
_START_SECONDS: Final = 30.0
_POLL_SECONDS: Final = 0.05
_VERDICTS: Final = frozenset({ExitCode.DONE, ExitCode.DIFFERENT})
_LINES_OF_AN_ERROR: Final = 3
_RECORDING_SIGN: Final = "● Recording"


class DemoFailedError(UserFacingError):
    """The demo did not show what it is there to show."""

    def __init__(
        self, happened: str, *, mend: str = "Run `assent doctor`; it says what is missing here."
    ) -> None:
        super().__init__(happened, mend=mend)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a command ended: whether it did what it was asked, and the end of what it said of it."""

    worked: bool
    said: str


class CommandLine:
    """The program `assent` with one vault.

    Args:
        environment: The whole of it, with ``ASSENT_HOME`` and ``ASSENT_PASSPHRASE_FILE``.
        logs: A folder for what it says on standard error, a file for each run.
    """

    def __init__(self, environment: Mapping[str, str], logs: Path) -> None:
        self._environment: Final = dict(environment)
        self._logs: Final = logs
        self._runs = 0

    def run(self, *arguments: str | Path) -> str:
        """Run it to its end.

        Returns:
            What it answered on standard output.

        Raises:
            DemoFailedError: It ended with another code than 0.
        """
        done = self._run_logged(arguments, self._new_log(str(arguments[0])), subprocess.PIPE)
        if done.returncode:
            raise DemoFailedError(f"assent {arguments[0]} ended with code {done.returncode}.")
        return done.stdout.decode()

    def read(self, *arguments: str | Path) -> dict[str, Any]:
        """Run it with ``--json`` and read its answer.

        Raises:
            DemoFailedError: It ended with another code than 0.
        """
        answer: dict[str, Any] = json.loads(self.run(*arguments, "--json"))
        return answer

    def judge(self, *arguments: str | Path) -> dict[str, Any]:
        """Run ``verify --json`` and read its answer, whatever the replays came to.

        Raises:
            DemoFailedError: It ended in another way than with verdicts.
        """
        done = self._run_logged(
            ("verify", *arguments, "--json"),
            self._new_log("verify"),
            subprocess.PIPE,
            seconds=_REPLAY_SECONDS,
        )
        if done.returncode not in _VERDICTS:
            raise DemoFailedError(f"assent verify ended with code {done.returncode}.")
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    def attempt(self, *arguments: str | Path) -> "Outcome":
        """Run it to its end, whichever end that is."""
        path = self._new_log(str(arguments[0]))
        code = self._run_logged(arguments, path, subprocess.DEVNULL).returncode
        said = path.read_text(encoding="utf-8", errors="replace").splitlines()
        return Outcome(code == 0, " ".join(said[-_LINES_OF_AN_ERROR:]))

    def start_recording(self, study: Path, task_id: str) -> "subprocess.Popen[bytes]":
        """Start to record, and return once it says that it does.

        Raises:
            DemoFailedError: It ended, or did not say so in time.
        """
        path = self._new_log("record")
        with path.open("wb") as log:
            recording = subprocess.Popen(
                self._command(("record", "--study", study, "--task", task_id, "--no-start")),
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + _START_SECONDS
        while _RECORDING_SIGN not in path.read_text(encoding="utf-8", errors="replace"):
            if recording.poll() is not None:
                raise DemoFailedError(f"assent record ended with code {recording.returncode}.")
            if time.monotonic() > deadline:
                recording.kill()
                recording.wait()
                raise DemoFailedError("assent record did not say that it records.")
            time.sleep(_POLL_SECONDS)
        return recording

    def _run_logged(
        self,
        arguments: tuple[str | Path, ...],
        log_file: Path,
        output: int,
        *,
        seconds: float = _COMMAND_SECONDS,
    ) -> "subprocess.CompletedProcess[bytes]":
        with log_file.open("wb") as log:
            return subprocess.run(
                self._command(arguments),
                env=self._environment,
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=log,
                timeout=seconds,
            )

    def _new_log(self, name: str) -> Path:
        self._runs += 1
        return self._logs / f"{self._runs:02d}-{name}.log"

    def _command(self, arguments: tuple[str | Path, ...]) -> list[str]:
        program = Path(sys.executable).parent / "assent"
        return [str(program), *map(str, arguments)]
