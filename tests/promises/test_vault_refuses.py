"""What is not as it was written is refused with a clear word and left as it is."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from recorder.episode.edits import Edits
from recorder.episode.ending import EndReason
from recorder.episode.events import NumberedEvent, PointerMoved
from recorder.episode.time import TimeRange
from recorder.errors import UserFacingError
from recorder.vault.cipher import Access, open_encrypted
from recorder.vault.edit_steps import EditStep
from recorder.vault.errors import (
    DamagedFileError,
    NewerFormatError,
    NoVaultError,
    RolledBackError,
    VaultBusyError,
    VaultExistsError,
    WrongPassphraseError,
)
from recorder.vault.keys import Argon2Cost, Passphrase
from recorder.vault.migrations import CATALOG_FORMAT
from recorder.vault.session_header import SessionHeader, new_session_id
from recorder.vault.session_recovery import RecoveryOutcome
from recorder.vault.session_writer import SessionWriter
from recorder.vault.vault import Vault
from tests.rigs.synthetic import HEADER

ROOT = Path(__file__).parents[2]
PASSPHRASE = Passphrase("correct horse battery")
CHEAP = Argon2Cost(memory_kib=64, passes=1, lanes=1)


def record(vault: Vault, events: int = 400) -> str:
    header = replace(HEADER, session_id=new_session_id())
    new = vault.new_session(header, retention_days=30)
    with SessionWriter.create(new.path, new.key, header) as writer:
        writer.append([NumberedEvent(n, PointerMoved(n, n, n)) for n in range(1, events + 1)], [])
        vault.finish_session(writer.finish(events, EndReason.STOPPED))
    return header.session_id


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    vault, _ = Vault.create(home, PASSPHRASE, cost=CHEAP)
    with vault:
        vault.append_consent_entry('{"grant": 1}', "head-1")
    return home


def snapshot(folder: Path) -> dict[str, bytes]:
    names = (file for file in folder.rglob("*") if file.is_file() and file.name != "vault.lock")
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in names}


def refused(home: Path, kind: type[UserFacingError]) -> UserFacingError:
    before = snapshot(home)
    with pytest.raises(kind) as caught:
        Vault.unlock(home, PASSPHRASE)
    assert snapshot(home) == before, "what is refused is left as it is"
    assert caught.value.happened
    assert caught.value.mend
    return caught.value


def flip(path: Path, at: int) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 0x40
    path.write_bytes(content)


@pytest.mark.parametrize("at", [3, 200, 4096 + 50, -1])
def test_a_changed_byte_of_the_catalog_is_refused(home: Path, at: int) -> None:
    flip(home / "catalog.db", at)
    refused(home, DamagedFileError)


@pytest.mark.parametrize("keep", [0, 100, 4096, -4096, -1])
def test_a_catalog_cut_short_is_refused(home: Path, keep: int) -> None:
    content = (home / "catalog.db").read_bytes()
    (home / "catalog.db").write_bytes(content[:keep])
    refused(home, DamagedFileError)


def test_a_missing_catalog_is_refused_and_not_made_anew(home: Path) -> None:
    (home / "catalog.db").unlink()
    refused(home, DamagedFileError)


def test_another_vaults_catalog_is_refused(home: Path, tmp_path: Path) -> None:
    other, _ = Vault.create(tmp_path / "other", PASSPHRASE, cost=CHEAP)
    other.close()
    shutil.copy(tmp_path / "other" / "catalog.db", home / "catalog.db")
    refused(home, DamagedFileError)


def test_another_vaults_header_is_refused(home: Path, tmp_path: Path) -> None:
    other, _ = Vault.create(tmp_path / "other", PASSPHRASE, cost=CHEAP)
    other.close()
    shutil.copy(tmp_path / "other" / "vault.json", home / "vault.json")
    refused(home, DamagedFileError)


def change_header(home: Path, change: Callable[[dict[str, Any]], None]) -> None:
    fields = json.loads((home / "vault.json").read_text())
    change(fields)
    (home / "vault.json").write_text(json.dumps(fields))


def test_a_header_that_forgets_history_is_refused(home: Path) -> None:
    change_header(home, lambda fields: fields["history"].update(changes=0, consents=0, consent_head=""))
    refused(home, DamagedFileError)


def test_a_header_with_a_cheaper_passphrase_is_refused(home: Path) -> None:
    def cheapen(fields: dict[str, Any]) -> None:
        for wrap in fields["wraps"]:
            if wrap["kind"] == "passphrase":
                wrap["argon2id"]["memory_kib"] = 32

    change_header(home, cheapen)
    refused(home, WrongPassphraseError)


def test_a_header_that_would_eat_all_memory_is_refused(home: Path) -> None:
    def explode(fields: dict[str, Any]) -> None:
        for wrap in fields["wraps"]:
            if wrap["kind"] == "passphrase":
                wrap["argon2id"]["memory_kib"] = 1 << 40

    change_header(home, explode)
    refused(home, DamagedFileError)


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"\xff\xfe", b'{"format": "x"}', b'{"format": 1}'])
def test_a_header_that_is_none_is_refused(home: Path, content: bytes) -> None:
    (home / "vault.json").write_bytes(content)
    refused(home, DamagedFileError)


def test_an_older_catalog_put_back_is_refused(home: Path) -> None:
    older = (home / "catalog.db").read_bytes()
    with Vault.unlock(home, PASSPHRASE) as vault:
        vault.append_consent_entry('{"withdrawn": 1}', "head-2")
    (home / "catalog.db").write_bytes(older)
    refused(home, RolledBackError)


def test_an_older_catalog_put_back_cannot_bring_a_deleted_session_back(home: Path) -> None:
    with Vault.unlock(home, PASSPHRASE) as vault:
        session_id = record(vault)
    older = (home / "catalog.db").read_bytes()
    with Vault.unlock(home, PASSPHRASE) as vault:
        vault.delete_session(session_id)
    (home / "catalog.db").write_bytes(older)
    refused(home, RolledBackError)


def test_an_older_catalog_cannot_bring_back_edits_that_were_undone(home: Path) -> None:
    with Vault.unlock(home, PASSPHRASE) as vault:
        session_id = record(vault)
        cut = EditStep("cut", Edits().with_cut(TimeRange(1, 2)))
        vault.keep_edit_steps(session_id, after=0, steps=[cut], position=1)
    old = (home / "catalog.db").read_bytes()
    with Vault.unlock(home, PASSPHRASE) as vault:
        vault.keep_edit_steps(session_id, after=1, position=0)
    (home / "catalog.db").write_bytes(old)
    refused(home, RolledBackError)


def test_a_catalog_ahead_of_its_header_is_a_crash_and_opens(home: Path) -> None:
    header = (home / "vault.json").read_bytes()
    with Vault.unlock(home, PASSPHRASE) as vault:
        vault.append_consent_entry('{"withdrawn": 1}', "head-2")
    (home / "vault.json").write_bytes(header)
    with Vault.unlock(home, PASSPHRASE) as vault:
        assert vault.consent_head() == "head-2"
    assert (home / "vault.json").read_bytes() != header


@pytest.mark.parametrize("damage", ["flip", "cut", "empty", "missing", "swap", "older", "noise"])
def test_a_session_file_that_is_not_the_one_is_refused(home: Path, damage: str) -> None:
    with Vault.unlock(home, PASSPHRASE) as vault:
        first, second = record(vault), record(vault)
        path, other = (home / "sessions" / f"{name}.db" for name in (first, second))
        content = path.read_bytes()
        match damage:
            case "flip":
                flip(path, 4096 + 100)
            case "cut":
                path.write_bytes(content[:-4096])
            case "empty":
                path.write_bytes(b"")
            case "missing":
                path.unlink()
            case "swap":
                shutil.copy(other, path)
            case "noise":
                path.write_bytes(os.urandom(len(content)))
            case "older":
                key = vault._catalog.session_key(first)  # noqa: SLF001 - the attack
                with SessionWriter.open(path, key) as writer:
                    writer._database.execute("UPDATE ending SET seal = 'another'")  # noqa: SLF001 - the attack
                    writer._database.conn.commit()  # noqa: SLF001 - the attack
                    writer.finish(1, EndReason.STOPPED)
        before = path.read_bytes() if path.exists() else None
        problems = vault.check()
        assert {problem.name for problem in problems} == {path.name}
        if damage != "flip":  # a page that is not needed to open is found by the check, or when it is read
            with pytest.raises(DamagedFileError):
                vault.open_session(first)
        assert (path.read_bytes() if path.exists() else None) == before
        with vault.open_session(second) as reader:
            assert len(list(reader.events())) == 400


def test_reading_a_changed_page_is_refused(home: Path) -> None:
    with Vault.unlock(home, PASSPHRASE) as vault:
        session_id = record(vault, events=4000)
        path = home / "sessions" / f"{session_id}.db"
        flip(path, path.stat().st_size - 3000)
        with vault.open_session(session_id) as reader, pytest.raises(DamagedFileError):
            list(reader.events())


def test_a_newer_catalog_is_refused_and_left_as_it_is(home: Path) -> None:
    with Vault.unlock(home, PASSPHRASE) as vault:
        key = vault._unlocked.key  # noqa: SLF001 - to write what a later version would
    set_format(home / "catalog.db", key, CATALOG_FORMAT + 1)
    error = refused(home, NewerFormatError)
    assert "Update Assent" in error.mend


def test_a_newer_header_is_refused_and_left_as_it_is(home: Path) -> None:
    change_header(home, lambda fields: fields.update(format=2))
    refused(home, NewerFormatError)


def test_a_newer_session_is_refused_and_left_as_it_is(home: Path) -> None:
    with Vault.unlock(home, PASSPHRASE) as vault:
        session_id = record(vault)
        path, key = home / "sessions" / f"{session_id}.db", vault._catalog.session_key(session_id)  # noqa: SLF001
        set_format(path, key, 2)
        before = path.read_bytes()
        with pytest.raises(NewerFormatError):
            vault.open_session(session_id)
        with pytest.raises(NewerFormatError):
            SessionWriter.open(path, key)
        assert path.read_bytes() == before
        assert [file.name for file in path.parent.iterdir()] == [path.name]


def set_format(path: Path, key: bytes, number: int) -> None:
    database = open_encrypted(path, key, access=Access.WRITE)
    database.execute(f"PRAGMA user_version = {number}")
    database.conn.commit()
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    database.execute("PRAGMA journal_mode = DELETE").fetchone()
    database.close()


def test_an_unreadable_recording_is_left_as_it_is(home: Path) -> None:
    with Vault.unlock(home, PASSPHRASE) as vault:
        record(vault)
        row = vault.sessions()[0]
        assert row.header is not None
        header = row.header
        new = vault.new_session(
            SessionHeader(new_session_id(), *(getattr(header, name) for name in header.__slots__[1:])),
            retention_days=1,
        )
        new.path.write_bytes(os.urandom(8192))
        before = new.path.read_bytes()
        (recovery,) = vault.recover_sessions()
        assert recovery.outcome is RecoveryOutcome.UNREADABLE
        assert recovery.problem is not None
        assert new.path.read_bytes() == before


def test_the_second_process_is_told_which_is_the_first(home: Path) -> None:
    with Vault.unlock(home, PASSPHRASE):
        script = (
            "import sys\n"
            "from pathlib import Path\n"
            "from recorder.vault.errors import VaultBusyError\n"
            "from recorder.vault.keys import Passphrase\n"
            "from recorder.vault.vault import Vault\n"
            "try:\n"
            "    Vault.unlock(Path(sys.argv[1]), Passphrase(sys.argv[2]))\n"
            "except VaultBusyError as error:\n"
            "    print(error.pid)\n"
        )
        told = subprocess.run(
            [sys.executable, "-c", script, str(home), PASSPHRASE.text],
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        )
        assert (told.stdout.strip(), told.stderr) == (str(os.getpid()), "")
    Vault.unlock(home, PASSPHRASE).close()


def test_two_openings_in_one_process_are_told_as_well(home: Path) -> None:
    with Vault.unlock(home, PASSPHRASE), pytest.raises(VaultBusyError):
        Vault.unlock(home, PASSPHRASE)


def test_a_vault_is_not_made_over_another(home: Path) -> None:
    before = snapshot(home)
    with pytest.raises(VaultExistsError):
        Vault.create(home, PASSPHRASE, cost=CHEAP)
    assert snapshot(home) == before


def test_no_vault_is_made_by_looking_for_one(tmp_path: Path) -> None:
    with pytest.raises(NoVaultError):
        Vault.unlock(tmp_path / "nowhere", PASSPHRASE)
    assert not (tmp_path / "nowhere").exists()
