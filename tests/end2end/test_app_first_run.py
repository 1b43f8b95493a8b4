"""The real app on a real desktop, from nothing to a consent, by keyboard and mouse alone."""

import os
import re
import signal
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytesseract
import pytest
from mss import MSS
from PIL import Image

from recorder.episode.consent import GrantState
from recorder.privacy import WindowPolicy
from recorder.study_file import read_study
from recorder.vault.keys import Passphrase
from recorder.vault.vault import Vault
from replay.displays.private import PrivateDesktop
from studio.taking_part import participations
from tests.rigs.recording import RecordingRig, wait_for

PASSPHRASE = "kumquat lantern oboe frost"  # noqa: S105 - of a vault that lives for one test
SAMPLE = Path(__file__).parents[2] / "assets/studies/office-tasks.toml"


class AppOnDesktop:
    """The process, and a hand and an eye on its screen."""

    def __init__(self, desktop: PrivateDesktop, folder: Path) -> None:
        self.desktop = desktop
        self.rig = RecordingRig(desktop, folder)
        self.home = self.rig.vault_home
        self.config = folder / "config"
        self._errors = folder / "app.err"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *arguments: str) -> None:
        environment = self.rig.environment() | {"ASSENT_CONFIG": str(self.config), "LANG": "C.UTF-8"}
        with self._errors.open("ab") as errors:
            self.process = subprocess.Popen(
                self.rig.command(*arguments), env=environment, stderr=errors, stdin=subprocess.DEVNULL
            )
        wait_for("the window", self.desktop.windows, seconds=30)

    def see(self, words: str) -> tuple[int, int]:
        """Wait until these words stand on the screen, on one line; where their middle is."""
        return wait_for(f"“{words}”", lambda: self._find(words), seconds=30)

    def find(self, pattern: str) -> re.Match[str]:
        """Wait until a text stands on the screen, on one line."""
        return wait_for(pattern, lambda: re.search(pattern, pytesseract.image_to_string(self._enlarged())))

    def click(self, words: str) -> None:
        x, y = self.see(words)
        self.rig.xdotool("mousemove", str(x), str(y), "click", "1")

    def keys(self, *names: str) -> None:
        self.rig.xdotool("key", "--clearmodifiers", "--delay", "40", *names)

    def type(self, text: str) -> None:
        self.rig.xdotool("type", "--delay", "25", text)

    def enter(self, text: str) -> None:
        self.type(text)
        self.keys("Return")

    def accept_file_dialog(self) -> None:
        """Take the name that a dialog for a file offers."""
        wait_for("the dialog", lambda: len(self.desktop.windows()) > 1)
        wait_for("its focus", lambda: self._focused() == self.desktop.windows()[-1])
        self.keys("Return")
        wait_for("the dialog's end", lambda: len(self.desktop.windows()) == 1)

    def _focused(self) -> int:
        told = subprocess.run(
            ["xdotool", "getactivewindow"],
            env=self.desktop.environment(),
            check=False,
            capture_output=True,
            text=True,
        )
        return int(told.stdout or 0)

    def end(self, number: int = signal.SIGTERM) -> int:
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(timeout=30)

    @property
    def errors(self) -> str:
        return self._errors.read_text()

    def screen(self) -> Image.Image:
        authority = self.desktop.environment()["XAUTHORITY"]
        before = os.environ.get("XAUTHORITY")
        os.environ["XAUTHORITY"] = authority
        try:
            with MSS(display=self.desktop.display) as screen:
                grabbed = screen.grab(screen.monitors[0])
        finally:
            if before is None:
                del os.environ["XAUTHORITY"]
            else:
                os.environ["XAUTHORITY"] = before
        return Image.fromarray(np.asarray(grabbed)[:, :, 2::-1].copy())

    def _enlarged(self) -> Image.Image:
        """Letters large enough to be read."""
        seen = self.screen().convert("L")
        return seen.resize((seen.width * 2, seen.height * 2))

    def _find(self, words: str) -> tuple[int, int] | None:
        found = pytesseract.image_to_data(
            self._enlarged(), config="--psm 11", output_type=pytesseract.Output.DICT
        )
        wanted = words.split()
        texts = [text.strip() for text in found["text"]]
        for at in range(len(texts)):
            if texts[at : at + len(wanted)] == wanted:
                last = at + len(wanted) - 1
                left, right = found["left"][at], found["left"][last] + found["width"][last]
                return (left + right) // 4, (found["top"][at] + found["height"][at] // 2) // 2
        return None


@pytest.fixture
def app(desktop: PrivateDesktop, tmp_path: Path) -> Iterator[AppOnDesktop]:
    made = AppOnDesktop(desktop, tmp_path)
    yield made
    if made.process is not None:
        made.end()


def recovery_code(app: AppOnDesktop) -> list[str]:
    """Save the code to a file, as a person would who prints it, and read it there."""
    app.keys("alt+s")
    app.accept_file_dialog()
    file = app.rig.home / "assent-recovery-code.txt"
    wait_for("the file with the code", file.exists)
    return file.read_text().strip().split("-")


@pytest.mark.slow
def test_from_nothing_to_a_consent_by_keyboard_and_mouse(app: AppOnDesktop) -> None:
    app.start(str(SAMPLE))
    app.see("Welcome to Assent")
    app.enter(PASSPHRASE)
    app.enter(PASSPHRASE)
    app.see("Your recovery code")
    groups = recovery_code(app)
    number = app.find(r"type group (\d) of 7")[1]
    app.enter(groups[int(number) - 1].lower())
    app.see("What this is for")
    for _ in range(4):
        app.keys("Tab", "space")
    app.keys("alt+n")
    app.type("Robin")
    app.keys("alt+a")
    app.accept_file_dialog()
    wait_for("the receipt", lambda: list(app.rig.home.glob("assent-receipt-*.json")))
    app.see("Write a short letter")
    app.click("Library")
    app.see("Your recordings will be here")
    app.keys("ctrl+l")
    app.see("Assent is locked")
    assert app.end() == 0
    assert app.errors == ""
    with Vault.unlock(app.home, Passphrase(PASSPHRASE)) as vault:
        (part,) = participations(vault, datetime.now(UTC))
    assert part.state is GrantState.STANDING
    assert part.grant.contributor == "Robin"
    assert part.grant.refused == frozenset()


def test_its_windows_bear_the_name_by_which_recordings_hide_them(app: AppOnDesktop) -> None:
    app.start()
    (window,) = app.desktop.windows()
    told = subprocess.run(
        ["xprop", "-id", str(window), "WM_CLASS", "WM_NAME"],
        env=app.desktop.environment(),
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert '"assent", "assent"' in told
    assert 'WM_NAME(UTF8_STRING) = "Assent"' in told or 'WM_NAME(STRING) = "Assent"' in told
    assert WindowPolicy(read_study(SAMPLE.read_bytes()).windows).verdict("assent", "Assent") is not None


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_in_order_when_told_to(app: AppOnDesktop, number: int) -> None:
    app.start()
    assert app.end(number) == 0
    assert app.errors == ""
    assert (app.config / "settings.json").exists()
