"""An episode in the vault becomes a bundle's objects, in the layout of a store.

One thread reads the episode and makes the payload of it, the caller's encrypts it and writes the parts: the
first costs four times the second, and both leave the other a core. The manifest comes last and durably: until
it is there, there is no bundle, and whatever ends the work before leaves nothing.
"""

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from recorder.bundle.age_streams import encrypt_stream, new_secret, public_key, wrap_secret
from recorder.bundle.conduit import ConduitReader, Feeder
from recorder.bundle.identity import Identity
from recorder.bundle.layout import bundle_folder, grant_name, is_bundle_id, manifest_name, part_name
from recorder.bundle.payload_parts import PartWriter
from recorder.bundle.payload_writing import PayloadContent, payload_pieces
from recorder.bundle.statements import (
    KeyGrant,
    Manifest,
    Part,
    commitment,
    recipient_tag,
    signed_statement,
    signed_voucher,
)
from recorder.study_file import read_study
from recorder.vault.disk import clear_disk_errors, make_private_folder, sync_folder, write_atomically
from recorder.vault.session_reader import SessionAccess

__all__ = ["Progress", "SealOrder", "SealedBundle", "new_secret", "seal"]

Progress = Callable[[int, int], None]
"""Told how much of how much is done; raises what shall call the work off."""

_TELL_EVERY_BYTES: Final = 1 << 20
_EVENT_BYTES: Final = 40
"""What an event takes in a payload, about: for telling how far the work is."""


@dataclass(frozen=True, slots=True)
class SealOrder:
    """What to seal, for whom, until when.

    Attributes:
        bundle_id: The bundle's fresh id; see ``layout.new_bundle_id``.
        source: The episode.
        study_toml: The exact bytes of the study's version that the consent is for; the episode may have been
            recorded under an earlier one.
        receipt_json: The consent's receipt, exactly.
        recipients: The public age keys of all who shall be able to open it: those of the study.
        identity: The contributor's.
        secret: The episode's own secret key of age; see ``new_secret``.
        sealed_on: Today, in UTC.
        expires_on: From this day on (UTC) nobody opens it any more.
        folder: The root that the bundle's objects are written under; made if need be.
    """

    bundle_id: str
    source: SessionAccess
    study_toml: bytes = field(repr=False)
    receipt_json: str = field(repr=False)
    recipients: tuple[str, ...]
    identity: Identity
    secret: str = field(repr=False)
    sealed_on: date
    expires_on: date
    folder: Path


@dataclass(frozen=True, slots=True)
class SealedBundle:
    """What came of it.

    Attributes:
        bundle_id: Its id.
        manifest: What was signed.
        manifest_sha256: Of the signed envelope's bytes.
        total_bytes: Of all objects together.
    """

    bundle_id: str
    manifest: Manifest
    manifest_sha256: str
    total_bytes: int


def seal(order: SealOrder, progress: Progress) -> SealedBundle:
    """Seal an episode into a folder.

    What an earlier attempt left there of the same bundle goes first.

    Args:
        order: What to seal.
        progress: Told how it goes, on the caller's thread; whatever it raises ends the work.

    Raises:
        DiskFullError: No space is left.
        StorageFailedError: The disk refused.
        UserFacingError: As ``SessionAccess.open``.
        ValueError: The order contradicts itself, or what is to be sealed is no episode.
    """
    _check(order)
    folder = order.folder / bundle_folder(order.bundle_id)
    with clear_disk_errors():
        shutil.rmtree(folder, ignore_errors=True)
        payload_folder = (order.folder / part_name(order.bundle_id, 0)).parent
        make_private_folder(folder)
        make_private_folder(payload_folder)
        make_private_folder(folder / "grants")
    try:
        parts = _write_payload(order, progress)
        sealed = _write_statements(order, parts)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return sealed


def _check(order: SealOrder) -> None:
    if not is_bundle_id(order.bundle_id):
        raise ValueError("that is no id of a bundle")
    if not order.recipients or len(set(order.recipients)) != len(order.recipients):
        raise ValueError("a bundle is sealed to at least one recipient, and to each once")
    if order.expires_on <= order.sealed_on:
        raise ValueError("a bundle ends after the day on which it is sealed")
    study = read_study(order.study_toml)
    if {recipient.age_key for recipient in study.recipients} != set(order.recipients):
        raise ValueError("a bundle is sealed to those whom its study names, and to nobody else")
    with order.source.open() as reader:
        if reader.header.study_id != study.id:
            raise ValueError("the episode was recorded for another study")


def payload_content(order: SealOrder) -> PayloadContent:
    """What is sealed."""
    return PayloadContent(
        bundle_id=order.bundle_id,
        signer=order.identity.for_bundle(order.bundle_id).card.signing_key,
        voucher=signed_voucher(order.bundle_id, order.identity).decode(),
        source=order.source,
        study_toml=order.study_toml.decode(),
        receipt_json=order.receipt_json,
    )


def _write_payload(order: SealOrder, progress: Progress) -> tuple[Part, ...]:
    content = payload_content(order)
    told = _Told(progress, order.source.summary.packet_bytes + order.source.summary.events * _EVENT_BYTES)
    with (
        Feeder(lambda conduit: conduit.write_all(payload_pieces(content)), name="bundle-payload") as feeder,
        PartWriter(order.folder, order.bundle_id, told.add) as writer,
    ):
        encrypt_stream(ConduitReader(feeder.conduit, told.tell), writer, [public_key(order.secret)])
        parts = writer.finish()
    with clear_disk_errors():
        sync_folder((order.folder / part_name(order.bundle_id, 0)).parent)
    told.end()
    return parts


def _write_statements(order: SealOrder, parts: tuple[Part, ...]) -> SealedBundle:
    tags = {key: recipient_tag(order.bundle_id, key) for key in order.recipients}
    study_sha256 = hashlib.sha256(order.study_toml).hexdigest()
    consent_sha256 = hashlib.sha256(order.receipt_json.encode()).hexdigest()
    manifest = Manifest(
        bundle=order.bundle_id,
        parts=parts,
        recipients=tuple(sorted(tags.values())),
        study=commitment(order.secret, "study", study_sha256),
        consent=commitment(order.secret, "consent", consent_sha256),
        sealed_on=order.sealed_on,
        expires_on=order.expires_on,
    )
    total_bytes = manifest.payload_bytes
    for key, tag in tags.items():
        grant = KeyGrant(
            bundle=order.bundle_id,
            recipient=tag,
            payload=manifest.payload_sha256,
            wrapped=wrap_secret(order.secret, key),
        )
        envelope = signed_statement(grant, order.identity)
        write_atomically(order.folder / grant_name(order.bundle_id, tag), envelope)
        total_bytes += len(envelope)
    envelope = signed_statement(manifest, order.identity)
    write_atomically(order.folder / manifest_name(order.bundle_id), envelope)
    total_bytes += len(envelope)
    return SealedBundle(order.bundle_id, manifest, hashlib.sha256(envelope).hexdigest(), total_bytes)


class _Told:
    """Tells how far the work is, now and then; never that it is done before it is."""

    def __init__(self, progress: Progress, expected: int) -> None:
        self._progress = progress
        self._total = max(1, expected) + 1
        self._done = self._next = 0

    def add(self, size: int) -> None:
        """So many bytes more."""
        self._done += size
        if self._done >= self._next:
            self._next = self._done + _TELL_EVERY_BYTES
            self.tell()

    def tell(self) -> None:
        """How far it is."""
        self._progress(min(self._done, self._total - 1), self._total)

    def end(self) -> None:
        """All of it."""
        self._progress(self._total, self._total)
