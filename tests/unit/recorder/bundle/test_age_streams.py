import io

import pyrage
import pytest

from recorder.bundle.age_streams import (
    NotAgeError,
    decrypt_stream,
    encrypt_stream,
    new_secret,
    public_key,
    unwrap_secret,
    wrap_secret,
)
from recorder.bundle.identity import Identity

SECRET = new_secret()
PLAIN = bytes(range(256)) * 1000


def sealed(plain: bytes = PLAIN) -> bytes:
    target = io.BytesIO()
    encrypt_stream(io.BytesIO(plain), target, [public_key(SECRET)])
    return target.getvalue()


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537, len(PLAIN)])
def test_a_stream_comes_back(size: int) -> None:
    target = io.BytesIO()
    decrypt_stream(io.BytesIO(sealed(PLAIN[:size])), target, SECRET)
    assert target.getvalue() == PLAIN[:size]


def test_another_key_opens_nothing() -> None:
    target = io.BytesIO()
    with pytest.raises(NotAgeError):
        decrypt_stream(io.BytesIO(sealed()), target, new_secret())
    assert target.getvalue() == b""


@pytest.mark.parametrize("cut", [0, 10, 150, 1000, 65_800, -1, -16, -65_000])
def test_what_is_cut_short_is_never_whole(cut: int) -> None:
    with pytest.raises(NotAgeError):
        decrypt_stream(io.BytesIO(sealed()[:cut]), io.BytesIO(), SECRET)


def test_what_was_added_is_noticed() -> None:
    with pytest.raises(NotAgeError):
        decrypt_stream(io.BytesIO(sealed() + b"x"), io.BytesIO(), SECRET)


class _Failing(io.BytesIO):
    def read(self, _size: int | None = -1, /) -> bytes:
        raise KeyboardInterrupt

    def write(self, _data: object, /) -> int:
        raise KeyboardInterrupt


def test_what_a_stream_raises_comes_through_as_it_was() -> None:
    with pytest.raises(KeyboardInterrupt):
        encrypt_stream(_Failing(), io.BytesIO(), [public_key(SECRET)])
    with pytest.raises(KeyboardInterrupt):
        encrypt_stream(io.BytesIO(PLAIN), _Failing(), [public_key(SECRET)])
    with pytest.raises(KeyboardInterrupt):
        decrypt_stream(io.BytesIO(sealed()), _Failing(), SECRET)


def test_a_secret_is_wrapped_to_one_person() -> None:
    quinn, sam = Identity.generate("Quinn"), Identity.generate("Sam")
    wrapped = wrap_secret(SECRET, quinn.card.age_key)
    assert wrapped.startswith("-----BEGIN AGE ENCRYPTED FILE-----")
    assert unwrap_secret(wrapped, quinn.age_identity) == SECRET
    with pytest.raises(NotAgeError):
        unwrap_secret(wrapped, sam.age_identity)


@pytest.mark.parametrize("content", [b"", b"tea", b"AGE-SECRET-KEY-1", b"\xff"])
def test_what_is_wrapped_must_be_a_secret_key(content: bytes) -> None:
    quinn = Identity.generate("Quinn")
    recipient = pyrage.x25519.Recipient.from_str(quinn.card.age_key)
    wrapped = pyrage.encrypt(content, [recipient], armored=True).decode()
    with pytest.raises(NotAgeError):
        unwrap_secret(wrapped, quinn.age_identity)


@pytest.mark.parametrize("wrapped", ["", "tea", "-----BEGIN AGE ENCRYPTED FILE-----\n\n"])
def test_nothing_else_is_unwrapped(wrapped: str) -> None:
    with pytest.raises(NotAgeError):
        unwrap_secret(wrapped, Identity.generate("Quinn").age_identity)
