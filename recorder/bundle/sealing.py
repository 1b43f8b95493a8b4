"""An episode in the vault becomes a bundle's objects, in the layout of a store."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from recorder.bundle.identity import Identity
from recorder.bundle.statements import Manifest
from recorder.vault.session_reader import SessionAccess

Progress = Callable[[int, int], None]
"""Told how much of how much is done; raises what shall call the work off."""


@dataclass(frozen=True, slots=True)
class SealOrder:
    """What to seal, for whom, until when.

    Attributes:
        bundle_id: The bundle's fresh id; see ``layout.new_bundle_id``.
        source: The episode.
        study_toml: The exact bytes of the study that it was recorded under.
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
    """Seal an episode into a folder, the manifest last."""
    raise NotImplementedError
