import json
import os
from pathlib import Path

import click
import pytest
from keyring.backends.fail import Keyring

from recorder import checkup
from recorder.commands.application import RECORDER_COMMANDS, run
from recorder.commands.exit_codes import ExitCode
from recorder.devices.doctor import Health
from recorder.vault.disk import make_private_folder
from recorder.vault.keys import Argon2Cost, Passphrase
from recorder.vault.vault import Vault
from replay.displays.private import PrivateDesktop

BARE = ("DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "HOME", "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR")


def healths(name: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> Health:
    monkeypatch.setenv("ASSENT_HOME", str(home))
    (found,) = [check for check in checkup.examine_vault() if check.name == name]
    assert bool(found.mend) == (found.health is not Health.OK)
    return found.health


def test_a_computer_with_nothing_is_told_so_in_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in BARE:
        monkeypatch.delenv(name, raising=False)
    assert run("assent", RECORDER_COMMANDS, ["doctor"]) == ExitCode.FAILED
    said = capsys.readouterr()
    assert said.err == ""
    assert "missing    Display" in said.out
    assert "cannot record yet. Missing: Display" in " ".join(said.out.split())
    assert max(map(len, click.unstyle(said.out).splitlines())) < 80


def test_a_desktop_that_can_record_is_told_so(
    desktop: PrivateDesktop, assent_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("assent", RECORDER_COMMANDS, ["doctor", "--json"]) == ExitCode.DONE
    told = json.loads(capsys.readouterr().out)
    assert told["can_record"] is True
    words = {check["name"]: check["health"] for check in told["checks"]}
    assert words["Pictures"] == words["SQLCipher"] == words["x264"] == words["RECORD"] == "ok"
    assert words["Vault"] == "attention"
    assert not assent_home.exists()


def test_wayland_is_missing(desktop: PrivateDesktop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert run("assent", RECORDER_COMMANDS, ["doctor"]) == ExitCode.FAILED


def test_a_vault_is_examined_without_its_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "vault"
    assert healths("Vault", home, monkeypatch) is Health.WARNING
    Vault.create(home, Passphrase("twelve letters and more"), cost=Argon2Cost(8, 1, 1))[0].close()
    before = sorted((path, path.stat().st_mtime_ns) for path in home.rglob("*"))
    assert healths("Vault", home, monkeypatch) is Health.OK
    assert healths("Vault's folder", home, monkeypatch) is Health.OK
    assert sorted((path, path.stat().st_mtime_ns) for path in home.rglob("*")) == before
    home.chmod(0o755)
    assert healths("Vault's folder", home, monkeypatch) is Health.WARNING
    (home / "vault.json").write_text("{}")
    assert healths("Vault", home, monkeypatch) is Health.MISSING


def test_a_keyring_is_needed_only_by_a_vault_that_it_opens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("keyring.get_keyring", Keyring)
    assert healths("Keyring", tmp_path / "none", monkeypatch) is Health.WARNING


@pytest.mark.parametrize(
    ("kind", "health"),
    [("ext4", Health.OK), ("btrfs", Health.WARNING), ("nfs4", Health.WARNING), ("tmpfs", Health.WARNING)],
)
def test_the_kind_of_file_system_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, kind: str, health: Health
) -> None:
    monkeypatch.setattr(checkup, "_file_system", lambda _place: kind)
    make_private_folder(tmp_path / "vault")
    assert healths("File system", tmp_path / "vault", monkeypatch) is health


def test_a_clock_before_the_vault_s_last_use_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:

    home = tmp_path / "vault"
    Vault.create(home, Passphrase("twelve letters and more"), cost=Argon2Cost(8, 1, 1))[0].close()
    assert healths("Clock", home, monkeypatch) is Health.OK
    os.utime(home / "vault.json", (4_000_000_000, 4_000_000_000))
    assert healths("Clock", home, monkeypatch) is Health.MISSING
