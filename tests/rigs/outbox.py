"""A sealed bundle in an outbox, as far as sending it is concerned: signed, and with nothing in its parts."""

import hashlib
import random
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from recorder.bundle.identity import Identity
from recorder.bundle.layout import grant_name, manifest_name, new_bundle_id, part_name
from recorder.bundle.statements import (
    KeyGrant,
    Manifest,
    Part,
    Withdrawal,
    recipient_tag,
    signed_statement,
)
from studio.submission.uploading import UploadOrder


@dataclass(frozen=True)
class Outbox:
    """What waits to be sent.

    Attributes:
        bundle_id: The bundle.
        folder: Where it lies.
        objects: All of it, by the objects' names in the store.
        age_keys: Of its recipients.
        withdrawal: The signed statement that takes it back.
    """

    bundle_id: str
    folder: Path
    objects: dict[str, bytes]
    age_keys: tuple[str, ...]
    withdrawal: bytes

    @property
    def total_bytes(self) -> int:
        return sum(map(len, self.objects.values()))

    @property
    def manifest_name(self) -> str:
        return manifest_name(self.bundle_id)

    def order(self, store_url: str) -> UploadOrder:
        return UploadOrder(self.bundle_id, self.folder, store_url, self.total_bytes)


def fill_outbox(
    folder: Path, *, parts: int = 3, part_bytes: int = 20_000, bundle_id: str | None = None, seed: int = 0
) -> Outbox:
    """Seal something that nobody could open: random bytes in ``parts`` parts, for two recipients."""
    contributor, readers = Identity.generate("C"), (Identity.generate("A"), Identity.generate("B"))
    bundle_id = bundle_id or new_bundle_id()
    chance = random.Random(seed)
    payload = [chance.randbytes(part_bytes) for _ in range(parts)]
    tags = tuple(recipient_tag(bundle_id, reader.card.age_key) for reader in readers)
    manifest = Manifest(
        bundle=bundle_id,
        parts=tuple(Part(bytes=len(data), sha256=hashlib.sha256(data).hexdigest()) for data in payload),
        recipients=tags,
        study="0" * 64,
        consent="0" * 64,
        sealed_on=date(2026, 5, 4),
        expires_on=date(2026, 11, 4),
    )
    objects = {part_name(bundle_id, number): data for number, data in enumerate(payload)}
    for tag in tags:
        grant = KeyGrant(bundle=bundle_id, recipient=tag, payload=manifest.payload_sha256, wrapped="")
        objects[grant_name(bundle_id, tag)] = signed_statement(grant, contributor)
    objects[manifest_name(bundle_id)] = signed_statement(manifest, contributor)
    for name, data in objects.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    withdrawal = Withdrawal(bundle=bundle_id, reason="withdrawn", withdrawn_on=date(2026, 6, 1))
    return Outbox(
        bundle_id,
        folder,
        objects,
        tuple(reader.card.age_key for reader in readers),
        signed_statement(withdrawal, contributor),
    )
