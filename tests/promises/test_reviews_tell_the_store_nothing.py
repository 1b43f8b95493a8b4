"""What readers say goes to those who can open the recording, and a store learns only that something was put.

In a folder, and on a real S3 server with keys of their own: the reader's puts reviews and nothing else, the
contributor's gets reviews and nothing else.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from recorder.bundle.age_streams import new_secret
from recorder.bundle.layout import REVIEW_BYTES, manifest_name, review_name
from recorder.bundle.reviews import NoReviewError, open_review, review_tag
from recorder.bundle.statements import Finding, recipient_tag
from studio.demo.s3_server import S3Key, S3Server
from studio.demo.search import find_words
from studio.submission.credentials import Credentials
from studio.submission.review_errors import ReviewNotAllowedError
from studio.submission.reviewing import Decision, carry_out, due_reviews, finish, postpone, reviews_of
from studio.submission.store_errors import StoreRefusedError
from studio.submission.stores import open_store
from tests.rigs.reviewing import CHARLIE, EVERYBODY, QUINN, Reviewing, make_reviewing
from tests.rigs.sharing import quiet

COMMENT: Final = "quokkacomment: the wombatbutton is gone after the third step"
WORDS: Final = (
    "quokkacomment",
    "wombatbutton",
    "accepted",
    "rejected",
    "decision",
    "reviewed",
    "not_comparable",
    "payloadType",
    *(reader.identity.name for reader in EVERYBODY if len(reader.identity.name) > 5),
)
CONTROL: Final = "controlword"


@pytest.fixture
def rig(reviewing: Reviewing) -> Reviewing:
    return reviewing.reset()


def test_no_word_of_it_lies_in_the_store(rig: Reviewing, tmp_path: Path) -> None:
    rig.say(Decision.REJECTED, COMMENT, found=Finding("not_comparable", 3, 2))
    rig.say(Decision.ACCEPTED, COMMENT, reader=CHARLIE)
    assert len(rig.reviews) == 2
    keys = [reader.identity.card.signing_key.hex() for reader in EVERYBODY]
    # Grants and the manifest name their format in clear; what is searched are the reviews.
    folder = rig.reviews[0].parent
    (tmp_path / "control").write_bytes(CONTROL.encode())
    found = find_words([folder, tmp_path], (*WORDS, *keys, CONTROL))
    assert {hit.word for hit in found} == {CONTROL}


def test_every_review_is_as_large_as_any_other(rig: Reviewing) -> None:
    sizes = set()
    for decision, comment, finding in (
        (Decision.ACCEPTED, "", None),
        (Decision.ACCEPTED, "yes", Finding("same", None, 3)),
        (Decision.REJECTED, "\U0001f600" * 2000, Finding("different", 10_000, 10_000)),
        (Decision.REJECTED, '"\\\n' * 600, None),
    ):
        rig.say(decision, comment, found=finding)
        sizes |= {path.stat().st_size for path in rig.reviews}
    assert sizes == {REVIEW_BYTES}
    assert len(rig.reviews) == 4, "nothing is put over what was said before"


def test_names_are_no_ones_who_cannot_open_it(rig: Reviewing) -> None:
    """Not even a store that has all cards finds out who spoke; nor are two bundles' names alike."""
    rig.say()
    (path,) = rig.reviews
    assert re.fullmatch(r"[0-9a-f]{64}\.age", path.name)
    tag, card = path.name.removesuffix(".age"), QUINN.identity.card
    assert tag != recipient_tag(rig.bundle_id, card.age_key)
    assert tag == review_tag(rig.bundle_id, rig.secret, card.age_key)
    assert tag != review_tag(rig.bundle_id, new_secret(), card.age_key)
    assert tag != review_tag("ab" * 16, rig.secret, card.age_key)


def test_only_who_can_open_the_recording_can_read_it(rig: Reviewing) -> None:
    rig.say(Decision.REJECTED, COMMENT)
    (path,) = rig.reviews
    with rig.contributing() as vault:
        assert not reviews_of(vault, rig.session_id)
        rig.look(vault)
        (review,) = reviews_of(vault, rig.session_id)
        assert (review.decision, review.comment, review.name) == (Decision.REJECTED, COMMENT, "Quinn")
    for reader in (CHARLIE, EVERYBODY[2]):
        with rig.reading(reader) as vault:
            rig.look(vault)
            assert [each.comment for each in reviews_of(vault, rig.bundle_id)] == [COMMENT]
    for secret in (each.identity.age_secret for each in EVERYBODY):
        with pytest.raises(NoReviewError):
            open_review(path.read_bytes(), bundle_id=rig.bundle_id, payload_sha256="00" * 32, secret=secret)


def use(patch: pytest.MonkeyPatch, key: S3Key) -> None:
    for name, value in key.environment().items():
        patch.setenv(name, value)


@pytest.fixture
def sign_in(s3: S3Server, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    return lambda who: use(monkeypatch, s3.contributor if who == "contributor" else s3.reader)


def test_a_server_that_grants_as_little_as_can_be_learns_nothing(
    s3: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sign_in: Callable[[str], None]
) -> None:
    place = s3.fresh_place()
    rig = make_reviewing(tmp_path, (QUINN,), store_url=s3.url(place), sign_in=sign_in)
    # A reader's key that may only read.
    with rig.reading() as vault:
        order = rig.begin(vault, Decision.REJECTED, COMMENT)
        with pytest.raises(ReviewNotAllowedError) as refused:
            carry_out(order, quiet)
        assert "reviews" in refused.value.mend
        postpone(vault, order, refused.value, now=rig.now)
        (kept,) = reviews_of(vault, rig.bundle_id)
        assert kept.problem == refused.value.happened
        assert due_reviews(vault, rig.now) == (), "somebody has to mend that first"
        assert due_reviews(vault, rig.now, stuck_too=True) == (rig.bundle_id,)
        # One that may put reviews as well.
        use(monkeypatch, s3.reviewer)
        finish(vault, order, carry_out(order, quiet))
        assert reviews_of(vault, rig.bundle_id)[0].problem == ""
    store = open_store(s3.url(place), credentials=Credentials(s3.reviewer.access_key, s3.reviewer.secret_key))
    with pytest.raises(StoreRefusedError):
        store.put(manifest_name(rig.bundle_id), b"{}")
    found = s3.objects(place)
    names = [name for name in found if "/reviews/" in name]
    tag = review_tag(rig.bundle_id, rig.secret, QUINN.identity.card.age_key)
    assert names == [review_name(rig.bundle_id, tag)]
    # What the server keeps and says.
    found_words = find_words([s3.data, s3.log], ("quokkacomment", "wombatbutton"))
    assert found_words == ()
    # A contributor's key that may only put is told so; one that may get reviews gets them, and nothing else.
    with rig.contributing() as vault:
        use(monkeypatch, s3.contributor)
        report = rig.look(vault)
        assert (report.reviews.new, len(report.reviews.refused), report.unreachable) == ((), 1, ())
        use(monkeypatch, s3.listener)
        (review,) = rig.look(vault).reviews.new
        assert (review.name, review.comment) == ("Quinn", COMMENT)
        assert rig.look(vault).reviews.refused == ()
    # Taken back with a key that can neither list nor delete: nothing of the review is left.
    use(monkeypatch, s3.contributor)
    rig.withdraw()
    assert {name for name, data in s3.objects(place).items() if data} == {
        f"bundles/{rig.bundle_id}/withdrawal.json"
    }
