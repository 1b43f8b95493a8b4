"""A study's signature: who it is from, bound to every byte before it."""

from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from recorder.study_file import StudyFileError, read_study, signed_study
from recorder.study_file.signature import StudySignature, read_signature

STUDY = (Path(__file__).parents[4] / "assets/studies/office-tasks.toml").read_bytes()
KEY = Ed25519PrivateKey.from_private_bytes(b"1" * 32)
OTHER = Ed25519PrivateKey.from_private_bytes(b"2" * 32)
OWNER = KEY.public_key().public_bytes_raw()
SIGNED = signed_study(STUDY, KEY)
LINE = SIGNED.splitlines(keepends=True)[-1]


def told(data: bytes) -> tuple[int, str]:
    with pytest.raises(StudyFileError) as error:
        read_study(data)
    (mistake,) = (each for each in error.value.mistakes if each.key == "signature")
    return mistake.line, mistake.text


def test_a_study_that_nobody_signed_has_no_owner() -> None:
    assert read_study(STUDY).owner is None
    assert read_signature(b"") is None


def test_a_signed_study_names_its_owner_and_is_another_version() -> None:
    study = read_study(SIGNED)
    assert study.owner == OWNER
    assert study.sha256 == sha256(SIGNED).hexdigest() != read_study(STUDY).sha256
    assert SIGNED.startswith(STUDY)
    assert LINE.startswith(b"# assent-signature: ed25519 " + OWNER.hex().encode())


def test_signing_again_replaces_the_signature() -> None:
    assert signed_study(SIGNED, KEY) == SIGNED
    assert read_study(signed_study(SIGNED, OTHER)).owner == OTHER.public_key().public_bytes_raw()


def test_a_changed_study_is_signed_anew_and_nothing_but_the_last_line_is_replaced() -> None:
    changed = SIGNED.replace(b'version = "1.0"', b'version = "1.1"')
    again = read_study(signed_study(changed, KEY))
    assert (again.owner, again.version) == (OWNER, "1.1")
    assert STUDY in signed_study(LINE + STUDY, KEY)
    assert "sign the file anew" in told(signed_study(LINE + STUDY, KEY))[1]


def test_a_file_without_an_end_of_line_is_signed_with_one() -> None:
    assert read_study(signed_study(STUDY.rstrip(b"\n"), KEY)).owner == OWNER


@given(at=st.integers(0, len(STUDY) - 1), bit=st.integers(0, 7))
def test_no_byte_can_be_changed_under_a_signature(at: int, bit: int) -> None:
    changed = bytearray(SIGNED)
    changed[at] ^= 1 << bit
    assert not isinstance(read_signature(bytes(changed)), StudySignature)


@given(at=st.integers(len(STUDY), len(SIGNED) - 2), bit=st.integers(0, 7))
def test_no_byte_of_the_signature_can_be_changed(at: int, bit: int) -> None:
    changed = bytearray(SIGNED)
    changed[at] ^= 1 << bit
    assert not isinstance(read_signature(bytes(changed)), StudySignature)


def test_a_signature_that_does_not_hold_is_named_with_its_line() -> None:
    lines = STUDY.count(b"\n") + 1
    assert told(SIGNED.replace(b'version = "1.0"', b'version = "1.1"')) == (
        lines,
        "does not hold: the file was changed after it was signed",
    )
    theirs = OTHER.public_key().public_bytes_raw().hex().encode()
    assert told(SIGNED.replace(OWNER.hex().encode(), theirs))[0] == lines


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(SIGNED + b"# more\n", id="something after it"),
        pytest.param(SIGNED + LINE, id="twice"),
        pytest.param(LINE + STUDY, id="first"),
        pytest.param(STUDY + b" " + LINE, id="indented"),
        pytest.param(STUDY + LINE.upper(), id="upper case"),
        pytest.param(STUDY + b"# assent-signature: later\n", id="a promise"),
        pytest.param(SIGNED + b"\n", id="an empty line after it"),
        pytest.param(SIGNED.replace(b"ed25519 ", b"ed448 "), id="another kind"),
    ],
)
def test_what_looks_like_a_signature_must_be_one(data: bytes) -> None:
    assert "sign the file anew" in told(data)[1]


def test_a_signature_within_a_text_is_none() -> None:
    held = STUDY.replace(b'text = """', b'text = """\n' + LINE, 1)
    assert held != STUDY
    assert "sign the file anew" in told(held)[1]
