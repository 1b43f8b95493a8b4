"""A bundle's objects become a received episode in the reader's vault."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from recorder.bundle.identity import Identity
from recorder.bundle.sources import BundleSource, FolderSource
from recorder.episode.study import Study
from recorder.vault.session_header import SessionHeader, SessionSummary

__all__ = ["BundleSource", "FolderSource", "OpenOrder", "OpenedBundle", "open_bundle"]

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
        contributor: Who signed it when this reader saw it before, or ``None``.
        today: The later of the clock's day and the latest day that the vault has seen, in UTC.
        path: Where the received file is created.
        key: Its fresh key.
    """

    bundle_id: str
    identity: Identity
    owners: Mapping[str, bytes | None]
    known_studies: frozenset[str]
    withdrawn: bool
    contributor: bytes | None
    today: date
    path: Path
    key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class OpenedBundle:
    """What is now in the received file, and all that was checked of it.

    Attributes:
        bundle_id: Its id.
        contributor: The public key that signed it.
        study_toml: The exact bytes of its study.
        study: The same, read.
        receipt_json: The consent's receipt.
        header: Of the received file; its session's id is the bundle's.
        summary: Of the received file.
        expires_on: From this day on (UTC) it may not be kept any more.
        manifest_sha256: Of the signed envelope's bytes.
        recipients: The names of those who can open it, as the study names them.
    """

    bundle_id: str
    contributor: bytes
    study_toml: bytes = field(repr=False)
    study: Study
    receipt_json: str = field(repr=False)
    header: SessionHeader
    summary: SessionSummary
    expires_on: date
    manifest_sha256: str
    recipients: tuple[str, ...]


def open_bundle(order: OpenOrder, source: BundleSource, progress: Progress) -> OpenedBundle:
    """Check a bundle and stream it into a file of the reader's vault."""
    raise NotImplementedError
