import io
import json
import shutil
import stat
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from foxglove_schemas_protobuf.CompressedVideo_pb2 import CompressedVideo
from mcap.reader import NonSeekingReader, SeekingReader

from recorder.bundle.age_streams import new_secret
from recorder.bundle.identity import Identity
from recorder.bundle.layout import PART_BYTES
from recorder.bundle.payload_writing import payload_pieces
from recorder.bundle.sealing import payload_content, seal
from recorder.bundle.statements import KeyGrant, Manifest, read_statement, recipient_tag
from recorder.episode.event_json import event_to_json
from recorder.episode.events import PointerMoved
from recorder.vault.errors import DamagedFileError
from recorder.video.decoder import decode_last
from tests.rigs.sealed_bundle import (
    TODAY,
    BundleRig,
    episode_for,
    nothing_told,
    seal_order,
    study_for,
)


def decrypted(rig: BundleRig, secret: str) -> subprocess.CompletedProcess[bytes]:
    """What Debian's own age makes of the parts, put together."""
    (rig.folder / "key.txt").write_text(secret)
    command = ["age", "-d", "-i", str(rig.folder / "key.txt")]
    return subprocess.run(command, input=rig.payload, capture_output=True, check=False)


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_the_bundle_is_laid_out_as_a_store(rig: BundleRig) -> None:
    objects = {str(path.relative_to(rig.order.folder)) for path in files(rig.order.folder)}
    tags = [recipient_tag(rig.bundle_id, each.card.age_key) for each in (rig.reader, rig.colleague)]
    at = f"bundles/{rig.bundle_id}"
    assert objects == {
        f"{at}/manifest.json",
        f"{at}/payload/000000",
        *(f"{at}/grants/{tag}.json" for tag in tags),
    }
    assert rig.sealed.total_bytes == sum(path.stat().st_size for path in files(rig.bundle))


def test_only_the_person_themselves_can_read_the_files(rig: BundleRig) -> None:
    for path in rig.bundle.rglob("*"):
        allowed = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) == allowed


def test_the_manifest_is_signed_and_names_nothing_private(rig: BundleRig) -> None:
    envelope = (rig.bundle / "manifest.json").read_bytes()
    manifest, signed = read_statement(Manifest, envelope)
    assert manifest == rig.sealed.manifest
    assert signed.signer == rig.signer.card.signing_key
    assert set(json.loads(signed.body)) == {
        "format", "bundle", "parts", "recipients", "study", "consent", "sealed_on", "expires_on",
    }  # fmt: skip
    everything = b"".join(path.read_bytes() for path in files(rig.bundle)) + signed.body
    with rig.order.source.open() as reader:
        header = reader.header
    for private in ("Robin", "Quinn", header.study_id, header.study_sha256, header.task_id):
        assert private.encode() not in everything


def test_each_grant_wraps_the_secret_for_one_recipient(rig: BundleRig) -> None:
    for reader in (rig.reader, rig.colleague):
        tag = recipient_tag(rig.bundle_id, reader.card.age_key)
        grant, signed = read_statement(KeyGrant, (rig.bundle / "grants" / f"{tag}.json").read_bytes())
        assert signed.signer == rig.signer.card.signing_key
        assert grant.payload == rig.sealed.manifest.payload_sha256
        wrapped = rig.folder / "wrapped.age"
        wrapped.write_text(grant.wrapped)
        command = ["age", "-d", "-i", "-", str(wrapped)]
        opened = subprocess.run(command, input=reader.age_secret.encode(), capture_output=True, check=True)
        assert opened.stdout.decode() == rig.order.secret


def test_the_program_age_opens_the_parts_with_the_exported_secret(rig: BundleRig) -> None:
    opened = decrypted(rig, rig.order.secret)
    assert opened.returncode == 0
    topics = Counter(
        channel.topic
        for _, channel, _ in NonSeekingReader(io.BytesIO(opened.stdout), validate_crcs=True).iter_messages()
    )
    assert topics["/episode"] == topics["/study"] == topics["/consent"] == 1
    assert topics["/screen/0"] == rig.order.source.summary.packets


@pytest.mark.parametrize("who", ["reader", "stranger", "another episode"])
def test_the_program_age_refuses_every_other_secret(rig: BundleRig, who: str) -> None:
    secret = new_secret() if who == "another episode" else getattr(rig, who).age_secret
    refused = decrypted(rig, secret)
    assert refused.returncode != 0
    assert refused.stdout == b""


def payload(rig: BundleRig) -> bytes:
    order = rig.order
    content = payload_content(order)
    return b"".join(payload_pieces(content))


def test_other_programs_find_every_event_and_picture_in_the_payload(rig: BundleRig) -> None:
    events: list[dict[str, object]] = []
    moves = 0
    pictures: list[tuple[int, bytes]] = []
    reader = SeekingReader(io.BytesIO(payload(rig)), validate_crcs=True)
    for schema, channel, message in reader.iter_messages(log_time_order=False):
        assert schema is not None
        if channel.topic in {"/input", "/context", "/screens", "/marks"}:
            assert schema.encoding == "jsonschema"
            events.append(json.loads(message.data))
        elif channel.topic == "/pointer":
            moves += len(json.loads(message.data)["seq"])
        elif channel.topic.startswith("/screen/"):
            assert (schema.name, schema.encoding) == ("foxglove.CompressedVideo", "protobuf")
            held = CompressedVideo.FromString(message.data)
            assert (held.format, held.timestamp.ToNanoseconds()) == ("h264", message.log_time)
            pictures.append((message.log_time, held.data))
    with rig.order.source.open() as episode:
        rarer = [numbered for numbered in episode.events() if not isinstance(numbered.event, PointerMoved)]
        assert json.loads(json.dumps([event_to_json(each) for each in rarer])) == events
        assert moves == rig.order.source.summary.events - len(rarer)
        assert pictures == [(packet.at_ns, packet.data) for packet in episode.packets(0)]
        assert decode_last(episode.gop_at(0, pictures[0][0])).shape == (360, 640, 3)


def test_the_doctor_finds_no_fault_with_the_payload(rig: BundleRig) -> None:
    path = rig.folder / "payload.mcap"
    whole = payload(rig)
    doctor = [str(Path(sys.executable).with_name("pymcap-cli")), "doctor", str(path)]
    for content, code in ((whole, 0), (whole[:-200], 1)):
        path.write_bytes(content)
        assert subprocess.run(doctor, capture_output=True, check=False).returncode == code


def test_actions_are_told_to_other_programs(rig: BundleRig) -> None:
    reader = NonSeekingReader(io.BytesIO(payload(rig)))
    actions = [json.loads(message.data) for _, _, message in reader.iter_messages(topics=["/actions"])]
    typed = [action["text"] for action in actions if action["kind"] == "type"]
    assert typed[0] == "a canary sings"


def test_only_the_day_of_the_recording_is_told(rig: BundleRig) -> None:
    reader = NonSeekingReader(io.BytesIO(payload(rig)))
    ((_, _, message),) = list(reader.iter_messages(topics=["/episode"]))
    told = json.loads(message.data)
    assert told["day"] == "2026-05-01"
    assert "12:30" not in message.data.decode()
    assert {"display", "session_id", "started_at"}.isdisjoint(told)


def test_a_long_episode_is_cut_into_parts_that_make_one_file(tmp_path: Path) -> None:
    contributor, reader = Identity.generate("Robin"), Identity.generate("Quinn")
    study_toml = study_for([reader])
    order = seal_order(tmp_path, study_toml, episode_for(tmp_path, study_toml, seconds=1), contributor)
    # Long by its receipt: the parts do not care for what is in them.
    order = replace(order, receipt_json=json.dumps({"filling": "x" * (2 * PART_BYTES)}))
    sealed = seal(order, nothing_told)
    assert [part.bytes for part in sealed.manifest.parts[:-1]] == [PART_BYTES] * 2
    assert 0 < sealed.manifest.parts[-1].bytes < PART_BYTES


class _CalledOffError(Exception):
    pass


@pytest.mark.parametrize("after", [0, 1])
def test_calling_it_off_leaves_nothing(rig: BundleRig, after: int) -> None:
    shutil.rmtree(rig.bundle)
    told: list[int] = []

    def progress(done: int, _total: int) -> None:
        if len(told) >= after:
            raise _CalledOffError
        told.append(done)

    with pytest.raises(_CalledOffError):
        seal(rig.order, progress)
    assert not rig.bundle.exists()


def test_progress_rises_to_its_end(rig: BundleRig) -> None:
    told: list[tuple[int, int]] = []
    seal(rig.order, lambda done, total: told.append((done, total)))
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1][0] == told[-1][1] == told[0][1]
    assert all(done < total for done, total in told[:-1])


def test_sealing_once_more_replaces_what_an_earlier_attempt_left(rig: BundleRig) -> None:
    (rig.bundle / "payload/000007").write_bytes(b"left")
    again = seal(rig.order, nothing_told)
    assert again.manifest.payload_sha256 != rig.sealed.manifest.payload_sha256
    assert len(rig.parts) == 1
    assert rig.open().bundle_id == rig.bundle_id


def test_an_episode_that_changed_is_not_sealed(rig: BundleRig) -> None:
    changed = replace(rig.order.source, summary=replace(rig.order.source.summary, seal="00"))
    with pytest.raises(DamagedFileError):
        seal(replace(rig.order, source=changed), nothing_told)


def test_orders_that_contradict_themselves_are_refused(rig: BundleRig) -> None:
    order = rig.order
    other_study = study_for([rig.reader, rig.colleague]).replace(
        b'id = "office-tasks"', b'id = "other-tasks"'
    )
    for wrong in (
        replace(order, bundle_id="../" + order.bundle_id[3:]),
        replace(order, recipients=()),
        replace(order, recipients=order.recipients[:1]),
        replace(order, recipients=(*order.recipients, rig.stranger.card.age_key)),
        replace(order, recipients=order.recipients * 2),
        replace(order, expires_on=TODAY),
        replace(order, expires_on=TODAY - timedelta(days=1)),
        replace(order, study_toml=other_study),
    ):
        with pytest.raises(ValueError, match=r"bundle|episode"):
            seal(wrong, nothing_told)
    assert rig.open().bundle_id == rig.bundle_id


def test_an_order_shows_no_secret(rig: BundleRig) -> None:
    shown = repr(rig.order)
    assert rig.order.secret not in shown
    assert rig.contributor.age_secret not in shown
    assert "consent given" not in shown
