"""The real app on a real desktop: a process, the hand that steers it, and what it shows.

What is on the screen is found as a screen reader finds it, and clicked where it is. Where something does not
come, the error says what was shown instead: names of widgets, which in a test are no secret.
"""

import os
import re
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import psutil
from mss import MSS
from PIL import Image

from replay.displays.private import PrivateDesktop
from studio.demo.person import Person
from tests.rigs.accessible import CHECKED, ENABLED, FOCUSED, Element, ScreenReader
from tests.rigs.recording import RecordingRig, wait_for
from tests.rigs.shell_rig import add_recording, consent

SAMPLE: Final = Path(__file__).parents[2] / "assets/studies/office-tasks.toml"
_COMES_S: Final = 40.0
_BUTTONS: Final = frozenset({"push button", "check box", "radio button", "page tab", "button"})
# The hand's haste: no test is about a person's pace.
_PACE: Final = 15


class RealApp:
    """One app, started as often as a test likes, on the same vault.

    Args:
        desktop: Where it runs.
        folder: For all that is written.
    """

    def __init__(self, desktop: PrivateDesktop, folder: Path) -> None:
        self.desktop = desktop
        self.rig = RecordingRig(desktop, folder)
        self.home = self.rig.vault_home
        self.config = folder / "config"
        self.output = folder / "app.out"
        self.person = Person(desktop.environment(), pace=_PACE)
        self.process: subprocess.Popen[bytes] | None = None
        self._reader: ScreenReader | None = None

    # What it is started with, and what becomes of it.

    def make_vault(self) -> None:
        """A vault that is cheap to unlock, with a consent to the sample study."""
        self.rig.make_vault()
        with self.rig.unlocked() as vault:
            consent(vault)

    def add_recording(self, typed: str) -> str:
        """A drawn recording in the vault, and its id."""
        with self.rig.unlocked() as vault:
            return add_recording(vault, typed=typed)

    def start(self, *arguments: str, environment: Mapping[str, str] | None = None) -> None:
        """Start it, and return when its window is there."""
        self.process = self.desktop.start(
            self.rig.command(*arguments),
            folder=self.rig.folder,
            environment=self.rig.environment()
            | {"ASSENT_CONFIG": str(self.config)}
            | dict(environment or {}),
            output=self.output,
        )
        self._reader = ScreenReader(self.desktop.environment()["DBUS_SESSION_BUS_ADDRESS"], self.process.pid)
        wait_for("the window", self.elements, seconds=_COMES_S)

    def unlock(self, passphrase: str) -> None:
        """Type the passphrase at the gate."""
        self.see("Passphrase", role="text")
        self.type(f"{passphrase}\n")
        self.see("Tasks", role="check box")

    def end(self, number: int = signal.SIGTERM) -> int:
        """End it by a signal, if it is not over yet; its exit code."""
        if self.process is None:
            raise AssertionError("it was not started")
        if self._reader is not None:
            self._reader.close()
            self._reader = None
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(timeout=_COMES_S)

    def close(self) -> None:
        """Leave no process behind."""
        if self.process is not None:
            self.end(signal.SIGKILL)
            self.desktop.close_programs()

    @property
    def said(self) -> str:
        """All that it printed, on either stream."""
        return self.output.read_text()

    def recorder(self) -> psutil.Process:
        """The process that records."""
        if self.process is None:
            raise AssertionError("it was not started")
        (child,) = (
            process
            for process in psutil.Process(self.process.pid).children()
            if "recorder.recording.child" in process.cmdline()
        )
        return child

    # What is on the screen.

    def elements(self) -> list[Element]:
        """All that it shows, from its windows down."""
        if self.process is None or self._reader is None:
            raise AssertionError("it was not started")
        assert self.process.poll() is None, f"it ended: {self.said}"
        return self._reader.elements()

    def find_all(self, pattern: str, *, role: str = "", within: str = "") -> list[Element]:
        """All whose whole name matches, in their order.

        Args:
            pattern: A regular expression.
            role: Theirs, if it matters.
            within: The name of what they are in, if it matters.
        """
        elements = self.elements()
        outer = {element.path for element in elements if element.name == within}
        return [
            element
            for element in elements
            if re.fullmatch(pattern, element.name, re.DOTALL)
            and role in {"", element.role}
            and (not within or outer & set(element.parents))
        ]

    def find(self, pattern: str, *, role: str = "") -> Element | None:
        """The first of them, if there is one now."""
        found = self.find_all(pattern, role=role)
        return found[0] if found else None

    def see(self, pattern: str, *, role: str = "", seconds: float = _COMES_S) -> Element:
        """Wait for it."""
        try:
            return wait_for(pattern, lambda: self.find(pattern, role=role), seconds=seconds)
        except AssertionError as error:
            raise AssertionError(f"{error}{self._shown()}") from None

    def wait_until_gone(self, pattern: str, *, role: str = "") -> None:
        """Wait until it is not there."""
        try:
            wait_for(f"no {pattern}", lambda: self.find(pattern, role=role) is None, seconds=_COMES_S)
        except AssertionError as error:
            raise AssertionError(f"{error}{self._shown()}") from None

    def focused(self) -> list[Element]:
        """What has the keyboard, outermost first; the tab in front says so as well."""
        return [element for element in self.elements() if element.has(FOCUSED)]

    def wait_for_focus(self, pattern: str) -> Element:
        """Wait until something of that name has the keyboard."""

        def look() -> Element | None:
            named = (each for each in self.focused() if re.fullmatch(pattern, each.name, re.DOTALL))
            return next(named, None)

        try:
            return wait_for(f"{pattern} with the keyboard", look)
        except AssertionError as error:
            raise AssertionError(f"{error}{self._shown()}") from None

    def screen(self) -> Image.Image:
        """The whole screen's pixels."""
        authority = self.desktop.environment()["XAUTHORITY"]
        with _variable("XAUTHORITY", authority), MSS(display=self.desktop.display) as screen:
            grabbed = screen.grab(screen.monitors[0])
        return Image.frombytes("RGB", grabbed.size, bytes(grabbed.bgra), "raw", "BGRX")

    # What a hand does.

    def click(self, pattern: str, *, role: str = "", within: str = "") -> None:
        """Click on what is called so, once it can be clicked and keeps its place."""
        last: list[Element] = []

        def settled() -> Element | None:
            found = [
                element
                for element in self.find_all(pattern, role=role, within=within)
                if (role or element.role in _BUTTONS) and element.has(ENABLED)
            ]
            still = [element for element in found if element in last]
            last[:] = found
            return still[0] if still else None

        try:
            element = wait_for(f"{pattern} to click", settled, seconds=_COMES_S)
        except AssertionError as error:
            raise AssertionError(f"{error}{self._shown()}") from None
        self.click_at(*element.middle)

    def click_at(self, x: int, y: int) -> None:
        """Click there."""
        self.rig.xdotool("mousemove", str(x), str(y), "click", "1")

    def drag(self, from_: tuple[int, int], to: tuple[int, int]) -> None:
        """Press, move with the button held, release."""
        self.person.drag(*from_, to=to)

    def keys(self, *names: str) -> None:
        """Press chords in xdotool's names, one after the other."""
        self.rig.xdotool("key", "--clearmodifiers", "--delay", "40", *names)

    def type(self, text: str) -> None:
        """Type; a line's end is the Return key."""
        for line in text.splitlines(keepends=True):
            if words := line.rstrip("\n"):
                self.rig.xdotool("type", "--delay", "20", words)
            if line.endswith("\n"):
                self.keys("Return")

    def tick(self, pattern: str) -> None:
        """Switch something on that is off."""
        element = self.see(pattern, role="check box")
        if not element.has(CHECKED):
            self.click_at(*element.middle)

    def _shown(self) -> str:
        """What is there instead, and a picture of it where one is wanted."""
        folder = os.environ.get("ASSENT_TEST_PICTURES", "")
        if folder:
            self.screen().save(Path(folder) / f"{datetime.now(UTC):%H%M%S.%f}.png")
        names = (f"{element.role}: {element.name}" for element in self.elements() if element.name)
        return "; the app showed:\n" + "\n".join(names)


@contextmanager
def _variable(name: str, value: str) -> Iterator[None]:
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before
