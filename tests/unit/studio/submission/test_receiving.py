"""What others shared is opened into the reader's vault, and ends there when they take it back."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from recorder.bundle.errors import (
    ExpiredBundleError,
    NoBundleError,
    NotForYouError,
    TamperedBundleError,
    UnknownOwnerError,
    WithdrawnBundleError,
)
from recorder.bundle.identity import Identity
from recorder.bundle.layout import bundle_folder, part_name
from recorder.episode.events import KeyPressed
from recorder.vault.errors import TakenBackError
from recorder.vault.sharing_rows import GoneBecause, ReceivedRow, ReceivedState
from recorder.vault.vault import Vault
from studio.submission.addresses import BundlePlace, PlaceUnclearError, bundle_url
from studio.submission.errors import AlreadyReceivedError
from studio.submission.identities import identity_of
from studio.submission.owners import accept_owner
from studio.submission.receiving import (
    abandon_opening,
    begin_opening,
    finish_opening,
    open_received,
    remove_received,
)
from studio.submission.syncing import begin_sync, finish_sync, sync
from studio.submission.withdrawing import begin_withdrawal, carry_out, finish_withdrawal
from tests.rigs.sharing import NOW, TYPED, Shared, a_vault, give_keys, quiet, submitted


@pytest.fixture
def readers(tmp_path: Path, reader: Identity, shared: Shared) -> Iterator[Vault]:
    """The reader's own vault; they added the study."""
    with a_vault(tmp_path / "readers") as vault:
        give_keys(vault, reader)
        know(vault, shared)
        yield vault


def know(vault: Vault, shared: Shared) -> None:
    """Add the study, as `assent study trust` does."""
    vault.keep_study(shared.file.study.sha256, shared.file.content)
    accept_owner(vault, shared.file.content)


def place_of(store: Path, bundle_id: str) -> str:
    return bundle_url(BundlePlace(store.as_uri(), bundle_id))


def opened(vault: Vault, place: str, *, days: int = 0) -> ReceivedRow:
    order = begin_opening(vault, place, now=NOW + timedelta(days=days))
    try:
        return finish_opening(vault, order, open_received(order, quiet))
    except BaseException as error:
        abandon_opening(vault, order, error)
        raise


def take_back(shared: Shared, bundle_id: str) -> None:
    order = begin_withdrawal(shared.vault, bundle_id, reason="withdrawn", now=NOW)
    assert order is not None
    finish_withdrawal(shared.vault, carry_out(order, quiet), now=NOW)


def look(vault: Vault, *, days: int = 0) -> None:
    now = NOW + timedelta(days=days)
    finish_sync(vault, sync(begin_sync(vault, now=now), quiet), now=now)


def files_of(vault: Vault) -> list[Path]:
    return list(vault.paths.received.iterdir()) if vault.paths.received.exists() else []


def test_the_reader_has_what_was_approved(shared: Shared, readers: Vault, store: Path) -> None:
    bundle_id = submitted(shared)
    row = opened(readers, place_of(store, bundle_id))
    assert row.state is ReceivedState.OPENED
    assert row.contributor == identity_of(shared.vault).card.signing_key
    assert row.store_url == store.as_uri()
    assert row.expires_on == (NOW + timedelta(days=180)).date()
    with (
        readers.received_access(bundle_id).open() as received,
        shared.vault.episode_access(shared.episode_id).open() as sent,
    ):
        assert [each.event for each in received.events()] == [each.event for each in sent.events()]
        assert list(received.packets(0)) == list(sent.packets(0))
        typed = [each.event.char for each in received.events() if isinstance(each.event, KeyPressed)]
    assert "".join(text or "" for text in typed).startswith(TYPED)


def test_the_manifest_names_it_too(shared: Shared, readers: Vault, store: Path) -> None:
    bundle_id = submitted(shared)
    assert opened(readers, str(store / bundle_folder(bundle_id) / "manifest.json")).bundle_id == bundle_id


def test_it_is_opened_once(shared: Shared, readers: Vault, store: Path) -> None:
    bundle_id = submitted(shared)
    opened(readers, place_of(store, bundle_id))
    with pytest.raises(AlreadyReceivedError) as raised:
        begin_opening(readers, place_of(store, bundle_id), now=NOW)
    assert raised.value.bundle_id == bundle_id


def test_what_was_removed_can_be_opened_again(shared: Shared, readers: Vault, store: Path) -> None:
    bundle_id = submitted(shared)
    opened(readers, place_of(store, bundle_id))
    remove_received(readers, bundle_id)
    assert files_of(readers) == []
    assert opened(readers, place_of(store, bundle_id)).state is ReceivedState.OPENED


def test_a_stranger_gets_nothing(shared: Shared, tmp_path: Path, store: Path) -> None:
    bundle_id = submitted(shared)
    with a_vault(tmp_path / "stranger") as vault:
        know(vault, shared)
        with pytest.raises(NotForYouError):
            opened(vault, place_of(store, bundle_id))
        assert files_of(vault) == []
        assert vault.received() == ()


def test_a_study_that_the_reader_does_not_know_is_refused(
    shared: Shared, tmp_path: Path, reader: Identity, store: Path
) -> None:
    bundle_id = submitted(shared)
    with a_vault(tmp_path / "readers") as vault:
        give_keys(vault, reader)
        with pytest.raises(UnknownOwnerError):
            opened(vault, place_of(store, bundle_id))
        assert files_of(vault) == []


def test_a_changed_part_leaves_nothing(shared: Shared, readers: Vault, store: Path) -> None:
    bundle_id = submitted(shared)
    part = store / part_name(bundle_id, 0)
    data = bytearray(part.read_bytes())
    data[-1] ^= 1
    part.write_bytes(data)
    with pytest.raises(TamperedBundleError):
        opened(readers, place_of(store, bundle_id))
    assert files_of(readers) == []
    assert readers.received() == ()


def test_what_is_not_there_is_said(readers: Vault, store: Path) -> None:
    with pytest.raises(NoBundleError):
        opened(readers, place_of(store, "ab" * 16))
    with pytest.raises(PlaceUnclearError):
        begin_opening(readers, str(store), now=NOW)


def test_after_its_time_it_is_not_opened(shared: Shared, readers: Vault, store: Path) -> None:
    bundle_id = submitted(shared)
    with pytest.raises(ExpiredBundleError):
        opened(readers, place_of(store, bundle_id), days=180)
    with pytest.raises(ExpiredBundleError):
        opened(readers, place_of(store, bundle_id))
    assert files_of(readers) == []


def test_a_withdrawal_is_met_and_kept_in_mind(shared: Shared, readers: Vault, store: Path) -> None:
    bundle_id = submitted(shared)
    before = store.parent / "before-opening"
    shutil.rmtree(before, ignore_errors=True)
    shutil.copytree(store, before)
    take_back(shared, bundle_id)
    with pytest.raises(WithdrawnBundleError):
        opened(readers, place_of(store, bundle_id))
    with pytest.raises(WithdrawnBundleError):
        opened(readers, place_of(before, bundle_id))
    assert files_of(readers) == []


def test_a_copy_ends_when_it_is_taken_back(shared: Shared, readers: Vault, store: Path) -> None:
    bundle_id = submitted(shared)
    opened(readers, place_of(store, bundle_id))
    look(readers)
    assert readers.received_access(bundle_id)
    take_back(shared, bundle_id)
    look(readers)
    (row,) = readers.received()
    assert (row.state, row.gone_because) == (ReceivedState.GONE, GoneBecause.WITHDRAWN)
    assert files_of(readers) == []
    with pytest.raises(TakenBackError):
        readers.received_access(bundle_id)
    with pytest.raises(WithdrawnBundleError):
        begin_opening(readers, place_of(store, bundle_id), now=NOW)


def test_a_copy_ends_with_its_time(shared: Shared, readers: Vault, store: Path) -> None:
    bundle_id = submitted(shared)
    opened(readers, place_of(store, bundle_id))
    look(readers, days=179)
    assert readers.received_access(bundle_id)
    look(readers, days=180)
    (row,) = readers.received()
    assert (row.state, row.gone_because) == (ReceivedState.GONE, GoneBecause.EXPIRED)
    assert files_of(readers) == []


def test_what_is_taken_back_while_it_is_opened_is_not_kept(
    shared: Shared, readers: Vault, store: Path
) -> None:
    bundle_id = submitted(shared)
    order = begin_opening(readers, place_of(store, bundle_id), now=NOW)
    done = open_received(order, quiet)
    readers.note_withdrawn(bundle_id)
    with pytest.raises(TakenBackError):
        finish_opening(readers, order, done)
    assert files_of(readers) == []
    assert readers.received() == ()


def test_opening_can_be_called_off(shared: Shared, readers: Vault, store: Path) -> None:
    bundle_id = submitted(shared)
    order = begin_opening(readers, place_of(store, bundle_id), now=NOW)

    def off(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as raised:
        open_received(order, off)
    abandon_opening(readers, order, raised.value)
    assert files_of(readers) == []
    assert opened(readers, place_of(store, bundle_id))
