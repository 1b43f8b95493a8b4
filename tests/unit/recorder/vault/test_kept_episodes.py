"""Edits and episodes are kept beside their session, and go with it."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recorder.episode.edits import Edits, Part, Subject
from recorder.episode.edits_json import edits_sha256
from recorder.episode.ending import EndReason
from recorder.episode.events import NumberedEvent, PointerMoved
from recorder.episode.time import TimeRange
from recorder.vault import catalog as catalog_module
from recorder.vault.catalog import Baked, Catalog, SessionRow
from recorder.vault.edit_steps import EditStep, EditSteps
from recorder.vault.engine import Migrations
from recorder.vault.errors import (
    DamagedFileError,
    NoSuchEpisodeError,
    NoSuchSessionError,
    SessionBusyError,
    SessionUnfinishedError,
)
from recorder.vault.home import doomed_path
from recorder.vault.keys import Argon2Cost, Passphrase, fresh_key
from recorder.vault.migrations import CATALOG_FORMAT, catalog_format_1
from recorder.vault.session_header import SessionHeader, SessionSummary
from recorder.vault.session_writer import SessionWriter
from recorder.vault.vault import NewEpisode, Vault
from tests.rigs.random_edits import edits as any_edits

NewHeader = Callable[[], SessionHeader]
Begin = Callable[[Path, bytes, SessionHeader], SessionWriter]
CUT = Edits().with_cut(TimeRange(3, 5))
REDACTED = CUT.with_redaction(Subject.RANGE, (Part(TimeRange(7, 9), takes_keys=True),))
BOTH_KINDS = pytest.mark.parametrize("begin", [SessionWriter.create, SessionWriter.fill])
STEPS = (EditStep("cut", CUT), EditStep("redact", REDACTED))


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


def bake(vault: Vault, session_id: str, header: SessionHeader, edits: Edits) -> NewEpisode:
    new = vault.new_episode(session_id, header, edits_sha256(edits))
    vault.finish_episode(written(new.path, new.key, header))
    return new


def row_of(vault: Vault, session_id: str) -> SessionRow:
    return next(row for row in vault.sessions() if row.session_id == session_id)


def test_a_history_grows_step_by_step_and_is_kept_across_locking(
    vault: Vault, home: Path, passphrase: Passphrase, session_id: str
) -> None:
    assert vault.edit_steps(session_id) == EditSteps()
    assert vault.edits(session_id) == Edits()
    vault.keep_edit_steps(session_id, after=0, steps=STEPS[:1], position=1)
    vault.keep_edit_steps(session_id, after=1, steps=STEPS[1:], position=2)
    vault.keep_edit_steps(session_id, after=2, position=1)
    vault.close()
    with Vault.unlock(home, passphrase) as again:
        assert again.edit_steps(session_id) == EditSteps(STEPS, 1)
        assert again.edits(session_id) == CUT
        again.keep_edit_steps(session_id, after=2, position=0)
        assert again.edits(session_id) == Edits()
        again.keep_edit_steps(session_id, after=0, steps=[EditStep("other", REDACTED)], position=1)
        assert again.edit_steps(session_id) == EditSteps((EditStep("other", REDACTED),), 1)


@given(kept=st.lists(any_edits, max_size=4), position=st.integers(0, 4))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
def test_any_edits_are_read_back(vault: Vault, session_id: str, kept: list[Edits], position: int) -> None:
    steps = tuple(EditStep(str(number), edits) for number, edits in enumerate(kept))
    position = min(position, len(steps))
    vault.keep_edit_steps(session_id, after=0, steps=steps, position=position)
    assert vault.edit_steps(session_id) == EditSteps(steps, position)
    assert row_of(vault, session_id).edit_count == (len(kept[position - 1]) if position else 0)


@pytest.mark.parametrize(("after", "position"), [(3, 0), (2, 3), (2, -1), (0, 1), (-1, 0)])
def test_steps_that_do_not_follow_change_nothing(
    vault: Vault, session_id: str, after: int, position: int
) -> None:
    vault.keep_edit_steps(session_id, after=0, steps=STEPS, position=2)
    with pytest.raises(ValueError, match="do not follow"):
        vault.keep_edit_steps(session_id, after=after, position=position)
    assert vault.edit_steps(session_id) == EditSteps(STEPS, 2)


def test_only_a_finished_session_that_is_there_is_edited_or_baked(
    vault: Vault, new_header: NewHeader, session_id: str
) -> None:
    with pytest.raises(NoSuchSessionError):
        vault.keep_edit_steps("none", after=0, position=0)
    with pytest.raises(NoSuchSessionError):
        vault.edit_steps("none")
    recording = vault.new_session(new_header(), retention_days=30).row.session_id
    with pytest.raises(SessionUnfinishedError):
        vault.keep_edit_steps(recording, after=0, position=0)
    with pytest.raises(SessionUnfinishedError):
        vault.new_episode(recording, new_header(), "ab")
    with pytest.raises(NoSuchSessionError):
        vault.new_episode("none", new_header(), "ab")
    header = new_header()
    again = vault.new_session(header, retention_days=1)
    vault.finish_session(written(again.path, again.key, header))
    with pytest.raises(ValueError, match="id of its own"):
        vault.new_episode(header.session_id, header, "ab")


def test_a_row_tells_how_many_edits_are_in_force_and_whether_they_are_baked(
    vault: Vault, new_header: NewHeader, session_id: str
) -> None:
    def told() -> tuple[int, Baked]:
        row = row_of(vault, session_id)
        return row.edit_count, row.baked

    assert told() == (0, Baked.NEVER)
    bake(vault, session_id, new_header(), Edits())
    assert told() == (0, Baked.UP_TO_DATE)
    vault.keep_edit_steps(session_id, after=0, steps=STEPS, position=2)
    assert told() == (2, Baked.BEFORE_LATER_EDITS)
    bake(vault, session_id, new_header(), REDACTED)
    assert told() == (2, Baked.UP_TO_DATE)
    vault.keep_edit_steps(session_id, after=2, position=1)
    assert told() == (1, Baked.BEFORE_LATER_EDITS)
    vault.new_episode(session_id, new_header(), edits_sha256(CUT))
    assert told() == (1, Baked.BEFORE_LATER_EDITS), "one that is being baked is none yet"
    vault.keep_edit_steps(session_id, after=2, position=0)
    assert told() == (0, Baked.UP_TO_DATE)


def test_an_episode_is_opened_by_its_own_access(vault: Vault, new_header: NewHeader, session_id: str) -> None:
    header = new_header()
    new = vault.new_episode(session_id, header, "ab" * 32)
    assert new.key.hex() not in repr(new)
    with pytest.raises(SessionUnfinishedError):
        vault.episode_access(header.session_id)
    vault.finish_episode(written(new.path, new.key, header))
    (row,) = vault.episodes(session_id)
    assert (row.episode_id, row.edits_sha256, row.header) == (header.session_id, "ab" * 32, header)
    assert row.made_at is not None
    with vault.episode_access(row.episode_id).open() as reader:
        assert reader.header == header
    assert vault.check() == ()
    new.path.unlink()
    assert [problem.name for problem in vault.check()] == [new.path.name]


def test_a_file_that_was_not_finished_so_is_no_episode(
    vault: Vault, new_header: NewHeader, session_id: str
) -> None:
    header = new_header()
    new = vault.new_episode(session_id, header, "ab")
    with pytest.raises(DamagedFileError):
        vault.finish_episode(written(new.path, fresh_key(), header))
    assert row_of(vault, session_id).baked is Baked.NEVER


@BOTH_KINDS
def test_an_episode_whose_baking_was_cut_off_is_removed(
    vault: Vault, new_header: NewHeader, session_id: str, begin: Begin
) -> None:
    done = bake(vault, session_id, new_header(), CUT)
    vault.new_episode(session_id, new_header(), "ab")
    half = vault.new_episode(session_id, new_header(), "ab")
    begin(half.path, half.key, half.row.header).close()
    untold = vault.new_episode(session_id, new_header(), "ab")
    written(untold.path, untold.key, untold.row.header)
    damaged = vault.new_episode(session_id, new_header(), "ab")
    damaged.path.write_bytes(b"half a page")
    vault.recover_sessions()
    assert [row.episode_id for row in vault.episodes(session_id)] == [done.row.episode_id]
    assert [path.name for path in vault.paths.episodes.iterdir()] == [done.path.name]


@BOTH_KINDS
def test_an_episode_that_is_being_baked_is_left_alone(
    vault: Vault, new_header: NewHeader, session_id: str, begin: Begin
) -> None:
    new = vault.new_episode(session_id, new_header(), "ab")
    with begin(new.path, new.key, new.row.header):
        vault.recover_sessions()
        assert len(vault.episodes(session_id)) == 1
        with pytest.raises(SessionBusyError):
            vault.delete_session(session_id)
        with pytest.raises(SessionBusyError):
            vault.delete_episode(new.row.episode_id)
        assert vault.expire_sessions(datetime(2100, 1, 1, tzinfo=UTC)) == ()
        assert new.path.exists()
        vault.open_session(session_id).close()
    vault.delete_session(session_id)
    assert list(vault.paths.episodes.iterdir()) == []


@pytest.mark.parametrize("forgotten", [False, True])
def test_a_destruction_of_episodes_that_was_cut_off_is_finished(
    vault: Vault, new_header: NewHeader, session_id: str, *, forgotten: bool
) -> None:
    new = bake(vault, session_id, new_header(), CUT)
    new.path.rename(doomed_path(new.path))
    if forgotten:
        vault._catalog.episodes.forget(new.row.episode_id)  # noqa: SLF001 - as a crash leaves it
    vault.recover_sessions()
    assert vault.episodes(session_id) == ()
    assert list(vault.paths.episodes.iterdir()) == []
    with pytest.raises(NoSuchEpisodeError):
        vault.episode_access(new.row.episode_id)
    with pytest.raises(NoSuchEpisodeError):
        vault.delete_episode(new.row.episode_id)


def test_a_backup_holds_edits_and_episodes(
    vault: Vault, tmp_path: Path, passphrase: Passphrase, new_header: NewHeader, session_id: str
) -> None:
    vault.keep_edit_steps(session_id, after=0, steps=STEPS, position=1)
    new = bake(vault, session_id, new_header(), CUT)
    half = vault.new_episode(session_id, new_header(), "ab")
    vault.backup(tmp_path / "backup")
    vault.delete_session(session_id)
    Vault.restore(tmp_path / "backup", tmp_path / "restored")
    with Vault.unlock(tmp_path / "restored", passphrase) as restored:
        restored.recover_sessions()
        assert restored.edit_steps(session_id) == EditSteps(STEPS, 1)
        assert [row.episode_id for row in restored.episodes(session_id)] == [new.row.episode_id]
        with restored.episode_access(new.row.episode_id).open() as reader:
            assert any(reader.events())
        assert not restored.paths.episode(half.row.episode_id).exists()
        assert restored.check() == ()
    modes = {file.stat().st_mode & 0o077 for file in (tmp_path / "restored").rglob("*")}
    assert modes == {0}


def test_a_vault_of_format_1_opens_and_can_be_edited(
    home: Path,
    passphrase: Passphrase,
    cheap: Argon2Cost,
    new_header: NewHeader,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = Migrations("catalog")
    first()(catalog_format_1)
    with monkeypatch.context() as patch:
        patch.setattr(catalog_module, "catalog_migrations", first)
        patch.setattr(catalog_module, "CATALOG_FORMAT", 1)
        vault, _ = Vault.create(home, passphrase, cost=cheap)
        header = new_header()
        with vault:
            key = fresh_key()
            catalog: Catalog = vault._catalog  # noqa: SLF001 - the old version's own
            catalog.add_session(header, key, expires_at=header.started_at)
            summary = written(vault.paths.session(header.session_id), key, header)
            assert catalog._database.execute("PRAGMA user_version").fetchone()[0] == 1  # noqa: SLF001
            vault.append_consent_entry("{}", "head")
    with Vault.unlock(home, passphrase) as vault:
        assert vault._catalog._database.execute("PRAGMA user_version").fetchone()[0] == CATALOG_FORMAT  # noqa: SLF001
        assert vault.consent_head() == "head"
        vault.recover_sessions()
        (row,) = vault.sessions()
        assert (row.header, row.summary, row.edit_count, row.baked) == (header, summary, 0, Baked.NEVER)
        vault.keep_edit_steps(header.session_id, after=0, steps=STEPS, position=2)
        bake(vault, header.session_id, new_header(), REDACTED)
    with Vault.unlock(home, passphrase) as vault:
        (row,) = vault.sessions()
        assert (row.edit_count, row.baked) == (2, Baked.UP_TO_DATE)
        assert vault.check() == ()


def test_a_thousand_sessions_are_listed_by_one_query(tmp_path: Path, new_header: NewHeader) -> None:
    key = fresh_key()
    catalog = Catalog.create(tmp_path / "c.db", key)
    for _ in range(1000):
        header = new_header()
        catalog.add_session(header, key, expires_at=header.started_at)
        catalog.edit_steps.keep(header.session_id, after=0, steps=STEPS, position=2)
        catalog.episodes.add(header.session_id, new_header(), key, edits_sha256(REDACTED))
    statements: list[str] = []
    catalog._database.conn.set_trace_callback(statements.append)  # noqa: SLF001 - counts what is asked
    began = time.perf_counter()
    rows = catalog.sessions()
    took = time.perf_counter() - began
    catalog._database.conn.set_trace_callback(None)  # noqa: SLF001 - as above
    catalog.close()
    assert len(rows) == 1000
    assert {row.edit_count for row in rows} == {2}
    assert len(statements) == 1
    assert took < 1
