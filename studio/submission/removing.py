"""Taking a bundle out of its store: its withdrawal first, then the manifest, the grants, reviews and parts.

The order is that of harm: from the first object on, whoever looks is refused. Each step may be done twice, so
what was cut off is simply done again.

A key that may only put cannot see what is there, nor delete: there, nothing is put in the place of every
object that the bundle can have had. A store that keeps old versions keeps the ciphertext; what opened it is
destroyed elsewhere.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from recorder.bundle.layout import (
    PART_BYTES,
    bundle_folder,
    grant_name,
    manifest_name,
    part_name,
    review_name,
    withdrawal_name,
)
from recorder.bundle.reviews import review_tag, review_tags
from recorder.bundle.statements import recipient_tag
from studio.submission.credentials import Credentials
from studio.submission.patience import Patience, Progress, ToldProgress, Wait
from studio.submission.store_errors import StoreRefusedError
from studio.submission.stores import BundleStore, Put, open_store


def upload_withdrawal(
    store_url: str,
    bundle_id: str,
    statement: bytes,
    progress: Progress = lambda _done, _total: None,
    *,
    credentials: Credentials | None = None,
    wait: Wait | None = None,
) -> Put:
    """Put the signed withdrawal of a bundle into its store; on any thread.

    Args:
        store_url: The store.
        bundle_id: The bundle.
        statement: The signed withdrawal.
        progress: Asked some twenty times a second.
        credentials: The key of the store; looked for in the usual places if ``None``.
        wait: How time passes between two attempts.

    Raises:
        TryAgainLaterError: The store could not be reached for minutes.
        MendFirstError: It refuses, or is not there.
    """
    told = ToldProgress(progress, 1)
    store = open_store(store_url, credentials=credentials, watch=told.again)
    put = Patience(told.again, wait).call(lambda: store.put(withdrawal_name(bundle_id), statement))
    told(1, 1)
    return put


def remove_bundle(
    store_url: str,
    bundle_id: str,
    progress: Progress,
    *,
    names: Iterable[str] = (),
    credentials: Credentials | None = None,
    wait: Wait | None = None,
) -> Mapping[str, int]:
    """Take all of a bundle out of its store, but for its withdrawal; on any thread.

    Args:
        store_url: The store.
        bundle_id: The bundle.
        progress: Asked some twenty times a second.
        names: Of its objects, as far as they are known; see ``possible_names``. Needed where the key may not
            list; elsewhere, what is found there is added.
        credentials: The key of the store; looked for in the usual places if ``None``.
        wait: How time passes between two attempts.

    Returns:
        How many objects met which end, by ``Removal``.

    Raises:
        TryAgainLaterError: The store could not be reached for minutes.
        MendFirstError: It refuses, or is not there.
    """
    told = ToldProgress(progress, 1)
    store = open_store(store_url, credentials=credentials, watch=told.again)
    patience = Patience(told.again, wait)
    found = patience.call(lambda: _listed(store, bundle_id))
    # What can be seen is all there is.
    going = _in_order(bundle_id, names if found is None else found)
    ends: Counter[str] = Counter()
    for number, name in enumerate(going):
        told(number, len(going))
        ends[patience.call(lambda name=name: store.remove(name)).value] += 1  # type: ignore[misc]
    store.tidy(bundle_folder(bundle_id))
    told(len(going), len(going))
    return dict(ends)


def possible_names(
    bundle_id: str,
    total_bytes: int,
    age_keys: Collection[str],
    *,
    secret: str | None = None,
    reviewers: Collection[str] = (),
) -> tuple[str, ...]:
    """All objects that a bundle of that size can have had, for a key that cannot look.

    Args:
        bundle_id: The bundle.
        total_bytes: Of all its objects.
        age_keys: Of its recipients.
        secret: What opens it: by it the names of the reviews are known.
        reviewers: Of those of them who accept it or send it back, perhaps more than once.
    """
    reviews: list[str] = []
    if secret is not None:
        reviews += [review_tag(bundle_id, secret, key) for key in age_keys if key not in reviewers]
        reviews += [tag for key in reviewers for tag in review_tags(bundle_id, secret, key)]
    parts = -(-total_bytes // PART_BYTES)
    return (
        manifest_name(bundle_id),
        *(grant_name(bundle_id, recipient_tag(bundle_id, key)) for key in age_keys),
        *(review_name(bundle_id, tag) for tag in reviews),
        *(part_name(bundle_id, number) for number in range(parts)),
    )


def _listed(store: BundleStore, bundle_id: str) -> tuple[str, ...] | None:
    """What is there of a bundle; ``None`` where the key may not look."""
    try:
        return tuple(each.name for each in store.names(bundle_folder(bundle_id)))
    except StoreRefusedError:
        return None


def _in_order(bundle_id: str, names: Iterable[str]) -> list[str]:
    """The manifest, the grants, the reviews and the parts; nothing else that lies or is linked there."""
    kinds = (r"grants/[0-9a-f]{64}\.json", r"reviews/[0-9a-f]{64}\.age", r"payload/[0-9]{6}")
    rests = [re.compile(rf"{bundle_folder(bundle_id)}/{kind}\Z") for kind in kinds]
    found = sorted(set(names))
    return [manifest_name(bundle_id), *(name for rest in rests for name in found if rest.match(name))]
