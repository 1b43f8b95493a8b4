import subprocess
import sys
from pathlib import Path

import pytest

from studio.cli import with_app

HELP_WITHOUT_QT = """
import sys
sys.argv = ["assent", "--help"]
from studio.cli import main
try:
    main()
finally:
    loaded = sorted(name for name in sys.modules if name.partition(".")[0] in {"PySide6", "shiboken6"})
    print("loaded:", loaded)
"""


@pytest.mark.parametrize(
    ("given", "understood"),
    [
        ([], ["app"]),
        (["office.toml"], ["app", "office.toml"]),
        (["sessions"], ["sessions"]),
        (["study", "check", "office.toml"], ["study", "check", "office.toml"]),
        (["--help"], ["--help"]),
    ],
)
def test_the_app_opens_where_no_command_is_named(given: list[str], understood: list[str]) -> None:
    assert with_app(given) == understood


def test_help_needs_no_toolkit() -> None:
    answer = subprocess.run(
        [sys.executable, "-c", HELP_WITHOUT_QT], check=True, capture_output=True, text=True, timeout=60
    )
    assert "loaded: []" in answer.stdout
    assert "Open the app" in answer.stdout


@pytest.mark.parametrize(
    ("environment", "code", "words"),
    [
        ({}, 3, "No X11 display answers"),
        ({"XDG_SESSION_TYPE": "wayland", "WAYLAND_DISPLAY": "wayland-0"}, 3, "Wayland"),
        ({"DISPLAY": ":6789"}, 3, "No X11 display answers"),
    ],
)
def test_without_a_display_the_app_refuses_in_words(
    environment: dict[str, str], code: int, words: str, assent_home: Path
) -> None:
    answer = subprocess.run(
        [str(Path(sys.executable).with_name("assent"))],
        env={"PATH": "/usr/bin:/bin", "HOME": str(assent_home.parent), "ASSENT_HOME": str(assent_home)}
        | environment,
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert answer.returncode == code
    assert words in answer.stderr
    assert not assent_home.exists()
