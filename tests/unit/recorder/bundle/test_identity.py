import pyrage

from recorder.bundle.envelope import verify
from recorder.bundle.identity import Identity


def test_two_identities_have_nothing_in_common() -> None:
    one, other = Identity.generate("Robin"), Identity.generate("Robin")
    assert one.age_secret != other.age_secret
    assert one.signing_seed != other.signing_seed


def test_no_secret_is_shown() -> None:
    identity = Identity.generate("Robin")
    shown = f"{identity!r} {identity} {identity.card!r}"
    assert identity.age_secret not in shown
    assert identity.signing_seed.hex() not in shown
    assert repr(identity.signing_seed)[2:-1] not in shown


def test_the_card_is_the_public_part() -> None:
    identity = Identity.generate("Robin")
    signed = verify("manifest", identity.sign("manifest", b"body"))
    assert signed.signer == identity.card.signing_key
    sealed = pyrage.encrypt(b"tea", [pyrage.x25519.Recipient.from_str(identity.card.age_key)])
    assert pyrage.decrypt(sealed, [identity.age_identity]) == b"tea"


def test_an_identity_is_the_same_again_from_its_secrets() -> None:
    identity = Identity.generate("Robin")
    again = Identity(identity.name, identity.signing_seed, identity.age_secret)
    assert again.card == identity.card
