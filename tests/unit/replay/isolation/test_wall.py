"""What a wall is made of, and what is said where there is none."""

import os
import stat
import sys
from pathlib import Path

import pytest

from recorder.episode.phrase import english
from replay.isolation import in_force
from replay.isolation.environment import own_desktop_environment, private_environment
from replay.isolation.in_force import Isolation, NoWallError, isolation_in_force
from replay.isolation.starting import start_module
from replay.isolation.visible import visible


def _said(isolation: Isolation) -> str:
    return " ".join(english(each) for each in isolation.sentences())


def test_it_stands_here_and_says_what_it_keeps_out() -> None:
    isolation = isolation_in_force()
    assert isolation.is_walled, isolation.why_not
    assert "own network" in _said(isolation)
    assert "vault are not there" in _said(isolation)


def test_a_missing_program_is_no_wall(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_force, "find_bubblewrap", lambda: None)
    isolation = isolation_in_force()
    assert not isolation.is_walled
    assert "can reach your files and the network" in _said(isolation)
    assert "apt-get install bubblewrap" in NoWallError(isolation).mend


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("echo 'bwrap: No permissions to create new namespace' >&2; exit 1", "No permissions to create"),
        ("exit 3", "did not say why"),
    ],
)
def test_a_wall_that_cannot_be_put_up_is_none(
    script: str, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As where the system forbids namespaces to programs without a profile.
    program = tmp_path / "bwrap"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(in_force, "find_bubblewrap", lambda: str(program))
    isolation = isolation_in_force()
    assert not isolation.is_walled
    assert why in english(isolation.why_not)
    assert why in _said(isolation)
    assert why in NoWallError(isolation).happened


def test_on_a_machine_that_nobody_knows_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    here = os.uname()
    monkeypatch.setattr(os, "uname", lambda: os.uname_result((*here[:4], "vax")))
    isolation = isolation_in_force()
    assert not isolation.is_walled
    assert "kind of machine" in english(isolation.why_not)


def test_the_persons_own_desktop_is_never_called_walled() -> None:
    isolation = Isolation(is_own_desktop=True)
    assert not isolation.is_walled
    assert "everything that you can reach" in _said(isolation)


def test_a_private_environment_is_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    before = private_environment(home="/h", temporary="/t")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")
    monkeypatch.setenv("PATH", f"/somewhere/of/mine:{os.environ['PATH']}")
    assert private_environment(home="/h", temporary="/t") == before
    assert "mine" not in before["PATH"]


def test_on_ones_own_desktop_vault_and_secrets_are_not_handed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "ASSENT_HOME",
        "ASSENT_PASSPHRASE_FILE",
        "AWS_SECRET_ACCESS_KEY",
        "DBUS_SESSION_BUS_ADDRESS",
        "SSH_AUTH_SOCK",
        "XDG_RUNTIME_DIR",
    ):
        monkeypatch.setenv(name, "x")
    monkeypatch.setenv("DISPLAY", ":77")
    environment = own_desktop_environment()
    assert environment["DISPLAY"] == ":77"
    assert "x" not in environment.values()


def test_on_ones_own_desktop_programs_speak_and_look_as_they_do(monkeypatch: pytest.MonkeyPatch) -> None:
    own = {"LANG": "de_DE.UTF-8", "LANGUAGE": "de", "LC_NUMERIC": "fr_FR.UTF-8", "GTK_THEME": "Adwaita:dark"}
    for name, value in own.items():
        monkeypatch.setenv(name, value)
    assert own.items() <= own_desktop_environment().items()


def test_only_two_of_assents_packages_are_behind_it() -> None:
    shown = {str(path) for path in visible().read_only}
    root = Path(__file__).parents[4]
    assert {str(root / "recorder"), str(root / "replay")} <= shown
    assert str(root) not in shown
    assert str(root / "studio") not in shown
    assert not {"/", "/etc", "/home", "/root", "/tmp", "/var", "/run", str(Path.home())} & shown  # noqa: S108


def test_a_home_among_what_is_shown_is_covered(monkeypatch: pytest.MonkeyPatch) -> None:
    inside = Path(sys.prefix) / "lib"
    monkeypatch.setenv("ASSENT_HOME", str(inside))
    assert inside in visible().hidden


def test_what_is_started_speaks_through_its_pipes_alone() -> None:
    process = start_module("platform", isolation=isolation_in_force())
    said, complained = process.communicate(timeout=20)
    assert process.returncode == 0
    assert said.startswith(b"Linux")
    assert complained is None
