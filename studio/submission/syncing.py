"""Looking into the stores: what is new for this reader, and what of theirs was taken back or is over.

What is for a reader is told by its names alone: each grant is named by a tag that only those who know the
reader's card can work out. So a look costs one listing, a small object for each bundle that is new, and one
for each withdrawal not seen before, of whichever bundle: a store that puts back what was taken back finds a
reader who knows.

A withdrawal counts for a copy only if the key that made the bundle signed it. One that nobody can hold
against a bundle any more, because its manifest is gone, is believed too: whoever can take away the manifest
could do no more with it.

What readers said of what was shared is looked for in the same look (``review_looking``), last of all.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from recorder.bundle.envelope import NotSignedError
from recorder.bundle.errors import MissingObjectError, TooLargeError
from recorder.bundle.layout import (
    BUNDLES,
    MOST_MANIFEST_BYTES,
    MOST_STATEMENT_BYTES,
    grant_name,
    is_bundle_id,
    is_review_name,
    manifest_name,
    withdrawal_name,
)
from recorder.bundle.statements import (
    Manifest,
    UnknownFormatError,
    Withdrawal,
    read_statement,
    recipient_tag,
)
from recorder.errors import UserFacingError
from recorder.study_file import StudyFileError, read_study
from recorder.vault.sharing_rows import GoneBecause, ReceivedRow, ReceivedState
from recorder.vault.vault import Vault
from studio.submission.addresses import BundlePlace, bundle_url, store_place
from studio.submission.approval import Progress
from studio.submission.identities import identity_of
from studio.submission.looking import Unreachable, look_into
from studio.submission.review_hearing import NOTHING_NEW, ReviewsReport, finish_looking
from studio.submission.review_looking import (
    NOTHING_FOUND,
    FoundReviews,
    LookOrder,
    begin_looking,
    look_for_reviews,
)
from studio.submission.store_errors import TryAgainLaterError
from studio.submission.stores import BundleStore


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that this reader has: whose withdrawal would end it."""

    bundle_id: str
    signer: bytes


@dataclass(frozen=True, slots=True)
class SyncOrder:
    """Where to look, and what is known.

    Attributes:
        stores: The copies that came from each store; every store that is to be looked into is there.
        age_key: The reader's public key.
        known: Bundles that are not new: those opened before, or known to be taken back.
        today: The later of the clock's day and the latest that the vault has seen, in UTC.
        reviews: Of which bundles to look for reviews.
    """

    stores: Mapping[str, tuple[Copy, ...]]
    age_key: str
    known: frozenset[str]
    today: date
    reviews: LookOrder = field(default_factory=LookOrder, repr=False)


@dataclass(frozen=True, slots=True)
class NewBundle:
    """A bundle that is for this reader, and was not opened yet.

    Attributes:
        bundle_id: Its id.
        store_url: Where it lies.
        size_bytes: Of all its objects.
        sealed_on: The day.
        expires_on: From the first moment of this day (UTC) nobody opens it any more.
    """

    bundle_id: str
    store_url: str
    size_bytes: int
    sealed_on: date
    expires_on: date

    @property
    def url(self) -> str:
        """What to open it by."""
        return bundle_url(BundlePlace(self.store_url, self.bundle_id))


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in the stores.

    Attributes:
        new: What is for this reader.
        withdrawn: Bundles that were taken back.
        unreachable: Stores that could not be looked into.
        reviews: What readers said.
    """

    new: tuple[NewBundle, ...] = ()
    withdrawn: frozenset[str] = frozenset()
    unreachable: tuple[Unreachable, ...] = ()
    reviews: FoundReviews = NOTHING_FOUND


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What came of looking.

    Attributes:
        new: What is for this reader, and was not opened yet.
        withdrawn: Copies that are destroyed because their makers took them back.
        expired: Copies that are destroyed because their time is over.
        unreachable: Stores that could not be looked into.
        reviews: What readers said that is new.
    """

    new: tuple[NewBundle, ...]
    withdrawn: tuple[ReceivedRow, ...]
    expired: tuple[ReceivedRow, ...]
    unreachable: tuple[Unreachable, ...]
    reviews: ReviewsReport = NOTHING_NEW


@dataclass(slots=True)
class _Listed:
    """What a store's listing tells of one bundle."""

    size_bytes: int = 0
    names: set[str] = field(default_factory=set)


def begin_sync(vault: Vault, *, now: datetime, also: tuple[str, ...] = ()) -> SyncOrder:
    """Say where to look: the stores of all studies that name this reader, and those that copies came from.

    Args:
        vault: The reader's.
        now: The time.
        also: More stores, by URL or as folders.

    Raises:
        PlaceUnclearError: One of these is none.
    """
    age_key = identity_of(vault).card.age_key
    opened = [row for row in vault.received() if row.state is ReceivedState.OPENED]
    stores: dict[str, list[Copy]] = {store_place(each): [] for each in also}
    for url in _stores_for(vault, age_key):
        stores.setdefault(url, [])
    for row in opened:
        stores.setdefault(row.store_url, []).append(Copy(row.bundle_id, row.signer))
    return SyncOrder(
        stores={url: tuple(copies) for url, copies in stores.items()},
        age_key=age_key,
        known=vault.withdrawn() | {row.bundle_id for row in opened},
        today=vault.latest_day(now.astimezone(UTC).date()),
        reviews=begin_looking(vault, today=now.astimezone(UTC).date()),
    )


def sync(order: SyncOrder, progress: Progress) -> Found:
    """Look into every store; on any thread. One that cannot be reached keeps none of the others from it."""
    found, total = Found(), len(order.stores) + len(order.reviews.bundles)
    for done, (url, copies) in enumerate(order.stores.items()):

        def go_on(done: int = done) -> None:
            progress(done, total)

        found = _joined(found, _found(url, order, go_on, lambda look, copies=copies: _looked(look, copies)))  # type: ignore[misc]
    reviews = look_for_reviews(order.reviews, lambda done, _: progress(len(order.stores) + done, total))
    told = {each.store_url for each in found.unreachable}
    missed = tuple(each for each in reviews.unreachable if each.store_url not in told)
    return replace(found, reviews=reviews, unreachable=found.unreachable + missed)


def ask_again(copy: ReceivedRow, order: SyncOrder, progress: Progress) -> Found:
    """Ask the store of one copy alone whether it was taken back; on any thread."""

    def asked(look: _Look) -> Found:
        is_gone = look.is_withdrawn(copy.bundle_id, copy.signer)
        return Found(withdrawn=frozenset({copy.bundle_id} if is_gone else ()))

    return _found(copy.store_url, order, lambda: progress(0, 1), asked)


def finish_sync(vault: Vault, found: Found, *, now: datetime) -> SyncReport:
    """Destroy what was taken back and what is over, and remember it."""
    rows = {row.bundle_id: row for row in vault.received() if row.state is ReceivedState.OPENED}
    for bundle_id in found.withdrawn:
        vault.note_withdrawn(bundle_id)
        if bundle_id in rows:
            vault.destroy_received(bundle_id, GoneBecause.WITHDRAWN)
    expired = vault.expire_received(now)
    return SyncReport(
        new=tuple(each for each in found.new if not vault.is_withdrawn(each.bundle_id)),
        withdrawn=tuple(rows[bundle_id] for bundle_id in sorted(found.withdrawn) if bundle_id in rows),
        expired=tuple(rows[bundle_id] for bundle_id in expired),
        unreachable=found.unreachable,
        reviews=finish_looking(vault, found.reviews),
    )


def _stores_for(vault: Vault, age_key: str) -> Iterator[str]:
    for _, content in vault.studies():
        try:
            study = read_study(content)
        except StudyFileError:
            # Kept by a later version; its own time will come.
            continue
        if any(recipient.age_key == age_key for recipient in study.recipients):
            yield store_place(study.store.url)


def _found(url: str, order: SyncOrder, go_on: Callable[[], None], look: Callable[["_Look"], Found]) -> Found:
    came = look_into(url, lambda store: look(_Look(store, url, order, go_on)), go_on)
    return Found(unreachable=(came,)) if isinstance(came, Unreachable) else came


def _joined(one: Found, other: Found) -> Found:
    return Found(one.new + other.new, one.withdrawn | other.withdrawn, one.unreachable + other.unreachable)


@dataclass(frozen=True, slots=True)
class _SignedManifest:
    """Of a manifest, what is told before the bundle is opened."""

    signer: bytes
    sealed_on: date
    expires_on: date


@dataclass(frozen=True, slots=True)
class _Look:
    """One store that is looked into.

    Attributes:
        store: The store.
        url: Its URL.
        order: What is known.
        go_on: Raises what shall end it.
    """

    store: BundleStore
    url: str
    order: SyncOrder
    go_on: Callable[[], None]

    def listed(self) -> dict[str, _Listed]:
        """What is there, by bundle."""
        found: dict[str, _Listed] = {}
        for each in self.store.names(f"{BUNDLES}/"):
            self.go_on()
            # What was emptied instead of removed counts as gone.
            _, _, rest = each.name.partition("/")
            bundle_id, _, _ = rest.partition("/")
            if is_bundle_id(bundle_id) and each.size:
                listed = found.setdefault(bundle_id, _Listed())
                if is_review_name(each.name):
                    # It is about the recording, and no part of what is fetched.
                    continue
                listed.names.add(each.name)
                listed.size_bytes += each.size
        return found

    def manifest(self, bundle_id: str) -> "_SignedManifest | None":
        """A bundle's manifest and who signed it; ``None`` where there is none that this version reads."""
        self.go_on()
        try:
            envelope = self.store.read(manifest_name(bundle_id), MOST_MANIFEST_BYTES)
            manifest, signed = read_statement(Manifest, envelope)
        except (MissingObjectError, TooLargeError, NotSignedError, UnknownFormatError):
            return None
        if manifest.bundle != bundle_id:
            return None
        return _SignedManifest(signed.signer, manifest.sealed_on, manifest.expires_on)

    def is_withdrawn(self, bundle_id: str, signer: bytes | None) -> bool:
        """Whether a withdrawal lies there that counts.

        Args:
            bundle_id: Of which bundle.
            signer: Who has to have signed it; anybody where ``None``.
        """
        self.go_on()
        try:
            envelope = self.store.read(withdrawal_name(bundle_id), MOST_STATEMENT_BYTES)
            statement, signed = read_statement(Withdrawal, envelope)
        except (MissingObjectError, TooLargeError, NotSignedError, UnknownFormatError):
            return False
        return statement.bundle == bundle_id and signer in {None, signed.signer}


def _looked(look: _Look, copies: tuple[Copy, ...]) -> Found:
    try:
        listed = look.listed()
    except TryAgainLaterError:
        raise
    except UserFacingError as error:
        # Whoever may only read what they can name still hears what was taken back.
        gone = frozenset(copy.bundle_id for copy in copies if look.is_withdrawn(copy.bundle_id, copy.signer))
        return Found(withdrawn=gone, unreachable=(Unreachable(look.url, error),))
    signers = {copy.bundle_id: copy.signer for copy in copies}
    new: list[NewBundle] = []
    withdrawn: set[str] = set()
    for bundle_id, each in sorted(listed.items()):
        is_taken_back = withdrawal_name(bundle_id) in each.names
        if bundle_id in signers:
            if is_taken_back and look.is_withdrawn(bundle_id, signers[bundle_id]):
                withdrawn.add(bundle_id)
            continue
        is_for_reader = _is_for(look.order.age_key, bundle_id, each.names)
        if bundle_id in look.order.known or not (is_taken_back or is_for_reader):
            continue
        manifest = look.manifest(bundle_id) if manifest_name(bundle_id) in each.names else None
        if is_taken_back and look.is_withdrawn(bundle_id, None if manifest is None else manifest.signer):
            withdrawn.add(bundle_id)
        elif is_for_reader and manifest is not None and look.order.today < manifest.expires_on:
            new.append(
                NewBundle(bundle_id, look.url, each.size_bytes, manifest.sealed_on, manifest.expires_on)
            )
    return Found(tuple(new), frozenset(withdrawn))


def _is_for(age_key: str, bundle_id: str, names: set[str]) -> bool:
    """Whether a bundle is there, whole, with a grant of that key's owner."""
    wanted = {manifest_name(bundle_id), grant_name(bundle_id, recipient_tag(bundle_id, age_key))}
    return wanted <= names
