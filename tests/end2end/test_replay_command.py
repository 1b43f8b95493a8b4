"""``replay`` as a person runs it: unseen by default, on their own desktop once they typed a word."""

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from recorder.episode.screen import Rect
from recorder.vault.keys import Argon2Cost, Passphrase
from recorder.vault.vault import Vault
from replay.displays.private import PrivateDesktop
from replay.displays.xserver import ScreenFormat
from replay.running.eyes import X11Eyes
from replay.seeing.picture import Pixels
from tests.rigs.recording import wait_for
from tests.rigs.replayable import TYPED, a_letter, keep_replayable

ROOT = Path(__file__).parents[2]
PASSPHRASE = "seven unrelated words are easily remembered"  # noqa: S105 - of a vault that holds a test's letter
CHEAP = Argon2Cost(memory_kib=64, passes=1, lanes=1)
QUESTION = "Type the word"
LETTER = "Dear Ada,\n" + "thank you for the apples, and for all that grows in your garden.\n" * 8
"""So long that what is typed changes little of how it looks: one picture is recorded for all steps."""


@dataclass
class Terminal:
    """A terminal with a command in it."""

    process: "subprocess.Popen[bytes]"
    master: int
    said: str = field(default="")

    def read_until(self, words: str, *, seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while words not in self.said:
            assert time.monotonic() < deadline, f"it never said {words!r}: {self.said}"
            if select.select([self.master], [], [], 0.2)[0]:
                try:
                    self.said += os.read(self.master, 4096).decode(errors="replace")
                except OSError:
                    assert words in self.said, self.said
                    return

    def type(self, line: str) -> None:
        os.write(self.master, f"{line}\n".encode())

    def end(self, *, seconds: float = 60) -> int:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if select.select([self.master], [], [], 0.1)[0]:
                try:
                    self.said += os.read(self.master, 4096).decode(errors="replace")
                except OSError:
                    break
            elif self.process.poll() is not None:
                break
        return self.process.wait(timeout=seconds)


@dataclass(frozen=True)
class Machine:
    """A desktop of a person, and their vault."""

    desktop: PrivateDesktop
    folder: Path
    session: str
    elsewhere: str
    unseen: str

    def environment(self, **changes: str) -> dict[str, str]:
        shown = {name: self.desktop.environment()[name] for name in ("DISPLAY", "XAUTHORITY")}
        own = {
            "ASSENT_HOME": str(self.folder / "vault"),
            "ASSENT_PASSPHRASE_FILE": str(self.folder / "passphrase"),
            "PYTHONPATH": str(ROOT),
        }
        return {**os.environ, **shown, **own, **changes}

    def run(
        self, *arguments: object, command: str = "replay", **changes: str
    ) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "replay", command, *map(str, arguments)],
            env=self.environment(**changes),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            text=True,
            timeout=100,
        )

    @contextmanager
    def terminal(self, *arguments: object) -> Iterator[Terminal]:
        master, slave = os.openpty()
        process = subprocess.Popen(
            [sys.executable, "-m", "replay", "replay", *map(str, arguments)],
            env=self.environment(),
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
        )
        os.close(slave)
        try:
            yield Terminal(process, master)
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()
            os.close(master)

    def open_letter(self) -> Path:
        """The program is open already, in the middle of the desktop; its file."""
        letter = self.folder / f"letter-{time.monotonic_ns()}.txt"
        letter.write_text(LETTER)
        self.desktop.start(["mousepad", "--disable-server", str(letter)])
        wait_for("the letter", lambda: bool(self.desktop.windows()), seconds=60)
        window = str(self.desktop.windows()[-1])
        self.xdotool(
            "windowsize", "--sync", window, "900", "500", "windowmove", "--sync", window, "150", "150"
        )
        self.xdotool("mousemove", "400", "300")
        return letter

    def looks_at_rest(self) -> Pixels:
        """What its screen shows once it has been the same for a second."""
        looks: deque[bytes] = deque(maxlen=10)
        variables = self.desktop.environment()
        with pytest.MonkeyPatch.context() as patch:
            for name in ("DISPLAY", "XAUTHORITY"):
                patch.setenv(name, variables[name])
            with X11Eyes(Rect(0, 0, 1280, 800)) as eyes:

                def is_at_rest() -> bool:
                    looks.append(eyes.look().tobytes())
                    return len(looks) == looks.maxlen and len(set(looks)) == 1

                wait_for("a screen at rest", is_at_rest, seconds=60)
                return eyes.look().copy()

    def xdotool(self, *arguments: str) -> None:
        subprocess.run(["xdotool", *arguments], env=self.desktop.environment(), check=True)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    folder = tmp_path_factory.mktemp("machine")
    (folder / "passphrase").touch(mode=0o600)
    (folder / "passphrase").write_text(f"{PASSPHRASE}\n")
    with PrivateDesktop(ScreenFormat(1280, 800)) as desktop:
        machine = Machine(desktop, folder, "", "", "")
        machine.open_letter()
        shown = machine.looks_at_rest()
        desktop.close_programs()
        vault, _ = Vault.create(folder / "vault", Passphrase(PASSPHRASE), cost=CHEAP)
        with vault:
            session = keep_replayable(vault, a_letter(), shown=shown)
            elsewhere = keep_replayable(vault, a_letter(1024, 768, at=(400, 300)))
            unseen = keep_replayable(vault, a_letter())
        yield replace(machine, session=session, elsewhere=elsewhere, unseen=unseen)


@pytest.fixture
def machine(made: Machine) -> Iterator[Machine]:
    yield made
    made.desktop.close_programs()


def test_it_plays_unseen_and_says_each_step_but_nothing_that_was_typed(machine: Machine) -> None:
    done = machine.run(machine.unseen, "--speed", "4")
    assert done.returncode == 0, done.stderr
    assert "Replayed: all 3 steps are done" in done.stdout
    for words in ("Behind a wall", "[1/3] Click the left button", "[2/3] Type 11 characters", "[3/3] Press"):
        assert words in done.stderr
    assert TYPED not in done.stdout + done.stderr
    assert machine.desktop.windows() == ()


def test_watched_it_is_done_the_same(machine: Machine) -> None:
    done = machine.run(machine.unseen, "--watch", "--speed", "8", "--json")
    assert done.returncode == 0, done.stderr
    assert "Behind a wall" in done.stderr
    document = json.loads(done.stdout)
    assert (document["ending"], document["steps_done"], document["walled"]) == ("finished", 3, True)
    assert not document["own_desktop"]


def test_a_verification_that_is_watched_comes_to_the_same(machine: Machine) -> None:
    def verdict(*options: str) -> tuple[object, ...]:
        done = machine.run(machine.unseen, "--speed", "4", "--json", *options, command="verify")
        (verified,) = json.loads(done.stdout)["verified"]
        (run,) = verified["runs"]
        return verified["outcome"], run["ending"], run["verdict"], run["reasons"], run["first_failing_step"]

    assert verdict("--watch") == verdict()


def test_without_a_screen_it_cannot_be_watched(machine: Machine) -> None:
    done = machine.run(machine.unseen, "--watch", DISPLAY="")
    assert done.returncode == 3
    assert "DISPLAY names none" in done.stderr
    assert "Nothing was started" in done.stderr


def test_on_their_own_desktop_a_person_reads_the_plan_and_types_that_they_want_it(machine: Machine) -> None:
    letter = machine.open_letter()
    with machine.terminal(machine.session, "--here") as terminal:
        terminal.read_until("open already?")
        assert "Type 11 characters" in terminal.said
        terminal.type("y")
        terminal.read_until(QUESTION)
        assert "What you recorded is done again" in terminal.said
        assert "Ctrl+Shift+F12" in terminal.said
        assert letter.read_text() == LETTER
        terminal.type("replay")
        assert terminal.end() == 0, terminal.said
    for words in ("Replay begins in 5", "begins in 1", "[3/3] Press", "Replayed: all 3", "is held down"):
        assert words in terminal.said
    assert TYPED not in terminal.said
    wait_for("the letter on the disk", lambda: TYPED in letter.read_text(), seconds=30)


@pytest.mark.parametrize("answer", ["", "yes"])
def test_any_other_word_leaves_it(machine: Machine, answer: str) -> None:
    with machine.terminal(machine.session, "--here") as terminal:
        terminal.read_until("open already?")
        terminal.type("y")
        terminal.read_until(QUESTION)
        terminal.type(answer)
        assert terminal.end() == 130
    assert "Nothing was started or pressed" in terminal.said
    assert "begins in" not in terminal.said


def test_ctrl_c_calls_the_countdown_off(machine: Machine) -> None:
    letter = machine.open_letter()
    with machine.terminal(machine.session, "--here") as terminal:
        terminal.read_until("open already?")
        terminal.type("y")
        terminal.read_until(QUESTION)
        terminal.type("replay")
        terminal.read_until("begins in 5")
        terminal.process.send_signal(signal.SIGINT)
        assert terminal.end() == 130
    assert "ended by hand" in terminal.said
    assert letter.read_text() == LETTER


def test_nobody_answers_for_the_person(machine: Machine) -> None:
    unasked = machine.run(machine.session, "--here")
    assert unasked.returncode == 3
    assert "no terminal here to ask on" in unasked.stderr


def test_another_screen_is_refused_in_words(machine: Machine) -> None:
    with machine.terminal(machine.elsewhere, "--here") as terminal:
        assert terminal.end() == 3
    assert "done on another screen" in terminal.said
    assert "1024 × 768" in terminal.said  # noqa: RUF001 - a sign
    assert QUESTION not in terminal.said


def test_without_a_picture_it_is_refused_in_words(machine: Machine) -> None:
    with machine.terminal(machine.unseen, "--here") as terminal:
        assert terminal.end() == 3
    assert "holds no picture of its screen" in terminal.said
    assert QUESTION not in terminal.said


def test_wayland_is_refused_in_words(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    with machine.terminal(machine.session, "--here") as terminal:
        assert terminal.end() == 3
    assert "runs on Wayland" in terminal.said
    assert QUESTION not in terminal.said
