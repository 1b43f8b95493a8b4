"""A review between its signer and its reader: sealed to one size, opened strictly."""

import subprocess
from datetime import date
from pathlib import Path
from typing import Final

import pytest

from recorder.bundle.age_streams import new_secret
from recorder.bundle.identity import Identity
from recorder.bundle.layout import REVIEW_BYTES, is_review_name, review_name
from recorder.bundle.reviews import (
    PADDED_BYTES,
    NoReviewError,
    Standing,
    open_review,
    review_tag,
    seal_review,
    sign_review,
    signer_in,
)
from recorder.bundle.statements import Finding, Review
from recorder.study_file import read_study
from tests.rigs.reviewing import NOOR, QUINN, SAM, study_with

BUNDLE: Final = "ab" * 16
PAYLOAD: Final = "cd" * 32
SECRET: Final = new_secret()
QUINNS: Final = QUINN.identity


def review(comment: str = "fine", *, number: int = 1) -> Review:
    return Review(
        bundle=BUNDLE,
        payload=PAYLOAD,
        decision="accepted",
        comment=comment,
        found=Finding("same_after_moving", None, 3),
        reviewed_on=date(2026, 6, 1),
        number=number,
    )


def opened(sealed: bytes, *, secret: str = SECRET) -> Review:
    return open_review(sealed, bundle_id=BUNDLE, payload_sha256=PAYLOAD, secret=secret).review


@pytest.mark.parametrize("comment", ["", "fine", "\U0001f600" * 2000, '"\\' * 1000, "\n" * 2000])
def test_whatever_it_says_it_comes_out_as_it_went_in_and_is_as_large(comment: str) -> None:
    said = review(comment)
    for _ in range(20):
        sealed = seal_review(sign_review(said, QUINNS), SECRET)
        assert len(sealed) == REVIEW_BYTES
    assert opened(sealed) == said


def test_the_program_age_opens_it(tmp_path: Path) -> None:
    key, file = tmp_path / "key", tmp_path / "review.age"
    key.write_text(f"{SECRET}\n")
    envelope = sign_review(review(), QUINNS)
    file.write_bytes(seal_review(envelope, SECRET))
    found = subprocess.run(["age", "-d", "-i", key, file], capture_output=True, check=True, timeout=30)
    assert found.stdout.rstrip(b"\n") == envelope
    assert len(found.stdout) == PADDED_BYTES


def test_it_opens_for_no_other_recording() -> None:
    sealed = seal_review(sign_review(review(), QUINNS), SECRET)
    with pytest.raises(NoReviewError, match="not sealed to this recording"):
        opened(sealed, secret=new_secret())
    with pytest.raises(NoReviewError, match="another recording"):
        open_review(sealed, bundle_id="00" * 16, payload_sha256=PAYLOAD, secret=SECRET)
    with pytest.raises(NoReviewError, match="another version"):
        open_review(sealed, bundle_id=BUNDLE, payload_sha256="00" * 32, secret=SECRET)


def test_what_no_review_says_is_not_signed() -> None:
    with pytest.raises(ValueError, match="says why"):
        Review(
            bundle=BUNDLE, payload=PAYLOAD, decision="rejected", comment=" ", reviewed_on=date.min, number=1
        )
    with pytest.raises(ValueError, match="no review"):
        sign_review(review("x" * 2001), QUINNS)
    with pytest.raises(ValueError, match="no review"):
        sign_review(review(number=0), QUINNS)
    with pytest.raises(ValueError, match="too long"):
        seal_review(bytes(PADDED_BYTES + 1), SECRET)


def test_names_are_of_one_reader_bundle_and_secret() -> None:
    key, other = QUINNS.card.age_key, Identity.generate("Other").card.age_key
    names = {
        review_tag(BUNDLE, SECRET, key),
        review_tag(BUNDLE, SECRET, other),
        review_tag("00" * 16, SECRET, key),
        review_tag(BUNDLE, new_secret(), key),
    }
    assert len(names) == 4
    assert all(is_review_name(review_name(BUNDLE, name)) for name in names)
    for name in ("x", f"bundles/{BUNDLE}/reviews/../{'0' * 64}.age", review_name(BUNDLE, "0" * 64) + "\n"):
        assert not is_review_name(name)


def test_who_counts_is_the_studys_to_say() -> None:
    study = read_study(study_with((QUINN, NOOR, SAM), store_url="file:///nowhere").content)
    for reader, standing in (
        (QUINN, Standing.COUNTS),
        (NOOR, Standing.OTHER_ROLE),
        (SAM, Standing.UNKNOWN),
    ):
        found, recipient = signer_in(study, reader.identity.card.signing_key)
        assert found is standing
        assert (recipient is None) is (standing is Standing.UNKNOWN)
