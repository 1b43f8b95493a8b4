"""Promise 4: an episode opens for those whom its study names and nobody else, whoever moves keys about."""

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from recorder.bundle.age_streams import NotAgeError, public_key, unwrap_secret, wrap_secret
from recorder.bundle.errors import (
    BrokenBundleError,
    NotForYouError,
    TamperedBundleError,
    TruncatedBundleError,
)
from recorder.bundle.identity import Identity
from recorder.bundle.layout import grant_name, manifest_name
from recorder.bundle.opening import FolderSource, open_bundle
from recorder.bundle.sealing import seal
from recorder.bundle.statements import recipient_tag, signed_voucher
from recorder.errors import UserFacingError
from tests.rigs.hostile_bundle import (
    Store,
    body_of,
    file_of,
    forged,
    messages_of,
    opened,
    refusal,
    signed,
    store_of,
)
from tests.rigs.sealed_bundle import (
    BundleRig,
    episode_for,
    nothing_told,
    seal_order,
    study_for,
)

PEOPLE: Final = {name: Identity.generate(name) for name in ("Ann", "Ben", "Cleo", "Dan")}
READERS: Final = (("Ann",), ("Ann", "Ben"), ("Ben", "Cleo", "Dan"), ("Ann", "Ben", "Cleo", "Dan"))


def grant_of(rig: BundleRig, person: Identity) -> str:
    return grant_name(rig.bundle_id, recipient_tag(rig.bundle_id, person.card.age_key))


@pytest.fixture(scope="module")
def matrix(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, ...], BundleRig]:
    """A bundle for each of some sets of readers, all of one contributor and one owner."""
    folder = tmp_path_factory.mktemp("matrix")
    contributor, owner = Identity.generate("Robin"), Identity.generate("Olive")
    source = episode_for(folder, study_for([PEOPLE["Ann"]], owner=owner), seconds=1)
    made: dict[tuple[str, ...], BundleRig] = {}
    for names in READERS:
        study_toml = study_for([PEOPLE[name] for name in names], owner=owner)
        order = seal_order(folder, study_toml, source, contributor)
        people = (PEOPLE[names[0]], PEOPLE[names[-1]], PEOPLE["Dan"])
        made[names] = BundleRig(
            folder, contributor, *people, owner, study_toml, order, seal(order, nothing_told)
        )
    return made


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("names", READERS, ids="+".join)
def test_the_named_open_it_and_nobody_else(
    matrix: dict[tuple[str, ...], BundleRig], names: tuple[str, ...], who: str
) -> None:
    rig = matrix[names]
    if who in names:
        assert opened(rig, store_of(rig), identity=PEOPLE[who]).recipients == names
    else:
        assert isinstance(refusal(rig, store_of(rig), identity=PEOPLE[who]), NotForYouError)


def test_not_even_those_who_made_it_open_it_if_they_are_not_named(sent: BundleRig) -> None:
    for person in (sent.contributor, sent.owner, sent.stranger):
        assert isinstance(refusal(sent, store_of(sent), identity=person), NotForYouError)


def test_a_grant_opens_for_its_reader_only(sent: BundleRig) -> None:
    wrapped = str(body_of(store_of(sent).objects[grant_of(sent, sent.reader)])["wrapped"])
    assert unwrap_secret(wrapped, sent.reader.age_identity) == sent.order.secret
    for person in (sent.contributor, sent.colleague, sent.stranger, sent.owner):
        with pytest.raises(NotAgeError):
            unwrap_secret(wrapped, person.age_identity)


def test_a_grant_of_another_reader_is_none(sent: BundleRig) -> None:
    store = store_of(sent)
    store.objects[grant_of(sent, sent.reader)] = store.objects[grant_of(sent, sent.colleague)]
    assert isinstance(refusal(sent, store), TamperedBundleError)


def test_a_grant_under_a_strangers_tag_is_none(sent: BundleRig) -> None:
    store = store_of(sent)
    store.objects[grant_of(sent, sent.stranger)] = store.objects[grant_of(sent, sent.reader)]
    assert isinstance(refusal(sent, store, identity=sent.stranger), NotForYouError)


def test_a_grant_of_another_bundle_of_the_same_people_is_none(
    matrix: dict[tuple[str, ...], BundleRig],
) -> None:
    one, other = matrix["Ann",], matrix["Ann", "Ben"]
    store = store_of(one)
    store.objects[grant_of(one, PEOPLE["Ann"])] = store.objects[grant_of(other, PEOPLE["Ann"])]
    assert isinstance(refusal(one, store), TamperedBundleError)


def test_a_grant_for_another_payload_is_none(sent: BundleRig) -> None:
    store = store_of(sent)
    name = grant_of(sent, sent.reader)
    said = body_of(store.objects[name]) | {"payload": hashlib.sha256(b"another").hexdigest()}
    store.objects[name] = signed(sent.signer, "grant", said)
    assert isinstance(refusal(sent, store), TamperedBundleError)


def test_a_grant_that_a_reader_wraps_anew_is_none(sent: BundleRig) -> None:
    # The colleague knows the secret, and gives it to the reader in their own name.
    store = store_of(sent)
    name = grant_of(sent, sent.reader)
    said = body_of(store.objects[name])
    said["wrapped"] = wrap_secret(sent.order.secret, sent.reader.card.age_key)
    store.objects[name] = signed(sent.signer, "grant", said)
    assert opened(sent, store).contributor == sent.contributor.card.signing_key
    store.objects[name] = signed(sent.colleague, "grant", said)
    assert isinstance(refusal(sent, store), TamperedBundleError)


def test_a_reader_cannot_let_a_stranger_in(sent: BundleRig) -> None:
    store = store_of(sent)
    tag = recipient_tag(sent.bundle_id, sent.stranger.card.age_key)
    name = grant_of(sent, sent.reader)
    said = body_of(store.objects[name]) | {
        "recipient": tag,
        "wrapped": wrap_secret(sent.order.secret, sent.stranger.card.age_key),
    }
    store.objects[grant_name(sent.bundle_id, tag)] = signed(sent.colleague, "grant", said)
    assert isinstance(refusal(sent, store, identity=sent.stranger), NotForYouError)
    manifest = body_of(store.objects[manifest_name(sent.bundle_id)])
    manifest["recipients"] = sorted([*manifest["recipients"], tag])
    store.objects[manifest_name(sent.bundle_id)] = signed(sent.colleague, "manifest", manifest)
    assert isinstance(refusal(sent, store, identity=sent.stranger), TamperedBundleError)


def test_a_manifest_signed_by_another_key_is_not_believed(sent: BundleRig) -> None:
    store = store_of(sent)
    said = body_of(store.objects[manifest_name(sent.bundle_id)])
    store.objects[manifest_name(sent.bundle_id)] = signed(sent.stranger, "manifest", said)
    assert isinstance(refusal(sent, store), TamperedBundleError)


def test_nor_are_all_statements_signed_by_another_key(sent: BundleRig) -> None:
    # Whoever holds the bytes signs everything anew: the payload says who sealed it.
    store = store_of(sent)
    for name, kind in (
        (manifest_name(sent.bundle_id), "manifest"),
        (grant_of(sent, sent.reader), "grant"),
    ):
        store.objects[name] = signed(sent.stranger, kind, body_of(store.objects[name]))
    assert isinstance(refusal(sent, store), TamperedBundleError)
    assert isinstance(refusal(sent, store, signer=sent.signer.card.signing_key), TamperedBundleError)


def test_a_reader_who_seals_it_anew_does_so_in_their_own_name(sent: BundleRig) -> None:
    messages = messages_of(sent)
    colleague = sent.colleague
    key = colleague.for_bundle(sent.bundle_id).card.signing_key
    posing = replace(sent, order=replace(sent.order, identity=colleague))
    # Not in the name of whoever vouched for another key, or for a key of another bundle.
    foreign = signed_voucher("ab" * 16, colleague).decode()
    for voucher in ({}, {"voucher": foreign}, {"voucher": ""}):
        messages[0] = messages[0].saying(signer=key.hex(), **voucher)
        assert isinstance(refusal(sent, forged(posing, file_of(messages))), BrokenBundleError)
    own = signed_voucher(sent.bundle_id, colleague).decode()
    messages[0] = messages[0].saying(signer=key.hex(), voucher=own)
    store = forged(posing, file_of(messages))
    assert opened(sent, store).contributor == colleague.card.signing_key
    # Whoever had it from its contributor before takes it from nobody else.
    before = sent.signer.card.signing_key
    assert isinstance(refusal(sent, store, signer=before), TamperedBundleError)


def test_sealed_to_more_or_other_people_than_its_study_names_it_is_refused(sent: BundleRig) -> None:
    payload = file_of(messages_of(sent))
    keys = [person.card.age_key for person in (sent.reader, sent.colleague, sent.stranger)]
    opened(sent, forged(sent, payload, readers=keys[:2]))
    for readers in (keys, [keys[0], keys[2]], keys[:1]):
        assert isinstance(refusal(sent, forged(sent, payload, readers=readers)), BrokenBundleError)
    twice = [recipient_tag(sent.bundle_id, key) for key in (keys[0], keys[1], keys[1])]
    assert isinstance(refusal(sent, forged(sent, payload, recipients=twice)), BrokenBundleError)


def test_whoever_has_the_whole_store_and_no_key_has_nothing(sent: BundleRig, tmp_path: Path) -> None:
    # An admin of the store, with keys of their own, tries every grant and the payload itself.
    store = store_of(sent)
    admin = Identity.generate("Admin")
    for name, data in store.objects.items():
        if "/grants/" in name:
            with pytest.raises(NotAgeError):
                unwrap_secret(str(body_of(data)["wrapped"]), admin.age_identity)
    store.write_to(tmp_path)
    order = replace(sent.open_order(), identity=admin, path=tmp_path / "received.db")
    with pytest.raises(NotForYouError):
        open_bundle(order, FolderSource(tmp_path), nothing_told)
    assert not (tmp_path / "received.db").exists()
    everything = b"".join(store.objects.values())
    for secret in (sent.order.secret, public_key(sent.order.secret), sent.reader.card.age_key, "Quinn"):
        assert secret.encode() not in everything


def test_a_bundle_without_its_grants_is_cut_short_and_not_somebody_elses(sent: BundleRig) -> None:
    store = store_of(sent).but(grant_of(sent, sent.reader), None)
    assert isinstance(refusal(sent, store), TruncatedBundleError)
    assert isinstance(refusal(sent, Store({})), UserFacingError)
