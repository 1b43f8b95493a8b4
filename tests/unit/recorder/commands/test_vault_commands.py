import json
import os
import stat
from pathlib import Path

import pytest

from recorder.commands.exit_codes import ExitCode
from recorder.vault.keys import Passphrase
from recorder.vault.vault import Vault
from tests.unit.recorder.commands.conftest import Cli
from tests.unit.recorder.commands.filled_vault import PASSPHRASE, keep_session


def test_init_tells_the_recovery_code_once_and_it_opens_the_vault(
    cli: Cli, assent_home: Path, passphrase_file: Path, tmp_path: Path
) -> None:
    made = cli("vault", "init", "--key", "passphrase", "--json")
    code = json.loads(made.out)["recovery_code"]
    (tmp_path / "code").write_text(code.lower())
    (tmp_path / "new").write_text("another good passphrase")

    recovered = cli(
        "vault", "recover", "--code-file", tmp_path / "code", "--new-passphrase-file", tmp_path / "new"
    )

    assert (made.code, recovered.code) == (ExitCode.DONE, ExitCode.DONE)
    assert cli("vault", "unlock").code == ExitCode.LOCKED
    Vault.unlock(assent_home, Passphrase("another good passphrase")).close()


def test_init_writes_the_code_where_it_is_told_and_does_not_show_it(
    cli: Cli, assent_home: Path, passphrase_file: Path, tmp_path: Path
) -> None:
    made = cli("vault", "init", "--key", "passphrase", "--recovery-code-file", tmp_path / "code")

    code = (tmp_path / "code").read_text().strip()
    assert len(code.split("-")) == 7
    assert code not in made.out + made.err
    assert stat.S_IMODE((tmp_path / "code").stat().st_mode) == 0o600


def test_init_makes_no_vault_whose_code_could_not_be_written(
    cli: Cli, assent_home: Path, passphrase_file: Path, tmp_path: Path
) -> None:
    (tmp_path / "code").write_text("something of mine")

    refused = cli("vault", "init", "--key", "passphrase", "--recovery-code-file", tmp_path / "code")

    assert refused.code == ExitCode.FAILED
    assert not assent_home.exists()
    assert (tmp_path / "code").read_text() == "something of mine"


def test_init_leaves_no_code_behind_for_a_vault_it_could_not_make(
    cli: Cli, assent_home: Path, passphrase_file: Path, tmp_path: Path
) -> None:
    passphrase_file.write_text("short")

    refused = cli("vault", "init", "--key", "passphrase", "--recovery-code-file", tmp_path / "code")

    assert refused.code == ExitCode.FAILED
    assert not (tmp_path / "code").exists()


def test_init_leaves_a_vault_alone_that_is_there(cli: Cli, vault_home: Path) -> None:
    before = (vault_home / "vault.json").read_bytes()

    assert cli("vault", "init", "--key", "passphrase").code == ExitCode.FAILED
    assert (vault_home / "vault.json").read_bytes() == before


def test_a_missing_keyring_is_refused_and_not_replaced(cli: Cli, assent_home: Path) -> None:
    refused = cli("vault", "init", "--key", "keyring")

    assert refused.code == ExitCode.LOCKED
    assert not assent_home.exists()


def test_without_a_vault_there_is_nothing_to_open(cli: Cli, assent_home: Path) -> None:
    assert cli("vault", "unlock").code == ExitCode.NOT_FOUND
    assert not assent_home.exists()


def test_without_a_terminal_or_a_file_nobody_is_asked(
    cli: Cli, vault_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ASSENT_PASSPHRASE_FILE")

    refused = cli("sessions", typed=f"{PASSPHRASE}\n")

    assert refused.code == ExitCode.LOCKED
    assert "ASSENT_PASSPHRASE_FILE" in refused.err


@pytest.mark.parametrize("content", [b"", b"\nsecond line", b"\xff\xfe"])
def test_a_file_without_a_passphrase_is_refused(
    cli: Cli, vault_home: Path, passphrase_file: Path, content: bytes
) -> None:
    passphrase_file.write_bytes(content)

    assert cli("sessions").code == ExitCode.LOCKED


def test_a_missing_passphrase_file_is_named(cli: Cli, vault_home: Path, passphrase_file: Path) -> None:
    passphrase_file.unlink()

    refused = cli("sessions")

    assert refused.code == ExitCode.FAILED
    assert str(passphrase_file) in refused.err


def test_a_passphrase_file_that_others_may_read_is_used_and_said(
    cli: Cli, vault_home: Path, passphrase_file: Path
) -> None:
    passphrase_file.chmod(0o644)

    answer = cli("sessions")

    assert answer.code == ExitCode.DONE
    assert "chmod 600" in answer.err


def test_a_second_process_is_told_so(cli: Cli, vault_home: Path) -> None:
    with Vault.unlock(vault_home, Passphrase(PASSPHRASE)):
        refused = cli("sessions")

    assert refused.code == ExitCode.BUSY
    assert str(os.getpid()) in refused.err


def test_check_finds_a_changed_byte(cli: Cli, vault_home: Path) -> None:
    session_id = keep_session(vault_home)
    assert json.loads(cli("vault", "check", "--json").out) == {
        "ok": True,
        "sessions": 1,
        "received": 0,
        "problems": [],
    }
    file = vault_home / "sessions" / f"{session_id}.db"
    content = bytearray(file.read_bytes())
    content[-100] ^= 1
    file.write_bytes(content)

    found = cli("vault", "check", "--json")

    assert found.code == ExitCode.DAMAGED
    assert [problem["file"] for problem in json.loads(found.out)["problems"]] == [file.name] * len(
        json.loads(found.out)["problems"]
    )
    assert cli("show", session_id[:8]).code == ExitCode.DAMAGED


def test_a_backup_comes_back(
    cli: Cli, vault_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session_id = keep_session(vault_home)
    made = json.loads(cli("vault", "backup", tmp_path / "backup", "--json").out)
    monkeypatch.setenv("ASSENT_HOME", str(tmp_path / "elsewhere"))

    restored = cli("vault", "restore", tmp_path / "backup")

    assert (made["sessions"], restored.code) == (1, ExitCode.DONE)
    assert session_id[:8] in cli("sessions").out
    assert cli("vault", "restore", tmp_path / "backup").code == ExitCode.FAILED


def test_another_passphrase_opens_it_from_then_on(
    cli: Cli, vault_home: Path, passphrase_file: Path, tmp_path: Path
) -> None:
    (tmp_path / "new").write_text("another good passphrase\n")

    assert cli("vault", "passphrase", "--new-passphrase-file", tmp_path / "new").code == ExitCode.DONE

    assert cli("sessions").code == ExitCode.LOCKED
    passphrase_file.write_text("another good passphrase\n")
    assert cli("sessions").code == ExitCode.DONE
