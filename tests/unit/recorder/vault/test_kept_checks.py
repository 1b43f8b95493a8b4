"""Checks: kept sealed, read by whoever has the vault, and gone with what they show."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from recorder.episode.ending import EndReason
from recorder.episode.screen import Rect
from recorder.errors import UserFacingError
from recorder.vault.check_rows import IgnoredRegion, SubjectKind
from recorder.vault.errors import DamagedFileError, NoSuchCheckError
from recorder.vault.home import log_path
from recorder.vault.keys import Passphrase
from recorder.vault.session_header import SessionHeader
from recorder.vault.session_writer import SessionWriter
from recorder.vault.sharing_rows import GoneBecause, Provenance
from recorder.vault.vault import Vault
from tests.rigs.sealed_pages import clear_database, clear_log

NewHeader = Callable[[], SessionHeader]
CONTENT = b"what a replay showed, canary-4711" * 100
SUMMARY = '{"outcome": "passed"}'
BUNDLE = "ab" * 16
SESSION, EPISODE, RECEIVED = SubjectKind.SESSION, SubjectKind.EPISODE, SubjectKind.RECEIVED


@pytest.fixture
def session_id(vault: Vault, new_header: NewHeader) -> str:
    header = new_header()
    new = vault.new_session(header, retention_days=30)
    with SessionWriter.create(new.path, new.key, header) as writer:
        vault.finish_session(writer.finish(100, EndReason.STOPPED))
    return header.session_id


@pytest.fixture
def bundle_id(vault: Vault, new_header: NewHeader) -> str:
    header = new_header()
    new = vault.new_received(BUNDLE)
    with SessionWriter.create(new.path, new.key, header) as writer:
        summary = writer.finish(100, EndReason.STOPPED)
    ends = date(2027, 5, 1)
    who = Provenance(
        store_url="file:///s", signer=b"c" * 32, contributor=b"c" * 32, study_sha256="3", expires_on=ends
    )
    vault.finish_received(BUNDLE, new.key, header, summary, who)
    return BUNDLE


def episode_of(vault: Vault, session_id: str, header: SessionHeader) -> str:
    new = vault.new_episode(session_id, header, "0" * 64)
    with SessionWriter.create(new.path, new.key, header) as writer:
        vault.finish_episode(writer.finish(100, EndReason.STOPPED))
    return header.session_id


def check(vault: Vault, kind: SubjectKind, subject_id: str, content: bytes = CONTENT) -> str:
    """Keep a check, and leave a region out; the secret that opens it."""
    new = vault.new_check()
    new.access.write(content)
    vault.finish_check(new, kind, subject_id, SUMMARY)
    vault.ignore_region(kind, subject_id, IgnoredRegion(Rect(1, 2, 30, 40), 3))
    assert new.access.secret.encode() in pages_of(vault)
    return new.access.secret


def pages_of(vault: Vault) -> bytes:
    """All that the catalog's own key can still show, whatever SQLite thinks of it."""
    path, key = vault.paths.catalog, vault._unlocked.key  # noqa: SLF001 - to look below the catalog
    return clear_database(path.read_bytes(), key) + clear_log(log_path(path).read_bytes(), key)


def files(vault: Vault) -> list[str]:
    return [path.name for path in vault.paths.checks.iterdir()] if vault.paths.checks.exists() else []


def assert_gone(vault: Vault, subject_id: str, secret: str) -> None:
    assert vault.checks() == ()
    assert files(vault) == []
    assert vault.ignored_regions(subject_id) == ()
    with pytest.raises(NoSuchCheckError):
        vault.check_access(subject_id)
    assert secret.encode() not in pages_of(vault)


def test_a_check_is_kept_sealed_and_read_on_any_thread(vault: Vault, session_id: str) -> None:
    secret = check(vault, SESSION, session_id)
    (row,) = vault.checks()
    assert (row.kind, row.subject_id, row.summary) == (SESSION, session_id, SUMMARY)
    access = vault.check_access(session_id)
    assert access.read() == CONTENT
    assert CONTENT[:20] not in access.path.read_bytes()
    assert secret not in repr(access)
    assert access.path.stat().st_mode & 0o777 == 0o600
    assert vault.ignored_regions(session_id)[0] == IgnoredRegion(Rect(1, 2, 30, 40), 3)


def test_the_latest_takes_the_place_of_the_one_before(vault: Vault, session_id: str) -> None:
    before = check(vault, SESSION, session_id)
    check(vault, SESSION, session_id, b"another")
    assert vault.check_access(session_id).read() == b"another"
    assert len(vault.checks()) == len(files(vault)) == 1
    assert before.encode() not in pages_of(vault)
    assert len(vault.ignored_regions(session_id)) == 2


def test_a_check_can_be_forgotten_alone_and_regions_stay(vault: Vault, session_id: str) -> None:
    check(vault, SESSION, session_id)
    vault.forget_check(session_id)
    vault.forget_check(session_id)
    assert vault.checks() == ()
    assert files(vault) == []
    assert len(vault.ignored_regions(session_id)) == 1
    vault.heed_region(session_id, IgnoredRegion(Rect(1, 2, 30, 40)))
    assert vault.ignored_regions(session_id), "another step's is another one"
    vault.heed_region(session_id, IgnoredRegion(Rect(1, 2, 30, 40), 3))
    assert vault.ignored_regions(session_id) == ()


@pytest.mark.parametrize("because", [GoneBecause.WITHDRAWN, GoneBecause.REMOVED])
def test_a_received_copy_takes_its_check_with_it(vault: Vault, bundle_id: str, because: GoneBecause) -> None:
    secret = check(vault, RECEIVED, bundle_id)
    vault.destroy_received(bundle_id, because)
    assert_gone(vault, bundle_id, secret)


def test_a_copy_that_expires_takes_its_check_with_it(vault: Vault, bundle_id: str) -> None:
    secret = check(vault, RECEIVED, bundle_id)
    assert vault.expire_received(datetime.now(UTC) + timedelta(days=999)) == (bundle_id,)
    assert_gone(vault, bundle_id, secret)


@pytest.mark.parametrize("how", ["deleted", "destroyed", "expired"])
def test_a_recording_takes_its_checks_and_its_episodes_checks_with_it(
    vault: Vault, session_id: str, new_header: NewHeader, how: str
) -> None:
    episode_id = episode_of(vault, session_id, new_header())
    secret = check(vault, SESSION, session_id)
    other = check(vault, EPISODE, episode_id)
    match how:
        case "deleted":
            vault.delete_session(session_id)
        case "destroyed":
            vault.forget_destroyed_session(session_id)
        case _:
            vault.expire_sessions(datetime.now(UTC) + timedelta(days=999))
    assert_gone(vault, session_id, secret)
    assert_gone(vault, episode_id, other)


def test_a_deleted_episode_takes_only_its_own_check(
    vault: Vault, session_id: str, new_header: NewHeader
) -> None:
    episode_id = episode_of(vault, session_id, new_header())
    check(vault, SESSION, session_id)
    check(vault, EPISODE, episode_id)
    vault.delete_episode(episode_id)
    assert [row.subject_id for row in vault.checks()] == [session_id]
    assert len(files(vault)) == 1
    assert vault.check_access(session_id).read() == CONTENT


def test_a_check_of_what_is_gone_meanwhile_is_not_kept(vault: Vault, bundle_id: str) -> None:
    new = vault.new_check()
    new.access.write(CONTENT)
    vault.note_withdrawn(bundle_id)
    with pytest.raises(UserFacingError):
        vault.finish_check(new, RECEIVED, bundle_id, SUMMARY)
    assert files(vault) == []
    with pytest.raises(UserFacingError):
        vault.ignore_region(RECEIVED, bundle_id, IgnoredRegion(Rect(0, 0, 1, 1)))


def test_one_that_is_given_up_leaves_nothing(vault: Vault) -> None:
    new = vault.new_check()
    new.access.write(CONTENT)
    vault.recover_checks()
    assert len(files(vault)) == 1, "it is being written"
    vault.drop_check(new)
    vault.drop_check(new)
    assert files(vault) == []


def test_a_crash_leaves_nothing_that_the_next_start_does_not_remove(
    vault: Vault, home: Path, passphrase: Passphrase, session_id: str
) -> None:
    check(vault, SESSION, session_id)
    new = vault.new_check()
    new.access.write(CONTENT)
    (vault.paths.checks / f"{new.check_id}.age.77.part").write_bytes(b"half")
    vault.close()
    with Vault.unlock(home, passphrase) as again:
        again.recover_sessions()
        assert len(files(again)) == 1
        assert again.check_access(session_id).read() == CONTENT
        again.check_access(session_id).path.unlink()
        again.recover_sessions()
        assert again.checks() == ()


def test_a_changed_or_missing_file_is_told(vault: Vault, session_id: str) -> None:
    check(vault, SESSION, session_id)
    access = vault.check_access(session_id)
    whole = access.path.read_bytes()
    for content in (whole[:-1], b"", whole[:-1] + bytes([whole[-1] ^ 1])):
        access.path.write_bytes(content)
        with pytest.raises(DamagedFileError):
            access.read()
    access.path.unlink()
    with pytest.raises(DamagedFileError):
        access.read()


def test_no_backup_holds_a_check(
    vault: Vault, tmp_path: Path, passphrase: Passphrase, session_id: str
) -> None:
    secret = check(vault, SESSION, session_id)
    vault.backup(tmp_path / "backup")
    assert not (tmp_path / "backup" / "checks").exists()
    key = vault._unlocked.key  # noqa: SLF001 - as above
    assert secret.encode() not in clear_database((tmp_path / "backup" / "catalog.db").read_bytes(), key)
    Vault.restore(tmp_path / "backup", tmp_path / "restored")
    with Vault.unlock(tmp_path / "restored", passphrase) as restored:
        restored.recover_sessions()
        assert restored.checks() == ()
        assert [row.session_id for row in restored.sessions()] == [session_id]
