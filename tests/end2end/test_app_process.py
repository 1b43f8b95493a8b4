"""The real app as others on the desktop meet it: its windows' name, and how it ends when told to."""

import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from recorder.privacy import WindowPolicy
from recorder.study_file import read_study
from replay.displays.private import PrivateDesktop
from tests.rigs.app import SAMPLE, RealApp
from tests.rigs.recording import wait_for


@pytest.fixture
def app(desktop: PrivateDesktop, tmp_path: Path) -> Iterator[RealApp]:
    made = RealApp(desktop, tmp_path / "rig")
    yield made
    made.close()


def test_its_windows_bear_the_name_by_which_recordings_hide_them(app: RealApp) -> None:
    app.start()
    (window,) = wait_for("the window", app.desktop.windows)
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
def test_it_ends_in_order_when_told_to(app: RealApp, number: int) -> None:
    app.start()
    assert app.end(number) == 0
    assert app.said == ""
    assert (app.config / "settings.json").exists()
