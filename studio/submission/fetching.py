"""Reading a bundle out of its store, patiently: what opening takes its bytes from."""

from recorder.bundle.layout import BUNDLES, is_bundle_id
from studio.submission.credentials import Credentials
from studio.submission.patience import Patience, Progress, ToldProgress, Wait
from studio.submission.stores import open_store


class Fetching:
    """A store as a ``BundleSource`` that tries again, and that a progress can end while it waits.

    Hand ``progress`` to whoever reads: what it is told there is told again in between.

    Args:
        store_url: The store.
        progress: Whom to tell.
        credentials: The key of the store; looked for in the usual places if ``None``.
        wait: How time passes between two attempts.

    Attributes:
        progress: Tells it.

    Raises:
        MendFirstError: The address names no store, or there is no key for it.
    """

    def __init__(
        self,
        store_url: str,
        progress: Progress,
        *,
        credentials: Credentials | None = None,
        wait: Wait | None = None,
    ) -> None:
        self.progress = ToldProgress(progress, 1)
        self._store = open_store(store_url, credentials=credentials, watch=self.progress.again)
        self._patience = Patience(self.progress.again, wait)

    def read(self, name: str, most: int) -> bytes:
        """As ``BundleStore.read``."""
        return self._patience.call(lambda: self._store.read(name, most))

    def bundle_ids(self) -> tuple[str, ...]:
        """The bundles that are there, whole or not, without looking into any.

        Raises:
            StoreError: The store cannot be listed.
        """
        found = self._patience.call(lambda: self._store.folders(BUNDLES))
        return tuple(name for name in found if is_bundle_id(name))
