"""The program, ended as a power cut does it, at any moment that a test names.

A moment is a number of calls within the program's own code, counted from its start: wherever a state is
written down, moments lie before and after it. A process of its own has loaded everything and forks for each
run, so that twenty runs cost no more than a few starts of the program.
"""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Final

_ROOT: Final = Path(__file__).parents[2]
_OURS: Final = (f"{_ROOT}/recorder/", f"{_ROOT}/studio/")


@dataclass(frozen=True)
class Ended:
    """How a run ended.

    Attributes:
        code: The exit code, or minus the signal that ended it.
        calls: How many calls it made, where that was asked for.
        said: All that it said.
    """

    code: int
    calls: int
    said: str


class CutOffs:
    """Runs the program, again and again.

    Args:
        folder: For what it says.
    """

    def __init__(self, folder: Path) -> None:
        self._said = folder / "cut-off-said"
        self._runner = subprocess.Popen(
            [sys.executable, "-m", __name__, str(self._said)],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(
        self,
        environment: dict[str, str],
        *arguments: object,
        at: int | None = None,
        counts: bool = False,
        watch: Callable[[], None] | None = None,
    ) -> Ended:
        """Run a command.

        Args:
            environment: The whole of it.
            arguments: The command.
            at: At which call to cut it off; ``None`` to let it end.
            counts: Whether to count its calls, which takes time.
            watch: Called again and again while it runs.
        """
        assert self._runner.stdin is not None
        assert self._runner.stdout is not None
        # No call has the number 0.
        until = 0 if at is None and counts else at
        asked = {"environment": environment, "arguments": [str(each) for each in arguments], "at": until}
        self._runner.stdin.write(json.dumps(asked) + "\n")
        self._runner.stdin.flush()
        answers: list[str] = []
        stdout = self._runner.stdout
        waiting = threading.Thread(target=lambda: answers.append(stdout.readline()))
        waiting.start()
        while waiting.is_alive():
            if watch is not None:
                watch()
            waiting.join(0.002)
        code, calls = json.loads(answers[0])
        return Ended(code, calls, self._said.read_text(errors="replace"))

    def close(self) -> None:
        """End it."""
        self._runner.communicate()


@contextmanager
def cut_offs(folder: Path) -> Iterator[CutOffs]:
    """A runner until the context is left."""
    runner = CutOffs(folder)
    try:
        yield runner
    finally:
        runner.close()


def main() -> None:
    """Fork for each line of standard input."""
    from studio.cli import COMMANDS  # noqa: F401, PLC0415 - loaded once, for all that is forked

    said = Path(sys.argv[1])
    for line in sys.stdin:
        asked = json.loads(line)
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(reading)
            _child(asked["environment"], asked["arguments"], asked["at"], said, writing)
        os.close(writing)
        _, status = os.waitpid(pid, 0)
        calls = os.read(reading, 20)
        os.close(reading)
        sys.stdout.write(json.dumps([os.waitstatus_to_exitcode(status), int(calls or b"0")]) + "\n")
        sys.stdout.flush()


def _child(
    environment: dict[str, str], arguments: Sequence[str], at: int | None, said: Path, count_to: int
) -> None:
    from recorder.commands.application import run  # noqa: PLC0415 - as above
    from studio.cli import COMMANDS  # noqa: PLC0415 - as above

    null = os.open(os.devnull, os.O_RDONLY)
    log = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    for number, descriptor in enumerate((null, log, log)):
        os.dup2(descriptor, number)
    os.environ.clear()
    os.environ.update(environment)
    calls = 0

    def count(frame: FrameType, event: str, _: object) -> None:
        nonlocal calls
        if event == "call" and frame.f_code.co_filename.startswith(_OURS):
            calls += 1
            if calls == at:
                os.kill(os.getpid(), signal.SIGKILL)

    if at is not None:
        threading.setprofile(count)
        sys.setprofile(count)
    code = 1
    try:
        code = run("assent", COMMANDS, list(arguments))
    finally:
        sys.setprofile(None)
        sys.stdout.flush()
        sys.stderr.flush()
        os.write(count_to, str(calls).encode())
        os._exit(code)


if __name__ == "__main__":
    main()
