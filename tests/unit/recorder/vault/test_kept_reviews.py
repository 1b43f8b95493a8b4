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
    catalog_format_4,
)
from recorder.vault.sharing_rows import ReviewState
from recorder.vault.vault import Vault

BUNDLE = "ab" * 16
ONE, OTHER = bytes([1]) * 32, bytes([2]) * 32
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
DAY = NOW.isoformat()


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


def test_what_was_said_before_is_kept_unless_it_was_never_sent(vault: Vault) -> None:
    vault.keep_review(BUNDLE, ONE, b"never sent", is_own=True, state=ReviewState.WAITING)
    vault.keep_review(BUNDLE, ONE, b"first", is_own=True, state=ReviewState.WAITING)
    assert vault.earlier_reviews() == ()
    vault.review_sent(BUNDLE, ONE)
    for _ in range(2):
        vault.keep_review(BUNDLE, ONE, b"second", is_own=True, state=ReviewState.SENT)
        vault.keep_earlier_review(BUNDLE, ONE, b"first of all")
    vault.keep_earlier_review("cd" * 16, ONE, b"of another")
    assert [row.envelope for row in vault.earlier_reviews()] == [b"first", b"first of all", b"of another"]
    assert "first" not in repr(vault.earlier_reviews())
    vault.forget_reviews(BUNDLE)
    assert [row.envelope for row in vault.earlier_reviews()] == [b"of another"]


def test_where_one_stands_is_written_with_nothing_in_its_way(vault: Vault) -> None:
    vault.keep_review(BUNDLE, ONE, b"said", is_own=True, state=ReviewState.WAITING)
    vault.review_failed(BUNDLE, ONE, "no network", next_try_at=NOW)
    for state in (ReviewState.MISSED, ReviewState.SEEN, ReviewState.WAITING):
        vault.set_review_state(BUNDLE, ONE, state)
        (row,) = vault.reviews_of(BUNDLE)
        assert (row.state, row.problem, row.attempts, row.next_try_at) == (state, "", 0, None)


def test_those_of_another_bundle_stay(vault: Vault) -> None:
    vault.keep_review(BUNDLE, ONE, b"of one", is_own=True, state=ReviewState.SENT)
    vault.keep_review("cd" * 16, ONE, b"of another", is_own=True, state=ReviewState.SENT)
    vault.forget_reviews(BUNDLE)
    vault.forget_reviews(BUNDLE)
    assert [row.envelope for row in vault.reviews()] == [b"of another"]
    assert vault.reviews_of(BUNDLE) == ()
    assert vault.check() == ()


STEPS = (catalog_format_1, catalog_format_2, catalog_format_3, catalog_format_4)


def test_a_vault_of_format_4_keeps_what_it_kept_and_can_keep_what_was_said_before(
    home: Path, passphrase: Passphrase, cheap: Argon2Cost, monkeypatch: pytest.MonkeyPatch
) -> None:
    fourth = Migrations("catalog")
    for step in STEPS:
        fourth()(step)
    with monkeypatch.context() as patch:
        patch.setattr(catalog_module, "catalog_migrations", fourth)
        patch.setattr(catalog_module, "CATALOG_FORMAT", 4)
        vault, _ = Vault.create(home, passphrase, cost=cheap)
        database = vault._catalog._database  # noqa: SLF001 - as an earlier version wrote it
        database.execute("INSERT INTO review VALUES (?, ?, 0, 'seen', ?, 0, '', NULL)", (BUNDLE, ONE, DAY))
        database.execute("INSERT INTO review_statement VALUES (?, ?, ?)", (BUNDLE, ONE, b"first"))
        vault.close()
    with Vault.unlock(home, passphrase) as vault:
        (row,) = vault.reviews()
        assert (row.envelope, row.state) == (b"first", ReviewState.SEEN)
        vault.keep_review(BUNDLE, ONE, b"second", is_own=False, state=ReviewState.SEEN)
        assert [row.envelope for row in vault.earlier_reviews()] == [b"first"]
        assert vault.check() == ()


def test_a_vault_of_format_3_can_keep_them(
    home: Path, passphrase: Passphrase, cheap: Argon2Cost, monkeypatch: pytest.MonkeyPatch
) -> None:
    third = Migrations("catalog")
    for step in STEPS[:3]:
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
