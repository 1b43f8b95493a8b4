import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recorder.episode.age_key import _ALPHABET, _polymod, parse_age_key

KEY = "age1pxln2xe9u2676da4p6c7kymxq0dfkn4m4mpw969v6lvcr9fctpas35m2ns"


def test_a_key_is_its_thirty_two_bytes() -> None:
    # The recipient of the age format's own test vectors: X25519 of the scalar that AGE-SECRET-KEY-1… encodes.
    assert len(parse_age_key(KEY)) == 32
    assert parse_age_key(KEY).hex().startswith("09bf351b25e2b5ed")


@pytest.mark.skipif(shutil.which("age-keygen") is None, reason="the age program is not installed")
def test_what_age_itself_makes_is_accepted() -> None:
    made = subprocess.run(["age-keygen"], check=True, capture_output=True, text=True)
    public = next(word for word in made.stdout.split() if word.startswith("age1"))
    assert len(parse_age_key(public)) == 32
    secret = next(word for word in made.stdout.split() if word.startswith("AGE-SECRET-KEY-"))
    with pytest.raises(ValueError, match="secret key"):
        parse_age_key(secret)


@given(st.integers(4, len(KEY) - 1), st.sampled_from("qpzry9x8gf2tvdw0s3jn54khce6mua7lbio1"))
def test_one_wrong_character_is_found(at: int, char: str) -> None:
    if KEY[at] != char:
        with pytest.raises(ValueError, match=r"."):
            parse_age_key(KEY[:at] + char + KEY[at + 1 :])


@pytest.mark.parametrize(
    "text",
    ["", "age", "age1", KEY[:-1], KEY + "q", KEY.upper(), " " + KEY, "age1" + "q" * 58, "bge" + KEY[3:]],
)
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_age_key(text)


def written(groups: list[int]) -> str:
    """Any groups of five bits with the checksum that belongs to them."""
    prefix = [3, 3, 3, 0, 1, 7, 5]
    check = _polymod([*prefix, *groups, 0, 0, 0, 0, 0, 0]) ^ 1
    checksum = [check >> 5 * (5 - at) & 31 for at in range(6)]
    return "age1" + "".join(_ALPHABET[group] for group in [*groups, *checksum])


def test_a_sound_text_that_is_no_key_is_refused() -> None:
    groups = [_ALPHABET.index(char) for char in KEY[4:-6]]
    assert written(groups) == KEY
    with pytest.raises(ValueError, match="holds 31 bytes"):
        parse_age_key(written([0] * 50))
    with pytest.raises(ValueError, match="holds 33 bytes"):
        parse_age_key(written([0] * 53))
    with pytest.raises(ValueError, match="impossible"):
        parse_age_key(written([*groups[:-1], groups[-1] | 1]))
    with pytest.raises(ValueError, match="impossible"):
        parse_age_key(written([0] * 51))
