"""A bundle's objects become a received episode in the reader's vault.

One thread fetches, checks and decrypts the parts, the caller's reads the records and writes the file.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from recorder.bundle.age_streams import decrypt_stream
from recorder.bundle.conduit import Conduit, Feeder
from recorder.bundle.errors import ExpiredBundleError, TruncatedBundleError, WithdrawnBundleError
from recorder.bundle.identity import Identity
from recorder.bundle.judging import judge, received_header
from recorder.bundle.payload_parts import PartReader
from recorder.bundle.payload_reading import PayloadReader
from recorder.bundle.sources import BundleSource, FolderSource
from recorder.bundle.unsealing import Unsealed, refuse_if_withdrawn, unseal
from recorder.episode.study import Study
from recorder.vault.session_header import SessionHeader, SessionSummary
from recorder.vault.session_writer import SessionWriter

__all__ = ["BundleSource", "FolderSource", "OpenOrder", "OpenedBundle", "open_bundle"]

_PATIENCE_S: Final = 0.2
"""How long a cancel waits for a read of the source, which may hang in the network."""

Progress = Callable[[int, int], None]
"""Told how much of how much is done; raises what shall call the work off."""


@dataclass(frozen=True, slots=True)
class OpenOrder:
    """What to open, and what the reader knows.

    Attributes:
        bundle_id: As the place named it.
        identity: The reader's.
        owners: The owner of each study that the reader knows, by the study's id: the key that signs it, or
            ``None`` for one that nobody signed, of which only the very versions that were added are taken.
        known_studies: The SHA-256 of the study versions that the reader has added or joined.
        withdrawn: Whether this reader saw a withdrawal of it before.
        signer: Who signed it when this reader saw it before, or ``None``.
        today: The later of the clock's day and the latest day that the vault has seen, in UTC.
        path: Where the received file is created.
        key: Its fresh key.
    """

    bundle_id: str
    identity: Identity
    owners: Mapping[str, bytes | None]
    known_studies: frozenset[str]
    withdrawn: bool
    signer: bytes | None
    today: date
    path: Path
    key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class OpenedBundle:
    """What is now in the received file, and all that was checked of it.

    Attributes:
        bundle_id: Its id.
        signer: The public key that signed it: that bundle's alone.
        contributor: The public key of whoever made it, the same in all of theirs.
        study_toml: The exact bytes of its study.
        study: The same, read.
        receipt_json: The consent's receipt.
        header: Of the received file; its session's id is the bundle's.
        summary: Of the received file.
        expires_on: From this day on (UTC) it may not be kept any more.
        manifest_sha256: Of the signed envelope's bytes.
        recipients: The names of those who can open it, as the study names them.
        secret: What opened it; what is said of it is sealed with that.
        payload_sha256: Of its payload.
    """

    bundle_id: str
    signer: bytes
    contributor: bytes
    study_toml: bytes = field(repr=False)
    study: Study
    receipt_json: str = field(repr=False)
    header: SessionHeader
    summary: SessionSummary
    expires_on: date
    manifest_sha256: str
    recipients: tuple[str, ...]
    secret: str = field(repr=False)
    payload_sha256: str


def open_bundle(order: OpenOrder, source: BundleSource, progress: Progress) -> OpenedBundle:
    """Check a bundle and stream it into a file of the reader's vault.

    Nothing is written before the manifest, the grant, the study, its owner and the consent are found good.
    Each part is checked as a whole before any of it is decrypted; what is decrypted only ever lies in memory
    and, encrypted with the file's key, in the file. Whatever ends the work leaves no file.

    Args:
        order: What to open.
        source: Where its objects are; read from a thread that this starts, too.
        progress: Told how it goes, on the caller's thread; whatever it raises ends the work.

    Raises:
        WithdrawnBundleError, ExpiredBundleError: It is over.
        NoBundleError, TruncatedBundleError: It, or a part of it, is not there.
        NotForYouError: It is not sealed to this reader.
        WrongNameError: It is another one.
        TamperedBundleError: It is not what was signed.
        UnknownOwnerError, NotConsentedError: The reader may not have it.
        NewerBundleError, BrokenBundleError: This program cannot read it.
        DiskFullError: No space is left.
        UserFacingError: The source cannot be read.
    """
    if order.withdrawn:
        raise WithdrawnBundleError
    unsealed = unseal(
        order.bundle_id, source, identity=order.identity, signer=order.signer, today=order.today
    )
    return _Opening(order, source, progress, unsealed).run()


class _Opening:
    """One bundle on its way, once its statements are known to be good."""

    def __init__(
        self, order: OpenOrder, source: BundleSource, progress: Progress, unsealed: Unsealed
    ) -> None:
        self._order = order
        self._source = source
        self._progress = progress
        self._unsealed = unsealed
        self._total = unsealed.manifest.payload_bytes + 1
        self._arrived = 0

    def run(self) -> OpenedBundle:
        with Feeder(self._decrypt, name="bundle-decrypt", patience_s=_PATIENCE_S) as feeder:
            try:
                return self._receive(PayloadReader(lambda: self._take(feeder.conduit)))
            except TruncatedBundleError:
                # Perhaps it is being taken back just now: then that is what to say.
                self._refuse_if_withdrawn()
                raise

    def _decrypt(self, conduit: Conduit) -> None:
        """Fetch, check and decrypt the parts; on the feeder's thread."""
        manifest = self._unsealed.manifest
        reader = PartReader(self._source, manifest.bundle, manifest.parts, arrived=self._arrive)
        decrypt_stream(reader, conduit, self._unsealed.secret)

    def _arrive(self, size: int) -> None:
        self._arrived += size

    def _take(self, conduit: Conduit) -> bytes:
        piece = conduit.take(self._tell)
        self._tell()
        return piece

    def _tell(self) -> None:
        self._progress(min(self._arrived, self._total - 1), self._total)

    def _receive(self, payload: PayloadReader) -> OpenedBundle:
        beginning = payload.beginning()
        judged = judge(
            beginning, self._unsealed, owners=self._order.owners, known_studies=self._order.known_studies
        )
        expires_on = min(judged.expires_on, self._order.today + timedelta(days=judged.study.retention_days))
        if self._order.today >= expires_on:
            raise ExpiredBundleError(expires_on)
        header = received_header(beginning.episode)
        writer = SessionWriter.fill(self._order.path, self._order.key, header)
        try:
            payload.pour(beginning.episode, writer)
            self._refuse_if_withdrawn()
            summary = writer.finish(beginning.episode.ended_ns, beginning.episode.reason)
            self._progress(self._total, self._total)
        except BaseException:
            writer.destroy()
            raise
        return OpenedBundle(
            bundle_id=self._order.bundle_id,
            signer=self._unsealed.signer,
            contributor=judged.contributor,
            study_toml=beginning.study_toml.encode(),
            study=judged.study,
            receipt_json=beginning.receipt_json,
            header=header,
            summary=summary,
            expires_on=expires_on,
            manifest_sha256=self._unsealed.manifest_sha256,
            recipients=tuple(recipient.name for recipient in judged.study.recipients),
            secret=self._unsealed.secret,
            payload_sha256=self._unsealed.manifest.payload_sha256,
        )

    def _refuse_if_withdrawn(self) -> None:
        refuse_if_withdrawn(self._order.bundle_id, self._source, signer=self._unsealed.signer)
