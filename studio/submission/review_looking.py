"""Looking for what readers said: of what this person shared, and of what they received, for all to see.

What lies there was put by strangers, as far as anyone knows. It is looked at one by one and within limits:
what is not exactly as large as a review is not read, what is no review of that bundle is left and told of,
and nothing of it keeps the rest from being found. What is kept of it ``review_hearing`` says.

A contributor's key can often neither list nor read in a store. They ask for the names that reviews of the
study's readers can have. Where all of that is refused it is told once, quietly: some stores refuse to say
that something is not there.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from typing import Final

from recorder.bundle.errors import MissingObjectError, TooLargeError
from recorder.bundle.layout import REVIEW_BYTES, REVIEW_SLOTS, is_review_name, review_name, reviews_folder
from recorder.bundle.reviews import (
    REVIEWING_ROLES,
    NoReviewError,
    SignedReview,
    open_review,
    review_tags,
)
from recorder.episode.phrase import later
from recorder.vault.vault import Vault
from studio.submission.approval import Progress
from studio.submission.looking import Unreachable, look_into
from studio.submission.reviewed import Reviewed, reviewed_bundles
from studio.submission.store_errors import StoreRefusedError
from studio.submission.stores import BundleStore

MOST_UNNAMED: Final = 16
"""How many are read of a bundle under names that belong to nobody whom the study names."""
MOST_LISTED: Final = 1000
"""How many are looked at in the listing of one bundle."""
MOST_ODD: Final = 20
"""Of how many a bundle's list of what is no review tells."""
_GAP: Final = 2
"""After so many of a reader's names where nothing is, no more is asked for: one may have been taken away."""
_CLOCKS_APART: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class LookOrder:
    """What to look for.

    Attributes:
        bundles: Of which bundles, by their stores.
        today: The later of the clock's day and the latest that the vault has seen, in UTC.
    """

    bundles: tuple[Reviewed, ...] = ()
    today: date = date.max


@dataclass(frozen=True, slots=True)
class OddReview:
    """Something that lies where reviews do, and is none.

    Attributes:
        bundle_id: Of which bundle.
        why: In plain words.
    """

    bundle_id: str
    why: str


@dataclass(frozen=True, slots=True)
class FoundReviews:
    """What was found.

    Attributes:
        reviews: Reviews whose signatures hold, by bundle.
        whole: Bundles of which all was seen that readers whom the study names can have put there.
        odd: What is none.
        refused: Stores whose key may not read reviews.
        unreachable: Stores that could not be looked into.
    """

    reviews: tuple[tuple[str, SignedReview], ...] = field(default=(), repr=False)
    whole: frozenset[str] = frozenset()
    odd: tuple[OddReview, ...] = ()
    refused: tuple[str, ...] = ()
    unreachable: tuple[Unreachable, ...] = ()


NOTHING_FOUND: Final = FoundReviews()


def begin_looking(vault: Vault, *, today: date) -> LookOrder:
    """Say of which bundles: all that are shared from here, and all that were received and are there.

    Args:
        vault: The contributor's, or a reader's.
        today: The clock's day, in UTC.
    """
    found = sorted(reviewed_bundles(vault).values(), key=lambda each: (each.store_url, each.bundle_id))
    return LookOrder(tuple(found), vault.latest_day(today))


def look_for_reviews(order: LookOrder, progress: Progress) -> FoundReviews:
    """Look into the stores; on any thread. One that cannot be reached keeps none of the others from it."""
    by_store: dict[str, list[Reviewed]] = {}
    for each in order.bundles:
        by_store.setdefault(each.store_url, []).append(each)
    looks: list[_Look] = []
    unreachable: list[Unreachable] = []
    total, done = len(order.bundles), 0
    for url, bundles in by_store.items():
        look = _Look(bundles, order.today, lambda done=done: progress(done, total))  # type: ignore[misc]
        looks.append(look)
        came = look_into(url, look.look, look.go_on)
        unreachable += [came] if isinstance(came, Unreachable) else []
        done += len(bundles)
    progress(total, total)
    return FoundReviews(
        reviews=tuple(each for look in looks for each in look.found),
        whole=frozenset(each for look in looks for each in look.whole),
        odd=tuple(each for look in looks for each in look.odd),
        refused=tuple(
            url for url, look in zip(by_store, looks, strict=True) if look.refused and not look.read
        ),
        unreachable=tuple(unreachable),
    )


@dataclass(slots=True)
class _Look:
    """How one store is looked into, and what was met there.

    Attributes:
        bundles: Of which bundles.
        today: The day.
        go_on: Raises what shall end it.
        found: Reviews whose signatures hold.
        whole: Bundles of which nothing was refused.
        odd: What is no review.
        read: How many objects were read, or are known not to be there.
        there: How many of them there are.
        refused: How many were refused.
    """

    bundles: list[Reviewed]
    today: date
    go_on: Callable[[], None]
    found: list[tuple[str, SignedReview]] = field(default_factory=list)
    whole: set[str] = field(default_factory=set)
    odd: list[OddReview] = field(default_factory=list)
    read: int = 0
    there: int = 0
    refused: int = 0

    def look(self, store: BundleStore) -> None:
        """Look for all of them."""
        for bundle in self.bundles:
            odd, refused = len(self.odd), self.refused
            for name in self._names(store, bundle):
                self._open(store, bundle, name)
            del self.odd[odd + MOST_ODD :]
            if self.refused == refused:
                self.whole.add(bundle.bundle_id)

    def _open(self, store: BundleStore, bundle: Reviewed, name: str) -> None:
        sealed = self._read(store, bundle, name)
        if sealed is None:
            return
        try:
            signed = open_review(
                sealed,
                bundle_id=bundle.bundle_id,
                payload_sha256=bundle.payload_sha256,
                secret=bundle.secret,
            )
        except NoReviewError as error:
            self.odd.append(OddReview(bundle.bundle_id, str(error)))
            return
        if signed.review.reviewed_on - self.today > _CLOCKS_APART:
            self.odd.append(OddReview(bundle.bundle_id, _NOT_YET))
        else:
            self.found.append((bundle.bundle_id, signed))

    def _read(self, store: BundleStore, bundle: Reviewed, name: str) -> bytes | None:
        self.go_on()
        sealed = None
        try:
            sealed = store.read(name, REVIEW_BYTES)
            self.there += 1
        except MissingObjectError:
            pass
        except TooLargeError:
            self.there += 1
            self.odd.append(OddReview(bundle.bundle_id, _OTHER_SIZE))
        except StoreRefusedError:
            self.refused += 1
            return None
        self.read += 1
        return sealed

    def _names(self, store: BundleStore, bundle: Reviewed) -> Iterator[str]:
        """What to read: what the study's readers can have put there first, then a few of whatever else is."""
        named = _named(bundle)
        try:
            listed = list(islice(store.names(reviews_folder(bundle.bundle_id)), MOST_LISTED))
        except StoreRefusedError:
            # Whoever may not list may perhaps read what they can name.
            for names in named:
                yield from self._asked_for(names)
            return
        there = set()
        for each in listed:
            if not is_review_name(each.name) or each.size != REVIEW_BYTES:
                self.odd.append(OddReview(bundle.bundle_id, _OTHER_SIZE))
            else:
                there.add(each.name)
        known = [name for names in named for name in names]
        if len(listed) == MOST_LISTED:
            # What somebody put there to hide the rest does not: the names are known.
            there.update(known)
        yield from (name for name in known if name in there)
        yield from sorted(there.difference(known))[:MOST_UNNAMED]

    def _asked_for(self, names: list[str]) -> Iterator[str]:
        """One reader's names, until nothing is there any more."""
        gap = 0
        for name in names:
            before = self.there
            yield name
            gap = 0 if self.there > before else gap + 1
            if gap == _GAP:
                return


def _named(bundle: Reviewed) -> list[list[str]]:
    """The names that reviews of the study's readers can have, of each reader in their order."""
    return [
        [
            review_name(bundle.bundle_id, tag)
            for tag in review_tags(bundle.bundle_id, bundle.secret, each.age_key)[
                : REVIEW_SLOTS if each.role in REVIEWING_ROLES else 1
            ]
        ]
        for each in bundle.study.recipients
    ]


_OTHER_SIZE: Final = later("it is not as large as a review is")
_NOT_YET: Final = later("it is of a day that has not come yet")
