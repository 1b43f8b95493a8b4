"""Looking for what is new, and for what was taken back, as the reader."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from recorder.bundle.identity import Identity
from recorder.bundle.layout import manifest_name, withdrawal_name
from recorder.bundle.statements import Withdrawal, signed_statement
from recorder.vault.vault import Vault
from studio.submission.addresses import bundle_place
from studio.submission.syncing import Found, SyncReport, begin_sync, finish_sync, sync
from studio.submission.withdrawing import begin_withdrawal, carry_out, finish_withdrawal
from tests.rigs.sharing import NOW, Shared, a_vault, give_keys, quiet, submitted


@pytest.fixture
def readers(tmp_path: Path, reader: Identity, shared: Shared) -> Iterator[Vault]:
    """The reader's own vault; they know the study."""
    with a_vault(tmp_path / "readers") as vault:
        give_keys(vault, reader)
        vault.keep_study(shared.file.study.sha256, shared.file.content)
        yield vault


def looked(vault: Vault, *, days: int = 0, also: tuple[str, ...] = ()) -> SyncReport:
    now = NOW + timedelta(days=days)
    return finish_sync(vault, sync(begin_sync(vault, now=now, also=also), quiet), now=now)


def take_back(shared: Shared, bundle_id: str) -> None:
    order = begin_withdrawal(shared.vault, bundle_id, reason="withdrawn", now=NOW)
    assert order is not None
    finish_withdrawal(shared.vault, carry_out(order, quiet), now=NOW)


def test_nothing_is_new_in_an_empty_store(readers: Vault) -> None:
    assert looked(readers) == SyncReport((), (), (), ())


def test_what_is_for_the_reader_is_new(shared: Shared, readers: Vault, store: Path) -> None:
    bundle_id = submitted(shared)
    (new,) = looked(readers).new
    assert new.bundle_id == bundle_id
    assert new.size_bytes == shared.vault.submission(bundle_id).total_bytes
    assert new.sealed_on == NOW.date()
    assert bundle_place(new.url) == bundle_place(str(store / "bundles" / bundle_id))


def test_what_is_for_others_is_not(shared: Shared, tmp_path: Path, store: Path) -> None:
    submitted(shared)
    with a_vault(tmp_path / "stranger") as vault:
        give_keys(vault, Identity.generate("Eve"))
        assert looked(vault, also=(str(store),)) == SyncReport((), (), (), ())


def test_a_store_of_a_study_that_does_not_name_the_reader_is_left_alone(
    shared: Shared, tmp_path: Path
) -> None:
    with a_vault(tmp_path / "stranger") as vault:
        give_keys(vault, Identity.generate("Eve"))
        vault.keep_study(shared.file.study.sha256, shared.file.content)
        assert begin_sync(vault, now=NOW).stores == {}


def test_half_a_bundle_is_not_new(shared: Shared, readers: Vault, store: Path) -> None:
    bundle_id = submitted(shared)
    (store / manifest_name(bundle_id)).unlink()
    assert looked(readers).new == ()


def test_a_bundle_whose_time_is_over_is_not_new(shared: Shared, readers: Vault) -> None:
    submitted(shared)
    assert looked(readers, days=179).new
    assert not looked(readers, days=180).new
    assert not looked(readers, days=0).new, "a clock set back brings nothing back"


def test_a_withdrawal_is_seen_and_kept_in_mind(shared: Shared, readers: Vault, store: Path) -> None:
    bundle_id = submitted(shared)
    before = store.parent / "before"
    shutil.copytree(store, before)
    take_back(shared, bundle_id)
    assert looked(readers).new == ()
    assert readers.is_withdrawn(bundle_id)
    shutil.rmtree(store)
    shutil.copytree(before, store)
    assert looked(readers).new == (), "a store that puts it back finds a reader who knows"


def test_a_withdrawal_that_someone_else_signed_counts_for_nothing(
    shared: Shared, readers: Vault, store: Path
) -> None:
    bundle_id = submitted(shared)
    forged = Withdrawal(bundle=bundle_id, reason="withdrawn", withdrawn_on=NOW.date())
    (store / withdrawal_name(bundle_id)).write_bytes(signed_statement(forged, Identity.generate("Mallory")))
    assert [each.bundle_id for each in looked(readers).new] == [bundle_id]
    assert not readers.is_withdrawn(bundle_id)


def test_a_withdrawal_of_another_bundle_counts_for_nothing(
    shared: Shared, readers: Vault, store: Path
) -> None:
    bundle_id = submitted(shared)
    other = Withdrawal(bundle="ab" * 16, reason="withdrawn", withdrawn_on=NOW.date())
    (store / withdrawal_name(bundle_id)).write_bytes(signed_statement(other, Identity.generate("Mallory")))
    (store / f"bundles/{'cd' * 16}").mkdir()
    (store / f"bundles/{'cd' * 16}/withdrawal.json").write_bytes(b"{}")
    assert [each.bundle_id for each in looked(readers).new] == [bundle_id]
    assert readers.withdrawn() == frozenset()


def test_one_store_that_is_gone_keeps_nobody_from_the_others(
    shared: Shared, readers: Vault, tmp_path: Path
) -> None:
    bundle_id = submitted(shared)
    report = looked(readers, also=(str(tmp_path / "nowhere/store"), "s3://nobody-signed-in"))
    assert [each.bundle_id for each in report.new] == [bundle_id]
    assert len(report.unreachable) == 2
    assert all(each.error.mend for each in report.unreachable)


def test_looking_can_be_called_off(readers: Vault) -> None:
    def off(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sync(begin_sync(readers, now=NOW), off)


def test_nothing_found_changes_nothing(readers: Vault) -> None:
    assert finish_sync(readers, Found(), now=NOW) == SyncReport((), (), (), ())
