"""Reviews as the vault keeps them: one of each signer, opaque, gone with what they are of."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import recorder.vault.catalog as catalog_module
from recorder.vault.engine import Migrations
from recorder.vault.keys import Argon2Cost, Passphrase
from recorder.vault.migrations import (
    CATALOG_FORMAT,
    catalog_format_1,
    catalog_format_2,
    catalog_format_3,
)
from recorder.vault.sharing_rows import ReviewState
from recorder.vault.vault import Vault

BUNDLE = "ab" * 16
ONE, OTHER = bytes([1]) * 32, bytes([2]) * 32
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def test_one_of_each_signer_is_kept_the_last_one(vault: Vault) -> None:
    vault.keep_review(BUNDLE, ONE, b"first", is_own=True, state=ReviewState.WAITING)
    vault.review_failed(BUNDLE, ONE, "no network", next_try_at=NOW)
    vault.review_failed(BUNDLE, ONE, "no network", next_try_at=NOW + timedelta(minutes=1))
    vault.keep_review(BUNDLE, OTHER, b"other", is_own=False, state=ReviewState.SEEN)
    one, other = vault.reviews_of(BUNDLE)
    assert (one.attempts, one.problem) == (2, "no network")
    assert one.next_try_at == NOW + timedelta(minutes=1)
    assert (other.envelope, other.is_own, other.state) == (b"other", False, ReviewState.SEEN)
    vault.keep_review(BUNDLE, ONE, b"second", is_own=True, state=ReviewState.WAITING)
    one, other = vault.reviews_of(BUNDLE)
    assert (one.envelope, one.attempts, one.problem, one.next_try_at) == (b"second", 0, "", None)
    vault.review_sent(BUNDLE, ONE)
    assert vault.reviews_of(BUNDLE)[0].state is ReviewState.SENT
    assert "second" not in repr(vault.reviews())


def test_those_of_another_bundle_stay(vault: Vault) -> None:
    vault.keep_review(BUNDLE, ONE, b"of one", is_own=True, state=ReviewState.SENT)
    vault.keep_review("cd" * 16, ONE, b"of another", is_own=True, state=ReviewState.SENT)
    vault.forget_reviews(BUNDLE)
    vault.forget_reviews(BUNDLE)
    assert [row.envelope for row in vault.reviews()] == [b"of another"]
    assert vault.reviews_of(BUNDLE) == ()
    assert vault.check() == ()


def test_a_vault_of_format_3_can_keep_them(
    home: Path, passphrase: Passphrase, cheap: Argon2Cost, monkeypatch: pytest.MonkeyPatch
) -> None:
    third = Migrations("catalog")
    for step in (catalog_format_1, catalog_format_2, catalog_format_3):
        third()(step)
    with monkeypatch.context() as patch:
        patch.setattr(catalog_module, "catalog_migrations", third)
        patch.setattr(catalog_module, "CATALOG_FORMAT", 3)
        vault, _ = Vault.create(home, passphrase, cost=cheap)
        vault.keep_study("11" * 32, b"one")
        vault.close()
    with Vault.unlock(home, passphrase) as vault:
        database = vault._catalog._database  # noqa: SLF001 - what the file says of itself
        assert database.execute("PRAGMA user_version").fetchone()[0] == CATALOG_FORMAT
        vault.keep_review(BUNDLE, ONE, b"said", is_own=True, state=ReviewState.WAITING)
        assert vault.received_seal(BUNDLE) is None
        assert vault.study("11" * 32) == b"one"
