import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from recorder.episode.ending import EndReason
from recorder.episode.events import NumberedEvent, PointerMoved
from recorder.vault.errors import BackupIncompleteError, VaultExistsError
from recorder.vault.keys import Passphrase
from recorder.vault.session_header import SessionHeader
from recorder.vault.session_writer import SessionWriter
from recorder.vault.vault import Vault


@pytest.fixture
def backup(vault: Vault, tmp_path: Path, new_header: Callable[[], SessionHeader]) -> Path:
    header = new_header()
    new = vault.new_session(header, retention_days=30)
    with SessionWriter.create(new.path, new.key, header) as writer:
        writer.append([NumberedEvent(1, PointerMoved(1, 2, 3))], [])
        vault.finish_session(writer.finish(5, EndReason.STOPPED))
    vault.append_consent_entry("{}", "head")
    vault.backup(tmp_path / "backup")
    return tmp_path / "backup"


def test_a_restored_backup_is_the_same_vault(
    vault: Vault, backup: Path, tmp_path: Path, passphrase: Passphrase
) -> None:
    vault.append_consent_entry("{}", "later")
    vault.close()
    Vault.restore(backup, tmp_path / "restored")
    with Vault.unlock(tmp_path / "restored", passphrase) as restored:
        assert restored.check() == ()
        assert restored.consent_head() == "head"
        (row,) = restored.sessions()
        with restored.open_session(row.session_id) as reader:
            assert list(reader.events()) == [NumberedEvent(1, PointerMoved(1, 2, 3))]
    modes = {file.stat().st_mode & 0o077 for file in (tmp_path / "restored").rglob("*")}
    assert modes == {0}


def test_a_backup_holds_its_files_and_no_lock(backup: Path) -> None:
    names = {file.relative_to(backup).as_posix() for file in backup.rglob("*") if file.is_file()}
    sessions = {name for name in names if name.startswith("sessions/")}
    assert len(sessions) == 1
    assert names - sessions == {"backup.json", "catalog.db", "vault.json"}


def test_nothing_is_overwritten(vault: Vault, backup: Path, home: Path) -> None:
    for taken in (backup, home):
        before = {file: file.read_bytes() for file in taken.rglob("*") if file.is_file()}
        with pytest.raises(VaultExistsError):
            vault.backup(taken)
        with pytest.raises(VaultExistsError):
            Vault.restore(backup, taken)
        assert {file: file.read_bytes() for file in taken.rglob("*") if file.is_file()} == before


@pytest.mark.parametrize("damage", ["missing", "changed", "list", "outside", "link"])
def test_an_incomplete_backup_restores_nothing(backup: Path, tmp_path: Path, damage: str) -> None:
    catalog = backup / "catalog.db"
    match damage:
        case "missing":
            catalog.unlink()
        case "changed":
            catalog.write_bytes(catalog.read_bytes()[:-1] + b"x")
        case "list":
            (backup / "backup.json").write_text("{}")
        case "outside":
            fields = json.loads((backup / "backup.json").read_text())
            fields["sha256"]["../outside.db"] = "00"
            (backup / "backup.json").write_text(json.dumps(fields))
        case "link":
            shutil.move(catalog, tmp_path / "elsewhere.db")
            catalog.symlink_to(tmp_path / "elsewhere.db")
    before = sorted(file.name for file in tmp_path.iterdir())
    with pytest.raises(BackupIncompleteError):
        Vault.restore(backup, tmp_path / "restored")
    assert sorted(file.name for file in tmp_path.iterdir()) == before
