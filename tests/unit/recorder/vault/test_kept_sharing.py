"""Keys, approvals, submissions and received copies: kept, and gone when they are to be gone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from recorder.episode.edits import Edits
from recorder.episode.edits_json import edits_sha256
from recorder.episode.ending import EndReason
from recorder.episode.events import NumberedEvent, PointerMoved
from recorder.episode.time import TimeRange
from recorder.vault import catalog as catalog_module
from recorder.vault.edit_steps import EditStep
from recorder.vault.engine import Migrations
from recorder.vault.errors import (
    BeingOpenedError,
    DamagedFileError,
    NoSuchReceivedError,
    NoSuchSessionError,
    NoSuchSubmissionError,
    SubmissionEndedError,
    TakenBackError,
)
from recorder.vault.home import doomed_path, log_path
from recorder.vault.keys import Argon2Cost, Passphrase
from recorder.vault.migrations import CATALOG_FORMAT, catalog_format_1, catalog_format_2
from recorder.vault.session_header import SessionHeader, SessionSummary
from recorder.vault.session_writer import SessionWriter
from recorder.vault.sharing_rows import (
    ApprovalRow,
    GoneBecause,
    IdentityRow,
    Provenance,
    ReceivedRow,
    ReceivedState,
    SubmissionRow,
    SubmissionState,
)
from recorder.vault.vault import Vault
from tests.rigs.sealed_pages import clear_database, clear_log

NewHeader = Callable[[], SessionHeader]
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
BUNDLE = "ab" * 16
SECRET = "AGE-SECRET-KEY-1CANARYCANARY"  # noqa: S105 - a canary
CONTRIBUTOR = b"c" * 32


def written(path: Path, key: bytes, header: SessionHeader) -> SessionSummary:
    with SessionWriter.create(path, key, header) as writer:
        writer.append([NumberedEvent(1, PointerMoved(1, 2, 3))], [])
        return writer.finish(100, EndReason.STOPPED)


@pytest.fixture
def session_id(vault: Vault, new_header: NewHeader) -> str:
    header = new_header()
    new = vault.new_session(header, retention_days=30)
    vault.finish_session(written(new.path, new.key, header))
    return header.session_id


def approval(session_id: str, number: int = 1) -> ApprovalRow:
    return ApprovalRow(
        f"a{number}", session_id, "e1", "11" * 32, "22" * 32, "33" * 32, "file:///store", '{"n": 1}', NOW
    )


def submission(session_id: str, bundle_id: str = BUNDLE) -> SubmissionRow:
    return SubmissionRow(
        bundle_id=bundle_id,
        session_id=session_id,
        episode_id="e1",
        study_sha256="33" * 32,
        study_id="spreadsheets",
        store_url="s3://bucket/prefix",
        state=SubmissionState.SEALING,
        state_since=NOW,
        submitted_on=None,
        expires_on=date(2027, 5, 1),
    )


def receive(
    vault: Vault, header: SessionHeader, bundle_id: str = BUNDLE, ends: date = date(2027, 5, 1)
) -> ReceivedRow:
    new = vault.new_received(bundle_id)
    summary = written(new.path, new.key, header)
    return vault.finish_received(
        bundle_id,
        new.key,
        header,
        summary,
        Provenance(
            store_url="file:///store",
            signer=CONTRIBUTOR,
            contributor=CONTRIBUTOR,
            study_sha256="33" * 32,
            expires_on=ends,
        ),
    )


def sealed(vault: Vault, bundle_id: str = BUNDLE) -> Path:
    folder = vault.paths.outbox_of(bundle_id) / "bundles" / bundle_id / "payload"
    folder.mkdir(parents=True)
    (folder / "000000").write_bytes(b"age header" + bytes(100_000))
    return vault.paths.outbox_of(bundle_id)


def all_pages(vault: Vault) -> bytes:
    """What whoever has the catalog's own key can find in its file and its log, used pages or free."""
    key = vault._unlocked.key  # noqa: SLF001 - the attacker has it
    path = vault.paths.catalog
    return clear_database(path.read_bytes(), key) + clear_log(log_path(path).read_bytes(), key)


def on_disk(home: Path, canary: bytes) -> bool:
    return any(canary in file.read_bytes() for file in home.rglob("*") if file.is_file())


def test_keys_are_kept_once_and_never_shown(vault: Vault, home: Path, passphrase: Passphrase) -> None:
    assert vault.identity() is None
    kept = IdentityRow("Anna", b"s" * 32, SECRET, NOW)
    vault.keep_identity(kept)
    with pytest.raises(ValueError, match="has its keys"):
        vault.keep_identity(IdentityRow("Eve", b"e" * 32, SECRET, NOW))
    vault.rename_identity("Anna B.")
    vault.close()
    with Vault.unlock(home, passphrase) as again:
        assert again.identity() == replace(kept, name="Anna B.")
    assert "CANARY" not in repr(kept)
    assert "sss" not in repr(kept)
    assert not on_disk(home, SECRET.encode())


def test_the_owner_of_a_study_is_whoever_was_pinned_last(vault: Vault) -> None:
    assert vault.owner_of("letters") is None
    vault.pin_owner("letters", None)
    vault.pin_owner("sums", b"k" * 32)
    assert vault.owners() == {"letters": None, "sums": b"k" * 32}
    vault.pin_owner("letters", b"l" * 32)
    pinned = vault.owner_of("letters")
    assert pinned is not None
    assert pinned.signing_key == b"l" * 32
    assert pinned.pinned_at.tzinfo is not None


def test_the_newest_approval_counts_and_goes_with_its_session(vault: Vault, session_id: str) -> None:
    assert vault.approval_of(session_id) is None
    vault.add_approval(approval(session_id))
    vault.add_approval(approval(session_id, 2))
    assert vault.approval_of(session_id) == approval(session_id, 2)
    vault.forget_approvals(session_id)
    assert vault.approval_of(session_id) is None
    vault.add_approval(approval(session_id, 3))
    vault.delete_session(session_id)
    assert vault.approval_of(session_id) is None
    with pytest.raises(NoSuchSessionError):
        vault.add_approval(approval(session_id, 4))


def test_a_submission_goes_on_and_outlives_its_session(
    vault: Vault, home: Path, passphrase: Passphrase, session_id: str
) -> None:
    vault.begin_submission(submission(session_id), SECRET)
    assert vault.submissions() == (submission(session_id),)
    assert vault.submission_secret(BUNDLE) == SECRET
    sent = vault.set_submission(
        BUNDLE,
        state=SubmissionState.SENT,
        submitted_on=date(2026, 11, 24),
        total_bytes=12,
        attempts=2,
        problem="The network is gone.",
        next_try_at=NOW + timedelta(minutes=5),
    )
    assert sent.state is SubmissionState.SENT
    assert sent.state_since > NOW
    assert (sent.submitted_on, sent.total_bytes) == (date(2026, 11, 24), 12)
    calm = vault.set_submission(BUNDLE, attempts=0, problem="", next_try_at=None)
    assert calm == replace(sent, attempts=0, problem="", next_try_at=None)
    vault.keep_submission_receipt(BUNDLE, "submitted", "{}")
    vault.keep_submission_receipt(BUNDLE, "submitted", '{"a": 1}')
    vault.delete_session(session_id)
    vault.close()
    with Vault.unlock(home, passphrase) as again:
        assert again.submission(BUNDLE) == calm
        assert again.submission_secret(BUNDLE) == SECRET
        assert again.submission_receipt(BUNDLE, "submitted") == '{"a": 1}'
        assert again.submission_receipt(BUNDLE, "withdrawn") is None


def test_a_submission_that_is_not_there_is_named(vault: Vault) -> None:
    for use in (
        vault.submission,
        vault.submission_secret,
        vault.end_submission_secret,
        vault.set_submission,
        lambda bundle_id: vault.keep_submission_receipt(bundle_id, "submitted", ""),
    ):
        with pytest.raises(NoSuchSubmissionError, match="abab"):
            use(BUNDLE)


def test_an_ended_secret_and_what_was_sealed_are_gone(vault: Vault, session_id: str) -> None:
    vault.begin_submission(submission(session_id), SECRET)
    vault.begin_submission(submission(session_id, "cd" * 16), "another")
    folder = sealed(vault)
    held = (folder / "bundles" / BUNDLE / "payload" / "000000").open("rb")
    vault.end_submission_secret(BUNDLE)
    vault.end_submission_secret(BUNDLE)
    assert not folder.exists()
    with held:
        assert b"age header" not in held.read()
    with pytest.raises(SubmissionEndedError):
        vault.submission_secret(BUNDLE)
    assert vault.submission_secret("cd" * 16) == "another"
    pages = all_pages(vault)
    assert b"another" in pages
    assert SECRET.encode() not in pages


def test_what_a_crash_left_in_the_outbox_is_put_in_order(vault: Vault, session_id: str) -> None:
    vault.begin_submission(submission(session_id), SECRET)
    kept, stray = sealed(vault), sealed(vault, "ef" * 16)
    vault.set_submission(BUNDLE, state=SubmissionState.WAITING)
    vault.recover_sessions()
    assert kept.exists()
    assert not stray.exists()
    assert vault.submission(BUNDLE).state is SubmissionState.WAITING
    vault.clear_outbox(BUNDLE)
    vault.recover_sessions()
    assert vault.submission(BUNDLE).state is SubmissionState.SEALING


def test_a_copy_is_opened_by_the_reader_and_by_nothing_else(
    vault: Vault, home: Path, passphrase: Passphrase, new_header: NewHeader
) -> None:
    header = new_header()
    row = receive(vault, header)
    assert vault.received() == (row,)
    assert (row.state, row.task_id, row.header) == (ReceivedState.OPENED, "sum-a-column", header)
    with vault.received_access(BUNDLE).open() as reader:
        assert [numbered.seq for numbered in reader.events()] == [1]
    assert vault.check() == ()
    vault.close()
    with Vault.unlock(home, passphrase) as again:
        again.recover_sessions()
        assert again.received() == (row,)
        damaged = again.paths.received_file(BUNDLE)
        damaged.write_bytes(damaged.read_bytes()[:-4096])
        (problem,) = again.check()
        assert problem.name == damaged.name


@pytest.mark.parametrize("because", [GoneBecause.WITHDRAWN, GoneBecause.EXPIRED, GoneBecause.REMOVED])
def test_a_destroyed_copy_leaves_only_that_there_was_one(
    vault: Vault, new_header: NewHeader, because: GoneBecause
) -> None:
    row = receive(vault, new_header())
    other = receive(vault, new_header(), "cd" * 16)
    key = vault.received_access(BUNDLE).key
    vault.destroy_received(BUNDLE, because)
    vault.destroy_received(BUNDLE, because)
    gone = replace(row, state=ReceivedState.GONE, gone_because=because, header=None, summary=None)
    assert vault.received() == (gone, other)
    assert [file.name for file in vault.paths.received.iterdir()] == [f"{'cd' * 16}.db"]
    with pytest.raises(NoSuchReceivedError):
        vault.received_access(BUNDLE)
    pages = all_pages(vault)
    assert vault.received_access("cd" * 16).key in pages
    assert key not in pages
    assert row.header is not None
    assert row.header.session_id.encode() not in pages


def test_what_was_removed_can_be_opened_again_and_what_was_taken_back_never(
    vault: Vault, new_header: NewHeader
) -> None:
    receive(vault, new_header())
    with pytest.raises(ValueError, match="is open"):
        vault.new_received(BUNDLE)
    vault.destroy_received(BUNDLE, GoneBecause.REMOVED)
    again = receive(vault, new_header())
    assert vault.received() == (again,)
    vault.note_withdrawn(BUNDLE)
    vault.note_withdrawn(BUNDLE)
    vault.destroy_received(BUNDLE, GoneBecause.WITHDRAWN)
    assert vault.withdrawn() == {BUNDLE}
    with pytest.raises(TakenBackError):
        vault.new_received(BUNDLE)


def test_a_copy_that_is_taken_back_while_it_arrives_is_destroyed(vault: Vault, new_header: NewHeader) -> None:
    new = vault.new_received(BUNDLE)
    header = new_header()
    summary = written(new.path, new.key, header)
    vault.note_withdrawn(BUNDLE)
    with pytest.raises(TakenBackError):
        vault.finish_received(
            BUNDLE,
            new.key,
            header,
            summary,
            Provenance(
                store_url="",
                signer=CONTRIBUTOR,
                contributor=CONTRIBUTOR,
                study_sha256="",
                expires_on=date(2027, 1, 1),
            ),
        )
    assert list(vault.paths.received.iterdir()) == []
    assert vault.received() == ()


def test_only_the_file_that_was_finished_becomes_a_copy(vault: Vault, new_header: NewHeader) -> None:
    new = vault.new_received(BUNDLE)
    header = new_header()
    summary = replace(written(new.path, new.key, header), seal="00" * 16)
    with pytest.raises(DamagedFileError):
        vault.finish_received(
            BUNDLE,
            new.key,
            header,
            summary,
            Provenance(
                store_url="",
                signer=CONTRIBUTOR,
                contributor=CONTRIBUTOR,
                study_sha256="",
                expires_on=date(2027, 1, 1),
            ),
        )
    assert vault.received() == ()


def test_what_never_became_a_copy_is_removed_at_the_next_start_but_not_before(
    vault: Vault, home: Path, passphrase: Passphrase, new_header: NewHeader
) -> None:
    new, dropped = vault.new_received(BUNDLE), vault.new_received("cd" * 16)
    SessionWriter.create(new.path, new.key, new_header()).close()
    written(dropped.path, dropped.key, new_header())
    vault.recover_sessions()
    assert new.path.exists()
    vault.drop_received("cd" * 16)
    assert not dropped.path.exists()
    log_path(new.path).touch()
    vault.close()
    with Vault.unlock(home, passphrase) as again:
        again.recover_sessions()
        assert list(again.paths.received.iterdir()) == []
        assert again.received() == ()


def test_a_bundle_is_opened_once_at_a_time(vault: Vault, new_header: NewHeader) -> None:
    new = vault.new_received(BUNDLE)
    writer = SessionWriter.create(new.path, new.key, new_header())
    with writer, pytest.raises(BeingOpenedError):
        vault.new_received(BUNDLE)
    vault.drop_received(BUNDLE)
    receive(vault, new_header())


def test_a_withdrawal_that_was_noted_ends_the_copy_whatever_happens_next(
    vault: Vault, new_header: NewHeader
) -> None:
    receive(vault, new_header())
    vault.note_withdrawn(BUNDLE)
    with pytest.raises(TakenBackError):
        vault.received_access(BUNDLE)
    vault.recover_sessions()
    (row,) = vault.received()
    assert (row.state, row.gone_because) == (ReceivedState.GONE, GoneBecause.WITHDRAWN)
    assert list(vault.paths.received.iterdir()) == []


@pytest.mark.parametrize("bundle_id", ["../x", "", "a/b", "A" * 32, "..", "ab\n", "a" * 65])
def test_no_id_of_a_stranger_leads_out_of_the_vault(vault: Vault, bundle_id: str) -> None:
    for use in (vault.paths.outbox_of, vault.new_received, vault.drop_received, vault.clear_outbox):
        with pytest.raises(ValueError, match="an id is of"):
            use(bundle_id)


def test_files_that_are_not_ours_are_left_alone(vault: Vault, session_id: str) -> None:
    vault.begin_submission(submission(session_id), SECRET)
    vault.drop_received(BUNDLE)
    vault.paths.received.mkdir(exist_ok=True)
    strays = [vault.paths.outbox / ".DS_Store", vault.paths.received / ".DS_Store"]
    for stray in strays:
        stray.touch()
    vault.recover_sessions()
    assert all(stray.exists() for stray in strays)


def test_a_destruction_that_was_cut_off_is_finished(vault: Vault, new_header: NewHeader) -> None:
    receive(vault, new_header())
    path = vault.paths.received_file(BUNDLE)
    path.replace(doomed_path(path))
    vault.recover_sessions()
    assert list(vault.paths.received.iterdir()) == []
    (row,) = vault.received()
    assert (row.state, row.gone_because) == (ReceivedState.GONE, GoneBecause.REMOVED)


def test_copies_end_on_their_day_even_when_the_clock_is_set_back(vault: Vault, new_header: NewHeader) -> None:
    assert vault.expire_received(NOW) == ()
    receive(vault, new_header(), ends=NOW.date() + timedelta(days=2))
    late = receive(vault, new_header(), "cd" * 16, ends=NOW.date() + timedelta(days=9))
    assert vault.expire_received(NOW + timedelta(days=1)) == ()
    assert vault.expire_received(NOW + timedelta(days=2)) == (BUNDLE,)
    assert vault.received()[1] == late
    assert vault.latest_day(NOW.date()) == NOW.date() + timedelta(days=2)
    soon = receive(vault, new_header(), "ef" * 16, ends=NOW.date() + timedelta(days=1))
    assert vault.expire_received(NOW) == (soon.bundle_id,)


def test_a_backup_holds_no_copy_no_key_to_one_and_no_outbox(
    vault: Vault, tmp_path: Path, passphrase: Passphrase, session_id: str, new_header: NewHeader
) -> None:
    receive(vault, new_header())
    vault.begin_submission(submission(session_id), SECRET)
    sealed(vault)
    vault.set_submission(BUNDLE, state=SubmissionState.WAITING)
    vault.note_withdrawn("cd" * 16)
    vault.backup(tmp_path / "backup")
    names = {file.name for file in (tmp_path / "backup").rglob("*") if file.is_file()}
    assert names == {"vault.json", "catalog.db", "backup.json", f"{session_id}.db"}
    Vault.restore(tmp_path / "backup", tmp_path / "restored")
    with Vault.unlock(tmp_path / "restored", passphrase) as restored:
        with pytest.raises(NoSuchReceivedError):
            restored.received_access(BUNDLE)
        restored.recover_sessions()
        (row,) = restored.received()
        assert row.state is ReceivedState.GONE
        assert restored.submission(BUNDLE).state is SubmissionState.SEALING
        assert restored.submission_secret(BUNDLE) == SECRET
        assert restored.is_withdrawn("cd" * 16)
        assert restored.check() == ()


def test_the_studies_that_were_kept_are_listed(vault: Vault) -> None:
    vault.keep_study("22" * 32, b"two")
    vault.keep_study("11" * 32, b"one")
    vault.keep_study("22" * 32, b"two")
    assert vault.studies() == (("22" * 32, b"two"), ("11" * 32, b"one"))


def test_a_vault_of_format_2_keeps_everything_and_can_share(
    home: Path,
    passphrase: Passphrase,
    cheap: Argon2Cost,
    new_header: NewHeader,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    second = Migrations("catalog")
    second()(catalog_format_1)
    second()(catalog_format_2)
    edits = Edits().with_cut(TimeRange(3, 5))
    header, episode_header = new_header(), new_header()
    with monkeypatch.context() as patch:
        patch.setattr(catalog_module, "catalog_migrations", second)
        patch.setattr(catalog_module, "CATALOG_FORMAT", 2)
        vault, _ = Vault.create(home, passphrase, cost=cheap)
        with vault:
            catalog = vault._catalog  # noqa: SLF001 - the old version's own
            assert catalog._database.execute("PRAGMA user_version").fetchone()[0] == 2  # noqa: SLF001
            new = vault.new_session(header, retention_days=30)
            vault.finish_session(written(new.path, new.key, header))
            vault.keep_edit_steps(header.session_id, after=0, steps=[EditStep("cut", edits)], position=1)
            baked = vault.new_episode(header.session_id, episode_header, edits_sha256(edits))
            vault.finish_episode(written(baked.path, baked.key, episode_header))
            vault.append_consent_entry("{}", "head")
            vault.keep_study("11" * 32, b"one")
            held = (vault.sessions(), vault.episodes(header.session_id), vault.edits(header.session_id))
    with Vault.unlock(home, passphrase) as vault:
        catalog = vault._catalog  # noqa: SLF001 - as above
        assert catalog._database.execute("PRAGMA user_version").fetchone()[0] == CATALOG_FORMAT  # noqa: SLF001
        vault.recover_sessions()
        assert (vault.sessions(), vault.episodes(header.session_id), vault.edits(header.session_id)) == held
        assert (vault.consent_head(), vault.study("11" * 32)) == ("head", b"one")
        vault.add_approval(approval(header.session_id))
        vault.begin_submission(submission(header.session_id), SECRET)
        receive(vault, new_header())
        assert vault.check() == ()
