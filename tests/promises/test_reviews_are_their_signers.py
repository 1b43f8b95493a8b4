"""A review counts for whom the study names to give it, of the very bytes that they saw, and for the last one.

Everything else that lies there, put by readers with programs of their own, by a store or by anyone, is shown
for what it is, or left; and nothing of it keeps the rest from being found.
"""

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

import pyrage
import pytest
from pyrage import x25519

from recorder.bundle.age_streams import new_secret, public_key
from recorder.bundle.identity import Identity
from recorder.bundle.layout import REVIEW_BYTES
from recorder.bundle.reviews import PADDED_BYTES, review_tag, seal_review
from recorder.bundle.statements import MOST_IN_A_DAY
from recorder.episode.study import Role
from recorder.vault.sharing_rows import ReviewState
from studio.submission.review_errors import CommentNeededError, CommentTooLongError, NotReviewerError
from studio.submission.review_looking import MOST_LISTED, MOST_UNNAMED
from studio.submission.reviewing import Decision, begin_review, reviews_of
from studio.submission.reviews import Standing, outcome, plain_comment, review_sheet
from studio.submission.syncing import SyncReport
from tests.rigs.reviewing import CHARLIE, NOOR, QUINN, SAM, Reader, Reviewing

STRANGER: Final = Identity.generate("Quinn")
"""Who calls herself like somebody whom the study names."""


@pytest.fixture
def rig(reviewing: Reviewing) -> Reviewing:
    return reviewing.reset()


def tag_of(rig: Reviewing, reader: Reader = QUINN) -> str:
    return review_tag(rig.bundle_id, rig.secret, reader.identity.card.age_key)


def heard(rig: Reviewing) -> SyncReport:
    with rig.contributing() as vault:
        return rig.look(vault)


def test_a_named_reader_is_shown_by_the_studys_name_for_them(rig: Reviewing) -> None:
    rig.say(Decision.ACCEPTED, "well done")
    (review,) = heard(rig).reviews.new
    assert (review.name, review.role, review.standing) == ("Quinn", Role.QA, Standing.COUNTS)
    assert review.comment == "well done"
    assert outcome([review]) == review


def test_whom_the_study_does_not_name_is_nobody_and_never_counts(rig: Reviewing) -> None:
    """Whatever they call themselves, and under whose name in the store it lies."""
    rig.put(tag_of(rig), rig.forged(STRANGER))
    rig.say(reader=SAM)
    report = heard(rig)
    assert [each.standing for each in report.reviews.new] == [Standing.UNKNOWN] * 2
    assert {each.name for each in report.reviews.new} == {""}
    keys = {STRANGER.card.signing_key, SAM.identity.card.signing_key}
    assert {each.signer for each in report.reviews.new} == keys
    assert outcome(report.reviews.new) is None


def test_another_role_is_shown_and_does_not_count(rig: Reviewing) -> None:
    with rig.reading(NOOR) as vault:
        sheet = review_sheet(vault, rig.bundle_id)
        assert sheet is not None
        assert not sheet.may_review
        with pytest.raises(NotReviewerError):
            rig.begin(vault)
        assert vault.reviews() == ()
    rig.put(tag_of(rig, NOOR), rig.forged(NOOR.identity))
    (review,) = heard(rig).reviews.new
    assert (review.name, review.standing) == ("Noor", Standing.OTHER_ROLE)
    assert outcome([review]) is None


@pytest.mark.parametrize(
    "changes", [{"bundle": "ab" * 16}, {"payload": "cd" * 32}], ids=["another bundle", "another payload"]
)
def test_of_something_else_it_is_no_review(rig: Reviewing, changes: dict[str, object]) -> None:
    rig.put(tag_of(rig), rig.forged(QUINN.identity, **changes))
    report = heard(rig)
    assert report.reviews.new == ()
    assert [each.bundle_id for each in report.reviews.odd] == [rig.bundle_id]


def test_a_review_by_a_bundles_own_key_of_somebody_is_not_theirs(rig: Reviewing) -> None:
    """What signs a person's own bundles is not the key that the study names."""
    rig.put(tag_of(rig), rig.forged(QUINN.identity.for_bundle(rig.bundle_id)))
    (review,) = heard(rig).reviews.new
    assert not review.counts


def test_an_older_one_put_back_never_comes_after_a_newer(rig: Reviewing) -> None:
    rig.say(Decision.REJECTED, "the window is missing")
    (path,) = rig.reviews
    older = path.read_bytes()
    rig.say(Decision.ACCEPTED, "now it is there")
    assert heard(rig).reviews.new[0].comment == "now it is there"
    for name in (path.name, f"{'0' * 64}.age"):
        (path.parent / name).write_bytes(older)
        assert heard(rig).reviews.new == ()
    with rig.contributing() as vault:
        (review,) = reviews_of(vault, rig.session_id)
        assert (review.decision, review.comment) == (Decision.ACCEPTED, "now it is there")


def test_the_later_of_two_that_lie_there_is_taken_whichever_comes_first(rig: Reviewing) -> None:
    for number, name in ((2, "0" * 64), (1, "f" * 64)):
        rig.put(name, rig.forged(QUINN.identity, number=number, comment=f"number {number}"))
    (review,) = heard(rig).reviews.new
    assert review.comment == "number 2"


def test_a_later_day_comes_after_however_often_it_was_said_before(rig: Reviewing) -> None:
    for _ in range(3):
        rig.say(Decision.REJECTED, "no")
    rig.days = 1
    review = rig.say(Decision.ACCEPTED, "yes")
    assert review is not None
    assert review.order == (rig.now.date(), 1)
    # A clock that goes wrong changes nothing.
    rig.days = -3
    again = rig.say(Decision.REJECTED, "no, after all")
    assert again is not None
    assert again.order > review.order


def test_two_who_disagree_are_told_as_sent_back(rig: Reviewing) -> None:
    rig.say(Decision.REJECTED, "no", reader=CHARLIE)
    rig.say(Decision.ACCEPTED)
    with rig.contributing() as vault:
        rig.look(vault)
        said = outcome(reviews_of(vault, rig.session_id))
        assert said is not None
        assert said.name == "Charlie"
    rig.days = 1
    rig.say(Decision.ACCEPTED, reader=CHARLIE)
    with rig.contributing() as vault:
        rig.look(vault)
        said = outcome(reviews_of(vault, rig.session_id))
        assert said is not None
        assert said.decision is Decision.ACCEPTED


SAID: Final[dict[str, object]] = {
    "format": 1,
    "bundle": "",
    "payload": "",
    "decision": "accepted",
    "comment": "fine",
    "found": None,
    "reviewed_on": "2026-05-04",
    "number": 1,
}


@pytest.mark.parametrize(
    "changes",
    [
        {"format": 2},
        {"decision": "maybe"},
        {"decision": "rejected", "comment": " \n"},
        {"comment": "x" * 2001},
        {"comment": None},
        {"number": 0},
        {"number": 1 << 70},
        {"reviewed_on": "yesterday"},
        {"name": "Quinn"},
        {"found": {"kind": "SAME <b>", "step": None, "runs": 1}},
        {"found": {"kind": "same", "step": -1, "runs": 1}},
        {"found": [[[[]]]]},
    ],
    ids=str,
)
def test_what_is_signed_and_says_what_no_review_says_is_none(
    rig: Reviewing, changes: dict[str, object]
) -> None:
    said = json.loads(body_of(rig)) | changes
    envelope = QUINN.identity.sign("review", json.dumps(said).encode())
    rig.put(tag_of(rig), seal_review(envelope, rig.secret))
    rig.say(reader=CHARLIE)
    report = heard(rig)
    assert [each.name for each in report.reviews.new] == ["Charlie"]
    assert len(report.reviews.odd) == 1
    assert report.unreachable == ()


def body_of(rig: Reviewing) -> str:
    with rig.reading() as vault:
        seal = vault.received_seal(rig.bundle_id)
    assert seal is not None
    return json.dumps(SAID | {"bundle": rig.bundle_id, "payload": seal.payload_sha256})


def test_good_words_in_that_way_of_writing_are_a_review(rig: Reviewing) -> None:
    """Else the test above would prove nothing."""
    rig.put(tag_of(rig), seal_review(QUINN.identity.sign("review", body_of(rig).encode()), rig.secret))
    assert [each.comment for each in heard(rig).reviews.new] == ["fine"]


def to_the_episode(rig: Reviewing, data: bytes, *, armored: bool = True) -> bytes:
    key = x25519.Recipient.from_str(public_key(rig.secret))
    sealed: bytes = pyrage.encrypt(data, [key], armored=armored)
    return sealed


HOSTILE: Final[dict[str, Callable[[Reviewing], bytes]]] = {
    "nothing like it": lambda _: b"x" * REVIEW_BYTES,
    "zeros": lambda _: bytes(REVIEW_BYTES),
    "line breaks": lambda _: b"\n" * REVIEW_BYTES,
    "short": lambda rig: rig.forged(QUINN.identity)[:-1],
    "long": lambda rig: rig.forged(QUINN.identity) + b"\n",
    "huge": lambda _: bytes(8 << 20),
    "a byte changed": lambda rig: flipped(rig.forged(QUINN.identity)),
    "to somebody else": lambda rig: seal_review(
        QUINN.identity.sign("review", body_of(rig).encode()), new_secret()
    ),
    "with a passphrase": lambda _: pyrage.passphrase.encrypt(b"x", "x").ljust(REVIEW_BYTES, b"\n"),
    "not padded": lambda rig: to_the_episode(rig, QUINN.identity.sign("review", body_of(rig).encode())).ljust(
        REVIEW_BYTES, b"\n"
    ),
    "not armoured": lambda rig: to_the_episode(rig, bytes(PADDED_BYTES), armored=False).ljust(
        REVIEW_BYTES, b"\n"
    ),
    "empty inside": lambda rig: to_the_episode(rig, b"\n" * PADDED_BYTES).ljust(REVIEW_BYTES, b"\n"),
    "deep": lambda rig: to_the_episode(rig, b"[" * PADDED_BYTES).ljust(REVIEW_BYTES, b"\n"),
    "a manifest": lambda rig: seal_review(QUINN.identity.sign("manifest", body_of(rig).encode()), rig.secret),
}


def flipped(sealed: bytes) -> bytes:
    at = len(sealed) // 2
    return sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]


@pytest.mark.parametrize("hostile", HOSTILE, ids=str)
def test_hostile_bytes_are_left_and_stop_nothing(rig: Reviewing, hostile: str) -> None:
    rig.put(tag_of(rig), HOSTILE[hostile](rig))
    rig.say(reader=CHARLIE)
    report = heard(rig)
    assert [each.name for each in report.reviews.new] == ["Charlie"]
    assert len(report.reviews.odd) == 1
    assert report.unreachable == ()


def test_what_commands_terminals_and_turns_words_round_is_taken_out(rig: Reviewing) -> None:
    evil = "fine\u202e\x1b[2Jtxt.exe\u200b\0\x07\nsecond line"
    rig.put(tag_of(rig), rig.forged(QUINN.identity, comment=evil))
    (review,) = heard(rig).reviews.new
    assert review.comment == "fine\ufffd\ufffd[2Jtxt.exe\ufffd\ufffd\ufffd\nsecond line"
    with rig.reading(CHARLIE) as vault:
        order = rig.begin(vault, Decision.ACCEPTED, evil)
        assert json_comment(order.envelope) == "fine[2Jtxt.exe\nsecond line"


def json_comment(envelope: bytes) -> str:
    return str(json.loads(base64.b64decode(json.loads(envelope)["payload"]))["comment"])


def test_comments_are_plain_lines_within_a_limit() -> None:
    assert plain_comment("  a\r\nb\tc\u00a0d\u2028e \n") == "a\nb c d\ne"
    assert plain_comment("é漢\U0001f600") == "é漢\U0001f600"
    with pytest.raises(CommentTooLongError):
        plain_comment("x" * 2001)
    assert len(plain_comment("x" * 2000 + " \n")) == 2000


def test_sending_back_needs_a_word(rig: Reviewing) -> None:
    with rig.reading() as vault:
        for comment in ("", " \n\u202e"):
            with pytest.raises(CommentNeededError):
                begin_review(vault, rig.bundle_id, Decision.REJECTED, comment, now=rig.now)
        assert vault.reviews() == ()


def test_a_flood_hides_no_reader_and_fills_no_vault(rig: Reviewing) -> None:
    sealed = rig.forged(STRANGER)
    for number in range(MOST_LISTED + 50):
        rig.put(f"{number:064x}", sealed if number < 3 else b"x")
    for number in range(MOST_UNNAMED + 5):
        rig.put(f"{number:064x}", rig.forged(Identity.generate("Nobody")))
    rig.say()
    report = heard(rig)
    assert "Quinn" in {each.name for each in report.reviews.new}
    assert len(report.reviews.odd) <= 20
    for number in range(MOST_UNNAMED):
        rig.put(f"{number:064x}", rig.forged(Identity.generate("Nobody")))
    heard(rig)
    with rig.contributing() as vault:
        assert len(vault.reviews()) <= 1 + MOST_UNNAMED


def test_one_store_that_is_gone_keeps_no_other_review_from_being_found(rig: Reviewing) -> None:
    rig.say()
    with rig.contributing() as vault:
        row = vault.submission(rig.bundle_id)
        gone = replace(row, bundle_id="ab" * 16, store_url=(rig.world / "nowhere").as_uri())
        vault.begin_submission(gone, new_secret())
        receipt = vault.submission_receipt(rig.bundle_id, "submitted")
        assert receipt is not None
        vault.keep_submission_receipt(gone.bundle_id, "submitted", receipt)
        report = rig.look(vault)
        assert [each.name for each in report.reviews.new] == ["Quinn"]
        assert [each.store_url for each in report.unreachable] == [gone.store_url]


def test_own_review_is_known_again_by_a_vault_that_lost_it(rig: Reviewing) -> None:
    rig.say(Decision.REJECTED, "no")
    with rig.reading() as vault:
        vault.forget_reviews(rig.bundle_id)
        assert rig.look(vault).reviews.new == (), "it is no news"
        (own,) = reviews_of(vault, rig.bundle_id)
        assert (own.is_own, own.state, own.comment) == (True, ReviewState.SENT, "no")
    again = rig.say(Decision.ACCEPTED)
    assert again is not None
    assert again.order == (rig.now.date(), 2)


def test_a_day_that_has_not_come_counts_when_it_has(rig: Reviewing) -> None:
    """Else whoever dates theirs ahead would have the last word for ever."""
    ahead = rig.now.date() + timedelta(days=9)
    rig.put(tag_of(rig), rig.forged(QUINN.identity, reviewed_on=ahead, comment="for ever"))
    rig.say(Decision.REJECTED, "no", reader=CHARLIE)
    report = heard(rig)
    assert [each.comment for each in report.reviews.new] == ["no"]
    assert [each.why for each in report.reviews.odd] == ["it is of a day that has not come yet"]
    rig.days = 8
    assert [each.comment for each in heard(rig).reviews.new] == ["for ever"]


@pytest.mark.parametrize("day", [date.min, date.max])
def test_limits_of_a_day_and_a_number_break_nothing(rig: Reviewing, day: date) -> None:
    rig.put(tag_of(rig), rig.forged(QUINN.identity, reviewed_on=day, number=MOST_IN_A_DAY))
    rig.say(reader=CHARLIE)
    report = heard(rig)
    assert {each.order for each in report.reviews.new if each.name == "Quinn"} <= {(date.min, MOST_IN_A_DAY)}
    assert {each.name for each in report.reviews.new} >= {"Charlie"}


def test_who_says_as_much_as_a_day_has_numbers_for_goes_on_with_the_next(rig: Reviewing) -> None:
    rig.put(tag_of(rig), rig.forged(QUINN.identity, number=MOST_IN_A_DAY))
    with rig.reading() as vault:
        rig.look(vault)
    review = rig.say(Decision.REJECTED, "no")
    assert review is not None
    assert review.order == (rig.now.date() + timedelta(days=1), 1)
    assert [each.comment for each in heard(rig).reviews.new] == ["no"]
