"""From the outbox into the store: parts, grants, and the manifest last.

Until the manifest is there, the bundle does not exist for anybody. What was confirmed is noted beside the
outbox, so an upload that was cut off goes on where it stopped, after a restart too; and putting an object
twice changes nothing, so two uploads at once end as one.

Before anything is sent, the outbox is held against its own signed manifest: what is damaged is never sent.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from recorder.bundle.envelope import NotSignedError
from recorder.bundle.errors import MissingObjectError, TooLargeError, WithdrawnBundleError
from recorder.bundle.layout import (
    MOST_MANIFEST_BYTES,
    MOST_STATEMENT_BYTES,
    bundle_folder,
    grant_name,
    manifest_name,
    part_name,
    withdrawal_name,
)
from recorder.bundle.sources import FolderSource
from recorder.bundle.statements import KeyGrant, Manifest, UnknownFormatError, read_statement
from studio.submission.credentials import Credentials
from studio.submission.delivery_journal import DeliveryJournal
from studio.submission.patience import Patience, Progress, ToldProgress, Wait
from studio.submission.store_errors import BrokenOutboxError, StoreFolderMissingError, StoreRefusedError
from studio.submission.stores import BundleStore, Put, Verified, open_store


@dataclass(frozen=True, slots=True)
class UploadOrder:
    """What to send, and where.

    Attributes:
        bundle_id: The bundle.
        folder: The outbox that holds ``bundles``.
        store_url: Where it goes.
        total_bytes: Of all its objects, for the progress.
        credentials: The key of the store; looked for in the usual places if ``None``.
        signer: The public key that has to have signed it; any where ``None``.
    """

    bundle_id: str
    folder: Path
    store_url: str
    total_bytes: int
    credentials: Credentials | None = field(default=None, repr=False)
    signer: bytes | None = None


@dataclass(frozen=True, slots=True)
class Delivered:
    """A bundle that is in its store, whole.

    Attributes:
        bundle_id: The bundle.
        store_url: Where.
        names: Of all its objects: what has to go when it is taken back.
        total_bytes: Of all of them.
        manifest_sha256: Of the manifest as it lies there.
        verified: How it is known that they arrived; the weaker way, where there were two.
        sent: How many of them were put this time; the others were there already.
    """

    bundle_id: str
    store_url: str
    names: tuple[str, ...]
    total_bytes: int
    manifest_sha256: str
    verified: Verified
    sent: int


def upload(order: UploadOrder, progress: Progress, *, wait: Wait | None = None) -> Delivered:
    """Bring a sealed bundle into its store; on any thread. Goes on where it stopped.

    Args:
        order: What, and where.
        progress: Asked some twenty times a second, also while nobody answers.
        wait: How time passes between two attempts.

    Raises:
        BrokenOutboxError: What is in the outbox is not what was sealed.
        WithdrawnBundleError: The store has a withdrawal of it.
        TryAgainLaterError: The store could not be reached for minutes.
        MendFirstError: It refuses, or is not there.
    """
    return _Upload(order, progress, wait).run()


class _Upload:
    def __init__(self, order: UploadOrder, progress: Progress, wait: Wait | None) -> None:
        self._order = order
        self._outbox = FolderSource(order.folder)
        self._journal = DeliveryJournal(order.folder, order.bundle_id, order.store_url)
        self._sent = 0
        self._told = ToldProgress(progress, order.total_bytes)
        self._patience = Patience(self._told.again, wait)
        self._store: BundleStore = open_store(
            order.store_url, credentials=order.credentials, watch=self._told.again
        )

    def run(self) -> Delivered:
        self._told(0, self._order.total_bytes)
        manifest_sent = self._from_outbox(manifest_name(self._order.bundle_id), MOST_MANIFEST_BYTES)
        manifest, signer = self._signed(manifest_sent)
        self._make_way(manifest_sent)
        known = self._known()
        puts = [
            self._deliver(part_name(manifest.bundle, number), part.bytes, part.sha256, known)
            for number, part in enumerate(manifest.parts)
        ]
        for tag in manifest.recipients:
            sha256 = self._check_grant(manifest, tag, signer)
            puts.append(self._deliver(grant_name(manifest.bundle, tag), MOST_STATEMENT_BYTES, sha256, known))
        # Only now, so that whoever sees it finds all the rest.
        sha256 = _sha256(manifest_sent)
        puts.append(self._deliver(manifest_name(manifest.bundle), MOST_MANIFEST_BYTES, sha256, {}))
        return Delivered(
            bundle_id=manifest.bundle,
            store_url=self._order.store_url,
            names=tuple(put.name for put in puts),
            total_bytes=sum(put.size for put in puts),
            manifest_sha256=puts[-1].sha256,
            verified=_weakest(puts),
            sent=self._sent,
        )

    def _signed(self, envelope: bytes) -> tuple[Manifest, bytes]:
        """The manifest, and who signed it."""
        try:
            manifest, signed = read_statement(Manifest, envelope)
        except (NotSignedError, UnknownFormatError):
            raise BrokenOutboxError from None
        # Another bundle, well sealed, may have been laid there by whoever can write this disk.
        if manifest.bundle != self._order.bundle_id or self._order.signer not in {None, signed.signer}:
            raise BrokenOutboxError
        return manifest, signed.signer

    def _check_grant(self, manifest: Manifest, tag: str, signer: bytes) -> str:
        """A grant is no part of what the manifest hashes: it is held against what it must say. Its hash."""
        try:
            envelope = self._from_outbox(grant_name(manifest.bundle, tag), MOST_STATEMENT_BYTES)
            grant, signed = read_statement(KeyGrant, envelope)
        except (NotSignedError, UnknownFormatError):
            raise BrokenOutboxError from None
        said = (grant.bundle, grant.recipient, grant.payload, signed.signer)
        if said != (manifest.bundle, tag, manifest.payload_sha256, signer):
            raise BrokenOutboxError
        return _sha256(envelope)

    def _make_way(self, manifest: bytes) -> None:
        """See that nobody finds an older manifest with parts of this sealing; and heed a withdrawal."""
        name = manifest_name(self._order.bundle_id)
        try:
            if self._patience.call(lambda: self._store.size(withdrawal_name(self._order.bundle_id))):
                raise WithdrawnBundleError
            there = self._patience.call(lambda: self._store.read(name, len(manifest)))
        except (MissingObjectError, StoreFolderMissingError):
            # Nothing there; or a folder, which is made with its first object.
            return
        except StoreRefusedError:
            # A key that may only put. What it confirmed is of this sealing; else nobody knows what is there.
            if self._journal.read():
                return
            there = b""
        except TooLargeError:
            there = b""
        if there != manifest:
            self._patience.call(lambda: self._store.remove(name))

    def _known(self) -> Mapping[str, Put]:
        """What need not be sent again: what was confirmed, and is still there where that can be seen."""
        confirmed = self._journal.read()
        if not confirmed:
            return {}
        try:
            listed = self._patience.call(self._listed)
        except StoreRefusedError:
            return confirmed
        except StoreFolderMissingError:
            return {}
        return {name: put for name, put in confirmed.items() if listed.get(name) == put.size}

    def _listed(self) -> dict[str, int]:
        return {each.name: each.size for each in self._store.names(bundle_folder(self._order.bundle_id))}

    def _deliver(self, name: str, most: int, sha256: str, known: Mapping[str, Put]) -> Put:
        # What is sent is what is hashed here: the disk is not asked twice.
        data = self._from_outbox(name, most)
        if _sha256(data) != sha256:
            raise BrokenOutboxError
        put = known.get(name)
        if put is None or put.sha256 != sha256:
            put = self._patience.call(lambda: self._store.put(name, data))
            self._journal.add(put)
            self._sent += 1
        self._told.add(len(data))
        return put

    def _from_outbox(self, name: str, most: int) -> bytes:
        try:
            return self._outbox.read(name, most)
        except (MissingObjectError, TooLargeError):
            raise BrokenOutboxError from None


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _weakest(puts: list[Put]) -> Verified:
    if any(put.verified is Verified.CHECKED_BY_STORE for put in puts):
        return Verified.CHECKED_BY_STORE
    return Verified.READ_BACK
