import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from recorder.episode.ending import EndReason
from recorder.episode.events import Mark, MarkKind, NumberedEvent, PointerMoved
from recorder.vault.catalog import SessionState
from recorder.vault.errors import (
    DamagedFileError,
    NoSuchSessionError,
    NoSuchWrapError,
    SessionBusyError,
    SessionUnfinishedError,
    VaultExistsError,
    VaultLockedError,
    WeakPassphraseError,
    WrongPassphraseError,
    WrongRecoveryCodeError,
)
from recorder.vault.home import doomed_path
from recorder.vault.keys import Argon2Cost, Passphrase, WrapKind
from recorder.vault.recovery_code import RecoveryCode
from recorder.vault.session_header import SessionHeader, SessionSummary
from recorder.vault.session_recovery import RecoveryOutcome
from recorder.vault.session_writer import SessionWriter
from recorder.vault.vault import NewSession, Vault

NewHeader = Callable[[], SessionHeader]


def moved(seq: int) -> NumberedEvent:
    return NumberedEvent(seq, PointerMoved(seq * 10, 1, 1))


def record(vault: Vault, header: SessionHeader, *, days: int = 30) -> SessionSummary:
    new = vault.new_session(header, retention_days=days)
    with SessionWriter.create(new.path, new.key, header) as writer:
        writer.append([moved(1), moved(2)], [])
        summary = writer.finish(100, EndReason.STOPPED)
    vault.finish_session(summary)
    return summary


def leave_open(vault: Vault, header: SessionHeader) -> NewSession:
    """A session whose recorder died."""
    new = vault.new_session(header, retention_days=30)
    with SessionWriter.create(new.path, new.key, header) as writer:
        writer.append([moved(1), moved(2)], [])
    return new


def state(vault: Vault, session_id: str) -> SessionState:
    return next(row.state for row in vault.sessions() if row.session_id == session_id)


def test_a_session_is_kept_across_locking(
    vault: Vault, home: Path, passphrase: Passphrase, new_header: NewHeader
) -> None:
    header = new_header()
    summary = record(vault, header)
    vault.close()
    with Vault.unlock(home, passphrase) as again:
        (row,) = again.sessions()
        assert (row.state, row.header, row.summary) == (SessionState.RECORDED, header, summary)
        assert row.expires_at == header.started_at + timedelta(days=30)
        with again.open_session(header.session_id) as reader:
            assert list(reader.events()) == [moved(1), moved(2)]


def test_nothing_works_while_it_is_locked(vault: Vault, new_header: NewHeader) -> None:
    vault.close()
    vault.close()
    for use in (vault.sessions, vault.check, vault.consent_head, vault.recover_sessions):
        with pytest.raises(VaultLockedError):
            use()


def test_the_wrong_passphrase_opens_nothing(vault: Vault, home: Path, passphrase: Passphrase) -> None:
    vault.close()
    with pytest.raises(WrongPassphraseError):
        Vault.unlock(home, Passphrase("wrong horse battery"))
    Vault.unlock(home, passphrase).close()


def test_a_changed_passphrase_replaces_the_old_one(
    vault: Vault, home: Path, passphrase: Passphrase, cheap: Argon2Cost
) -> None:
    new = Passphrase("another horse battery")
    with pytest.raises(WeakPassphraseError):
        vault.change_passphrase(Passphrase("short"), cost=cheap)
    vault.change_passphrase(new, cost=cheap)
    vault.close()
    with pytest.raises(WrongPassphraseError):
        Vault.unlock(home, passphrase)
    Vault.unlock(home, new).close()


def test_the_recovery_code_sets_a_new_passphrase(
    home: Path, passphrase: Passphrase, cheap: Argon2Cost
) -> None:
    vault, code = Vault.create(home, passphrase, cost=cheap)
    vault.close()
    new = Passphrase("found the sheet again")
    with pytest.raises(WrongRecoveryCodeError):
        Vault.recover(home, RecoveryCode.fresh(), new, cost=cheap)
    Vault.recover(home, RecoveryCode.read(code.printable()), new, cost=cheap).close()
    Vault.unlock(home, new).close()
    Vault.unlock(home, code).close()
    with pytest.raises(WrongPassphraseError):
        Vault.unlock(home, passphrase)


def test_a_creation_that_was_cut_off_before_its_header_can_be_done_again(
    home: Path, passphrase: Passphrase, cheap: Argon2Cost
) -> None:
    home.mkdir()
    (home / "catalog.db.part").write_bytes(b"half")
    vault, _ = Vault.create(home, passphrase, cost=cheap)
    vault.close()
    (home / "catalog.db").rename(home / "catalog.db.part")
    Vault.unlock(home, passphrase).close()
    assert (home / "catalog.db").exists()


def test_a_catalog_whose_header_was_lost_is_never_overwritten(
    vault: Vault, home: Path, passphrase: Passphrase, cheap: Argon2Cost
) -> None:
    vault.close()
    (home / "vault.json").unlink()
    before = (home / "catalog.db").read_bytes()
    with pytest.raises(VaultExistsError):
        Vault.create(home, passphrase, cost=cheap)
    assert (home / "catalog.db").read_bytes() == before


class MemoryKeyring:
    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


def test_a_keyring_opens_a_vault_and_keeps_no_key_of_the_catalog(home: Path, cheap: Argon2Cost) -> None:
    keyring = MemoryKeyring()
    vault, code = Vault.create(home, keyring, cost=cheap)
    assert vault.opens_by == {WrapKind.KEYRING, WrapKind.RECOVERY_CODE}
    vault.close()
    Vault.unlock(home, keyring).close()
    Vault.unlock(home, code).close()
    with pytest.raises(NoSuchWrapError):
        Vault.unlock(home, Passphrase("correct horse battery"))
    assert len(keyring.kept) == 1


def test_a_deleted_session_leaves_its_id(vault: Vault, new_header: NewHeader) -> None:
    summary = record(vault, new_header())
    vault.delete_session(summary.session_id)
    (row,) = vault.sessions()
    assert (row.state, row.header, row.summary, row.expires_at) == (SessionState.DELETED, None, None, None)
    with pytest.raises(NoSuchSessionError):
        vault.delete_session(summary.session_id)
    assert list(vault.paths.sessions.iterdir()) == []


def test_sessions_expire_by_their_retention(vault: Vault, new_header: NewHeader) -> None:
    header = new_header()
    soon, late = record(vault, header, days=10), record(vault, new_header(), days=20)
    leave_open(vault, new_header())
    assert vault.expire_sessions(header.started_at + timedelta(days=10, seconds=-1)) == ()
    assert vault.expire_sessions(header.started_at + timedelta(days=10)) == (soon.session_id,)
    assert state(vault, soon.session_id) is SessionState.EXPIRED
    assert state(vault, late.session_id) is SessionState.RECORDED
    assert vault.expire_sessions(datetime(2100, 1, 1, tzinfo=UTC)) == (late.session_id,)


def test_a_crashed_session_is_closed_at_its_last_event(vault: Vault, new_header: NewHeader) -> None:
    new = leave_open(vault, new_header())
    with pytest.raises(SessionUnfinishedError):
        vault.open_session(new.row.session_id)
    (recovery,) = vault.recover_sessions()
    assert recovery.outcome is RecoveryOutcome.CLOSED
    assert "abruptly" in recovery.words
    assert state(vault, new.row.session_id) is SessionState.RECOVERED
    with vault.open_session(new.row.session_id) as reader:
        assert list(reader.events())[-1] == NumberedEvent(3, Mark(20, 20, MarkKind.ENDED_ABRUPTLY))
        assert (reader.ended_ns, reader.reason) == (20, EndReason.CRASHED)
    assert vault.recover_sessions() == ()


def test_a_session_that_ended_unheard_is_filed(vault: Vault, new_header: NewHeader) -> None:
    header = new_header()
    new = vault.new_session(header, retention_days=30)
    with SessionWriter.create(new.path, new.key, header) as writer:
        writer.append([moved(1)], [])
        summary = writer.finish(70, EndReason.TIME_IS_UP)
    (recovery,) = vault.recover_sessions()
    assert (recovery.outcome, recovery.summary) == (RecoveryOutcome.FILED, summary)
    assert state(vault, header.session_id) is SessionState.RECORDED
    assert vault.check() == ()


def test_a_session_without_a_file_is_written_off(vault: Vault, new_header: NewHeader) -> None:
    never = vault.new_session(new_header(), retention_days=30)
    destroyed = vault.new_session(new_header(), retention_days=30)
    with SessionWriter.create(destroyed.path, destroyed.key, new_header()) as writer:
        writer.destroy()
    empty = vault.new_session(new_header(), retention_days=30)
    empty.path.write_bytes(b"")
    outcomes = {recovery.outcome for recovery in vault.recover_sessions()}
    assert outcomes == {RecoveryOutcome.GONE}
    for new in (never, destroyed, empty):
        assert state(vault, new.row.session_id) is SessionState.DESTROYED
    assert list(vault.paths.sessions.iterdir()) == []


def test_a_destruction_that_was_cut_off_is_finished(vault: Vault, new_header: NewHeader) -> None:
    panicked = leave_open(vault, new_header())
    deleted = record(vault, new_header())
    for path in (panicked.path, vault.paths.session(deleted.session_id)):
        path.rename(doomed_path(path))
    vault.recover_sessions()
    assert state(vault, panicked.row.session_id) is SessionState.DESTROYED
    assert state(vault, deleted.session_id) is SessionState.DELETED
    assert list(vault.paths.sessions.iterdir()) == []


def test_panic_is_told_to_the_vault(vault: Vault, new_header: NewHeader) -> None:
    new = vault.new_session(new_header(), retention_days=30)
    with SessionWriter.create(new.path, new.key, new_header()) as writer:
        writer.destroy()
    vault.forget_destroyed_session(new.row.session_id)
    assert state(vault, new.row.session_id) is SessionState.DESTROYED


def test_a_session_left_open_can_be_deleted(vault: Vault, new_header: NewHeader) -> None:
    new = leave_open(vault, new_header())
    vault.delete_session(new.row.session_id)
    assert list(vault.paths.sessions.iterdir()) == []


def test_a_file_that_was_not_finished_so_is_not_filed(vault: Vault, new_header: NewHeader) -> None:
    header = new_header()
    new = vault.new_session(header, retention_days=30)
    with SessionWriter.create(new.path, new.key, header) as writer:
        summary = writer.finish(70, EndReason.STOPPED)
    with pytest.raises(DamagedFileError):
        vault.finish_session(replace(summary, seal="00"))


def test_consents_are_kept_in_order(vault: Vault, home: Path, passphrase: Passphrase) -> None:
    assert (vault.consent_entries(), vault.consent_head()) == ((), "")
    vault.append_consent_entry('{"a": 1}', "h1")
    vault.append_consent_entry('{"b": 2}', "h2")
    vault.close()
    with Vault.unlock(home, passphrase) as again:
        assert (again.consent_entries(), again.consent_head()) == (('{"a": 1}', '{"b": 2}'), "h2")
    text = (home / "vault.json").read_text()
    assert '"h2"' in text
    assert '"a"' not in text


def test_a_crash_of_the_vaults_own_process_loses_nothing(
    vault: Vault, home: Path, tmp_path: Path, passphrase: Passphrase, new_header: NewHeader
) -> None:
    summary = record(vault, new_header())
    vault.append_consent_entry("{}", "head")
    shutil.copytree(home, tmp_path / "crashed")
    assert (tmp_path / "crashed" / "catalog.db-wal").stat().st_size > 0
    with Vault.unlock(tmp_path / "crashed", passphrase) as crashed:
        assert crashed.consent_head() == "head"
        with crashed.open_session(summary.session_id) as reader:
            assert reader.summary() == summary


def test_a_study_is_kept_byte_for_byte(vault: Vault) -> None:
    vault.keep_study("ab", b"title = 'x'\r\n")
    vault.keep_study("ab", b"another")
    assert vault.study("ab") == b"title = 'x'\r\n"
    assert vault.study("cd") is None


def test_a_check_tells_how_far_it_is(vault: Vault, new_header: NewHeader) -> None:
    record(vault, new_header())
    record(vault, new_header())
    told: list[tuple[int, int]] = []
    assert vault.check(lambda done, total: told.append((done, total))) == ()
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_no_key_is_shown(vault: Vault, new_header: NewHeader) -> None:
    new = vault.new_session(new_header(), retention_days=30)
    assert new.key.hex() not in repr(new)
    assert repr(new.key) not in repr(new)


def test_a_backup_waits_for_the_recording_to_end(vault: Vault, tmp_path: Path, new_header: NewHeader) -> None:
    leave_open(vault, new_header())
    with pytest.raises(SessionBusyError):
        vault.backup(tmp_path / "backup")
    assert not (tmp_path / "backup").exists()
