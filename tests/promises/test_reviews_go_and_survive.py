"""A review goes with what it is of, from store and vaults alike; until then nothing loses or doubles it."""

import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from recorder.bundle.errors import ExpiredBundleError, WithdrawnBundleError
from recorder.bundle.layout import review_name, withdrawal_name
from recorder.bundle.reviews import review_tag
from recorder.bundle.statements import Withdrawal, signed_statement
from recorder.vault.errors import NoSuchReceivedError
from recorder.vault.sharing_rows import GoneBecause, ReviewState
from recorder.vault.vault import Vault
from studio.submission import review_sending, withdrawing
from studio.submission.removing import possible_names
from studio.submission.review_errors import OpenedBeforeReviewsError
from studio.submission.reviewing import (
    Decision,
    begin_sending,
    carry_out,
    due_reviews,
    finish,
    next_review_due,
    postpone,
    reviews_of,
)
from studio.submission.store_errors import StoreFolderMissingError, UnreachableStoreError
from studio.submission.stores import BundleStore, Put
from studio.submission.withdrawing import begin_withdrawal, finish_withdrawal
from tests.rigs.dying_reviewer import COMMENT
from tests.rigs.reviewing import CHARLIE, EVERYBODY, QUINN, Reviewing
from tests.rigs.sealed_pages import clear_database, clear_log
from tests.rigs.sharing import a_vault, quiet


@pytest.fixture
def rig(reviewing: Reviewing) -> Reviewing:
    return reviewing.reset()


def everything_in(vault: Vault) -> bytes:
    """Every page of the catalog and of its log, used or free, as whoever has its key reads it."""
    key = vault._unlocked.key  # noqa: SLF001 - the attacker has it
    log = vault.paths.catalog.with_name(vault.paths.catalog.name + "-wal")
    clear = clear_database(vault.paths.catalog.read_bytes(), key)
    return clear + (clear_log(log.read_bytes(), key) if log.exists() else b"")


def kept_envelope(vault: Vault, bundle_id: str) -> bytes:
    """What is kept of the one review, and that it can be found in the file."""
    (row,) = vault.reviews_of(bundle_id)
    assert row.envelope[100:160] in everything_in(vault)
    return row.envelope[100:160]


def test_a_withdrawal_takes_the_reviews_with_it(rig: Reviewing) -> None:
    rig.say(Decision.REJECTED, COMMENT)
    rig.say(reader=CHARLIE)
    rig.put("0" * 64, rig.forged(QUINN.identity))
    with rig.contributing() as vault:
        rig.look(vault)
        said = [row.envelope[100:160] for row in vault.reviews_of(rig.bundle_id)]
    assert len(rig.reviews) == 3
    rig.withdraw()
    assert set(rig.left) == {"withdrawal.json"}
    assert rig.reviews == []
    with rig.contributing() as vault:
        assert vault.reviews() == ()
        assert reviews_of(vault, rig.session_id) == ()
        assert not any(each in everything_in(vault) for each in said)
    with rig.reading() as vault:
        own, secret = kept_envelope(vault, rig.bundle_id), seal_secret(vault, rig.bundle_id)
        rig.look(vault)
        assert vault.reviews() == ()
        assert own not in everything_in(vault)
        assert secret not in everything_in(vault)
        with pytest.raises(WithdrawnBundleError):
            rig.begin(vault)


def seal_secret(vault: Vault, bundle_id: str) -> bytes:
    seal = vault.received_seal(bundle_id)
    assert seal is not None
    assert seal.secret.encode() in everything_in(vault)
    return seal.secret.encode()


def test_who_may_not_look_takes_all_back_that_readers_can_have_put(rig: Reviewing) -> None:
    with rig.contributing() as vault:
        order = begin_withdrawal(vault, rig.bundle_id, reason="withdrawn", now=rig.now)
    assert order is not None
    for reader in EVERYBODY:
        tag = review_tag(rig.bundle_id, rig.secret, reader.identity.card.age_key)
        assert review_name(rig.bundle_id, tag) in order.names
    assert len(possible_names(rig.bundle_id, 0, ())) == 1


def test_what_is_kept_no_longer_takes_the_reviews_with_it(rig: Reviewing) -> None:
    rig.say(Decision.REJECTED, COMMENT)
    rig.days = rig.file.study.retention_days
    with rig.reading() as vault:
        own = kept_envelope(vault, rig.bundle_id)
        with pytest.raises(ExpiredBundleError):
            rig.begin(vault)
        vault.expire_received(rig.now)
        assert vault.reviews() == ()
        assert own not in everything_in(vault)
    rig.withdraw(reason="expired")
    assert set(rig.left) == {"withdrawal.json"}


@pytest.mark.parametrize("cut_off", ["keep_submission_receipt", "set_submission", "end_submission_secret"])
def test_reviews_are_gone_also_where_the_withdrawals_end_was_cut_off(
    rig: Reviewing, monkeypatch: pytest.MonkeyPatch, cut_off: str
) -> None:
    def power_cut(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    rig.say(Decision.REJECTED, COMMENT)
    with rig.contributing() as vault:
        rig.look(vault)
        said = kept_envelope(vault, rig.bundle_id)
        order = begin_withdrawal(vault, rig.bundle_id, reason="withdrawn", now=rig.now)
        assert order is not None
        done = withdrawing.carry_out(order, quiet)
        with monkeypatch.context() as patch:
            patch.setattr(Vault, cut_off, power_cut)
            with pytest.raises(KeyboardInterrupt):
                finish_withdrawal(vault, done, now=rig.now)
    with rig.contributing() as vault:
        vault.recover_sessions()
        assert reviews_of(vault, rig.session_id) == ()
        if vault.reviews():
            finish_withdrawal(vault, withdrawing.carry_out(order, quiet), now=rig.now)
        assert said not in everything_in(vault)


def test_deleting_the_recording_destroys_what_was_said_of_it_and_hears_no_more(rig: Reviewing) -> None:
    rig.say(Decision.REJECTED, COMMENT)
    with rig.contributing() as vault:
        rig.look(vault)
        said = kept_envelope(vault, rig.bundle_id)
        vault.delete_session(rig.session_id)
        assert vault.reviews() == ()
        assert said not in everything_in(vault)
        assert rig.look(vault).reviews.new == ()


@pytest.mark.parametrize("because", [GoneBecause.REMOVED, GoneBecause.WITHDRAWN])
def test_the_readers_own_goes_with_their_copy(rig: Reviewing, because: GoneBecause) -> None:
    with rig.reading() as vault:
        rig.begin(vault, Decision.REJECTED, COMMENT)
        own = kept_envelope(vault, rig.bundle_id)
        vault.destroy_received(rig.bundle_id, because)
        assert vault.reviews() == ()
        assert own not in everything_in(vault)
        assert due_reviews(vault, rig.now, stuck_too=True) == ()
        with pytest.raises(NoSuchReceivedError):
            rig.begin(vault)


def test_backups_hold_reviews_of_ones_own_recordings_only(rig: Reviewing, tmp_path: Path) -> None:
    rig.say(Decision.REJECTED, COMMENT)
    for name in ("Quinn", "contributor"):
        with a_vault(rig.world / name) as vault:
            rig.look(vault)
            assert len(vault.reviews()) == 1
            vault.backup(tmp_path / name)
            Vault.restore(tmp_path / name, tmp_path / f"{name}-restored")
        with a_vault(tmp_path / f"{name}-restored") as vault:
            assert len(vault.reviews()) == (1 if name == "contributor" else 0)
            assert (COMMENT.encode() in everything_in(vault)) is False
            assert vault.received_seal(rig.bundle_id) is None


def test_taken_back_in_the_very_moment_nothing_stays(rig: Reviewing, monkeypatch: pytest.MonkeyPatch) -> None:
    put = BundleStore.put_new

    def put_too_late(store: BundleStore, name: str, data: bytes) -> Put | None:
        rig.withdraw()
        return put(store, name, data)

    with rig.reading() as vault:
        order = rig.begin(vault, Decision.REJECTED, COMMENT)
        with monkeypatch.context() as patch:
            patch.setattr(review_sending, "open_store", lambda url, **_: Late(url, put_too_late))
            with pytest.raises(WithdrawnBundleError) as gone:
                carry_out(order, quiet)
        assert set(rig.left) == {"withdrawal.json"}
        postpone(vault, order, gone.value, now=rig.now)
        assert vault.reviews() == ()
        assert vault.is_withdrawn(rig.bundle_id)


class Late(BundleStore):
    """A store into which something else is put first."""

    def __init__(self, url: str, put: object) -> None:
        super().__init__(url, None, None)
        self._late = put

    def put_new(self, name: str, data: bytes) -> Put | None:
        return self._late(self, name, data)  # type: ignore[operator, no-any-return]


def test_one_that_was_taken_back_before_is_never_put_there(rig: Reviewing) -> None:
    with rig.reading() as vault:
        order = rig.begin(vault)
        rig.withdraw()
        with pytest.raises(WithdrawnBundleError):
            carry_out(order, quiet)
        assert rig.reviews == []


def test_somebody_elses_withdrawal_stops_nobody(rig: Reviewing) -> None:
    with rig.reading() as vault:
        order = rig.begin(vault)
        statement = Withdrawal(bundle=rig.bundle_id, reason="withdrawn", withdrawn_on=rig.now.date())
        path = rig.store / withdrawal_name(rig.bundle_id)
        path.write_bytes(signed_statement(statement, CHARLIE.identity))
        finish(vault, order, carry_out(order, quiet))
        assert len(rig.reviews) == 1


def test_without_a_network_it_waits_and_is_sent_later(rig: Reviewing) -> None:
    away = rig.world / "away"
    with rig.reading() as vault:
        order = rig.begin(vault, Decision.REJECTED, COMMENT)
        rig.store.rename(away)
        rig.store.parent.joinpath("store").write_bytes(b"no folder")
        with pytest.raises(Exception) as gone:  # noqa: PT011 - whatever a broken store says
            carry_out(order, quiet)
        postpone(vault, order, gone.value, now=rig.now)
    with rig.reading() as vault:
        # After a restart it is still there, says why, and is not tried over and over.
        (own,) = reviews_of(vault, rig.bundle_id)
        assert (own.state, own.comment) == (ReviewState.WAITING, COMMENT)
        assert own.problem
        assert due_reviews(vault, rig.now) == ()
        rig.store.unlink()
        away.rename(rig.store)
        assert due_reviews(vault, rig.now, stuck_too=True) == (rig.bundle_id,)
        again = begin_sending(vault, rig.bundle_id, now=rig.now)
        assert again is not None
        sent = finish(vault, again, carry_out(again, quiet))
        assert sent is not None
        assert (sent.state, sent.problem) == (ReviewState.SENT, "")
        assert begin_sending(vault, rig.bundle_id, now=rig.now) is None
    with rig.contributing() as vault:
        assert [each.comment for each in rig.look(vault).reviews.new] == [COMMENT]


def test_what_passes_is_tried_again_by_itself_later_and_later(rig: Reviewing) -> None:
    with rig.reading() as vault:
        order = rig.begin(vault)
        for minutes in (1, 2, 4):
            postpone(vault, order, UnreachableStoreError("there"), now=rig.now)
            assert next_review_due(vault) == rig.now + timedelta(minutes=minutes)
        assert due_reviews(vault, rig.now) == ()
        assert due_reviews(vault, rig.now + timedelta(minutes=4)) == (rig.bundle_id,)
        postpone(vault, order, StoreFolderMissingError("there"), now=rig.now)
        assert next_review_due(vault) is None
        postpone(vault, order, KeyboardInterrupt(), now=rig.now)
        assert due_reviews(vault, rig.now, stuck_too=True) == (rig.bundle_id,)


def test_twice_is_once(rig: Reviewing) -> None:
    with rig.reading() as vault:
        order = rig.begin(vault, Decision.REJECTED, COMMENT)
        for each in (order, begin_sending(vault, rig.bundle_id, now=rig.now)):
            assert each is not None
            carry_out(each, quiet)
        finish(vault, order, carry_out(order, quiet))
        finish(vault, order, carry_out(order, quiet))
    assert len(rig.reviews) == 1
    with rig.contributing() as vault:
        assert len(rig.look(vault).reviews.new) == 1
        assert rig.look(vault).reviews.new == ()


def test_one_that_was_sent_late_does_not_pass_for_the_one_after_it(rig: Reviewing) -> None:
    with rig.reading() as vault:
        first = rig.begin(vault, Decision.REJECTED, "no")
        second = rig.begin(vault, Decision.ACCEPTED, "yes")
        shown = finish(vault, first, carry_out(first, quiet))
        assert shown is not None
        assert (shown.state, shown.comment) == (ReviewState.WAITING, "yes")
        postpone(vault, first, UnreachableStoreError("there"), now=rig.now)
        assert reviews_of(vault, rig.bundle_id)[0].problem == "", "that is of the first"
        finish(vault, second, carry_out(second, quiet))
    with rig.contributing() as vault:
        assert [each.comment for each in rig.look(vault).reviews.new] == ["yes"]


@pytest.mark.parametrize("moment", ["kept", "put", "told"])
def test_killed_at_any_moment_nothing_is_lost_or_doubled(rig: Reviewing, moment: str) -> None:
    home = rig.world / QUINN.identity.name
    died = subprocess.run(
        [sys.executable, "-m", "tests.rigs.dying_reviewer", str(home), rig.bundle_id, moment],
        cwd=Path(__file__).parents[2],
        timeout=60,
        check=False,
    )
    assert died.returncode == -signal.SIGKILL
    with rig.reading() as vault:
        vault.recover_sessions()
        waits = begin_sending(vault, rig.bundle_id, now=rig.now)
        assert (waits is None) is (moment == "told")
        if waits is not None:
            finish(vault, waits, carry_out(waits, quiet))
        (own,) = reviews_of(vault, rig.bundle_id)
        assert (own.state, own.comment) == (ReviewState.SENT, COMMENT)
    assert len(rig.reviews) == 1
    with rig.contributing() as vault:
        assert [each.comment for each in rig.look(vault).reviews.new] == [COMMENT]


def test_a_copy_that_was_opened_before_reviews_were_known_says_what_to_do(rig: Reviewing) -> None:
    with rig.reading() as vault:
        catalog = vault._catalog  # noqa: SLF001 - as an earlier version left it
        catalog._database.execute("DELETE FROM received_seal")  # noqa: SLF001 - as above
        with pytest.raises(OpenedBeforeReviewsError):
            rig.begin(vault)
        assert rig.look(vault).reviews.new == ()
