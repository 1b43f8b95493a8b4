"""Promise 4: whatever a store does to a bundle, a reader notices, or gets what its contributor sealed."""

import base64
import contextlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any, Final

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recorder.bundle.envelope import NotSignedError
from recorder.bundle.errors import (
    BrokenBundleError,
    ExpiredBundleError,
    NewerBundleError,
    TamperedBundleError,
    TruncatedBundleError,
    WithdrawnBundleError,
    WrongNameError,
)
from recorder.bundle.layout import (
    MOST_MANIFEST_BYTES,
    MOST_STATEMENT_BYTES,
    grant_name,
    manifest_name,
    new_bundle_id,
    part_name,
    withdrawal_name,
)
from recorder.bundle.sealing import seal
from recorder.bundle.statements import (
    KeyGrant,
    Manifest,
    Withdrawal,
    read_statement,
    recipient_tag,
    signed_statement,
)
from recorder.bundle.unsealing import Unsealed, unseal
from recorder.errors import UserFacingError
from tests.rigs.hostile_bundle import (
    Store,
    body_of,
    file_of,
    forged,
    messages_of,
    opened,
    read_payload,
    refusal,
    signed,
    signed_around,
    store_of,
)
from tests.rigs.sealed_bundle import TODAY, BundleRig, nothing_told, seal_order

AGE_CHUNK: Final = (64 << 10) + 16
ODD_VALUES: Final[tuple[object, ...]] = (
    ..., None, "", "x", 0, -1, 1.5, True, [], {}, [None], "0" * 31, "0" * 64, "F" * 64, "é" * 64, 1 << 70,
    "2026-13-01", "2026-06-01T00:00:00Z", {"bytes": 1, "sha256": "0" * 64},
)  # fmt: skip
"""Put where a statement says something else; ``...`` leaves the field out."""

ODD_PARTS: Final[dict[str, tuple[object, ...]]] = {
    "bytes": (None, "", "1", 0, -1, 1.5, True, [], {}, (64 << 20) + 1, 1 << 63, 1 << 70),
    "sha256": (None, "", 0, True, [], {}, "0" * 63, "0" * 65, "A" * 64, "é" * 64, "0" * 63 + "\n"),
}


def manifest_of(rig: BundleRig) -> str:
    return manifest_name(rig.bundle_id)


def grant_of(rig: BundleRig) -> str:
    return grant_name(rig.bundle_id, recipient_tag(rig.bundle_id, rig.reader.card.age_key))


def statements_of(rig: BundleRig) -> tuple[tuple[str, str], ...]:
    return (manifest_of(rig), "manifest"), (grant_of(rig), "grant")


def unsealed(rig: BundleRig, store: Store) -> Unsealed:
    """As far as the statements go: thousands can be tried in a second."""
    return unseal(rig.bundle_id, store, identity=rig.reader, signer=None, today=TODAY)


def assert_noticed(rig: BundleRig, store: Store) -> None:
    with pytest.raises(UserFacingError) as error:
        unsealed(rig, store)
    assert isinstance(error.value, TamperedBundleError | TruncatedBundleError | NewerBundleError)


@pytest.fixture(scope="module")
def both(sent: BundleRig) -> tuple[BundleRig, Store]:
    """Another bundle of the same people, study and episode; and a store that holds it beside the first."""
    order = seal_order(sent.folder / "other", sent.study_toml, sent.order.source, sent.contributor)
    other = replace(sent, order=order, sealed=seal(order, nothing_told))
    return other, Store({**store_of(sent).objects, **store_of(other).objects})


@pytest.mark.parametrize("which", [0, 1], ids=["manifest", "grant"])
def test_every_flipped_dropped_or_doubled_byte_of_a_statement_is_noticed(sent: BundleRig, which: int) -> None:
    name, _ = statements_of(sent)[which]
    store = store_of(sent)
    whole = store.objects[name]
    for at in range(len(whole)):
        others = (b"", whole[at : at + 1] * 2) if at % 5 == 0 else ()
        for put in (bytes([whole[at] ^ 1]), bytes([whole[at] ^ 0x20]), *others):
            changed = whole[:at] + put + whole[at + 1 :]
            if changed != whole:
                assert_noticed(sent, Store({**store.objects, name: changed}))


@pytest.mark.parametrize("which", [0, 1], ids=["manifest", "grant"])
def test_a_statement_cut_short_or_gone_on_with_is_noticed(sent: BundleRig, which: int) -> None:
    name, _ = statements_of(sent)[which]
    store = store_of(sent)
    whole = store.objects[name]
    for length in range(1, len(whole)):
        assert_noticed(sent, store.but(name, whole[:length]))
    for more in (b" ", b"\n", b"\0", b"{}", whole, b"x" * MOST_STATEMENT_BYTES, b" " * MOST_MANIFEST_BYTES):
        assert_noticed(sent, store.but(name, whole + more))
    for data in (None, b""):
        with pytest.raises(UserFacingError):
            unsealed(sent, store.but(name, data))


@pytest.mark.parametrize("which", [0, 1], ids=["manifest", "grant"])
def test_a_statement_written_in_another_way_is_noticed(sent: BundleRig, which: int) -> None:
    # JSON, base64 and hexadecimal have many ways to say the same; only one is what was sent.
    name, _ = statements_of(sent)[which]
    store = store_of(sent)
    held = json.loads(store.objects[name])
    signature = held["signatures"][0]
    written = [
        json.dumps(held, indent=1),
        json.dumps(dict(reversed(held.items())), separators=(",", ":")),
        json.dumps(held | {"signatures": [signature | {"keyid": signature["keyid"].upper()}]}),
        json.dumps(held | {"signatures": [signature, signature]}, separators=(",", ":")),
        json.dumps(held | {"more": 1}, separators=(",", ":")),
        '{"payload":"",' + store.objects[name].decode()[1:],
    ]
    padded = held["payload"].endswith("=")
    if padded:
        last = held["payload"].rstrip("=")[-1]
        letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        other = letters[letters.index(last) | 1]
        assert base64.b64decode(held["payload"].replace(f"{last}=", f"{other}="))
        written.append(store.objects[name].decode().replace(f"{last}=", f"{other}=", 1))
    for each in written:
        if each.encode() != store.objects[name]:
            assert_noticed(sent, store.but(name, each.encode()))


@pytest.mark.parametrize("which", [0, 1], ids=["manifest", "grant"])
def test_every_changed_field_of_a_statement_is_noticed(sent: BundleRig, which: int) -> None:
    name, _ = statements_of(sent)[which]
    store = store_of(sent)
    held = json.loads(store.objects[name])
    said = body_of(store.objects[name])
    for changed in _changed(said):
        body = base64.b64encode(changed).decode()
        envelope = json.dumps(held | {"payload": body}, separators=(",", ":")).encode()
        assert_noticed(sent, store.but(name, envelope))


@pytest.mark.parametrize("kind", [Manifest, KeyGrant, Withdrawal])
def test_no_odd_field_of_a_statement_is_read_whoever_signed_it(
    sent: BundleRig, kind: type[Manifest] | type[KeyGrant] | type[Withdrawal]
) -> None:
    envelope = {
        Manifest: store_of(sent).objects[manifest_of(sent)],
        KeyGrant: store_of(sent).objects[grant_of(sent)],
        Withdrawal: signed_statement(
            Withdrawal(bundle=sent.bundle_id, reason="withdrawn", withdrawn_on=TODAY), sent.contributor
        ),
    }[kind]
    name = {Manifest: "manifest", KeyGrant: "grant", Withdrawal: "withdrawal"}[kind]
    said = body_of(envelope)
    assert read_statement(kind, signed(sent.signer, name, said))[1].signer
    for field in said:
        for value in ODD_VALUES:
            if _is_like(field, value):
                continue
            odd = {key: held for key, held in (said | {field: value}).items() if held is not ...}
            assert _is_refused(kind, signed(sent.signer, name, odd)), f"{field} = {value!r} was read"
    for body in (b"", b"null", b"[]", b"[" * 60_000, b'{"a":' * 60_000, b"\xff", b"NaN", b'{"format":NaN}'):
        with pytest.raises(NotSignedError):
            read_statement(kind, signed(sent.signer, name, body))
    with pytest.raises(NotSignedError):
        read_statement(kind, signed(sent.signer, name, said | {"more": 1}))


def test_no_odd_list_of_a_manifest_is_read_whoever_signed_it(sent: BundleRig) -> None:
    said = body_of(store_of(sent).objects[manifest_of(sent)])
    part = {"bytes": 1, "sha256": "0" * 64}
    odd: list[object] = [[part | {key: value}] for key in part for value in ODD_PARTS[key]]
    odd += [[part] * 16_385, [part | {"more": 1}], [{"bytes": 1}], [part, None], part]
    for parts in odd:
        envelope = signed(sent.signer, "manifest", said | {"parts": parts})
        assert _is_refused(Manifest, envelope), f"{str(parts)[:99]} was read"
    for recipients in (["0" * 64] * 65, [None], ["0" * 63], "0" * 64, {"0" * 64: 1}):
        envelope = signed(sent.signer, "manifest", said | {"recipients": recipients})
        assert _is_refused(Manifest, envelope), f"{str(recipients)[:99]} was read"


def test_a_statement_of_one_kind_is_none_of_another(sent: BundleRig) -> None:
    store = store_of(sent)
    manifest, grant = store.objects[manifest_of(sent)], store.objects[grant_of(sent)]
    assert_noticed(sent, store.but(manifest_of(sent), grant))
    assert_noticed(sent, store.but(grant_of(sent), manifest))
    said = body_of(manifest)
    for kind in ("grant", "withdrawal", "Manifest", "", "study"):
        assert_noticed(sent, store.but(manifest_of(sent), signed(sent.signer, kind, said)))
        # Nor with another kind written over its own, which is signed along.
        relabelled = json.loads(signed(sent.signer, kind, said))
        relabelled["payloadType"] = json.loads(manifest)["payloadType"]
        assert_noticed(sent, store.but(manifest_of(sent), msgspec.json.encode(relabelled)))
    # What is no withdrawal withdraws nothing.
    for envelope in (manifest, grant, signed(sent.signer, "manifest", _taken_back(sent))):
        assert unsealed(sent, store.but(withdrawal_name(sent.bundle_id), envelope))


@pytest.mark.parametrize("name", ["manifest", "grant", "withdrawal"])
@pytest.mark.parametrize("more", [{}, {"more": [1]}], ids=["same fields", "more fields"])
def test_a_newer_statement_is_said_to_be_newer(sent: BundleRig, name: str, more: dict[str, object]) -> None:
    store = store_of(sent)
    place = {
        "manifest": manifest_of(sent),
        "grant": grant_of(sent),
        "withdrawal": withdrawal_name(sent.bundle_id),
    }[name]
    said = _taken_back(sent) if name == "withdrawal" else body_of(store.objects[place])
    store.objects[place] = signed(sent.signer, name, said | {"format": 2} | more)
    assert isinstance(refusal(sent, store), NewerBundleError)


def test_a_newer_payload_is_said_to_be_newer(sent: BundleRig) -> None:
    first, *others = messages_of(sent)
    for changes in ({"format": 2}, {"format": 999, "more": {}}, {"format": 2, "streams": ...}):
        store = forged(sent, file_of([first.saying(**changes), *others]))
        assert isinstance(refusal(sent, store), NewerBundleError)


def test_a_flipped_byte_of_any_part_is_noticed(sent: BundleRig) -> None:
    store = store_of(sent)
    assert len(sent.parts) > 10
    for number in range(len(sent.parts)):
        name = part_name(sent.bundle_id, number)
        whole = store.objects[name]
        for at in {0, len(whole) // 2, len(whole) - 1}:
            changed = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
            assert isinstance(refusal(sent, store.but(name, changed)), TamperedBundleError)


def test_every_part_that_is_missing_short_or_long_is_noticed(sent: BundleRig) -> None:
    store = store_of(sent)
    for number in range(len(sent.parts)):
        name = part_name(sent.bundle_id, number)
        whole = store.objects[name]
        for data in (None, b"", whole[:-1]):
            assert isinstance(refusal(sent, store.but(name, data)), TruncatedBundleError)
        assert isinstance(refusal(sent, store.but(name, whole + b"\0")), TamperedBundleError)


def test_parts_that_change_places_are_noticed(sent: BundleRig) -> None:
    store = store_of(sent)
    names = [part_name(sent.bundle_id, number) for number in range(len(sent.parts))]
    for one, other in [*pairwise(names), (names[0], names[-1])]:
        swapped = store.copy()
        swapped.objects[one], swapped.objects[other] = store.objects[other], store.objects[one]
        assert isinstance(refusal(sent, swapped), TamperedBundleError | TruncatedBundleError)
        doubled = store.but(other, store.objects[one])
        assert isinstance(refusal(sent, doubled), TamperedBundleError | TruncatedBundleError)


def test_what_is_not_in_the_manifest_is_never_asked_for(sent: BundleRig) -> None:
    store = store_of(sent)
    store.objects[part_name(sent.bundle_id, len(sent.parts))] = b"more"
    store.objects[part_name(sent.bundle_id, len(sent.parts) + 1)] = sent.parts[0].read_bytes()
    assert opened(sent, store).summary.events
    assert part_name(sent.bundle_id, len(sent.parts)) not in store.asked


@pytest.mark.parametrize("how", ["swapped", "doubled", "dropped", "first dropped", "appended"])
def test_parts_that_are_signed_in_another_order_do_not_open(sent: BundleRig, how: str) -> None:
    # Not even their contributor can do that: age numbers its pieces.
    payload = file_of(messages_of(sent))
    sealed = _sealed(sent, payload + bytes(4 * AGE_CHUNK))
    cut = [sealed[at : at + AGE_CHUNK] for at in range(0, len(sealed), AGE_CHUNK)]
    assert len(cut) >= 4
    others = {
        "swapped": [cut[0], cut[2], cut[1], *cut[3:]],
        "doubled": [cut[0], cut[1], cut[1], *cut[2:]],
        "dropped": [cut[0], *cut[2:]],
        "first dropped": cut[1:],
        "appended": [*cut, cut[-1]],
    }[how]
    assert isinstance(refusal(sent, signed_around(sent, b"".join(others))), BrokenBundleError)


def test_an_age_file_that_ends_at_a_boundary_of_its_pieces_does_not_open(sent: BundleRig) -> None:
    sealed = _sealed(sent, file_of(messages_of(sent)))
    header = sealed.index(b"\n---") + 4 + 1 + 43 + 1
    boundaries = {
        header,
        header + 16,
        *range(header + 16 + AGE_CHUNK, len(sealed), AGE_CHUNK),
        len(sealed) - 1,
    }
    assert opened(sent, signed_around(sent, sealed))
    for at in boundaries:
        assert isinstance(refusal(sent, signed_around(sent, sealed[:at])), BrokenBundleError)
    assert isinstance(refusal(sent, signed_around(sent, sealed + b"\0")), BrokenBundleError)


def test_a_payload_that_ends_at_any_record_is_not_whole(sent: BundleRig) -> None:
    # Sealed so by its contributor; with nothing to write to, each takes a millisecond.
    messages = messages_of(sent)
    payload = file_of(messages)
    assert read_payload(payload).events
    for at in _boundaries(payload):
        with pytest.raises(BrokenBundleError):
            read_payload(payload[:at])
    for count in range(len(messages)):
        if messages[count].topic == "/actions":
            continue
        with pytest.raises(BrokenBundleError):
            read_payload(file_of([*messages[:count], *messages[count + 1 :]]))


@pytest.mark.parametrize("share", [0.2, 0.5, 0.999])
def test_of_a_payload_that_is_not_whole_nothing_is_left(sent: BundleRig, share: float) -> None:
    payload = file_of(messages_of(sent))
    store = forged(sent, payload[: round(len(payload) * share)])
    assert isinstance(refusal(sent, store), BrokenBundleError)


def test_payloads_of_two_bundles_cannot_change_places(sent: BundleRig, both: tuple[BundleRig, Store]) -> None:
    other, store = both
    mixed = store.copy()
    for number, part in enumerate(other.parts):
        mixed.objects[part_name(sent.bundle_id, number)] = part.read_bytes()
    assert isinstance(refusal(sent, mixed), TamperedBundleError | TruncatedBundleError)
    # Nor when all but the payload's own word is put right, which needs the contributor.
    payload = file_of(messages_of(other))
    assert isinstance(refusal(sent, forged(sent, payload)), TamperedBundleError)


def test_a_bundle_under_another_name_is_noticed(sent: BundleRig, both: tuple[BundleRig, Store]) -> None:
    other, store = both
    for new in (new_bundle_id(), other.bundle_id):
        moved = store.copy()
        for name, data in store.objects.items():
            if sent.bundle_id in name:
                moved.objects[name.replace(sent.bundle_id, new)] = data
        assert isinstance(refusal(sent, moved, bundle_id=new), WrongNameError)
        tag = recipient_tag(new, sent.reader.card.age_key)
        said = body_of(store.objects[manifest_of(sent)]) | {"bundle": new, "recipients": [tag]}
        signer = sent.contributor.for_bundle(new)
        moved.objects[manifest_name(new)] = signed(signer, "manifest", said)
        moved.objects[grant_name(new, tag)] = store.objects[grant_of(sent)]
        assert isinstance(refusal(sent, moved, bundle_id=new), TamperedBundleError)
        grant = body_of(store.objects[grant_of(sent)]) | {"bundle": new, "recipient": tag}
        moved.objects[grant_name(new, tag)] = signed(signer, "grant", grant)
        assert isinstance(refusal(sent, moved, bundle_id=new), TamperedBundleError)


def test_a_day_that_someone_moves_is_noticed(sent: BundleRig) -> None:
    store = store_of(sent)
    later = (sent.order.expires_on + timedelta(days=1)).isoformat()
    said = body_of(store.objects[manifest_of(sent)]) | {"expires_on": later}
    after = sent.order.expires_on
    assert isinstance(refusal(sent, store, today=after), ExpiredBundleError)
    held = json.loads(store.objects[manifest_of(sent)])
    held["payload"] = base64.b64encode(msgspec.json.encode(said)).decode()
    changed = store.but(manifest_of(sent), msgspec.json.encode(held))
    assert isinstance(refusal(sent, changed, today=after), TamperedBundleError)
    # Signed by its contributor it is as the study says, all the same.
    longer = forged(sent, file_of(messages_of(sent)), expires_on="9999-12-31")
    assert opened(sent, longer).expires_on == sent.order.expires_on
    assert isinstance(refusal(sent, longer, today=after), ExpiredBundleError)


def test_only_its_contributors_withdrawal_of_this_very_bundle_counts(
    sent: BundleRig, both: tuple[BundleRig, Store]
) -> None:
    other, _ = both
    store = store_of(sent)
    place = withdrawal_name(sent.bundle_id)
    for envelope in (
        signed(sent.colleague, "withdrawal", _taken_back(sent)),
        signed(sent.signer, "withdrawal", _taken_back(other)),
        signed(sent.signer, "withdrawal", _taken_back(sent))[:-1],
        b"",
        b"x" * (MOST_STATEMENT_BYTES + 1),
    ):
        assert opened(sent, store.but(place, envelope))
    real = signed(sent.signer, "withdrawal", _taken_back(sent))
    withdrawn = store.but(place, real)
    assert isinstance(refusal(sent, withdrawn), WithdrawnBundleError)
    assert not [name for name in withdrawn.asked if "/grants/" in name or "/payload/" in name]


@settings(max_examples=150)
@given(st.data())
def test_no_change_of_a_store_gives_anything_but_what_was_sealed(
    sent: BundleRig, data: st.DataObject
) -> None:
    store = store_of(sent)
    before = dict(store.objects)
    for _ in range(data.draw(st.integers(1, 3))):
        _mutate(store, data)
    with contextlib.suppress(UserFacingError):
        found = opened(sent, store)
        assert found.contributor == sent.contributor.card.signing_key
        assert found.manifest_sha256 == sent.sealed.manifest_sha256
        used = {name: store.objects[name] for name in store.asked if name in store.objects}
        assert used.items() <= before.items()
    assert not sent.left()


def _mutate(store: Store, data: st.DataObject) -> None:
    names = sorted(store.objects)
    name = data.draw(st.sampled_from(names))
    held = store.objects[name]
    at = data.draw(st.integers(0, len(held)))
    what = data.draw(st.sampled_from(["flip", "cut", "insert", "drop", "swap", "repeat", "zero"]))
    if what == "flip" and held:
        at = min(at, len(held) - 1)
        changed = held[:at] + bytes([held[at] ^ data.draw(st.integers(1, 255))]) + held[at + 1 :]
        store.objects[name] = changed
    elif what == "cut":
        store.objects[name] = held[:at]
    elif what == "insert":
        store.objects[name] = held[:at] + data.draw(st.binary(min_size=1, max_size=8)) + held[at:]
    elif what == "drop":
        del store.objects[name]
    elif what == "swap":
        other = data.draw(st.sampled_from(names))
        store.objects[name], store.objects[other] = store.objects[other], held
    elif what == "repeat":
        store.objects[name] = held + held[at:]
    else:
        store.objects[name] = held[:at] + bytes(len(held) - at)


def _changed(said: dict[str, Any]) -> Iterator[bytes]:
    """The body with every field another, missing, doubled, and one more."""
    for field, held in said.items():
        for value in ODD_VALUES:
            if value != held:
                odd = {key: each for key, each in (said | {field: value}).items() if each is not ...}
                yield msgspec.json.encode(odd)
        doubled = msgspec.json.encode(said)[:-1] + b"," + msgspec.json.encode({field: held})[1:]
        yield doubled
    yield msgspec.json.encode(said | {"more": 1})


def _is_refused(kind: type[Manifest] | type[KeyGrant] | type[Withdrawal], envelope: bytes) -> bool:
    try:
        read_statement(kind, envelope)
    except NotSignedError:
        return True
    return False


def _is_like(field: str, value: object) -> bool:
    """Whether that is a value that such a field can have."""
    if field == "format":
        return value == 1 and value is not True
    if value == "0" * 64:
        return field in {"study", "consent", "recipient", "payload", "wrapped"}
    return field == "wrapped" and isinstance(value, str)


def _taken_back(rig: BundleRig) -> dict[str, object]:
    return {"format": 1, "bundle": rig.bundle_id, "reason": "withdrawn", "withdrawn_on": TODAY.isoformat()}


def _sealed(rig: BundleRig, payload: bytes) -> bytes:
    store = forged(rig, payload, part_bytes=64 << 20)
    return store.objects[part_name(rig.bundle_id, 0)]


def _boundaries(payload: bytes) -> Iterator[int]:
    """Where a record of the file ends, or a message in a chunk."""
    at = 8
    while at < len(payload) - 8:
        yield at
        length = int.from_bytes(payload[at + 1 : at + 9], "little")
        if payload[at] == 6:
            inner = at + 9 + 40
            while inner < at + 9 + length:
                yield inner
                inner += 9 + int.from_bytes(payload[inner + 1 : inner + 9], "little")
        at += 9 + length
