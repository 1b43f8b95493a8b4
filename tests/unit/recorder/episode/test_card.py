import pytest

from recorder.bundle.identity import Identity
from recorder.episode.card import Card, age_key_fingerprint, signing_key_fingerprint

AGE_KEY = "age1lkduxuz208vnygdm8rpq2wyzdnvx5uq5rlhxfemvtxk5h9mv7d7sekjrj2"


def test_a_fingerprint_is_eight_groups_that_can_be_read_out() -> None:
    groups = age_key_fingerprint(AGE_KEY).split(" ")
    assert [len(group) for group in groups] == [4] * 8
    assert set("".join(groups)) <= set("0123456789abcdef")


def test_the_same_bytes_have_another_fingerprint_as_another_kind_of_key() -> None:
    card = Identity.generate("Robin").card
    assert signing_key_fingerprint(card.signing_key) != age_key_fingerprint(card.age_key)
    assert signing_key_fingerprint(b"\1" * 32) != signing_key_fingerprint(b"\2" * 32)


def test_fingerprints_never_change_between_versions() -> None:
    assert age_key_fingerprint(AGE_KEY) == "f6bd 2e81 0b9c 7943 d444 80e3 9cc8 0269"
    assert signing_key_fingerprint(bytes(32)) == "f1c4 fe60 3b50 fe57 1418 102b 45f9 f72f"


@pytest.mark.parametrize(
    ("age_key", "signing_key"),
    [("age1", bytes(32)), (AGE_KEY[:-1] + "q", bytes(32)), (AGE_KEY, bytes(31)), (AGE_KEY, bytes(33))],
)
def test_a_card_needs_two_real_keys(age_key: str, signing_key: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        Card("Robin", age_key, signing_key)
