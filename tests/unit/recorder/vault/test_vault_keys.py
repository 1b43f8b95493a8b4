from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recorder.vault.errors import WeakPassphraseError
from recorder.vault.keys import (
    Argon2Cost,
    KeyringKey,
    Passphrase,
    Secret,
    WrapKind,
    WrongSecretError,
    authentication_code,
    fresh_key,
    unwrap_key,
    wrap_from_fields,
    wrap_key,
    wrap_to_fields,
)
from recorder.vault.recovery_code import RecoveryCode

CHEAP = Argon2Cost(memory_kib=64, passes=1, lanes=1)
SECRETS: list[Secret] = [Passphrase("correct horse"), RecoveryCode.fresh(), KeyringKey(fresh_key())]


@pytest.mark.parametrize("secret", SECRETS)
def test_a_wrapped_key_comes_back_by_its_secret_alone(secret: Secret) -> None:
    key = fresh_key()
    wrap = wrap_from_fields(wrap_to_fields(wrap_key(key, secret, vault_id="v", cost=CHEAP)))
    assert unwrap_key(wrap, secret, vault_id="v") == key
    assert key not in wrap.wrapped
    for other in (Passphrase("another horse"), RecoveryCode.fresh(), KeyringKey(fresh_key())):
        with pytest.raises(WrongSecretError):
            unwrap_key(wrap, other, vault_id="v")


@pytest.mark.parametrize("secret", SECRETS)
def test_all_that_a_wrap_says_is_authenticated(secret: Secret) -> None:
    wrap = wrap_key(fresh_key(), secret, vault_id="v", cost=CHEAP)
    flipped = bytes([wrap.wrapped[0] ^ 1]) + wrap.wrapped[1:]
    dearer = None if wrap.cost is None else Argon2Cost(memory_kib=128, passes=1, lanes=1)
    changed = [replace(wrap, wrapped=flipped), replace(wrap, salt=bytes(16)), replace(wrap, nonce=bytes(12))]
    changed += [replace(wrap, cost=dearer)] if dearer else []
    for forged in changed:
        with pytest.raises(WrongSecretError):
            unwrap_key(forged, secret, vault_id="v")
    with pytest.raises(WrongSecretError):
        unwrap_key(wrap, secret, vault_id="w")


@given(st.text(min_size=1, max_size=30), st.text(min_size=1, max_size=30))
def test_other_passphrases_do_not_open(right: str, wrong: str) -> None:
    wrap = wrap_key(bytes(32), Passphrase(right), vault_id="v", cost=CHEAP)
    assert unwrap_key(wrap, Passphrase(right), vault_id="v") == bytes(32)
    if right != wrong:
        try:
            unwrap_key(wrap, Passphrase(wrong), vault_id="v")
        except WrongSecretError:
            return
        import unicodedata  # noqa: PLC0415 - used here only

        assert unicodedata.normalize("NFC", right) == unicodedata.normalize("NFC", wrong)


def test_an_accent_may_be_typed_in_two_ways() -> None:
    wrap = wrap_key(bytes(32), Passphrase("caf\u00e9 au lait"), vault_id="v", cost=CHEAP)
    assert unwrap_key(wrap, Passphrase("cafe\u0301 au lait"), vault_id="v") == bytes(32)


def test_the_default_cost_is_the_second_choice_of_the_rfc() -> None:
    assert (Argon2Cost().memory_kib, Argon2Cost().passes, Argon2Cost().lanes) == (65536, 3, 4)


@pytest.mark.parametrize("cost", [(1 << 40, 1, 1), (64, 0, 1), (64, 1 << 30, 1), (64, 1, 0), (8, 1, 4)])
def test_a_cost_out_of_range_is_refused(cost: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="range"):
        Argon2Cost(*cost)


def test_a_short_passphrase_is_refused() -> None:
    with pytest.raises(WeakPassphraseError):
        Passphrase("seven77").checked()
    assert Passphrase("eight888").checked()


def test_no_secret_is_shown() -> None:
    assert "horse" not in repr(Passphrase("correct horse"))
    assert repr(KeyringKey(b"secret")) == "KeyringKey()"
    code = RecoveryCode.fresh()
    assert code.characters not in repr(code)


def test_authentication_codes_depend_on_key_and_message() -> None:
    codes = {authentication_code(key, text) for key in (bytes(32), b"k" * 32) for text in (b"a", b"b")}
    assert len(codes) == 4


@pytest.mark.parametrize("change", [{"kind": "nose"}, {"salt": "!"}, {"salt": "AA=="}, {"argon2id": None}])
def test_what_is_no_wrap_is_refused(change: dict[str, object]) -> None:
    fields = wrap_to_fields(wrap_key(bytes(32), Passphrase("correct horse"), vault_id="v", cost=CHEAP))
    with pytest.raises(ValueError, match=r"."):
        wrap_from_fields({**fields, **change})
    assert wrap_from_fields(fields).kind is WrapKind.PASSPHRASE
