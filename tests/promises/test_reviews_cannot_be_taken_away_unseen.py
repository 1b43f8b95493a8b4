"""What a reader said is put over nothing, and whoever takes it away or puts it back is noticed.

The attackers: whoever runs the store, another recipient, who has the episode's secret, and a former one.
"""

import shutil
from pathlib import Path
from typing import Final

import obstore
import pytest

from recorder.bundle.layout import REVIEW_BYTES, REVIEW_SLOTS, review_name
from recorder.bundle.reviews import review_tags
from recorder.vault.home import log_path
from recorder.vault.sharing_rows import GoneBecause, ReviewState
from recorder.vault.vault import Vault
from studio.demo.s3_server import S3Key, S3Server
from studio.submission.review_hearing import ReviewsReport
from studio.submission.review_sending import carry_out
from studio.submission.reviewing import Decision, due_reviews, reviews_of
from studio.submission.reviews import ShownReview, outcome
from studio.submission.stores import BundleStore, Put
from tests.rigs.reviewing import CHARLIE, NOOR, QUINN, Reader, Reviewing, make_reviewing
from tests.rigs.sealed_pages import clear_database, clear_log
from tests.rigs.sharing import quiet

NO: Final = "quokkacomment: the button is gone"


@pytest.fixture
def rig(reviewing: Reviewing) -> Reviewing:
    return reviewing.reset()


def tags_of(rig: Reviewing, reader: Reader = QUINN) -> tuple[str, ...]:
    return review_tags(rig.bundle_id, rig.secret, reader.identity.card.age_key)


def heard(rig: Reviewing) -> ReviewsReport:
    with rig.contributing() as vault:
        return rig.look(vault).reviews


def kept(rig: Reviewing) -> ShownReview:
    """What counts for the contributor."""
    with rig.contributing() as vault:
        found = outcome(reviews_of(vault, rig.session_id))
    assert found is not None
    return found


def put_again(rig: Reviewing, reader: Reader = QUINN) -> ReviewsReport:
    """A reader's own look, and what comes of it."""
    with rig.reading(reader) as vault:
        report = rig.look(vault).reviews
        for bundle_id in due_reviews(vault, rig.now):
            rig.send(vault, bundle_id)
    return report


def test_nothing_is_put_over_what_somebody_said_before(rig: Reviewing) -> None:
    for number in range(3):
        rig.say(Decision.REJECTED, f"no, for reason {number}")
    assert {path.stem for path in rig.reviews} == set(tags_of(rig)[:3])
    (report,) = heard(rig).new
    assert report.comment == "no, for reason 2"
    said = kept(rig)
    assert [each.comment for each in said.earlier] == ["no, for reason 1", "no, for reason 0"]


def test_what_was_said_while_nobody_looked_is_kept_in_its_order_once(rig: Reviewing) -> None:
    for number in range(3):
        rig.say(Decision.REJECTED, f"no {number}")
        heard(rig)
        heard(rig)
    rig.say(Decision.REJECTED, "no 3")
    rig.say(Decision.ACCEPTED, "yes")
    heard(rig)
    assert [each.comment for each in kept(rig).earlier] == ["no 3", "no 2", "no 1", "no 0"]
    with rig.reading() as vault:
        rig.look(vault)
        (own,) = reviews_of(vault, rig.bundle_id)
        assert [each.comment for each in own.earlier] == ["no 3", "no 2", "no 1", "no 0"]


@pytest.mark.parametrize("who", ["contributor", "reader"])
def test_what_was_said_before_goes_with_the_recording_too(rig: Reviewing, who: str) -> None:
    for comment in (NO, "second", "third"):
        rig.say(Decision.REJECTED, comment)
    heard(rig)
    with rig.contributing() if who == "contributor" else rig.reading() as vault:
        said = [row.envelope[200:260] for row in vault.earlier_reviews()]
        assert len(said) == 2
        assert all(each in pages(vault) for each in said)
        if who == "contributor":
            vault.delete_session(rig.session_id)
        else:
            vault.destroy_received(rig.bundle_id, GoneBecause.REMOVED)
        assert vault.earlier_reviews() == ()
        assert not any(each in pages(vault) for each in said)


def pages(vault: Vault) -> bytes:
    """All that the catalog's key can still show."""
    key, path = vault._unlocked.key, vault.paths.catalog  # noqa: SLF001 - the attacker has it
    return clear_database(path.read_bytes(), key) + clear_log(log_path(path).read_bytes(), key)


def test_a_withdrawal_takes_all_of_them_from_the_store(rig: Reviewing) -> None:
    for number in range(4):
        rig.say(Decision.REJECTED, f"no {number}")
    rig.withdraw()
    assert set(rig.left) == {"withdrawal.json"}


@pytest.mark.parametrize("what", ["deleted", "emptied", "garbage", "somebody else's", "an older one"])
def test_one_that_was_taken_away_is_told_of_and_counts_on(rig: Reviewing, what: str) -> None:
    rig.say(Decision.ACCEPTED, "fine")
    (first,) = rig.reviews
    older = first.read_bytes()
    rig.say(Decision.REJECTED, NO)
    heard(rig)
    newest = rig.reviews_folder / f"{tags_of(rig)[1]}.age"
    instead = {
        "emptied": b"",
        "garbage": b"x" * REVIEW_BYTES,
        "somebody else's": rig.forged(CHARLIE.identity, comment="all is well"),
        "an older one": older,
    }
    if what in instead:
        newest.write_bytes(instead[what])
    else:
        newest.unlink()
    report = heard(rig)
    assert [(each.name, each.comment) for each in report.missed] == [("Quinn", NO)]
    said = kept(rig)
    assert (said.decision, said.comment, said.state) == (Decision.REJECTED, NO, ReviewState.MISSED)
    # It is told once; and that it is there again, not at all.
    assert heard(rig).missed == ()
    assert [each.is_own for each in put_again(rig).missed] == [True]
    assert {each.stem for each in rig.reviews} >= {tags_of(rig)[1]}
    report = heard(rig)
    assert (report.missed, [each for each in report.new if each.name == "Quinn"]) == ((), [])
    assert kept(rig).state is ReviewState.SEEN


def test_everything_gone_is_told_too_and_put_there_again(rig: Reviewing) -> None:
    rig.say(Decision.REJECTED, NO)
    heard(rig)
    shutil.rmtree(rig.reviews_folder)
    assert [each.comment for each in heard(rig).missed] == [NO]
    put_again(rig)
    assert len(rig.reviews) == 1
    assert heard(rig).missed == ()


def test_a_look_that_finds_no_store_says_nothing_of_what_is_gone(rig: Reviewing) -> None:
    rig.say(Decision.REJECTED, NO)
    heard(rig)
    away = rig.world / "away"
    rig.store.rename(away)
    assert heard(rig).missed == ()
    away.rename(rig.store)
    assert kept(rig).state is ReviewState.SEEN


def test_names_that_somebody_took_before_are_passed_over(rig: Reviewing) -> None:
    for tag in tags_of(rig)[:5]:
        rig.put(tag, rig.forged(NOOR.identity, comment="mine"))
    rig.say(Decision.REJECTED, NO)
    assert rig.reviews_folder.joinpath(f"{tags_of(rig)[5]}.age").exists()
    heard(rig)
    assert kept(rig).comment == NO


def test_all_names_taken_the_last_is_taken_back(rig: Reviewing) -> None:
    for tag in tags_of(rig):
        rig.put(tag, b"x" * REVIEW_BYTES)
    for comment in ("first", NO):
        rig.say(Decision.REJECTED, comment)
        assert comment in [each.comment for each in heard(rig).new]
    assert len(rig.reviews) == REVIEW_SLOTS


def test_who_changes_their_mind_more_often_than_there_are_names_is_heard(rig: Reviewing) -> None:
    for number in range(REVIEW_SLOTS + 3):
        rig.say(Decision.REJECTED, f"no {number}")
    assert len(rig.reviews) == REVIEW_SLOTS
    heard(rig)
    said = kept(rig)
    assert said.comment == f"no {REVIEW_SLOTS + 2}"
    assert len(said.earlier) <= REVIEW_SLOTS


def test_a_flood_of_signed_ones_fills_no_vault(rig: Reviewing) -> None:
    """By somebody who counts, in every name there is, again and again."""
    for round_ in range(3):
        for at, tag in enumerate((*tags_of(rig), *tags_of(rig, CHARLIE))):
            number = 1000 * round_ + at + 1
            rig.put(tag, rig.forged(CHARLIE.identity, number=number, comment=f"{number}"))
        heard(rig)
    with rig.contributing() as vault:
        assert len(vault.earlier_reviews()) <= REVIEW_SLOTS + 3
    assert kept(rig).comment == f"{2000 + 2 * REVIEW_SLOTS}"


def test_reviews_laid_under_each_others_names_are_still_their_signers(rig: Reviewing) -> None:
    rig.say(Decision.REJECTED, NO)
    rig.say(Decision.ACCEPTED, "fine", reader=CHARLIE)
    one, other = rig.reviews
    mine, theirs = one.read_bytes(), other.read_bytes()
    one.write_bytes(theirs)
    other.write_bytes(mine)
    said = {each.name: (each.decision, each.comment) for each in heard(rig).new}
    assert said == {"Quinn": (Decision.REJECTED, NO), "Charlie": (Decision.ACCEPTED, "fine")}
    assert put_again(rig).missed == (), "it lies there, whatever it is called"


def test_a_review_by_an_earlier_version_is_read_and_comes_first(rig: Reviewing) -> None:
    """There was but one name then, which is the first of them now."""
    rig.put(tags_of(rig)[0], rig.forged(QUINN.identity, comment="of old"))
    assert [each.comment for each in heard(rig).new] == ["of old"]
    with rig.reading() as vault:
        rig.look(vault)
    rig.days = 1
    rig.say(Decision.REJECTED, NO)
    heard(rig)
    said = kept(rig)
    assert (said.comment, [each.comment for each in said.earlier]) == (NO, ["of old"])


def test_one_that_comes_between_is_not_overwritten(rig: Reviewing, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another one of theirs, put from another computer in the very moment between look and put."""
    put_new = BundleStore.put_new
    theirs = rig.forged(QUINN.identity, number=9, comment="from elsewhere")

    def after_somebody_else(store: BundleStore, name: str, data: bytes) -> Put | None:
        if name.endswith(f"{tags_of(rig)[0]}.age"):
            rig.put(tags_of(rig)[0], theirs)
        return put_new(store, name, data)

    with rig.reading() as vault:
        order = rig.begin(vault, Decision.REJECTED, NO)
    with monkeypatch.context() as patch:
        patch.setattr(BundleStore, "put_new", after_somebody_else)
        sent = carry_out(order, quiet)
    assert sent.put.name == review_name(rig.bundle_id, tags_of(rig)[1])
    assert rig.reviews_folder.joinpath(f"{tags_of(rig)[0]}.age").read_bytes() == theirs


def test_what_was_taken_away_is_not_put_again_where_the_recording_was_taken_back(rig: Reviewing) -> None:
    rig.say(Decision.REJECTED, NO)
    rig.withdraw()
    put_again(rig)
    assert set(rig.left) == {"withdrawal.json"}
    with rig.reading() as vault:
        assert vault.reviews() == ()


def use(patch: pytest.MonkeyPatch, key: S3Key) -> None:
    for name, value in key.environment().items():
        patch.setenv(name, value)


def test_on_a_server_a_readers_key_takes_away_nothing_for_good(
    s3: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each reader's key may put every review there, over others too; a contributor's gets what it names."""
    place = s3.fresh_place()

    def sign_in(who: str) -> None:
        use(monkeypatch, s3.contributor if who == "contributor" else s3.reviewer)

    rig = make_reviewing(tmp_path, (QUINN, CHARLIE), store_url=s3.url(place), sign_in=sign_in)
    use(monkeypatch, s3.reviewer)
    for comment in ("first", "second", NO):
        rig.say(Decision.REJECTED, comment)
    names = [review_name(rig.bundle_id, tag) for tag in tags_of(rig)]
    assert sorted(name for name in s3.objects(place) if "/reviews/" in name) == sorted(names[:3])
    use(monkeypatch, s3.listener)
    assert [each.comment for each in heard(rig).new] == [NO]
    assert len(kept(rig).earlier) == 2
    # Charlie's key, in a program of his own.
    forged = rig.forged(CHARLIE.identity, comment="all is well")
    for name in names[1:3]:
        obstore.put(s3.store(place, s3.reviewer), name, forged)
    report = heard(rig)
    assert [(each.name, each.comment) for each in report.missed] == [("Quinn", NO)]
    assert kept(rig).decision is Decision.REJECTED, "sent back goes before accepted on one day"
    use(monkeypatch, s3.reviewer)
    put_again(rig)
    assert s3.objects(place)[names[1]] == forged
    use(monkeypatch, s3.listener)
    assert heard(rig).missed == ()
    assert kept(rig).state is ReviewState.SEEN
    # Taken back with a key that can neither list nor delete.
    use(monkeypatch, s3.contributor)
    rig.withdraw()
    left = {name for name, data in s3.objects(place).items() if data}
    assert left == {f"bundles/{rig.bundle_id}/withdrawal.json"}
