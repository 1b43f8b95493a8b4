"""Receiving: a bundle that is for this reader is fetched, checked and kept in their own vault, as it may be.

The catalog hears of a copy once all of it was checked; before that there is a file that nobody can open. A
withdrawal that is met on the way is remembered for ever.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from recorder.bundle.errors import ExpiredBundleError, WithdrawnBundleError
from recorder.bundle.opening import OpenedBundle, OpenOrder, open_bundle
from recorder.vault.sharing_rows import GoneBecause, Provenance, ReceivedRow, ReceivedState
from recorder.vault.vault import Vault
from studio.submission.addresses import bundle_place
from studio.submission.approval import Progress
from studio.submission.errors import AlreadyReceivedError
from studio.submission.fetching import Fetching
from studio.submission.identities import identity_of


@dataclass(frozen=True, slots=True)
class OpeningOrder:
    """What to open, and from where.

    Attributes:
        open: What to open, and what the reader knows.
        store_url: The store.
    """

    open: OpenOrder = field(repr=False)
    store_url: str

    @property
    def bundle_id(self) -> str:
        """The bundle."""
        return self.open.bundle_id


def begin_opening(vault: Vault, place: str, *, now: datetime) -> OpeningOrder:
    """Prepare a place for a bundle.

    Args:
        vault: The reader's.
        place: The bundle's URL or folder, or that of its manifest.
        now: The time.

    Returns:
        What to open. Once that is done, ``finish_opening`` is told; if it fails, ``abandon_opening``.

    Raises:
        PlaceUnclearError: That is no bundle's place.
        AlreadyReceivedError: It is in the vault.
        WithdrawnBundleError: It was seen before that it was taken back.
        BeingOpenedError: It is being opened.
    """
    at = bundle_place(place)
    known = _row(vault, at.bundle_id)
    if known is not None and known.state is ReceivedState.OPENED:
        raise AlreadyReceivedError(at.bundle_id)
    if vault.is_withdrawn(at.bundle_id):
        raise WithdrawnBundleError
    identity, today = identity_of(vault), vault.latest_day(now.astimezone(UTC).date())
    owners, studies = vault.owners(), frozenset(sha256 for sha256, _ in vault.studies())
    # Last of all: from here on somebody has to finish it or to abandon it.
    new = vault.new_received(at.bundle_id)
    order = OpenOrder(
        bundle_id=at.bundle_id,
        identity=identity,
        owners=owners,
        known_studies=studies,
        withdrawn=False,
        signer=None if known is None else known.signer,
        today=today,
        path=new.path,
        key=new.key,
    )
    return OpeningOrder(order, at.store_url)


def open_received(order: OpeningOrder, progress: Progress) -> OpenedBundle:
    """Fetch it, check it and write the reader's copy; on any thread.

    Raises:
        UserFacingError: It cannot be opened, and why; nothing of it is left.
    """
    fetching = Fetching(order.store_url, progress)
    return open_bundle(order.open, fetching, fetching.progress)


def finish_opening(vault: Vault, order: OpeningOrder, opened: OpenedBundle) -> ReceivedRow:
    """Keep the copy.

    Raises:
        TakenBackError: It was seen meanwhile that it was taken back; the copy is destroyed.
    """
    vault.keep_study(opened.study.sha256, opened.study_toml)
    return vault.finish_received(
        opened.bundle_id,
        order.open.key,
        opened.header,
        opened.summary,
        Provenance(
            store_url=order.store_url,
            signer=opened.signer,
            contributor=opened.contributor,
            study_sha256=opened.study.sha256,
            expires_on=opened.expires_on,
            secret=opened.secret,
            payload_sha256=opened.payload_sha256,
        ),
    )


def abandon_opening(vault: Vault, order: OpeningOrder, error: BaseException) -> None:
    """Forget what was not opened, whatever was left of it, and remember a withdrawal."""
    vault.drop_received(order.bundle_id)
    if isinstance(error, WithdrawnBundleError):
        vault.note_withdrawn(order.bundle_id)


def remove_received(vault: Vault, bundle_id: str) -> None:
    """Destroy the reader's own copy, because they want it gone.

    Raises:
        NoSuchReceivedError: There was none.
    """
    vault.destroy_received(bundle_id, GoneBecause.REMOVED)


def _row(vault: Vault, bundle_id: str) -> ReceivedRow | None:
    return next((row for row in vault.received() if row.bundle_id == bundle_id), None)


__all__ = [
    "ExpiredBundleError",
    "OpeningOrder",
    "abandon_opening",
    "begin_opening",
    "finish_opening",
    "open_received",
    "remove_received",
]
