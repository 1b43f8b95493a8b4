import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import msgspec
import pytest

from recorder.bundle import errors
from recorder.bundle.age_streams import new_secret, wrap_secret
from recorder.bundle.identity import Identity
from recorder.bundle.opening import FolderSource, OpenOrder, open_bundle
from recorder.bundle.sealing import seal
from recorder.bundle.statements import (
    KeyGrant,
    commitment,
    recipient_tag,
    signed_statement,
)
from recorder.episode.card import signing_key_fingerprint
from recorder.episode.study import Stream
from recorder.errors import UserFacingError
from recorder.study_file import read_study
from recorder.vault.session_header import SessionHeader
from recorder.vault.session_reader import SessionAccess
from recorder.vault.session_writer import SessionWriter
from tests.rigs.sealed_bundle import (
    RECEIVED_KEY,
    TODAY,
    BundleRig,
    episode_for,
    nothing_told,
    receipt_for,
    seal_order,
    study_for,
)


def refused(rig: BundleRig, error: type[UserFacingError], order: OpenOrder | None = None) -> UserFacingError:
    """Open it in vain: the word is that one, and nothing is left."""
    with pytest.raises(error) as caught:
        rig.open(order)
    assert type(caught.value) is error
    assert rig.left() == []
    return caught.value


def test_what_is_received_is_what_was_sent(rig: BundleRig) -> None:
    opened = rig.open()
    sent, got = rig.order.source, SessionAccess(rig.received, RECEIVED_KEY, opened.summary)
    with sent.open() as before, got.open() as after:
        assert list(after.events()) == list(before.events())
        assert list(after.packets(0)) == list(before.packets(0))
        assert after.problems(opened.summary) == ()
        assert after.header == opened.header
        assert (after.ended_ns, after.reason) == (before.ended_ns, before.reason)
        changed = {"session_id", "started_at", "display"}
        for name in set(before.header.__slots__) - changed:
            assert getattr(after.header, name) == getattr(before.header, name), name
    assert opened.header.session_id == opened.bundle_id == rig.bundle_id
    assert opened.header.started_at.isoformat() == "2026-05-01T00:00:00+00:00"
    assert (opened.summary.events, opened.summary.packets) == (sent.summary.events, sent.summary.packets)


def test_the_reader_learns_who_sent_it_for_which_study_and_until_when(rig: BundleRig) -> None:
    opened = rig.open()
    assert opened.contributor == rig.contributor.card.signing_key
    assert (opened.study_toml, opened.receipt_json) == (rig.study_toml, rig.order.receipt_json)
    assert opened.study == read_study(rig.study_toml)
    assert opened.expires_on == rig.order.expires_on
    assert opened.manifest_sha256 == rig.sealed.manifest_sha256
    assert opened.recipients == ("Quinn", "Charlie")


def test_every_named_reader_opens_it_and_nobody_else(rig: BundleRig) -> None:
    rig.open(replace(rig.open_order(), identity=rig.colleague))
    rig.received.unlink()
    for nobody in (rig.stranger, rig.contributor, rig.owner):
        refused(rig, errors.NotForYouError, replace(rig.open_order(), identity=nobody))


def test_the_key_of_age_decides_who_opens_it_and_not_who_they_sign_as(rig: BundleRig) -> None:
    thief = Identity(rig.reader.name, rig.stranger.signing_seed, rig.reader.age_secret)
    assert rig.open(replace(rig.open_order(), identity=thief)).bundle_id == rig.bundle_id


def test_withdrawn_is_withdrawn(rig: BundleRig) -> None:
    rig.withdraw()
    refused(rig, errors.WithdrawnBundleError)


def test_a_reader_remembers_a_withdrawal_that_the_store_hides(rig: BundleRig) -> None:
    refused(rig, errors.WithdrawnBundleError, replace(rig.open_order(), withdrawn=True))


def test_only_its_contributor_withdraws_a_bundle(rig: BundleRig) -> None:
    rig.withdraw(rig.stranger)
    assert rig.open().bundle_id == rig.bundle_id
    rig.received.unlink()
    (rig.bundle / "withdrawal.json").write_bytes(b"gone")
    assert rig.open().bundle_id == rig.bundle_id


@pytest.mark.parametrize("how", ["removed", "emptied"])
def test_a_withdrawal_says_why_the_rest_is_gone(rig: BundleRig, how: str) -> None:
    rig.withdraw()
    manifest = rig.bundle / "manifest.json"
    manifest.unlink() if how == "removed" else manifest.write_bytes(b"")
    refused(rig, errors.WithdrawnBundleError)


class _WithdrawnMeanwhile(FolderSource):
    """The withdrawal arrives after the first look for it."""

    def __init__(self, rig: BundleRig) -> None:
        super().__init__(rig.order.folder)
        self._rig = rig

    def read(self, name: str, most: int) -> bytes:
        data = super().read(name, most)
        if "/payload/" in name:
            self._rig.withdraw()
        return data


def test_a_withdrawal_that_arrives_meanwhile_is_obeyed(rig: BundleRig) -> None:
    with pytest.raises(errors.WithdrawnBundleError):
        open_bundle(rig.open_order(), _WithdrawnMeanwhile(rig), nothing_told)
    assert rig.left() == []


def test_it_ends_with_its_day(rig: BundleRig) -> None:
    last = rig.order.expires_on - timedelta(days=1)
    rig.open(replace(rig.open_order(), today=last))
    rig.received.unlink()
    for day in (rig.order.expires_on, rig.order.expires_on + timedelta(days=400)):
        error = refused(rig, errors.ExpiredBundleError, replace(rig.open_order(), today=day))
        assert rig.order.expires_on.isoformat() in error.happened


def test_it_is_never_kept_longer_than_its_study_allows(rig: BundleRig) -> None:
    too_long = replace(rig.order, expires_on=rig.order.expires_on + timedelta(days=1000))
    seal(too_long, nothing_told)
    assert rig.open().expires_on == rig.order.expires_on
    rig.received.unlink()
    refused(rig, errors.ExpiredBundleError, replace(rig.open_order(), today=rig.order.expires_on))


def test_the_last_day_of_the_calendar_is_a_day_like_others(rig: BundleRig) -> None:
    last = date.max
    given = datetime.combine(last, time(1), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    receipt = json.loads(rig.order.receipt_json)
    receipt["event"][0]["valid_until"] = given
    _resealed(rig, receipt_json=json.dumps(receipt), sealed_on=last - timedelta(days=1), expires_on=last)
    assert rig.open().expires_on == TODAY + timedelta(days=read_study(rig.study_toml).retention_days)


def test_an_older_study_of_a_known_owner_is_enough(rig: BundleRig) -> None:
    known = replace(rig.open_order(), owners={}, known_studies=frozenset({read_study(rig.study_toml).sha256}))
    assert rig.open(known).bundle_id == rig.bundle_id


@pytest.mark.parametrize("knows", ["nothing", "another owner", "nobody's study"])
def test_an_unknown_owner_is_told_by_the_fingerprint(rig: BundleRig, knows: str) -> None:
    study = read_study(rig.study_toml)
    known: dict[str, dict[str, bytes | None]] = {
        "nothing": {},
        "another owner": {study.id: rig.stranger.card.signing_key},
        "nobody's study": {study.id: None},
    }
    owners = known[knows]
    error = refused(rig, errors.UnknownOwnerError, replace(rig.open_order(), owners=owners))
    assert isinstance(error, errors.UnknownOwnerError)
    assert (error.study_id, error.owner) == (study.id, rig.owner.card.signing_key)
    assert error.is_known_study == bool(owners)
    assert signing_key_fingerprint(rig.owner.card.signing_key) in str(error)


def test_of_an_unsigned_study_only_the_very_version_is_taken(tmp_path: Path) -> None:
    rig = _sealed(tmp_path, lambda readers, _owner: study_for(readers))
    study = read_study(rig.study_toml)
    refused(rig, errors.UnknownOwnerError, replace(rig.open_order(), owners={study.id: None}))
    known = replace(rig.open_order(), owners={study.id: None}, known_studies=frozenset({study.sha256}))
    assert rig.open(known).study == study


def _sealed(
    folder: Path, study: Callable[[list[Identity], Identity], bytes], *, receipt: str | None = None
) -> BundleRig:
    robin, quinn, sam, olive = map(Identity.generate, ("Robin", "Quinn", "Sam", "Olive"))
    study_toml = study([quinn], olive)
    order = seal_order(folder, study_toml, episode_for(folder, study_toml, seconds=1), robin)
    if receipt is not None:
        order = replace(order, receipt_json=receipt)
    return BundleRig(folder, robin, quinn, quinn, sam, olive, study_toml, order, seal(order, nothing_told))


def _resealed(rig: BundleRig, **changes: object) -> None:
    rig.order = replace(rig.order, **changes)  # type: ignore[arg-type]
    seal(rig.order, nothing_told)


def test_a_consent_that_does_not_cover_it_is_refused(rig: BundleRig) -> None:
    others = study_for([rig.reader, rig.colleague], owner=rig.owner, title="Others")
    for receipt in (
        receipt_for(rig.study_toml, granted=[Stream.SCREEN, Stream.POINTER, Stream.CONTEXT]),
        receipt_for(rig.study_toml, withdrawn=True),
        receipt_for(rig.study_toml, on=TODAY - timedelta(days=200)),
        receipt_for(rig.study_toml, on=TODAY + timedelta(days=2)),
        receipt_for(others),
    ):
        _resealed(rig, receipt_json=receipt)
        refused(rig, errors.NotConsentedError)


@pytest.mark.parametrize("receipt", ["", "{}", "[" * 50_000, '{"event": [], "assent": {}}', "null"])
def test_what_is_no_receipt_is_no_consent(rig: BundleRig, receipt: str) -> None:
    _resealed(rig, receipt_json=receipt)
    refused(rig, errors.BrokenBundleError)


def test_data_of_a_kind_that_was_not_declared_is_refused(rig: BundleRig, tmp_path: Path) -> None:
    folder = tmp_path / "narrow"
    folder.mkdir()
    with rig.order.source.open() as reader:
        header = replace(reader.header, streams=("context", "keyboard", "pointer"))
    narrow = _with_header(rig.order.source, folder / "narrow.db", header)
    _resealed(rig, source=narrow)
    refused(rig, errors.NotConsentedError)


def _with_header(source: SessionAccess, path: Path, header: SessionHeader) -> SessionAccess:
    writer = SessionWriter.create(path, source.key, header)
    with source.open() as reader:
        writer.append(list(reader.events()), list(reader.packets(0)))
        return SessionAccess(path, source.key, writer.finish(reader.ended_ns, reader.reason))


def test_another_bundle_under_this_name_is_noticed(rig: BundleRig) -> None:
    name = "f" * 32
    rig.bundle.rename(rig.bundle.parent / name)
    refused(rig, errors.WrongNameError, replace(rig.open_order(), bundle_id=name))


@pytest.mark.parametrize("name", ["", "..", "x" * 32, "0" * 31, "../../etc"])
def test_what_is_no_name_of_a_bundle_is_none(rig: BundleRig, name: str) -> None:
    refused(rig, errors.NoBundleError, replace(rig.open_order(), bundle_id=name))


def test_what_was_never_finished_is_not_there(rig: BundleRig) -> None:
    (rig.bundle / "manifest.json").unlink()
    refused(rig, errors.NoBundleError)


def test_another_signer_than_before_is_refused(rig: BundleRig) -> None:
    rig.open(replace(rig.open_order(), signer=rig.signer.card.signing_key))
    rig.received.unlink()
    wanted = replace(rig.open_order(), signer=rig.contributor.card.signing_key)
    refused(rig, errors.TamperedBundleError, wanted)


@pytest.mark.parametrize("share", [0, 0.01, 0.5, 0.99, 1 - 1e-9])
def test_a_part_that_is_cut_short_is_noticed(rig: BundleRig, share: float) -> None:
    part = rig.parts[0]
    os.truncate(part, int(part.stat().st_size * share))
    refused(rig, errors.TruncatedBundleError)


def test_a_missing_part_or_key_is_noticed(rig: BundleRig) -> None:
    content = rig.parts[0].read_bytes()
    rig.parts[0].unlink()
    refused(rig, errors.TruncatedBundleError)
    (rig.bundle / "payload/000000").write_bytes(content)
    tag = recipient_tag(rig.bundle_id, rig.reader.card.age_key)
    (rig.bundle / "grants" / f"{tag}.json").unlink()
    refused(rig, errors.TruncatedBundleError)


@pytest.mark.parametrize("what", ["longer", "another bit", "another part"])
def test_a_part_that_is_not_the_signed_one_is_noticed(rig: BundleRig, what: str) -> None:
    content = bytearray(rig.payload)
    if what == "longer":
        content += b"x"
    elif what == "another bit":
        content[len(content) // 2] ^= 1
    else:
        content = bytearray(len(content))
    rig.parts[0].write_bytes(content)
    refused(rig, errors.TamperedBundleError)


def test_a_manifest_or_key_that_someone_else_wrote_is_noticed(rig: BundleRig) -> None:
    tag = recipient_tag(rig.bundle_id, rig.reader.card.age_key)
    grant = rig.bundle / "grants" / f"{tag}.json"
    kept = grant.read_bytes()
    payload = rig.sealed.manifest.payload_sha256
    wrapped = wrap_secret(new_secret(), rig.reader.card.age_key)
    good = KeyGrant(bundle=rig.bundle_id, recipient=tag, payload=payload, wrapped=wrapped)
    for signer, statement in (
        (rig.stranger, good),
        (rig.contributor, msgspec.structs.replace(good, bundle="f" * 32)),
        (rig.contributor, msgspec.structs.replace(good, recipient="0" * 64)),
        (rig.contributor, msgspec.structs.replace(good, payload="0" * 64)),
    ):
        grant.write_bytes(signed_statement(statement, signer))
        refused(rig, errors.TamperedBundleError)
    grant.write_bytes(kept)
    # All of it signed anew by a stranger: the payload itself says whose it is.
    manifest = rig.bundle / "manifest.json"
    manifest.write_bytes(signed_statement(rig.sealed.manifest, rig.stranger))
    refused(rig, errors.TamperedBundleError)
    grant.write_bytes(
        signed_statement(
            KeyGrant(
                bundle=rig.bundle_id,
                recipient=tag,
                payload=payload,
                wrapped=wrap_secret(rig.order.secret, rig.reader.card.age_key),
            ),
            rig.stranger,
        )
    )
    refused(rig, errors.TamperedBundleError)


def test_a_key_that_does_not_open_it_is_said_to_be_broken(rig: BundleRig) -> None:
    tag = recipient_tag(rig.bundle_id, rig.reader.card.age_key)
    for wrapped in (
        wrap_secret(new_secret(), rig.reader.card.age_key),
        wrap_secret(rig.order.secret, rig.stranger.card.age_key),
        "tea",
    ):
        grant = KeyGrant(
            bundle=rig.bundle_id, recipient=tag, payload=rig.sealed.manifest.payload_sha256, wrapped=wrapped
        )
        (rig.bundle / "grants" / f"{tag}.json").write_bytes(signed_statement(grant, rig.contributor))
        refused(rig, errors.BrokenBundleError)


@pytest.mark.parametrize("what", ["study", "consent"])
def test_the_manifest_is_bound_to_its_study_and_consent(rig: BundleRig, what: str) -> None:
    other = commitment(rig.order.secret, what, "00" * 32)
    _sign(rig, **{what: other})
    refused(rig, errors.BrokenBundleError)


def test_a_bundle_that_is_sealed_to_others_than_agreed_is_refused(rig: BundleRig) -> None:
    own = rig.sealed.manifest.recipients
    extra = recipient_tag(rig.bundle_id, rig.stranger.card.age_key)
    for recipients in ((*own, extra), (*own, own[0])):
        _sign(rig, recipients=recipients)
        refused(rig, errors.BrokenBundleError)


def _sign(rig: BundleRig, **changes: object) -> None:
    manifest = msgspec.structs.replace(rig.sealed.manifest, **changes)
    (rig.bundle / "manifest.json").write_bytes(signed_statement(manifest, rig.contributor))


@pytest.mark.parametrize("name", ["manifest", "grant", "withdrawal"])
def test_a_later_format_is_said_to_be_one(rig: BundleRig, name: str) -> None:
    tag = recipient_tag(rig.bundle_id, rig.reader.card.age_key)
    path = {"manifest": "manifest.json", "grant": f"grants/{tag}.json", "withdrawal": "withdrawal.json"}[name]
    body = json.dumps({"format": 2, "bundle": rig.bundle_id, "whatever": True}).encode()
    (rig.bundle / path).write_bytes(rig.contributor.sign(name, body))
    refused(rig, errors.NewerBundleError)


class _CalledOffError(Exception):
    pass


@pytest.mark.parametrize("after", [0, 1, 2])
def test_calling_it_off_leaves_nothing(rig: BundleRig, after: int) -> None:
    told: list[int] = []

    def progress(done: int, _total: int) -> None:
        if len(told) >= after:
            raise _CalledOffError
        told.append(done)

    with pytest.raises(_CalledOffError):
        open_bundle(rig.open_order(), FolderSource(rig.order.folder), progress)
    assert rig.left() == []


def test_progress_rises_to_its_end(rig: BundleRig) -> None:
    told: list[tuple[int, int]] = []
    open_bundle(
        rig.open_order(), FolderSource(rig.order.folder), lambda done, total: told.append((done, total))
    )
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1][0] == told[-1][1]


def test_calling_it_off_last_of_all_leaves_nothing_either(rig: BundleRig) -> None:
    def progress(done: int, total: int) -> None:
        if done == total:
            raise _CalledOffError

    with pytest.raises(_CalledOffError):
        open_bundle(rig.open_order(), FolderSource(rig.order.folder), progress)
    assert rig.left() == []


def test_nothing_in_a_folder_but_plain_files_is_read(tmp_path: Path) -> None:
    source = FolderSource(tmp_path)
    (tmp_path / "plain").write_bytes(b"12345")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "plain")
    os.mkfifo(tmp_path / "pipe")
    assert source.read("plain", 5) == b"12345"
    with pytest.raises(errors.TooLargeError):
        source.read("plain", 4)
    for name in ("folder", "link", "pipe", "nothing", "plain/more"):
        with pytest.raises(errors.MissingObjectError):
            source.read(name, 5)


def test_an_order_shows_no_secret(rig: BundleRig) -> None:
    shown = repr(rig.open_order())
    assert repr(RECEIVED_KEY)[2:-1] not in shown
    assert rig.reader.age_secret not in shown
