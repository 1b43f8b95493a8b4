"""A whole recording to attack: a vault, a study, a grant, and the real command on a private desktop.

Everything that the command could write lies below ``RecordingRig.folder``, in a home, a temporary folder and
a vault of its own, so that a search of that folder sees all of it.
"""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self, TypeVar

import numpy as np
import psutil
from numpy.typing import NDArray
from Xlib.display import Display

from recorder.episode.events import Event, KeyPressed
from recorder.episode.study import Stream
from recorder.vault.keys import Argon2Cost, Passphrase
from recorder.vault.session_reader import SessionReader
from recorder.vault.vault import Vault
from recorder.video.decoder import decode_group
from replay.displays.private import PrivateDesktop

TASK: Final = "list-and-note"
PASSPHRASE: Final = "correct horse battery staple"  # noqa: S105 - of a vault that lives for one test
_SAMPLE: Final = Path(__file__).parents[2] / "assets/studies/office-tasks.toml"
_CHILD: Final = "recorder.recording.child"
_WAIT_S: Final = 20.0
_POLL_S: Final = 0.02
_COLOUR_DISTANCE: Final = 56
_FEWEST_PIXELS: Final = 6
# The cost of a guess is no part of what these tests are about.
_CHEAP: Final = Argon2Cost(memory_kib=64, passes=1, lanes=1)

ResultT = TypeVar("ResultT")
CompletedProcess = subprocess.CompletedProcess[str]


def wait_for(what: str, look: Callable[[], ResultT | None], *, seconds: float = _WAIT_S) -> ResultT:
    """Poll until ``look`` finds something true.

    Raises:
        AssertionError: It did not in time.
    """
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, f"{what} did not come within {seconds} s"
        time.sleep(_POLL_S)
    return found


def study_text(
    *,
    allowed_apps: Sequence[str] = ("mousepad", "xterm", "zenity"),
    excluded_apps: Sequence[str] = (),
    excluded_titles: Sequence[str] = (),
    version: str = "1.0",
    frames_per_second: int = 10,
) -> str:
    """The sample study with other windows."""
    windows = "\n".join(
        f"{name} = {json.dumps(list(patterns))}"
        for name, patterns in (
            ("allowed_apps", allowed_apps),
            ("excluded_apps", excluded_apps),
            ("excluded_titles", excluded_titles),
        )
        if patterns
    )
    text = _SAMPLE.read_text(encoding="utf-8")
    text = re.sub(
        r"\[windows\].*?(?=\[store\])", lambda _: f"[windows]\n{windows}\n\n", text, flags=re.DOTALL
    )
    text = text.replace('version = "1.0"', f'version = "{version}"', 1)
    return text.replace("frames_per_second = 10", f"frames_per_second = {frames_per_second}", 1)


@dataclass(frozen=True, slots=True)
class Picture:
    """One decoded picture: ``(height, width, 3)`` bytes, red first."""

    at_ns: int
    pixels: NDArray[np.uint8]


class RecordingRig:
    """A vault with a grant, on a desktop.

    Args:
        desktop: Where it records.
        folder: For all that is written.
    """

    def __init__(self, desktop: PrivateDesktop, folder: Path) -> None:
        self.desktop = desktop
        self.folder = folder
        self.vault_home = folder / "vault"
        self.home = folder / "home"
        self.temporary = folder / "tmp"
        self.study = folder / "study.toml"
        self._passphrase_file = folder / "passphrase"
        self._recordings: list[Recording] = []
        for path in (self.home, self.temporary):
            path.mkdir(parents=True)
        self._passphrase_file.write_text(PASSPHRASE + "\n")
        self._passphrase_file.chmod(0o600)

    def environment(self) -> dict[str, str]:
        """For a command that works on this vault and desktop, as talkative as it can be."""
        return self.desktop.environment() | {
            "ASSENT_DEBUG": "1",
            "ASSENT_HOME": str(self.vault_home),
            "ASSENT_PASSPHRASE_FILE": str(self._passphrase_file),
            "HOME": str(self.home),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
            "TMPDIR": str(self.temporary),
        }

    @staticmethod
    def command(*arguments: str) -> list[str]:
        """The program as it is installed."""
        return [str(Path(sys.executable).with_name("assent")), *arguments]

    def run(self, *arguments: str, environment: Mapping[str, str] | None = None) -> CompletedProcess:
        """Run one command to its end."""
        return subprocess.run(
            self.command(*arguments),
            env=self.environment() | dict(environment or {}),
            cwd=self.folder,
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
        )

    def xdotool(self, *steps: str) -> None:
        """Do these steps on the desktop."""
        done = subprocess.run(
            ["xdotool", *steps], env=self.desktop.environment(), check=False, capture_output=True, timeout=60
        )
        assert not done.returncode, "xdotool could not do a step"
        assert not done.stderr, "xdotool could not do a step"

    def move_window(self, window_id: int, places: Sequence[tuple[int, int]]) -> None:
        """Move a window from place to place, 60 times a second. (xdotool sends all its moves at once.)"""
        display = Display(self.desktop.display)
        try:
            window = display.create_resource_object("window", window_id)
            for x, y in places:
                window.configure(x=x, y=y)
                display.sync()
                time.sleep(1 / 60)
        finally:
            display.close()

    @staticmethod
    def bare_window(*options: str) -> list[str]:
        """The command of ``bare_window.py``, whose module describes its options."""
        return [sys.executable, str(Path(__file__).with_name("bare_window.py")), *options]

    def make_vault(self) -> None:
        """Make the vault, cheap to unlock."""
        vault, _ = Vault.create(self.vault_home, Passphrase(PASSPHRASE), cost=_CHEAP)
        vault.close()

    def consent(self, text: str, *, streams: Iterable[Stream] = tuple(Stream)) -> None:
        """Take this text as the study, and consent to these of its streams."""
        self.study.write_text(text, encoding="utf-8")
        wanted = set(streams)
        answers = [f"--{stream}" if stream in wanted else f"--no-{stream}" for stream in Stream]
        arguments = ["consent", "grant", str(self.study), "--as", "Robin", *answers, "--agree"]
        granted = self.run(*arguments, "--receipt", str(self.folder / f"receipt-{time.monotonic_ns()}.json"))
        assert granted.returncode == 0, granted.stderr

    def record(self, *options: str, wrapper: Sequence[str] = ()) -> "Recording":
        """Start to record, and return when it does.

        Args:
            options: Of ``record``.
            wrapper: A command that the command is started by.
        """
        recording = Recording(self, [*wrapper, *self.record_command(*options)])
        self._recordings.append(recording)
        recording.wait_until_running()
        return recording

    def record_command(self, *options: str) -> list[str]:
        """The command that records."""
        study = ("--study", str(self.study), "--task", TASK)
        return self.command("record", *study, "--no-start", "--json", *options)

    @contextmanager
    def unlocked(self) -> Iterator[Vault]:
        """The vault, in this process."""
        with Vault.unlock(self.vault_home, Passphrase(PASSPHRASE)) as vault:
            yield vault

    @contextmanager
    def session(self, session_id: str) -> Iterator[SessionReader]:
        """One finished session."""
        with self.unlocked() as vault, vault.open_session(session_id) as reader:
            yield reader

    def events(self, session_id: str) -> list[Event]:
        """All events of a finished session."""
        with self.session(session_id) as reader:
            return [numbered.event for numbered in reader.events()]

    def pictures(self, session_id: str) -> Iterator[Picture]:
        """Every picture of a finished session, decoded, monitor by monitor."""
        with self.session(session_id) as reader:
            for monitor in reader.monitor_ids():
                for _, group in groupby(reader.packets(monitor), key=lambda packet: packet.gop):
                    for at_ns, pixels in decode_group(list(group)):
                        yield Picture(at_ns, pixels)

    def close(self) -> None:
        """End what still records."""
        for recording in self._recordings:
            recording.close()


class Recording:
    """A recording that runs. Its output goes into files, as a terminal's log would."""

    def __init__(self, rig: RecordingRig, command: Sequence[str]) -> None:
        number = time.monotonic_ns()
        self.errors = rig.folder / f"recording-{number}.err"
        self.output = rig.folder / f"recording-{number}.out"
        with self.errors.open("wb") as errors, self.output.open("wb") as output:
            self.process = subprocess.Popen(
                list(command),
                env=rig.environment(),
                cwd=rig.folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=errors,
            )

    def wait_until_running(self) -> None:
        """Wait until the person is told that it records."""
        self.wait_until_told("● Recording")

    def wait_until_told(self, text: str, *, times: int = 1) -> None:
        """Wait until the person was told something on standard error so many times."""

        def told() -> bool:
            said = self.said()
            assert said.count(text) >= times or self.process.poll() is None, f"it ended: {said}"
            return said.count(text) >= times

        wait_for(f"{text!r} in what the recording says", told)

    def said(self) -> str:
        """What it has told the person until now."""
        return self.errors.read_text(encoding="utf-8")

    @property
    def child(self) -> psutil.Process:
        """The recording process, which the command started."""
        return wait_for("the recording process", self._find_child)

    def has_child(self) -> bool:
        """Whether the command has started the recording process already, and it lives."""
        return self._find_child() is not None

    def stop(self) -> dict[str, Any]:
        """Ask the command to stop; what it printed."""
        self.process.send_signal(signal.SIGINT)
        return self.ended()

    def ended(self) -> dict[str, Any]:
        """Wait for its end; what it printed."""
        assert self.process.wait(_WAIT_S) == 0, self.said()
        printed: dict[str, Any] = json.loads(self.output.read_text(encoding="utf-8"))
        return printed

    def close(self) -> None:
        """Leave no process behind."""
        if self.process.poll() is None:
            with suppress(AssertionError, subprocess.TimeoutExpired):
                self.stop()
            self.process.kill()
        self.process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _find_child(self) -> psutil.Process | None:
        with suppress(psutil.Error):
            for process in psutil.Process(self.process.pid).children(recursive=True):
                if _CHILD in process.cmdline():
                    return process
        return None


def typed(events: Iterable[Event]) -> str:
    """The characters that a session knows."""
    return "".join(event.char or "" for event in events if isinstance(event, KeyPressed))


def kill(*processes: int) -> None:
    """As ``kill -9``."""
    for process in processes:
        os.kill(process, signal.SIGKILL)


def shows(pixels: NDArray[np.uint8], colour: str) -> bool:
    """Whether a picture shows a colour such as ``#e000e0`` anywhere, but for what compressing does to it."""
    wanted = np.frombuffer(bytes.fromhex(colour[1:]), np.uint8).astype(np.int16)
    # Colours are stored for four pixels at a time.
    distance = np.abs(pixels[::2, ::2].astype(np.int16) - wanted).max(axis=2)
    return int((distance < _COLOUR_DISTANCE).sum()) >= _FEWEST_PIXELS
