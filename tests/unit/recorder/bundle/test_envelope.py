import base64
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from recorder.bundle.envelope import NotSignedError, sign, verify

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()
ENVELOPE = sign("manifest", b'{"a":1}', KEY)


@given(st.binary(max_size=300))
def test_what_was_signed_comes_back_with_who_signed_it(body: bytes) -> None:
    signed = verify("manifest", sign("manifest", body, KEY))
    assert (signed.body, signed.signer) == (body, PUBLIC)


def test_it_is_dsse_as_others_check_it() -> None:
    held = json.loads(ENVELOPE)
    body, kind = base64.b64decode(held["payload"]), held["payloadType"]
    to_sign = f"DSSEv1 {len(kind)} {kind} {len(body)} ".encode() + body
    (signature,) = held["signatures"]
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(signature["keyid"]))
    key.verify(base64.b64decode(signature["sig"]), to_sign)


def test_a_statement_passes_for_no_other_kind() -> None:
    with pytest.raises(NotSignedError):
        verify("withdrawal", ENVELOPE)


def test_every_changed_byte_is_noticed() -> None:
    for at in range(len(ENVELOPE)):
        for changed in (ENVELOPE[at] ^ 1, ENVELOPE[at] ^ 0x80):
            altered = ENVELOPE[:at] + bytes([changed]) + ENVELOPE[at + 1 :]
            with pytest.raises(NotSignedError):
                verify("manifest", altered)


def test_every_cut_is_noticed() -> None:
    for length in range(len(ENVELOPE)):
        with pytest.raises(NotSignedError):
            verify("manifest", ENVELOPE[:length])


def _with(**changes: object) -> bytes:
    return json.dumps({**json.loads(ENVELOPE), **changes}).encode()


def _signature(**changes: object) -> list[dict[str, Any]]:
    return [{**json.loads(ENVELOPE)["signatures"][0], **changes}]


@pytest.mark.parametrize(
    "envelope",
    [
        b"",
        b"null",
        b"[" * 100_000,
        _with(signatures=[]),
        _with(signatures=_signature() * 2),
        _with(more=1),
        _with(payload="?"),
        _with(payload=7),
        _with(signatures=_signature(keyid="00" * 31)),
        _with(signatures=_signature(keyid="xx")),
        _with(signatures=_signature(keyid=bytes(32).hex())),
        _with(signatures=_signature(sig="")),
        _with(signatures=_signature(sig=base64.b64encode(bytes(64)).decode())),
        _with(signatures=_signature(more="x")),
    ],
)
def test_nothing_else_is_a_signed_statement(envelope: bytes) -> None:
    with pytest.raises(NotSignedError):
        verify("manifest", envelope)


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_in_one_way(data: bytes) -> None:
    with pytest.raises(NotSignedError):
        verify("manifest", data)
